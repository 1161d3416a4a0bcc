"""Charts as SVG pictures: no script in them, nothing fetched, and a policy that lets nothing but their own style in."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import unescape

import pygal
from pygal.style import Style
from werkzeug.wrappers import Response

from web.language import RUSSIAN, language
from web.language import gettext as _

# pygal leaves a finder of an outdated kind for plugins that we have not, and an import that fails would warn of it.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

COLOURS: Final = ("#b3261e", "#c77700", "#1f4e79")
"""Under risk, unproven debt, advance: red, amber, blue; a legend names them too."""
_FONTS: Final = 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif'
_INK: Final = "#1b2a3a"
_LOOK: Final[dict[str, Any]] = {
    "background": "#ffffff",
    "plot_background": "#ffffff",
    "foreground": _INK,
    "foreground_strong": _INK,
    "foreground_subtle": "#d9dfe6",
    "guide_stroke_color": "#d9dfe6",
    "major_guide_stroke_color": "#b9c2cc",
    "opacity": "1",
    "opacity_hover": "1",
    "transition": "0s",
    "font_family": _FONTS,
    "label_font_family": _FONTS,
    "major_label_font_family": _FONTS,
    "legend_font_family": _FONTS,
    "value_font_family": _FONTS,
    "no_data_font_family": _FONTS,
    "label_font_size": 15,
    "major_label_font_size": 15,
    "legend_font_size": 15,
    "value_font_size": 13,
    "no_data_font_size": 20,
}
_STYLE: Final = '<style type="text/css">'
_SVG: Final = "{http://www.w3.org/2000/svg}"
_FOREIGN: Final = (f"{_SVG}script", "script")
Series = Sequence[tuple[str, Sequence[int]]]
"""Names with kopecks, one for each label."""


def columns(labels: Sequence[str], series: Series, nothing: str) -> Response:
    """Columns side by side: labels below, a legend under them."""
    chart = pygal.Bar(**_options(height=340), legend_at_bottom=True, legend_at_bottom_columns=1, spacing=12)
    return _drawn(chart, labels, series, nothing)


def bars(labels: Sequence[str], series: Series, nothing: str) -> Response:
    """Bars to the right, the first label on top."""
    chart = pygal.HorizontalBar(**_options(height=bars_height(len(labels)), colours=COLOURS[2:]), show_legend=False)
    reverse = [(name, [*reversed(values)]) for name, values in series]
    return _drawn(chart, [*reversed(labels)], reverse, nothing)


def bars_height(count: int) -> int:
    """How high a picture of so many bars is, in pixels."""
    return 60 + 32 * max(3, count)


def _options(height: int, colours: tuple[str, ...] = COLOURS) -> dict[str, Any]:
    return {
        "style": Style(colors=colours, **_LOOK),
        "js": (),
        "disable_xml_declaration": True,
        "explicit_size": True,
        "width": 760,
        "height": height,
        "margin": 8,
        "truncate_label": -1,
        "truncate_legend": -1,
        "value_formatter": short,
        "include_x_axis": True,
        "max_scale": 5,
    }


def _drawn(chart: Any, labels: Sequence[str], series: Series, nothing: str) -> Response:
    chart.uuid = "risk"  # by itself it is another one each time, and the picture with it
    chart.no_data_text = nothing
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, [value / 100 if value else None for value in values])
    chart.add_xml_filter(_without_scripts)
    return _answer(chart.render())


def _without_scripts(root: Any) -> Any:
    """What is left draws and does nothing; comments with addresses of the library go too."""
    for node in list(root.iter()):
        for child in list(node):
            if not isinstance(child.tag, str) or child.tag in _FOREIGN:
                node.remove(child)
    return root


def _answer(drawn: str | bytes) -> Response:
    text = drawn if isinstance(drawn, str) else drawn.decode()
    style = unescape(text[text.index(_STYLE) + len(_STYLE) : text.index("</style>")])
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    answer = Response(text, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    )
    return answer


def short(roubles: float | None) -> str:
    """«1,2 млн ₽»: as much as a chart has room for; the table beside it has the whole sum."""
    if not roubles:
        return "0"
    for size, word in ((10**9, _("млрд")), (10**6, _("млн")), (10**3, _("тыс."))):
        if roubles >= size:
            told = f"{roubles / size:.1f}".removesuffix(".0")
            decimal = told.replace(".", ",") if language() == RUSSIAN else told
            return f"{decimal}\u00a0{word}\u00a0₽"
    return f"{roubles:.0f}\u00a0₽"
