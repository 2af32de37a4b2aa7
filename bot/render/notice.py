"""One line for what was just done: toasts of presses, status lines, errors of input."""

from bot.cells import clip
from bot.locales import Text
from bot.render import words
from core.errors import InputError


def toast(code: str, text: Text) -> str:
    """What a service answered; an answer without a phrase is shown as it is."""
    return text.name("toast", code) if code else ""


def saved(setting: str, value: str, text: Text) -> str:
    """`✅ Stop loss saved: 1%`."""
    named = text.name("risk", setting)
    name = named if named != setting else words.setting(setting, text)
    return text.t("notice.saved", name=name, value=words.value(value, text))


def input_error(error: InputError, text: Text) -> str:
    """`❌` and what would be right; an error without a phrase speaks for itself."""
    key = f"input.{error.code}"
    if not text.has(key):
        return f"❌ {clip(str(error), 120)}"
    try:
        return f"❌ {text.t(key, **error.values)}"
    except KeyError:
        return f"❌ {text.t('input.input')}"
