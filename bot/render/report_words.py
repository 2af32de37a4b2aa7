"""The words of reports in one language: for their page, and for when they are sent."""

from bot.locales import Text
from bot.render import words
from core.pictures import Words
from core.reports import ReportWish
from core.types import ExitReason, Mode, Timeframe

_FAMILIES = ("tag.", "regime.", "weekday.", "report.", "condition.", "exchange.")


def report_words(text: Text) -> Words:
    """What a report's page says, in one language."""
    said = {
        code: phrase
        for code, phrase in text.phrases.items()
        if code.startswith(_FAMILIES) and isinstance(phrase, str)
    }
    said |= {f"mode.{mode.value}": text.t(f"mode.{mode.value}") for mode in Mode}
    said |= {f"tf.{each.value}": words.timeframe(each.value, text) for each in Timeframe}
    said |= {f"exit.{each.value}": text.t(f"exit.{each.value}") for each in ExitReason}
    said |= {f"unit.{unit}": text.t(f"unit.{unit}") for unit in "dhms"}
    said["report.lang"] = text.language
    return Words(said, tuple(text.t(f"month.{month}") for month in range(1, 13)))


def wish_name(wish: ReportWish | None, text: Text) -> str:
    """`every day at 09:00`, or off."""
    if wish is None:
        return text.t("off")
    return f"{text.t(f'report.every.{wish.unit}')} {wish.hour:02}:00"
