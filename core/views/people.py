"""Who is at the desk, and who tried to be."""

from core.types import Access, Mode, UserId
from core.values import Frozen


class MemberRow(Frozen, frozen=True, kw_only=True):
    """A member. `host` is the owner whose desk a viewer looks at, `is_named` an owner by the
    settings of the desk, whom no press can change."""

    id: UserId
    name: str
    access: Access
    is_you: bool = False
    is_named: bool = False
    host: str = ""


class InviteRow(Frozen, frozen=True, kw_only=True):
    """An invitation that nobody has used. `key` names it and says nothing of its code."""

    key: str
    access: Access
    by: str
    left_s: int


class PeopleView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    members: tuple[MemberRow, ...]
    invites: tuple[InviteRow, ...]
    attempts: int
    """Rows of the audit log."""


class MemberView(Frozen, frozen=True, kw_only=True):
    """`roles` are those they could have instead; `why` is the code of why nothing can be changed:
    last_owner, owner_by_setting."""

    mode: Mode
    member: MemberRow
    roles: tuple[Access, ...]
    can_remove: bool
    why: str = ""


class InviteView(Frozen, frozen=True, kw_only=True):
    """A new invitation: the only time that its code is known."""

    mode: Mode
    access: Access
    code: str
    until_ns: int
    utc_offset_min: int


class AuditRow(Frozen, frozen=True, kw_only=True):
    """`name` is the member's, or '' for who is none; `by` the owner who did it."""

    at_ns: int
    user: UserId
    name: str
    what: str
    detail: str = ""
    by: str = ""


class AuditView(Frozen, frozen=True, kw_only=True):
    """One page of the audit log, newest first."""

    mode: Mode
    rows: tuple[AuditRow, ...]
    page: int
    pages: int
    utc_offset_min: int
