"""The order builder: a draft a field at a time, kept, in words, sent once and as it was shown."""

import asyncio
import dataclasses
from decimal import Decimal as D

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.market import Candle
from core.money import Steps, Ticks
from core.trading import (
    DraftKind,
    DraftSize,
    ExitPlan,
    Fix,
    Limit,
    OrderDraft,
    Refusal,
    RefusalCode,
    SizeUnit,
)
from core.types import OrderSide, OrderState, Source, Timeframe, TimeInForce, UserId
from services.order_topic import RESTING
from tests.fake_chat import FakeValues
from tests.hand_services import HandServices, Members, hand_services
from tests.samples import BTC, OWNER, STRANGER, TRADER, VIEWER

START_NS = 1_700_000_000 * 10**9


@pytest.fixture
def values() -> FakeValues:
    return FakeValues()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START_NS)


@pytest.fixture
def hands(values: FakeValues, clock: ManualClock) -> HandServices:
    return hand_services(Members(), values, clock)


async def draft_of(hands: HandServices, user: UserId = TRADER) -> OrderDraft:
    return (await hands.manual.view(user)).preview.draft


async def put(hands: HandServices, **typed: str) -> OrderDraft:
    for field, text in typed.items():
        await hands.manual.put(TRADER, field, text)
    return await draft_of(hands)


async def code_of(hands: HandServices, field: str, text: str) -> str:
    with pytest.raises(InputError) as error:
        await hands.manual.put(TRADER, field, text)
    return error.value.code


async def test_the_first_draft_trades_as_the_agent_does(hands: HandServices) -> None:
    draft = await draft_of(hands)
    assert (draft.instrument, draft.leverage) == (BTC, 2)
    assert draft.exits.stop_loss == Limit.percent("1")
    assert [target.distance for target in draft.exits.targets] == [Limit.percent("2")]


async def test_every_field_is_set_as_typed(hands: HandServices) -> None:
    draft = await put(
        hands,
        side="sell",
        kind="stop_limit",
        size="risk 0,5%",
        leverage="x5",
        trigger="59000",
        price="58 900",
        source="mark",
        tif="ioc",
        stop="1.5%",
        target="2,4,6",
        trailing="1%",
        time="4h",
    )
    assert draft.side is OrderSide.SELL
    assert draft.kind is DraftKind.STOP_LIMIT
    assert draft.size == DraftSize(SizeUnit.RISK, D("0.5"))
    assert (draft.leverage, draft.trigger, draft.price) == (5, D(59_000), D(58_900))
    assert (draft.source, draft.time_in_force) == (Source.MARK, TimeInForce.IOC)
    assert len(draft.exits.targets) == 3
    assert draft.exits.trail is not None
    assert draft.exits.time_stop_s == 14_400


@pytest.mark.parametrize("kind", DraftKind)
async def test_a_kind_gets_the_prices_it_needs_and_no_others(
    hands: HandServices, kind: DraftKind
) -> None:
    draft = await put(hands, kind=kind.value)
    assert (draft.price is not None) is kind.needs_price
    assert (draft.trigger is not None) is kind.needs_trigger
    assert (draft.trail is not None) is (kind is DraftKind.TRAILING)
    assert draft.is_reduce_only is (kind is DraftKind.OCO)


async def test_an_order_that_reduces_takes_a_share_and_has_no_exits(hands: HandServices) -> None:
    draft = await put(hands, reduce="on")
    assert draft.size == DraftSize(SizeUnit.POSITION, D(100))
    assert draft.exits == ExitPlan()
    assert (await put(hands, size="25%")).size == DraftSize(SizeUnit.POSITION, D(25))
    grows = await put(hands, reduce="off")
    assert (grows.is_reduce_only, grows.size.unit) == (False, SizeUnit.EQUITY)


async def test_a_price_is_stepped_from_where_it_is(hands: HandServices) -> None:
    await put(hands, kind="limit", price="60000")
    assert (await put(hands, price="+0.1%")).price == D(60_060)
    assert (await put(hands, price="-0,5%")).price == D("59759.7")


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("price", "0", "out_of_bounds"),
        ("price", "-5", "out_of_bounds"),
        ("price", "99999999999", "out_of_bounds"),
        ("price", "abc", "not_a_number"),
        ("price", "٣", "foreign_digits"),
        ("size", "0", "out_of_bounds"),
        ("leverage", "x999", "out_of_bounds"),
        ("kind", "martingale", "unknown_choice"),
        ("side", "up", "unknown_choice"),
        ("tif", "gtd", "unknown_choice"),
        ("source", "index", "unknown_choice"),
        ("trail", "99%", "out_of_bounds"),
        ("color", "red", "unknown_setting"),
        ("instrument", "btx", "nearest_symbol"),
        ("instrument", "zzzzz", "no_symbol"),
        ("drift", "6%", "out_of_bounds"),
        ("preset", "1", "no_preset"),
        ("preset", "x", "no_preset"),
        ("save", "", "name_length"),
        ("save", "a name far too long to be one", "name_length"),
    ],
)
async def test_what_cannot_be_says_why_and_changes_nothing(
    hands: HandServices, field: str, text: str, code: str
) -> None:
    before = await put(hands, kind="limit")
    assert await code_of(hands, field, text) == code
    assert await draft_of(hands) == before


async def test_the_last_draft_is_kept_by_user_and_symbol(
    hands: HandServices, values: FakeValues, clock: ManualClock
) -> None:
    bitcoin = await put(hands, size="25%", stop="3%")
    ether = await put(hands, instrument="eth", size="50%")
    assert (await put(hands, instrument="BTC/USDT")) == bitcoin
    again = hand_services(Members(), values, clock)
    assert await draft_of(again) == bitcoin
    await again.manual.start(TRADER, "ETHUSDT")
    assert await draft_of(again) == ether
    assert await draft_of(again, OWNER) != ether


async def test_a_new_symbol_takes_over_what_means_the_same_there(hands: HandServices) -> None:
    await put(hands, leverage="x20", kind="limit", price="60000", stop="600$")
    draft = await put(hands, instrument="eth")
    assert draft.leverage == 20
    assert draft.price != D(60_000)
    assert draft.exits.stop_loss is None


async def test_a_draft_that_cannot_be_read_starts_anew(
    hands: HandServices, values: FakeValues
) -> None:
    values.values[f"draft:{TRADER}"] = '{"draft": 1}'
    values.values[f"manual:{TRADER}"] = "["
    assert (await draft_of(hands)).instrument == BTC


async def test_a_set_is_saved_taken_and_removed(hands: HandServices) -> None:
    saved = await put(hands, size="25%", stop="3%", kind="post_only", save="scalp")
    await put(hands, side="sell", kind="market", size="10%", stop="1%")
    taken = await put(hands, preset="1")
    assert (taken.kind, taken.size, taken.exits) == (saved.kind, saved.size, saved.exits)
    assert taken.side is OrderSide.SELL
    assert taken.price is not None
    await put(hands, unpreset="1")
    assert (await hands.manual.view(TRADER)).presets == ()


async def test_five_sets_at_most_and_a_name_taken_is_replaced(hands: HandServices) -> None:
    for number in range(5):
        await put(hands, save=f"set {number}")
    assert await code_of(hands, "save", "one more") == "most_presets"
    await put(hands, save="set 3")
    assert (await hands.manual.view(TRADER)).presets == tuple(f"set {n}" for n in range(5))


async def test_words_become_a_draft_and_what_was_not_understood_is_told(
    hands: HandServices,
) -> None:
    await put(hands, side="sell", kind="limit", time="4h")
    await hands.manual.hear(TRADER, "long btc 2% sl 1.5% tp 2,4,6 please tp")
    view = await hands.manual.view(TRADER)
    draft = view.preview.draft
    assert (draft.side, draft.kind) == (OrderSide.BUY, DraftKind.MARKET)
    assert draft.size == DraftSize(SizeUnit.EQUITY, D(2))
    assert draft.exits.stop_loss == Limit.percent("1.5")
    assert len(draft.exits.targets) == 3
    assert draft.exits.time_stop_s == 0
    assert view.heard == ("long", "btc", "2%", "sl 1.5%", "tp 2,4,6")
    assert view.unknown == ("please", "tp")
    assert hands.desk.placed == []


async def test_words_with_prices_make_a_limit(hands: HandServices) -> None:
    hands.desk.bid, hands.desk.ask = D("3399.0"), D("3401.0")
    await hands.manual.hear(TRADER, "купить eth на 500 по 3400 сл 3350 тп 2r")
    draft = await draft_of(hands)
    assert (draft.kind, draft.price) == (DraftKind.LIMIT, D(3400))
    assert draft.size == DraftSize(SizeUnit.QUOTE, D(500))
    assert draft.exits.stop_loss == Limit.usd("50")
    assert draft.exits.targets[0].distance == Limit.usd("100")


async def test_a_value_in_words_that_cannot_be_is_told_like_a_word(hands: HandServices) -> None:
    await hands.manual.hear(TRADER, "long btc 200% sl 99% x999")
    view = await hands.manual.view(TRADER)
    assert set(view.unknown) == {"200%", "99%", "x999"}
    assert view.heard == ("long", "btc")


async def test_an_unknown_symbol_in_words_makes_no_draft(hands: HandServices) -> None:
    before = await put(hands, size="25%")
    with pytest.raises(InputError) as error:
        await hands.manual.hear(TRADER, "long btx 2%")
    assert (error.value.code, error.value.values["near"]) == ("nearest_symbol", "BTC")
    assert await draft_of(hands) == before


async def test_the_next_change_forgets_the_words(hands: HandServices) -> None:
    await hands.manual.hear(TRADER, "long btc 2% please")
    await put(hands, size="5%")
    view = await hands.manual.view(TRADER)
    assert (view.heard, view.unknown) == ((), ())


@pytest.mark.parametrize(
    ("refusal", "fix"),
    [
        (Refusal(RefusalCode.MIN_QTY, D("0.0001"), D("0.001"), "qty"), ("size", "0.001BTC")),
        (Refusal(RefusalCode.MIN_NOTIONAL, D(3), D(100), "usd"), ("size", "0.002BTC")),
        (Refusal(RefusalCode.MARGIN_LIMIT, D(1000), D(500), "usd"), ("size", "0.016BTC")),
        (Refusal(RefusalCode.NO_STOP_LOSS, fixes=(Fix("stop_loss", "2%"),)), ("stop", "2%")),
        (Refusal(RefusalCode.LIQUIDATION_BEFORE_STOP), ("leverage", "1")),
        (Refusal(RefusalCode.SHORT_NOT_SUPPORTED), ("reduce", "on")),
        (Refusal(RefusalCode.NO_POSITION), ("reduce", "off")),
        (
            Refusal(
                RefusalCode.WOULD_TRIGGER, D(1), D(61_000), "price", (Fix("trigger", "61000"),)
            ),
            ("trigger", "61000"),
        ),
        (
            Refusal(RefusalCode.MAX_QTY, D(9), D(5), "qty", (Fix("qty", "5"),)),
            ("size", "5BTC"),
        ),
    ],
)
async def test_a_refusal_offers_the_value_that_would_pass(
    hands: HandServices, refusal: Refusal, fix: tuple[str, str]
) -> None:
    await put(hands, size="10%")
    hands.desk.refusal = refusal
    view = await hands.manual.view(TRADER)
    assert view.fixes[0] == fix
    hands.desk.refusal = None
    await hands.manual.put(TRADER, *fix)


async def test_an_oco_begins_from_a_position(hands: HandServices) -> None:
    await put(hands, size="10%")
    await confirmed(hands)
    (trade,) = hands.desk.held
    await hands.manual.bracket(TRADER, trade)
    draft = await draft_of(hands)
    assert (draft.kind, draft.side) == (DraftKind.OCO, OrderSide.SELL)
    assert (draft.price, draft.trigger) == (
        hands.desk.held[trade].target,
        hands.desk.held[trade].stop,
    )
    assert await confirmed(hands) == "order_resting"
    assert len(hands.desk.open) == 2


# --- the question


async def confirmed(hands: HandServices, user: UserId = TRADER) -> str:
    question = await hands.confirming.ask(user, "order")
    return await hands.confirming.confirm(user, question.nonce)


async def test_a_confirmed_order_is_sent_as_it_was_shown(hands: HandServices) -> None:
    draft = await put(hands, size="10%")
    question = await hands.confirming.ask(TRADER, "order")
    assert question.order is not None
    assert question.order.draft == draft
    assert question.until_ns == START_NS + 30 * 10**9
    assert hands.desk.placed == []
    assert await hands.confirming.confirm(TRADER, question.nonce) == "order_sent"
    assert hands.desk.placed == [draft]


async def test_taps_at_once_send_one_order(hands: HandServices) -> None:
    await put(hands, size="10%")
    question = await hands.confirming.ask(TRADER, "order")
    answers = await asyncio.gather(
        *(hands.confirming.confirm(TRADER, question.nonce) for _ in range(20))
    )
    assert sorted(answers) == [*["expired"] * 19, "order_sent"]
    assert len(hands.desk.placed) == 1


@pytest.mark.parametrize(("after_s", "answer"), [(29.9, "order_sent"), (30, "expired")])
async def test_a_question_lives_thirty_seconds(
    hands: HandServices, clock: ManualClock, after_s: float, answer: str
) -> None:
    await put(hands, size="10%")
    question = await hands.confirming.ask(TRADER, "order")
    clock.advance(after_s)
    assert await hands.confirming.confirm(TRADER, question.nonce) == answer


async def test_a_draft_changed_meanwhile_is_not_sent(hands: HandServices) -> None:
    await put(hands, size="10%")
    question = await hands.confirming.ask(TRADER, "order")
    await put(hands, size="50%")
    assert await hands.confirming.confirm(TRADER, question.nonce) == "changed"
    assert hands.desk.placed == []


@pytest.mark.parametrize(
    ("drift", "ask", "answer"),
    [
        ("", "60060", "order_sent"),
        ("", "60062", "drifted"),
        ("1%", "60600", "order_sent"),
        ("0.01%", "60010", "drifted"),
    ],
)
async def test_a_price_that_ran_beyond_the_limit_is_not_paid(
    hands: HandServices, drift: str, ask: str, answer: str
) -> None:
    await put(hands, size="10%", **({"drift": drift} if drift else {}))
    question = await hands.confirming.ask(TRADER, "order")
    hands.desk.ask = D(ask)
    assert await hands.confirming.confirm(TRADER, question.nonce) == answer
    assert bool(hands.desk.placed) is (answer == "order_sent")


async def test_what_would_be_refused_is_not_asked(hands: HandServices) -> None:
    hands.desk.refusal = Refusal(RefusalCode.HALTED)
    with pytest.raises(InputError) as error:
        await hands.confirming.ask(TRADER, "order")
    assert error.value.code == "refused"


async def test_what_is_refused_meanwhile_is_told(hands: HandServices) -> None:
    await put(hands, size="10%")
    question = await hands.confirming.ask(TRADER, "order")
    hands.desk.refusal = Refusal(RefusalCode.HALTED)
    assert await hands.confirming.confirm(TRADER, question.nonce) == "refused"


@pytest.mark.parametrize("kind", sorted(RESTING - {DraftKind.OCO}))
async def test_every_other_kind_rests(hands: HandServices, kind: DraftKind) -> None:
    await put(hands, size="10%", kind=kind.value)
    assert await confirmed(hands) == "order_resting"
    (resting,) = hands.desk.open.values()
    assert resting.state is OrderState.OPEN


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_and_sends_nothing(
    hands: HandServices, user: UserId
) -> None:
    for act in (
        hands.manual.put(user, "size", "10%"),
        hands.manual.start(user),
        hands.manual.hear(user, "long btc"),
        hands.manual.bracket(user, "t"),
    ):
        with pytest.raises(InputError) as error:
            await act
        assert error.value.code in ("not_allowed", "not_a_member")
    with pytest.raises(InputError):
        await hands.confirming.ask(user, "order")


async def test_a_viewer_may_look(hands: HandServices) -> None:
    assert (await hands.manual.view(VIEWER)).preview.draft.instrument == BTC


async def test_opening_a_screen_writes_nothing(hands: HandServices, values: FakeValues) -> None:
    await put(hands, size="10%")
    kept = dict(values.values)
    await hands.manual.view(TRADER)
    await hands.manual.start(TRADER)
    assert values.values == kept


async def test_a_symbol_that_left_the_desk_is_not_kept(hands: HandServices) -> None:
    await put(hands, instrument="eth")
    hands.desk.markets = hands.desk.markets[:1]
    assert (await draft_of(hands)).instrument == BTC


async def test_spot_has_no_leverage(hands: HandServices) -> None:
    hands.desk.markets = [
        dataclasses.replace(market, max_leverage=1) for market in hands.desk.markets
    ]
    assert await code_of(hands, "leverage", "x2") == "out_of_bounds"


def day_of(low: int, high: int) -> Candle:
    """In whole dollars."""
    return Candle(
        BTC,
        START_NS,
        Timeframe.M15,
        Ticks(low * 10),
        Ticks(high * 10),
        Ticks(low * 10),
        Ticks(high * 10),
        Steps(1),
    )


@pytest.mark.parametrize(
    ("side", "target", "warned"),
    [
        ("buy", "3%", ["above_high"]),
        ("buy", "1%", []),
        ("sell", "3%", ["below_low"]),
        ("sell", "1%", []),
        ("buy", "off", []),
    ],
)
async def test_a_target_beyond_the_day_is_warned_of(
    hands: HandServices, side: str, target: str, warned: list[str]
) -> None:
    hands.desk.candle_tape = [day_of(58_800, 61_200)]
    await put(hands, side=side, target=target)
    found = (await hands.manual.view(TRADER)).preview.warnings
    assert [code for code in found if code in ("above_high", "below_low")] == warned


async def test_a_market_without_history_warns_of_nothing(hands: HandServices) -> None:
    hands.desk.is_market_down = True
    await put(hands, target="50%")
    assert (await hands.manual.view(TRADER)).preview.warnings == ()
