"""The question of the order builder."""

from decimal import Decimal

from core.codec import decode, encode
from core.errors import InputError
from core.money import Ppm, from_ppm
from core.trading import DraftKind, OrderDraft
from core.values import Frozen
from services.confirm import Subject, Topic
from services.manual import ManualService
from services.seats import Seat

RESTING = frozenset(DraftKind) - {DraftKind.MARKET}


class Agreed(Frozen, frozen=True, kw_only=True):
    """What a person said yes to: this draft, at the entry that was shown."""

    draft: OrderDraft
    seen: Decimal | None
    max_drift: Ppm


class OrderTopic(Topic):
    """The question of the builder: sends the draft as it was shown, near the price that was."""

    def __init__(self, manual: ManualService) -> None:
        self._manual = manual

    async def subject(self, seat: Seat, version: str) -> Subject:
        bench = await self._manual.bench(seat)
        preview = bench.desk.preview(bench.current.draft)
        if preview.refusal is not None:
            raise InputError("This would be refused", code="refused")
        agreed = Agreed(
            draft=bench.current.draft,
            seen=preview.entry,
            max_drift=await self._manual.drift_of(seat.user.id),
        )
        return Subject(bound=encode(agreed), order=preview, share_pct=from_ppm(agreed.max_drift))

    async def act(self, seat: Seat, bound: str) -> str:
        """order_sent, order_resting, or why not: drifted, changed, refused."""
        agreed = decode(Agreed, bound)
        bench = await self._manual.bench(seat)
        if bench.current.draft != agreed.draft:
            return "changed"
        placed = await bench.desk.place(
            agreed.draft, seen=agreed.seen, max_drift=agreed.max_drift, by=seat.user.id
        )
        if placed.code != "done":
            return placed.code
        return "order_resting" if agreed.draft.kind in RESTING else "order_sent"
