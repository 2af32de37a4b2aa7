"""The bus: publishing never waits; a slow subscriber loses the oldest and knows how many."""

import asyncio
from decimal import Decimal

from core.events import Deposited, Fault
from engine.bus import EventBus
from tests.desk import ACCOUNT, make_account


def publish(bus: EventBus, *names: str) -> None:
    for name in names:
        bus.publish(ACCOUNT, name, Fault(at_ns=0, where=name))


async def test_each_subscriber_hears_everything_in_order() -> None:
    bus = EventBus()
    async with bus.subscribe("one") as one, bus.subscribe("two") as two:
        publish(bus, "a", "b")

        heard = [[(await inbox.next()).name for _ in range(2)] for inbox in (one, two)]

    assert heard == [["a", "b"], ["a", "b"]]


async def test_records_of_an_account_are_told_by_their_names() -> None:
    bus, account = EventBus(), make_account()
    records = (Deposited(at_ns=1, amount=Decimal(1)), Fault(at_ns=2, where="feed"))
    async with bus.subscribe("one") as inbox:
        bus.tell(account, records)

        heard = [await inbox.next() for _ in records]

    assert [event.name for event in heard] == ["paper_deposited", "fault"]
    assert [event.record for event in heard] == list(records)
    assert {event.account for event in heard} == {account.id}


async def test_a_full_queue_drops_the_oldest_and_counts_it() -> None:
    bus = EventBus()
    async with bus.subscribe("slow", size=2) as slow:
        publish(bus, "a", "b", "c", "d")

        assert [(await slow.next()).name, (await slow.next()).name] == ["c", "d"]
        assert slow.missed == 2


async def test_a_subscriber_waits_for_what_comes() -> None:
    bus = EventBus()
    async with bus.subscribe("one") as inbox, asyncio.TaskGroup() as group:
        waiting = group.create_task(inbox.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        publish(bus, "a")

    event = waiting.result()
    assert (event.name, event.account, event.record.at_ns) == ("a", ACCOUNT, 0)


async def test_who_has_left_hears_nothing() -> None:
    bus = EventBus()
    async with bus.subscribe("one") as inbox:
        pass
    publish(bus, "a")

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(inbox.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
