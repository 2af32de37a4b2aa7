"""Studies of a desk: who runs them, who keeps them, and the use case."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from analytics.reporter import ReportWriter
from app.settings import Settings
from app.study_bench import ProcessBench
from app.study_job import HistorySource
from bot.locales import load_texts
from bot.render.chart import picture_words
from bot.render.report_words import report_words
from core.ports import Clock, Gallery, JournalReader, KeyValue
from core.ports.strategies import StrategyCatalogue
from core.ports.studies import Studies, StudyBench, StudyShelf
from exchanges.binance.profile import FUTURES, SPOT, profile_of
from services.closed import ClosedTrades
from services.confirm import Topic
from services.seats import Seats
from services.studies import StudyService
from services.study_runs import StudyRuns
from services.study_topic import ApplyTopic
from services.themes import ThemeStore


@dataclass(frozen=True, slots=True)
class StudySide:
    """`runs` has a `run()` for the app's task group."""

    studies: Studies
    runs: StudyRuns
    topics: Mapping[str, Topic]


def source_of(settings: Settings) -> HistorySource:
    return HistorySource(
        exchange=settings.exchange,
        seed=settings.sim_seed,
        archive=str(settings.history_dir.resolve()),
        replay=tuple(str(path.resolve()) for path in settings.replay_path),
        rest_url=_archive_url(settings),
    )


def _archive_url(settings: Settings) -> str:
    """Where this desk's own candles come from; '' for a market that is made or recorded."""
    if settings.exchange not in (SPOT.name, FUTURES.name):
        return ""
    is_testnet, told = settings.binance_testnet, settings.exchange_rest_url
    return profile_of(settings.exchange, rest=told, ws="", is_testnet=is_testnet).rest


def build_studies(
    seats: Seats,
    catalogue: StrategyCatalogue,
    bench: StudyBench,
    shelf: StudyShelf,
    values: KeyValue,
    journal: JournalReader,
    gallery: Gallery,
    clock: Clock,
) -> StudySide:
    texts = load_texts()
    runs = StudyRuns(bench, shelf, values, clock)
    studies = StudyService(
        seats,
        catalogue,
        runs,
        shelf,
        ClosedTrades(journal, clock),
        reporter=ReportWriter(),
        gallery=gallery,
        themes=ThemeStore(values),
        picture_words={name: picture_words(text) for name, text in texts.items()},
        report_words={name: report_words(text) for name, text in texts.items()},
        learns=find_spec("optuna") is not None,
    )
    return StudySide(studies, runs, {"study_apply": ApplyTopic(studies)})


def desk_bench(settings: Settings) -> StudyBench:
    return ProcessBench(source_of(settings))
