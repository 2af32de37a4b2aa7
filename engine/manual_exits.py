"""How open positions leave by hand: the part of core.ports.ManualDesk about exits."""

from collections.abc import Callable, Sequence

from core.events import SettingChanged
from core.money import PPM, Ppm
from core.trading import ExitPlan, Limit, LimitUnit, Position, Target
from core.types import AgentId, UserId
from core.values import replace
from core.views import PositionView
from engine.plan_checks import check_levels, check_plan
from engine.position_views import position_version
from engine.rule_texts import plan_text
from engine.runtime import TradeRuntime
from engine.step import NOTHING, Draft, Step
from engine.views import Viewer

Find = Callable[[], Position | None]
Act = Callable[[Draft, Position], str]
"""Decides on a position; answers `done`, or why not."""


class ManualExits:
    """Decides on the very position that was shown: it is looked at when it is this decision's turn,
    not when it was asked for. Every change is committed when the call returns."""

    def __init__(self, runtime: TradeRuntime, viewer: Viewer) -> None:
        self._runtime = runtime
        self._viewer = viewer
        self._state = runtime.engine.state
        self._hands = runtime.engine.hands

    def positions(self) -> Sequence[PositionView]:
        """Of every agent, oldest first."""
        views = self._viewer.positions(self._runtime.now_ns())
        return sorted(views, key=lambda view: view.opened_at_ns)

    def exits(self, trade_id: str) -> ExitPlan | None:
        """What may still take the position out, as distances from its entry."""
        position = self._hands.find(trade_id)
        return None if position is None else self._shown(position)

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        """done, stale or flat; raises InputError for levels on the wrong side of the price."""

        def act(draft: Draft, position: Position) -> str:
            if position.leaving is not None:
                return "stale"
            self._plan(draft, position, plan, by)
            return "done"

        return await self._on_trade(trade_id, version, act)

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        """Closes a share at market: done, stale, flat, pending or too_small."""
        return await self._on_trade(trade_id, version, self._reducing(share, is_exact=True))

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        """Moves the stop to where closing costs nothing: done, stale, flat or losing."""
        return await self._on_trade(trade_id, version, self._to_break_even)

    async def close_agents(self, agent: AgentId, *, share: Ppm, version: str) -> str:
        """The same of the position of an agent on its instrument, at least one step of it."""
        return await self._on_agent(agent, version, self._reducing(share, is_exact=False))

    async def break_even_agents(self, agent: AgentId, *, version: str) -> str:
        return await self._on_agent(agent, version, self._to_break_even)

    # --- decisions

    async def _on_trade(self, trade_id: str, version: str, act: Act) -> str:
        return await self._act(lambda: self._hands.find(trade_id), version, act)

    async def _on_agent(self, agent: AgentId, version: str, act: Act) -> str:
        agents = self._state.agents
        return await self._act(lambda: self._state.position_of(agents[agent]), version, act)

    async def _act(self, find: Find, version: str, act: Act) -> str:
        answers = ["flat"]

        def look() -> Step:
            position = find()
            if position is None:
                return NOTHING
            if position_version(position) != version:
                answers[0] = "stale"
                return NOTHING

            def decide(draft: Draft) -> None:
                answers[0] = act(draft, position)

            return self._runtime.engine.decide(self._runtime.now_ns(), decide)

        await self._runtime.decide(look)
        return answers[0]

    def _reducing(self, share: Ppm, *, is_exact: bool) -> Act:
        def act(draft: Draft, position: Position) -> str:
            if self._state.is_leaving(position):
                return "pending"
            if position.is_dust:
                return "too_small"
            if is_exact and not self._hands.may_reduce(position, share):
                return "too_small"
            self._hands.reduce(draft, position, share)
            return "done"

        return act

    def _to_break_even(self, draft: Draft, position: Position) -> str:
        if self._hands.break_even_level(position) is None:
            return "losing"
        self._hands.break_even(draft, position)
        return "done"

    def _plan(self, draft: Draft, position: Position, plan: ExitPlan, by: UserId) -> None:
        """Raises InputError before it changes anything."""
        check_plan(plan)
        shown = self._shown(position)
        planned = self._hands.planned(position, _kept(position, shown, plan))
        held = self._state.lanes[position.instrument].instrument
        price = self._hands.price(position)
        check_levels(position, planned, held, price, self._state.now_ns)
        self._hands.plan(draft, planned)
        draft.records.append(
            SettingChanged(
                agent=position.agent,
                instrument=position.instrument,
                at_ns=self._state.now_ns,
                setting="exits",
                old=plan_text(shown),
                new=plan_text(plan),
                by=str(by),
            )
        )

    def _shown(self, position: Position) -> ExitPlan:
        """A stop that was moved is shown where it stands, ahead of the entry as less than nothing;
        the shares of the targets that are left sum to a whole."""
        stop = position.exits.stop_loss
        if position.stop is not None and (position.is_stop_moved or position.is_trailing):
            tick = self._state.lanes[position.instrument].instrument.tick_e8
            ahead = position.cost - position.stop * position.qty
            stop = Limit(LimitUnit.USD, int(position.side) * ahead * tick // position.qty)
        return replace(position.exits, stop_loss=stop, targets=_whole(position.exits.targets))


def _whole(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    total, left, found = sum(target.share for target in targets), PPM, list[Target]()
    for number, target in enumerate(targets, 1):
        share = left if number == len(targets) else target.share * PPM // total
        left -= share
        found.append(replace(target, share=Ppm(share)))
    return tuple(found)


def _kept(position: Position, shown: ExitPlan, plan: ExitPlan) -> ExitPlan:
    """What a person left as it was shown stays as it is held."""
    own = position.exits
    return replace(
        plan,
        stop_loss=own.stop_loss if plan.stop_loss == shown.stop_loss else plan.stop_loss,
        targets=own.targets if plan.targets == shown.targets else plan.targets,
    )
