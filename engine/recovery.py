"""After a restart, and after a feed was silent: what was in flight, and the time nobody watched."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from core.candles import expand
from core.errors import ExchangeError, InputError
from core.events import DeskStarted
from core.market import Candle, Funding
from core.orders import Order, WorkingOrder
from core.ports import FundingHistory, MarketData, Snapshot
from core.types import (
    MINUTE_NS,
    SECOND_NS,
    AgentId,
    InstrumentId,
    OrderKind,
    OrderState,
    Purpose,
    Source,
    Timeframe,
)
from core.values import Frozen, replace
from engine import cancelling, order_facts
from engine.exits import BLIND
from engine.runtime import TradeRuntime
from engine.step import Draft, Step

log = logging.getLogger(__name__)

CANDLES_TIMEOUT_S = FUNDINGS_TIMEOUT_S = 10.0
FINE_GAP_NS = 30 * MINUTE_NS
MOST_CANDLES = 20_000


class InFlight(Frozen, frozen=True):
    """Intents found without a result: entries given up, exits to be sent again."""

    lost: tuple[WorkingOrder, ...]
    again: tuple[Order, ...]


def in_flight(orders: Iterable[WorkingOrder]) -> InFlight:
    """Market entries may have been meant for a price that is gone: they are lost, said so. Exits
    protect: they leave again under the same id, and a broker answers a known id with its first
    result; so does an order that takes the place of one that is still open. Resting orders live on
    in the broker's own restored state, trailing ones in the engine's. What a strategy lets rest at
    a price is as good as it was: it leaves again under its id."""
    listed = list(orders)
    lost: list[WorkingOrder] = []
    again: list[Order] = []
    names = {working.order.client_id for working in listed}
    again += [it.order for it in listed if it.order.tag and it.state is OrderState.PENDING]
    for working in listed:
        order, is_new = working.order, working.state is OrderState.PENDING
        if cancelling.is_held_here(order) or order.tag:
            continue
        if order.purpose is Purpose.EXIT or (is_new and order.replaces in names):
            if is_new or order.kind is OrderKind.MARKET:
                again.append(order)
        elif order.kind is OrderKind.MARKET or is_new:
            lost.append(working)
    return InFlight(tuple(lost), tuple(again))


def is_in_flight(working: WorkingOrder) -> bool:
    return working.state is OrderState.PENDING or working.order.kind is OrderKind.MARKET


def give_up(runtime: TradeRuntime, found: InFlight, blind_s: int) -> Step:
    """Closes lost entries as LOST_IN_RESTART and records the restart."""
    state = runtime.engine.state
    draft = Draft()
    for working in found.lost:
        order = working.order
        ended = replace(working, state=OrderState.LOST_IN_RESTART, reason="lost_in_restart")
        state.end(draft, ended)
        draft.cancels.append(order.client_id)
        held = state.lanes[order.instrument].instrument
        draft.records.append(order_facts.order_ended(ended, held, state.now_ns))
    draft.cancels += [name for name, left in state.orders.items() if left.is_ending]
    runtime.engine.halting.tell(draft)
    draft.records.append(
        DeskStarted(
            at_ns=state.now_ns,
            positions=len(state.positions),
            orders=len(state.orders),
            blind_s=blind_s,
            lost=len(found.lost),
            resubmitted=len(found.again),
        )
    )
    return draft.step()


def send_again(runtime: TradeRuntime, order: Order) -> None:
    """Unless it has ended by now; one that was to end is ended where it arrives."""
    working = runtime.engine.state.orders.get(order.client_id)
    if working is None:
        return
    runtime.broker.submit(order)
    if working.is_ending:
        runtime.broker.cancel(order.client_id)


def blind_since(snapshot: Snapshot) -> dict[InstrumentId, int]:
    """Until when each instrument with a position or an order was watched before the restart."""
    used = [held.instrument for held in snapshot.positions]
    used += [working.order.instrument for working in snapshot.orders]
    since = {name: snapshot.account.last_event_ns for name in used}
    silent = dict(snapshot.account.silent)
    return {name: silent.get(name, last_ns) for name, last_ns in since.items()}


async def see_gap(
    runtime: TradeRuntime,
    market: MarketData,
    since: Mapping[InstrumentId, int],
    to_ns: int,
) -> int:
    """Walks the closed candles of blind time by the candle grade; a level hit there fills there,
    flagged, and who holds at an instant of funding pays or gets it. Where no candles come in time
    the first fresh price is judged, and says so. `since` is until when each instrument was watched.
    Answers the instant up to which nothing is unseen: a market that can is asked for events from
    there."""
    candles: list[Candle] = []
    fundings: list[Funding] = []
    for name, from_ns in since.items():
        if not runtime.is_held(name) or to_ns - from_ns < SECOND_NS:
            continue
        found = await _candles(runtime, market, name, from_ns, to_ns)
        candles += found
        fundings += await _fundings(market, name, from_ns, to_ns)
        if not found:
            runtime.unwatched.add(name)
    seen: list[Candle | Funding] = [*candles, *fundings]
    await _walk(runtime, sorted(seen, key=lambda event: event.at_ns))
    newest = {candle.instrument: candle.at_ns for candle in candles}
    return min(newest.values(), default=to_ns)


async def _walk(runtime: TradeRuntime, seen: list[Candle | Funding]) -> None:
    """The path alone: no agent hears of these candles, and nobody enters on them. A candle comes
    before a funding at its close."""
    exits, state = runtime.engine.exits, runtime.engine.state
    exits.flags = (BLIND,)
    try:
        for event in seen:
            if not runtime.is_held(event.instrument):
                continue
            for step in expand(event) if isinstance(event, Candle) else (event,):
                await runtime.take(step)
    finally:
        exits.flags = ()
        for name in {event.instrument for event in seen if isinstance(event, Candle)}:
            state.lanes[name].left_path()


async def _fundings(
    market: MarketData, name: InstrumentId, from_ns: int, to_ns: int
) -> tuple[Funding, ...]:
    """Those of the gap; none where the market cannot tell."""
    if not isinstance(market, FundingHistory):
        return ()
    try:
        async with asyncio.timeout(FUNDINGS_TIMEOUT_S):
            return await market.fundings(name, since_ns=from_ns, until_ns=to_ns)
    except (ExchangeError, InputError, TimeoutError) as error:
        log.warning("the fundings of the blind time of %s do not come: %s", name, error)
        return ()


async def _candles(
    runtime: TradeRuntime, market: MarketData, name: InstrumentId, from_ns: int, to_ns: int
) -> list[Candle]:
    """Closed candles that lie wholly in the gap, as fine as its length and the venue allow: not
    every venue has candles of seconds."""
    fine = (Timeframe.S1,) if to_ns - from_ns <= FINE_GAP_NS else ()
    try:
        async with asyncio.timeout(CANDLES_TIMEOUT_S):
            for timeframe in (*fine, Timeframe.M1):
                if found := await _asked(runtime, market, name, timeframe, from_ns, to_ns):
                    return found
    except TimeoutError:
        log.warning("the candles of the blind time of %s do not come", name)
    return []


async def _asked(
    runtime: TradeRuntime,
    market: MarketData,
    name: InstrumentId,
    timeframe: Timeframe,
    from_ns: int,
    to_ns: int,
) -> list[Candle]:
    lane = runtime.engine.state.lanes[name]
    source = Source.MARK if lane.source is Source.MARK else Source.LAST
    limit = min((to_ns - from_ns) // timeframe.ns + 1, MOST_CANDLES)
    try:
        found = await market.candles(name, timeframe, end_ns=to_ns, limit=limit, source=source)
    except (ExchangeError, InputError) as error:
        log.info("no %s candles of the blind time of %s: %s", timeframe, name, error)
        return []
    return [candle for candle in found if candle.open_ns >= from_ns]


async def warm_up(runtime: TradeRuntime, market: MarketData, agent: AgentId, now_ns: int) -> None:
    """Feeds an agent's runner the closed candles it needs; raises ExchangeError or TimeoutError."""
    runner = runtime.runners[agent]
    settings = runtime.engine.state.agents[agent]
    async with asyncio.timeout(CANDLES_TIMEOUT_S):
        history = await market.candles(
            settings.instrument, settings.timeframe, end_ns=now_ns, limit=runner.needs
        )
        partner = runner.hearing.partner
        others = (
            await market.candles(partner, settings.timeframe, end_ns=now_ns, limit=runner.needs)
            if partner is not None
            else ()
        )
    runner.warm_up(history, others)
