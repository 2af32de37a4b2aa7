"""Plugins in the chat: looked at by everybody, changed by owners alone, every change noted."""

import re

import pytest

from core.errors import InputError
from core.events import Audit
from core.types import Access
from core.values import replace
from handlers.table import ACTIONS
from tests.fake_chat import ANN
from tests.floor_stage import FloorStage
from tests.integration.test_watch_screens import stage, text_of

__all__ = ["stage"]

OWN = [name for name, action in ACTIONS.items() if name.startswith(("plug:", "shop:"))]
LOOKING = {"plug:list", "plug:card"}


async def agree(stage: FloorStage) -> None:
    """Presses yes on the question that is shown."""
    found = re.search(r"v1:conf:yes:\S+", " ".join(stage.live().buttons))
    assert found is not None, stage.live().text
    await stage.press(found[0])


def audited(stage: FloorStage) -> list[tuple[str, str, int]]:
    return [
        (note.what, note.detail, note.user)
        for note in stage.journal.notes
        if isinstance(note, Audit)
    ]


async def test_the_plugins_are_two_taps_from_the_menu(stage: FloorStage) -> None:
    await stage.say("/menu")
    await stage.press("v1:set:open")
    await stage.press("v1:plug:list:1")
    shown = await text_of(stage)
    assert "average 1.0.0" in shown
    assert "12 412 ❗3" in shown
    assert "p99 2.1 ms" in shown
    assert "line 7: expected ':'" in shown


async def test_a_card_says_what_it_costs_what_failed_and_its_limits(stage: FloorStage) -> None:
    await stage.say("/plugins")
    await stage.press("v1:plug:card:average")
    shown = await text_of(stage)
    for said in ("p50 1.1 ms", "20 (2..200)", "KeyError: 'typo'", "512 MB", "signed"):
        assert said in shown
    await stage.press("v1:plug:card:average.2")
    assert "level_6" in await text_of(stage)


@pytest.mark.parametrize(
    ("press", "done", "noted"),
    [
        ("reload:average", ("plugin_reloaded", "average"), "plugin_reload"),
        ("off:average", ("plugin_turned_off", "average"), "plugin_off"),
        ("on:asleep", ("plugin_turned_on", "asleep"), "plugin_on"),
    ],
)
async def test_what_an_owner_presses_is_done_and_noted(
    stage: FloorStage, press: str, done: tuple[str, str], noted: str
) -> None:
    await stage.say("/plugins")
    await stage.press(f"v1:plug:{press}")
    assert stage.house.done == [done]
    assert audited(stage) == [(noted, f"{done[1]} 1.0.0", ANN)]
    assert stage.texts["en"].t(f"toast.{done[0]}") in await text_of(stage)


async def test_only_what_is_quarantined_is_let_out(stage: FloorStage) -> None:
    lost = next(each for each in stage.house.found if each.status == "quarantined")
    await stage.say("/plugins")
    await stage.press("v1:plug:release:average")
    assert "not quarantined" in await text_of(stage)
    await stage.press(f"v1:plug:release:{lost.id}")
    assert stage.house.done == [("plugin_released", lost.id)]


async def test_installing_is_asked_for_with_what_the_code_may_do(stage: FloorStage) -> None:
    await stage.say("/plugins")
    await stage.press("v1:shop:open:1")
    await stage.press("v1:shop:offer:bands")
    await stage.press("v1:shop:install:bands")
    assert "may speak to the network" in await text_of(stage)
    assert stage.house.done == []
    await agree(stage)
    assert stage.house.done == [("plugin_installed", "bands", "ab" * 32)]
    assert audited(stage) == [("plugin_install", "bands", ANN)]


async def test_an_offer_that_changed_meanwhile_is_not_what_was_agreed_to(
    stage: FloorStage,
) -> None:
    await stage.say("/plugins")
    await stage.press("v1:shop:install:bands")
    stage.house.on_offer = [replace(each, seal="cd" * 32) for each in stage.house.on_offer]
    await agree(stage)
    assert stage.house.done == [("plugin_installed", "bands", "ab" * 32)]


async def test_what_is_installed_is_removed_once_it_is_agreed_to(stage: FloorStage) -> None:
    await stage.say("/plugins")
    await stage.press("v1:plug:remove:fresh")
    assert "a file of yours" in await text_of(stage)
    await stage.press("v1:plug:remove:average")
    await agree(stage)
    assert stage.house.done == [("plugin_removed", "average")]


async def test_letting_unsigned_ones_in_is_asked_for_and_keeping_them_out_is_not(
    stage: FloorStage,
) -> None:
    await stage.say("/plugins")
    await stage.press("v1:plug:unsigned:off")
    await stage.press("v1:plug:unsigned:on")
    assert stage.house.done == [("plugin_unsigned_off",)]
    await agree(stage)
    assert stage.house.done[1:] == [("plugin_unsigned_on",)]
    assert audited(stage) == [("plugin_unsigned", "off", ANN), ("plugin_unsigned", "on", ANN)]


async def test_the_marketplace_is_searched_by_a_typed_word(stage: FloorStage) -> None:
    await stage.say("/plugins")
    await stage.press("v1:shop:open:1")
    await stage.press("v1:shop:seek")
    message = await stage.say("  other_3 <b>")
    assert message not in stage.telegram.chats[ANN]
    shown = await text_of(stage)
    assert "other_3 1.1.0" in shown
    assert "other_2 1.1.0" not in shown


async def test_a_marketplace_that_does_not_answer_says_why(stage: FloorStage) -> None:
    stage.house.why = InputError("the index has expired", code="plugin", why="")
    await stage.say("/plugins")
    await stage.press("v1:shop:open:1")
    assert "the index has expired" in await text_of(stage)
    stage.house.why = InputError("", code="no_marketplace")
    await stage.press("v1:shop:offer:bands")
    assert "plugin_config.json" in await text_of(stage)


async def test_a_plugin_that_is_gone_shows_those_there_are(stage: FloorStage) -> None:
    await stage.say("/plugins")
    await stage.press("v1:plug:card:nobody")
    shown = await text_of(stage)
    assert "There is no plugin nobody any more" in shown
    assert "average 1.0.0" in shown


@pytest.mark.parametrize("access", [Access.TRADER, Access.VIEWER])
async def test_others_look_at_plugins_and_find_no_button_for_them(
    stage: FloorStage, access: Access
) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=access)
    await stage.say("/plugins")
    await stage.press("v1:plug:card:average")
    routes = {":".join(each.split(":")[1:3]) for each in stage.live().buttons}
    assert routes == {"plug:card", "plug:list", "menu:open"}
    for press in ("off:average", "remove:average", "unsigned:on"):
        await stage.press(f"v1:plug:{press}")
    assert stage.house.done == []
    assert audited(stage) == []


def test_every_act_on_plugins_is_the_owners() -> None:
    needed = {name: ACTIONS[name].needs for name in OWN}
    assert {name for name, access in needed.items() if access is not Access.OWNER} == LOOKING
