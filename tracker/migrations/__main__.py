"""`./run migration NAME`: writes the migration from the last version to the models as they are now."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from tracker.database import Database, default_url
from tracker.migrations import configuration, newest, upgrade


def main() -> None:
    """Writes one file into ``versions``, to be read and corrected by a person."""
    if len(sys.argv) != 2:
        sys.exit("Как вызвать: ./run migration ИМЯ")
    with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
        database = Database.at(default_url(Path(folder)))
        upgrade(database)
        with database.write() as connection:
            config = configuration()
            config.attributes["connection"] = connection
            command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{int(newest()) + 1:04}")
        database.dispose()


if __name__ == "__main__":
    main()
