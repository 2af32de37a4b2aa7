"""A program: runs the simulated market and four agents with a seed, and writes its event log and
its journal. Two processes must write the same bytes."""

import asyncio
import sys
from pathlib import Path

from core.codec import encode
from exchanges.simulated.instruments import instrument_id
from tests.parity import plots
from tests.parity.runs import in_a_loop


async def write(seed: int, folder: Path) -> None:
    plot = plots.tick_plot(instrument_id(plots.SYMBOL))
    story = await plots.book_story(plot, seed=seed)
    told = [f"{type(event).__name__} {encode(event)}" for event in story.events]
    (folder / "events.txt").write_text("\n".join(told))
    (folder / "journal.txt").write_text("\n".join(in_a_loop(plot, story)))


if __name__ == "__main__":
    asyncio.run(write(int(sys.argv[1]), Path(sys.argv[2])))
