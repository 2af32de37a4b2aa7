"""The account side of manual trading, in memory: simple, exact enough to read a screen by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from core.instrument import Instrument
from core.money import PPM, Ppm, from_money, from_ppm
from core.ports import MANUAL, ManualDesk
from core.trading import (
    DraftKind,
    ExitPlan,
    Fix,
    Limit,
    LimitUnit,
    OrderDraft,
    Refusal,
    RefusalCode,
    SizeUnit,
)
from core.types import (
    AccountId,
    AgentId,
    ClientId,
    FeedStatus,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Side,
    UserId,
)
from core.views import (
    OrderView,
    PlacedView,
    PositionView,
    PreviewView,
    QuoteView,
    Rounded,
    RungView,
)
from tests.samples import make_instrument

FEE = Decimal("0.0005")
_KINDS = {
    DraftKind.MARKET: OrderKind.MARKET,
    DraftKind.LIMIT: OrderKind.LIMIT,
    DraftKind.POST_ONLY: OrderKind.LIMIT,
    DraftKind.STOP_MARKET: OrderKind.STOP_MARKET,
    DraftKind.STOP_LIMIT: OrderKind.STOP_LIMIT,
    DraftKind.TAKE_PROFIT: OrderKind.TAKE_PROFIT_MARKET,
    DraftKind.TRAILING: OrderKind.STOP_MARKET,
    DraftKind.OCO: OrderKind.TAKE_PROFIT_LIMIT,
}


@dataclass(slots=True)
class Market:
    instrument: Instrument
    bid: Decimal
    ask: Decimal


class HandDesk(ManualDesk):
    """Fills a market order at once and whole; everything else rests until it is cancelled."""

    def __init__(self) -> None:
        self.markets = {
            market.instrument.id: market
            for market in (
                Market(make_instrument("BTC"), Decimal("59999.9"), Decimal("60000.1")),
                Market(make_instrument("ETH", max_leverage=5), Decimal("2999.9"), Decimal(3000)),
                Market(make_instrument("SOL"), Decimal("149.9"), Decimal("150.1")),
            )
        }
        self.equity = Decimal(10_000)
        self.placed: list[OrderDraft] = []
        self.open_orders: dict[ClientId, OrderView] = {}
        self.held: dict[str, PositionView] = {}
        self.refusal: Refusal | None = None
        self.cancelled: list[ClientId] = []
        self._made = 0

    # --- drafts

    def preview(self, draft: OrderDraft) -> PreviewView:
        market = self.markets[draft.instrument]
        entry = self._entry(draft, market)
        qty, typed = self._qty(draft, market, entry)
        stop = self._rung(draft, draft.exits.stop_loss, -1, entry, qty, PPM)
        targets = tuple(
            self._rung(draft, target.distance, 1, entry, qty, target.share)
            for target in draft.exits.targets
        )
        margin = qty * entry / draft.leverage
        held = market.instrument
        return PreviewView(
            draft=draft,
            mode=Mode.PAPER,
            title=held.title,
            base=held.base,
            quote=held.quote,
            tick=held.tick,
            step=held.step,
            is_spot=held.is_spot,
            max_leverage=held.max_leverage,
            bid=market.bid,
            ask=market.ask,
            equity=self.equity,
            version=f"{hash(draft)}",
            entry=entry,
            qty=qty,
            notional=qty * entry,
            margin=margin,
            margin_pct=margin * 100 / self.equity,
            fee=qty * entry * FEE,
            slippage=Decimal(0),
            liquidation=entry * (1 - Decimal(int(draft.side.opens)) / draft.leverage),
            stop=stop,
            targets=tuple(each for each in targets if each is not None),
            loss=stop.result if stop is not None else None,
            loss_pct=stop.result * 100 / self.equity if stop is not None else None,
            gain=sum((each.result for each in targets if each is not None), Decimal(0)) or None,
            rr=self._rr(stop, targets),
            rounded=(Rounded(what="size", typed=typed, to=qty),) if typed != qty else (),
            refusal=self.refusal or self._too_small(qty, entry, market),
        )

    def _entry(self, draft: OrderDraft, market: Market) -> Decimal:
        taken = market.ask if draft.side is OrderSide.BUY else market.bid
        return draft.price or draft.trigger or taken

    def _qty(self, draft: OrderDraft, market: Market, entry: Decimal) -> tuple[Decimal, Decimal]:
        value = draft.size.value
        match draft.size.unit:
            case SizeUnit.BASE:
                typed = value
            case SizeUnit.QUOTE:
                typed = value / entry
            case SizeUnit.EQUITY:
                typed = self.equity * value / 100 * draft.leverage / entry
            case SizeUnit.RISK:
                stop = draft.exits.stop_loss or Limit.percent("1")
                typed = self.equity * value / 100 / _amount(stop, entry)
            case _:
                mine = (each for each in self.held.values() if each.instrument == draft.instrument)
                typed = next((each.qty for each in mine), Decimal(0)) * value / 100
        step = market.instrument.step
        return (typed / step).to_integral_value(ROUND_DOWN) * step, typed

    def _rung(
        self,
        draft: OrderDraft,
        distance: Limit | None,
        way: int,
        entry: Decimal,
        qty: Decimal,
        share: int,
    ) -> RungView | None:
        if distance is None:
            return None
        far = _amount(distance, entry)
        price = entry + way * int(draft.side.opens) * far
        part = qty * share / PPM
        return RungView(
            price=price,
            qty=part,
            distance_pct=far * 100 / entry,
            result=way * far * part - 2 * part * entry * FEE,
            share_pct=from_ppm(share),
        )

    @staticmethod
    def _rr(stop: RungView | None, targets: Sequence[RungView | None]) -> Decimal | None:
        gain = sum((each.result for each in targets if each is not None), Decimal(0))
        return gain / -stop.result if stop is not None and stop.result < 0 and gain else None

    @staticmethod
    def _too_small(qty: Decimal, entry: Decimal, market: Market) -> Refusal | None:
        least = from_money(market.instrument.min_notional)
        if qty * entry >= least:
            return None
        return Refusal(RefusalCode.MIN_NOTIONAL, qty * entry, least, "usd")

    async def place(
        self, draft: OrderDraft, *, seen: Decimal | None, max_drift: Ppm, by: UserId
    ) -> PlacedView:
        at = self.preview(draft)
        if at.refusal is not None:
            return PlacedView(code="refused", refusal=at.refusal)
        drift = abs(at.entry - seen) * PPM if seen is not None and at.entry is not None else 0
        if seen is not None and drift > seen * max_drift:
            return PlacedView(code="drifted")
        self.placed.append(draft)
        client_id = self._next()
        if draft.kind is DraftKind.MARKET:
            self._fill(draft, at, client_id)
        else:
            self.open_orders[client_id] = self._rest(draft, at, client_id)
        return PlacedView(code="done", client_ids=(client_id,))

    def _next(self) -> ClientId:
        self._made += 1
        return ClientId(f"u7-{MANUAL}-{self._made:06d}")

    def _fill(self, draft: OrderDraft, at: PreviewView, client_id: ClientId) -> None:
        if draft.is_reduce_only or at.qty is None or at.entry is None:
            return
        self.hold(client_id, draft.instrument, draft.side.opens, at.qty, at.entry, draft.exits)

    def hold(
        self,
        trade_id: str,
        instrument: InstrumentId,
        side: Side,
        qty: Decimal,
        entry: Decimal,
        exits: ExitPlan,
        *,
        agent: str = "",
    ) -> None:
        """A position; of the agent of that name, else by hand."""
        held = self.markets[instrument].instrument
        self.held[trade_id] = _levels(
            PositionView(
                side=side,
                base=held.base,
                title=held.title,
                tick=held.tick,
                qty=qty,
                entry=entry,
                now=entry,
                held_s=60,
                pnl=Decimal(0),
                pnl_pct=Decimal(0),
                net=Decimal("-1.20"),
                margin=qty * entry / 2,
                leverage=2,
                version=f"{trade_id[-6:]}.1.0",
                trade_id=trade_id,
                agent=AgentId(agent or f"u7-{MANUAL}"),
                agent_name=agent or MANUAL,
                is_manual=not agent,
                instrument=instrument,
                opened_at_ns=1,
                exits=exits,
            )
        )

    def _rest(self, draft: OrderDraft, at: PreviewView, client_id: ClientId) -> OrderView:
        held = self.markets[draft.instrument].instrument
        return OrderView(
            client_id=client_id,
            agent=AgentId(f"u7-{MANUAL}"),
            agent_name=MANUAL,
            instrument=draft.instrument,
            title=held.title,
            base=held.base,
            tick=held.tick,
            side=draft.side,
            kind=_KINDS[draft.kind],
            purpose=Purpose.EXIT if draft.is_reduce_only else Purpose.ENTRY,
            state=OrderState.OPEN,
            qty=at.qty or Decimal(0),
            filled=Decimal(0),
            price=draft.price,
            trigger=draft.trigger,
            time_in_force=draft.time_in_force,
            is_post_only=draft.kind is DraftKind.POST_ONLY,
            is_reduce_only=draft.is_reduce_only,
            is_manual=True,
            placed_at_ns=1_700_000_000 * 10**9,
            trail_pct=draft.trail.number if draft.trail is not None else None,
        )

    # --- orders

    def orders(self) -> Sequence[OrderView]:
        return tuple(self.open_orders.values())

    async def amend(
        self,
        order: ClientId,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        by: UserId,
    ) -> str:
        old = self.open_orders.pop(order, None)
        if old is None:
            return "gone"
        new = replace(
            old,
            client_id=self._next(),
            qty=old.qty if qty is None else qty,
            price=old.price if price is None else price,
            trigger=old.trigger if trigger is None else trigger,
        )
        self.open_orders[new.client_id] = new
        return "done"

    async def cancel(self, orders: Sequence[ClientId], *, by: UserId) -> int:
        gone = [order for order in orders if self.open_orders.pop(order, None) is not None]
        self.cancelled += gone
        return len(gone)

    # --- positions

    def positions(self) -> Sequence[PositionView]:
        return tuple(self.held.values())

    def exits(self, trade_id: str) -> ExitPlan | None:
        held = self.held.get(trade_id)
        return held.exits if held is not None else None

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        held = self.held.get(trade_id)
        if held is None:
            return "flat"
        if held.version != version:
            return "stale"
        self.held[trade_id] = _levels(replace(held, exits=plan))
        return "done"

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        held = self.held.get(trade_id)
        if held is None:
            return "flat"
        if held.version != version:
            return "stale"
        left = held.qty * (PPM - share) / PPM
        if left:
            self.held[trade_id] = replace(held, qty=left, version=f"{version}+")
        else:
            del self.held[trade_id]
        return "done"

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        held = self.held.get(trade_id)
        if held is None:
            return "flat"
        if held.version != version:
            return "stale"
        return "done" if held.pnl > 0 else "losing"

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        market = self.markets.get(instrument)
        if market is None:
            return None
        held = market.instrument
        return QuoteView(
            title=held.title,
            tick=held.tick,
            bid=market.bid,
            ask=market.ask,
            age_s=0.4,
            status=FeedStatus.LIVE,
        )


class HandDesks:
    """One account for everybody."""

    def __init__(self, desk: HandDesk) -> None:
        self.desk = desk

    async def manual(self, account: AccountId) -> ManualDesk:
        return self.desk


def _amount(limit: Limit, entry: Decimal) -> Decimal:
    return entry * limit.number / 100 if limit.unit is LimitUnit.PERCENT else limit.number


def _levels(view: PositionView) -> PositionView:
    """Stop and targets where its plan puts them."""
    plan, way = view.exits, int(view.side)
    stop, targets = None, list[RungView]()
    if plan.stop_loss is not None:
        stop = view.entry - way * _amount(plan.stop_loss, view.entry)
    for target in plan.targets:
        far = _amount(target.distance, view.entry)
        part = view.qty * target.share / PPM
        targets.append(
            RungView(
                price=view.entry + way * far,
                qty=part,
                distance_pct=far * 100 / view.entry,
                result=far * part,
                share_pct=from_ppm(target.share),
            )
        )
    return replace(
        view,
        stop=stop,
        target=targets[0].price if targets else None,
        targets=tuple(targets),
        version=f"{view.version}x",
    )


def refused(code: RefusalCode, needed: str, limit: str, unit: str, *fixes: Fix) -> Refusal:
    return Refusal(code, Decimal(needed), Decimal(limit), unit, fixes)
