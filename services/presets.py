"""Saved sets of kind, size and exits. Pure."""

from core.errors import InputError
from core.trading import OrderDraft
from core.values import replace
from services.drafts import MOST_PRESETS, Habits, Preset

MOST_LETTERS = 16


def with_preset(habits: Habits, name: str, draft: OrderDraft) -> Habits:
    """The draft's set under a name; the same name takes the place of the older."""
    called = " ".join(name.split())
    if not called or len(called) > MOST_LETTERS or not called.isprintable():
        raise InputError(
            f"A name has 1 to {MOST_LETTERS} letters", code="name_length", most=str(MOST_LETTERS)
        )
    made = Preset(
        name=called,
        kind=draft.kind,
        size=draft.size,
        leverage=draft.leverage,
        exits=draft.exits,
        trail=draft.trail,
        source=draft.source,
        time_in_force=draft.time_in_force,
        is_reduce_only=draft.is_reduce_only,
    )
    names = [preset.name for preset in habits.presets]
    if called in names:
        kept = [made if preset.name == called else preset for preset in habits.presets]
        return replace(habits, presets=tuple(kept))
    if len(names) >= MOST_PRESETS:
        raise InputError(
            f"{MOST_PRESETS} sets at most: remove one", code="most_presets", most=str(MOST_PRESETS)
        )
    return replace(habits, presets=(*habits.presets, made))


def without(habits: Habits, number: str) -> Habits:
    gone = _numbered(habits, number)
    return replace(habits, presets=tuple(each for each in habits.presets if each is not gone))


def applied(habits: Habits, number: str, draft: OrderDraft) -> OrderDraft:
    """The draft with the set of that number, counted from 1."""
    preset = _numbered(habits, number)
    return replace(
        draft,
        kind=preset.kind,
        size=preset.size,
        leverage=preset.leverage,
        exits=preset.exits,
        trail=preset.trail,
        source=preset.source,
        time_in_force=preset.time_in_force,
        is_reduce_only=preset.is_reduce_only,
    )


def _numbered(habits: Habits, number: str) -> Preset:
    place = int(number) - 1 if number.isascii() and number.isdigit() else -1
    if not 0 <= place < len(habits.presets):
        raise InputError("There is no such set", code="no_preset")
    return habits.presets[place]
