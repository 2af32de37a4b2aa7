"""Fetches what the streams left out: closed candles, fundings, snapshots of books."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from core.errors import ExchangeError, RateLimited, Unreachable
from core.instrument import Instrument
from core.market import MarketEvent
from core.ports import Clock
from core.types import SECOND_NS, InstrumentId, Source
from exchanges.binance.backoff import Backoff
from exchanges.binance.history import History
from exchanges.binance.receiver import Receiver

log = logging.getLogger(__name__)

LOOK_S = 0.25
BOOK_AGAIN_NS = 5 * SECOND_NS
Put = Callable[[Sequence[MarketEvent]], Awaitable[None]]


class Filler:
    """Looks four times a second what is missing. After a failure it waits, as long as told."""

    def __init__(
        self,
        receiver: Receiver,
        history: History,
        listed: dict[InstrumentId, Instrument],
        clock: Clock,
        put: Put,
    ) -> None:
        self._receiver, self._history, self._listed = receiver, history, listed
        self._clock, self._put = clock, put
        self._book_from_ns: dict[InstrumentId, int] = {}

    async def fill_candles(self, backoff: Backoff) -> None:
        await self._keep(self._candles, backoff)

    async def fill_books(self, backoff: Backoff) -> None:
        await self._keep(self._books, backoff)

    async def _keep(self, fill: Callable[[], Awaitable[None]], backoff: Backoff) -> None:
        while True:
            wait_s = LOOK_S
            try:
                await fill()
                backoff.reset()
            except (ExchangeError, ValueError) as error:
                wait_s = backoff.next_s()
                if isinstance(error, RateLimited):
                    wait_s = max(wait_s, error.retry_after_s)
                log.warning("a gap is not filled yet: %s", error)
            await self._clock.sleep(wait_s)

    async def _candles(self) -> None:
        """Raises Unreachable while the venue has not got a candle that is due."""
        receiver = self._receiver
        if receiver.doubts_fundings:
            await self._fundings()
        for gap in receiver.ledger.gaps(self._clock.now_ns()):
            found = await self._history.candles(
                self._listed[gap.instrument],
                gap.timeframe,
                end_ns=gap.to_ns,
                limit=gap.count,
                source=Source.LAST,
            )
            receiver.filled += bool(found)
            await self._put(receiver.fetched_candles(found))
        if left := receiver.ledger.gaps(self._clock.now_ns()):
            raise Unreachable(f"{left[0].instrument} has no candle of {left[0].timeframe} yet")

    async def _fundings(self) -> None:
        for name, since_ns in list(self._receiver.fundings.items()):
            found = await self._history.fundings(self._listed[name], since_ns)
            await self._put(self._receiver.fetched_fundings(found))
        self._receiver.doubts_fundings = False

    async def _books(self) -> None:
        """A venue that leaves holes in every book must not eat the budget."""
        now_ns = self._clock.monotonic_ns()
        for name in self._receiver.books_wanted():
            if now_ns < self._book_from_ns.get(name, 0):
                continue
            self._book_from_ns[name] = now_ns + BOOK_AGAIN_NS
            answer = await self._history.book(self._listed[name])
            self._receiver.fetched_book(name, answer)
