"""Which version of the schema a database has, and how it gets to ours."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from core.errors import DatabaseTooNew
from storage.schema import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = table("alembic_version", column("version_num"))


def stored_revision(connection: Connection) -> str:
    """The revision of a database; empty for one that holds nothing yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(select(column("version_num")).select_from(_VERSIONS)) or ""


def bring_to_head(connection: Connection) -> None:
    """Migrates an older database; raises DatabaseTooNew for one of a newer program."""
    with connection.begin():
        stored = stored_revision(connection)
    check_revision(stored)
    if stored != REVISION:
        _upgrade(connection)


def check_revision(stored: str) -> None:
    if stored > REVISION:
        raise DatabaseTooNew(
            f"The database has version {stored}, this program knows {REVISION}. Start the newer "
            "program, or use another database."
        )


def _upgrade(connection: Connection) -> None:
    # Alembic takes half a second to import, and most starts need none of it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
