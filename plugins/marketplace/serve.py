"""Shows a marketplace's folder on the web: files only, nothing can be written."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def make_server(folder: Path, host: str, port: int) -> ThreadingHTTPServer:
    """Port 0 takes any free one. Raises OSError for one that is taken."""
    return ThreadingHTTPServer((host, port), partial(Silent, directory=str(folder)))


class Silent(SimpleHTTPRequestHandler):
    """Its log would be a line for every file fetched."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
