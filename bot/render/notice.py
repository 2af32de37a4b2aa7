"""One-line answers, localised: toasts, status lines, errors of input."""

from bot.locales import Text
from core.errors import InputError


def toast(code: str, text: Text) -> str:
    return code


def saved(setting: str, value: str, text: Text) -> str:
    """`✅ Stop loss saved: 1%`."""
    return value


def input_error(error: InputError, text: Text) -> str:
    """`❌ ...` with what would be right."""
    return str(error)
