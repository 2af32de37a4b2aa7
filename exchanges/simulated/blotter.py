"""Writes down what came of the orders of one instrument: fills with their fees, refusals, ends."""

from collections.abc import Sequence
from zlib import crc32

from core.instrument import Instrument
from core.money import Money, Steps, Ticks
from core.orders import Accepted, BrokerEvent, Cancelled, Fill, Rejected, Triggered
from core.spot import received, units_per_step
from core.types import ClientId, OrderSide, Role
from exchanges.simulated import rules
from exchanges.simulated.working import Phase, Working


def key_of(client_id: ClientId) -> int:
    """What stands for a client id in a keyed draw."""
    return crc32(client_id.encode())


class Blotter:
    """Collects the answers to one market event and keeps the orders' counts with them.

    A BUY on spot pays its fee from what it bought, everything else in the settle asset.
    """

    __slots__ = ("_base_per_step", "_instrument", "_lines", "at_ns")

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._base_per_step = units_per_step(instrument) if instrument.is_spot else 0
        self._lines: list[BrokerEvent] = []
        self.at_ns = 0

    def relist(self, instrument: Instrument) -> None:
        """Writes by new terms from now on."""
        self._instrument = instrument

    def take_lines(self) -> Sequence[BrokerEvent]:
        """The answers since the last time, oldest first."""
        if not self._lines:
            return ()
        lines, self._lines = self._lines, []
        return lines

    def repeat(self, lines: Sequence[BrokerEvent]) -> None:
        """Answers once more what was answered before."""
        self._lines.extend(lines)

    def took(self, work: Working, price: int, qty: int, best: int) -> None:
        """A taker's execution at one price; `best` is the best price of the side it took."""
        self._fill(work, price, qty, Role.TAKER, rules.slip(work.order.side, price, best))

    def made(self, work: Working, price: int, qty: int) -> None:
        """A maker's execution."""
        self._fill(work, price, qty, Role.MAKER, 0)

    def accept(self, work: Working) -> None:
        self._tell(work, Accepted(work.order.client_id, self.at_ns))

    def trigger(self, work: Working, is_skipped: bool) -> None:
        self._tell(work, Triggered(work.order.client_id, self.at_ns, is_skipped))

    def reject(self, work: Working, code: str) -> None:
        work.phase = Phase.DONE
        self._tell(work, Rejected(work.order.client_id, self.at_ns, code))

    def cancel(self, work: Working, code: str) -> None:
        work.phase = Phase.DONE
        left = Steps(work.unfilled)
        self._tell(work, Cancelled(work.order.client_id, self.at_ns, left, code))

    def _fill(self, work: Working, price: int, qty: int, role: Role, slip: int) -> None:
        order = work.order
        work.filled += qty
        work.fills += 1
        fee, asset = self._fee(order.side, price, qty, role)
        fill = Fill(
            f"{order.client_id}:{work.fills}",
            order.client_id,
            order.instrument,
            self.at_ns,
            order.side,
            Ticks(price),
            Steps(qty),
            fee,
            asset,
            role,
            slip,
        )
        work.moved += self._received(fill)
        self._tell(work, fill)
        if work.unfilled == 0:
            work.phase = Phase.DONE

    def _received(self, fill: Fill) -> int:
        """The steps that a fill moves a position by: a spot venue keeps its fee of a BUY."""
        if fill.fee_asset == self._instrument.settle:
            return fill.qty
        return received(fill.qty, self._instrument, fill.fee)[0]

    def _fee(self, side: OrderSide, price: int, qty: int, role: Role) -> tuple[Money, str]:
        traded = self._instrument
        ppm = traded.maker_fee if role is Role.MAKER else traded.taker_fee
        if self._base_per_step and side is OrderSide.BUY:
            return Money(rules.fee(qty * self._base_per_step, ppm)), traded.base
        return Money(rules.fee(price * qty * traded.unit, ppm)), traded.settle

    def _tell(self, work: Working, line: BrokerEvent) -> None:
        work.told.append(line)
        self._lines.append(line)
