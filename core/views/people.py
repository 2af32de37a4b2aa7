"""Who is at the desk, and who tried to be."""

from dataclasses import dataclass

from core.types import Access, Mode, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member. `host` is the owner whose desk a viewer looks at, `is_named` an owner by the
    settings of the desk, whom no press can change."""

    id: UserId
    name: str
    access: Access
    is_you: bool = False
    is_named: bool = False
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRow:
    """An invitation that nobody has used. `key` names it and says nothing of its code."""

    key: str
    access: Access
    by: str
    left_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleView:
    mode: Mode
    members: tuple[MemberRow, ...]
    invites: tuple[InviteRow, ...]
    attempts: int
    """Rows of the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """`roles` are those they could have instead; `why` is the code of why nothing can be changed:
    last_owner, owner_by_setting."""

    mode: Mode
    member: MemberRow
    roles: tuple[Access, ...]
    can_remove: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteView:
    """A new invitation: the only time that its code is known."""

    mode: Mode
    access: Access
    code: str
    until_ns: int
    utc_offset_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """`name` is the member's, or '' for who is none; `by` the owner who did it."""

    at_ns: int
    user: UserId
    name: str
    what: str
    detail: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """One page of the audit log, newest first."""

    mode: Mode
    rows: tuple[AuditRow, ...]
    page: int
    pages: int
    utc_offset_min: int
