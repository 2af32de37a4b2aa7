"""Trading by hand and agents, in memory: what a runtime does of it, without a market.

Market orders fill at once at the quote, every other order rests until a test fills it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zlib import crc32

from core.codec import encode
from core.errors import InputError
from core.instrument import Instrument
from core.money import PPM, Ppm, from_money, to_money
from core.ports import MANUAL, NewAgent
from core.trading import (
    Agent,
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
    AgentId,
    AgentState,
    ClientId,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Side,
    Timeframe,
    UserId,
)
from core.values import replace
from core.views import OrderView, PlacedView, PositionView, PreviewView, RungView

BID, ASK, EQUITY = Decimal(59_999), Decimal(60_001), Decimal(10_000)
FEE_PPM = 500
KINDS = {
    DraftKind.MARKET: OrderKind.MARKET,
    DraftKind.LIMIT: OrderKind.LIMIT,
    DraftKind.POST_ONLY: OrderKind.LIMIT,
    DraftKind.STOP_MARKET: OrderKind.STOP_MARKET,
    DraftKind.STOP_LIMIT: OrderKind.STOP_LIMIT,
    DraftKind.TAKE_PROFIT: OrderKind.TAKE_PROFIT_MARKET,
    DraftKind.TRAILING: OrderKind.STOP_MARKET,
}


@dataclass
class InMemoryManual:
    """Implements core.ports.ManualDesk and AgentsDesk for one account. A test may set `refusal`
    and `warnings` for every preview, `bid` and `ask`, and read `placed`, `open` and `held`."""

    markets: list[Instrument]
    bid: Decimal = BID
    ask: Decimal = ASK
    equity: Decimal = EQUITY
    refusal: Refusal | None = None
    warnings: tuple[str, ...] = ()
    placed: list[OrderDraft] = field(default_factory=list)
    open: dict[ClientId, OrderView] = field(default_factory=dict)
    held: dict[str, PositionView] = field(default_factory=dict)
    roster: dict[AgentId, Agent] = field(default_factory=dict)
    numbers: int = 0

    # --- orders

    def preview(self, draft: OrderDraft) -> PreviewView:
        market = self._market(draft.instrument)
        qty = self._qty(draft, market)
        entry = self._entry(draft)
        worth = entry * qty
        leverage = 1 if market.is_spot else draft.leverage
        view = PreviewView(
            draft=draft,
            mode=Mode.PAPER,
            title=market.title,
            base=market.base,
            quote=market.quote,
            tick=market.tick,
            step=market.step,
            is_spot=market.is_spot,
            max_leverage=market.max_leverage,
            bid=self.bid,
            ask=self.ask,
            equity=self.equity,
            version=f"{crc32(encode(draft).encode()):08x}",
            entry=entry,
            qty=qty,
            notional=worth,
            margin=worth / leverage,
            margin_pct=worth / leverage * 100 / self.equity,
            fee=worth * FEE_PPM / PPM,
            slippage=Decimal(0),
            liquidation=None if market.is_spot else entry / 2,
            warnings=self.warnings,
            refusal=self._refused(draft, market, qty),
        )
        return self._with_exits(view, market)

    async def place(
        self, draft: OrderDraft, *, seen: Decimal | None, max_drift: Ppm, by: UserId
    ) -> PlacedView:
        shown = self.preview(draft)
        if shown.refusal is not None:
            return PlacedView(code="refused", refusal=shown.refusal)
        if seen is not None and shown.entry is not None:
            worse = int(draft.side) * (shown.entry - seen)
            if worse * PPM > seen * max_drift:
                return PlacedView(code="drifted")
        self.placed.append(draft)
        if draft.kind is DraftKind.MARKET:
            return PlacedView(code="done", client_ids=(self._fill(shown),))
        if draft.kind is DraftKind.OCO:
            limit = self._rest(shown, OrderKind.LIMIT, draft.price, None)
            stop = self._rest(shown, OrderKind.STOP_MARKET, None, draft.trigger)
            self.open[limit] = replace(self.open[limit], partner=stop)
            self.open[stop] = replace(self.open[stop], partner=limit)
            return PlacedView(code="done", client_ids=(limit, stop))
        made = self._rest(shown, KINDS[draft.kind], draft.price, draft.trigger)
        return PlacedView(code="done", client_ids=(made,))

    def orders(self) -> Sequence[OrderView]:
        return tuple(self.open.values())

    async def amend(
        self,
        order: ClientId,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        by: UserId,
    ) -> str:
        found = self.open.pop(order, None)
        if found is None:
            return "gone"
        made = replace(
            found,
            client_id=self._next(),
            qty=found.qty if qty is None else qty,
            price=found.price if price is None else price,
            trigger=found.trigger if trigger is None else trigger,
        )
        self.open[made.client_id] = made
        return "done"

    async def cancel(self, orders: Sequence[ClientId], *, by: UserId) -> int:
        found = [name for name in orders if self.open.pop(name, None) is not None]
        return len(found)

    # --- positions

    def positions(self) -> Sequence[PositionView]:
        return tuple(self.held.values())

    def exits(self, trade_id: str) -> ExitPlan | None:
        found = self.held.get(trade_id)
        return None if found is None else found.exits

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        answer = self._look(trade_id, version)
        if answer == "done":
            found = self.held[trade_id]
            stop = _level(found, plan.stop_loss, -1)
            self.held[trade_id] = replace(found, exits=plan, stop=stop)
        return answer

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        answer = self._look(trade_id, version)
        if answer == "done":
            found = self.held.pop(trade_id)
            left = found.qty * (PPM - share) / PPM
            if left:
                self.held[trade_id] = replace(found, qty=left, version=f"{version}+")
        return answer

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        answer = self._look(trade_id, version)
        if answer == "done" and self.held[trade_id].pnl <= 0:
            return "losing"
        return answer

    # --- agents

    async def add_agent(self, agent: NewAgent, *, by: UserId) -> AgentId:
        self._check_name(agent.name)
        first = next(iter(self.roster.values()))
        made = replace(
            first,
            id=AgentId(f"u1-{len(self.roster) + 1}"),
            name=agent.name,
            strategy=agent.strategy,
            instrument=agent.instrument,
            timeframe=Timeframe(agent.timeframe),
            slice=to_money(agent.slice),
            leverage=agent.leverage,
            state=AgentState.OFF,
        )
        self.roster[made.id] = made
        return made.id

    async def clone_agent(self, agent: AgentId, name: str, *, by: UserId) -> AgentId:
        self._check_name(name)
        made = AgentId(f"u1-{len(self.roster) + 1}")
        self.roster[made] = replace(
            self.roster[agent], id=made, name=name, state=AgentState.OFF, slice=to_money(Decimal(0))
        )
        return made

    async def rename_agent(self, agent: AgentId, name: str, *, by: UserId) -> None:
        self._check_name(name, but=agent)
        self.roster[agent] = replace(self.roster[agent], name=name)

    async def remove_agent(self, agent: AgentId, *, by: UserId) -> str:
        if len([each for each in self.roster.values() if not each.is_manual]) == 1:
            return "last_agent"
        if any(position.agent == agent for position in self.held.values()):
            return "position_open"
        if any(order.agent == agent for order in self.open.values()):
            return "order_open"
        del self.roster[agent]
        return "done"

    async def set_slice(self, agent: AgentId, amount: Decimal, *, by: UserId) -> None:
        others = sum(from_money(each.slice) for name, each in self.roster.items() if name != agent)
        free = self.equity - others
        if amount <= 0 or amount > free:
            raise InputError(f"At most {free} is free", code="slice", most=str(free))
        self.roster[agent] = replace(self.roster[agent], slice=to_money(amount))

    # --- inside

    def _check_name(self, name: str, but: AgentId = AgentId("")) -> None:
        taken = {each.name for each in self.roster.values() if each.id != but} | {MANUAL}
        if name in taken:
            raise InputError(f"{name} is taken", code="name_taken", name=name)

    def _market(self, name: InstrumentId) -> Instrument:
        return next(held for held in self.markets if held.id == name)

    def _next(self) -> ClientId:
        self.numbers += 1
        return ClientId(f"u1-{MANUAL}-{self.numbers:06d}")

    def _entry(self, draft: OrderDraft) -> Decimal:
        best = self.ask if draft.side is OrderSide.BUY else self.bid
        return draft.price or draft.trigger or best

    def _qty(self, draft: OrderDraft, market: Instrument) -> Decimal:
        value, entry = draft.size.value, self._entry(draft)
        match draft.size.unit:
            case SizeUnit.BASE:
                size = value
            case SizeUnit.QUOTE:
                size = value / entry
            case SizeUnit.EQUITY:
                size = self.equity * value / 100 * draft.leverage / entry
            case SizeUnit.RISK:
                stop = _distance(draft.exits.stop_loss, entry) or entry
                size = self.equity * value / 100 / stop
            case _:
                mine = [each.qty for each in self.held.values() if each.is_manual]
                size = sum(mine, Decimal(0)) * value / 100
        return market.size(market.floor_steps(size))

    def _refused(self, draft: OrderDraft, market: Instrument, qty: Decimal) -> Refusal | None:
        if self.refusal is not None:
            return self.refusal
        if draft.size.unit is SizeUnit.RISK and draft.exits.stop_loss is None:
            return Refusal(RefusalCode.NO_STOP_LOSS, fixes=(Fix("stop_loss", "1%"),))
        if qty <= 0:
            return Refusal(RefusalCode.MIN_QTY, qty, market.size(max(market.min_qty, 1)), "qty")
        return None

    def _with_exits(self, view: PreviewView, market: Instrument) -> PreviewView:
        entry, qty, plan = view.entry, view.qty, view.draft.exits
        if entry is None or not qty:
            return view
        side = int(view.draft.side)
        stop = _rung(plan.stop_loss, entry, qty, side, Ppm(PPM), way=-1)
        rungs = [_rung(each.distance, entry, qty, side, each.share, way=1) for each in plan.targets]
        targets = tuple(rung for rung in rungs if rung is not None)
        loss = None if stop is None else stop.result
        gain = sum((rung.result for rung in targets), Decimal(0)) if targets else None
        return replace(
            view,
            stop=stop,
            targets=targets,
            loss=loss,
            loss_pct=None if loss is None else loss * 100 / self.equity,
            gain=gain,
            rr=abs(gain / loss) if gain is not None and loss else None,
        )

    def _rest(
        self, shown: PreviewView, kind: OrderKind, price: Decimal | None, trigger: Decimal | None
    ) -> ClientId:
        draft, name = shown.draft, self._next()
        reduces = draft.is_reduce_only
        self.open[name] = OrderView(
            client_id=name,
            agent=AgentId(f"u1-{MANUAL}"),
            agent_name=MANUAL,
            instrument=draft.instrument,
            title=shown.title,
            base=shown.base,
            tick=shown.tick,
            side=draft.side,
            kind=kind,
            purpose=Purpose.EXIT if reduces else Purpose.ENTRY,
            state=OrderState.OPEN,
            qty=shown.qty or Decimal(0),
            filled=Decimal(0),
            price=price,
            trigger=trigger,
            time_in_force=draft.time_in_force,
            is_post_only=draft.kind is DraftKind.POST_ONLY,
            is_reduce_only=reduces,
            is_manual=True,
            placed_at_ns=0,
            trail_pct=None if draft.trail is None else draft.trail.number,
        )
        return name

    def _fill(self, shown: PreviewView) -> ClientId:
        draft, name, qty, entry = shown.draft, self._next(), shown.qty, shown.entry
        if qty is None or entry is None:
            return name
        same = [
            each
            for each in self.held.values()
            if each.is_manual and each.instrument == draft.instrument
        ]
        for found in same:
            del self.held[found.trade_id]
            grows = found.side is draft.side.opens
            left = found.qty + qty if grows else found.qty - qty
            if left > 0:
                self.held[found.trade_id] = replace(found, qty=left, version=f"{found.version}+")
        if not same and not draft.is_reduce_only:
            self.held[str(name)] = _position(shown, str(name), qty, entry)
        return name

    def _look(self, trade_id: str, version: str) -> str:
        found = self.held.get(trade_id)
        if found is None:
            return "flat"
        return "done" if found.version == version else "stale"


def _position(shown: PreviewView, name: str, qty: Decimal, entry: Decimal) -> PositionView:
    draft = shown.draft
    return PositionView(
        side=draft.side.opens,
        base=shown.base,
        title=shown.title,
        tick=shown.tick,
        qty=qty,
        entry=entry,
        now=entry,
        held_s=0,
        pnl=Decimal(0),
        pnl_pct=Decimal(0),
        net=Decimal(0),
        margin=shown.margin or Decimal(0),
        leverage=draft.leverage,
        version=f"{name}.1",
        stop=None if shown.stop is None else shown.stop.price,
        target=shown.targets[0].price if shown.targets else None,
        liquidation=shown.liquidation,
        trade_id=name,
        agent=AgentId(f"u1-{MANUAL}"),
        agent_name=MANUAL,
        is_manual=True,
        instrument=draft.instrument,
        exits=draft.exits,
        targets=shown.targets,
    )


def _distance(limit: Limit | None, entry: Decimal) -> Decimal | None:
    if limit is None:
        return None
    return entry * limit.number / 100 if limit.unit is LimitUnit.PERCENT else limit.number


def _level(position: PositionView, limit: Limit | None, way: int) -> Decimal | None:
    distance = _distance(limit, position.entry)
    side = 1 if position.side is Side.LONG else -1
    return None if distance is None else position.entry + way * side * distance


def _rung(
    limit: Limit | None, entry: Decimal, qty: Decimal, side: int, share: Ppm, *, way: int
) -> RungView | None:
    """`way` is +1 for a gain and -1 for a loss."""
    distance = _distance(limit, entry)
    if distance is None:
        return None
    part = qty * share / PPM
    price = entry + side * way * distance
    fees = (entry + price) * part * FEE_PPM / PPM
    return RungView(
        price=price,
        qty=part,
        distance_pct=way * distance * 100 / entry,
        result=way * distance * part - fees,
        share_pct=Decimal(share) / 10_000,
    )
