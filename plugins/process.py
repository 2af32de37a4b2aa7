"""A worker as the desk sees it: one request, one answer, or its end."""

import logging

from core.errors import PluginError
from core.ports import Clock
from core.types import SECOND_NS
from plugins.nursery import Nursery
from plugins.wire import Broken, Message, receive, send

log = logging.getLogger("plugins.own")
"""What plugins themselves log."""


class PluginFailed(PluginError):
    """The plugin answered with an error; its worker lives on."""


class PluginKilled(PluginError):
    """The worker took too long or ended; it is gone."""


class Worker:
    """One process; blocking, so it is asked from a thread of its plugin's own."""

    def __init__(self, nursery: Nursery, clock: Clock) -> None:
        self._nursery = nursery
        self._clock = clock
        self._link, self._number = nursery.fork()

    def ask(self, message: Message, *, who: str, limit_s: float) -> Message:
        """Raises PluginFailed or PluginKilled; after the latter ask it nothing more."""
        try:
            answer = self._exchange(message, limit_s)
        except TimeoutError as error:
            self.close()
            raise PluginKilled(f"{who} took longer than {limit_s:g} s and was ended") from error
        except Broken as error:
            self.close()
            raise PluginKilled(f"{who} {error}") from error
        for level, text in _lines(answer):
            log.log(level, "%s: %s", who, text)
        if "error" in answer.header:
            raise PluginFailed(f"{who}: {answer.header['error']}")
        return answer

    def close(self) -> None:
        """A real end: nothing of it runs on. Not while another thread asks: see `kill`."""
        self.kill()
        self._link.close()

    def kill(self) -> None:
        """Whoever asks it now hears that it ended."""
        self._nursery.kill(self._number)

    def _exchange(self, message: Message, limit_s: float) -> Message:
        until_ns = self._clock.monotonic_ns() + round(limit_s * SECOND_NS)

        def wait() -> None:
            left_ns = until_ns - self._clock.monotonic_ns()
            if left_ns <= 0:
                raise TimeoutError
            self._link.settimeout(left_ns / SECOND_NS)

        wait()
        send(self._link, message)
        return receive(self._link, wait)


def _lines(answer: Message) -> list[tuple[int, str]]:
    logged = answer.header.get("logs", [])
    if not isinstance(logged, list):
        return []
    return [(int(level), str(text)) for level, text in logged]
