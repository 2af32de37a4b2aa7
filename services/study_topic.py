"""Giving an agent the parameters that a search found: asked for before it is done."""

from core.errors import InputError
from core.ports.studies import Studies
from services.confirm import Subject, Topic
from services.seats import Seat


class ApplyTopic(Topic):
    """Bound to one study: its best set is what was agreed to."""

    def __init__(self, studies: Studies) -> None:
        self._studies = studies

    async def subject(self, seat: Seat, version: str) -> Subject:
        view = await self._studies.one(seat.user.id, version)
        found = view.study.search
        if found is None or not view.can_apply:
            raise InputError("It has another strategy now", code="other_strategy")
        strategy, best = view.study.wish.strategy, found.rows[0].parameters
        return Subject(bound=view.study.id, strategy=strategy, parameters=best)

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._studies.apply(seat.user.id, bound)
