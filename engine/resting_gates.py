"""May a strategy's resting orders stand, and may one more be placed? The gates of every entry, but
for those that only a signal has."""

from collections.abc import Callable

from core.trading import Agent, Refusal, RefusalCode
from core.types import OrderSide
from core.values import replace
from engine import gates, positions, rules
from engine.asking import Ask
from engine.lanes import Lane
from engine.reconciling import Wanted
from engine.sizing import Entry
from engine.state import State

Gate = Callable[[Ask], Refusal | None]

KEPT_FIXES = frozenset({"leverage", "unlock", "resume", "max_reserved", "direction"})
"""The others change what a signal is sized by."""
STANDING: tuple[Gate, ...] = (
    gates.halted,
    gates.paused,
    gates.blacklisted,
    gates.instrument_closed,
    gates.rules_pending,
    gates.daily_loss,
    gates.drawdown,
)
"""While one of these says no, entries that rest are taken back as well."""
PLACING: tuple[Gate, ...] = (
    gates.stale_feed,
    gates.order_pending,
    gates.short_not_supported,
    gates.direction,
    gates.no_stop_loss,
    gates.cooldown,
    gates.max_positions,
    gates.min_qty,
    gates.min_notional,
    gates.margin_limit,
    gates.insufficient_funds,
    gates.liquidation_before_stop,
    gates.rate_limit,
)


class RestingGates:
    def __init__(self, state: State, *, max_age_ns: int) -> None:
        self._state = state
        self._max_age_ns = max_age_ns

    def withholds(self, agent: Agent) -> Refusal | None:
        """Why no entry of the agent may rest now."""
        ask = self._ask(agent, OrderSide.BUY, None)
        return next((found for gate in STANDING if (found := gate(ask))), None)

    def refusal(self, agent: Agent, wanted: Wanted) -> Refusal | None:
        """Why this one may not be placed, with what would help."""
        ask = self._ask(agent, wanted.side, self.entry(agent, wanted))
        own = _too_large(ask)
        found = own or next((no for gate in PLACING if (no := gate(ask))), None)
        if found is None:
            return None
        return replace(found, fixes=tuple(fix for fix in found.fixes if fix.setting in KEPT_FIXES))

    def is_fresh(self, lane: Lane) -> bool:
        age = self._state.now_ns - lane.quote_ns
        is_known = bool(lane.quote_ns) and not self._state.unvalued
        return is_known and not lane.is_stale and age <= self._max_age_ns

    def entry(self, agent: Agent, wanted: Wanted) -> Entry | None:
        """What it comes to when it fills whole; None without a stop."""
        if wanted.stop is None:
            return None
        held = self._state.lanes[agent.instrument].instrument
        cost, side = wanted.price * wanted.qty, wanted.side.opens
        margin = rules.margin(cost, held.unit, agent.leverage)
        liquidation = 0
        if wanted.qty and not held.is_spot:
            liquidation = positions.liquidation(side, cost, wanted.qty, margin, held)
        return Entry(
            side=side,
            price=wanted.price,
            stop=wanted.stop,
            qty=wanted.qty,
            notional=cost * held.unit,
            margin=margin,
            fee=rules.fee(cost * held.unit, held.taker_fee),
            risk=0,
            liquidation=liquidation,
        )

    def _ask(self, agent: Agent, side: OrderSide, entry: Entry | None) -> Ask:
        state, lane = self._state, self._state.lanes[agent.instrument]
        key, guardian = (agent.id, agent.instrument), state.guardian
        position = state.positions.get(key)
        is_counted = position is not None or key in state.orders.entering
        return Ask(
            agent=agent if position is None else replace(agent, last_exit_ns=0),
            held=lane.instrument,
            side=side.opens,
            is_halted=state.halted is not None,
            is_fresh=self.is_fresh(lane),
            is_pending=position is not None and state.is_leaving(position),
            bid=lane.bid,
            ask=lane.ask,
            now_ns=state.now_ns,
            equity=state.equity,
            agent_equity=state.agent_equity(agent),
            wallet=state.ledger.wallet,
            reserved=state.ledger.reserved + state.orders.reserved,
            positions=state.positions_to_be() - is_counted,
            day_equity=guardian.day_equity,
            day_low=guardian.day_low,
            daily=guardian.daily,
            high_water=guardian.high_water,
            drawdown=guardian.drawdown,
            orders_last_minute=state.entries_last_minute(agent.id),
            is_blacklisted=agent.instrument in state.ledger.account.blacklist,
            entry=entry,
        )


def _too_large(ask: Ask) -> Refusal | None:
    held, qty = ask.held, 0 if ask.entry is None else ask.entry.qty
    if qty <= held.max_qty:
        return None
    return Refusal(RefusalCode.MAX_QTY, held.size(qty), held.size(held.max_qty), "qty")
