"""GRID and DCA: what they let rest, what they refuse, and what becomes of them in a range, a trend
and a crash."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from core.errors import InputError
from core.events import EntryRefused, Fault, LotSold, OrderPlaced, PositionClosed
from core.market import Candle
from core.ports import OrderStrategy
from core.trading import HeldLot, Standing, Terms
from core.types import AgentState, ExitReason, OrderSide, Side
from strategies.dca import DcaStrategy
from strategies.grid import GridStrategy
from strategies.resting import RestingStrategy
from tests.desk import of
from tests.ladder_desk import LadderDesk, walk_of
from tests.paper.script import PERP
from tests.regimes import candles, crash, swings, walk

TERMS = Terms(
    tick=0.1,
    step=0.1,
    min_size=0.1,
    min_value=5.0,
    maker_fee=0.0002,
    taker_fee=0.0005,
    is_spot=False,
    price=100.0,
)
GRID = {"low": 94.0, "high": 102.0, "levels": 4, "spacing": "arithmetic"}
DCA = {"deviation": 1.0, "step_scale": 1.0, "safeties": 3, "target": 1.0, "stop": 6.0}


def standing(price: float, *lots: HeldLot, way: int = 0, resting: Sequence[str] = ()) -> Standing:
    return Standing(
        at_ns=0,
        bid=price,
        ask=price,
        anchor=100.0,
        capital=10_000.0,
        leverage=2,
        terms=TERMS,
        way=way,
        lots=lots,
        resting=frozenset(resting),
    )


def lot(tag: str, price: float, size: float = 1.0, entered: float = 1.0) -> HeldLot:
    return HeldLot(tag=tag, size=size, price=price, entered=entered)


def test_arithmetic_lines_have_equal_distances_and_geometric_ones_equal_ratios() -> None:
    assert GridStrategy(**GRID).ladder(1.0) == [94.0, 96.0, 98.0, 100.0, 102.0]
    lines = GridStrategy(low=50.0, high=200.0, levels=2, spacing="geometric").ladder(1.0)
    assert lines == pytest.approx([50.0, 100.0, 200.0])


def test_without_ends_the_range_lies_around_the_start() -> None:
    lines = GridStrategy(width=10.0, levels=2, spacing="arithmetic").ladder(50.0)
    assert lines == pytest.approx([45.0, 50.0, 55.0])


def test_a_grid_buys_below_the_price_and_offers_what_it_bought_one_level_higher() -> None:
    wanted = GridStrategy(**GRID).orders(standing(99.0, lot("e2", 98.0, 99.0, 99.0), way=1))
    told = {each.tag: (each.side, round(each.price, 6)) for each in wanted}
    assert told == {
        "e0": (OrderSide.BUY, 94.0),
        "e1": (OrderSide.BUY, 96.0),
        "x2": (OrderSide.SELL, 100.0),
    }
    assert [each.stop for each in wanted] == pytest.approx([94.0 * 0.98] * 3)


def test_a_short_grid_is_the_mirror_and_both_opens_away_from_the_middle() -> None:
    short = GridStrategy(side="short", **GRID).orders(standing(97.0))
    assert {(each.side, each.price) for each in short} == {
        (OrderSide.SELL, 98.0),
        (OrderSide.SELL, 100.0),
        (OrderSide.SELL, 102.0),
    }
    both = GridStrategy(side="both", **GRID).orders(standing(98.0))
    assert {(each.side, each.price) for each in both} == {
        (OrderSide.BUY, 94.0),
        (OrderSide.BUY, 96.0),
        (OrderSide.SELL, 100.0),
        (OrderSide.SELL, 102.0),
    }


def test_a_level_that_rests_stays_while_the_price_goes_through_it() -> None:
    grid = GridStrategy(**GRID)
    assert "e2" not in {each.tag for each in grid.orders(standing(97.9))}
    assert "e2" in {each.tag for each in grid.orders(standing(97.9, resting=["e2"]))}


def test_a_lot_of_another_range_is_not_offered_below_its_price_and_both_fees() -> None:
    wanted = GridStrategy(**GRID).orders(standing(99.0, lot("e0", 99.0, 53.0, 53.0), way=1))
    (exit_,) = [each for each in wanted if each.closes]
    assert exit_.price == pytest.approx(99.0 * 1.001)


def test_a_spacing_below_both_fees_is_refused_with_the_number_that_passes() -> None:
    with pytest.raises(InputError) as refused:
        GridStrategy(low=99.0, high=100.0, levels=20).fits(TERMS, 10_000.0, 2)
    assert refused.value.code == "spacing_below_fees"
    assert refused.value.values["least"] == "0.100"
    GridStrategy(low=99.0, high=101.0, levels=19).fits(TERMS, 10_000.0, 2)


def test_orders_too_small_for_the_venue_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        GridStrategy(levels=50, width=10.0).fits(TERMS, 100.0, 1)
    assert refused.value.code == "order_too_small"


@pytest.mark.parametrize("made", [GridStrategy(side="short"), DcaStrategy(side="short")])
def test_spot_takes_long_alone(made: RestingStrategy) -> None:
    spot = Terms(
        tick=0.1,
        step=0.1,
        min_size=0.1,
        min_value=5.0,
        maker_fee=0.0,
        taker_fee=0.0,
        is_spot=True,
    )
    with pytest.raises(InputError) as refused:
        made.fits(spot, 10_000.0, 1)
    assert refused.value.code == "spot_long_only"


@pytest.mark.parametrize("ends", [{"low": 5.0}, {"low": 5.0, "high": 5.0}, {"high": 3.0}])
def test_a_range_needs_both_ends_in_order(ends: dict[str, float]) -> None:
    with pytest.raises(InputError):
        GridStrategy(**ends)


def test_a_deal_begins_at_the_price() -> None:
    (base,) = DcaStrategy(**DCA).orders(standing(100.0))
    assert (base.tag, base.side, base.price) == ("base", OrderSide.BUY, 100.0)
    assert base.size == pytest.approx(2.0)  # 1 % of 10 000 at x2
    assert base.stop == pytest.approx(94.0)


def test_safety_orders_rest_at_their_distances_and_grow() -> None:
    wanted = DcaStrategy(**DCA).orders(standing(100.0, lot("base", 100.0, 2.0, 2.0), way=1))
    safeties = [each for each in wanted if not each.closes]
    assert [round(each.price, 6) for each in safeties] == [99.0, 98.0, 97.0]
    assert [each.size for each in safeties] == pytest.approx([3.0, 4.5, 6.9], abs=0.11)


def test_the_target_stands_above_the_average_of_all_that_filled() -> None:
    lots = (lot("base", 100.0, 2.0, 2.0), lot("s1", 99.0, 2.0, 2.0))
    wanted = DcaStrategy(**DCA).orders(standing(98.5, *lots, way=1))
    (target,) = [each for each in wanted if each.closes]
    assert target.price == pytest.approx(99.5 * 1.01)
    assert target.size == pytest.approx(4.0)


def test_what_a_partly_filled_target_sold_is_not_bought_again() -> None:
    lots = (lot("base", 100.0, 0.5, 2.0), lot("s1", 99.0, 0.8, 3.0))
    wanted = DcaStrategy(**DCA).orders(standing(100.4, *lots, way=1))
    assert {each.tag for each in wanted} == {"s2", "s3", "target"}


def test_the_stop_lies_behind_the_last_safety_order_and_a_deal_fits_the_slice() -> None:
    with pytest.raises(InputError) as refused:
        DcaStrategy(**{**DCA, "stop": 2.5})
    assert refused.value.code == "stop_before_orders"
    with pytest.raises(InputError) as refused:
        DcaStrategy(safety=20.0, volume_scale=2.0)
    assert refused.value.code == "deal_too_large"
    assert DcaStrategy(**DCA).distances() == pytest.approx([1.0, 2.0, 3.0])


def on(
    strategy: type[OrderStrategy], told: Mapping[str, object], market: list[Candle]
) -> LadderDesk:
    desk = LadderDesk(lambda: strategy(**told))
    desk.bars(market)
    assert of(Fault, desk.records) == []
    return desk


def test_a_grid_earns_each_step_of_a_range_and_arms_it_again() -> None:
    desk = on(GridStrategy, GRID, walk_of(*(["100.5", "97.5"] * 6), "100.5"))
    sold = of(LotSold, desk.records)
    assert len(sold) == 6
    assert {each.lot for each in sold} == {"e2"}
    assert all(each.net > 0 for each in sold)
    assert desk.agent.run_rounds == 6
    assert desk.agent.run_rounds_net > 0
    assert [each.tag for each in desk.position.lots] == ["e3"]  # its level lies above


def test_a_crash_through_the_range_fills_all_levels_and_ends_at_the_stop() -> None:
    desk = on(GridStrategy, GRID, walk_of("100.5", "93", "91", "90", "100"))
    (closed,) = of(PositionClosed, desk.records)
    assert closed.result.reason is ExitReason.STOP_LOSS
    assert closed.result.net < 0
    assert desk.agent.state is AgentState.PAUSED
    assert desk.is_flat
    assert not desk.engine.state.orders


def test_a_trend_upwards_leaves_the_grid_flat_with_its_buys_waiting() -> None:
    desk = on(GridStrategy, GRID, walk_of("97", "99", "101", "103", "105"))
    assert desk.is_flat
    assert set(desk.resting()) == {"e0", "e1", "e2", "e3"}


def test_a_grid_to_both_sides_earns_below_its_middle_and_above_it() -> None:
    market = walk_of("98.2", "95.5", "98.2", "100.5", "97.5", "95.5", "98.2")
    desk = on(GridStrategy, {**GRID, "side": "both"}, market)
    sold = of(LotSold, desk.records)
    assert [(each.lot, each.net > 0) for each in sold] == [("e1", True), ("e2", True), ("e1", True)]
    sides = [each.result.side for each in of(PositionClosed, desk.records)]
    assert sides == [Side.LONG, Side.SHORT, Side.LONG]
    assert desk.is_flat


def test_a_grid_to_both_sides_gives_up_above_its_range_too() -> None:
    desk = on(GridStrategy, {**GRID, "side": "both"}, walk_of("98.2", "101", "103", "105", "98"))
    (closed,) = of(PositionClosed, desk.records)
    assert (closed.result.side, closed.result.reason) == (Side.SHORT, ExitReason.STOP_LOSS)
    assert desk.agent.state is AgentState.PAUSED
    assert not desk.engine.state.orders


def test_a_deal_averages_down_and_sells_above_its_average_then_the_next_begins() -> None:
    desk = on(DcaStrategy, DCA, walk_of("100", "97.9", "101", "101"))
    first = of(PositionClosed, desk.records)[0].result
    assert first.reason is ExitReason.TAKE_PROFIT
    assert first.net > 0
    assert first.entry < 100
    bases = [each for each in of(OrderPlaced, desk.records) if each.level and each.qty == 2]
    assert len(bases) >= 2


def test_a_fall_through_all_safety_orders_ends_at_the_stop() -> None:
    desk = on(DcaStrategy, DCA, walk_of("100", "96", "93", "92", "92"))
    assert of(PositionClosed, desk.records)[-1].result.reason is ExitReason.STOP_LOSS
    assert desk.agent.state is AgentState.PAUSED


def small(closes: Sequence[int], seed: int) -> list[Candle]:
    """The same market at a price that the scripts' instrument trades at."""
    return candles([close // 6_700 for close in closes], seed=seed, wick=2, instrument=PERP.id)


def both_sides() -> GridStrategy:
    return GridStrategy(side="both")


@pytest.mark.parametrize("kind", [GridStrategy, both_sides, DcaStrategy])
@pytest.mark.parametrize(
    "closes",
    [swings(400, 3), walk(400, 1, drift=2_500), walk(400, 2, drift=-2_500), crash(400, 4)],
    ids=["range", "up", "down", "crash"],
)
def test_lots_and_position_are_one_in_every_market(
    kind: Callable[[], RestingStrategy], closes: Sequence[int]
) -> None:
    desk = LadderDesk(kind)
    for candle in small(closes, 1):
        desk.bars([candle])
        for position in desk.engine.state.positions.values():
            assert sum(each.qty for each in position.lots) == position.qty
        tags = [each.order.tag for each in desk.engine.state.orders.values()]
        assert len(tags) == len(set(tags))
    assert of(Fault, desk.records) == []
    assert len([each for each in of(EntryRefused, desk.records)]) < 5
    assert of(OrderPlaced, desk.records)
