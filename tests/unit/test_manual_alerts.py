"""Which of a person's orders ring: what no alert of a position tells, and they did not do."""

from core.events import OrderEnded, OrderTriggered
from core.ports import Owed
from core.trading import DraftKind
from tests.hand_desk import BY, HandDesk, draft
from tests.paper.script import BUY, SELL, quote, trade


def owed(desk: HandDesk) -> list[str]:
    """The names of what was owed to the chat, in order."""
    found: list[Owed] = [item for unit in desk.journal.units for item in unit.owed]
    return [item.name.removeprefix("paper_") for item in found]


async def test_an_entry_that_opens_is_told_by_its_position_alone() -> None:
    desk = HandDesk()
    await desk.hold()
    assert owed(desk) == ["position_opened"]


async def test_an_entry_that_adds_or_came_in_parts_is_told() -> None:
    desk = HandDesk()
    await desk.hold()
    await desk.hold()
    await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    desk.pass_time()
    desk.play(trade(1500, "98.9", "2"), trade(1510, "98.9", "9"))

    assert owed(desk) == ["position_opened", "order_ended", "order_ended"]
    threads = {item.thread for unit in desk.journal.units for item in unit.owed}
    assert threads == {desk.held.trade_id}


async def test_what_the_venue_refuses_is_told_and_a_persons_own_cancel_is_not() -> None:
    desk = HandDesk()
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))
    desk.pass_time()
    await desk.hand.cancel([name], by=BY)
    desk.pass_time()
    assert owed(desk) == []

    await desk.placed(draft(BUY, "5", DraftKind.POST_ONLY, price="100"))
    desk.play(quote(1400, "99", "99.1"))

    assert owed(desk) == ["order_ended"]
    assert any(isinstance(record, OrderEnded) for record in desk.records)


async def test_a_stop_limit_that_was_skipped_rings_and_one_that_fires_does_not() -> None:
    desk = HandDesk()
    await desk.hold()
    for trigger, price in (("98.5", "98"), ("90", "70")):
        await desk.placed(
            draft(SELL, "5", DraftKind.STOP_LIMIT, trigger=trigger, price=price, reduces=True)
        )
    desk.pass_time()

    desk.play(trade(1400, "80", "1"), quote(1500, "80", "80.1"))

    skipped = [each.is_skipped for each in desk.records if isinstance(each, OrderTriggered)]
    assert skipped == [True, False]
    assert owed(desk) == ["position_opened", "order_triggered", "position_reduced"]
