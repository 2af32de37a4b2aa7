"""Markets, settings and advice that hypothesis makes up for the compiled loop."""

import dataclasses
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from core.instrument import Bracket, Instrument
from core.market import Candle, Funding
from core.money import PPM, Money, Ppm, Steps, Ticks, to_money
from core.trading import Direction, Limit, RiskSettings, Target, Trail, TrailKind
from core.types import DAY_NS, MINUTE_NS, Timeframe
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, TIERED, make_agent
from tests.paper.script import PERP
from tests.parity.compiled import Story

START_NS = 20_000 * DAY_NS - 40 * MINUTE_NS
"""The fortieth bar closes at midnight."""

FINE = dataclasses.replace(PERP, tick=Decimal("0.01"), step=Decimal("0.001"), min_qty=Steps(20))
STEEP = dataclasses.replace(
    TIERED,
    brackets=(
        Bracket(floor=Money(0), rate=Ppm(15_000), cum=Money(0)),
        Bracket(floor=to_money(Decimal(20_000)), rate=Ppm(30_000), cum=to_money(Decimal(300))),
        # As far up as an exchange has them: none of these stories comes there.
        Bracket(
            floor=to_money(Decimal(800_000_000)),
            rate=Ppm(500_000),
            cum=to_money(Decimal(376_000_300)),
        ),
    ),
    max_market_qty=Steps(9_000),
)
shares = st.sampled_from(["0.5", "1", "2", "2", "3", "5", "12"]).map(Limit.percent)
amounts = st.sampled_from(["0.2", "0.7", "3", "12"]).map(Limit.usd)
money = st.sampled_from(["5", "40", "150", "900"]).map(Limit.usd)
near = st.one_of(
    st.sampled_from(["0.1", "0.2", "0.3", "0.5", "1"]).map(Limit.percent),
    st.sampled_from(["0.1", "0.2", "0.7"]).map(Limit.usd),
)
distances = st.one_of(near, shares, amounts)
trails = st.one_of(
    st.builds(Trail, kind=st.just(TrailKind.BREAK_EVEN), start=st.one_of(st.none(), near)),
    st.builds(
        Trail,
        kind=st.sampled_from([TrailKind.BELOW_TRIGGER, TrailKind.BELOW_HIGHEST]),
        start=st.one_of(st.none(), near, near),
        distance=distances,
    ),
    st.builds(Trail, kind=st.sampled_from([TrailKind.MOVING_TARGET, TrailKind.TWO_TARGET])),
)


def laddered(rows: list[tuple[Limit, int]]) -> tuple[Target, ...]:
    """Targets that together take all, in no order."""
    whole = sum(weight for _, weight in rows)
    parts = [weight * PPM // whole for _, weight in rows]
    parts[-1] += PPM - sum(parts)
    pairs = zip(rows, parts, strict=True)
    return tuple(Target(distance=distance, share=Ppm(part)) for (distance, _), part in pairs)


rows = st.lists(st.tuples(distances, st.integers(1, 40)), min_size=2, max_size=5)
ladders = rows.map(laddered)
rules = st.builds(
    RiskSettings,
    risk=st.one_of(st.sampled_from(["0.3", "1", "1", "4", "30"]).map(Limit.percent), money),
    stop_loss=st.one_of(shares, amounts),
    take_profit=st.one_of(st.none(), shares, amounts),
    max_loss=st.one_of(st.none(), money, st.sampled_from(["0.3", "2"]).map(Limit.percent)),
    daily_loss=st.sampled_from([None, Limit.percent("1"), Limit.usd("300")]),
    drawdown=st.sampled_from([None, Limit.percent("3"), Limit.percent("20"), Limit.usd("500")]),
    max_reserved=st.sampled_from(["60", "100", "400", "5000"]).map(Limit.percent),
    cooldown_s=st.sampled_from([0, 0, 60, 400]),
    time_stop_s=st.sampled_from([0, 0, 0, 90, 1300]),
    max_positions=st.sampled_from([5] * 9 + [0]),
    direction=st.sampled_from([Direction.BOTH] * 4 + [Direction.LONG, Direction.SHORT]),
    trail=st.one_of(st.none(), trails),
    targets=st.one_of(st.just(()), ladders),
)
terms = st.builds(
    PaperSettings,
    latency_ns=st.just(0),
    jitter_ns=st.just(0),
    half_spread=st.sampled_from([Ppm(0), Ppm(50), Ppm(1_000)]),
    slippage=st.sampled_from([Ppm(0), Ppm(50), Ppm(50), Ppm(4_000)]),
)


def market(draw: Random, held: Instrument, count: int) -> list[Candle]:
    """A wild one: many a level is jumped over, or shares its bar with another."""
    price, calm = draw.choice([300, 1_000, 20_000]), draw.choice([1, 2, 5, 10])
    bars, at_ns = list[Candle](), START_NS
    for _ in range(count):
        at_ns += MINUTE_NS * draw.choice([1] * 12 + [7])
        first = moved(price, draw.choice([0, 0, 0, draw.randint(-15, 15)]), calm)
        price = moved(first, draw.randint(-20, 20), calm)
        low = moved(min(first, price), -draw.choice([0, draw.randint(0, 20)]), calm)
        high = moved(max(first, price), draw.choice([0, draw.randint(0, 20)]), calm)
        ticks = (Ticks(first), Ticks(high), Ticks(low), Ticks(price))
        bars.append(Candle(held.id, at_ns, Timeframe.M1, *ticks, Steps(1)))
    return bars


def moved(price: int, by: int, calm: int) -> int:
    return max(price + price * by // (1000 * calm), 50)


def advice(draw: Random, count: int) -> list[int]:
    """Runs of equal advice."""
    said: list[int] = []
    while len(said) < count:
        said += [draw.choice([1, -1, 1, -1, 0])] * draw.choice([1, 3, 8, 20])
    return said[:count]


def fundings(draw: Random, held: Instrument, bars: list[Candle]) -> list[Funding]:
    """At opens and between."""
    found = []
    for bar in bars:
        if draw.random() < 0.1:
            at_ns = bar.open_ns + draw.choice([0, 0, MINUTE_NS // 2])
            rate = draw.choice([10_000, -10_000, 75_000, -1_234_567, 3])
            mark = bar.open * held.tick_e8 + draw.randint(-9_999, 9_999)
            found.append(Funding(held.id, at_ns, rate, mark))
    return found


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Settings that hypothesis chooses, over a market by its seed."""
    chance = Random(draw(st.integers(0, 2**48)))
    held = draw(st.sampled_from([PERP, TIERED, STEEP, FINE]))
    bars = market(chance, held, chance.choice([3, 30, 150, 500]))
    leverage = draw(st.sampled_from([2, 10, 25, 50]))
    return Story(
        bars=bars,
        says=advice(chance, len(bars)),
        fundings=fundings(chance, held, bars),
        held=held,
        agent=make_agent(AGENT, risk=draw(rules), leverage=leverage, instrument=held.id),
        terms=draw(terms),
        needed=draw(st.integers(1, 3)),
    )


AT_TERMS = PaperSettings(latency_ns=0, jitter_ns=0)


def calm_market(held: Instrument, count: int) -> list[Candle]:
    """Small waves."""
    bars = list[Candle]()
    for place in range(count):
        first, last = (1_000 + abs(each % 40 - 20) for each in (place, place + 1))
        ticks = (
            Ticks(first),
            Ticks(max(first, last) + 2),
            Ticks(min(first, last) - 2),
            Ticks(last),
        )
        at_ns = START_NS + (place + 1) * MINUTE_NS
        bars.append(Candle(held.id, at_ns, Timeframe.M1, *ticks, Steps(1)))
    return bars


def busy(seed: int) -> Story:
    """A market whose signals are traded, by plain rules."""
    chance, risk = Random(seed), Limit.percent("1")
    bars = market(chance, PERP, 400)
    rules = RiskSettings(risk=risk, max_reserved=Limit.percent("100"), drawdown=None)
    return Story(
        bars=bars,
        says=advice(chance, len(bars)),
        fundings=fundings(chance, PERP, bars),
        held=PERP,
        agent=make_agent(AGENT, risk=replace(rules, daily_loss=None), leverage=10),
        terms=AT_TERMS,
    )
