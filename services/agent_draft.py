"""An agent that a member is putting together; kept over restarts."""

import json
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from core.errors import InputError
from core.ports import KeyValue, Trading
from core.trading import Agent
from core.types import InstrumentId, Timeframe, UserId
from core.values import Frozen, asdict, replace
from core.views.watching import NewAgentView
from services.agent_rows import amount
from services.seats import Seat
from services.symbols import choices_of, find_symbol

CENT = Decimal("0.01")
FIELDS = ("name", "strategy", "symbol", "timeframe", "slice")


class Drafted(Frozen, frozen=True):
    """As it was put together; '' is what the desk proposes."""

    name: str = ""
    strategy: str = ""
    symbol: str = ""
    timeframe: str = ""
    slice: str = ""


class DraftStore:
    """One draft a member."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values

    async def of(self, user: UserId) -> Drafted:
        return _read(await self._values.get(_key(user)))

    async def keep(self, user: UserId, draft: Drafted) -> None:
        await self._values.put(_key(user), json.dumps(asdict(draft)))

    async def drop(self, user: UserId) -> None:
        await self._values.delete(_key(user))


def drafted(trading: Trading, draft: Drafted, field: str, text: str) -> Drafted:
    """With one more choice; raises InputError for what there is not."""
    match field:
        case "strategy":
            chosen = _one_of(field, text, trading.strategies())
            return replace(draft, strategy=chosen)
        case "symbol":
            return replace(draft, symbol=find_symbol(trading, text).id)
        case "timeframe":
            return replace(draft, timeframe=_one_of(field, text, [*Timeframe]))
    raise InputError(f"An agent has no {field}", code="unknown_setting")


def draft_view(seat: Seat, draft: Drafted, field: str = "") -> NewAgentView:
    """What is not chosen yet is as of the agent on the screen; without a name of its own it gets a
    free one, without a slice what no agent has."""
    trading, like = seat.trading, seat.agent
    listed = {held.id: held for held in trading.instruments()}
    held = listed.get(InstrumentId(draft.symbol)) or listed[like.instrument]
    strategy = draft.strategy if draft.strategy in trading.strategies() else like.strategy
    frame = Timeframe(draft.timeframe) if draft.timeframe in [*Timeframe] else like.timeframe
    free = free_capital(trading)
    rich = None if free else richest(trading)
    current = {"strategy": strategy, "symbol": held.symbol, "timeframe": frame.value}
    return NewAgentView(
        mode=trading.mode,
        asset=trading.account.asset,
        name=draft.name or _free_name(strategy, trading),
        strategy=strategy,
        instrument=held.id,
        title=held.title,
        timeframe=frame,
        slice=_money(draft.slice) or free,
        free=free,
        field=field if field in FIELDS else "",
        options=_options(trading, field),
        current=current.get(field, ""),
        roomy="" if rich is None else rich.name,
        room=Decimal(0) if rich is None else half_of(trading, rich),
    )


def richest(trading: Trading) -> Agent | None:
    """Whose capital a new agent may have half of."""
    agents = [agent for agent in trading.agents() if not agent.is_manual]
    return max(agents, key=lambda agent: agent.slice, default=None)


def half_of(trading: Trading, agent: Agent) -> Decimal:
    """Half of an agent's capital, in whole cents."""
    return (amount(trading, agent.slice) / 2).quantize(CENT, ROUND_DOWN)


def free_capital(trading: Trading) -> Decimal:
    """Of the wallet, what is in no agent's slice."""
    given = sum(agent.slice for agent in trading.agents() if not agent.is_manual)
    return max(amount(trading, trading.account.wallet - given), Decimal(0))


def _options(trading: Trading, field: str) -> tuple[tuple[str, str], ...]:
    """(label, value)."""
    match field:
        case "strategy":
            return tuple((name, name) for name in trading.strategies())
        case "symbol":
            return choices_of(trading)
        case "timeframe":
            return tuple((frame.value, frame.value) for frame in Timeframe)
    return ()


def _free_name(strategy: str, trading: Trading) -> str:
    taken = {agent.name.casefold() for agent in trading.agents()}
    numbers = range(2, len(taken) + 3)
    return next(name for n in numbers if (name := f"{strategy[:12]} {n}").casefold() not in taken)


def _one_of(setting: str, value: str, choices: Sequence[str]) -> str:
    if value not in choices:
        known = ", ".join(choices)
        raise InputError(
            f"Choose one of: {known}", code="unknown_choice", setting=setting, known=known
        )
    return value


def _money(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _read(text: str | None) -> Drafted:
    """An empty draft where there is none, or nobody can read it."""
    try:
        found = json.loads(text) if text else {}
        return Drafted(**{name: str(found[name]) for name in FIELDS if name in found})
    except (ValueError, TypeError):
        return Drafted()


def _key(user: UserId) -> str:
    return f"newagent:{user}"
