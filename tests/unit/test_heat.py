"""Scores over two parameters at once."""

from backtest.sweep.heat import HeatMap, heat_map
from backtest.sweep.outcomes import Outcome
from backtest.sweep.space import Parameters, parse_space


def outcome(parameters: Parameters, net: float, *, is_halted: bool = False) -> Outcome:
    return Outcome(parameters=parameters, trades=9, net=net, is_halted=is_halted)


def of(*ranges: str) -> HeatMap | None:
    space = parse_space(ranges)
    found = [outcome(each, float(sum(each.values()))) for each in space.grid()]
    return heat_map(found, space, "net")


def test_each_cell_is_the_score_of_its_set() -> None:
    heat = of("fast=1,2", "slow=10,20,30")
    assert heat is not None
    assert (heat.down.name, heat.across.name) == ("slow", "fast")
    assert heat.down.labels == ("10", "20", "30")
    assert heat.cells == ((11.0, 12.0), (21.0, 22.0), (31.0, 32.0))


def test_of_other_parameters_a_cell_is_the_median() -> None:
    heat = of("fast=1,2,3,4", "slow=10,20,30", "dip=100,500")
    assert heat is not None
    assert heat.cells[0][0] == (111 + 511) / 2


def test_neighbours_of_many_values_stand_together() -> None:
    heat = of("fast=1:20:1", "slow=10,20")
    assert heat is not None
    assert len(heat.cells) == 8
    assert heat.down.labels[:2] == ("1..2", "3..5")
    assert [value for group in heat.down.values for value in group] == list(range(1, 21))
    assert heat.cells[0][0] == 11.5


def test_what_did_not_come_through_is_in_no_cell() -> None:
    space = parse_space(["fast=1,2", "slow=10,20"])
    found = [outcome({"fast": 1, "slow": 10}, 5.0)]
    found += [outcome({"fast": 2, "slow": 10}, 9.0, is_halted=True)]
    heat = heat_map(found, space, "net")
    assert heat is not None
    assert heat.cells == ((5.0, None), (None, None))


def test_one_parameter_has_no_map() -> None:
    assert of("fast=1,2,3", "slow=10") is None
