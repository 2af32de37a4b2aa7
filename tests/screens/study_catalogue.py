"""Screens of studies in every state."""

from collections.abc import Mapping

from bot.locales import Text
from bot.render.confirm import render_confirm
from bot.render.studies import render_studies
from bot.render.study import render_beside, render_study
from bot.render.study_run import render_run
from bot.screen import Screen
from tests.screens import study_samples as r


def study_screens(text: Text) -> Mapping[str, Mapping[str, Screen]]:
    return {
        "study": {
            **{f"run, {name}": render_run(view, text) for name, view in r.RUNS.items()},
            **{f"list, {name}": render_studies(view, text) for name, view in r.LISTS.items()},
            **{f"found, {name}": render_study(view, text) for name, view in r.FOUND.items()},
            **{f"beside, {name}": render_beside(view, text) for name, view in r.BESIDE.items()},
            "confirm, apply": render_confirm(r.APPLY, text),
        }
    }
