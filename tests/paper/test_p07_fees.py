"""P7: fees by the fill's role, rounded up to one unit; on spot a BUY pays from what it bought."""

import dataclasses
from decimal import Decimal

import pytest

from core.errors import InputError
from core.money import Money, Ppm, Steps
from core.spot import received, units_per_step
from core.types import OrderKind, Role
from core.values import replace
from exchanges.simulated.broker import SimulatedBroker
from tests.paper.script import (
    AT_ONCE,
    BUY,
    PERP,
    SELL,
    SPOT,
    book,
    fills,
    order,
    paper,
    play,
    quote,
    trade,
    usdt,
)


def test_a_taker_pays_the_taker_fee_and_a_maker_the_maker_fee() -> None:
    broker = paper()
    broker.submit(order(BUY, "3", OrderKind.LIMIT, limit="100"))

    took, made = fills(
        play(
            broker,
            trade(900, "100", "1", BUY),
            book(1000, "1@99.9", "1@100 5@100.5"),
            trade(2000, "99.9", "2"),
        )
    )

    assert (took.role, took.fee, took.fee_asset) == (Role.TAKER, usdt("0.05"), "USDT")
    assert (made.role, made.fee, made.fee_asset) == (Role.MAKER, usdt("0.04"), "USDT")
    assert made.fee != usdt("0.1")


def test_a_fee_is_rounded_up_to_one_unit() -> None:
    """0.0000001 at 100.0 is 1000 units of 10^-8 USDT; 0.0333 % of them is a third of a unit."""
    fine = dataclasses.replace(
        PERP, taker_fee=Ppm(333), min_notional=Money(0), step=Decimal("0.0000001")
    )
    broker = SimulatedBroker({fine.id: fine}, seed=1, config=AT_ONCE)
    broker.submit(replace(order(BUY, "1"), qty=Steps(1)))

    (fill,) = fills(play(broker, quote(1000, "99.9", "100", "1000", fine)))

    assert fine.notional(fill.price, fill.qty) == 1000
    assert fill.fee == 1
    assert fill.fee != 1000 * 333 // 1_000_000


def test_a_spot_buy_pays_from_what_it_bought() -> None:
    broker = paper()
    broker.submit(order(BUY, "2", instrument=SPOT))

    (fill,) = fills(play(broker, quote(1000, "99.9", "100", "10", SPOT)))

    assert (fill.fee_asset, fill.fee) == ("AAA", 200_000)
    assert (fill.fee_asset, fill.fee) != ("USDT", usdt("0.2"))
    assert received(fill.qty, SPOT, fill.fee) == (1998, 0)


def test_a_spot_sale_pays_from_its_proceeds() -> None:
    broker = paper()
    broker.submit(order(SELL, "1.998", instrument=SPOT))

    (fill,) = fills(play(broker, quote(1000, "100", "100.1", "10", SPOT)))

    assert (fill.fee_asset, fill.fee) == ("USDT", usdt("0.1998"))


def test_what_is_left_of_a_purchase_is_whole_steps_and_dust() -> None:
    assert units_per_step(SPOT) == 100_000
    assert received(1005, SPOT, 100_500) == (1003, 99_500)
    assert received(1005, SPOT, 0) == (1005, 0)
    assert 1003 * 100_000 + 99_500 == 1005 * 100_000 - 100_500


def test_a_step_finer_than_the_unit_of_its_asset_is_refused_by_name() -> None:
    fine = dataclasses.replace(SPOT, step=Decimal("0.000000001"), tick=Decimal(10))

    with pytest.raises(InputError, match="sim:spot:AAAUSDT"):
        units_per_step(fine)
