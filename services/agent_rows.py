"""An agent as lists show it."""

from decimal import Decimal

from core.money import from_units, money_digits
from core.ports import Trading
from core.trading import Agent
from core.types import AgentId
from core.views import PositionView
from core.views.watching import AgentRow
from services.seats import Seat


def agent_rows(seat: Seat) -> tuple[AgentRow, ...]:
    """All that a strategy leads, in the order they were made."""
    held = held_by(seat)
    chosen = seat.agent.id if seat.agents else ""
    return tuple(agent_row(seat.trading, agent, held, chosen) for agent in seat.agents)


def manual_row(seat: Seat) -> AgentRow | None:
    """The one that trades by hand, once there is one."""
    agents = (agent for agent in seat.trading.agents() if agent.is_manual)
    found = next(agents, None)
    return None if found is None else agent_row(seat.trading, found, held_by(seat), "")


def held_by(seat: Seat) -> dict[AgentId, list[PositionView]]:
    """Open positions by agent."""
    held: dict[AgentId, list[PositionView]] = {}
    for position in seat.trading.menu_view(seat.user.access).positions:
        held.setdefault(position.agent, []).append(position)
    return held


def agent_row(
    trading: Trading, agent: Agent, held: dict[AgentId, list[PositionView]], chosen: str
) -> AgentRow:
    view, own = trading.auto_view(agent.id), held.get(agent.id, [])
    return AgentRow(
        agent=agent.id,
        name=agent.name,
        state=agent.state,
        strategy=agent.strategy,
        title=view.title,
        base=view.base,
        tick=view.quote.tick if view.quote is not None else Decimal("0.01"),
        timeframe=agent.timeframe,
        leverage=agent.leverage,
        is_spot=view.is_spot,
        slice=amount(trading, agent.slice),
        equity=_worth(trading, agent, own),
        today=view.today.net if view.today is not None else Decimal(0),
        trades_today=view.today.trades if view.today is not None else 0,
        feed=trading.feed(agent.instrument),
        is_chosen=agent.id == chosen,
        is_manual=agent.is_manual,
        positions=len(own),
        unrealised=sum((position.pnl for position in own), Decimal(0)),
        position=own[0] if own else view.position,
        signal=view.signal,
        blocked="" if view.blocked is None else view.blocked.code,
        pending=view.pending,
    )


def amount(trading: Trading, units: int) -> Decimal:
    """Money of the account's settle asset."""
    return from_units(units, money_digits(trading.account.asset))


def _worth(trading: Trading, agent: Agent, own: list[PositionView]) -> Decimal:
    """The hand goes by the whole account; of its own it has what it made."""
    if not agent.is_manual:
        return trading.agent_equity(agent.id)
    open_now = sum((position.pnl for position in own), Decimal(0))
    return amount(trading, agent.slice + agent.realised) + open_now
