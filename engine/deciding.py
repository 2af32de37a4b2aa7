"""What every part of a running account is made of: its session, and decisions of people."""

from collections.abc import Callable, Sequence

from core.events import SettingChanged
from core.instrument import Instrument
from core.trading import Agent, FeedHealth
from core.types import InstrumentId, UserId
from engine.manual_exits import ManualExits
from engine.manual_orders import ManualOrders
from engine.session import Session
from engine.step import Step
from engine.views import Viewer


class Deciding:
    """Every change is one decision of the runtime: committed when the call returns. `strategies`
    are looked at when they are asked for: plugins come and go."""

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
        self._strategies = strategies
        self._health = health
        self.manual_orders = ManualOrders(session.runtime)

    def agents(self) -> Sequence[Agent]:
        """As they were made; who trades by hand comes last."""
        agents = self._engine.state.agents.values()
        return tuple(sorted(agents, key=lambda each: (each.is_manual, len(each.id), each.id)))

    def instruments(self) -> Sequence[Instrument]:
        return tuple(lane.instrument for lane in self._engine.state.lanes.values())

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
