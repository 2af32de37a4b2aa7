"""A draft in money: what it would do if it were sent now."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from hashlib import blake2s

from core.codec import encode
from core.instrument import Instrument
from core.trading import OrderDraft, Position, Refusal, Rung
from core.types import FeedStatus
from core.values import replace
from core.views import PreviewView, RungView
from engine.drafting import Wish, read
from engine.estimate import Estimate, Offers, estimate
from engine.hand_gates import HandGates, Sending
from engine.outcome import margin_of, outcome
from engine.position_views import position_version, rung_view
from engine.state import State

HUNDREDTH = Decimal("0.01")
VERSION_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A draft as it would be sent, and why it would not."""

    sending: Sending
    refusal: Refusal | None

    @property
    def wish(self) -> Wish:
        return self.sending.wish

    @property
    def found(self) -> Estimate:
        return self.sending.found


class Previewer:
    """Looks at drafts with the engine's own rules; changes nothing."""

    def __init__(self, state: State, gates: HandGates, offers: Offers) -> None:
        self._state = state
        self._gates = gates
        self._offers = offers

    def plan(self, draft: OrderDraft, *, freed: int = 0) -> Planned:
        """Raises InputError for an instrument that is not traded here. `freed` is what an order
        that this one replaces had reserved."""
        return self.planned(read(draft, self._state), freed=freed)

    def planned(self, wish: Wish, *, freed: int = 0) -> Planned:
        found = estimate(wish, self._offers)
        after = None if wish.refusal is not None else outcome(wish, found, self._state)
        sending = Sending(wish=wish, found=found, after=after, freed=freed)
        return Planned(sending=sending, refusal=self._gates.refusal(sending))

    def view(self, draft: OrderDraft) -> PreviewView:
        """What is known before any size is, then what the order would come to."""
        planned = self.plan(draft)
        wish, held, lane = planned.wish, planned.wish.held, planned.wish.lane
        bare = PreviewView(
            draft=draft,
            mode=self._state.ledger.account.mode,
            title=held.title,
            base=held.base,
            quote=held.quote,
            tick=held.tick,
            step=held.step,
            is_spot=held.is_spot,
            max_leverage=held.max_leverage,
            bid=held.price(lane.bid) if lane.bid else None,
            ask=held.price(lane.ask) if lane.ask else None,
            equity=held.money(self._state.agent_equity(wish.agent)),
            version=_version(wish),
            qty=held.size(wish.qty) if wish.qty else None,
            rounded=wish.rounded,
            warnings=tuple(self._warnings(planned)),
            refusal=planned.refusal,
        )
        return _with_exits(_with_money(bare, planned), planned.sending.after, held)

    def _warnings(self, planned: Planned) -> list[str]:
        wish = planned.wish
        found = []
        if not self._gates.is_fresh(wish.lane):
            found.append("stale")
        elif wish.lane.feed is FeedStatus.FALLBACK:
            found.append("fallback")
        if planned.found.is_thin:
            found.append("thin_book")
        after = planned.sending.after
        if after is not None and after.stop is None:
            found.append("no_stop_loss")
        if after is not None and _is_liquidated_first(after, wish.held):
            found.append("stop_beyond_liquidation")
        return found


def _with_money(view: PreviewView, planned: Planned) -> PreviewView:
    wish, found = planned.wish, planned.found
    held, margin = wish.held, wish.held.money(margin_of(wish, found))
    return replace(
        view,
        entry=held.average_price(found.cost, found.qty) if found.qty else None,
        notional=held.money(found.cost * held.unit) if found.qty else None,
        margin=margin,
        margin_pct=_ratio_pct(margin, view.equity),
        fee=held.money(found.fee),
        slippage=held.money(found.slip * held.unit),
    )


def _with_exits(view: PreviewView, after: Position | None, held: Instrument) -> PreviewView:
    """Of an entry: where the position would leave, and what that would bring."""
    if after is None:
        return view
    stop, targets = stop_view(after, held), target_views(after, held)
    loss = None if stop is None else stop.result
    gain = sum((rung.result for rung in targets), Decimal(0)) if targets else None
    return replace(
        view,
        liquidation=_liquidation(after, held),
        stop=stop,
        targets=targets,
        loss=loss,
        loss_pct=None if loss is None else _ratio_pct(loss, view.equity),
        gain=gain,
        rr=_rr(gain, loss),
    )


def stop_view(position: Position, held: Instrument) -> RungView | None:
    if position.stop is None:
        return None
    return rung_view(_whole(position, position.stop), position, held)


def target_views(position: Position, held: Instrument) -> tuple[RungView, ...]:
    rungs = position.rungs
    if not rungs and position.target is not None:
        rungs = (_whole(position, position.target),)
    return tuple(rung_view(rung, position, held) for rung in rungs if not rung.is_taken)


def _whole(position: Position, at: int) -> Rung:
    return Rung(level=at, qty=position.qty, left=position.qty)


def _is_liquidated_first(position: Position, held: Instrument) -> bool:
    if position.stop is None or not position.liquidation:
        return False
    return int(position.side) * (position.liquidation - position.stop * held.tick_e8) >= 0


def _liquidation(after: Position, held: Instrument) -> Decimal | None:
    if after.liquidation is None:
        return None
    return held.mark_price(after.liquidation).quantize(held.tick)


def _rr(gain: Decimal | None, loss: Decimal | None) -> Decimal | None:
    if gain is None or loss is None or loss >= 0:
        return None
    return (gain / -loss).quantize(HUNDREDTH, ROUND_HALF_EVEN)


def _ratio_pct(part: Decimal, whole: Decimal) -> Decimal | None:
    return None if whole <= 0 else (part * 100 / whole).quantize(HUNDREDTH, ROUND_HALF_EVEN)


def _version(wish: Wish) -> str:
    """Of the draft and of what its rounding depends on; prices change without changing it."""
    held = wish.held
    parts = (
        encode(wish.draft),
        str((held.tick, held.step, held.min_qty, held.max_qty, held.min_notional)),
        "" if wish.position is None else position_version(wish.position),
    )
    return blake2s("|".join(parts).encode(), digest_size=VERSION_BYTES).hexdigest()
