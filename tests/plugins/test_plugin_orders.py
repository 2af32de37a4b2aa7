"""Plugins that let orders rest: asked through their worker, checked on both sides."""

import pytest

from core.errors import PluginError
from core.ports import ConsultedOrderStrategy
from core.trading import HeldLot, RestingOrder, Standing, Terms
from core.types import OrderSide
from plugins.review import Mark, review
from plugins.worker.trial import market
from tests.plugin_stage import PluginStage

PLUGIN = """
from core.trading import RestingOrder
from core.types import OrderSide
from ..strategy_plugin_system import StrategyPlugin
from ..strategies.base_strategy import BaseStrategy

class Made(BaseStrategy):
    def __init__(self, **kwargs):
        super().__init__()
        self.below = kwargs.get('below', 1.0)
    def generate_signals(self, df):
        return df.assign(signal=0, signal_strength=0.0)
    def get_parameters(self):
        return {{'below': self.below}}
    def set_parameters(self, parameters):
        for key, value in parameters.items():
            setattr(self, key, value)
    def {name}(self, now):
        {body}

class MadePlugin(StrategyPlugin):
    def get_strategy_class(self):
        return Made
    def get_metadata(self):
        return {{
            'id': 'resting', 'name': 'Resting', 'version': '1.0.0', 'author': 'Test',
            'description': 'Rests', 'type': 'strategy', 'rests_orders': True,
            'parameters': {{'below': {{'type': 'float', 'default': 1.0, 'min': 0.1, 'max': 5.0,
                'description': 'Percent'}}}},
        }}
"""
BUY = """price = now.bid * (1 - self.below / 100)
        return [RestingOrder(tag='e1', side=OrderSide.BUY, price=price, size=1.0,
            stop=price / 2)]"""
NOW = Standing(
    at_ns=5,
    bid=100.0,
    ask=100.1,
    anchor=99.0,
    capital=1_000.0,
    leverage=3,
    terms=Terms(
        tick=0.1,
        step=0.1,
        min_size=0.1,
        min_value=5.0,
        maker_fee=0.0002,
        taker_fee=0.0005,
        is_spot=False,
    ),
    way=1,
    lots=(HeldLot(tag="e0", size=1.0, price=99.5, entered=2.0),),
    candles=tuple(market(7)),
    resting=frozenset({"e1"}),
)


def made(body: str = BUY, name: str = "orders") -> str:
    return PLUGIN.format(body=body, name=name)


async def test_a_plugin_says_what_should_rest_and_the_desk_does_not_wait(
    stage: PluginStage,
) -> None:
    strategy = stage.strategy(made())
    assert isinstance(strategy, ConsultedOrderStrategy)
    strategy.set_parameters({"below": 2.0})
    (order,) = await strategy.consult_orders(NOW)
    assert order == RestingOrder(tag="e1", side=OrderSide.BUY, price=98.0, size=1.0, stop=49.0)
    assert list(strategy.orders(NOW)) == [order]


def test_it_is_shown_all_that_the_desk_knows(stage: PluginStage) -> None:
    body = """told = (now.at_ns, now.lots[0].price if now.lots else 0, sorted(now.resting),
            [each.close for each in now.candles[:2]], now.terms.tick, now.leverage)
        if now.at_ns == 5:
            raise ValueError(repr(told))
        return []"""
    strategy = stage.strategy(made(body))
    assert isinstance(strategy, ConsultedOrderStrategy)
    closes = [each.close for each in NOW.candles[:2]]
    with pytest.raises(PluginError) as raised:
        strategy.orders(NOW)
    assert repr((5, 99.5, ["e1"], closes, 0.1, 3)) in str(raised.value)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return 5", "orders must be a list"),
        ("return [1]", "must be a RestingOrder"),
        (
            "return [RestingOrder(tag='e1', side=OrderSide.BUY, price=-1.0, size=1.0)]",
            "price must be a number above 0",
        ),
        (
            "return [RestingOrder(tag='e1', side=OrderSide.BUY, price=1.0, size=1.0)] * 2",
            "two orders are tagged e1",
        ),
        (
            "import random; return [RestingOrder(tag='e1', side=OrderSide.BUY,"
            " price=random.random() + 1, size=1.0)]",
            "asked twice it wants something else",
        ),
        ("return [][0]", "IndexError"),
    ],
)
def test_orders_that_cannot_be_are_refused_before_it_is_offered(
    stage: PluginStage, body: str, why: str
) -> None:
    assert why in stage.refusal(made(body))


def test_who_says_that_it_rests_must_have_orders(stage: PluginStage) -> None:
    assert "has no method orders" in stage.refusal(made(name="other"))


def test_the_review_tries_its_orders(stage: PluginStage) -> None:
    path = stage.write(made())
    found = {each.check: each for each in review(stage.manager, path)}
    assert found["contract"].mark is Mark.FINE
    assert found["bounds"].mark is Mark.FINE
    wrong = stage.write(made("return 5"), "wrong")
    assert {each.check: each for each in review(stage.manager, wrong)}[
        "contract"
    ].mark is Mark.FAILS
