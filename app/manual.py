"""Manual trading, put together: its use cases, and the questions they bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ports import JournalReader, KeyValue
from core.ports.manual_use_cases import OrderBuilding, OrderList, PositionList
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


def build_manual(seats: Seats, values: KeyValue, journal: JournalReader) -> Manual:
    builder = ManualService(seats, values)
    return Manual(
        orders=OrdersService(seats),
        positions=PositionsService(seats, journal),
        builder=builder,
        topics={
            "order": OrderTopic(builder),
            "reduce": ReduceTopic(),
            "close_all": CloseAllTopic(),
            "cancel_all": CancelAllTopic(),
        },
    )
