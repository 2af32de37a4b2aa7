"""One account's running desk, as the use cases see it: implements core.ports.Trading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.errors import InputError
from core.events import SettingChanged
from core.instrument import Instrument
from core.market import Candle
from core.money import Ppm
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    ExitPlan,
    FeedHealth,
    Position,
    RiskValue,
)
from core.types import (
    HOUR_NS,
    Access,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Timeframe,
    UserId,
)
from core.views import AutoView, MenuView, PositionView, QuoteView
from core.views.watching import FundsView
from engine import facts
from engine.manual_exits import ManualExits
from engine.session import Session
from engine.step import NOTHING, Draft, Step
from engine.views import Viewer, Watch

STATES = {
    "start": AgentState.RUNNING,
    "observe": AgentState.OBSERVING,
    "pause": AgentState.PAUSED,
    "resume": AgentState.RUNNING,
    "stop": AgentState.OFF,
}
FROM = {
    "pause": (AgentState.RUNNING,),
    "resume": (AgentState.PAUSED,),
}


class AccountTrading:
    """Every change is one decision of the runtime: committed when the call returns."""

    def __init__(
        self,
        session: Session,
        *,
        exchange: str,
        strategies: Sequence[str],
        health: Callable[[InstrumentId], FeedHealth],
    ) -> None:
        self._session = session
        self._runtime = session.runtime
        self._engine = session.runtime.engine
        self._viewer = Viewer(self._engine)
        self.manual_exits = ManualExits(session.runtime, self._viewer)
        self._exchange = exchange
        self._strategies = tuple(strategies)
        self._health = health

    # --- what is

    @property
    def account(self) -> Account:
        return self._engine.state.account()

    @property
    def mode(self) -> Mode:
        return self._engine.state.ledger.account.mode

    @property
    def exchange(self) -> str:
        return self._exchange

    def agents(self) -> Sequence[Agent]:
        return tuple(self._engine.state.agents.values())

    def instruments(self) -> Sequence[Instrument]:
        return tuple(lane.instrument for lane in self._engine.state.lanes.values())

    def strategies(self) -> Sequence[str]:
        return self._strategies

    def feed(self, instrument: InstrumentId) -> FeedHealth:
        return self._health(instrument)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        limit: int,
        *,
        end_ns: int | None = None,
    ) -> Sequence[Candle]:
        """Nothing of what the market's clock has not reached."""
        now_ns = self._runtime.clock.now_ns()
        until_ns = now_ns if end_ns is None else min(end_ns, now_ns)
        market = self._session.market
        return await market.candles(instrument, timeframe, end_ns=until_ns, limit=limit)

    def lines(self, agent: AgentId, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        """What the agent's strategy goes by, over candles."""
        return self._session.lines(self._engine.state.agents[agent], candles)

    def auto_view(self, agent: AgentId) -> AutoView:
        found = self._engine.state.agents[agent]
        runner = self._runtime.runners.get(agent)
        return self._viewer.auto(found, runner.signal if runner else None, self._watch(found))

    def menu_view(self, access: Access, agent: AgentId | None = None) -> MenuView:
        agents = self._engine.state.agents
        shown = next(iter(agents.values())) if agent is None else agents[agent]
        return self._viewer.menu(shown, self._watch(shown), access)

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        return self._viewer.quote(instrument, self._health(instrument))

    def funds(self) -> FundsView:
        return self._viewer.funds()

    def agent_equity(self, agent: AgentId) -> Decimal:
        found = self._engine.state.agents[agent]
        asset = self._engine.state.lanes[found.instrument].instrument
        return asset.money(self._engine.state.agent_equity(found))

    def close_estimate(self, agents: Sequence[AgentId]) -> tuple[int, str]:
        """How many positions would close, and their net result as text."""
        market_ns = self._runtime.clock.now_ns()
        state = self._engine.state
        views = [
            self._viewer.position(position, market_ns)
            for position in state.positions.values()
            if position.agent in agents
        ]
        return len(views), f"{sum((view.net for view in views), Decimal(0)):f}"

    def _watch(self, agent: Agent) -> Watch:
        """Where the market has ended its time stands still."""
        runtime, feed = self._runtime, self._health(agent.instrument)
        return Watch(
            now_ns=runtime.desk_clock.now_ns(),
            market_ns=runtime.engine.state.now_ns if feed.is_over else runtime.clock.now_ns(),
            feed=feed,
            exchange=self._exchange,
            mode=self.mode,
        )

    # --- what people do

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        """start, observe, pause, resume or stop; nothing where it makes no sense."""

        def decide(now_ns: int) -> Step:
            now = self._engine.state.agents[agent].state
            if now is AgentState.HALTED or now not in FROM.get(action, (now,)):
                return NOTHING
            return self._engine.set_state(agent, STATES[action], "user", str(by), now_ns)

        await self._decide(decide)
        if action == "stop" or agent not in self._runtime.runners:
            await self._session.follow(agent)
        elif action in ("start", "resume"):
            await self._session.act(agent)

    async def set_risk(
        self, agent: AgentId, changes: Mapping[str, RiskValue], *, by: UserId
    ) -> None:
        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            risk = replace(found.risk, **changes)  # type: ignore[arg-type]
            draft = Draft()
            for name, new in changes.items():
                old = getattr(found.risk, name)
                old_text, new_text = facts.risk_text(name, old), facts.risk_text(name, new)
                draft.records.append(self._changed(found, name, old_text, new_text, by))
            draft.add(self._engine.change_agent(replace(found, risk=risk), now_ns))
            return draft.step()

        await self._decide(decide)
        await self._session.act(agent)

    async def set_blacklist(self, instruments: Sequence[InstrumentId], *, by: UserId) -> None:
        """Nothing is opened on these from now on; what is open stays, and is guarded."""
        known = {held.id: held.symbol for held in self.instruments()}
        names = [known.get(each, each) for each in instruments]

        def decide(now_ns: int) -> Step:
            ledger = self._engine.state.ledger
            old = [known.get(each, each) for each in ledger.account.blacklist]
            ledger.account = replace(ledger.account, blacklist=tuple(instruments))
            changed = self._changed(self.agents()[0], "blacklist", _listed(old), _listed(names), by)
            return Draft(records=[changed]).step()

        await self._decide(decide)

    async def configure(self, agent: AgentId, setting: str, value: str, *, by: UserId) -> None:
        """Changes strategy, symbol, timeframe or leverage; raises InputError while a position or
        an order is open, or for a value that is none of the choices."""

        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            if self._is_busy(found):
                raise InputError("Close the position first", code="position_open")
            changed, old = self._configured(found, setting, value)
            draft = Draft(records=[self._changed(found, setting, old, value, by)])
            draft.add(self._engine.change_agent(changed, now_ns))
            return draft.step()

        await self._decide(decide)
        self._session.resubscribe()
        await self._session.follow(agent)

    def _is_busy(self, agent: Agent) -> bool:
        state = self._engine.state
        key = (agent.id, agent.instrument)
        return key in state.positions or state.is_pending(key)

    def _configured(self, agent: Agent, setting: str, value: str) -> tuple[Agent, str]:
        if setting == "strategy" and value in self._strategies:
            return replace(agent, strategy=value), agent.strategy
        if setting == "symbol":
            found = self._instrument(value)
            old = self._engine.state.lanes[agent.instrument].instrument
            return replace(
                agent, instrument=found.id, leverage=min(agent.leverage, found.max_leverage)
            ), old.symbol
        if setting == "timeframe" and value in list(Timeframe):
            return replace(agent, timeframe=Timeframe(value)), agent.timeframe
        if setting == "leverage":
            return replace(agent, leverage=self._leverage(agent, value)), str(agent.leverage)
        raise InputError(f"{value} is not one of the choices", code="no_such_choice")

    def _instrument(self, name: str) -> Instrument:
        for held in self.instruments():
            if name in (held.id, held.symbol):
                return held
        raise InputError(f"{name} is not traded here", code="no_such_choice")

    def _leverage(self, agent: Agent, value: str) -> int:
        most = self._engine.state.lanes[agent.instrument].instrument.max_leverage
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
            raise InputError(
                f"Leverage is 1 to {most}", code="out_of_range", low="1", high=str(most)
            )
        return int(value)

    async def close(self, agent: AgentId, *, share_pct: int, version: str, by: UserId) -> str:
        """Closes a share of a position as it was shown: done, stale, flat, pending, too_small."""
        share = Ppm(share_pct * 10_000)
        return await self.manual_exits.close_agents(agent, share=share, version=version)

    async def break_even(self, agent: AgentId, *, version: str, by: UserId) -> str:
        """Moves the stop to where closing costs nothing: done, stale, flat or losing."""
        return await self.manual_exits.break_even_agents(agent, version=version)

    # --- open positions, by hand

    def positions(self) -> Sequence[PositionView]:
        return self.manual_exits.positions()

    def exits(self, trade_id: str) -> ExitPlan | None:
        return self.manual_exits.exits(trade_id)

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        return await self.manual_exits.set_exits(trade_id, plan, version=version, by=by)

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        return await self.manual_exits.reduce(trade_id, share=share, version=version, by=by)

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        return await self.manual_exits.break_even_of(trade_id, version=version, by=by)

    async def halt(self, *, by: UserId) -> None:
        await self._decide(self._engine.kill)

    async def unlock(self, *, by: UserId) -> None:
        await self._decide(lambda now_ns: self._engine.unlock(str(by), now_ns))
        for agent in self.agents():
            await self._session.follow(agent.id)

    async def check_feed(self, agent: AgentId) -> FeedHealth:
        return self._health(self._engine.state.agents[agent].instrument)

    async def set_utc_offset(self, minutes: int, *, by: UserId) -> None:
        """Moves the user's midnight; takes effect at the next one."""

        def decide(now_ns: int) -> Step:
            old = self._engine.state.ledger.account.utc_offset_min
            first = self.agents()[0]
            record = self._changed(first, "utc_offset", str(old), str(minutes), by)
            draft = Draft(records=[record])
            draft.add(self._engine.set_utc_offset(minutes, now_ns))
            return draft.step()

        await self._decide(decide)

    async def set_alerts(self, alerts: AlertSettings, *, by: UserId) -> None:
        self._runtime.alerts.settings = alerts

    async def clear_rest(self, agent: AgentId, *, by: UserId) -> None:
        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            draft = Draft(records=[self._changed(found, "cooldown", "on", "off", by)])
            rested = replace(found, last_exit_ns=0, muted_until_ns=0)
            draft.add(self._engine.change_agent(rested, now_ns))
            return draft.step()

        await self._decide(decide)
        self._runtime.alerts.mute(agent, 0)
        await self._session.act(agent)

    def data_of(self, agent: AgentId) -> Mapping[str, str]:
        """What is stored of an agent, and the signal as its strategy has it."""
        found = self._engine.state.agents[agent]
        runner = self._runtime.runners.get(agent)
        signal = runner.signal if runner is not None else None
        kept = {
            "intents": str(found.sequence),
            "run_trades": str(found.run_trades),
            "day_trades": str(found.day_trades),
            "cycles": str(runner.cycles if runner is not None else 0),
        }
        if signal is not None:
            kept["signal"] = f"{signal.action.value} {signal.repeats}/{signal.needed}"
            kept |= {reason.code: reason.value for reason in signal.reasons}
        return kept

    def judged(self, trade_id: str) -> Position | None:
        positions = self._engine.state.positions.values()
        return next((each for each in positions if each.trade_id == trade_id), None)

    async def mute(self, agent: AgentId, hours: int) -> None:
        """No signal alerts of an agent for some hours of market time."""
        until_ns = self._runtime.clock.now_ns() + hours * HOUR_NS

        def decide(now_ns: int) -> Step:
            draft = Draft()
            muted = replace(self._engine.state.agents[agent], muted_until_ns=until_ns)
            self._engine.state.change(draft, muted)
            return draft.step()

        await self._decide(decide)
        self._runtime.alerts.mute(agent, until_ns)

    async def _decide(self, decide: Callable[[int], Step]) -> None:
        await self._runtime.decide(lambda: decide(self._runtime.now_ns()))

    def _changed(
        self, agent: Agent, setting: str, old: str, new: str, by: UserId
    ) -> SettingChanged:
        return SettingChanged(
            agent=agent.id,
            instrument=agent.instrument,
            at_ns=max(self._engine.state.now_ns, self._runtime.clock.now_ns()),
            setting=setting,
            old=old,
            new=new,
            by=str(by),
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "off"
