"""Questions that trade: asked once, answered once, in time."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from core.errors import InputError
from core.parameters import Value
from core.ports import SHOWN, Clock, Confirming, RiskControl
from core.ports.system import SystemDesk
from core.types import SECOND_NS, Access, AgentId, UserId
from core.values import Frozen, field
from core.views import AutoView, ConfirmView, HaltView, PositionView, PreviewView
from services.seats import Seat, Seats

VALID_NS = 30 * SECOND_NS
NONCE_BYTES = 12
CLOSE_SHARES: Mapping[str, int] = MappingProxyType({"close": 100, "close_half": 50})


class Subject(Frozen, frozen=True, kw_only=True):
    """What a question is about. `bound` tells it from another that has taken its place."""

    bound: str = ""
    positions: int = 0
    result: Decimal | None = None
    position: PositionView | None = None
    halt: HaltView | None = None
    order: PreviewView | None = None
    orders: int = 0
    share_pct: Decimal | None = None
    about: str = ""
    may: tuple[str, ...] = ()
    strategy: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)


class Topic(Protocol):
    """Questions of one kind that another use case brings; asked and answered as all are."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        """What is asked about; raises InputError when there is nothing to ask."""
        ...

    async def act(self, seat: Seat, bound: str) -> str:
        """Does what was agreed to, `bound` as the subject had it; the code of a toast."""
        ...


class Question(Frozen, frozen=True, kw_only=True):
    """As it was asked; `dies_ns` is of the monotonic clock."""

    what: str
    nonce: str
    agent: AgentId
    bound: str
    dies_ns: int

    def is_answered_by(self, nonce: str) -> bool:
        return secrets.compare_digest(self.nonce.encode(), nonce.encode(errors="replace"))


class ConfirmService(Confirming):
    """Keeps the one open question of each member; a newer one takes its place.

    Questions live in memory: a restart leaves none open, and an old button answers `expired`.
    """

    def __init__(
        self,
        seats: Seats,
        risk: RiskControl,
        clock: Clock,
        system: SystemDesk | None = None,
        topics: Mapping[str, Topic] = MappingProxyType({}),
    ) -> None:
        self._topics = topics
        self._seats = seats
        self._risk = risk
        self._clock = clock
        self._system = system
        self._open: dict[UserId, Question] = {}

    async def ask(
        self, user: UserId, what: str, version: str = "", *, agent: AgentId = SHOWN
    ) -> ConfirmView:
        """Raises InputError when there is nothing to ask: `flat`, `stale`, `pending`,
        `not_halted`."""
        seat = await self._seats.at(user, agent, Access.TRADER)
        auto = seat.trading.auto_view(seat.agent.id)
        topic = self._topics.get(what)
        subject = (
            await topic.subject(seat, version)
            if topic is not None
            else _subject(seat, auto, what, version)
        )
        question = Question(
            what=what,
            nonce=secrets.token_urlsafe(NONCE_BYTES),
            agent=auto.agent,
            bound=subject.bound,
            dies_ns=self._clock.monotonic_ns() + VALID_NS,
        )
        self._open[user] = question
        return ConfirmView(
            what=what,
            nonce=question.nonce,
            mode=auto.mode,
            until_ns=self._clock.now_ns() + VALID_NS,
            utc_offset_min=auto.utc_offset_min,
            positions=subject.positions,
            result=subject.result,
            position=subject.position,
            halt=subject.halt,
            order=subject.order,
            orders=subject.orders,
            share_pct=subject.share_pct,
            about=subject.about,
            may=subject.may,
            strategy=subject.strategy,
            parameters=subject.parameters,
        )

    async def confirm(self, user: UserId, nonce: str) -> str:
        question = self._open.get(user)
        if question is None or not question.is_answered_by(nonce):
            return "expired"
        # Before anything is awaited, so that a second tap finds nothing.
        del self._open[user]
        if self._clock.monotonic_ns() >= question.dies_ns:
            return "expired"
        return await self._act(await self._seats.of(user, Access.TRADER), question)

    async def cancel(self, user: UserId, nonce: str) -> None:
        question = self._open.get(user)
        if question is not None and question.is_answered_by(nonce):
            del self._open[user]

    async def _act(self, seat: Seat, question: Question) -> str:
        if (topic := self._topics.get(question.what)) is not None:
            return await topic.act(seat, question.bound)
        user, trading = seat.user.id, seat.trading
        if question.what in CLOSE_SHARES:
            share = CLOSE_SHARES[question.what]
            return await trading.close(
                question.agent, share_pct=share, version=question.bound, by=user
            )
        if question.what == "unlock":
            return await self._unlock(seat, question)
        if question.what == "backup" and self._system is not None:
            return await self._system.back_up(user)
        if question.what == "kill":
            await trading.halt(by=user)
        else:
            await self._risk.reset(user, agent=question.agent)
        return "done"

    async def _unlock(self, seat: Seat, question: Question) -> str:
        halt = seat.trading.auto_view(question.agent).halt
        if halt is None or _halt_version(halt) != question.bound:
            return "stale"
        await seat.trading.unlock(by=seat.user.id)
        return "done"


def _subject(seat: Seat, auto: AutoView, what: str, version: str) -> Subject:
    match what:
        case "close" | "close_half":
            return _closing(auto, version, CLOSE_SHARES[what])
        case "kill":
            return _killing(seat)
        case "unlock":
            return _unlocking(auto)
        case "reset" | "backup":
            return Subject()
    raise InputError(f"There is no question {what}", code="unknown_action")


def _closing(auto: AutoView, version: str, share_pct: int) -> Subject:
    position = auto.position
    if position is None:
        raise InputError("There is no open position", code="flat")
    if version and version != position.version:
        raise InputError("The position is another one now", code="stale")
    if position.is_closing:
        raise InputError("The position is being closed", code="pending")
    if position.is_dust:
        raise InputError("What is left is too small to sell", code="too_small")
    return Subject(
        bound=position.version,
        positions=1,
        result=position.net * share_pct / 100,
        position=position,
    )


def _killing(seat: Seat) -> Subject:
    agents = [agent.id for agent in seat.trading.agents()]
    positions, result = seat.trading.close_estimate(agents)
    return Subject(positions=positions, result=Decimal(result) if positions else None)


def _unlocking(auto: AutoView) -> Subject:
    if auto.halt is None:
        raise InputError("Nothing is halted", code="not_halted")
    return Subject(bound=_halt_version(auto.halt), halt=auto.halt)


def _halt_version(halt: HaltView) -> str:
    return str(halt.at_ns)
