"""A sandbox on a clock that is told, over a venue whose price a test sets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from core.clock import ManualClock
from core.errors import InputError, Unreachable
from core.events import DebugAction
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.money import Steps, Ticks
from core.ports import Subscription, User
from core.types import SECOND_NS, AccountId, InstrumentId, Source, Timeframe, UserId
from core.views import SandboxView
from debug.opening import DebugTerms
from debug.runtime import DebugSource
from debug.sandbox import Sandbox
from debug.service import DebugTradeService
from tests.fake_chat import settle
from tests.fakes import FakeJournal, FakeUsers, make_members
from tests.samples import OWNER, make_instrument

BTC, ETH = make_instrument("BTC"), make_instrument("ETH")
START_NS = 1_000 * SECOND_NS


class SetVenue:
    """Answers a question with the price a test put; counts the questions."""

    name = "set"

    def __init__(self, *listed: Instrument) -> None:
        self.listed = listed or (BTC, ETH)
        self.bid, self.ask = 600_000, 600_010
        self.is_down = False
        self.asked: list[InstrumentId] = []

    async def instruments(self) -> tuple[Instrument, ...]:
        return self.listed

    async def quote(self, instrument: InstrumentId) -> Quote:
        self.asked.append(instrument)
        if self.is_down:
            raise Unreachable("the venue is down")
        size = Steps(100_000 + len(self.asked))
        return Quote(instrument, len(self.asked), Ticks(self.bid), Ticks(self.ask), size, size)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        raise AssertionError("a sandbox asks for no history")

    def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        raise AssertionError("a sandbox never listens to the stream of a venue")


@dataclass(frozen=True, slots=True)
class Playground:
    """The service, and what a test looks at beside it."""

    service: DebugTradeService
    clock: ManualClock
    venue: SetVenue
    journal: FakeJournal
    users: FakeUsers

    async def do(self, what: str, *words: str, user: UserId = OWNER) -> str:
        return await self.service.do(user, what, words)

    async def refused(self, what: str, *words: str, user: UserId = OWNER) -> str:
        """The code with which it is refused."""
        try:
            await self.service.do(user, what, words)
        except InputError as error:
            return error.code
        raise AssertionError(f"{what} was done")

    async def view(self, user: UserId = OWNER) -> SandboxView:
        return await self.service.view(user)

    def sandbox(self, user: UserId = OWNER) -> Sandbox:
        return self.service._open[user]

    @property
    def deeds(self) -> list[str]:
        return [note.what for note in self.journal.notes if isinstance(note, DebugAction)]

    async def pass_time(self, seconds: float, *, step: float = 0.25) -> None:
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            await settle(20)

    async def alerts(self) -> list[str]:
        return [row.owed.name for row in await self.service.outbox.due(1000)]


def member(user: UserId, account: str = "paper:1") -> User:
    found = make_members().members[user]
    return User(id=user, access=found.access, account=AccountId(account))


@asynccontextmanager
async def playing(
    *, users: FakeUsers | None = None, venue: SetVenue | None = None
) -> AsyncIterator[Playground]:
    clock, journal = ManualClock(START_NS), FakeJournal()
    asked = venue or SetVenue()
    members = users or make_members()

    async def open_source() -> DebugSource:
        return DebugSource(market=asked, instruments=asked.listed)

    async with asyncio.TaskGroup() as group:
        service = DebugTradeService(
            group=group,
            users=members,
            journal=journal,
            clock=clock,
            open_source=open_source,
            terms=DebugTerms(balance=Decimal(10_000), leverage=2),
        )
        try:
            yield Playground(service, clock, asked, journal, members)
        finally:
            service.stop()
