"""The paper broker: the one fill model of paper trading, the sandbox and backtests."""

from collections.abc import Callable, Mapping, Sequence
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
from exchanges.simulated.working import NEVER, Working

Route = Callable[[Any], Sequence[BrokerEvent]]
NO_FAULTS = Faults()


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
        self._touched.add(event.instrument)
        results = route(event)
        if results:
            self.revision += 1
        return results

    def submit(self, order: Order) -> None:
        """Sends an order on its way. A known client id is answered again, never worked twice."""
        matcher = self._matcher(order.instrument)
        self._touched.add(order.instrument)
        self.revision += 1
        if self._memory.knows(order.client_id):
            matcher.answers.extend(self._memory.answers(order.client_id))
            return
        drawn = rules.jitter(self._seed, key_of(order.client_id), self._config.jitter_ns)
        arrives_ns = order.decided_at_ns + self._config.latency_ns + drawn
        work = Working(order, arrives_ns, hold=self._memory.hold(order), partner=order.partner)
        self._memory.add(work)
        self._memory.measure(order)
        matcher.add(work)
        replaced = self._memory.replace(work)
        if replaced is not None:
            self.cancel(replaced.order.client_id)

    def cancel(self, client_id: ClientId) -> None:
        """Asks for the end of an order; it may still fill until the word has arrived."""
        work = self._memory.working.get(client_id)
        if work is not None and work.cancel_ns == NEVER:
            matcher = self._matcher(work.order.instrument)
            work.cancel_ns = matcher.floor.depth.now_ns
            matcher.stir()
            self._touched.add(work.order.instrument)
            self.revision += 1

    def is_idle(self, instrument: InstrumentId) -> bool:
        """No order of the instrument is at work and no answer is owed."""
        return self._matcher(instrument).is_idle

    def offers(self, instrument: InstrumentId, taker: OrderSide, qty: Steps) -> Sequence[Level]:
        """What a taker of that side would get now, best first: together `qty`, or all there is."""
        return self._matcher(instrument).offers(taker, qty)

    def knows(self, client_id: ClientId) -> bool:
        """Is the order at work, or ended lately?"""
        return self._memory.knows(client_id)

    def export(self) -> str:
        """All that a restart must not lose, as canonical JSON."""
        return str(self.kept())

    def kept(self) -> Later:
        """The same as it is now, written when it is read: most of it is copied by reference, and
        nobody reads the state of a test in memory."""
        return state.kept(self._seed, self._sights, self._memory)

    def restore(self, text: str) -> None:
        """Becomes the broker that exported this; an empty text is a new one."""
        self._open()
        if text:
            self._seed = state.restore(text, self._matchers, self._memory)
            self._touched.update(self._matchers)

    def _open(self) -> None:
        self._memory = Memory()
        self._matchers = {
            name: Matcher(self._instruments[name], self._config, self._faults, self._memory)
            for name in sorted(self._instruments)
        }
        self._routes = self._make_routes()
        self._sights = state.Sights(self._matchers)
        self._touched = self._sights.touched

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

    def _matcher(self, instrument: InstrumentId) -> Matcher:
        matcher = self._matchers.get(instrument)
        if matcher is None:
            raise InputError(f"{instrument} is not traded here", code="unknown_instrument")
        return matcher
