"""A new account with the settings nobody touched, its agent started."""

from app.demo import USER
from app.opening import Terms, account_id, first_unit
from app.settings import Settings
from core.ports import Snapshot
from core.types import AgentState, UserId
from core.values import replace
from exchanges.factory import Venue


def just_started(settings: Settings, venue: Venue, at_ns: int) -> Snapshot:
    """The account of the demo's user as it is when Start was pressed at `at_ns`."""
    terms = Terms(
        balance=settings.paper_balance,
        timeframe=settings.timeframe,
        leverage=settings.default_leverage,
        strategy="TREND",
    )
    account = account_id(UserId(USER))
    unit = first_unit(account, venue.instruments, terms, market_ns=at_ns, wall_ns=at_ns)
    agents = tuple(replace(agent, state=AgentState.RUNNING) for agent in unit.agents[:1])
    return Snapshot(account=unit.account, agents=agents)
