"""The use cases of manual trading over a desk in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.ports import Clock, KeyValue, User
from core.types import UserId
from services.confirm import ConfirmService
from services.manual import ManualService
from services.order_topic import OrderTopic
from services.orders import CancelAllTopic, OrdersService
from services.position_topics import CloseAllTopic, ReduceTopic
from services.positions import PositionsService
from services.risk import RiskService
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading
from tests.hand_desk import HandDesk, HandDesks


class Gate(Protocol):
    async def user(self, user: UserId) -> User | None: ...


class GateUsers:
    """The members that a gate knows."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def all(self) -> Sequence[User]:
        return ()

    async def get(self, user: UserId) -> User | None:
        return await self._gate.user(user)

    async def save(self, user: User) -> None:
        raise AssertionError("manual trading changes no member")

    async def remove(self, user: UserId) -> None:
        raise AssertionError("manual trading removes no member")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandServices:
    manual: ManualService
    orders: OrdersService
    positions: PositionsService
    confirming: ConfirmService
    desk: HandDesk
    trading: FakeTrading
    journal: FakeJournal


def hand_services(gate: Gate, values: KeyValue, clock: Clock) -> HandServices:
    """Real use cases; what they stand on is made of fakes."""
    desk, trading, journal = HandDesk(), FakeTrading(), FakeJournal()
    trading.markets = [market.instrument for market in desk.markets.values()]
    seats, desks = Seats(GateUsers(gate), FakeDesk(trading)), HandDesks(desk)
    manual = ManualService(seats, desks, values)
    topics = {
        "order": OrderTopic(manual),
        "reduce": ReduceTopic(desks),
        "close_all": CloseAllTopic(desks),
        "cancel_all": CancelAllTopic(desks),
    }
    return HandServices(
        manual=manual,
        orders=OrdersService(seats, desks),
        positions=PositionsService(seats, desks, journal),
        confirming=ConfirmService(seats, RiskService(seats), clock, topics=topics),
        desk=desk,
        trading=trading,
        journal=journal,
    )
