"""Taking a signal by hand: what it would open is shown first, and asked about."""

from core.errors import InputError
from core.types import Action, AgentId
from services.confirm import Subject, Topic
from services.seats import Seat


class TakeTopic(Topic):
    """`version` is the agent and the side: `u1-1.BUY`."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        agent, action = _parted(seat, version)
        would = seat.trading.would_open(agent, action)
        if would is None:
            raise InputError("There is no price or no stop loss to plan it from", code="no_plan")
        if would.refused:
            raise InputError(
                f"It would be refused: {would.refused}", code="would_refuse", why=would.refused
            )
        title = seat.trading.auto_view(agent).title
        figures = f"{action.value} {would.qty:f} {title} · SL {would.stop:f}"
        return Subject(bound=version, about=figures)

    async def act(self, seat: Seat, bound: str) -> str:
        agent, action = _parted(seat, bound)
        return await seat.trading.force(agent, action, by=seat.user.id)


def _parted(seat: Seat, version: str) -> tuple[AgentId, Action]:
    name, _, side = version.rpartition(".")
    known = {agent.id for agent in seat.agents}
    if AgentId(name) not in known or side not in (Action.BUY, Action.SELL):
        raise InputError("This desk has no such agent", code="no_agent")
    return AgentId(name), Action(side)
