"""A pair trades the same on paper and in a plain loop: the partner's candles come by two ways."""

from pathlib import Path

from backtest.jumping import JumpingClock
from core.clock import ManualClock
from core.ports import Subscription
from core.trading import Agent
from core.types import HOUR_NS
from core.values import replace
from exchanges.factory import Venue
from exchanges.simulated.instruments import instrument_id
from exchanges.simulated.market import SimulatedMarket
from tests.parity.facts import tally
from tests.parity.plots import FUNDED_NS, HISTORY, NEW_YEAR_NS, S5, SIM_SEED, rules
from tests.parity.runs import Plot, account_of, in_a_loop, on_paper, trader
from tests.parity.story import Story
from tests.parity.venues import simulated_venue

PAIR = ("BTCUSDT", "ETHUSDT")


def pair_venue(desk: JumpingClock) -> Venue:
    return simulated_venue(desk, list(PAIR), SIM_SEED)


def leg(number: int, own: str, partner: str) -> Agent:
    made = trader(number, instrument_id(own), S5, rules("0.5", "0.6"), strategy="ARBITRAGE")
    return replace(made, parameters={"partner": partner, "period": 20, "entry": 1.0})


async def pair_story(plot: Plot) -> Story:
    market = SimulatedMarket(SIM_SEED, list(PAIR), ManualClock(NEW_YEAR_NS))
    bars = [(instrument_id(symbol), S5) for symbol in PAIR]
    wanted = Subscription(frozenset(bars), frozenset(held.id for held in market.listed))
    before = {
        (name, frame): await market.candles(name, frame, end_ns=plot.start_ns, limit=HISTORY)
        for name, frame in bars
    }
    events = list(market.stream(wanted, plot.start_ns + 1, plot.end_ns))
    return Story(instruments=market.listed, events=events, before=before)


async def test_two_legs_on_paper_and_in_a_loop_keep_one_journal(tmp_path: Path) -> None:
    plot = Plot(
        snapshot=account_of(leg(1, *PAIR), leg(2, *reversed(PAIR))),
        start_ns=FUNDED_NS - HOUR_NS,
        end_ns=FUNDED_NS + HOUR_NS // 4,
    )
    loop = in_a_loop(plot, await pair_story(plot))
    assert tally(loop).trades >= 10
    assert await on_paper(plot, pair_venue, tmp_path) == loop


async def test_a_leg_alone_hears_its_partner_though_no_agent_trades_it(tmp_path: Path) -> None:
    plot = Plot(
        snapshot=account_of(leg(1, *PAIR)),
        start_ns=FUNDED_NS - HOUR_NS,
        end_ns=FUNDED_NS,
    )
    loop = in_a_loop(plot, await pair_story(plot))
    assert tally(loop).trades >= 3
    assert await on_paper(plot, pair_venue, tmp_path) == loop
