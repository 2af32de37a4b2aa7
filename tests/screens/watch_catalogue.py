"""Every state of the screens that look at the market and at the whole desk."""

from bot.locales import Text
from bot.render.agents import EDITS, render_agent, render_agents
from bot.render.compare import render_compare
from bot.render.ladder import render_ladder
from bot.render.market import render_market
from bot.render.monitor import render_monitor
from bot.render.new_agent import render_new_agent
from bot.render.notice import input_error
from bot.render.portfolio import render_portfolio
from bot.render.strategies import render_parameter, render_strategies, render_strategy
from bot.render.symbols import render_symbols
from bot.render.watch import render_watch
from bot.screen import Screen
from core.pictures import Picture
from core.values import replace
from tests.screens import ladder_samples as ld
from tests.screens import strategy_samples as st
from tests.screens import watch_samples as w


def watch_screens(text: Text) -> dict[str, dict[str, Screen]]:
    """By file of snapshots, then by state."""
    picture = Picture("key", b"PNG")
    return {
        **_looked_at(text),
        "portfolio": {name: render_portfolio(view, text) for name, view in w.PORTFOLIOS.items()},
        "strategies": _strategies(text),
        "ladder": {
            **{name: render_ladder(view, text, picture) for name, view in ld.LADDERS.items()},
            "without a picture": render_ladder(ld.LADDER, text),
        },
        "monitor": {name: render_monitor(view, text) for name, view in w.MONITORS.items()},
        "agents": _agents(text),
    }


def _looked_at(text: Text) -> dict[str, dict[str, Screen]]:
    """The market, the choice of a symbol, the watch list."""
    return {
        "market": {
            **{name: render_market(view, text) for name, view in w.MARKETS.items()},
            "standing still": render_market(w.MARKET, text, is_paused=True),
        },
        "symbols": {
            "a page": render_symbols(w.SYMBOLS, text, is_list=False),
            "found": render_symbols(w.FOUND, text, is_list=False),
            "guessed": render_symbols(w.GUESSED, text, is_list=False),
            "not found": render_symbols(w.NOT_FOUND, text, is_list=True),
            "for the watch list": render_symbols(w.SYMBOLS, text, is_list=True),
        },
        "watch": {
            "four": render_watch(w.WATCH, text),
            "changing": render_watch(w.WATCH, text, is_editing=True),
            "added": render_watch(w.WATCH, text, notice=text.t("toast.watched")),
            "empty": render_watch(replace(w.WATCH, rows=()), text),
            "a page": render_watch(replace(w.WATCH, page=2, pages=3, has_more=False), text),
        },
    }


def _strategies(text: Text) -> dict[str, Screen]:
    return {
        "a page": render_strategies(st.LIST, text),
        "the last page": render_strategies(
            replace(st.LIST, names=st.NAMES[8:], page=2), text, notice=text.t("toast.saved")
        ),
        **{name: render_strategy(view, text) for name, view in st.CARDS.items()},
        **{
            f"asked for, {name}": render_parameter(view, number, text)
            for name, (view, number) in st.ASKED.items()
        },
        "many parameters": render_strategy(st.MANY, text),
        "many parameters, the last page": render_strategy(st.MANY, text, page=3),
        "out of bounds": render_parameter(
            st.CHANGED, 0, text, notice=input_error(st.OUT_OF_BOUNDS, text)
        ),
    }


def _agents(text: Text) -> dict[str, Screen]:
    return {
        **{name: render_agents(view, text) for name, view in w.AGENT_LISTS.items()},
        **{f"card, {name}": render_agent(view, text) for name, view in w.CARDS.items()},
        **{f"typing {name}": render_agent(w.CARD, text, editing=name) for name in EDITS},
        **{f"new, {name}": render_new_agent(view, text) for name, view in w.NEWS.items()},
        **{f"compared, {name}": render_compare(view, text) for name, view in w.COMPARES.items()},
    }
