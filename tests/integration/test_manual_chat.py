"""Manual trading in the chat: the builder, words, the question, orders and positions."""

from collections.abc import AsyncIterator
from decimal import Decimal as D

import pytest

from core.trading import DraftKind, DraftSize, Limit, OrderDraft, Refusal, RefusalCode, SizeUnit
from core.types import OrderSide
from tests.chat_stage import playing
from tests.fake_chat import ANN, settle
from tests.manual_stage import VIC, ManualStage
from tests.screens.manual_samples import BY_HAND, OF_AGENT, RESTING

PAUSE_S = 4
"""What the limits of a chat ask for between several changes of a screen."""


@pytest.fixture
async def stage() -> AsyncIterator[ManualStage]:
    stage = ManualStage()
    async with playing(stage):
        yield stage


async def press(stage: ManualStage, *presses: str) -> None:
    for data in presses:
        await stage.press(data)
        await stage.pass_time(PAUSE_S)


async def draft_of(stage: ManualStage) -> OrderDraft:
    return (await stage.hands.manual.view(ANN)).preview.draft


async def test_a_market_order_takes_the_two_taps_of_review_and_confirm(
    stage: ManualStage,
) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
    assert stage.hands.desk.placed == []
    assert "until " in stage.live().text
    yes = stage.button("conf:yes")
    await press(stage, yes)
    (placed,) = stage.hands.desk.placed
    assert (placed.kind, placed.side) == (DraftKind.MARKET, OrderSide.BUY)
    assert placed.size == DraftSize(SizeUnit.EQUITY, D(10))
    assert stage.texts["en"].t("positions.title") in stage.live().text
    assert "LONG" in stage.live().text


async def test_presses_at_once_send_one_order(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
    yes = stage.button("conf:yes")
    await stage.push(*(stage.callback(yes) for _ in range(20)))
    await stage.pass_time(PAUSE_S)
    assert len(stage.hands.desk.placed) == 1


@pytest.mark.parametrize("answer", ["conf:no", "conf:drop"])
async def test_a_question_that_is_left_sends_nothing(stage: ManualStage, answer: str) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
    yes, other = stage.button("conf:yes"), stage.button(answer)
    await press(stage, other, yes)
    assert stage.hands.desk.placed == []


async def test_a_question_dies_after_thirty_seconds(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
    yes = stage.button("conf:yes")
    await stage.pass_time(30)
    assert stage.texts["en"].t("build.title") in stage.live().text
    await press(stage, yes)
    assert stage.hands.desk.placed == []


async def test_a_price_that_ran_meanwhile_sends_nothing_and_says_so(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
    stage.hands.desk.ask *= D("1.01")
    await stage.press(stage.button("conf:yes"))
    assert stage.texts["en"].t("toast.drifted") in stage.live().text
    assert stage.hands.desk.placed == []


async def test_presses_of_before_a_start_never_trade() -> None:
    stage = ManualStage()
    async with playing(stage):
        await stage.say("/menu")
        await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=10%", "v1:ord:review")
        yes = stage.button("conf:yes")
    stage.telegram.push(stage.callback(yes), stage.callback("v1:ord:put:size=50%"))
    async with playing(stage):
        await stage.pass_time(PAUSE_S)
    assert stage.hands.desk.placed == []
    draft = await draft_of(stage)
    assert draft.size == DraftSize(SizeUnit.EQUITY, D(10))


async def test_a_typed_value_edits_the_builder_in_place(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:edit:stop")
    live = stage.live_id()
    typed = await stage.say("1,5%")
    await stage.pass_time(PAUSE_S)
    draft = await draft_of(stage)
    assert draft.exits.stop_loss == Limit.percent("1.5")
    assert stage.live_id() == live
    assert typed not in stage.telegram.chats[ANN]
    assert stage.texts["en"].t("build.title") in stage.live().text


async def test_a_wrong_value_says_what_is_right_and_waits_on(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:target=2%,4%,6%", "v1:ord:edit:share")
    await stage.say("50,30,10")
    await stage.pass_time(1)
    assert "10% is missing" in stage.live().text
    await stage.say("50,30,20")
    await stage.pass_time(PAUSE_S)
    draft = await draft_of(stage)
    assert [target.share for target in draft.exits.targets] == [500_000, 300_000, 200_000]


async def test_typing_goes_on_after_a_restart() -> None:
    stage = ManualStage()
    async with playing(stage):
        await stage.say("/menu")
        await press(stage, "v1:ord:new:ETHUSDT.sell", "v1:ord:edit:size")
    stage.again()
    async with playing(stage):
        await stage.say("25%")
        draft = await draft_of(stage)
        assert draft.size == DraftSize(SizeUnit.EQUITY, D(25))
        assert (draft.side, draft.instrument) == (OrderSide.SELL, "sim:perp:ETHUSDT")


async def test_an_order_in_words_becomes_a_draft_on_a_fresh_screen(stage: ManualStage) -> None:
    said = await stage.say("long btc 2% sl 1.5% tp 2,4,6 please")
    text = stage.live().text
    assert "TP3" in text
    assert stage.texts["en"].t("build.unknown", word="please") in text
    assert said not in stage.telegram.chats[ANN]
    assert stage.hands.desk.placed == []


async def test_an_order_in_words_is_understood_in_russian(stage: ManualStage) -> None:
    await stage.say("купить btc на 500 по 59000")
    draft = await draft_of(stage)
    assert (draft.kind, draft.price) == (DraftKind.LIMIT, D(59_000))


async def test_an_unknown_symbol_suggests_the_nearest(stage: ManualStage) -> None:
    await stage.say("/menu")
    await stage.say("long btx 2%")
    assert "BTC" in stage.live().text
    assert "❌" in stage.live().text


async def test_other_words_bring_the_screen_to_the_user(stage: ManualStage) -> None:
    await stage.say("/menu")
    await stage.say("what is long?")
    assert stage.texts["en"].t("menu.title") in stage.live().text


@pytest.mark.parametrize(
    ("command", "side"),
    [("/long", "BUY"), ("/buy", "BUY"), ("/short", "SELL"), ("/sell", "SELL")],
)
async def test_a_force_command_makes_a_draft(stage: ManualStage, command: str, side: str) -> None:
    await stage.say(f"{command} eth 500 @ 3400")
    draft = await draft_of(stage)
    assert (draft.side.name, draft.instrument) == (side, "sim:perp:ETHUSDT")
    assert stage.hands.desk.placed == []
    await stage.pass_time(PAUSE_S)
    await stage.say(command)
    assert stage.texts["en"].t("build.title") in stage.live().text


async def test_a_refusal_is_fixed_by_one_press(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy")
    stage.hands.desk.refusal = Refusal(RefusalCode.MIN_NOTIONAL, D(3), D(100), "usd")
    await press(stage, "v1:ord:open")
    assert not any("ord:review" in data for data in stage.live().buttons)
    fix = stage.button("size=0.002BTC")
    stage.hands.desk.refusal = None
    await press(stage, fix)
    draft = await draft_of(stage)
    assert draft.size == DraftSize(SizeUnit.BASE, D("0.002"))


async def test_a_set_is_named_by_typing_and_taken_by_a_press(stage: ManualStage) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy", "v1:ord:put:size=25%", "v1:ord:edit:preset")
    await stage.say("my set")
    await stage.pass_time(PAUSE_S)
    await press(stage, "v1:ord:put:size=10%", "v1:ord:put:preset=1")
    draft = await draft_of(stage)
    assert draft.size == DraftSize(SizeUnit.EQUITY, D(25))


# --- orders


async def test_an_order_is_amended_by_typing_and_cancelled_at_once(stage: ManualStage) -> None:
    stage.hands.desk.open = {RESTING.client_id: RESTING}
    await stage.say("/orders")
    await press(stage, f"v1:order:open:{RESTING.client_id}", "v1:order:edit:price")
    await stage.say("59000")
    await stage.pass_time(PAUSE_S)
    (order,) = stage.hands.desk.open.values()
    assert order.price == D(59_000)
    await press(stage, f"v1:order:open:{order.client_id}", "v1:order:put:price=+0.1%")
    (order,) = stage.hands.desk.open.values()
    assert order.price == D(59_059)
    cancel = f"v1:order:cancel:{order.client_id}"
    await press(stage, cancel, cancel)
    assert stage.hands.desk.open == {}
    assert stage.texts["en"].t("orders.none") in stage.live().text


async def test_a_wrong_amendment_says_so_and_waits_on(stage: ManualStage) -> None:
    stage.hands.desk.open = {RESTING.client_id: RESTING}
    await stage.say("/orders")
    await press(stage, f"v1:order:open:{RESTING.client_id}", "v1:order:edit:price")
    await stage.say("soon")
    await stage.pass_time(1)
    assert "❌" in stage.live().text
    await stage.say("59001")
    await stage.pass_time(PAUSE_S)
    assert [order.price for order in stage.hands.desk.open.values()] == [D(59_001)]


@pytest.mark.parametrize("words", ["", " all", f" {RESTING.client_id}"])
async def test_orders_are_cancelled_by_command(stage: ManualStage, words: str) -> None:
    stage.hands.desk.open = {RESTING.client_id: RESTING}
    await stage.say(f"/cancel{words}")
    if words == " all":
        await press(stage, stage.button("conf:yes"))
    assert bool(stage.hands.desk.open) is (not words)


# --- positions


async def test_a_half_is_closed_from_the_card(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say("/positions")
    await press(stage, f"v1:pos:open:{BY_HAND.trade_id}", "v1:pos:close:50")
    assert stage.hands.desk.held[BY_HAND.trade_id].qty == BY_HAND.qty
    await press(stage, stage.button("conf:yes"))
    assert stage.hands.desk.held[BY_HAND.trade_id].qty == BY_HAND.qty / 2
    assert stage.texts["en"].t("position_card.title") in stage.live().text


async def test_a_stop_is_typed_on_the_card(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say("/positions")
    await press(stage, f"v1:pos:open:{BY_HAND.trade_id}", "v1:pos:edit:stop")
    await stage.say("@60600")
    await stage.pass_time(1)
    assert "❌" in stage.live().text
    await stage.say("@59500")
    await stage.pass_time(PAUSE_S)
    assert stage.hands.desk.held[BY_HAND.trade_id].exits.stop_loss == Limit.usd("500")


async def test_a_custom_share_is_typed_and_asked_about(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say("/positions")
    await press(stage, f"v1:pos:open:{BY_HAND.trade_id}", "v1:pos:edit:close")
    await stage.say("40%")
    await stage.pass_time(PAUSE_S)
    await press(stage, stage.button("conf:yes"))
    assert stage.hands.desk.held[BY_HAND.trade_id].qty == BY_HAND.qty * 6 / 10


async def test_the_editors_of_an_agents_exits_are_opened_from_elsewhere(
    stage: ManualStage,
) -> None:
    stage.hands.desk.held = {OF_AGENT.trade_id: OF_AGENT}
    await stage.say("/auto")
    await press(stage, f"v1:pos:at:target.{OF_AGENT.trade_id}", "v1:pos:put:target=3%")
    plan = stage.hands.desk.held[OF_AGENT.trade_id].exits
    assert [target.distance for target in plan.targets] == [Limit.percent("3")]


async def test_the_chart_of_a_position_leads_back_to_its_card(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say("/positions")
    chart = f"v1:chart:pos:{BY_HAND.trade_id}"
    await press(stage, f"v1:pos:open:{BY_HAND.trade_id}", chart)
    assert stage.texts["en"].t("position_card.title") not in stage.live().text
    assert chart not in stage.live().buttons
    await press(stage, f"v1:pos:open:{BY_HAND.trade_id}")
    assert stage.texts["en"].t("position_card.title") in stage.live().text


@pytest.mark.parametrize("name", ["all", "btc", BY_HAND.trade_id])
async def test_a_forced_exit_is_asked_about(stage: ManualStage, name: str) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say(f"/forceexit {name}")
    assert list(stage.hands.desk.held) == [BY_HAND.trade_id]
    await press(stage, stage.button("conf:yes"))
    assert stage.hands.desk.held == {}


async def test_a_forced_exit_of_nothing_says_so(stage: ManualStage) -> None:
    await stage.say("/forceexit 42")
    assert "❌" in stage.live().text


async def test_a_button_of_a_position_acts_on_no_other(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    await stage.say("/menu")
    for data in ("v1:pos:put:stop=2%", "v1:pos:close:100", "v1:pos:be:x", "v1:pos:edit:stop"):
        await press(stage, data)
    assert stage.hands.desk.held == {BY_HAND.trade_id: BY_HAND}


# --- who may, and bad input


async def test_a_viewer_looks_and_presses_nothing_that_trades(stage: ManualStage) -> None:
    stage.hands.desk.held = {BY_HAND.trade_id: BY_HAND}
    stage.hands.desk.open = {RESTING.client_id: RESTING}
    await stage.say("/positions", user=VIC)
    for data in (
        f"v1:pos:open:{BY_HAND.trade_id}",
        "v1:pos:close:100",
        "v1:pos:put:stop=2%",
        f"v1:order:cancel:{RESTING.client_id}",
        "v1:olist:cancel",
        "v1:plist:close",
        "v1:ord:new",
        "v1:ord:put:size=10%",
        "v1:ord:review",
    ):
        await stage.press(data, user=VIC)
        await stage.pass_time(PAUSE_S)
    for words in ("/long btc 2%", "long btc 2%", "/forceexit all", "/cancel all"):
        await stage.say(words, user=VIC)
        await stage.pass_time(PAUSE_S)
    assert stage.hands.desk.held == {BY_HAND.trade_id: BY_HAND}
    assert stage.hands.desk.open == {RESTING.client_id: RESTING}
    assert not [key for key in stage.values.values if key.startswith(f"draft:{VIC}")]
    assert not any("conf:yes" in data for data in stage.live(VIC).buttons)


async def test_two_hundred_presses_in_a_second_change_a_draft_and_send_nothing(
    stage: ManualStage,
) -> None:
    await stage.say("/menu")
    await press(stage, "v1:ord:new:BTCUSDT.buy")
    sides = ("sell", "buy")
    presses = [stage.callback(f"v1:ord:put:side={sides[n % 2]}") for n in range(200)]
    await stage.push(*presses)
    await settle(400)
    await stage.pass_time(PAUSE_S)
    draft = await draft_of(stage)
    assert draft.side is OrderSide.BUY
    assert stage.hands.desk.placed == []
    assert len(stage.toasts) >= 200


@pytest.mark.parametrize(
    "text",
    [
        "long " + "Call me Ishmael. " * 200,
        "buy btc ٣% sl ٥",
        "long {btc} <b>2%</b>",
        "sell btc -5% sl -0 tp 99999999999999",
        "buy btc 0x10 1e9 NaN",
        "short",
    ],
)
async def test_whatever_is_said_is_answered_in_words(stage: ManualStage, text: str) -> None:
    await stage.say("/menu")
    await stage.say(text)
    assert stage.texts["en"].t("toast.failed") not in stage.live().text
    assert len(stage.live().text) <= 4096
    assert stage.hands.desk.placed == []
