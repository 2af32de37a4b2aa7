"""The paper broker: the one fill model of paper trading, the sandbox and backtests."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from core.codec import Later
from core.errors import InputError
from core.instrument import Instrument
from core.market import (
    Book,
    Candle,
    FeedState,
    Funding,
    Level,
    Mark,
    MarketEvent,
    NewRules,
    PathPoint,
    Quote,
    Trade,
)
from core.money import Steps
from core.orders import BrokerEvent, Order
from core.types import ClientId, InstrumentId, OrderSide
from exchanges.simulated import rules, state
from exchanges.simulated.blotter import key_of
from exchanges.simulated.faults import Faults
from exchanges.simulated.matcher import Matcher
from exchanges.simulated.memory import Memory
from exchanges.simulated.paper import PaperSettings
from exchanges.simulated.working import NEVER

Route = Callable[[Any], Sequence[BrokerEvent]]
NO_FAULTS = Faults()


class Matchers(dict[InstrumentId, Matcher]):
    """By instrument; raises InputError for another one."""

    def __missing__(self, instrument: InstrumentId) -> Matcher:
        raise InputError(f"{instrument} is not traded here", code="unknown_instrument")


class SimulatedBroker:
    """Fills orders by the rules of paper money, from market events alone; implements Broker.

    It reads no clock and no shared random stream: the same instruments, seed, settings, orders
    and events give the same answers, to the byte. `revision` rises with every change of what
    `export` must not lose.
    """

    def __init__(
        self,
        instruments: Mapping[InstrumentId, Instrument],
        *,
        seed: int,
        config: PaperSettings,
        faults: Faults = NO_FAULTS,
    ) -> None:
        self._instruments = instruments
        self._seed = seed
        self._config = config
        self._faults = faults
        self.revision = 0
        self._open()

    def on_market(self, event: MarketEvent) -> Sequence[BrokerEvent]:
        """What the event made of the orders of its instrument, in the order it happened."""
        route = self._routes[type(event)].get(event.instrument)
        if route is None:
            return ()
        results = route(event)
        if results:
            self.revision += 1
        return results

    def submit(self, order: Order) -> None:
        """Sends an order on its way. A known client id is answered again, never worked twice."""
        matcher, memory = self._matchers[order.instrument], self._memory
        self.revision += 1
        if memory.knows(order.client_id):
            matcher.answers.extend(memory.answers(order.client_id))
            return
        drawn = rules.jitter(self._seed, key_of(order.client_id), self._config.jitter_ns)
        work = memory.take(order, order.decided_at_ns + self._config.latency_ns + drawn)
        matcher.add(work)
        if order.replaces is not None and memory.replace(work, order.replaces):
            self.cancel(order.replaces)

    def cancel(self, client_id: ClientId) -> None:
        """Asks for the end of an order; it may still fill until the word has arrived."""
        work = self._memory.working.get(client_id)
        if work is not None and work.cancel_ns == NEVER:
            matcher = self._matchers[work.order.instrument]
            work.cancel_ns = matcher.floor.depth.now_ns
            matcher.stir()
            self.revision += 1

    def is_idle(self, instrument: InstrumentId) -> bool:
        """No order of the instrument is at work and no answer is owed."""
        return self._matchers[instrument].is_idle

    def offers(self, instrument: InstrumentId, taker: OrderSide, qty: Steps) -> Sequence[Level]:
        """What a taker of that side would get now, best first: together `qty`, or all there is."""
        return self._matchers[instrument].offers(taker, qty)

    def knows(self, client_id: ClientId) -> bool:
        """Is the order at work, or ended lately?"""
        return self._memory.knows(client_id)

    def export(self) -> str:
        """All that a restart must not lose, as canonical JSON."""
        return state.written(self._seed, self._matchers, self._memory)

    def kept(self) -> Later:
        """The same, written when it is read. A journal does so as it commits, or never: raises
        RuntimeError once the orders are others."""
        return Later(partial(self._export_of, self.revision))

    def restore(self, text: str) -> None:
        """Becomes the broker that exported this; an empty text is a new one."""
        self._open()
        if text:
            self._seed = state.restore(text, self._matchers, self._memory)

    def _export_of(self, revision: int) -> str:
        if revision != self.revision:
            raise RuntimeError("the orders are others now: their state was to be read before")
        return self.export()

    def _open(self) -> None:
        self._memory = Memory()
        self._matchers = Matchers(
            (name, Matcher(self._instruments[name], self._config, self._faults, self._memory))
            for name in sorted(self._instruments)
        )
        self._routes = self._make_routes()

    def _make_routes(self) -> dict[type, dict[InstrumentId, Route]]:
        """By kind of event, then by instrument: an idle broker costs two look-ups and a call."""
        handlers: dict[type, Callable[[Matcher], Route]] = {
            Quote: lambda matcher: matcher.on_quote,
            Book: lambda matcher: matcher.on_book,
            Trade: lambda matcher: matcher.on_trade,
            Mark: lambda matcher: matcher.on_mark,
            Candle: lambda matcher: matcher.on_candle,
            PathPoint: lambda matcher: matcher.on_point,
            Funding: lambda matcher: matcher.on_note,
            FeedState: lambda matcher: matcher.on_note,
            NewRules: lambda matcher: matcher.on_rules,
        }
        return {
            kind: {name: handler(matcher) for name, matcher in self._matchers.items()}
            for kind, handler in handlers.items()
        }
