"""The use cases of manual trading over a desk in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.ports import Clock, KeyValue, User
from core.types import UserId
from services.confirm import ConfirmService
from services.drafts import Drafts
from services.lookback import Lookback
from services.manual import ManualService
from services.order_topic import OrderTopic
from services.orders import CancelAllTopic, OrdersService
from services.position_topics import CloseAllTopic, ReduceTopic
from services.positions import PositionsService
from services.risk import RiskService
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import make_instrument


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


class Members:
    """An owner, a trader and a viewer, asked for as a gate is."""

    def __init__(self) -> None:
        self._users = make_members()

    async def user(self, user: UserId) -> User | None:
        return await self._users.get(user)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandServices:
    manual: ManualService
    orders: OrdersService
    positions: PositionsService
    confirming: ConfirmService
    desk: FakeTrading
    journal: FakeJournal


def hand_services(gate: Gate, values: KeyValue, clock: Clock) -> HandServices:
    """Real use cases over a runtime in memory."""
    desk, journal = FakeTrading(), FakeJournal()
    desk.markets = [make_instrument(base) for base in ("BTC", "ETH", "SOL")]
    seats = Seats(GateUsers(gate), FakeDesk(desk))
    manual = ManualService(seats, Drafts(values), Lookback(clock))
    topics = {
        "order": OrderTopic(manual),
        "reduce": ReduceTopic(),
        "close_all": CloseAllTopic(),
        "cancel_all": CancelAllTopic(),
    }
    return HandServices(
        manual=manual,
        orders=OrdersService(seats),
        positions=PositionsService(seats, journal),
        confirming=ConfirmService(seats, RiskService(seats), clock, topics=topics),
        desk=desk,
        journal=journal,
    )
