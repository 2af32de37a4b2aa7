"""Locks, lists, stored data, and the program's own settings and log."""

from collections.abc import Sequence

import pytest

from core.errors import InputError
from core.money import Money, Steps
from core.ports import Snapshot
from core.ports.control import House
from core.trading import Direction, Halt, Limit, Position
from core.types import (
    DAY_NS,
    HOUR_NS,
    SECOND_NS,
    AccountId,
    AgentId,
    AgentState,
    InstrumentId,
    Side,
    UserId,
)
from core.values import replace
from core.views.control import ReloadView
from services.control import MOST_LINES, ControlService
from services.seats import Seats
from services.stored import StoredPositions
from tests.fakes import FakeDesk, FakeTrading, make_members
from tests.samples import AGENT, BTC, OWNER, STRANGER, TRADER, VIEWER

NOW_NS = 20_000 * DAY_NS + 10 * HOUR_NS


class FakeHouse(House):
    version = "9.9"

    def __init__(self) -> None:
        self.asked = 0

    def config(self) -> Sequence[tuple[str, str]]:
        return [("EXCHANGE", "simulated")]

    def reload(self) -> ReloadView:
        return ReloadView(taken=("LOG_LEVEL",))

    def tail(self, count: int) -> Sequence[str]:
        self.asked = count
        return ["one line"]


class Bench:
    def __init__(self) -> None:
        self.trading, self.house = FakeTrading(), FakeHouse()
        self.trading.last_event_ns = NOW_NS
        self.stored: list[Position] = []
        self.service = ControlService(
            Seats(make_members(), FakeDesk(self.trading)),
            StoredPositions(self.load),
            self.house,
        )

    async def load(self, account: AccountId) -> Snapshot | None:
        return Snapshot(account=self.trading.account, positions=tuple(self.stored))

    def agent(self, **changes: object) -> None:
        self.trading.agent = replace(self.trading.agent, **changes)  # type: ignore[arg-type]

    def risk(self, **changes: object) -> None:
        risk = replace(self.trading.agent.risk, **changes)  # type: ignore[arg-type]
        self.trading.agent = replace(self.trading.agent, risk=risk)

    async def locks(self) -> list[tuple[str, int | None, str]]:
        view = await self.service.locks(TRADER)
        return [(row.kind, row.left_s, row.value) for row in view.rows]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def held(trade_id: str = "u1-1-000001", qty: int = 10) -> Position:
    return Position(
        agent=AGENT,
        instrument=BTC,
        side=Side.LONG,
        qty=Steps(qty),
        cost=1_000,
        margin=Money(1),
        leverage=2,
        opened_at_ns=1,
        trade_id=trade_id,
    )


async def test_where_nothing_holds_entries_back_there_is_no_lock(bench: Bench) -> None:
    assert await bench.locks() == []


async def test_a_cooldown_says_how_long_it_lasts(bench: Bench) -> None:
    bench.risk(cooldown_s=300)
    bench.agent(last_exit_ns=NOW_NS - 60 * SECOND_NS)
    assert await bench.locks() == [("cooldown", 240, "")]
    bench.agent(last_exit_ns=NOW_NS - 300 * SECOND_NS)
    assert await bench.locks() == []


async def test_every_kind_of_lock_is_told(bench: Bench) -> None:
    bench.risk(direction=Direction.LONG)
    bench.agent(state=AgentState.PAUSED, muted_until_ns=NOW_NS + 90 * SECOND_NS)
    bench.trading.blacklist = (BTC,)
    bench.trading.stored_halt = Halt(cause="kill", at_ns=1, positions=0, equity=Money(1))
    assert await bench.locks() == [
        ("halted", None, "kill"),
        ("paused", None, ""),
        ("muted", 90, ""),
        ("direction", None, "long"),
        ("blacklist", None, ""),
    ]


async def test_a_daily_stop_lasts_until_the_members_midnight(bench: Bench) -> None:
    bench.risk(daily_loss=Limit.percent("2"))
    bench.trading.day = 20_000
    bench.trading.day_low = Money(10**12 - 2 * 10**10)
    assert await bench.locks() == [("daily_loss", 14 * 3_600, "")]
    bench.trading.day_low = Money(10**12 - 2 * 10**10 + 1)
    assert await bench.locks() == []


async def test_a_rest_is_ended(bench: Bench) -> None:
    bench.risk(cooldown_s=300)
    bench.agent(last_exit_ns=NOW_NS)
    assert await bench.service.unlock(TRADER, AGENT) == "rest_over"
    assert await bench.locks() == []
    with pytest.raises(InputError):
        await bench.service.unlock(TRADER, AgentId("another"))


async def test_positions_are_counted_against_the_strictest_limit(bench: Bench) -> None:
    bench.risk(max_positions=3)
    view = await bench.service.locks(VIEWER)
    assert (view.open, view.most) == (0, 3)


@pytest.mark.parametrize("typed", [["btc"], ["BTCUSDT"], ["BTC/USDT", "btc"]])
async def test_symbols_are_barred_by_any_of_their_names(bench: Bench, typed: list[str]) -> None:
    assert await bench.service.bar(TRADER, typed, is_barred=True) == "barred"
    assert bench.trading.blacklist == (BTC,)
    view = await bench.service.lists(VIEWER)
    assert [(row.title, row.is_barred) for row in view.rows] == [
        ("BTC/USDT", True),
        ("ETH/USDT", False),
    ]
    assert await bench.service.bar(TRADER, typed, is_barred=False) == "allowed"
    assert not any(row.is_barred for row in (await bench.service.lists(VIEWER)).rows)


async def test_an_unknown_symbol_bars_nothing_and_names_the_nearest(bench: Bench) -> None:
    with pytest.raises(InputError) as refused:
        await bench.service.bar(TRADER, ["BTC", "ETHH"], is_barred=True)
    assert "ETH" in str(refused.value)
    assert bench.trading.blacklist == ()


async def test_the_agents_of_a_symbol_are_named(bench: Bench) -> None:
    (btc, eth) = (await bench.service.lists(VIEWER)).rows
    assert (btc.agents, eth.agents) == (("TREND",), ())
    assert btc.instrument == InstrumentId(BTC)


@pytest.mark.parametrize("name", ["", "TREND", "trend", str(AGENT)])
async def test_stored_data_is_of_the_agent_that_is_named(bench: Bench, name: str) -> None:
    view = await bench.service.data(VIEWER, name)
    assert (view.agent, view.rows) == (AGENT, (("cycles", "4"),))


async def test_data_of_nobody_is_refused(bench: Bench) -> None:
    with pytest.raises(InputError) as refused:
        await bench.service.data(VIEWER, "nobody")
    assert refused.value.code == "no_agent"


@pytest.mark.parametrize(
    ("stored", "said"),
    [([held()], "trade_same"), ([held(qty=9)], "trade_differs"), ([], "trade_differs")],
)
async def test_a_trade_is_compared_with_storage(
    bench: Bench, stored: list[Position], said: str
) -> None:
    bench.trading.raw, bench.stored = [held()], stored
    assert await bench.service.reload_trade(TRADER, "u1-1-000001") == said


async def test_a_trade_that_is_not_open_is_refused(bench: Bench) -> None:
    with pytest.raises(InputError) as refused:
        await bench.service.reload_trade(TRADER, "u1-1-000009")
    assert refused.value.code == "no_open_trade"


async def test_the_program_is_asked_for_settings_and_log(bench: Bench) -> None:
    assert (await bench.service.config(TRADER)).rows == (("EXCHANGE", "simulated"),)
    assert (await bench.service.reload(OWNER)).taken == ("LOG_LEVEL",)
    assert (await bench.service.logs(OWNER, 10_000)).lines == ("one line",)
    assert bench.house.asked == MOST_LINES


@pytest.mark.parametrize("user", [TRADER, VIEWER, STRANGER])
async def test_only_the_owner_reads_the_log_and_reloads(bench: Bench, user: UserId) -> None:
    for forbidden in (bench.service.logs(user, 1), bench.service.reload(user)):
        with pytest.raises(InputError):
            await forbidden


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_nothing(bench: Bench, user: UserId) -> None:
    for forbidden in (
        bench.service.bar(user, ["BTC"], is_barred=True),
        bench.service.unlock(user, AGENT),
        bench.service.reload_trade(user, "x"),
        bench.service.config(user),
    ):
        with pytest.raises(InputError):
            await forbidden
    assert bench.trading.blacklist == ()
