"""`logs/plugin_system.log`: what happens to plugins, in lines that grep finds."""

import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FILE = Path("logs/plugin_system.log")
MOST_BYTES, COPIES = 5_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
OWN = "plugins"


class PluginLog(RotatingFileHandler):
    """Makes its folder with its first line: a desk without plugins leaves nothing behind."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()


def open_log(path: Path, level: str) -> logging.Handler:
    """Writes what this package and the plugins log, until `close_log`."""
    handler = PluginLog(path, maxBytes=MOST_BYTES, backupCount=COPIES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    logger = logging.getLogger(OWN)
    logger.addHandler(handler)
    logger.setLevel(level)
    return handler


def close_log(handler: logging.Handler) -> None:
    logging.getLogger(OWN).removeHandler(handler)
    handler.close()
