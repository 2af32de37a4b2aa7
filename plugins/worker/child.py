"""A worker: runs one plugin, answers one request after another, and knows nothing of the desk."""

import gc
import logging
import socket
import traceback

from plugins.wire import Broken, Message, receive, send
from plugins.worker.hosting import Hosted
from plugins.worker.limits import go_silent, limit

MOST_LINES = 20
MOST_TEXT = 500
HERE = "plugins/worker"


class Heard(logging.Handler):
    """What the plugin logged during a call, for the desk's log of plugins."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[list[object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append([record.levelno, record.getMessage()[:MOST_TEXT]])

    def taken(self) -> list[list[object]]:
        taken, self.lines = self.lines, []
        return taken


def work(link: socket.socket) -> None:
    """Until the desk closes its end or kills it."""
    go_silent()
    heard, hosted = Heard(), Hosted()
    logging.basicConfig(level=logging.INFO, handlers=[heard], force=True)
    while True:
        try:
            asked = receive(link)
        except Broken:
            return
        if asked.header["op"] == "load":
            limit(int(str(asked.header["memory_mb"])))
        answer = _answer(hosted, asked)
        if asked.header["op"] == "load":
            # What it imported stays: no call has to wait for its being looked through.
            gc.freeze()
        told = {**answer.header, "logs": heard.taken()}
        try:
            send(link, Message(told, answer.payload))
        except (TypeError, ValueError) as error:
            send(link, Message({"error": f"answers what is no JSON: {error}", "logs": []}))


def _answer(hosted: Hosted, asked: Message) -> Message:
    """The border around foreign code: whatever it raises, SystemExit too, is an answer."""
    try:
        return hosted.answer(asked)
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        return Message({"error": _told(error), "kind": type(error).__name__})


def _told(error: BaseException) -> str:
    """One sentence, with the plugin's own line where it failed."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if HERE not in frame.filename and "importlib" not in frame.filename
    ]
    where = f" (line {own[-1].lineno} of {own[-1].name})" if own else ""
    notes = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    name = type(error).__name__
    text = str(error)[:MOST_TEXT]
    return text + notes if name == "PluginError" else f"{name}: {text}{notes}{where}"
