"""`./run bench web`: a page of a list over a million deals, every screen, and the preview of a kit, in one run."""

from __future__ import annotations

import argparse
import platform
import sys

from tests.bench.parts import list_page, preview, screens

PARTS = {"preview": preview, "screens": screens, "list": list_page}


def main() -> None:
    """Runs all parts, or those that are named; ends with status 1 if a limit of one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of: {', '.join(PARTS)}; all by default")
    parser.add_argument("--deals", type=int, default=1_000_000, help="of the list")
    given = parser.parse_args()
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    held = {}
    for name in given.parts or PARTS:
        print(f"\n{name}", flush=True)
        held[name] = list_page.report(given.deals) if name == "list" else PARTS[name].report()
    failed = [name for name, is_held in held.items() if not is_held]
    if failed:
        sys.exit(f"Не уложились: {', '.join(failed)}")


if __name__ == "__main__":
    main()
