"""The strategy screen in the chat: looked at, its parameters pressed and typed, taken back."""

import re

from core.types import Access
from core.values import replace
from tests.fake_chat import ANN
from tests.floor_stage import FloorStage
from tests.integration.test_watch_screens import SECOND, stage, text_of
from tests.samples import AGENT

__all__ = ["stage"]


async def version(stage: FloorStage) -> str:
    """That the buttons of the shown strategy carry."""
    await stage.press("v1:strat:open:@a1")
    found = re.search(r"strat:edit:0\.([0-9a-f]{4})", " ".join(stage.live().buttons))
    assert found is not None
    return found[1]


async def test_the_auto_screen_leads_to_the_agents_own_strategy(stage: FloorStage) -> None:
    await stage.say("/auto")
    assert any(each.startswith("v1:strat:open") for each in stage.live().buttons)
    await stage.press("v1:strat:open:@a1")
    assert stage.texts["en"].t("strategy.TREND.idea") in await text_of(stage)


async def test_a_typed_value_is_set_deleted_and_can_be_taken_back(stage: FloorStage) -> None:
    await stage.say("/auto")
    told = await version(stage)
    await stage.press(f"v1:strat:edit:0.{told}@a1")
    message = await stage.say("12")
    assert stage.floor.roster[AGENT].parameters == {"fast": 12}
    assert message not in stage.telegram.chats[ANN]

    await stage.press(f"v1:strat:revert:{told}@a1")
    assert stage.floor.roster[AGENT].parameters == {}


async def test_a_value_out_of_bounds_says_the_bounds_and_waits_on(stage: FloorStage) -> None:
    await stage.say("/auto")
    await stage.press(f"v1:strat:edit:0.{await version(stage)}@a1")
    await stage.say("9999")
    assert "Fast average goes from 2 to" in await text_of(stage)
    await stage.say("12")
    assert stage.floor.roster[AGENT].parameters == {"fast": 12}


async def test_bounds_call_a_parameter_as_the_screen_does(stage: FloorStage) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], language="ru")
    await stage.say("/auto")
    await stage.press(f"v1:strat:edit:0.{await version(stage)}@a1")
    await stage.say("9999")
    assert "❌ Быстрая средняя — от 2 до" in await text_of(stage)


async def test_a_strategy_of_many_parameters_is_paged(stage: FloorStage) -> None:
    await stage.say("/auto")
    await stage.press("v1:strat:card:SCALPING@a1")
    first = await text_of(stage)
    await stage.press("v1:strat:page:SCALPING.2@a1")
    assert await text_of(stage) != first


async def test_a_card_says_what_the_strategy_has_made(stage: FloorStage) -> None:
    await stage.say("/auto")
    await stage.press("v1:strat:card:TREND@a1")
    shown = await text_of(stage)
    assert "Trades · won" in shown
    assert "Made so far" in shown
    await stage.press("v1:strat:card:BREAKOUT@a1")
    assert "Made so far" not in await text_of(stage)


async def test_a_button_acts_on_the_agent_it_was_drawn_for(stage: FloorStage) -> None:
    await stage.say("/auto")
    told = await version(stage)
    await stage.press("v1:agent:choose:a2")
    await stage.press(f"v1:strat:put:0.{told}=12@a1")
    assert stage.floor.roster[AGENT].parameters == {"fast": 12}
    assert stage.floor.roster[SECOND].parameters == {}


async def test_a_viewer_sees_the_parameters_and_no_button_for_them(stage: FloorStage) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    await stage.say("/auto")
    await stage.press("v1:strat:open:@a1")
    assert not [each for each in stage.live().buttons if "strat:edit" in each]
    await stage.press("v1:strat:put:0.ab12=12@a1")
    assert stage.floor.roster[AGENT].parameters == {}
