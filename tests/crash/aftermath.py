"""What must hold of a desk's data and of its owner's chat after any crash."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from bot.locales import load_texts
from bot.render.alert import render_alert
from core.codec import decode
from core.events import (
    FlipLeftFlat,
    Halted,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
    Record,
    record_type,
)
from core.types import Mode
from storage.verify import verify
from tests.demo_server import DemoChat
from tests.desk_process import World

TOLD = (PositionOpened, PositionReduced, PositionFlipped, FlipLeftFlat, Halted)


def journal_is_whole(world: World) -> None:
    """Chain, ledger, fills and positions."""
    report = verify(f"sqlite+aiosqlite:///{world.database}", lambda done, total: None)
    assert (report.ok, report.reason) == (True, "")


def every_order_is_done_once(world: World) -> None:
    """At most one execution an order, never more than was ordered, none for what was lost."""
    orders = world.ask("SELECT client_id, qty, filled, status FROM orders")
    fills: dict[object, list[Decimal]] = {}
    for client_id, qty in world.ask("SELECT client_id, qty FROM fills"):
        fills.setdefault(client_id, []).append(Decimal(str(qty)))
    assert fills.keys() <= {client_id for client_id, *_ in orders}
    for client_id, qty, filled, status in orders:
        done = fills.get(client_id, [])
        assert len(done) <= 1, f"{client_id} was filled {len(done)} times"
        assert sum(done) == Decimal(str(filled)) <= Decimal(str(qty))
        assert not (done and status == "lost_in_restart")


@dataclass(frozen=True, slots=True)
class Alert:
    """An owed message: how often it was tried, and how often the chat shows it, as it is and
    marked as sent again."""

    name: str
    text: str
    tries: int
    is_done: bool
    plain: int
    marked: int


def alerts(world: World, chat: DemoChat) -> list[Alert]:
    """Of all executions, in order."""
    shown = Counter(message.text.strip() for message in chat.messages())
    rows = world.ask("SELECT name, payload, tries, done_ns FROM outbox WHERE rank = 0 ORDER BY id")
    return [_alert(shown, str(row[0]), str(row[1]), int(str(row[2])), row[3]) for row in rows]


def _alert(shown: Counter[str], name: str, payload: str, tries: int, done: object) -> Alert:
    record = _record(name, payload)
    first, again = (_text(name, record, is_repeat=is_repeat) for is_repeat in (False, True))
    return Alert(name, first, tries, done is not None, shown[first], shown[again])


def _record(name: str, payload: str) -> Record:
    kind = record_type(name)
    assert kind is not None
    return decode(kind, payload)


def _text(name: str, record: Record, *, is_repeat: bool) -> str:
    screen = render_alert(name, record, load_texts()["en"], Mode.PAPER, is_repeat=is_repeat)
    assert screen is not None
    return html.unescape(re.sub("<[^>]*>", "", screen.text)).strip()


def every_execution_is_told_once(world: World, chat: DemoChat) -> None:
    """Each execution owes one alert, and the chat shows it once; a second one is marked, and only
    where a reply may have been lost."""
    found = alerts(world, chat)
    assert len(found) == _executions(world)
    assert len({alert.text for alert in found}) == len(found), "alerts must be told apart"
    for alert in found:
        assert alert.is_done, alert
        assert alert.plain <= 1, alert
        assert 1 <= alert.plain + alert.marked <= alert.tries, alert


def _executions(world: World) -> int:
    """Records that owe an alert; the close that begins a flip is told by the flip."""
    rows = world.ask("SELECT name, payload FROM journal WHERE name LIKE 'paper_%'")
    records = [_record(str(name), str(payload)) for name, payload in rows]
    flips = [record for record in records if isinstance(record, PositionFlipped | FlipLeftFlat)]
    told = {record.closed.trade_id for record in flips}
    closes = [record for record in records if isinstance(record, PositionClosed)]
    others = [record for record in records if isinstance(record, TOLD)]
    return len(others) + sum(record.result.trade_id not in told for record in closes)


OPEN = """SELECT trade_id FROM positions
    UNION SELECT client_id FROM orders WHERE ended_ns IS NULL"""
OPENED = "SELECT 1 FROM journal WHERE name IN ('paper_position_opened', 'paper_position_flipped')"


def is_open(world: World) -> bool:
    """Is a position held, or an order on its way?"""
    return bool(world.ask(OPEN))


def wait_quiet(world: World) -> None:
    """After /stop: until every agent is off, what is open has left by its stop or target (nobody
    else closes it), and all of it is told. What is asked is the database: the chat may have been
    told before it is noted there."""
    on = "SELECT 1 FROM agents WHERE status != 'OFF'"
    world.until(lambda: not world.ask(on), "a stop")
    world.until(lambda: not is_open(world), "the last exit")
    due = "SELECT 1 FROM outbox WHERE done_ns IS NULL"
    world.until(lambda: not world.ask(due), "every alert")


def wait_opened(world: World) -> None:
    """Until a position was opened, ever."""
    world.until(lambda: world.ask(OPENED), "an entry")
