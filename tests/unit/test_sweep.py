"""Searching for parameters: what is tried, what is kept, how history is cut."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.overfit import UNSOUND
from backtest.sweep.outcomes import Outcome, Outcomes
from backtest.sweep.search import Wanted, search
from backtest.sweep.space import Parameters, Space, parse_axis, parse_space
from backtest.sweep.splits import three_parts, walk_forward
from core.errors import InputError


def hill(parameters: Parameters) -> Outcome:
    """Best at fast 12, slow 40."""
    fast, slow = parameters["fast"], parameters["slow"]
    net = 100.0 - abs(fast - 12) - abs(slow - 40) / 4
    return Outcome(parameters=parameters, trades=200, net=net)


class Testers:
    """Answers at once; remembers what it was asked."""

    __test__ = False

    def __init__(self, workers: int = 2) -> None:
        self.workers = workers
        self.asked: list[Parameters] = []

    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        for parameters in reversed(sets):
            self.asked.append(parameters)
            yield hill(parameters)


SPACE = parse_space(["fast=4:20:2", "slow=20:60:10"])


def wanted(method: str, *, trials: int = 20, goal: str = "net", space: Space = SPACE) -> Wanted:
    return Wanted(space=space, method=method, goal=goal, trials=trials, seed=3)


def quiet(_done: int) -> None:
    return None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fast=5:9:2", (5, 7, 9)),
        ("fast=5:8:2", (5, 7)),
        ("fast=0.1:0.3:0.1", (0.1, 0.2, 0.3)),
        ("fast=9,3,3", (3, 9)),
        ("fast=7", (7,)),
    ],
)
def test_a_range_is_its_values(text: str, values: tuple[float, ...]) -> None:
    assert parse_axis(text).values == values


@pytest.mark.parametrize(
    "text", ["fast", "fast=", "=3", "fast=a", "fast=1:2", "fast=1:2:0", "fast=5:1:1", "x=1:9999:1"]
)
def test_what_is_no_range_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(InputError, match=r"write|it may take"):
        parse_axis(text)


def test_a_parameter_is_named_once() -> None:
    with pytest.raises(InputError, match="each parameter once"):
        parse_space(["fast=1,2", "fast=3"])
    with pytest.raises(InputError, match="each parameter once"):
        parse_space([])


def test_the_grid_is_every_set_once() -> None:
    sets = [tuple(sorted(parameters.items())) for parameters in SPACE.grid()]
    assert len(sets) == len(set(sets)) == SPACE.size == 45


@given(st.integers(0, 99), st.integers(1, 60))
def test_chance_never_draws_a_set_twice(seed: int, count: int) -> None:
    sets = [tuple(sorted(found.items())) for found in SPACE.random(count, seed)]
    assert len(sets) == len(set(sets)) == min(count, SPACE.size)
    assert sets == [tuple(sorted(found.items())) for found in SPACE.random(count, seed)]


def test_the_whole_grid_finds_the_top(tmp_path: Path) -> None:
    found = search(wanted("grid"), Testers(), Outcomes(tmp_path / "o", "x"), quiet)
    assert found.best.parameters == {"fast": 12, "slow": 40}
    assert len(found.outcomes) == 45
    assert found.warnings == ()


def test_what_was_learnt_leads_nearer_than_chance(tmp_path: Path) -> None:
    space = parse_space(["fast=1:60:1", "slow=1:100:1"])

    def best(method: str, seed: int) -> float:
        kept = Outcomes(tmp_path / f"{method}{seed}", "x")
        how = Wanted(space=space, method=method, goal="net", trials=60, seed=seed)
        return search(how, Testers(4), kept, quiet).best.net

    assert sum(best("tpe", seed) for seed in range(4)) > sum(
        best("random", seed) for seed in range(4)
    )


def test_kept_outcomes_are_not_tested_again(tmp_path: Path) -> None:
    first, second = Testers(), Testers()
    search(wanted("random", trials=10), first, Outcomes(tmp_path / "o", "x"), quiet)
    search(wanted("grid"), second, Outcomes(tmp_path / "o", "x"), quiet)
    assert len(first.asked) == 10
    assert len(second.asked) == 35
    assert all(parameters not in second.asked for parameters in first.asked)


def test_outcomes_of_other_data_or_code_do_not_count(tmp_path: Path) -> None:
    kept = Outcomes(tmp_path / "o", "old code")
    kept.put(hill({"fast": 4, "slow": 20}))
    assert Outcomes(tmp_path / "o", "old code").get({"fast": 4, "slow": 20}) is not None
    assert Outcomes(tmp_path / "o", "new code").get({"fast": 4, "slow": 20}) is None


def test_an_outcome_stands_once(tmp_path: Path) -> None:
    kept = Outcomes(tmp_path / "o", "x")
    for _ in range(3):
        kept.put(hill({"fast": 4, "slow": 20}))
    assert len((tmp_path / "o").read_text().splitlines()) == 1


@given(st.integers(0, 400))
def test_a_torn_file_loses_the_torn_line_alone(cut: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "o"
        kept = Outcomes(path, "x")
        for fast in (4, 6, 8):
            kept.put(hill({"fast": fast, "slow": 20}))
        whole = path.read_bytes()
        path.write_bytes(whole[: max(len(whole) - cut, 0)])
        lines = path.read_bytes().count(b"}}\n") + path.read_bytes().endswith(b"}}")
        again = Outcomes(path, "x")
        there = [again.get({"fast": fast, "slow": 20}) is not None for fast in (4, 6, 8)]
        assert there == [place < lines for place in range(3)]
        again.put(hill({"fast": 10, "slow": 20}))
        assert Outcomes(path, "x").get({"fast": 10, "slow": 20}) is not None


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(parameters={}, trades=9, net=1e9, is_halted=True),
        Outcome(parameters={}, net=1e9),
        Outcome(parameters={}, trades=9, error="refused"),
    ],
)
def test_a_set_that_was_halted_or_never_traded_is_the_worst(outcome: Outcome) -> None:
    assert outcome.score("net") == float("-inf")


def test_a_search_in_which_nothing_runs_says_why(tmp_path: Path) -> None:
    class Refusing(Testers):
        def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
            return (Outcome(parameters=found, error="fast goes from 2 to 3") for found in sets)

    with pytest.raises(InputError, match="fast goes from 2 to 3"):
        search(wanted("grid"), Refusing(), Outcomes(tmp_path / "o", "x"), quiet)


def test_a_search_that_nothing_survives_says_so(tmp_path: Path) -> None:
    class Ruined(Testers):
        def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
            return (Outcome(parameters=found, trades=9, is_halted=True) for found in sets)

    found = search(wanted("grid"), Ruined(), Outcomes(tmp_path / "o", "x"), quiet)
    assert found.warnings == (UNSOUND,)


def test_of_sets_that_are_all_worthless_one_that_runs_comes_before_those_that_do_not(
    tmp_path: Path,
) -> None:
    class Idle(Testers):
        def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
            first, *others = sets
            yield Outcome(parameters=first, error="fast is not below slow")
            yield from (Outcome(parameters=found) for found in others)

    found = search(wanted("grid"), Idle(), Outcomes(tmp_path / "o", "x"), quiet)
    assert not found.best.error
    assert found.outcomes[-1].error


@pytest.mark.parametrize(("method", "goal"), [("luck", "net"), ("grid", "fame")])
def test_an_unknown_method_or_goal_is_refused(tmp_path: Path, method: str, goal: str) -> None:
    with pytest.raises(InputError, match="there are"):
        search(wanted(method, goal=goal), Testers(), Outcomes(tmp_path / "o", "x"), quiet)


@given(st.integers(100, 10_000), st.integers(1, 12), st.sampled_from([0.5, 0.7, 0.8]))
def test_folds_judge_all_that_follows_the_first_training_once(
    steps: int, folds: int, share: float
) -> None:
    found = walk_forward(1_000, 1_000 + steps * 60, folds, train_share=share, step_ns=60)
    assert len(found) == folds
    assert found[0].train[0] == 1_000
    assert found[-1].test[1] == 1_000 + steps * 60
    for fold in found:
        assert fold.train[1] == fold.test[0] < fold.test[1]
        assert (fold.test[0] - 1_000) % 60 == 0
    for one, other in pairwise(found):
        assert one.test[1] == other.test[0]
        assert one.train[1] - one.train[0] == other.train[1] - other.train[0]


def test_a_history_too_short_is_not_cut() -> None:
    with pytest.raises(InputError, match="too short"):
        walk_forward(0, 10, 20)
    with pytest.raises(InputError, match="too short"):
        three_parts(0, 4)


def test_three_parts_follow_each_other() -> None:
    train, validation, test = three_parts(0, 1000)
    assert (train, validation, test) == ((0, 600), (600, 800), (800, 1000))


def test_a_set_that_never_lost_is_the_best_by_profit_factor() -> None:
    unbeaten = Outcome(parameters={"fast": 5}, trades=40, net=500.0, total_return=0.05)
    poor = Outcome(parameters={"fast": 6}, trades=40, net=-5.0, profit_factor=0.9)
    assert unbeaten.score("profit_factor") > poor.score("profit_factor")


def test_of_two_losing_sets_the_deeper_fall_is_not_the_better() -> None:
    mild = Outcome(parameters={}, trades=40, net=-1.0, total_return=-0.01, max_drawdown=0.01)
    wild = Outcome(parameters={}, trades=40, net=-2.0, total_return=-0.02, max_drawdown=0.10)
    assert mild.score("return_over_drawdown") > wild.score("return_over_drawdown")
