"""Questions that close positions by hand."""

from decimal import Decimal

from core.codec import decode, encode
from core.errors import InputError
from core.money import Ppm, to_ppm
from core.ports import ManualDesk
from core.types import UserId
from core.values import Frozen
from services.amounts import number, within
from services.confirm import Subject, Topic
from services.positions import held
from services.seats import Seat


class Reducing(Frozen, frozen=True, kw_only=True):
    """How much of which position, as it was shown."""

    trade_id: str
    version: str
    share: Ppm


class ReduceTopic(Topic):
    """The question that closes a share of one position; asked as `trade:percent`."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        trade_id, _, typed = version.rpartition(":")
        position = held(seat.trading, trade_id)
        if position is None:
            raise InputError("There is no open position", code="flat")
        if position.is_closing:
            raise InputError("The position is being closed", code="pending")
        if position.is_dust:
            raise InputError("What is left is too small to sell", code="too_small")
        share = number(typed.strip().removesuffix("%"))
        within("share", share, Decimal(1), Decimal(100), "%")
        reducing = Reducing(trade_id=trade_id, version=position.version, share=to_ppm(share))
        return Subject(
            bound=encode(reducing),
            positions=1,
            position=position,
            share_pct=share,
            result=position.net * share / 100,
        )

    async def act(self, seat: Seat, bound: str) -> str:
        return await _reduce(seat.trading, decode(Reducing, bound), seat.user.id)


class Leaving(Frozen, frozen=True, kw_only=True):
    """Every position that was open when it was asked."""

    positions: tuple[Reducing, ...]


class CloseAllTopic(Topic):
    """The question that closes every position; agents go on, unlike with the kill switch."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        listed = seat.trading.positions()
        positions = [each for each in listed if not (each.is_closing or each.is_dust)]
        if not positions:
            raise InputError("There is no open position", code="flat")
        whole = to_ppm(Decimal(100))
        asked = tuple(
            Reducing(trade_id=each.trade_id, version=each.version, share=whole)
            for each in positions
        )
        net = sum((each.net for each in positions), Decimal(0))
        return Subject(bound=encode(Leaving(positions=asked)), positions=len(positions), result=net)

    async def act(self, seat: Seat, bound: str) -> str:
        """`done` when at least one goes; one that has changed meanwhile stays as it is."""
        codes = [
            await seat.trading.reduce(
                each.trade_id, share=each.share, version=each.version, by=seat.user.id
            )
            for each in decode(Leaving, bound).positions
        ]
        return "done" if "done" in codes else codes[0]


async def _reduce(desk: ManualDesk, asked: Reducing, by: UserId) -> str:
    return await desk.reduce(asked.trade_id, share=asked.share, version=asked.version, by=by)
