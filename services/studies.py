"""The use cases of studies: asked for, watched, stopped, looked at, compared, applied."""

import asyncio
from collections.abc import Mapping, Sequence

from core.codec import encode
from core.errors import InputError
from core.parameters import Parameter
from core.pictures import Picture, PictureSpec, Words
from core.ports import Gallery, Themes
from core.ports.results import Measured, Reporter, Subject
from core.ports.strategies import StrategyCatalogue
from core.ports.studies import Studies, StudyShelf
from core.studies import Study, StudyKind, StudyWish
from core.types import Access, AccountId, AgentId, Timeframe, UserId
from core.values import replace
from core.views.screens import ExportView
from core.views.studies import BesideView, RunState, RunView, StudiesView, StudyView
from services.closed import ClosedTrades
from services.pages import page_of
from services.reports import market_now_ns
from services.seats import Seat, Seats
from services.study_pictures import both_spec, study_spec
from services.study_runs import Run, StudyRuns
from services.study_wishes import can_search, drift_start_ns, study_wish, with_lived
from services.study_words import conditions_of

A_PAGE = 6
BY_COMMAND = AccountId("")


class StudyService(Studies):
    """A member's own studies; the owner of a desk sees those of its command line too."""

    def __init__(
        self,
        seats: Seats,
        catalogue: StrategyCatalogue,
        runs: StudyRuns,
        shelf: StudyShelf,
        closed: ClosedTrades,
        *,
        reporter: Reporter,
        gallery: Gallery,
        themes: Themes,
        picture_words: Mapping[str, Words],
        report_words: Mapping[str, Words],
        learns: bool = False,
    ) -> None:
        self._seats = seats
        self._catalogue = catalogue
        self._runs = runs
        self._shelf = shelf
        self._closed = closed
        self._reporter = reporter
        self._gallery = gallery
        self._themes = themes
        self._picture_words = picture_words
        self._report_words = report_words
        self._learns = learns

    async def now(self, user: UserId, detail: str | None = None) -> RunView:
        seat = await self._seats.of(user)
        run = await self._runs.of(user)
        view = RunView(
            agent=seat.agent.id,
            mode=seat.trading.mode,
            strategy=seat.agent.strategy,
            agent_name=seat.agent.name if len(seat.agents) > 1 else "",
            can_search=can_search(self._parameters(seat)),
            learns=self._learns,
            details=(details := self._details(seat)),
            detail=_chosen(detail, details, run),
            access=seat.user.access,
        )
        return view if run is None else _running(view, run, self._runs.ahead(run))

    async def begin(
        self, user: UserId, kind: str, arg: str, *, agent: AgentId, detail: str = ""
    ) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        which, now_ns = StudyKind(kind), market_now_ns(seat, self._closed.now_ns)
        finer = _chosen(detail, self._details(seat), None)
        wish = study_wish(seat, which, arg, now_ns, self._parameters(seat), finer)
        if which is StudyKind.DRIFT:
            wish = replace(wish, start_ns=drift_start_ns(seat, now_ns))
            wish = with_lived(wish, await self._closed.since(seat, wish.start_ns))
        await self._runs.begin(_of(seat, wish))
        return "study_begun"

    async def load(self, user: UserId) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        run = await self._runs.of(user)
        if run is None or not run.lacks:
            raise InputError("Nothing is missing: start a test", code="load_nothing")
        await self._runs.begin(_of(seat, run.wish, is_load=True))
        return "load_begun"

    async def again(self, user: UserId) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        run = await self._runs.of(user)
        if run is None:
            raise InputError("This result is gone", code="study_gone")
        wish = replace(run.wish, takes_part=True)
        if wish.kind is StudyKind.DRIFT:  # its trades are not kept over a restart
            wish = with_lived(wish, await self._closed.since(seat, wish.start_ns))
        await self._runs.begin(_of(seat, wish))
        return "study_begun"

    async def stop(self, user: UserId) -> str:
        await self._seats.of(user, Access.TRADER)
        return "study_stopped" if await self._runs.stop(user) else "study_over"

    async def kept(self, user: UserId, page: int, beside: str = "") -> StudiesView:
        seat = await self._seats.of(user)
        heads = [each for each in await self._shelf.heads() if _is_seen(each, seat)]
        others = [each for each in heads if each.id != beside]
        shown, at, pages = page_of(tuple(others), page, A_PAGE)
        return StudiesView(
            mode=seat.trading.mode,
            heads=shown,
            page=at,
            pages=pages,
            beside=beside,
            utc_offset_min=seat.user.utc_offset_min,
            access=seat.user.access,
        )

    async def one(self, user: UserId, name: str) -> StudyView:
        seat = await self._seats.of(user)
        study = await self._get(seat, name)
        return StudyView(
            study=study,
            utc_offset_min=seat.user.utc_offset_min,
            can_apply=_can_apply(study, seat),
            access=seat.user.access,
        )

    async def beside(self, user: UserId, left: str, right: str) -> BesideView:
        seat = await self._seats.of(user)
        return BesideView(
            mode=seat.trading.mode,
            left=await self._get(seat, left),
            right=await self._get(seat, right),
            utc_offset_min=seat.user.utc_offset_min,
        )

    async def remove(self, user: UserId, name: str) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        await self._shelf.remove((await self._get(seat, name)).id)
        return "study_removed"

    async def apply(self, user: UserId, name: str) -> str:
        """Journaled as every change of parameters is, and taken back as such."""
        seat = await self._seats.of(user, Access.TRADER)
        study = await self._get(seat, name)
        found = study.search
        if found is None or not _can_apply(study, seat):
            raise InputError("It has another strategy now", code="other_strategy")
        values = {**study.wish.parameters, **found.rows[0].parameters}
        await seat.trading.set_parameters(
            study.wish.agent, study.wish.strategy, values, by=seat.user.id
        )
        return "saved"

    async def file(self, user: UserId, name: str, form: str) -> ExportView:
        """Written off the loop."""
        seat = await self._seats.of(user)
        study = await self._get(seat, name)
        words = self._report_words.get(seat.user.language, Words())
        content = await asyncio.to_thread(self._written, study, form, words, seat)
        title = f"dzentra-{study.wish.kind}-{study.wish.strategy}-{study.id[-6:]}.{form}"
        return ExportView(name=title.lower(), content=content, rows=len(study.trades))

    async def picture(self, user: UserId, name: str) -> Picture | None:
        seat = await self._seats.of(user)
        study = await self._get(seat, name)
        theme, words = await self._themes.of(user), self._words(seat)
        return await self._drawn(study_spec(study, words, theme, seat.user.utc_offset_min))

    async def both(self, user: UserId, left: str, right: str) -> Picture | None:
        seat = await self._seats.of(user)
        one, other = await self._get(seat, left), await self._get(seat, right)
        theme, words = await self._themes.of(user), self._words(seat)
        return await self._drawn(both_spec(one, other, words, theme, seat.user.utc_offset_min))

    async def _drawn(self, spec: PictureSpec | None) -> Picture | None:
        return None if spec is None else await self._gallery.draw(spec)

    def _details(self, seat: Seat) -> tuple[Timeframe, ...]:
        agent = seat.agent
        listed = {held.id: held for held in seat.trading.instruments()}
        held = listed.get(agent.instrument)
        if held is None:
            return ()
        return tuple(self._runs.details(held.symbol, agent.timeframe, is_spot=held.is_spot))

    def _words(self, seat: Seat) -> Words:
        return self._picture_words.get(seat.user.language, Words())

    async def _get(self, seat: Seat, name: str) -> Study:
        study = await self._shelf.get(name)
        if study is None or not _is_seen(study, seat):
            raise InputError("This result is gone", code="study_gone")
        return study

    def _parameters(self, seat: Seat) -> tuple[Parameter, ...]:
        entries = self._catalogue.entries()
        strategy = seat.agent.strategy
        return next((each.parameters for each in entries if each.name == strategy), ())

    def _written(self, study: Study, form: str, words: Words, seat: Seat) -> bytes:
        if form == "json":
            return (encode(study) + "\n").encode()
        subject = Subject(
            title=f"{study.wish.strategy} · {study.wish.title}",
            mode=study.mode,
            asset=study.wish.asset,
            start_ns=study.start_ns,
            end_ns=study.end_ns,
            utc_offset_min=seat.user.utc_offset_min,
            conditions=conditions_of(study, words),
            measured=Measured(statistics=study.statistics, equity=study.equity, curve=study.curve),
        )
        report = self._reporter.report(study.trades, study.wish.balance, subject)
        if form == "csv":
            return self._reporter.csv(report)
        return self._reporter.html(report, words)


def _of(seat: Seat, wish: StudyWish, *, is_load: bool = False) -> Run:
    return Run(seat.user.id, seat.user.account, seat.trading.mode, wish, is_load=is_load)


def _chosen(detail: str | None, details: Sequence[Timeframe], run: Run | None) -> Timeframe | None:
    """What was said, or what the last study had; the usual where there is no such any more."""
    said = run.wish.detail if detail is None and run is not None else detail
    return next((each for each in details if each == said), None)


def _running(view: RunView, run: Run, ahead: int) -> RunView:
    return replace(
        view,
        state=run.state,
        kind=run.wish.kind,
        wish=run.wish,
        share=run.share,
        ahead=ahead if run.state is RunState.WAITING else 0,
        trouble=run.trouble,
        done=run.done,
        is_load=run.is_load,
        rows=run.rows,
        lacks=run.lacks,
    )


def _is_seen(study: Study, seat: Seat) -> bool:
    if study.account == BY_COMMAND:
        return seat.user.access.allows(Access.OWNER)
    return study.account == seat.user.account


def _can_apply(study: Study, seat: Seat) -> bool:
    """While its agent is there and led by the strategy that was searched."""
    found = study.search
    agent = next((each for each in seat.agents if each.id == study.wish.agent), None)
    return (
        found is not None
        and bool(found.rows)
        and agent is not None
        and agent.strategy == study.wish.strategy
        and seat.user.access.allows(Access.TRADER)
    )
