"""The same events give equal journals, whichever way they run: as the desk does (the feed, the
session, SQLite), as a replay, and straight through a runtime in a plain loop.

A run that holds too little proves nothing: it fails too.
"""

from pathlib import Path

import pytest

from backtest.jumping import JumpingClock
from core.types import HOUR_NS, Source
from exchanges.factory import Venue
from exchanges.simulated.instruments import instrument_id
from tests.parity.facts import FULL, Tally, tally
from tests.parity.plots import (
    FUNDED_NS,
    M1,
    PERP,
    SIM_SEED,
    SYMBOL,
    bar_plot,
    bar_story,
    book_story,
    candles,
    fundings,
    quote_story,
    recorded_story,
    simulated,
    tick_plot,
)
from tests.parity.recorder import write_bars, write_fundings, write_lines
from tests.parity.runs import in_a_loop, in_memory, on_paper
from tests.parity.story import BARS_PACE
from tests.parity.venues import replay, simulated_venue

pytestmark = pytest.mark.slow


def demo_venue(desk: JumpingClock) -> Venue:
    return simulated_venue(desk, [SYMBOL], SIM_SEED)


def assert_full(found: Tally, least: Tally = FULL) -> None:
    assert found.covers(least), f"the compared run is too thin: {found}, wanted {least}"


async def test_the_simulated_market_on_paper_and_in_a_loop_is_one_journal(tmp_path: Path) -> None:
    """Book and trades, judged on marks: what `make run` does."""
    plot = tick_plot(instrument_id(SYMBOL))
    loop = in_a_loop(plot, await book_story(plot))
    assert_full(tally(loop))
    assert await on_paper(plot, demo_venue, tmp_path) == loop


async def test_book_and_trades_on_paper_replayed_and_in_a_loop_are_one_journal(
    tmp_path: Path,
) -> None:
    plot = tick_plot(PERP.id)
    story = recorded_story(plot)
    lines = write_lines(tmp_path / "usdm-btcusdt_1.txt.gz", PERP, story.events)
    loop = in_a_loop(plot, story)
    assert_full(tally(loop))
    assert await on_paper(plot, story.venue, tmp_path) == loop
    assert await in_memory(plot, replay(lines)) == loop


async def test_quotes_alone_on_paper_replayed_and_in_a_loop_are_one_journal(tmp_path: Path) -> None:
    plot = tick_plot(instrument_id(SYMBOL))
    story = await quote_story(plot)
    loop = in_a_loop(plot, story)
    assert_full(tally(loop))
    assert await on_paper(plot, story.venue, tmp_path) == loop
    assert await in_memory(plot, story.replay) == loop


async def test_candles_on_paper_replayed_and_in_a_loop_are_one_journal(tmp_path: Path) -> None:
    start_ns = FUNDED_NS - 8 * HOUR_NS
    plot = bar_plot(PERP.id, start_ns, start_ns + 24 * HOUR_NS)
    story = await bar_story(plot)
    bars = tmp_path / "futures/BTCUSDT-1m.csv.gz"
    market = simulated()
    minutes = await candles(market, (PERP.id, M1), plot.end_ns, 10_000)
    write_bars(bars, PERP, minutes)
    marks = await candles(market, (PERP.id, M1), plot.end_ns, 10_000, Source.MARK)
    write_bars(bars.with_name("BTCUSDT-1m-mark.csv.gz"), PERP, marks)
    write_fundings(bars.with_name("BTCUSDT-funding.csv.gz"), await fundings(market, plot))
    loop = in_a_loop(plot, story)
    assert_full(tally(loop))
    assert await on_paper(plot, story.venue, tmp_path) == loop
    assert await in_memory(plot, replay(bars, speed=BARS_PACE)) == loop
