"""Codes of the desk as words: states, sides, reasons, causes, settings."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from core.trading import Reason, RiskSettings
from core.types import AgentState, FeedStatus, Side

_STATE_ICONS: Mapping[AgentState, str] = MappingProxyType(
    {
        AgentState.OFF: "⚪",
        AgentState.OBSERVING: "👁",
        AgentState.RUNNING: "🟢",
        AgentState.PAUSED: "⏸",
        AgentState.HALTED: "⛔",
    }
)
_FEED_ICONS: Mapping[FeedStatus, str] = MappingProxyType(
    {FeedStatus.LIVE: "🟢", FeedStatus.FALLBACK: "🟡", FeedStatus.STALE: "🟠"}
)


def state_icon(state: AgentState) -> str:
    return _STATE_ICONS[state]


def state(value: AgentState, text: Text) -> str:
    """In the middle of a sentence: `running`."""
    return text.t(f"state.{value.value}")


def feed_icon(status: FeedStatus) -> str:
    return _FEED_ICONS[status]


def feed_mark(status: FeedStatus) -> str:
    """Before what a price made that is not live; nothing before one that is."""
    return "" if status is FeedStatus.LIVE else f"{feed_icon(status)} "


def side_icon(side: Side) -> str:
    return "🟢" if side is Side.LONG else "🔴"


def timeframe(value: str, text: Text) -> str:
    """`1h`, `1ч`; a frame the language does not know stays as it is."""
    return text.name("tf", clip(value, 6))


def base_of(pair_title: str) -> str:
    """`BTC` of `BTC/USDT`."""
    return clip(pair_title.split("/")[0], 12)


def exchange(value: str, text: Text) -> str:
    return text.name("exchange", clip(value, 20))


def reason(value: Reason, text: Text) -> str:
    """Why a strategy advises so; a code without a phrase is shown as its value."""
    shown = clip(value.value, 16)
    key = f"reason.{value.code}"
    if not text.has(key):
        return shown or clip(value.code, 16)
    return text.t(key, value=shown).strip()


def reasons(values: Iterable[Reason], text: Text) -> str:
    """The first six, with commas."""
    return ", ".join(reason(value, text) for value in tuple(values)[:6])


def setting(name: str, text: Text) -> str:
    """Short name of a setting: `SL`, `Max loss`; of a strategy's parameter, `TREND.fast`, its."""
    strategy, _, parameter = name.partition(".")
    if parameter:
        named = text.name(f"strategy.{strategy}.parameter", parameter)
        return clip(named, 24)
    return text.name("setting", clip(name, 20))


def value(shown: str, text: Text) -> str:
    """A setting's value as a service or a journal gives it: `off`, `long`, `dark` in words."""
    if shown in ("off", ""):
        return text.t("off")
    groups = (f"{group}.{shown}" for group in ("direction", "theme", "parameter"))
    named = next((key for key in groups if text.has(key)), None)
    return text.t(named) if named is not None else clip(shown, 20)


def controls(risk: RiskSettings, text: Text) -> str:
    """The rules of a trade in one row."""
    return text.t(
        "controls",
        risk=fmt.limit(risk.risk, text),
        sl=fmt.limit(risk.stop_loss, text),
        tp=fmt.limit(risk.take_profit, text),
        ml=fmt.limit(risk.max_loss, text),
    )


def refusal(code: str, text: Text) -> str:
    """A gate by its short name: `margin limit`."""
    return text.name("gate", clip(code, 24))
