"""The broker's durable state as canonical JSON: orders at work with their queue positions, eaten
liquidity, the market as last heard, and what ended orders were told."""

from collections.abc import Iterable, Iterator, Mapping

from core.codec import decode, encode
from core.errors import InputError
from core.market import Book, Quote
from core.orders import Accepted, BrokerEvent, Cancelled, Fill, Order, Rejected, Triggered
from core.types import AgentId, ClientId, InstrumentId, OrderSide
from core.values import Frozen
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


def written(seed: int, matchers: Mapping[InstrumentId, Matcher], memory: Memory) -> str:
    """The state of a broker as `encode(BrokerState(...))` writes it; what has ended is written once
    and kept."""
    ends = ",".join([it.text or _ended_text(it) for it in memory.ended.values()])
    states = ",".join([encode(_matcher_state(*named)) for named in matchers.items()])
    rooms = ",".join([encode(room) for room in _rooms(memory)])
    return f'{{"ended":[{ends}],"matchers":[{states}],"rooms":[{rooms}],"seed":{seed}}}'


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


def _matcher_state(name: InstrumentId, matcher: Matcher) -> MatcherState:
    floor = matcher.floor
    depth = floor.depth
    return MatcherState(
        instrument=name,
        now_ns=depth.now_ns,
        last=floor.last,
        mark=floor.mark,
        path=floor.path,
        quote=depth.quote,
        book=depth.book,
        is_quote_newer=depth.is_quote_newer,
        bought=_levels(depth.bought),
        sold=_levels(depth.sold),
        working=tuple([_working_state(work) for work in matcher.working]),
        answers=_texts(matcher.answers),
        units=floor.units,
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
