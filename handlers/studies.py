"""Strategies tried on history: begun, stopped, looked at, compared, applied, taken away."""

from bot.callbacks import Press
from bot.place import STRATEGY, STUDIES, STUDY, STUDY_NOW, Place
from bot.screen import Document
from core.studies import StudyKind
from handlers.turn import Handler, Turn


def begin(kind: StudyKind) -> Handler:
    """What a button does that has something studied of the agent it was drawn for."""

    async def start(turn: Turn, press: Press) -> None:
        studies = turn.services.studies
        what, _, detail = press.arg.partition(".")
        said = await studies.begin(turn.user.id, kind.value, what, agent=press.agent, detail=detail)
        await turn.open(STUDY_NOW, turn.say(said))

    return start


async def inside(turn: Turn, press: Press) -> None:
    await turn.open(Place("study", press.arg))


async def load(turn: Turn, press: Press) -> None:
    said = await turn.services.studies.load(turn.user.id)
    await turn.open(STUDY_NOW, turn.say(said))


async def again(turn: Turn, press: Press) -> None:
    said = await turn.services.studies.again(turn.user.id)
    await turn.open(STUDY_NOW, turn.say(said))


async def stop(turn: Turn, press: Press) -> None:
    said = await turn.services.studies.stop(turn.user.id)
    await turn.open(STUDY, turn.say(said))


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("studies", press.arg))


async def show(turn: Turn, press: Press) -> None:
    await turn.open(Place("found", press.arg))


async def beside(turn: Turn, press: Press) -> None:
    await turn.open(Place("beside", press.arg))


async def file(turn: Turn, press: Press) -> None:
    """The file comes beside the screen, which stays where it is."""
    form, _, name = press.arg.partition(".")
    made = await turn.services.studies.file(turn.user.id, name, form)
    caption = turn.text.plural("rank.trades", made.rows)
    turn.hand(Document(made.name, made.content, caption))
    await turn.redraw(turn.say("exported"))


async def apply(turn: Turn, press: Press) -> None:
    await turn.ask("study_apply", back=STRATEGY, version=press.arg)


async def drop(turn: Turn, press: Press) -> None:
    said = await turn.services.studies.remove(turn.user.id, press.arg)
    await turn.open(STUDIES, turn.say(said))
