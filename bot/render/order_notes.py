"""The sentences of the order builder: what was heard, rounded, warned of, refused."""

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from bot.render.refusal import amount_of
from core.trading import Refusal
from core.views import PreviewView
from core.views.builder import BuilderView

_MOST = 8


def builder_notes(view: BuilderView, text: Text) -> list[str]:
    notes = _heard(view, text) + _rounded(view.preview, text)
    notes += [f"⚠️ {text.name('warn', clip(code, 24))}" for code in view.preview.warnings]
    if view.preview.refusal is not None:
        notes.append(f"⛔ {refusal_line(view.preview.refusal, text)}")
    return notes


def _heard(view: BuilderView, text: Text) -> list[str]:
    """What was understood in one line, and a line for each word that was not."""
    notes = []
    if view.heard:
        words = " · ".join(clip(word, 40) for word in view.heard)
        notes.append(text.t("build.heard", words=clip(words, 200)))
    notes += [text.t("build.unknown", word=clip(word, 40)) for word in view.unknown[:_MOST]]
    return notes


def _rounded(at: PreviewView, text: Text) -> list[str]:
    return [
        text.t(
            "build.rounded",
            name=text.name("field", clip(each.what, 16)),
            typed=fmt.plain(each.typed, fmt.digits_of(each.to) + 2),
            to=fmt.plain(each.to, 12),
        )
        for each in at.rounded
        if each.typed != each.to
    ]


def refusal_line(refusal: Refusal, text: Text) -> str:
    """Why not, and the number that would pass."""
    why = text.name("gate", refusal.code.value)
    if refusal.needed is None or refusal.limit is None:
        return why
    needed = amount_of(refusal.needed, refusal.unit, text)
    limit = amount_of(refusal.limit, refusal.unit, text)
    return text.t("build.refused", why=why, needed=needed, limit=limit)
