"""The same events give equal journals, whichever way they run: as the desk does (the feed, the
session, SQLite), as a replay, and straight through a runtime in a plain loop.

A run that holds too little proves nothing: it fails too.
"""

from pathlib import Path

from core.clock import ScaledClock
from core.types import HOUR_NS, Source
from exchanges.factory import Venue, open_venue
from exchanges.simulated.instruments import instrument_id
from tests.parity.facts import FULL, Tally, tally
from tests.parity.jumping import JumpingClock
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
from tests.parity.runs import OpenVenue, in_a_loop, in_memory, on_paper
from tests.parity.story import BARS_PACE, TICKS_PACE


def demo_venue(desk: JumpingClock) -> Venue:
    """As the demo composes it."""
    clock = ScaledClock(desk, anchor_ns=desk.now_ns(), speed=TICKS_PACE)
    return open_venue("simulated", desk, symbols=[SYMBOL], clock=clock, sim_seed=SIM_SEED)


def replay_of(path: Path, speed: int) -> OpenVenue:
    """As EXCHANGE=replay composes it, from the desk's present on."""

    def opened(desk: JumpingClock) -> Venue:
        unused = ScaledClock(desk, anchor_ns=desk.now_ns(), speed=TICKS_PACE)
        return open_venue(
            "replay",
            desk,
            symbols=[SYMBOL],
            clock=unused,
            since_ns=desk.now_ns(),
            replay_path=[path],
            replay_speed=speed,
        )

    return opened


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
    assert await in_memory(plot, replay_of(lines, TICKS_PACE)) == loop


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
    assert await in_memory(plot, replay_of(bars, BARS_PACE)) == loop
