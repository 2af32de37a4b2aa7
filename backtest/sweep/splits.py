"""Parts of history: some to learn from, some to be judged by."""

from core.errors import InputError
from core.values import Frozen

FEWEST, MOST = 1, 50
Span = tuple[int, int]


class Fold(Frozen, frozen=True):
    """Parameters are chosen on `train` and judged on `test`, which comes right after it."""

    train: Span
    test: Span


def walk_forward(
    start_ns: int, end_ns: int, folds: int, *, train_share: float = 0.7, step_ns: int = 1
) -> tuple[Fold, ...]:
    """Rolling windows of equal length whose tests follow each other without a gap up to the end;
    `train_share` is what of a window is learnt from. Bounds are multiples of `step_ns` after the
    start. Raises InputError for what cannot be cut."""
    if not FEWEST <= folds <= MOST or not 0 < train_share < 1:
        raise InputError(f"Cut history into {FEWEST} to {MOST} folds, with a share between 0 and 1")
    steps = (end_ns - start_ns) // step_ns
    # One window is train + test; each next one begins a test later.
    test_share = 1 - train_share
    window = steps / (1 + test_share * (folds - 1))
    test = int(window * test_share)
    train = steps - test * folds
    if test < 1 or train < 1:
        raise InputError("The history is too short for so many folds")
    found = []
    for number in range(folds):
        first = number * test
        middle, last = first + train, first + train + test
        at = [start_ns + place * step_ns for place in (first, middle, last)]
        found.append(Fold((at[0], at[1]), (at[1], at[2])))
    return tuple(found)


def three_parts(start_ns: int, end_ns: int, *, step_ns: int = 1) -> tuple[Span, Span, Span]:
    """Train, validation and test: 60, 20 and 20 hundredths. Raises InputError for too short a
    history."""
    steps = (end_ns - start_ns) // step_ns
    if steps < 5:
        raise InputError("The history is too short to be cut into three parts")
    bounds = [start_ns + steps * part // 100 * step_ns for part in (0, 60, 80, 100)]
    return (bounds[0], bounds[1]), (bounds[1], bounds[2]), (bounds[2], bounds[3])
