"""The editors of exits, the same for a draft and for an open position: stop, ladder of targets,
trailing stop, time stop."""

from collections.abc import Mapping
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.cells import pair
from bot.locales import Text
from bot.render import order_words as words
from bot.render.page import assigned, button, choice_button, in_rows
from bot.screen import Button, Rows
from core.money import from_ppm
from core.trading import ExitPlan, TrailKind

PLAN_FIELDS = (*("stop", "target", "share", "trailing", "trail_distance", "trail_start", "time"),)
EDITOR_OF: Mapping[str, str] = MappingProxyType(
    {
        # a change made in an editor of several values leads back to it
        "rung": "target",
        "unrung": "target",
        "share": "target",
        "trailing": "trailing",
        "trail_distance": "trailing",
        "trail_start": "trailing",
    }
)
_QUICK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stop": ("0.5%", "1%", "2%", "3%"),
        "target": ("1%", "2%", "2r", "3r"),
        "trail_distance": ("0.5%", "1%", "2%", "3%"),
        "trail_start": ("0.5%", "1%", "2%", "1r"),
        "time": ("1h", "4h", "12h", "1d"),
    }
)
_LADDERS = ("2%,4%,6%", "1r,2r,3r")


def plan_figures(plan: ExitPlan, field: str, text: Text) -> list[str]:
    """What is set now, for the editor of a field."""
    if field in ("target", "share"):
        return _ladder_rows(plan, text)
    if field == "trailing":
        return [*pair(f"✏️ {text.t('field.trailing')}", ""), words.trail(plan.trail, text)]
    return pair(f"✏️ {text.t(f'field.{field}')}", words.plan_value(plan, field, text))


def _ladder_rows(plan: ExitPlan, text: Text) -> list[str]:
    rows = pair(f"✏️ {text.t('field.target')}", "" if plan.targets else words.NOTHING)
    for number, target in enumerate(plan.targets, 1):
        left = f"TP{number} {words.distance(target.distance, text, '+')}"
        rows += pair(left, f"{fmt.plain(from_ppm(target.share), 2)}%")
    return rows


def plan_rows(plan: ExitPlan, field: str, screen: str, text: Text) -> Rows:
    """The buttons of an editor; `screen` is whose routes they press: ord or pos."""
    put = f"{screen}:put"
    if field == "target":
        return _ladder_buttons(plan, put, screen, text)
    if field == "share":
        return (_share_buttons(put, text),)
    if field == "trailing":
        return _trail_buttons(plan, put, screen, text)
    quick = tuple(quick_button(put, field, value, text) for value in _QUICK[field])
    return (quick, *_off(plan, field, put, text))


def quick_button(put: str, field: str, value: str, text: Text) -> Button:
    return Button(_caption(value, text), build(put, assigned(field, value)))


def _caption(value: str, text: Text) -> str:
    """`4 h`, `2R`, `1%`."""
    if value[-1:] in "hd" and value[:-1].isdigit():
        return f"{value[:-1]}{text.t(f'unit.{value[-1]}')}"
    return value.replace("r", "R").replace(",", " ")


def _off(plan: ExitPlan, field: str, put: str, text: Text) -> Rows:
    is_set = {
        "stop": plan.stop_loss is not None,
        "time": plan.time_stop_s > 0,
        "trail_start": plan.trail is not None and plan.trail.start is not None,
    }
    if not is_set.get(field, False):
        return ()
    return ((button(text, "off", put, f"{field}=off", "danger"),),)


def _ladder_buttons(plan: ExitPlan, put: str, screen: str, text: Text) -> Rows:
    rows: list[tuple[Button, ...]] = [
        tuple(quick_button(put, "target", value, text) for value in _QUICK["target"]),
        tuple(quick_button(put, "target", value, text) for value in _LADDERS),
    ]
    last = [button(text, "rung", put, "rung=+")]
    if plan.targets:
        gone = [
            Button(f"🗑 TP{number}", build(put, f"unrung={number}"))
            for number in range(1, len(plan.targets) + 1)
        ]
        rows += in_rows(gone, 3) if len(gone) > 1 else ()
        last.append(button(text, "off", put, "target=off", "danger"))
    if len(plan.targets) > 1:
        rows.append((*_share_buttons(put, text), button(text, "shares", f"{screen}:edit", "share")))
    return *rows, tuple(last)


def _share_buttons(put: str, text: Text) -> tuple[Button, ...]:
    return button(text, "even", put, "share=even"), button(text, "exp", put, "share=exp")


def _trail_buttons(plan: ExitPlan, put: str, screen: str, text: Text) -> Rows:
    trail = plan.trail
    kinds = [
        choice_button(
            text.t(f"trail.{kind.value}"),
            put,
            f"trailing={kind.value}",
            is_chosen=trail is not None and trail.kind is kind,
        )
        for kind in TrailKind
        if len(plan.targets) > 1 or not kind.needs_targets
    ]
    rows = list(in_rows(kinds, 1))
    if trail is None:
        return tuple(rows)
    if trail.kind.needs_distance:
        rows.append(
            tuple(quick_button(put, "trail_distance", each, text) for each in _QUICK["stop"])
        )
    start = button(text, "trail_start", f"{screen}:edit", "trail_start")
    return *rows, (start, button(text, "off", put, "trailing=off", "danger"))
