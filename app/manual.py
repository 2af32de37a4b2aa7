"""Manual trading, put together: its use cases, and the questions they bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.settings import Settings
from core.money import Ppm
from core.ports import JournalReader
from core.ports.manual_use_cases import OrderBuilding, OrderList, PositionList
from services.confirm import Topic
from services.drafts import MAX_DRIFT, Drafts
from services.lookback import Lookback
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


def usual_drift(settings: Settings) -> Ppm:
    """How far a price may drift between what was shown and what is confirmed, for who chose
    nothing: a made market that runs faster wanders further while one reads, with the root of its
    time."""
    return Ppm(round(MAX_DRIFT * (settings.sim_speed or 1) ** 0.5))


def build_manual(
    seats: Seats, drafts: Drafts, journal: JournalReader, lookback: Lookback
) -> Manual:
    builder = ManualService(seats, drafts, lookback)
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
