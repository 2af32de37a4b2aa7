"""What the screens see of a sandbox."""

from types import MappingProxyType

from core.codec import encode
from core.events import PositionClosed, PositionFlipped, PositionOpened, Record, event_name
from core.views import JournalRow, SandboxView
from debug.sandbox import Sandbox
from debug.words import FAULTS

NAMES = MappingProxyType({kind: name for name, kind in FAULTS.items()})


def sandbox_view(sandbox: Sandbox) -> SandboxView:
    parts, held = sandbox.parts, sandbox.held
    state, journal = parts.runtime.engine.state, parts.journal
    runner = parts.runtime.runners.get(parts.agent)
    return SandboxView(
        auto=parts.trading.auto_view(parts.agent),
        price=_price(sandbox),
        wallet=held.money(state.ledger.wallet),
        reserved=held.money(state.ledger.reserved),
        opened=journal.counts[PositionOpened.topic],
        flipped=journal.counts[PositionFlipped.topic],
        closed=journal.counts[PositionClosed.topic],
        orders=len(state.orders),
        sequence=sandbox.agent.sequence,
        cycles=0 if runner is None else runner.cycles,
        units=journal.units,
        alerts=journal.alerts,
        feed_source=parts.trading.feed(held.id).source,
        faults=tuple(NAMES[kind] for kind in sandbox.faults_on()),
        records=tuple(_row(sandbox, number, record) for number, record in _newest(sandbox)),
    )


def _price(sandbox: Sandbox) -> str:
    if sandbox.parts.market.forced is not None:
        return "forced"
    return "asked" if sandbox.parts.market.newest is not None else "none"


def _newest(sandbox: Sandbox) -> enumerate[Record]:
    return enumerate(sandbox.parts.journal.newest, 1)


def _row(sandbox: Sandbox, number: int, record: Record) -> JournalRow:
    return JournalRow(
        id=number,
        at_ns=record.at_ns,
        name=event_name(record, sandbox.parts.opening.account.mode),
        base=sandbox.held.base,
        payload=encode(record),
    )
