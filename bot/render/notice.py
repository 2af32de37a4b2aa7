"""One line for what was just done: toasts of presses, status lines, errors of input."""

import re
from decimal import Decimal

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from bot.render import words
from core.errors import InputError

_BOUNDS = frozenset({"low", "high", "price", "least", "lost"})
"""Values that are shown and never typed again as they stand."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def toast(code: str, text: Text) -> str:
    """What a service answered; an answer without a phrase is shown as it is."""
    return text.name("toast", code) if code else ""


def saved(setting: str, value: str, text: Text) -> str:
    """`✅ Stop loss saved: 1%`."""
    return text.t("notice.saved", name=_setting(setting, text), value=words.value(value, text))


def input_error(error: InputError, text: Text) -> str:
    """`❌` and what would be right; an error without a phrase speaks for itself."""
    key = f"input.{error.code}"
    if not text.has(key):
        return f"❌ {clip(str(error), 120)}"
    values = {name: _named(name, value, text) for name, value in error.values.items()}
    try:
        return f"❌ {text.t(key, **values)}"
    except KeyError:
        return f"❌ {text.t('input.input')}"


def _named(name: str, value: str, text: Text) -> str:
    match name:
        case "setting":
            return _setting(value, text)
        case "why":
            return words.refusal(value, text)
        case "needed":
            return text.name("access", value)
        case name if name in _BOUNDS:
            return _NUMBER.sub(_parted, clip(value, 120))
        case _:
            return clip(value, 120)


def _parted(found: re.Match[str]) -> str:
    return fmt.plain(Decimal(found[0]), 8)


def _setting(setting: str, text: Text) -> str:
    """The long name where a rule has one: `Stop loss`."""
    named = text.name("risk", setting)
    return named if named != setting else words.setting(setting, text)
