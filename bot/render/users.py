"""Who is at the desk: members, one of them, an invitation, the audit log."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.page import button, compose, home, in_rows, title
from bot.screen import Button, Rows, Screen
from core.types import Access
from core.views.people import (
    AuditRow,
    AuditView,
    InviteRow,
    InviteView,
    MemberRow,
    MemberView,
    PeopleView,
)

_SHOWN = 30
_INVITED = (Access.TRADER, Access.VIEWER)


def render_users(view: PeopleView, text: Text, *, notice: str = "") -> Screen:
    figures = [row for member in view.members[:_SHOWN] for row in _member_row(member, text)]
    if (more := len(view.members) - _SHOWN) > 0:
        figures.append(text.t("more", n=more))
    for invite in view.invites:
        figures += _invite_row(invite, text)
    body = compose(title(text, "users.title", view.mode), figures, notice=notice)
    return Screen(body, _rows(view, text))


def _member_row(member: MemberRow, text: Text) -> list[str]:
    you = f" {text.t('users.you')}" if member.is_you else ""
    return pair(f"{clip(member.name, 20)}{you}", text.t(f"access.{member.access.value}"))


def _invite_row(invite: InviteRow, text: Text) -> list[str]:
    role = text.t(f"access.{invite.access.value}")
    return pair(f"✉️ {role}", fmt.duration(invite.left_s, text))


def _rows(view: PeopleView, text: Text) -> Rows:
    members = [
        Button(clip(member.name, 18), build("users:show", member.id))
        for member in view.members[:_SHOWN]
    ]
    invites = [
        Button(
            text.t("button.users.revoke", role=text.t(f"access.{invite.access.value}")),
            build("users:revoke", invite.key),
        )
        for invite in view.invites[:_SHOWN]
    ]
    new = tuple(
        button(text, f"users.invite.{role.value}", "users:invite", role.value) for role in _INVITED
    )
    log = button(text, "users.log", "users:log", 1)
    back = button(text, "back", "set:open")
    return *in_rows(members, 2), *in_rows(_told_apart(invites), 2), new, (log, back, home(text))


def _told_apart(buttons: list[Button]) -> list[Button]:
    """Numbered, where there are several."""
    if len(buttons) < 2:
        return buttons
    return [Button(f"{each.text} {at}", each.data) for at, each in enumerate(buttons, 1)]


def render_member(view: MemberView, text: Text, *, notice: str = "") -> Screen:
    member = view.member
    figures = [clip(member.name, 34)]
    figures += pair(text.t("users.role"), text.t(f"access.{member.access.value}"))
    figures += pair("ID", str(member.id))
    if member.host:
        figures += pair(text.t("users.host"), clip(member.host, 18))
    notes = [text.t(f"users.why.{view.why}")] if view.why else []
    notes.append(text.t(f"users.about.{member.access.value}"))
    body = compose(title(text, "users.title", view.mode), figures, notes, notice=notice)
    return Screen(body, _member_rows(view, text))


def _member_rows(view: MemberView, text: Text) -> Rows:
    roles = [
        button(text, f"users.role.{role.value}", "users:role", f"{view.member.id}={role.value}")
        for role in view.roles
    ]
    rows = list(in_rows(roles, 2))
    if view.can_remove:
        rows.append((button(text, "users.remove", "users:remove", view.member.id, "danger"),))
    return *rows, (button(text, "back", "users:open"), home(text))


def render_invite(view: InviteView, link: str, text: Text) -> Screen:
    """The only screen that ever shows the code."""
    day = fmt.day(view.until_ns, view.utc_offset_min, text)
    until = f"{day} {fmt.short_clock(view.until_ns, view.utc_offset_min)}"
    figures = [*pair(text.t("users.role"), text.t(f"access.{view.access.value}"))]
    figures += [*pair(text.t("users.until"), until), view.code]
    notes = [text.t("users.invite.note"), link]
    body = compose(title(text, "users.invite.title", view.mode), figures, notes)
    return Screen(body, ((button(text, "back", "users:open"), home(text)),))


def render_farewell(text: Text) -> Screen:
    return Screen(compose(text.t("users.farewell")))


def render_audit(view: AuditView, text: Text) -> Screen:
    figures = [f"{view.page}/{view.pages}"]
    shown = ""
    for row in view.rows:
        day = fmt.day(row.at_ns, view.utc_offset_min, text)
        if day != shown:
            figures.append(f"── {day} ──")
            shown = day
        figures += _audit_row(row, view.utc_offset_min, text)
    notes = [] if view.rows else [text.t("journal.empty")]
    return Screen(
        compose(title(text, "users.log.title", view.mode), figures, notes), _turn(view, text)
    )


def _audit_row(row: AuditRow, utc_offset_min: int, text: Text) -> list[str]:
    """When, what, whom; below it what was tried, or what became of it and by whom."""
    at = fmt.short_clock(row.at_ns, utc_offset_min)
    who = clip(row.name, 14) if row.name else str(row.user or "")
    rows = pair(f"{at} {text.name('audit', clip(row.what, 16))}", who)
    detail = " → ".join(text.name("access", part) for part in row.detail.split(">"))
    more = f"{detail} ({clip(row.by, 14)})" if row.by else detail
    return [*rows, f"  {clip(more, 32)}"] if more else rows


def _turn(view: AuditView, text: Text) -> Rows:
    steps = (("◀️", view.page - 1, view.page > 1), ("▶️", view.page + 1, view.page < view.pages))
    pages = [Button(sign, build("users:log", page)) for sign, page, is_there in steps if is_there]
    return ((*pages, button(text, "back", "users:open"), home(text)),)
