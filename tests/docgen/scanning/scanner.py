"""An office scanner of bad habits: pages come out grey, noisy, blurred, crooked and turned, as JPEG inside a PDF."""

from __future__ import annotations

import io
from functools import cache
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

DPI = 150
A4 = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))
SIGMA = 18
_TURNED = {0: None, 90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def pages_of(pdf, dpi=DPI):
    """Pictures of the pages of a PDF, grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().copy() for page in document]


class Scanner:
    """Scans the same pages the same way for the same seed."""

    def __init__(self, seed=1, sigma=SIGMA, slant=3.0, blur=0.7):
        self.random = Random(seed)
        self.sigma, self.slant, self.blur = sigma, slant, blur

    def scan(self, page, turn=0):
        """The page as it comes out, lying ``turn`` degrees clockwise and a little more."""
        crooked = page.rotate(
            self.random.uniform(-self.slant, self.slant), Image.Resampling.BILINEAR, expand=True, fillcolor=250
        )
        blurred = crooked.filter(ImageFilter.GaussianBlur(self.blur))
        return self._noisy(blurred if not turn else blurred.transpose(_TURNED[turn]))

    def blank(self):
        """The back of a sheet: paper, dust, a shadow at an edge, holes of a binder."""
        page = Image.new("L", A4, 244)
        draw = ImageDraw.Draw(page)
        draw.rectangle((0, 0, 14, A4[1]), fill=90)
        for middle in (0.35, 0.62):
            draw.ellipse((50, A4[1] * middle, 85, A4[1] * middle + 35), fill=40)
        for _ in range(8):
            x, y = self.random.randrange(A4[0]), self.random.randrange(A4[1])
            draw.ellipse((x, y, x + 2, y + 2), fill=120)
        return self._noisy(page)

    def _noisy(self, page):
        if not self.sigma:
            return page
        width, height = page.size
        x, y = self.random.randrange(400), self.random.randrange(400)
        noise = _noise(self.sigma).crop((x, y, x + width, y + height))
        return ImageChops.add(page, noise, 1, -128)


@cache
def _noise(sigma):
    """Grey around 128, near enough to Gaussian: four uniform ones averaged."""
    side = 2400
    source = Random(5)
    layers = [Image.frombytes("L", (side, side), source.randbytes(side * side)) for _ in range(4)]
    one = ImageChops.add(ImageChops.add(layers[0], layers[1], 2), ImageChops.add(layers[2], layers[3], 2), 2)
    scale = sigma / (73.9 / 2)
    return one.point(lambda shade: 128 + (shade - 128) * scale)


def as_pdf(pictures, quality=70):
    """One PDF, as scanners write it: a JPEG on each page."""
    stream = io.BytesIO()
    first, *others = [picture.copy() for picture in pictures]  # saving leaves traces in a picture
    first.save(stream, "PDF", save_all=True, append_images=others, resolution=DPI, quality=quality)
    return stream.getvalue()


def as_bytes(picture, fmt="PNG", **options):
    stream = io.BytesIO()
    picture.save(stream, fmt, **options)
    return stream.getvalue()
