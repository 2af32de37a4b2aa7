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
from core.types import ExitReason, Mode
from storage.verify import verify
from tests.demo_server import DemoChat
from tests.desk_process import World

TOLD = (PositionOpened, PositionReduced, PositionClosed, PositionFlipped, FlipLeftFlat, Halted)


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
    """An owed message: what it says, how often it was tried."""

    text: str
    repeat: str
    tries: int
    is_done: bool


def owed(world: World) -> list[Alert]:
    rows = world.ask("SELECT name, payload, tries, done_ns FROM outbox WHERE rank = 0 ORDER BY id")
    return [_alert(str(row[0]), str(row[1]), int(str(row[2])), row[3] is not None) for row in rows]


def _alert(name: str, payload: str, tries: int, is_done: bool) -> Alert:
    record = _record(name, payload)
    first, again = (_plain(name, record, is_repeat=is_repeat) for is_repeat in (False, True))
    return Alert(first, again, tries, is_done)


def _record(name: str, payload: str) -> Record:
    kind = record_type(name)
    assert kind is not None
    return decode(kind, payload)


def _plain(name: str, record: Record, *, is_repeat: bool) -> str:
    screen = render_alert(name, record, load_texts()["en"], Mode.PAPER, is_repeat=is_repeat)
    assert screen is not None
    return html.unescape(re.sub("<[^>]*>", "", screen.text)).strip()


def all_told(world: World, chat: DemoChat) -> None:
    """Waits until nothing is owed any more."""

    def find() -> bool | None:
        return True if all(alert.is_done for alert in owed(world)) else None

    chat.wait_for(find, "every alert", timeout_s=120)


def every_execution_is_told_once(world: World, chat: DemoChat) -> None:
    """Each execution owes one alert, and the chat shows it once; a second one is marked, and only
    where a reply may have been lost."""
    alerts = owed(world)
    assert len(alerts) == _executions(world)
    shown = Counter(message.text.strip() for message in chat.messages())
    assert len({alert.text for alert in alerts}) == len(alerts), "alerts must be told apart"
    for alert in alerts:
        plain, marked = shown[alert.text], shown[alert.repeat]
        assert plain <= 1
        assert 1 <= plain + marked <= alert.tries, (alert, plain, marked)


def _executions(world: World) -> int:
    rows = world.ask("SELECT name, payload FROM journal WHERE name LIKE 'paper_%'")
    records = [_record(str(name), str(payload)) for name, payload in rows]
    return sum(isinstance(record, TOLD) and not _is_first_leg(record) for record in records)


def _is_first_leg(record: Record) -> bool:
    return isinstance(record, PositionClosed) and record.result.reason is ExitReason.FLIP


def trades_closed(world: World) -> int:
    closed = "SELECT count(*) FROM journal WHERE name = 'paper_position_closed'"
    return int(str(world.ask(closed)[0][0]))
