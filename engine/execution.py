"""ExecutionEngine: market events, results of orders and decisions of people in; steps out.

Synchronous and pure: it never awaits, asks no clock and sends nothing. What it decides is true
only once its step is journaled, and an order leaves only then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.instrument import Instrument
from core.market import (
    Book,
    Candle,
    FeedState,
    Funding,
    Mark,
    MarketEvent,
    NewRules,
    PathPoint,
    Quote,
    Trade,
)
from core.orders import BrokerEvent
from core.ports import Snapshot
from core.trading import Agent, Position, Signal
from core.types import (
    AgentId,
    AgentState,
    ExitReason,
    FeedStatus,
    InstrumentId,
    Source,
)
from engine import facts, judge, rules
from engine.booking import Booking
from engine.entries import Entries
from engine.exits import Exits
from engine.halting import KILL, Halting
from engine.hands import Hands
from engine.judge import Sight
from engine.judging import Judging
from engine.lanes import Lane
from engine.positions import funded, with_dues
from engine.state import State
from engine.step import NOTHING, Draft, Step
from engine.stops import Stops
from engine.trail_orders import TrailOrders

MAX_QUOTE_AGE_NS = 3_000_000_000

Taker = Callable[[Draft | None, Lane, Any], Draft | None]
"""Takes one kind of event on its lane; answers the draft, made when there is something in it."""


class ExecutionEngine:
    """The one decision point of an account, on paper, live, in the sandbox and in backtests.

    `sources` says per instrument which price triggers are judged on (default: marks on perps,
    prints on spot); the candle grade is judged on its path.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        instruments: Iterable[Instrument],
        *,
        sources: Mapping[InstrumentId, Source] | None = None,
        max_quote_age_ns: int = MAX_QUOTE_AGE_NS,
    ) -> None:
        self.state = State(snapshot, instruments, sources or {})
        self.max_quote_age_ns = max_quote_age_ns
        self.exits = Exits(self.state)
        self.entries = Entries(self.state, self.exits, max_age_ns=max_quote_age_ns)
        self.halting = Halting(self.state, self.exits, self.entries)
        stops = Stops(self.state)
        self.hands = Hands(self.state, self.exits, stops)
        self._judging = Judging(self.state, self.exits, stops)
        self.trails = TrailOrders(self.state)
        self._takers: dict[type[MarketEvent], Taker] = {
            Quote: self._on_quote,
            Trade: self._on_trade,
            Book: self._on_book,
            Mark: self._on_mark,
            Funding: self._on_funding,
            PathPoint: self._on_point,
            FeedState: self._on_feed,
            NewRules: self._on_rules,
            Candle: _ignore,
        }

    # --- the market

    def advance(self, event: MarketEvent, results: Sequence[BrokerEvent] = ()) -> Step:
        """Takes one market event and what the broker made of it; raises KeyError for an
        instrument this engine was not given."""
        state = self.state
        lane = state.lanes[event.instrument]
        if event.at_ns > state.now_ns:
            state.now_ns = event.at_ns
            if event.at_ns >= state.guardian.day_end_ns:
                self.halting.begin_day()
        draft = self._book(results) if results else None
        draft = self._takers[type(event)](draft, lane, event)
        if event.at_ns >= lane.due_ns:
            draft = self._judging.on_time(draft, lane, event)
        if state.positions or draft is not None:
            draft = self.halting.watch(draft)
        return NOTHING if draft is None else draft.step()

    def _book(self, results: Sequence[BrokerEvent]) -> Draft:
        draft = Draft()
        booking = Booking(self.state, draft)
        for result in results:
            booking.take(result)
        booking.finish(results[-1].at_ns)
        return draft

    def _on_quote(self, draft: Draft | None, lane: Lane, event: Quote) -> Draft | None:
        lane.quoted(event)
        return self._on_mid(draft, lane) if lane.source is Source.QUOTE else draft

    def _on_book(self, draft: Draft | None, lane: Lane, event: Book) -> Draft | None:
        lane.booked(event)
        return self._on_mid(draft, lane) if lane.source is Source.QUOTE else draft

    def _on_mid(self, draft: Draft | None, lane: Lane) -> Draft | None:
        double = lane.bid + lane.ask
        self.state.marked(lane, double * lane.instrument.tick_e8 // 2)
        if lane.trails:
            sight = Sight(-(-double // 2), double // 2, lane.mark)
            draft = self.trails.on_price(draft, lane, Source.QUOTE, sight)
        return self._judge(draft, lane, -(-double // 2), double // 2)

    def _on_trade(self, draft: Draft | None, lane: Lane, event: Trade) -> Draft | None:
        lane.last = event.price
        if lane.trails:
            sight = Sight(event.price, event.price, lane.mark)
            draft = self.trails.on_price(draft, lane, Source.LAST, sight)
        if lane.source is not Source.LAST:
            return draft
        self.state.marked(lane, event.price * lane.instrument.tick_e8)
        return self._judge(draft, lane, event.price, event.price)

    def _on_mark(self, draft: Draft | None, lane: Lane, event: Mark) -> Draft | None:
        if lane.source is not Source.MARK or lane.is_path:
            return draft
        self.state.marked(lane, event.mark)
        tick = lane.instrument.tick_e8
        below, above = -(-event.mark // tick), event.mark // tick
        if lane.trails:
            draft = self.trails.on_price(draft, lane, Source.MARK, Sight(below, above, lane.mark))
        return self._judge(draft, lane, below, above)

    def _on_point(self, draft: Draft | None, lane: Lane, event: PathPoint) -> Draft | None:
        previous = lane.pointed(event)
        self.state.marked(lane, event.price * lane.instrument.tick_e8)
        for source in list(lane.trails):
            sight = judge.on_point(event, lane.instrument, previous)
            draft = self.trails.on_price(draft, lane, source, sight)
        if not self._is_reached(lane, event.price, event.price):
            return draft
        return self._judging.on_price(draft, lane, judge.on_point(event, lane.instrument, previous))

    def _on_feed(self, draft: Draft | None, lane: Lane, event: FeedState) -> Draft | None:
        lane.feed = event.status
        lane.is_stale = event.status is FeedStatus.STALE
        return draft

    def _on_rules(self, draft: Draft | None, lane: Lane, event: NewRules) -> Draft | None:
        lane.instrument = event.held
        return draft

    def _judge(self, draft: Draft | None, lane: Lane, below: int, above: int) -> Draft | None:
        if not self._is_reached(lane, below, above):
            return draft
        return self._judging.on_price(draft, lane, Sight(below, above, lane.mark))

    def _is_reached(self, lane: Lane, below: int, above: int) -> bool:
        return (
            below <= lane.lower
            or above >= lane.upper
            or lane.mark <= lane.lower_mark
            or lane.mark >= lane.upper_mark
        )

    def _on_funding(self, draft: Draft | None, lane: Lane, event: Funding) -> Draft | None:
        for position in list(lane.positions.values()):
            if max(position.opened_at_ns, position.funded_ns) < event.at_ns:
                draft = draft or Draft()
                self._fund(draft, lane, position, event)
        return draft

    def _fund(self, draft: Draft, lane: Lane, position: Position, event: Funding) -> None:
        held = lane.instrument
        value = held.mark_value(event.mark, position.qty)
        amount = rules.funding(value, event.rate, int(position.side))
        reference = f"{position.trade_id}@{event.at_ns}"
        state = self.state
        state.ledger.book(draft, position.agent, event.at_ns, "funding", amount, reference)
        state.earn(draft, position.agent, amount)
        position = with_dues(funded(position, amount, event.at_ns), held)
        state.hold(position)
        draft.hold(position)
        draft.records.append(facts.funding_booked(position, held, event.rate, amount, event.at_ns))

    # --- signals and people

    def on_signal(self, signal: Signal, now_ns: int, draft: Draft | None = None) -> Step:
        """What a signal trades, after what is drafted; nothing more when it is not READY or was
        used."""
        self._pass_time(now_ns)
        if self.entries.wants(signal):
            draft = draft or Draft()
            self.entries.on_signal(draft, signal)
        return NOTHING if draft is None else draft.step()

    def force(self, signal: Signal, now_ns: int) -> Step:
        """Trades a signal because a person wants it, whatever the agent's state: by its own rules,
        through every gate; what is refused is told as any refusal."""
        return self.decide(
            now_ns, lambda draft: self.entries.on_signal(draft, signal, is_asked=True)
        )

    def close(self, agent: AgentId, share_ppm: int, now_ns: int) -> Step:
        """Orders the close of a share (millionths) of an agent's position, by a person; at least
        one step of it."""

        def close(draft: Draft) -> None:
            position = self.state.position_of(self.state.agents[agent])
            if position is not None:
                self.hands.reduce(draft, position, share_ppm)

        return self.decide(now_ns, close)

    def break_even(self, agent: AgentId, now_ns: int) -> Step:
        """Moves the stop to where closing costs nothing, fees paid; nothing unless the price is
        already beyond it and the stop is not."""

        def move(draft: Draft) -> None:
            position = self.state.position_of(self.state.agents[agent])
            if position is not None:
                self.hands.break_even(draft, position)

        return self.decide(now_ns, move)

    def break_even_level(self, position: Position) -> int | None:
        """Where the stop would stand; None when the price has not passed it, or is not known."""
        return self.hands.break_even_level(position)

    def kill(self, now_ns: int) -> Step:
        """Flattens everything and halts the account until it is unlocked."""

        def decide(draft: Draft) -> None:
            self.halting.halt(draft, KILL, ExitReason.KILL)
            self.halting.tell(draft)

        return self.decide(now_ns, decide)

    def unlock(self, by: str, now_ns: int) -> Step:
        """Leaves HALTED: agents are OFF, the high-water mark starts from what is left."""
        return self.decide(now_ns, lambda draft: self.halting.unlock(draft, by))

    def set_state(self, agent: AgentId, new: AgentState, cause: str, by: str, now_ns: int) -> Step:
        """Moves an agent to a state; the same state again is nothing."""
        return self.decide(
            now_ns, lambda draft: self.halting.set_state(draft, agent, new, cause, by)
        )

    def set_utc_offset(self, minutes: int, now_ns: int) -> Step:
        """Moves the user's midnight; the day that is on goes on until the next one."""
        return self.decide(now_ns, lambda draft: self.state.move_midnight(draft, minutes))

    def change_agent(self, agent: Agent, now_ns: int) -> Step:
        """Takes an agent with other settings, or a new one; open positions keep their levels."""

        def decide(draft: Draft) -> None:
            self.state.change(draft, agent)
            self.entries.forget(agent.id)
            self.state.guardian.set_limits(self.state.agents.values())

        return self.decide(now_ns, decide)

    def decide(self, now_ns: int, decide: Callable[[Draft], None]) -> Step:
        """A decision between two market events."""
        self._pass_time(now_ns)
        draft = Draft()
        decide(draft)
        return draft.step()

    def _pass_time(self, now_ns: int) -> None:
        state = self.state
        state.now_ns = max(state.now_ns, now_ns)
        if state.now_ns >= state.guardian.day_end_ns:
            self.halting.begin_day()


def _ignore(draft: Draft | None, _lane: Lane, _event: Candle) -> Draft | None:
    return draft
