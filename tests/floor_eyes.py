"""Who looks at a floor: its members, and what the made-up rest of the desk shows each of them."""

from core.ports import User
from core.types import Access, InstrumentId, UserId
from core.values import replace
from core.views.alarms import AlarmsView
from core.views.control import ConfigView, ListsView, LocksView
from core.views.system import SystemView
from services.confirm import Subject, Topic
from services.seats import Seat
from tests.fake_chat import FakeAlarms, FakeControl, FakeDesk, FakeGate, FakeSystem
from tests.hand_services import GateUsers


class SavedUsers(GateUsers):
    """The members that a gate knows, and may be changed."""

    def __init__(self, gate: FakeGate) -> None:
        super().__init__(gate)
        self._known = gate.users

    async def save(self, user: User) -> None:
        self._known[user.id] = user


class MemberTopic(Topic):
    """A question about a member; agreed to, nothing happens."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        return Subject(bound=version, about="Ann")

    async def act(self, seat: Seat, bound: str) -> str:
        return "done"


class HealthyDesk(FakeSystem):
    """The desk's own condition as a member sees it."""

    def __init__(self, desk: FakeDesk, access: Access) -> None:
        super().__init__(desk)
        self._access = access

    async def view(self, user: UserId) -> SystemView:
        return replace(await super().view(user), access=self._access)


class OwnControl(FakeControl):
    """What holds entries back, the symbols and the configuration as a member sees them."""

    def __init__(self, desk: FakeDesk, access: Access) -> None:
        super().__init__(desk)
        self._access = access

    async def config(self, user: UserId) -> ConfigView:
        return replace(await super().config(user), access=self._access)

    async def locks(self, user: UserId) -> LocksView:
        return replace(await super().locks(user), access=self._access)

    async def lists(self, user: UserId) -> ListsView:
        return replace(await super().lists(user), access=self._access)


class OwnAlarms(FakeAlarms):
    """Alarms as a member sees them."""

    def __init__(self, desk: FakeDesk, access: Access) -> None:
        super().__init__(desk)
        self._access = access

    async def view(self, user: UserId, about: InstrumentId = InstrumentId("")) -> AlarmsView:
        return replace(await super().view(user, about), access=self._access)
