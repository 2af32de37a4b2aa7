"""The same market and the same drafts, event by event as on paper and in a plain loop as in a
backtest: the journals are equal to the last byte."""

from core.market import MarketEvent
from core.trading import DraftKind, OrderDraft
from engine.memory import MemoryJournal
from tests.desk import prices
from tests.hand_desk import BY, FREE, HandDesk, draft, plan
from tests.paper.script import BUY, SELL, book, mark, trade

Script = list[MarketEvent | OrderDraft]

SCRIPT: Script = [
    book(1100, "50@99.9 30@99", "4@100 4@100.5 100@101"),
    draft(BUY, "6", exits=plan("2", "1", "3")),
    *prices(1200, "100"),
    draft(BUY, "4", DraftKind.LIMIT, price="99"),
    draft(SELL, "3", DraftKind.LIMIT, price="101", reduces=True),
    draft(SELL, "0.01"),
    *prices(1300, "100"),
    trade(1400, "98.9", "3"),
    draft(SELL, "5", DraftKind.OCO, price="102", trigger="97"),
    *prices(1500, "100"),
    draft(SELL, "2", DraftKind.TRAILING, trail="1", reduces=True),
    trade(1600, "101.1", "2"),
    *prices(1700, "101"),
    trade(1800, "99.9", "1"),
    *prices(1900, "99.9"),
    mark(2000, "97.5"),
    *prices(2100, "97.4"),
    *prices(2200, "97.4"),
]


async def test_orders_by_hand_come_to_the_same_on_every_path() -> None:
    looped, taken = HandDesk(), HandDesk()
    for item in SCRIPT:
        if isinstance(item, OrderDraft):
            for desk in (looped, taken):
                await desk.hand.place(item, seen=None, max_drift=FREE, by=BY)
        else:
            looped.play(item)
            taken.clock.set(item.at_ns)
            await taken.runtime.take(item)

    assert isinstance(looped.journal, MemoryJournal)
    assert looped.journal.lines == taken.journal.lines
    assert looped.snapshot() == taken.snapshot()
    told = [line.split(" ", 1)[0] for line in looped.journal.lines]
    assert {"paper_position_opened", "paper_position_closed", "entry_refused"} & set(told)
    assert looped.is_flat
