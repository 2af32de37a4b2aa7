"""Parameters of an agent: durable, journaled, checked by its strategy; what a strategy hears."""

import json
from collections.abc import Mapping, Sequence

import pytest

from core.codec import decode, encode
from core.errors import InputError
from core.events import SettingChanged
from core.market import Book, Candle, Quote
from core.money import Steps, Ticks
from core.parameters import Parameter, Value, settled
from core.ports import Strategy
from core.trading import Agent, SentSignal, SignalResult
from core.types import Action, Side
from core.values import replace
from engine.hearing import best_of
from tests.desk import AGENT, make_agent, of, prices
from tests.desk_house import BY, House
from tests.paper.script import PERP, closed

FAST = Parameter(name="fast", default=8, low=2, high=50)


class Tunable:
    """Buys, and remembers what it heard."""

    name, warmup = "TUNABLE", 2

    def __init__(self) -> None:
        self.fast: Value = 8
        self.heard: list[Quote] = []
        self.sent: list[SentSignal] = []

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.BUY, confidence=0.9, share=0.5)

    def get_parameters(self) -> Mapping[str, Value]:
        return {"fast": self.fast}

    def set_parameters(self, parameters: Mapping[str, object]) -> None:
        self.fast = settled([FAST], parameters, owner=self.name).get("fast", self.fast)

    def on_quote(self, quote: Quote) -> None:
        self.heard.append(quote)

    def on_sent(self, signal: SentSignal) -> None:
        self.sent.append(signal)


class TunableHouse(House):
    def __init__(self) -> None:
        self.made: list[Tunable] = []
        super().__init__()

    def _strategy(self, agent: Agent) -> Strategy:
        made = Tunable()
        made.set_parameters(agent.parameters)
        self.made.append(made)
        return made


async def test_a_change_is_journaled_and_survives_in_the_agents_state() -> None:
    house = TunableHouse()
    await house.trading.set_parameters(AGENT, "SCRIPT", {"fast": 12}, by=BY)

    (record,) = of(SettingChanged, house.desk.records)
    assert (record.setting, record.old, record.new, record.by) == (
        "SCRIPT.fast",
        "default",
        "12",
        str(BY),
    )
    assert house.desk.snapshot().agents[0].parameters == {"fast": 12}
    assert house.made[-1].fast == 12


async def test_the_values_before_are_kept_for_a_revert() -> None:
    house = TunableHouse()
    await house.trading.set_parameters(AGENT, "SCRIPT", {"fast": 12}, by=BY)
    await house.trading.set_parameters(AGENT, "SCRIPT", {"fast": 8}, by=BY)
    assert (house.desk.agent.parameters, house.desk.agent.earlier) == ({}, {"fast": 12})


@pytest.mark.parametrize("values", [{"fast": 51}, {"slow": 3}, {"fast": "many"}])
async def test_what_the_strategy_does_not_take_changes_nothing(values: dict[str, Value]) -> None:
    house = TunableHouse()
    with pytest.raises(InputError):
        await house.trading.set_parameters(AGENT, "SCRIPT", values, by=BY)
    assert house.desk.agent.parameters == {}
    assert not of(SettingChanged, house.desk.records)


async def test_values_meant_for_another_strategy_are_refused() -> None:
    house = TunableHouse()
    with pytest.raises(InputError) as refused:
        await house.trading.set_parameters(AGENT, "OTHER", {"fast": 12}, by=BY)
    assert refused.value.code == "other_strategy"


async def test_another_strategy_starts_with_its_defaults_and_a_clone_keeps_them() -> None:
    house = TunableHouse()
    await house.trading.set_parameters(AGENT, "SCRIPT", {"fast": 12}, by=BY)
    await house.trading.set_slice(AGENT, house.desk.engine.state.lanes[PERP.id].instrument.money(
        house.desk.agent.slice // 2), by=BY)  # fmt: skip
    made = await house.trading.clone_agent(AGENT, "second", by=BY)
    await house.trading.configure(AGENT, "strategy", "OTHER", by=BY)

    assert house.desk.engine.state.agents[made].parameters == {"fast": 12}
    assert (house.desk.agent.parameters, house.desk.agent.earlier) == ({}, {})


def test_an_agent_stored_before_there_were_parameters_loads() -> None:
    told = json.loads(encode(make_agent()))
    del told["parameters"], told["earlier"]
    assert decode(Agent, json.dumps(told)).parameters == {}


def test_parameters_of_every_kind_come_back_as_they_were() -> None:
    kept: dict[str, Value] = {"fast": 12, "dip": 0.25, "partner": "ETHUSDT", "is_on": True}
    assert decode(Agent, encode(replace(make_agent(), parameters=kept))).parameters == kept


async def test_a_cycle_hears_the_newest_quote_alone() -> None:
    house = TunableHouse()
    await house.session.follow(AGENT)
    start = len(house.made[-1].heard)
    house.desk.play(*prices(300_100, "101"), *prices(300_200, "102"), closed(360_000, "102"))

    (heard,) = house.made[-1].heard[start:]
    assert heard.at_ns == max(heard.at_ns, 300_200 * 10**6)


async def test_a_strategy_may_ask_for_less_than_risk_allows() -> None:
    house = TunableHouse()
    whole, _ = house.desk.engine.entries.estimate(house.desk.agent, Side.LONG)
    half, _ = house.desk.engine.entries.estimate(house.desk.agent, Side.LONG, 500_000)
    assert whole is not None
    assert half is not None
    assert abs(2 * half.qty - whole.qty) <= 2


async def test_a_sent_signal_reaches_the_strategy_and_is_journaled() -> None:
    house = TunableHouse()
    await house.session.follow(AGENT)
    await house.trading.send_signal(AGENT, Action.SELL, 0.8, by=BY)
    (sent,) = house.made[-1].sent
    assert (sent.action, sent.confidence) == (Action.SELL, 0.8)
    assert [each.new for each in of(SettingChanged, house.desk.records)] == ["SELL 0.80"]


async def test_a_strategy_that_takes_no_signals_says_so() -> None:
    house = House()
    await house.session.follow(AGENT)
    with pytest.raises(InputError) as refused:
        await house.trading.send_signal(AGENT, Action.SELL, 0.8, by=BY)
    assert refused.value.code == "takes_no_signals"


def test_a_book_is_heard_as_its_best_prices_and_a_one_sided_one_not_at_all() -> None:
    bid, ask = (Ticks(99), Steps(3)), (Ticks(101), Steps(4))
    assert best_of(Book(PERP.id, 1, (bid,), (ask,))) == Quote(
        PERP.id, 1, Ticks(99), Ticks(101), Steps(3), Steps(4)
    )
    assert best_of(Book(PERP.id, 1, (bid,), ())) is None
