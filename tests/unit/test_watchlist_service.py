"""Each member's own list of instruments."""

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import InstrumentId
from tests.fakes import make_members
from tests.floor import Floor, FloorServices, Kept, floor_services
from tests.samples import BTC, OWNER, TRADER, VIEWER, make_instrument

ETH, SOL = make_instrument("ETH").id, make_instrument("SOL").id


@pytest.fixture
def values() -> Kept:
    return Kept()


def services_over(values: Kept, floor: Floor | None = None) -> FloorServices:
    return floor_services(floor or Floor(), make_members(), values, ManualClock())


async def shown(services: FloorServices, page: int = 1) -> list[InstrumentId]:
    return [row.instrument for row in (await services.watch.view(VIEWER, page)).rows]


async def test_before_a_choice_everything_is_watched(values: Kept) -> None:
    assert await shown(services_over(values)) == [BTC, ETH, SOL]


async def test_what_is_taken_off_stays_off_after_a_restart(values: Kept) -> None:
    await services_over(values).watch.remove(VIEWER, ETH)
    assert await shown(services_over(values)) == [BTC, SOL]


async def test_the_list_is_the_members_own(values: Kept) -> None:
    services = services_over(values)
    await services.watch.remove(VIEWER, ETH)
    assert len((await services.watch.view(TRADER, 1)).rows) == 3


async def test_an_instrument_is_added_once_and_at_the_end(values: Kept) -> None:
    services = services_over(values)
    await services.watch.remove(VIEWER, BTC)
    for _ in range(2):
        assert await services.watch.add(VIEWER, BTC) == "watched"
    assert await shown(services) == [ETH, SOL, BTC]


async def test_what_is_not_traded_here_cannot_be_watched(values: Kept) -> None:
    with pytest.raises(InputError) as refused:
        await services_over(values).watch.add(VIEWER, InstrumentId("no:such"))
    assert refused.value.code == "no_symbol"


async def test_a_row_moves_up_and_the_first_goes_to_the_end(values: Kept) -> None:
    services = services_over(values)
    await services.watch.raise_(VIEWER, SOL)
    assert await shown(services) == [BTC, SOL, ETH]
    await services.watch.raise_(VIEWER, BTC)
    assert await shown(services) == [SOL, ETH, BTC]


async def test_moving_what_is_not_on_the_list_changes_nothing(values: Kept) -> None:
    services = services_over(values)
    await services.watch.remove(VIEWER, ETH)
    await services.watch.raise_(VIEWER, ETH)
    assert await shown(services) == [BTC, SOL]


async def test_an_instrument_that_is_not_traded_for_a_while_comes_back(values: Kept) -> None:
    await services_over(values).watch.raise_(VIEWER, SOL)
    without = services_over(values, Floor(symbols=["BTC", "ETH"]))
    await without.watch.raise_(VIEWER, ETH)
    assert await shown(without) == [ETH, BTC]
    assert set(await shown(services_over(values))) == {BTC, ETH, SOL}


async def test_an_emptied_list_stays_empty(values: Kept) -> None:
    services = services_over(values)
    for name in (BTC, ETH, SOL):
        await services.watch.remove(VIEWER, name)
    assert await shown(services) == []


async def test_an_unreadable_list_begins_anew(values: Kept) -> None:
    values.values[f"watch:{VIEWER}"] = "[1, "
    assert await shown(services_over(values)) == [BTC, ETH, SOL]


async def test_a_long_list_has_pages(values: Kept) -> None:
    services = services_over(values, Floor(symbols=["BTC", *(f"C{n:02}" for n in range(20))]))
    view = await services.watch.view(OWNER, 1)
    assert (len(view.rows), view.pages, view.has_more) == (6, 2, True)


async def test_what_is_on_the_list_is_not_offered_again(values: Kept) -> None:
    services = services_over(values)
    await services.watch.remove(VIEWER, ETH)
    choices = await services.watch.choices(VIEWER, 1, "")
    assert [row.instrument for row in choices.rows] == [ETH]


async def test_a_full_list_takes_no_more(values: Kept) -> None:
    services = services_over(values, Floor(symbols=["BTC", *(f"C{n:02}" for n in range(60))]))
    names = [InstrumentId(f"sim:perp:C{n:02}USDT") for n in range(60)]
    for name in names[:49]:
        await services.watch.add(OWNER, name)
    with pytest.raises(InputError) as refused:
        await services.watch.add(OWNER, names[49])
    assert refused.value.code == "list_full"
