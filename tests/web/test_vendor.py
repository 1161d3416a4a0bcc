"""What others made and we ship: each file as it was published, with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import yaml

VENDOR = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"
MANIFEST = yaml.safe_load((VENDOR / "manifest.yaml").read_text(encoding="utf-8"))


def test_every_file_is_as_the_manifest_says() -> None:
    told = {f"{part['folder']}/{name}": digest for part in MANIFEST for name, digest in part["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in {"manifest.yaml", "LICENSE"}
    }
    assert found == told


def test_every_part_has_its_licence_name_and_version() -> None:
    for part in MANIFEST:
        assert (VENDOR / part["folder"] / "LICENSE").stat().st_size > 400
        assert part["licence"] in {"MIT", "0BSD", "Apache-2.0"}
        assert re.fullmatch(r"\d+\.\d+\.\d+", part["version"])


def test_no_vendored_file_asks_another_host() -> None:
    for path in VENDOR.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text), path
        assert "@import" not in text, path
        assert "sourceMappingURL" not in text, path
