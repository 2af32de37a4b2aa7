"""Which recordings a path names. What a file holds is told by its name and folder:

spot/BTCUSDT-5m.csv.gz  futures/BTCUSDT-1h.csv.gz      candles, beside futures also
futures/BTCUSDT-1h-mark.csv.gz  futures/BTCUSDT-funding.csv.gz
spot-btcusdt_20240808.txt.gz  usdm-btcusdt_20240808.txt.gz     WebSocket lines
spot/BTCUSDT-1m/  futures/BTCUSDT-1h/         folders of the archive (`main.py data`), likewise
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.errors import InputError
from core.types import InstrumentKind, Timeframe
from core.values import Frozen
from exchanges.replayed.instruments import Market

_CSV = ".csv.gz"
_BARS = re.compile(r"([A-Z0-9]+)-(\d+[smhd])(?:\.csv\.gz)?")
_LINES = re.compile(r"(spot|usdm)-([a-z0-9]+)[_.-].*\.txt\.gz|(spot|usdm)-([a-z0-9]+)\.txt\.gz")
_FOLDERS = {"spot": InstrumentKind.SPOT, "futures": InstrumentKind.PERP}
_VENUES = {"spot": InstrumentKind.SPOT, "usdm": InstrumentKind.PERP}
_KNOWN = "SYMBOL-5m.csv.gz in a folder spot or futures, and spot-symbol_*.txt.gz or usdm-symbol_*"


class Recording(Frozen, frozen=True):
    """One file; `timeframe` is that of its candles, None for WebSocket lines."""

    market: Market
    path: Path
    timeframe: Timeframe | None

    @property
    def marks(self) -> Path:
        return self.path.with_name(f"{self._stem}-mark{self._suffix}")

    @property
    def fundings(self) -> Path:
        return self.path.with_name(f"{self.market.symbol}-funding{self._suffix}")

    @property
    def _stem(self) -> str:
        return self.path.name.removesuffix(_CSV)

    @property
    def _suffix(self) -> str:
        """An archive's folders have none."""
        return _CSV if self.path.name.endswith(_CSV) else ""


def recordings(paths: Sequence[Path], symbols: Sequence[str] = ()) -> tuple[Recording, ...]:
    """The recordings of the wanted symbols (of all, if none is named) in order of their names.

    A folder gives each symbol's finest candles; named files are taken as they are. Raises
    InputError when a file is not there or not known, or nothing is left.
    """
    named = [item for path in paths for item in _named(path)]
    found = [item for item in named if not symbols or item.market.symbol in symbols]
    if not found:
        held = sorted({item.market.symbol for item in named})
        raise InputError(
            f"There is nothing to replay of {', '.join(symbols) or 'any symbol'} in "
            f"{', '.join(map(str, paths)) or 'no path'}; found: {', '.join(held) or 'nothing'}",
            code="bad_replay",
        )
    _refuse_mixtures(found)
    return tuple(sorted(found, key=lambda item: (item.market.id, item.path.name)))


def of_timeframe(
    paths: Sequence[Path], symbols: Sequence[str], timeframe: Timeframe
) -> tuple[Path, ...]:
    """Where the candles of a timeframe lie: in the named folders, and beside the named recordings
    of other candles. Raises InputError for a symbol of which there are none."""
    named = [item for path in paths for item in _around(path) if item.market.symbol in symbols]
    found = {item.path: item for item in named if item.timeframe is timeframe}
    held = {item.market.symbol for item in found.values()}
    for symbol in symbols:
        if symbol not in held:
            others = [item for item in named if item.market.symbol == symbol]
            raise _without(symbol, timeframe, others)
    return tuple(found)


def _without(symbol: str, timeframe: Timeframe, others: Iterable[Recording]) -> InputError:
    """Others are named, finest first."""
    known = {item.timeframe for item in others if item.timeframe is not None}
    told = ", ".join(each for each in Timeframe if each in known) or "none"
    return InputError(
        f"There are no {timeframe} candles of {symbol} there; its candles there are: {told}",
        code="bad_replay",
    )


def _around(path: Path) -> list[Recording]:
    """A folder's recordings; of a recording of candles it and those of its market beside it."""
    if path.is_dir() and _known(path) is None:
        return [item for entry in sorted(path.iterdir()) if (item := _known(entry)) is not None]
    only = _file(path)
    if only.timeframe is None:
        return [only]
    beside = (_known(entry) for entry in sorted(path.parent.iterdir()))
    return [item for item in beside if item is not None and item.market == only.market]


def _named(path: Path) -> list[Recording]:
    """A folder of recordings, or one: the archive's are folders themselves."""
    return _folder(path) if path.is_dir() and _known(path) is None else [_file(path)]


def _file(path: Path) -> Recording:
    found = _known(path)
    if found is None:
        raise InputError(f"{path} is no recording; known names: {_KNOWN}", code="bad_replay")
    if not path.exists():
        raise InputError(f"{path} is not there", code="bad_replay")
    return found


def _folder(path: Path) -> list[Recording]:
    known = [item for entry in sorted(path.iterdir()) if (item := _known(entry)) is not None]
    finest: dict[Market, Timeframe] = {}
    for item in known:
        if item.timeframe is not None:
            held = finest.get(item.market, item.timeframe)
            finest[item.market] = min(held, item.timeframe, key=lambda timeframe: timeframe.ns)
    return [item for item in known if item.timeframe in (None, finest.get(item.market))]


def _known(path: Path) -> Recording | None:
    if (lines := _LINES.fullmatch(path.name)) is not None:
        venue, symbol = lines[1] or lines[3], lines[2] or lines[4]
        return Recording(Market(_VENUES[venue], symbol.upper()), path, None)
    bars, kind = _BARS.fullmatch(path.name), _FOLDERS.get(path.resolve().parent.name)
    if bars is None or kind is None or bars[2] not in set(Timeframe):
        return None
    return Recording(Market(kind, bars[1]), path, Timeframe(bars[2]))


def _refuse_mixtures(found: Iterable[Recording]) -> None:
    grades: dict[Market, Timeframe | None] = {}
    for item in found:
        if grades.setdefault(item.market, item.timeframe) is not item.timeframe:
            raise InputError(
                f"{item.path} and another file of {item.market.id} differ in what they hold: "
                "replay candles of one timeframe, or WebSocket lines",
                code="bad_replay",
            )
