"""The broker's durable state as canonical JSON: orders at work with their queue positions, eaten
liquidity, the market as last heard, and what ended orders were told."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from core.codec import Later, decode, encode
from core.errors import InputError
from core.market import Book, Quote
from core.orders import Accepted, BrokerEvent, Cancelled, Fill, Order, Rejected, Triggered
from core.types import AgentId, ClientId, InstrumentId, OrderSide
from core.values import Frozen, replace
from exchanges.simulated.depth import Eaten
from exchanges.simulated.matcher import Matcher
from exchanges.simulated.memory import Ended, Memory
from exchanges.simulated.working import Hold, Phase, Room, Working

Levels = tuple[tuple[int, int, int], ...]
"""Eaten levels: price, the size it was eaten at, how much of it."""
TOLD: dict[str, type[BrokerEvent]] = {
    kind.topic: kind for kind in (Accepted, Fill, Rejected, Cancelled, Triggered)
}


class WorkingState(Frozen, frozen=True, kw_only=True):
    order: Order
    arrives_ns: int
    phase: Phase
    hold: Hold
    filled: int
    fills: int
    ahead: int
    cancel_ns: int
    told: tuple[str, ...]
    shrunk: int = 0
    seen: int = 0
    partner: ClientId | None = None


class MatcherState(Frozen, frozen=True, kw_only=True):
    instrument: InstrumentId
    now_ns: int
    last: int
    mark: int
    path: int
    quote: Quote | None
    book: Book | None
    is_quote_newer: bool
    bought: Levels
    sold: Levels
    working: tuple[WorkingState, ...]
    answers: tuple[str, ...]
    units: str = ""


class EndedState(Frozen, frozen=True, kw_only=True):
    client_id: ClientId
    instrument: InstrumentId
    is_whole: bool
    told: tuple[str, ...]


class RoomState(Frozen, frozen=True, kw_only=True):
    agent: AgentId
    instrument: InstrumentId
    closes: OrderSide
    left: int


class BrokerState(Frozen, frozen=True, kw_only=True):
    seed: int
    matchers: tuple[MatcherState, ...]
    ended: tuple[EndedState, ...]
    rooms: tuple[RoomState, ...] = ()


class Seen(NamedTuple):
    """What changes of a matcher, as it was at an instant; written when it is read."""

    name: InstrumentId
    now_ns: int
    last: int
    mark: int
    path: int
    quote: Quote | None
    book: Book | None
    is_quote_newer: bool
    bought: Eaten
    sold: Eaten
    working: tuple[Working, ...]
    answers: tuple[BrokerEvent, ...]
    units: str


class Sights:
    """What each matcher was when it was last asked for: what nothing touched since is not copied
    again. `touched` are those that an event or an order has reached."""

    __slots__ = ("_matchers", "_seen", "touched")

    def __init__(self, matchers: Mapping[InstrumentId, Matcher]) -> None:
        self._matchers = matchers
        self._seen = {name: _seen(name, matcher) for name, matcher in matchers.items()}
        self.touched: set[InstrumentId] = set()

    def taken(self) -> tuple[Seen, ...]:
        """All of them as they are now. Orders at work may change by what happens to others, so
        where there are any it is looked again."""
        matchers, touched = self._matchers, self.touched
        for name in touched:
            self._seen[name] = _seen(name, matchers[name])
        touched.intersection_update([name for name in touched if matchers[name].working])
        return tuple(self._seen.values())


def kept(seed: int, sights: Sights, memory: Memory) -> Later:
    """The state of a broker as `encode(BrokerState(...))` writes it. It stands in the path of every
    trade: here only what has changed is copied, and what has ended is written once and kept."""
    ended = tuple(memory.ended.values())
    market = sights.taken()
    rooms = tuple(_rooms(memory)) if memory.rooms else ()
    return Later(partial(_text, seed, ended, market, rooms))


def _text(
    seed: int,
    ended: Iterable[Ended],
    market: Iterable[Seen],
    rooms: Iterable[RoomState],
) -> str:
    ends = ",".join([it.text or _ended_text(it) for it in ended])
    matchers = ",".join(encode(_matcher_state(seen)) for seen in market)
    shared = ",".join(encode(room) for room in rooms)
    return f'{{"ended":[{ends}],"matchers":[{matchers}],"rooms":[{shared}],"seed":{seed}}}'


def restore(text: str, matchers: Mapping[InstrumentId, Matcher], memory: Memory) -> int:
    """Fills new matchers and a new memory; answers the seed. Raises InputError when the text is
    no state, or speaks of an instrument that is not traded any more."""
    state = decode(BrokerState, text)
    for ended in state.ended:
        told = _lines(ended.told)
        memory.ended[ended.client_id] = Ended(
            ended.client_id, ended.instrument, ended.is_whole, tuple(told)
        )
    for room in state.rooms:
        memory.rooms[room.agent, room.instrument] = Room(room.closes, room.left)
    for saved in state.matchers:
        matcher = matchers.get(saved.instrument)
        if matcher is not None:
            _restore_matcher(saved, matcher, memory)
        elif saved.working:
            raise InputError(
                f"{saved.instrument} has open orders and is not traded here",
                code="unknown_instrument",
            )
    return state.seed


def _rooms(memory: Memory) -> Iterator[RoomState]:
    for (agent, instrument), room in sorted(memory.rooms.items(), key=lambda entry: entry[0]):
        yield RoomState(agent=agent, instrument=instrument, closes=room.closes, left=room.left)


def _seen(name: InstrumentId, matcher: Matcher) -> Seen:
    floor = matcher.floor
    depth = floor.depth
    return Seen(
        name,
        depth.now_ns,
        floor.last,
        floor.mark,
        floor.path,
        depth.quote,
        depth.book,
        depth.is_quote_newer,
        dict(depth.bought),
        dict(depth.sold),
        tuple([replace(work, told=list(work.told)) for work in matcher.working]),
        tuple(matcher.answers),
        floor.units,
    )


def _matcher_state(seen: Seen) -> MatcherState:
    return MatcherState(
        instrument=seen.name,
        now_ns=seen.now_ns,
        last=seen.last,
        mark=seen.mark,
        path=seen.path,
        quote=seen.quote,
        book=seen.book,
        is_quote_newer=seen.is_quote_newer,
        bought=_levels(seen.bought),
        sold=_levels(seen.sold),
        working=tuple(_working_state(work) for work in seen.working),
        answers=_texts(seen.answers),
        units=seen.units,
    )


def _restore_matcher(saved: MatcherState, matcher: Matcher, memory: Memory) -> None:
    floor = matcher.floor
    if saved.units not in ("", floor.units):
        _refuse_working(saved, floor.units)
        return
    depth = floor.depth
    floor.last, floor.mark, floor.path = saved.last, saved.mark, saved.path
    depth.now_ns, depth.is_quote_newer = saved.now_ns, saved.is_quote_newer
    depth.quote, depth.book = saved.quote, saved.book
    depth.bought = {price: (seen, gone) for price, seen, gone in saved.bought}
    depth.sold = {price: (seen, gone) for price, seen, gone in saved.sold}
    matcher.answers = _lines(saved.answers)
    for order in saved.working:
        work = _working(order)
        matcher.add(work)
        memory.add(work)


def _refuse_working(saved: MatcherState, units: str) -> None:
    """A market heard in other units is forgotten; orders in them cannot be."""
    if saved.working:
        raise InputError(
            f"{saved.instrument} has open orders in {saved.units}, and now counts in {units}",
            code="other_units",
        )


def _levels(eaten: Mapping[int, tuple[int, int]]) -> Levels:
    return tuple((price, *eaten[price]) for price in sorted(eaten))


def _working_state(work: Working) -> WorkingState:
    return WorkingState(
        order=work.order,
        arrives_ns=work.arrives_ns,
        phase=work.phase,
        hold=work.hold,
        filled=work.filled,
        fills=work.fills,
        ahead=work.ahead,
        cancel_ns=work.cancel_ns,
        told=_texts(work.told),
        shrunk=work.shrunk,
        seen=work.seen,
        partner=work.partner,
    )


def _working(saved: WorkingState) -> Working:
    return Working(
        saved.order,
        saved.arrives_ns,
        saved.phase,
        saved.hold,
        saved.filled,
        saved.fills,
        saved.ahead,
        saved.cancel_ns,
        _lines(saved.told),
        saved.shrunk,
        saved.seen,
        saved.partner,
    )


def _ended_text(ended: Ended) -> str:
    state = EndedState(
        client_id=ended.client_id,
        instrument=ended.instrument,
        is_whole=ended.is_whole,
        told=_texts(ended.told),
    )
    ended.text = encode(state)
    return ended.text


def _texts(lines: Iterable[BrokerEvent]) -> tuple[str, ...]:
    return tuple(line.topic + encode(line) for line in lines)


def _lines(texts: Iterable[str]) -> list[BrokerEvent]:
    return [_line(text) for text in texts]


def _line(text: str) -> BrokerEvent:
    topic, brace, rest = text.partition("{")
    if topic not in TOLD:
        raise InputError(f"unknown answer {topic!r}", code="corrupt")
    return decode(TOLD[topic], brace + rest)
