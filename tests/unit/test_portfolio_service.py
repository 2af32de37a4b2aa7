"""What the money is in, and several agents at once."""

from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.trading import FeedHealth
from core.types import AgentId, AgentState, FeedStatus, Side
from core.values import replace
from core.views import PositionView
from tests.fakes import make_members
from tests.floor import Floor, FloorServices, Kept, floor_services, make_agent
from tests.samples import AGENT, VIEWER, make_instrument, make_position

SECOND, HAND = AgentId("a2"), AgentId("a9")
ETH = make_instrument("ETH").id


def position(trade: str, agent: AgentId = AGENT, *, base: str = "BTC") -> PositionView:
    """0.010 at 60 500 on a margin of 300, five in profit."""
    return replace(make_position(), trade_id=trade, agent=agent, base=base, title=f"{base}/USDT")


@pytest.fixture
def floor() -> Floor:
    return Floor(
        make_agent("auto", capital=7_500),
        make_agent("night", number=2, capital=2_500),
        make_agent("manual", number=9, capital=0),
    )


@pytest.fixture
def services(floor: Floor) -> FloorServices:
    return floor_services(floor, make_members(), Kept(), ManualClock())


async def test_equity_is_what_is_free_and_what_is_reserved(
    floor: Floor, services: FloorServices
) -> None:
    floor.hold(position("t1"))
    view = await services.portfolio.view(VIEWER, 1)
    assert view.funds.equity == Decimal("10005.00")
    assert view.funds.free + view.funds.reserved == view.funds.equity
    assert view.funds.unrealised == Decimal("5.00")


async def test_margin_is_shared_out_by_instrument_and_the_rest_is_free(
    floor: Floor, services: FloorServices
) -> None:
    floor.hold(position("t1"))
    floor.hold(position("t2", SECOND))
    floor.hold(replace(position("t3", base="ETH"), margin=Decimal(100)))
    view = await services.portfolio.view(VIEWER, 1)
    shares = [(share.name, share.amount) for share in view.by_instrument]
    assert shares[:2] == [("BTC/USDT", Decimal(600)), ("ETH/USDT", Decimal(100))]
    assert shares[2] == ("", view.funds.free)
    assert round(sum(share.share_pct for share in view.by_instrument), 6) == 100


async def test_exposure_is_notional_by_side(floor: Floor, services: FloorServices) -> None:
    floor.hold(position("t1"))
    floor.hold(replace(position("t2"), side=Side.SHORT, qty=Decimal("0.004")))
    view = await services.portfolio.view(VIEWER, 1)
    assert (view.long, view.short, view.net) == (Decimal(605), Decimal(242), Decimal(363))


async def test_every_agent_has_its_equity_and_the_hand_stands_last(
    floor: Floor, services: FloorServices
) -> None:
    floor.earned(SECOND, "-40")
    floor.hold(position("t1"))
    floor.hold(position("t2", HAND))
    view = await services.portfolio.view(VIEWER, 1)
    assert [(share.name, share.amount) for share in view.by_agent] == [
        ("auto", Decimal(7505)),
        ("night", Decimal(2460)),
        ("manual", Decimal(5)),
    ]


async def test_a_hand_that_never_traded_is_worth_no_row(services: FloorServices) -> None:
    view = await services.portfolio.view(VIEWER, 1)
    assert [share.name for share in view.by_agent] == ["auto", "night"]


async def test_many_positions_come_in_pages(floor: Floor, services: FloorServices) -> None:
    for number in range(8):
        floor.hold(position(f"t{number}"))
    first, second = [await services.portfolio.view(VIEWER, page) for page in (1, 2)]
    assert (len(first.positions), len(second.positions), second.pages) == (6, 2, 2)
    assert first.count == 8


async def test_a_flat_account_is_all_free(services: FloorServices) -> None:
    view = await services.portfolio.view(VIEWER, 1)
    assert [(share.name, share.share_pct) for share in view.by_instrument] == [("", Decimal(100))]
    assert (view.count, view.orders) == (0, 0)


async def test_the_monitor_counts_who_is_at_work(floor: Floor, services: FloorServices) -> None:
    floor.roster[SECOND] = replace(floor.roster[SECOND], state=AgentState.OBSERVING)
    view = await services.monitoring.view(VIEWER, 1)
    assert (view.running, view.total) == (1, 2)


async def test_the_monitor_shows_the_hand_only_while_it_holds(
    floor: Floor, services: FloorServices
) -> None:
    before = await services.monitoring.view(VIEWER, 1)
    floor.hold(position("t1", HAND))
    after = await services.monitoring.view(VIEWER, 1)
    assert [row.name for row in before.agents] == ["auto", "night"]
    assert [row.name for row in after.agents] == ["auto", "night", "manual"]


async def test_feeds_in_trouble_come_first(floor: Floor, services: FloorServices) -> None:
    floor.roster[SECOND] = replace(floor.roster[SECOND], instrument=ETH)
    floor.feeds[ETH] = FeedHealth(FeedStatus.STALE, 40.0, "none")
    view = await services.monitoring.view(VIEWER, 1)
    assert [title for title, _ in view.feeds] == ["ETH/USDT", "BTC/USDT"]


async def test_twenty_agents_come_in_pages() -> None:
    crowd = Floor(*(make_agent(f"agent {n}", number=n) for n in range(1, 21)))
    services = floor_services(crowd, make_members(), Kept(), ManualClock())
    pages = [await services.monitoring.view(VIEWER, page) for page in (1, 2, 3)]
    assert [len(view.agents) for view in pages] == [8, 8, 4]
    assert len({row.agent for view in pages for row in view.agents}) == 20
