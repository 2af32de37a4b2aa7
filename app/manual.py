"""Manual trading, put together: its use cases, and the questions they bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import InputError
from core.ports import Desk, JournalReader, KeyValue, ManualDesk
from core.ports.manual_use_cases import OrderBuilding, OrderList, PositionList
from core.types import AccountId
from services.confirm import Topic
from services.manual import ManualService
from services.order_topic import OrderTopic
from services.orders import CancelAllTopic, OrdersService
from services.position_topics import CloseAllTopic, ReduceTopic
from services.positions import PositionsService
from services.seats import Seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    orders: OrderList
    positions: PositionList
    builder: OrderBuilding
    topics: Mapping[str, Topic]


class Hands:
    """The manual side of an account is its runtime's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def manual(self, account: AccountId) -> ManualDesk:
        trading = await self._desk.trading(account)
        raise InputError(f"{trading.account.id} takes no manual orders", code="no_manual")


def build_manual(seats: Seats, desk: Desk, values: KeyValue, journal: JournalReader) -> Manual:
    hands = Hands(desk)
    builder = ManualService(seats, hands, values)
    return Manual(
        orders=OrdersService(seats, hands),
        positions=PositionsService(seats, hands, journal),
        builder=builder,
        topics={
            "order": OrderTopic(builder),
            "reduce": ReduceTopic(hands),
            "close_all": CloseAllTopic(hands),
            "cancel_all": CancelAllTopic(hands),
        },
    )
