"""The journal in the chat: files, trades by their ids, clearing."""

import pytest

from tests.chat_stage import Stage
from tests.fake_chat import ANN
from tests.screens import samples as s


async def test_the_journal_is_sent_as_a_file_and_the_screen_says_so(stage: Stage) -> None:
    await stage.say("/journal")
    await stage.press("v1:jour:file:csv.trades")
    (sent,) = stage.telegram.named("sendDocument")
    assert (sent.chat_id, sent.document.filename, sent.document.data) == (
        ANN,
        "desk-trades.csv",
        b"rows",
    )
    assert "3 rows" in sent.caption
    assert stage.texts["en"].t("toast.exported") in stage.live().text


async def test_a_trade_is_found_by_its_id(stage: Stage) -> None:
    await stage.say(f"/trade {s.TRADE_CARD.trade_id}")
    assert s.TRADE_CARD.trade_id in stage.live().text
    assert f"v1:jour:hide:{s.TRADE_CARD.trade_id}" in stage.live().buttons


@pytest.mark.parametrize(
    ("typed", "key"), [("/trade", "input.which_trade"), ("/trade nothing", "input.no_trade")]
)
async def test_a_trade_that_is_not_named_right_is_explained_on_the_journal(
    stage: Stage, typed: str, key: str
) -> None:
    await stage.say(typed)
    assert stage.texts["en"].t(key) in stage.live().text
    assert "v1:jour:page:orders.1" in stage.live().buttons


async def test_delete_leaves_a_trade_out_of_the_statistics(stage: Stage) -> None:
    stage.desk.answer = "hidden"
    await stage.say(f"/delete {s.TRADE_CARD.trade_id}")
    assert stage.desk.done == [("hide", s.TRADE_CARD.trade_id)]
    assert stage.texts["en"].t("toast.hidden") in stage.live().text


async def test_clearing_is_asked_first(stage: Stage) -> None:
    await stage.say("/journal")
    await stage.press("v1:jour:clear")
    assert stage.desk.done == [("ask", "clear", "")]
    assert "Nothing is deleted" in stage.live().text


async def test_a_page_of_one_agent_keeps_the_agent_on_the_way_back(stage: Stage) -> None:
    await stage.say("/journal")
    await stage.press("v1:jour:page:trades.2.u1-2")
    await stage.press("v1:jour:card:41.trades.2.u1-2")
    assert "v1:jour:page:trades.2.u1-2" in stage.live().buttons
