"""A strategy tried on history: what goes on, and the list of what there is."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto import whose
from bot.render.notice import input_error
from bot.render.page import button, compose, home, may_trade, page_buttons, title
from bot.render.strategies import named
from bot.screen import Button, Rows, Screen
from core.errors import InputError
from core.studies import Study
from core.views.studies import RunState, RunView, StudiesView

DAYS = (7, 30, 90)
CELLS = 20
"""Of the bar."""
UNDERWAY = (RunState.WAITING, RunState.RUNNING)


def render_run(view: RunView, text: Text, *, notice: str = "") -> Screen:
    """What may be tried, and how far what is being tried has come."""
    figures = [*whose(view.agent_name), *pair(text.t("study.strategy"), named(view.strategy, text))]
    figures += _progress(view, text)
    notes = [_told(view, text), _on_search(view, text)]
    header = title(text, "study.title", view.mode)
    rows = _underway(view, text) if view.state in UNDERWAY else _offered(view, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _progress(view: RunView, text: Text) -> list[str]:
    wish = view.wish
    if wish is None:
        return []
    what = text.t(f"study.kind.{view.kind.value}")
    frame = words.timeframe(wish.timeframe.value, text)
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
    return text.t(f"study.state.{view.state.value}")


def _on_search(view: RunView, text: Text) -> str:
    """What the short captions of the searches mean."""
    if not view.can_search or view.state in UNDERWAY or not may_trade(view.access):
        return ""
    return text.t("study.note.search", methods="🗺 🎲 🧠" if view.learns else "🗺 🎲")


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
        rows += [day_buttons(view.agent, text), *_others(view, text)]
    return *rows, last


def day_buttons(agent: str, text: Text) -> tuple[Button, ...]:
    """Tests of the agent's own parameters over so many days."""
    return tuple(
        Button(text.t("button.study.days", n=days), build("study:run", days, agent))
        for days in DAYS
    )


def _others(view: RunView, text: Text) -> list[tuple[Button, ...]]:
    agent = view.agent
    rows: list[tuple[Button, ...]] = [
        (
            button(text, "study.believe", "study:check", agent=agent),
            button(text, "study.drift", "study:drift", agent=agent),
        )
    ]
    if view.can_search:
        methods = ("grid", "random", "tpe") if view.learns else ("grid", "random")
        rows.append(
            tuple(
                button(text, f"study.{each}", "study:search", each, agent=agent) for each in methods
            )
        )
    return rows


def render_studies(view: StudiesView, text: Text, *, notice: str = "") -> Screen:
    """A page of them: to be opened, or chosen beside another."""
    key = "study.list.beside" if view.beside else "study.list"
    figures: list[str] = []
    for number, head in enumerate(view.heads, 1):
        figures += _head_rows(number, head, view, text)
    notes = [] if view.heads else [text.t("study.list.empty")]
    header = title(text, key, view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _list_rows(view, text))


def _head_rows(number: int, head: Study, view: StudiesView, text: Text) -> list[str]:
    when = fmt.day(head.made_ns, view.utc_offset_min, text)
    at = fmt.short_clock(head.made_ns, view.utc_offset_min)
    kind, wish = text.t(f"study.sign.{head.wish.kind.value}"), head.wish
    frame = words.timeframe(wish.timeframe.value, text)
    first = pair(f"{number} {kind} {clip(wish.strategy, 12)}", f"{when} {at}")
    share = f"{head.return_pct:+.2f}%" if head.return_pct else "0.00%"
    return [*first, *pair(f"  {clip(wish.title, 12)} {frame}", share)]


def _list_rows(view: StudiesView, text: Text) -> Rows:
    route = "study:compare" if view.beside else "study:show"
    before = f"{view.beside}." if view.beside else ""
    numbers: tuple[Button, ...] = tuple(
        Button(str(number), build(route, f"{before}{head.id}"))
        for number, head in enumerate(view.heads, 1)
    )
    rows: list[tuple[Button, ...]] = [numbers] if numbers else []
    if view.pages > 1:
        way = "study:with" if view.beside else "study:list"
        rows.append(page_buttons(way, view.page, view.pages, before=before))
    return *rows, (button(text, "study.again", "study:open"), home(text))
