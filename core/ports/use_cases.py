"""The use cases, as the chat sees them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from core.events import PositionClosed
from core.ports.desk import Bus
from core.ports.results import NOTHING_AROUND, Around
from core.ports.storage import Outbox, User
from core.statistics import (
    ActivityStatistics,
    EquityStatistics,
    Period,
    TradeStatistics,
)
from core.sums import TradeSums
from core.types import (
    AgentId,
    UserId,
)
from core.values import Frozen
from core.views import (
    AutoView,
    CardView,
    ChoiceView,
    ConfirmView,
    ExportView,
    JournalView,
    MenuView,
    RiskView,
    SandboxView,
    SettingsView,
    StatusView,
)

SHOWN = AgentId("")
"""Stands for the agent that the member's screens are about."""


class AutoTrading(Protocol):
    """The use cases of the auto screen; each answers with the code of a toast, or nothing. `agent`
    is whom the pressed button was drawn for; acted on, it is what the screens are about."""

    async def view(self, user: UserId) -> AutoView: ...
    async def about(self, user: UserId, agent: AgentId) -> None:
        """Makes it the agent that the member's screens are about; raises InputError when it is
        gone."""
        ...

    async def press(self, user: UserId, action: str, *, agent: AgentId = SHOWN) -> str:
        """start, observe, pause, resume, stop."""
        ...

    async def options(self, user: UserId, setting: str) -> ChoiceView: ...
    async def choose(
        self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN
    ) -> str: ...
    async def fix(
        self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN
    ) -> str: ...
    async def break_even(self, user: UserId, version: str, *, agent: AgentId = SHOWN) -> str: ...
    async def check(self, user: UserId, *, agent: AgentId = SHOWN) -> str: ...
    async def mute(self, user: UserId, agent: AgentId) -> str:
        """No signal alerts of an agent for an hour."""
        ...


class Confirming(Protocol):
    """Questions that trade: asked once, answered once, within 30 s."""

    async def ask(
        self, user: UserId, what: str, version: str = "", *, agent: AgentId = SHOWN
    ) -> ConfirmView: ...
    async def confirm(self, user: UserId, nonce: str) -> str:
        """Does it; answers a stable code: done, expired, stale, flat, pending."""
        ...

    async def cancel(self, user: UserId, nonce: str) -> None: ...


class RiskControl(Protocol):
    async def view(self, user: UserId) -> RiskView: ...
    async def set(self, user: UserId, setting: str, text: str, *, agent: AgentId = SHOWN) -> str:
        """Takes typed text (`1.5%`, `1.5`, `50$`, `off`); raises InputError; answers what was
        saved, as text (`1.5%`, `50 USD`, `off`)."""
        ...

    async def reset(self, user: UserId, *, agent: AgentId = SHOWN) -> None: ...


class JournalBook(Protocol):
    async def view(self, user: UserId, kind: str, page: int, agent: str = "") -> JournalView: ...
    async def card(self, user: UserId, row: int) -> CardView | None: ...
    async def trade(self, user: UserId, trade_id: str) -> CardView:
        """Raises InputError for an id that no trade has."""
        ...

    async def clear(self, user: UserId) -> str:
        """Keeps all rows up to now off this member's screens; the journal itself keeps them."""
        ...

    async def uncover(self, user: UserId) -> str:
        """Brings them back."""
        ...

    async def hide(self, user: UserId, trade_id: str, *, is_hidden: bool) -> str:
        """Leaves a closed trade out of the statistics, or counts it again; journaled."""
        ...

    async def export(self, user: UserId, kind: str, agent: str, form: str) -> ExportView:
        """What `view` shows, all pages of it, as a file: `form` is csv or json."""
        ...


class Analyst(Protocol):
    """Counts. Pure; trades come in the order they closed."""

    def statistics(self, closed: Sequence[PositionClosed]) -> TradeStatistics: ...
    def of_sums(self, sums: TradeSums) -> TradeStatistics:
        """The same of trades that were added up before."""
        ...

    def grouped(
        self, closed: Sequence[PositionClosed], by: str, around: Around = NOTHING_AROUND
    ) -> Sequence[tuple[str, TradeStatistics]]:
        """In the names' own order; raises InputError for a key there is no grouping by."""
        ...

    def periods(
        self,
        closed: Sequence[PositionClosed],
        unit: str,
        count: int,
        *,
        now_ns: int,
        utc_offset_min: int,
    ) -> Sequence[Period]:
        """The last so many of a `day`, `week` or `month`, oldest first, the empty ones too."""
        ...

    def activity(self, closed: Sequence[PositionClosed], start: Decimal) -> ActivityStatistics: ...

    def realised(
        self, closed: Sequence[PositionClosed], start: Decimal, *, utc_offset_min: int
    ) -> EquityStatistics | None:
        """Of the curve that the nets of the trades make from `start` on."""
        ...


class Preferences(Protocol):
    async def view(self, user: UserId) -> SettingsView: ...
    async def set(self, user: UserId, setting: str, value: str) -> None:
        """`setting`: language, refresh, theme, utc_offset (minutes) or zone (as typed), drift;
        alerts (signals from a priority on), alert (`medium=silent`), cooldown, quiet, urgent.
        Raises InputError."""
        ...


class Sandbox(Protocol):
    """The debug sandbox: a desk of its own beside the real one, for owners and traders. What it
    tells goes over its own bus and outbox."""

    @property
    def bus(self) -> Bus: ...
    @property
    def outbox(self) -> Outbox: ...
    async def view(self, user: UserId) -> SandboxView: ...
    async def do(self, user: UserId, what: str, words: Sequence[str] = ()) -> str:
        """Journals it and does it: start, stop, reset, long, short, flip, close, sl, tp, ml;
        signal and force with a side and a confidence, price, fault, alert with a word. Answers
        the code of a toast; raises InputError for what cannot be done."""
        ...


class Overview(Protocol):
    async def menu(self, user: UserId) -> MenuView: ...
    async def status(self, user: UserId) -> StatusView: ...


class PairingState(Frozen, frozen=True):
    """Where first-run pairing stands; `tries_left` 0 or `left_s` 0 means closed."""

    is_open: bool
    tries_left: int = 0
    left_s: int = 0


class Gatekeeper(Protocol):
    """Who may do what. Everyone unknown is a stranger: no answer, one audit row."""

    async def user(self, user: UserId) -> User | None: ...
    async def members(self) -> Sequence[User]: ...
    async def greet(self, user: UserId, *, language: str, name: str) -> User | None:
        """A member's first contact (their `name` is empty): keeps how Telegram calls them and the
        language it speaks to them in. Changes nothing later on."""
        ...

    async def seen_stranger(self, user: UserId, what: str) -> None: ...
    async def seen_forged(self, user: UserId, what: str) -> None:
        """A member pressed a button that no screen of ours has: one audit row."""
        ...

    async def join(self, user: UserId, code: str, *, language: str, name: str) -> User | None:
        """Uses up the invitation of a code; None (and one audit row) for a wrong, used or old
        one."""
        ...

    def pairing(self) -> PairingState: ...
    async def pair(self, user: UserId, code: str, *, language: str, name: str) -> User | None: ...
