"""A strategy tried on history: what may be tried, what goes on, what it lacks."""

from collections.abc import Iterator

from bot.callbacks import build
from bot.cells import clip, pair
from bot.format import real
from bot.locales import Text
from bot.render import words
from bot.render.auto import whose
from bot.render.notice import input_error
from bot.render.page import button, choice_button, compose, home, may_trade, title
from bot.render.strategies import named
from bot.screen import Button, Rows, Screen
from core.errors import InputError
from core.types import Timeframe
from core.views.studies import RunState, RunView

DAYS = (7, 30, 90)
CELLS = 20
"""Of the bar."""
UNDERWAY = (RunState.WAITING, RunState.RUNNING)
AUTO = "auto"
PART = "study_part_data"


def render_run(view: RunView, text: Text, *, notice: str = "") -> Screen:
    """What may be tried, and how far what is being tried has come."""
    figures = [*whose(view.agent_name), *pair(text.t("study.strategy"), named(view.strategy, text))]
    is_idle = view.state not in UNDERWAY
    if view.details and is_idle:
        figures += pair(text.t("study.inside"), _frame(view.detail, text))
    figures += _progress(view, text)
    notes = [_told(view, text), *(_notes(view, text) if is_idle else ())]
    header = title(text, "study.title", view.mode)
    rows = _offered(view, text) if is_idle else _underway(view, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _frame(detail: Timeframe | None, text: Text) -> str:
    if detail is None:
        return text.t("study.inside.auto")
    return words.timeframe(detail.value, text)


def _progress(view: RunView, text: Text) -> list[str]:
    wish = view.wish
    if wish is None:
        return []
    what = text.t(f"study.kind.{'load' if view.is_load else view.kind.value}")
    shown = wish.detail or wish.timeframe if view.is_load else wish.timeframe
    frame = words.timeframe(shown.value, text)
    rows = [clip(f"{what} · {named(wish.strategy, text)}"), clip(f"{wish.title} · {frame}")]
    if view.state in UNDERWAY:
        done = round(view.share * CELLS)
        rows.append(f"{'█' * done}{'░' * (CELLS - done)} {view.share * 100:3.0f}%")
    return rows


def _told(view: RunView, text: Text) -> str:
    if view.trouble is not None:
        error = InputError(view.trouble.words, code=view.trouble.code, **dict(view.trouble.values))
        return input_error(error, text)
    if view.state is RunState.WAITING and view.ahead:
        return text.plural("study.ahead", view.ahead)
    if view.state is RunState.LOADED:
        return _loaded(view.rows, text)
    loads = text.has(key := f"study.load.{view.state.value}") and view.is_load
    return text.t(key if loads else f"study.state.{view.state.value}")


def _loaded(rows: int, text: Text) -> str:
    if not rows:
        return text.t("study.load.nothing")
    return text.plural("study.load.loaded", rows, shown=real(rows))


def _notes(view: RunView, text: Text) -> Iterator[str]:
    """What the short captions of the choices mean."""
    if not may_trade(view.access):
        return
    if view.can_search:
        yield text.t("study.note.search", methods="🗺 🎲 🧠" if view.learns else "🗺 🎲")
    if view.details:
        yield text.t("study.note.detail")


def _underway(view: RunView, text: Text) -> Rows:
    stop = (button(text, "study.stop", "study:stop", style="danger"),)
    last = (button(text, "study.look", "study:open"), home(text))
    return (stop, last) if may_trade(view.access) else (last,)


def _offered(view: RunView, text: Text) -> Rows:
    found = (button(text, "study.found", "study:show", view.done, "primary"),) if view.done else ()
    back = button(text, "strategy.own", "strat:open", agent=view.agent)
    last = (button(text, "study.list", "study:list", 1), back, home(text))
    rows: list[tuple[Button, ...]] = [found] if found else []
    if may_trade(view.access):
        rows += [*_history(view, text), *_tests(view, text)]
    return *rows, last


def _history(view: RunView, text: Text) -> Iterator[tuple[Button, ...]]:
    """What the last study lacks is got, or done without; what has come is tested."""
    if view.state is RunState.LOADED:
        yield (button(text, "study.rerun", "study:again", style="primary"),)
    if not view.lacks:
        return
    trouble = view.trouble
    days = int(dict(trouble.values).get("days", 0)) if trouble is not None else 0
    caption = text.plural("button.study.load", days) if days else text.t("button.study.go_on")
    yield (Button(caption, build("study:load"), "primary"),)
    if trouble is not None and trouble.code == PART:
        yield (button(text, "study.part", "study:again"),)


def _tests(view: RunView, text: Text) -> Iterator[tuple[Button, ...]]:
    agent, inside = view.agent, f".{view.detail}" if view.detail is not None else ""
    yield tuple(
        Button(text.t("button.study.days", n=days), build("study:run", f"{days}{inside}", agent))
        for days in DAYS
    )
    if view.details:
        yield _details(view, text)
    yield (
        button(text, "study.believe", "study:check", inside, agent=agent),
        button(text, "study.drift", "study:drift", inside, agent=agent),
    )
    if view.can_search:
        methods = ("grid", "random", "tpe") if view.learns else ("grid", "random")
        yield tuple(
            button(text, f"study.{each}", "study:search", f"{each}{inside}", agent=agent)
            for each in methods
        )


def _details(view: RunView, text: Text) -> tuple[Button, ...]:
    auto = text.t("button.study.auto")
    return (
        choice_button(auto, "study:detail", AUTO, is_chosen=view.detail is None, agent=view.agent),
        *(
            choice_button(
                words.timeframe(each.value, text),
                "study:detail",
                each.value,
                is_chosen=each is view.detail,
                agent=view.agent,
            )
            for each in view.details
        ),
    )
