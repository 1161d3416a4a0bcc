"""`./run bench home`: statements read, payments matched, scans recognised, a month closed, in one run."""

from __future__ import annotations

import argparse
import platform
import sys

from tests.bench.parts import closing, matching, scans, statement

PARTS = {"statement": statement, "matching": matching, "scans": scans, "closing": closing}


def main() -> None:
    """Runs all parts, or those that are named; ends with status 1 if a limit of one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of: {', '.join(PARTS)}; all by default")
    named = parser.parse_args().parts
    unknown = [name for name in named if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    held = {}
    for name in named or PARTS:
        print(f"\n{name}", flush=True)
        held[name] = PARTS[name].report()
    failed = [name for name, is_held in held.items() if not is_held]
    if failed:
        sys.exit(f"Не уложились: {', '.join(failed)}")


if __name__ == "__main__":
    main()
