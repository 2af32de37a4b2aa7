"""A screen is about something that may go away while it is looked at, or over a restart."""

import pytest

from bot.place import Place
from bot.screen import Screen
from core.types import Access
from core.values import replace
from handlers.pages import PAGES
from tests.chat_stage import playing
from tests.fake_chat import ANN, owner
from tests.floor_scenes import flat
from tests.floor_stage import FloorStage
from tests.integration.test_keyboard_graph import FARTHER, failures
from tests.keyboard import data_of, wanted

STUDY = "0123456789ab"
GONE = [
    Place("ladder"),
    Place("data", "a99"),
    Place("agent", "a99"),
    Place("order", "c-99"),
    Place("pos", "t-99"),
    Place("trade", "t-99"),
    Place("card", "99.all.1"),
    Place("alarm", "99"),
    Place("found", STUDY),
    Place("beside", f"{STUDY}.{STUDY}"),
    Place("plug", "gone"),
    Place("offer", "gone"),
    Place("strat", "GONE"),
    Place("users", "99"),
    Place("mkt", "1h.sim:perp:GONEUSDT"),
]
"""Places of one thing, of which there is none any more."""


@pytest.mark.parametrize("place", GONE, ids=lambda place: place.screen)
@pytest.mark.parametrize("access", Access)
async def test_a_screen_of_what_is_gone_shows_what_is_left(
    place: Place, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await look_at(place, access)
    assert {"v1:menu:open", "v1:auto:open"} & set(data_of(shown))
    assert failures(caplog) == []


def test_every_screen_about_one_thing_is_among_them() -> None:
    about_one = {screen for screen in PAGES if screen in FARTHER} | {
        "agent",
        "pos",
        "card",
        "alarm",
    }
    assert about_one <= {place.screen for place in GONE} <= set(PAGES)


async def look_at(place: Place, access: Access) -> Screen:
    """At a place, and a minute later once more."""
    stage = FloorStage(await flat(), access)
    stage.gate.users[ANN] = replace(owner(ANN), access=access)
    async with playing(stage):
        await stage.say("/menu")
        await stage.chat._hub.open(ANN, ANN, place)
        await stage.pass_time(61)
        return await wanted(stage, ANN)
