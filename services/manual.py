"""The order builder: one draft a member, changed a field at a time, sent once it is confirmed."""

from dataclasses import dataclass
from decimal import Decimal

from core.errors import InputError
from core.instrument import Instrument
from core.money import Ppm, from_ppm, to_ppm
from core.ports import ManualDesk
from core.ports.manual_use_cases import OrderBuilding
from core.trading import DraftKind, ExitPlan, OrderDraft, Target
from core.types import Access, OrderSide, Side, UserId
from core.values import replace
from core.views import PositionView, PreviewView
from core.views.builder import BuilderView
from core.views.watching import DayView
from services.amounts import number, within
from services.draft_fields import WHOLE_POSITION, changed, of_kind
from services.draft_fixes import fixes_of
from services.drafts import Current, Drafts
from services.lookback import Lookback
from services.presets import applied, with_preset, without
from services.seats import Seat, Seats
from services.symbols import choices_of, find_symbol, symbols_of, unknown_symbol
from services.wording import Reading, read_order

MOST_DRIFT_PCT = Decimal(5)
WHOLE = Ppm(1_000_000)


@dataclass(frozen=True, slots=True)
class Bench:
    """A member at their draft."""

    seat: Seat
    current: Current

    @property
    def desk(self) -> ManualDesk:
        return self.seat.trading


class ManualService(OrderBuilding):
    """Everything is kept after each change, so that a restart takes nothing away."""

    def __init__(self, seats: Seats, drafts: Drafts, lookback: Lookback) -> None:
        self._seats = seats
        self._drafts = drafts
        self._lookback = lookback

    async def view(self, user: UserId) -> BuilderView:
        bench = await self.bench(await self._seats.of(user))
        habits = await self._drafts.habits(user)
        preview = bench.desk.preview(bench.current.draft)
        beyond = beyond_day(preview, await self._day(bench.seat, preview))
        return BuilderView(
            preview=replace(preview, warnings=(*preview.warnings, *beyond)),
            symbols=choices_of(bench.seat.trading),
            presets=tuple(preset.name for preset in habits.presets),
            max_drift_pct=from_ppm(habits.max_drift),
            heard=bench.current.heard,
            unknown=bench.current.unknown,
            position=position_of(bench.desk, bench.current.draft),
            fixes=fixes_of(preview),
        )

    async def start(self, user: UserId, symbol: str = "", side: str = "") -> None:
        bench = await self._trading(user)
        draft = bench.current.draft
        if symbol:
            draft = await self._switched(bench, find_symbol(bench.seat.trading, symbol))
        if side:
            draft = changed(draft, "side", side, bench.desk.preview(draft))
        await self._drafts.keep(user, Current(draft=draft))

    async def put(self, user: UserId, field: str, text: str) -> None:
        bench = await self._trading(user)
        match field:
            case "instrument":
                draft = await self._switched(bench, find_symbol(bench.seat.trading, text))
            case "drift" | "save" | "unpreset":
                await self._put_habit(user, field, text, bench.current.draft)
                return
            case "preset":
                habits = await self._drafts.habits(user)
                draft = applied(habits, text, bench.current.draft)
                draft = of_kind(draft, draft.kind, bench.desk.preview(draft))
            case "reset":
                draft = await self._fresh(bench.seat, bench.current.draft)
            case _:
                at = bench.desk.preview(bench.current.draft)
                draft = changed(bench.current.draft, field, text, at)
        await self._drafts.keep(user, Current(draft=draft))

    async def hear(self, user: UserId, text: str) -> None:
        """What was understood becomes the draft; a field that cannot be is told like a word that
        was not understood. An unknown symbol makes no draft at all."""
        bench = await self._trading(user)
        reading = read_order(text, symbols_of(bench.seat.trading))
        if reading.missed_symbol:
            raise unknown_symbol(reading.missed_symbol, reading.near)
        draft = await self._heard_draft(bench, reading)
        for field, value in reading.fields:
            try:
                draft = changed(draft, field, value, bench.desk.preview(draft))
            except InputError:
                reading.refuse(field, value)
        await self._drafts.keep(user, _current(draft, reading))

    async def bracket(self, user: UserId, trade_id: str) -> None:
        bench = await self._trading(user)
        position = next(
            (each for each in bench.desk.positions() if each.trade_id == trade_id), None
        )
        if position is None:
            raise InputError("There is no open position", code="flat")
        side = OrderSide.SELL if position.side is Side.LONG else OrderSide.BUY
        draft = OrderDraft(
            instrument=position.instrument,
            side=side,
            size=WHOLE_POSITION,
            leverage=position.leverage,
            price=position.target,
            trigger=position.stop,
            is_reduce_only=True,
        )
        oco = replace(draft, kind=DraftKind.OCO)
        made = of_kind(oco, DraftKind.OCO, bench.desk.preview(oco))
        await self._drafts.keep(user, Current(draft=made))

    async def _day(self, seat: Seat, preview: PreviewView) -> DayView | None:
        """Asked for only where an exit may lie beyond it."""
        if not preview.targets:
            return None
        held = next(
            each for each in seat.trading.instruments() if each.id == preview.draft.instrument
        )
        return await self._lookback.day(seat.trading, held, None)

    async def bench(self, seat: Seat) -> Bench:
        current = await self._drafts.current(seat.user.id)
        known = {instrument.id for instrument in seat.trading.instruments()}
        if current is None or current.draft.instrument not in known:
            current = Current(draft=first_draft(seat))
        return Bench(seat, current)

    async def drift_of(self, user: UserId) -> Ppm:
        return (await self._drafts.habits(user)).max_drift

    async def _trading(self, user: UserId) -> Bench:
        return await self.bench(await self._seats.of(user, Access.TRADER))

    async def _switched(self, bench: Bench, to: Instrument) -> OrderDraft:
        """What was last in mind for it; else what is now, without its prices."""
        draft = bench.current.draft
        if to.id == draft.instrument:
            return draft
        remembered = await self._drafts.of(bench.seat.user.id, to.id)
        if remembered is not None:
            return remembered
        bare = replace(
            draft, instrument=to.id, price=None, trigger=None, exits=_relative(draft.exits)
        )
        bare = replace(bare, leverage=1 if to.is_spot else min(draft.leverage, to.max_leverage))
        return of_kind(bare, bare.kind, bench.desk.preview(bare))

    async def _fresh(self, seat: Seat, draft: OrderDraft) -> OrderDraft:
        return replace(first_draft(seat), instrument=draft.instrument, side=draft.side)

    async def _heard_draft(self, bench: Bench, reading: Reading) -> OrderDraft:
        """Nothing of an earlier draft gets into an order in words, but what was never said: the
        instrument when none was named, and the leverage."""
        before = bench.current.draft
        base = first_draft(bench.seat)
        named = reading.symbol or before.instrument
        instrument = next(each for each in bench.seat.trading.instruments() if each.id == named)
        leverage = 1 if instrument.is_spot else min(base.leverage, instrument.max_leverage)
        exits = ExitPlan() if _has_exits(reading) else base.exits
        draft = replace(base, instrument=instrument.id, leverage=leverage, exits=exits)
        return replace(draft, side=OrderSide.SELL if reading.side == "sell" else OrderSide.BUY)

    async def _put_habit(self, user: UserId, field: str, text: str, draft: OrderDraft) -> None:
        habits = await self._drafts.habits(user)
        if field == "drift":
            share = number(text.strip().removesuffix("%"))
            within("drift", share, Decimal("0.01"), MOST_DRIFT_PCT, "%")
            habits = replace(habits, max_drift=to_ppm(share))
        elif field == "save":
            habits = with_preset(habits, text, draft)
        else:
            habits = without(habits, text)
        await self._drafts.keep_habits(user, habits)


def beyond_day(preview: PreviewView, day: DayView | None) -> tuple[str, ...]:
    """The furthest target lies where the price was not for a day."""
    prices = [rung.price for rung in preview.targets]
    if day is None or not prices:
        return ()
    if preview.draft.side is OrderSide.BUY:
        return ("above_high",) if max(prices) > day.high else ()
    return ("below_low",) if min(prices) < day.low else ()


def first_draft(seat: Seat) -> OrderDraft:
    """As the member's agent trades: its instrument, leverage, stop and target."""
    agent = seat.agent
    known = seat.trading.instruments()
    found = next((each for each in known if each.id == agent.instrument), None) or known[0]
    risk = agent.risk
    target = risk.take_profit
    plan = ExitPlan(
        stop_loss=risk.stop_loss,
        targets=(Target(distance=target, share=WHOLE),) if target is not None else (),
    )
    leverage = 1 if found.is_spot else min(agent.leverage, found.max_leverage)
    return OrderDraft(instrument=found.id, leverage=leverage, exits=plan)


def _relative(plan: ExitPlan) -> ExitPlan:
    """Only what means the same on another instrument: an amount of dollars does not."""
    is_percent = all(target.distance.unit.value == "percent" for target in plan.targets)
    stop = plan.stop_loss
    return ExitPlan(
        stop_loss=stop if stop is not None and stop.unit.value == "percent" else None,
        targets=plan.targets if is_percent else (),
        time_stop_s=plan.time_stop_s,
    )


def _has_exits(reading: Reading) -> bool:
    return any(field in ("stop", "target", "trailing") for field, _ in reading.fields)


def _current(draft: OrderDraft, reading: Reading) -> Current:
    missed = (*reading.unknown, *(("…",) if reading.is_cut else ()))
    return Current(draft=draft, heard=tuple(reading.heard), unknown=missed)


def position_of(desk: ManualDesk, draft: OrderDraft) -> PositionView | None:
    """The person's own position on the draft's instrument."""
    for position in desk.positions():
        if position.instrument == draft.instrument and position.is_manual:
            return position
    return None
