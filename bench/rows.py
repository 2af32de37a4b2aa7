"""The rows that must be there."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bench.figure import Figure


def _engine_rows(history: str, peers: Iterable[str]) -> tuple[str, ...]:
    """Ours, and for each peer its own and the ratio."""
    ours = f"engine, {history}"
    return ours, *(row for name in peers for row in (f"{name}, {history}", f"{ours} : {name}"))


SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "engine": (
            *_engine_rows(
                "short history",
                ("backtesting.py", "basana", "backtrader", "freqtrade", "nautilus_trader"),
            ),
            *_engine_rows("long history", ("backtesting.py", "basana")),
        ),
        "compiled": (
            "G2 compiled loop, warm",
            "vectorbt, warm",
            "G2 compiled loop : vectorbt, warm",
            "G2 fresh process to first result, sooner than vectorbt",
            "G12 trades of the engine and of the compiled loop that differ",
            "G2 20 symbols, compiled loop : vectorbt, warm",
            "G2 20 symbols, memory",
            "Sweep, one process",
            "Sweep, two processes : one",
        ),
        "search": (
            *(f"Search, the grid, {name}" for name in ("TREND", "SCALPING", "SUPERTREND")),
            "Search, TPE, TREND",
            "optimise, nothing compiled yet",
            "optimise, compiled before",
        ),
        "many": (
            "G3 one symbol, a bar",
            "G3 20 symbols, one account, a bar",
            "G3 20 symbols, one account : one symbol",
            "G3 20 symbols, one account, memory",
        ),
        "alike": ("G12 symbols whose trades differ",),
        "ticks": (
            "G5 raw tick judged, p50",
            "G5 raw tick judged, p99",
            "G5 raw tick to stop decision, p50",
            "G5 raw tick to stop decision, p99",
            "G5 raw tick to paper fill, p99",
            "G5 the same on disk, p50",
            "G5 the same on disk, p99",
        ),
        "indicators": (
            "20 indicators, vectorised",
            "20 indicators, TA-Lib itself",
            "20 indicators, pandas",
            "20 indicators, pandas : ours",
            "exact twins over columns, compiled",
            "exact twins over columns, stepped",
            "G12 SMA 20, update",
            "G12 EMA 20, update",
            "G12 RSI 14, update",
        ),
        "presses": ("G10 press over bare aiogram, p50", "G10 press over bare aiogram, p99"),
        "pictures": (
            "G9 300 candles, 50 markers, volume, warm",
            "G9 300 candles, 50 markers, volume, cold",
            "G9 loop lag while drawing, p99",
        ),
        "loaded": (
            "500 positions, tick to decision, p50",
            "500 positions, tick to decision, p99",
            "500 positions, loop lag, p99",
            "500 positions, loop lag, worst",
        ),
        "flood": tuple(
            f"G6 200 symbols x 50 frames/s, {what}"
            for what in (
                "of one core",
                "of one core with a busy chat",
                "wire to decision, p50",
                "wire to decision, p99",
                "wire to decision without a chat, p99",
            )
        ),
        "crowd": tuple(
            f"100 agents x 20 symbols, {what}"
            for what in ("of one core", "memory of an agent", "missed cycles")
        ),
        "storm": tuple(
            f"alert storm, 2000 events of 50 agents in 10 s, {what}"
            for what in (
                "quote to stop judged without it, p99",
                "quote to stop judged, p99",
                "HIGH alerts that arrived",
            )
        ),
        "journal": tuple(
            row
            for where in ("", " on PostgreSQL")
            for row in (
                f"journal commit{where}, p50",
                f"journal commit{where}, p99",
                f"G7 journal{where} under load, p99",
                f"G7 journal{where} under load, rows/s",
            )
        ),
        "statistics": (
            "G8 statistics by strategy over 1 M trades, p99",
            "G8 last 20 of 1 M trades, p99",
            "Sums of 1 M trades from their journal, once",
        ),
        "starting": (
            "import aiogram",
            "import app.run",
            "import app.chat",
            "G11 start to stops armed",
            "G11 start to first getUpdates",
            "G11 start to first press answered",
            "G11 memory, idle",
            "G11 memory, TREND on 3 symbols",
        ),
        "plugin_calls": (
            "Plugin call, 500 rows, p50",
            "Plugin call, 500 rows, p99",
            "Plugin reload, changed file to active, p50",
            "Loop lag beside an endless plugin, worst",
        ),
    }
)
"""By section, which is also the module that measures it."""


def missing(names: Iterable[str], figures: Iterable[Figure]) -> list[str]:
    told = {figure.row for figure in figures}
    return [row for name in names for row in SECTIONS[name] if row not in told]
