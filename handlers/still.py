"""Views with their ages left out: equal ones tell that nothing happened but time."""

from collections.abc import Sequence
from functools import partial

from core.health import MachineHealth
from core.values import replace
from core.views import AutoView, MenuView, PositionView, QuoteView, SandboxView, StatusView
from core.views.looked import Looked
from core.views.system import SystemView


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
    places = range(len(view.positions))
    positions = Looked([partial(_still_at, view.positions, place) for place in places])
    return replace(view, feed_age_s=None, positions=positions)


def _still_at(positions: Sequence[PositionView], place: int) -> PositionView:
    return _still_position(positions[place])


def still_status(view: StatusView) -> StatusView:
    return replace(
        view,
        menu=still_menu(view.menu),
        agents=tuple(still_auto(agent) for agent in view.agents),
        uptime_s=0,
        journal_rows=0,
    )


def still_system(view: SystemView) -> SystemView:
    """What is measured anew at every look says nothing; counts, troubles and copies do."""
    still = replace(
        view,
        feed=replace(view.feed, age_s=0.0),
        uptime_s=0,
        machine=MachineHealth(memory_bytes=0, free_bytes=0),
    )
    if view.wire is not None:
        wire = replace(view.wire, rtt_ms=0.0, offset_ms=0.0, used=0, blocked_s=0.0)
        still = replace(still, wire=wire)
    if view.store is not None:
        store = replace(view.store, bytes=0, answer_ms=0.0, lag_ms=0.0, waiting=0)
        still = replace(still, store=store)
    if view.chat is not None:
        still = replace(still, chat=replace(view.chat, p95_ms=0.0))
    return still


def still_sandbox(view: SandboxView) -> SandboxView:
    return replace(view, auto=still_auto(view.auto))


def _still_quote(quote: QuoteView) -> QuoteView:
    return replace(quote, age_s=0.0)


def _still_position(position: PositionView) -> PositionView:
    return replace(position, held_s=0)
