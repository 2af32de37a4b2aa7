"""Views with their ages left out: equal ones tell that nothing happened but time."""

from dataclasses import replace

from core.views import AutoView, MenuView, PositionView, QuoteView, SandboxView, StatusView


def still_auto(view: AutoView) -> AutoView:
    return replace(
        view,
        now_ns=0,
        feed_age_s=None,
        quote=_still_quote(view.quote) if view.quote is not None else None,
        signal=replace(view.signal, lasted_s=0) if view.signal is not None else None,
        position=_still_position(view.position) if view.position is not None else None,
    )


def still_menu(view: MenuView) -> MenuView:
    positions = tuple(_still_position(position) for position in view.positions)
    return replace(view, feed_age_s=None, positions=positions)


def still_status(view: StatusView) -> StatusView:
    return replace(
        view,
        menu=still_menu(view.menu),
        agents=tuple(still_auto(agent) for agent in view.agents),
        uptime_s=0,
        journal_rows=0,
    )


def still_sandbox(view: SandboxView) -> SandboxView:
    return replace(view, auto=still_auto(view.auto))


def _still_quote(quote: QuoteView) -> QuoteView:
    return replace(quote, age_s=0.0)


def _still_position(position: PositionView) -> PositionView:
    return replace(position, held_s=0)
