"""What the screens see of an account, made from the engine's state."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial

from core.money import PPM, from_ppm
from core.trading import Agent, FeedHealth, Position, Signal
from core.types import (
    SECOND_NS,
    Access,
    Action,
    AgentState,
    ExitReason,
    InstrumentId,
    Mode,
    Side,
)
from core.values import Frozen
from core.views import (
    AutoView,
    EstimateView,
    HaltView,
    MenuView,
    PositionView,
    QuoteView,
    RunView,
    SignalView,
)
from core.views.looked import Looked
from core.views.watching import FundsView
from engine.execution import ExecutionEngine
from engine.position_views import position_view

HUNDREDTH = Decimal("0.01")
LADDER = "ladder"


class Watch(Frozen, frozen=True, kw_only=True):
    """The instants and healths a view is made at: `now_ns` desk, `market_ns` market clock."""

    now_ns: int
    market_ns: int
    feed: FeedHealth
    exchange: str
    mode: Mode = Mode.PAPER


def signal_view(signal: Signal | None, market_ns: int) -> SignalView | None:
    if signal is None:
        return None
    return SignalView(
        action=signal.action,
        confidence_pct=round(from_ppm(signal.confidence)),
        lasted_s=max(market_ns - signal.started_at_ns, 0) // SECOND_NS,
        repeats=signal.repeats,
        needed=signal.needed,
        is_ready=signal.is_ready,
        reasons=signal.reasons,
    )


class Viewer:
    """Makes the views of one engine."""

    def __init__(self, engine: ExecutionEngine) -> None:
        self._engine = engine
        self._state = engine.state

    def auto(self, agent: Agent, signal: Signal | None, watch: Watch) -> AutoView:
        lane = self._state.lanes[agent.instrument]
        held = lane.instrument
        cause, _, by = agent.state_reason.partition(":")
        return AutoView(
            agent=agent.id,
            agent_name=agent.name if self._has_others else "",
            mode=watch.mode,
            state=agent.state,
            strategy=agent.strategy,
            timeframe=agent.timeframe,
            title=held.title,
            base=held.base,
            leverage=agent.leverage,
            is_spot=held.is_spot,
            risk=agent.risk,
            now_ns=watch.now_ns,
            utc_offset_min=self._state.ledger.account.utc_offset_min,
            equity=held.money(self._state.equity),
            reserved_pct=self._reserved_pct(),
            feed=watch.feed.status,
            feed_age_s=watch.feed.age_s,
            is_feed_over=watch.feed.is_over,
            quote=self.quote(agent.instrument, watch.feed),
            signal=signal_view(signal, watch.market_ns),
            position=self._position(agent, watch.market_ns),
            estimate=self._estimate(agent, signal),
            blocked=self._engine.entries.blocked.get(agent.id),
            pending=self._pending(agent),
            state_cause=cause,
            state_by=by,
            state_since_ns=agent.state_since_ns,
            halt=self.halt(),
            today=self._today_of(agent),
            last_run=self._run(agent, watch.market_ns),
        )

    def menu(self, agent: Agent, watch: Watch, access: Access) -> MenuView:
        guardian, asset = self._state.guardian, self._state.lanes[agent.instrument].instrument
        equity, deposits = self._state.equity, self._state.ledger.account.deposits
        gained = equity - guardian.day_equity
        return MenuView(
            mode=watch.mode,
            exchange=watch.exchange,
            equity=asset.money(equity),
            equity_pct=_pct(equity - deposits, deposits),
            today=asset.money(gained),
            today_pct=_pct(gained, guardian.day_equity),
            positions=self.positions(watch.market_ns),
            state=agent.state,
            strategy=agent.strategy,
            feed=watch.feed.status,
            feed_age_s=watch.feed.age_s,
            access=access,
            is_feed_over=watch.feed.is_over,
        )

    def positions(self, market_ns: int) -> Sequence[PositionView]:
        """As they stand now; most screens look at a few of them."""
        positions = self._state.positions.values()
        return Looked([self._viewing(position, market_ns) for position in positions])

    def halt(self) -> HaltView | None:
        halted = self._state.halted
        if halted is None:
            return None
        asset = next(iter(self._state.lanes.values())).instrument
        result = halted.result
        is_limit = bool(halted.limit)
        return HaltView(
            cause=halted.cause,
            at_ns=halted.at_ns,
            positions=halted.positions,
            result=asset.money(self._state.equity - halted.equity if result is None else result),
            value_pct=from_ppm(halted.value) if is_limit else None,
            limit_pct=from_ppm(halted.limit) if is_limit else None,
        )

    def position(self, position: Position, market_ns: int) -> PositionView:
        return self._viewing(position, market_ns)()

    def _viewing(self, position: Position, market_ns: int) -> Callable[[], PositionView]:
        lane = self._state.lanes[position.instrument]
        price = lane.exit_price(position.side) or position.cost // position.qty
        is_closing = self._state.is_leaving(position)
        agent, held = self._state.agents[position.agent], lane.instrument
        return partial(
            position_view,
            position,
            agent,
            held,
            price,
            market_ns,
            is_closing=is_closing,
            feed=lane.freshness,
        )

    def _position(self, agent: Agent, market_ns: int) -> PositionView | None:
        position = self._state.position_of(agent)
        return None if position is None else self.position(position, market_ns)

    @property
    def _has_others(self) -> bool:
        return sum(not agent.is_manual for agent in self._state.agents.values()) > 1

    def funds(self) -> FundsView:
        ledger, asset = self._state.ledger, next(iter(self._state.lanes.values())).instrument
        return FundsView(
            equity=asset.money(ledger.equity),
            wallet=asset.money(ledger.wallet),
            reserved=asset.money(ledger.reserved + self._state.orders.reserved),
            unrealised=asset.money(ledger.unrealised),
        )

    def quote(self, instrument: InstrumentId, feed: FeedHealth) -> QuoteView | None:
        """The newest, however old; None before the first."""
        lane = self._state.lanes[instrument]
        if not lane.quote_ns:
            return None
        held = lane.instrument
        return QuoteView(
            title=held.title,
            tick=held.tick,
            bid=held.price(lane.bid),
            ask=held.price(lane.ask),
            age_s=feed.age_s,
            status=feed.status,
        )

    def _estimate(self, agent: Agent, signal: Signal | None) -> EstimateView | None:
        """What the signal as it stands would open; nothing at HOLD or with a position."""
        if signal is None or signal.action is Action.HOLD or self._state.position_of(agent):
            return None
        return self.would_open(agent, signal.action, signal.share)

    def would_open(self, agent: Agent, action: Action, share: int = PPM) -> EstimateView | None:
        """What an entry that way would be now; None where there is nothing to plan it from."""
        side = Side.LONG if action is Action.BUY else Side.SHORT
        entry, refusal = self._engine.entries.estimate(agent, side, share)
        if entry is None:
            return None
        held = self._state.lanes[agent.instrument].instrument
        return EstimateView(
            side=side,
            qty=held.size(entry.qty),
            margin=held.money(entry.margin),
            stop=held.price(entry.stop),
            refused="" if refusal is None else refusal.code,
        )

    def _pending(self, agent: Agent) -> str:
        """entry, exit or flip while an order is on its way; ladder while a strategy's own rest."""
        resting = list(self._state.working_of((agent.id, agent.instrument)))
        working = [each for each in resting if not each.order.tag]
        if resting and not working:
            return LADDER
        if any(order.order.exit_reason is ExitReason.FLIP for order in working):
            return "flip"
        return str(working[0].order.purpose) if working else ""

    def _reserved_pct(self) -> Decimal:
        return _pct(self._state.ledger.reserved, self._state.equity)

    def _today_of(self, agent: Agent) -> RunView | None:
        if not agent.day_trades or agent.day != self._state.guardian.day:
            return None
        held = self._state.lanes[agent.instrument].instrument
        return RunView(net=held.money(agent.day_realised), trades=agent.day_trades)

    def _run(self, agent: Agent, market_ns: int) -> RunView | None:
        if not agent.run_trades:
            return None
        held = self._state.lanes[agent.instrument].instrument
        is_over = agent.state in (AgentState.OFF, AgentState.HALTED)
        ago = max(market_ns - agent.state_since_ns, 0) // SECOND_NS
        return RunView(
            net=held.money(agent.run_realised),
            trades=agent.run_trades,
            ended_s_ago=ago if is_over else None,
        )


def _pct(part: int, whole: int) -> Decimal:
    if whole <= 0:
        return Decimal(0)
    return (Decimal(part) * 100 / whole).quantize(HUNDREDTH, ROUND_HALF_EVEN)
