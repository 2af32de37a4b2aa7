"""What decides the shape of the auto screen."""

from core.trading import RefusalCode
from core.types import AgentState, FeedStatus
from core.views import AutoView


def is_stale(view: AutoView) -> bool:
    return view.feed is FeedStatus.STALE


def is_blocked(view: AutoView) -> bool:
    """A refusal stands. That the feed is stale has a screen of its own."""
    if view.blocked is None or view.state is not AgentState.RUNNING:
        return False
    return not (is_stale(view) and view.blocked.code == RefusalCode.STALE_FEED)
