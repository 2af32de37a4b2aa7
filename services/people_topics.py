"""What of people is asked before it is done."""

from core.errors import InputError
from core.ports.people import People
from core.types import Access, UserId
from services.confirm import Subject, Topic
from services.seats import Seat


class RemoveTopic(Topic):
    """Ending somebody's access."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def subject(self, seat: Seat, version: str) -> Subject:
        view = await self._people.member(seat.user.id, _who(version))
        if not view.can_remove:
            raise InputError("This member cannot be removed", code=view.why)
        return Subject(bound=version, about=view.member.name)

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._people.remove(seat.user.id, _who(bound))


class PromoteTopic(Topic):
    """Making somebody an owner, who may then do all that the asker may."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def subject(self, seat: Seat, version: str) -> Subject:
        view = await self._people.member(seat.user.id, _who(version))
        if Access.OWNER not in view.roles:
            raise InputError("This member cannot be made owner", code=view.why or "no_member")
        return Subject(bound=version, about=view.member.name)

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._people.change_role(seat.user.id, _who(bound), Access.OWNER)


def _who(version: str) -> UserId:
    if not version.isdecimal():
        raise InputError("There is no such member", code="no_member")
    return UserId(int(version))
