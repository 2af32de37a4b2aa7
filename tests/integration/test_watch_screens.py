"""The screens that look at the market and at the whole desk, in a running chat."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from core.types import Access, AgentId, AgentState
from core.values import replace
from core.views import QuoteView
from tests.chat_stage import playing
from tests.fake_chat import ANN, owner
from tests.floor_scenes import busy
from tests.floor_stage import FloorStage
from tests.keyboard import data_of, wanted
from tests.samples import AGENT, BTC, make_instrument

ETH = make_instrument("ETH").id
SECOND = AgentId("a2")


@pytest.fixture
async def stage() -> AsyncIterator[FloorStage]:
    stage = FloorStage(await busy())
    async with playing(stage):
        yield stage


async def text_of(stage: FloorStage) -> str:
    return (await wanted(stage, ANN)).text.replace("\N{NO-BREAK SPACE}", " ")


async def quoted(stage: FloorStage, bid: str) -> None:
    """The market says another price, and it is looked at again."""
    quote = stage.floor.quote(BTC)
    assert quote is not None
    new: QuoteView = replace(quote, bid=Decimal(bid), ask=Decimal(bid) + Decimal("0.2"))
    stage.floor.quotes[BTC] = new
    await stage.pass_time(6)


# --- the market


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/market", "BTC/USDT · 15m"),
        ("/market eth", "ETH/USDT"),
        ("/market sol/usdt 4h", "SOL/USDT · 4h"),
    ],
)
async def test_a_command_opens_a_market(stage: FloorStage, typed: str, shown: str) -> None:
    await stage.say(typed)
    assert shown in await text_of(stage)


async def test_an_unknown_symbol_of_a_command_names_the_nearest(stage: FloorStage) -> None:
    await stage.say("/market eht")
    assert "ETH" in await text_of(stage)


async def test_the_price_of_a_market_follows_the_market(stage: FloorStage) -> None:
    await stage.say("/market btc 1h")
    await quoted(stage, "61234.5")
    assert "61 234.5" in stage.live().text.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_market_that_is_held_still_stays_as_it_is_until_it_goes_on(
    stage: FloorStage,
) -> None:
    await stage.say("/market btc 1h")
    await stage.press(f"v1:mkt:open:1h.p.{BTC}")
    await stage.pass_time(2)
    edits = stage.edits
    await quoted(stage, "61234.5")
    await stage.pass_time(120)
    assert stage.edits == edits
    await stage.press(f"v1:mkt:open:1h.{BTC}")
    assert "61 234.5" in await text_of(stage)
    await quoted(stage, "62345.6")
    assert "62 345.6" in await text_of(stage)


async def test_ages_alone_do_not_redraw_a_market(stage: FloorStage) -> None:
    await stage.say("/market btc 1h")
    await stage.pass_time(2)
    edits = stage.edits
    await stage.pass_time(30)
    assert stage.edits == edits


async def test_a_typed_name_opens_its_market_and_is_deleted(stage: FloorStage) -> None:
    await stage.say("/market btc 1h")
    await stage.press("v1:mkt:pick:1")
    said = await stage.say("eth")
    await stage.pass_time(2)
    assert "ETH/USDT · 1h" in await text_of(stage)
    assert said not in stage.telegram.chats[ANN]


async def test_a_mistyped_name_shows_the_nearest_and_waits_on(stage: FloorStage) -> None:
    await stage.say("/market btc 1h")
    await stage.press("v1:mkt:pick:1")
    await stage.say("eht")
    assert f"v1:mkt:open:1h.{ETH}" in data_of(await wanted(stage, ANN))
    await stage.say("sol")
    assert "SOL/USDT · 1h" in await text_of(stage)


async def test_whoever_looks_only_may_search(stage: FloorStage) -> None:
    stage.gate.users[ANN] = replace(owner(ANN), access=Access.VIEWER)
    await stage.say("/market")
    await stage.press("v1:mkt:pick:1")
    await stage.say("eth")
    assert "ETH/USDT" in await text_of(stage)


async def test_buy_and_sell_begin_an_order_on_what_is_shown(stage: FloorStage) -> None:
    await stage.say("/market eth 1h")
    await stage.press(f"v1:ord:new:{ETH}.sell")
    text = await text_of(stage)
    assert "ETH/USDT" in text
    assert "SELL" in text


# --- the watch list


async def test_a_typed_name_goes_on_the_watch_list(stage: FloorStage) -> None:
    await stage.say("/watch")
    await stage.press(f"v1:watch:drop:{ETH}")
    assert "ETH/USDT" not in await text_of(stage)
    await stage.press("v1:watch:pick:1")
    await stage.say("eth")
    await stage.press("v1:watch:open:2")
    assert "ETH/USDT" in await text_of(stage)


async def test_a_row_of_the_watch_list_opens_its_market(stage: FloorStage) -> None:
    await stage.say("/watch")
    opened = next(data for data in data_of(await wanted(stage, ANN)) if data.endswith(ETH))
    await stage.press(opened)
    assert "📈 ETH/USDT" in await text_of(stage)


# --- agents


async def test_what_is_chosen_is_what_the_auto_screen_acts_on(stage: FloorStage) -> None:
    await stage.say("/agents")
    await stage.press("v1:agent:choose:a2")
    start = next(data for data in data_of(await wanted(stage, ANN)) if "auto:start" in data)
    assert start == "v1:auto:start:@a2"
    await stage.press(start)
    assert stage.floor.roster[SECOND].state is AgentState.RUNNING
    assert stage.floor.roster[AGENT].state is AgentState.OFF


async def test_an_old_button_acts_on_the_agent_it_was_drawn_for(stage: FloorStage) -> None:
    await stage.say("/auto")
    await stage.seats.at(ANN, SECOND)
    await stage.press("v1:auto:start:@a1")
    assert stage.floor.roster[AGENT].state is AgentState.RUNNING
    assert stage.floor.roster[SECOND].state is AgentState.OFF


@pytest.mark.parametrize(
    "data",
    [
        "v1:auto:start:@a2",
        "v1:auto:stop:@a2",
        "v1:auto:close:v1@a2",
        "v1:auto:be:v1@a2",
        "v1:auto:fix:risk=1%@a2",
        "v1:pick:set:strategy=GRID@a2",
        "v1:risk:put:risk=1%@a2",
        "v1:risk:edit:risk@a2",
        "v1:risk:reset:@a2",
        "v1:strat:use:BREAKOUT@a2",
        "v1:strat:put:0.ab12=9@a2",
        "v1:strat:reset:ab12@a2",
    ],
)
async def test_a_button_of_an_agent_that_is_gone_does_nothing_to_another(
    stage: FloorStage, data: str
) -> None:
    await stage.say("/auto")
    del stage.floor.roster[SECOND]
    before = dict(stage.floor.roster)
    await stage.press(data)
    assert stage.floor.roster == before
    assert stage.texts["en"].t("input.no_agent") in await text_of(stage)


async def test_a_value_that_was_asked_for_one_agent_is_not_anothers(stage: FloorStage) -> None:
    await stage.say("/risk")
    await stage.press("v1:risk:edit:risk@a1")
    await stage.seats.at(ANN, SECOND)
    await stage.say("0.7%")
    assert str(stage.floor.roster[AGENT].risk.risk.number) == "0.7"
    assert stage.floor.roster[SECOND].risk.risk != stage.floor.roster[AGENT].risk.risk


async def test_a_new_agent_is_put_together_by_buttons_and_typing(stage: FloorStage) -> None:
    await stage.say("/agents")
    for data in ("v1:agent:new", "v1:agent:field:name"):
        await stage.press(data)
    await stage.say("<b>")
    assert "❌" in await text_of(stage)
    await stage.say("owl")
    for data in ("v1:agent:fill:strategy=GRID", "v1:agent:fill:slice=10%", "v1:agent:make"):
        await stage.press(data)
    made = list(stage.floor.roster.values())[-1]
    assert (made.name, made.strategy, made.state) == ("owl", "GRID", AgentState.OFF)
    assert "👤 owl" in await text_of(stage)


async def test_an_agent_is_renamed_by_typing_and_a_taken_name_waits_on(stage: FloorStage) -> None:
    await stage.say("/agents")
    await stage.press("v1:agent:edit:name.a2")
    await stage.say("auto")
    assert "❌" in await text_of(stage)
    await stage.say("owl")
    assert stage.floor.roster[SECOND].name == "owl"


async def test_an_agent_is_removed_only_once_it_is_agreed_to(stage: FloorStage) -> None:
    stage.floor.held.clear()
    await stage.say("/agents")
    await stage.press("v1:agent:remove:a2")
    assert "night" in await text_of(stage)
    assert SECOND in stage.floor.roster
    yes = next(data for data in data_of(await wanted(stage, ANN)) if "conf:yes" in data)
    await stage.press(yes)
    await stage.press(yes)
    assert SECOND not in stage.floor.roster


async def test_a_viewer_starts_nothing(stage: FloorStage) -> None:
    stage.gate.users[ANN] = replace(owner(ANN), access=Access.VIEWER)
    await stage.say("/agents")
    before = dict(stage.floor.roster)
    for data in ("v1:agent:start:a2", "v1:agent:all:start", "v1:agent:make", "v1:agent:remove:a2"):
        await stage.press(data)
        assert stage.toasts[-1] == stage.texts["en"].t("toast.not_allowed")
    assert stage.floor.roster == before


# --- pictures


@pytest.mark.parametrize(
    ("command", "name"), [("/market", "candles"), ("/portfolio", "allocation")]
)
async def test_a_screen_with_a_picture_is_sent_as_one(
    stage: FloorStage, command: str, name: str
) -> None:
    stage.desk.pictures[name] = "drawn"
    await stage.say(command)
    assert stage.live().picture


@pytest.mark.parametrize("command", ["/market", "/portfolio", "/monitor", "/agents", "/watch"])
async def test_every_screen_works_without_a_picture(stage: FloorStage, command: str) -> None:
    await stage.say(command)
    assert "PAPER" in stage.live().text
