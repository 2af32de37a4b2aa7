"""The use cases of the users screen; owners only."""

from typing import Protocol

from core.types import Access, UserId
from core.views.people import AuditView, InviteView, MemberView, PeopleView


class People(Protocol):
    """Every change is journaled as an audit. Raises InputError: last_owner, owner_by_setting,
    no_member, too_many_invites."""

    async def view(self, user: UserId) -> PeopleView: ...
    async def member(self, user: UserId, who: UserId) -> MemberView: ...
    async def invite(self, user: UserId, access: Access) -> InviteView:
        """A one-time code, good for 24 hours; the desk keeps its hash alone."""
        ...

    async def revoke(self, user: UserId, key: str) -> str: ...
    async def change_role(self, user: UserId, who: UserId, access: Access) -> str: ...
    async def remove(self, user: UserId, who: UserId) -> str:
        """Ends their access at once and stops their agents; their account keeps its money, its
        open positions their stops, the journal its rows."""
        ...

    async def audit(self, user: UserId, page: int) -> AuditView: ...
