"""The chat's screens of studies: what is going on, what was found, what there is."""

from enum import StrEnum

from core.studies import Study, StudyKind, StudyWish
from core.types import Access, AgentId, Mode, Timeframe
from core.values import Frozen


class RunState(StrEnum):
    """What became of the newest study that was asked for."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    LOADED = "loaded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class Trouble(Frozen, frozen=True):
    """Why a study came to nothing: an error's code, its words and its values."""

    code: str
    words: str
    values: tuple[tuple[str, str], ...] = ()


class RunView(Frozen, frozen=True, kw_only=True):
    """The newest study of a member: `share` of it is done, `ahead` others come first; `done` is
    what it came to. `is_load`: the candles that it lacked are downloaded instead, so far `rows` of
    them. `lacks`: such a download is worth while. `detail` is chosen of the `details` there are."""

    agent: AgentId
    mode: Mode
    strategy: str
    state: RunState = RunState.NONE
    kind: StudyKind = StudyKind.BACKTEST
    wish: StudyWish | None = None
    share: float = 0.0
    ahead: int = 0
    trouble: Trouble | None = None
    done: str = ""
    agent_name: str = ""
    can_search: bool = True
    learns: bool = False
    is_load: bool = False
    rows: int = 0
    lacks: bool = False
    details: tuple[Timeframe, ...] = ()
    detail: Timeframe | None = None
    access: Access = Access.OWNER


class StudyView(Frozen, frozen=True, kw_only=True):
    """One that is kept; `can_apply`: its best parameters may be given to the agent it is of."""

    study: Study
    utc_offset_min: int = 0
    can_apply: bool = False
    access: Access = Access.OWNER


class StudiesView(Frozen, frozen=True, kw_only=True):
    """A page of those that are kept, newest first. `beside` is the id of one that another is being
    chosen for, to be compared with."""

    mode: Mode
    heads: tuple[Study, ...]
    page: int = 1
    pages: int = 1
    beside: str = ""
    utc_offset_min: int = 0
    access: Access = Access.OWNER


class BesideView(Frozen, frozen=True, kw_only=True):
    """Two studies side by side."""

    mode: Mode
    left: Study
    right: Study
    utc_offset_min: int = 0
