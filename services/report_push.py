"""Sends members the report of what ended, at their hour; nothing waits for it."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.codec import encode
from core.errors import InputError, StorageError
from core.events import PeriodReported, PositionClosed
from core.ports import Bus, Clock, JournalReader, KeyValue, Owed, User, Users
from core.reports import DAY, WEEK, ReportWish
from core.types import MINUTE_NS, SECOND_NS, UserId
from core.views.results import ReportView
from services.reports import ReportService

log = logging.getLogger(__name__)

LOOK_S = 20.0
RANK = 2
"""After what happened to money and after signals."""
SHOWN = 5
CENT = Decimal("0.01")


class ReportPush:
    """Runs until cancelled. A report is one commit: its record, the message it owes, and the note
    that it was sent, so that neither a crash nor a restart loses or doubles it. Of those that came
    due while the desk was down the newest is sent; one who has just asked waits for the next."""

    def __init__(
        self,
        users: Users,
        reports: ReportService,
        journal: JournalReader,
        values: KeyValue,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._users = users
        self._reports = reports
        self._journal = journal
        self._values = values
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        while True:
            await self.look()
            await self._clock.sleep(LOOK_S)

    async def look(self) -> None:
        """The border of pushing: one member's trouble is not another's."""
        try:
            members = await self._users.all()
        except StorageError as error:
            log.warning("reports wait: %s", error)
            return
        for member in members:
            try:
                await self._look_for(member)
            except (StorageError, InputError) as error:
                log.warning("the report of %s waits: %s", member.id, error)
            except Exception:
                log.exception("the report of %s could not be made", member.id)

    async def _look_for(self, member: User) -> None:
        if member.report is None:
            return
        due = due_on(member.report, self._clock.now_ns(), member.utc_offset_min)
        noted = await self._values.get(key_of(member.id))
        now = f"{member.report.unit}:{due.isoformat()}"
        if noted == now:
            return
        if noted is None or not noted.startswith(f"{member.report.unit}:"):
            await self._values.put(key_of(member.id), now)  # just asked for: from the next one on
        elif noted < now:
            await self._send(member, member.report, due, now)

    async def _send(self, member: User, wish: ReportWish, due: date, noted: str) -> None:
        """Of what ended last by the market's time; a market that was not heard of since it ended is
        still in it."""
        ended = await self._reports.view(member.id, wish.unit, None, "")
        if ended.stretch.end != due:
            ended = await self._reports.view(member.id, wish.unit, ended.earlier, "")
        record = told(ended, member.id, self._clock.now_ns())
        owed = Owed(chat=member.id, rank=RANK, name=record.topic, payload=encode(record))
        keep = {key_of(member.id): noted}
        await self._journal.note(member.account, record, [owed], keep=keep)
        self._bus.publish(member.account, record.topic, record)


def key_of(user: UserId) -> str:
    return f"report:{user}"


def due_on(wish: ReportWish, now_ns: int, utc_offset_min: int) -> date:
    """The newest day on which a report came due: yesterday before the hour has struck; the last
    Monday of a weekly one, the last first of a monthly one."""
    local = datetime.fromtimestamp((now_ns + utc_offset_min * MINUTE_NS) // SECOND_NS, UTC)
    day = local.date() if local.hour >= wish.hour else local.date() - timedelta(days=1)
    if wish.unit == DAY:
        return day
    return day - timedelta(days=day.weekday()) if wish.unit == WEEK else day.replace(day=1)


def told(view: ReportView, user: UserId, now_ns: int) -> PeriodReported:
    """What a report comes to, as the journal keeps it."""
    report, found, equity = view.report, view.report.statistics, view.report.equity
    fall = Decimal(0) if equity is None else Decimal(repr(equity.max_drawdown * 100))
    return PeriodReported(
        at_ns=now_ns,
        user=user,
        unit=view.stretch.unit,
        first=view.stretch.first.isoformat(),
        end=view.stretch.end.isoformat(),
        trades=found.trades,
        wins=found.wins,
        net=found.net,
        return_pct=report.return_pct,
        fees=found.fees,
        equity=view.equity,
        drawdown_pct=fall.quantize(CENT),
        best=found.best,
        worst=found.worst,
        strategies=_strategies(report.trades),
    )


def _strategies(trades: Sequence[PositionClosed]) -> tuple[tuple[str, Decimal, int], ...]:
    nets: dict[str, tuple[Decimal, int]] = {}
    for trade in trades:
        net, count = nets.get(trade.strategy, (Decimal(0), 0))
        nets[trade.strategy] = net + trade.result.net, count + 1
    best = sorted(nets.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple((name, net, count) for name, (net, count) in best[:SHOWN])
