"""The archive of history: months on disk, what is missing, and collecting it."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import InputError, RateLimited, Unreachable
from core.money import Ppm
from core.types import InstrumentKind, Timeframe
from exchanges.archive.check import check
from exchanges.archive.collect import TRIES, Collector
from exchanges.archive.columns import BAR_WIDTH, Columns, bars, load, merged, save
from exchanges.archive.store import Series, Store, instrument_beside, months
from tests.paper.script import PERP

MINUTE = 60_000
JANUARY = 1_767_225_600_000
SERIES = Series(InstrumentKind.SPOT, "BTCUSDT", Timeframe.M1)
FUNDING = Series(InstrumentKind.PERP, "BTCUSDT", None)
E8 = 10**8


def minutes(first: int, count: int, *, price: int = 100) -> Columns:
    rows = [
        (JANUARY + (first + n) * MINUTE, *(price * E8 for _ in range(4)), 3 * E8)
        for n in range(count)
    ]
    return bars(rows)


class Leaping(ManualClock):
    """Whoever sleeps wakes at once, later."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


class Pages:
    """A source of endless minutes, `size` rows an answer; what is in `errors` comes first. `lost`
    minutes never were."""

    def __init__(self, size: int = 10, *, lost: frozenset[int] = frozenset()) -> None:
        self.size = size
        self.lost = lost
        self.errors: list[Exception] = []
        self.asked: list[tuple[int, int]] = []

    async def page(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        self.asked.append(((start_ms - JANUARY) // MINUTE, (end_ms - JANUARY) // MINUTE))
        if self.errors:
            raise self.errors.pop(0)
        first, last = self.asked[-1]
        there = [n for n in range(first, last) if n not in self.lost][: self.size]
        return merged([Columns.empty(BAR_WIDTH), *(minutes(n, 1) for n in there)])


def collector(folder: Path, source: Pages) -> tuple[Collector, Store]:
    store = Store(folder)
    return Collector(store, source, Leaping()), store


def span(count: int) -> tuple[int, int]:
    return JANUARY, JANUARY + count * MINUTE


def quiet(_at_ms: int) -> None:
    return None


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    rows = minutes(0, 3)
    save(tmp_path / "2026-01.npz", rows)
    found = load(tmp_path / "2026-01.npz")
    assert found.at_ms.tolist() == rows.at_ms.tolist()
    assert found.values.tolist() == rows.values.tolist()


def test_a_damaged_month_is_refused_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "2026-01.npz"
    save(path, minutes(0, 100))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="delete it and get that month again"):
        load(path)


def test_rows_lie_in_the_months_they_open_in(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(SERIES, minutes(31 * 1440 - 2, 4))
    names = sorted(path.name for path in store.path(SERIES).iterdir())
    assert names == ["2026-01.npz", "2026-02.npz"]
    assert len(store.read(SERIES)) == 4


@given(st.lists(st.integers(0, 60), max_size=40))
def test_of_two_rows_at_one_time_the_later_counts(places: list[int]) -> None:
    parts = [minutes(place, 1, price=number + 1) for number, place in enumerate(places)]
    found = merged([Columns.empty(BAR_WIDTH), *parts])
    last = {place: number + 1 for number, place in enumerate(places)}
    wanted = [(JANUARY + place * MINUTE, last[place] * E8) for place in sorted(last)]
    assert list(zip(found.at_ms.tolist(), found.values[:, 0].tolist(), strict=True)) == wanted


def test_a_volume_too_great_for_eight_digits_keeps_fewer() -> None:
    great = 5 * 10**20
    rows = bars([(JANUARY, 1, 1, 1, 1, great), (JANUARY + MINUTE, 1, 1, 1, 1, 10**12)])
    assert rows.volume_digits == 5
    assert rows.values[:, 4].tolist() == [great // 1000, 10**9]


def test_months_of_unlike_digits_become_alike() -> None:
    coarse = bars([(JANUARY, 1, 1, 1, 1, 5 * 10**20)])
    fine = bars([(JANUARY + MINUTE, 1, 1, 1, 1, 7 * E8)])
    found = merged([coarse, fine])
    assert found.volume_digits == coarse.volume_digits
    assert found.values[:, 4].tolist() == [5 * 10**17, 7 * 10**5]


def test_the_missing_spans_are_named_exactly(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(SERIES, merged([minutes(2, 3), minutes(8, 1)]))
    found = [
        ((first - JANUARY) // MINUTE, (last - JANUARY) // MINUTE)
        for first, last in store.missing(SERIES, *span(12))
    ]
    assert found == [(0, 2), (5, 8), (9, 12)]


def test_between_two_fundings_nothing_is_missing(tmp_path: Path) -> None:
    store, hours = Store(tmp_path), 3_600_000
    at_ms = np.array([JANUARY + 8 * hours, JANUARY + 24 * hours], np.int64)
    store.add(FUNDING, Columns(at_ms, np.array([[100], [-50]], np.int64)))
    found = list(store.missing(FUNDING, JANUARY, JANUARY + 48 * hours))
    assert found == [(JANUARY, JANUARY + 8 * hours), (at_ms[1] + 1000, JANUARY + 48 * hours)]


@pytest.mark.parametrize("lost", [frozenset(), frozenset({3, 4, 17})])
async def test_all_that_the_source_has_is_kept(tmp_path: Path, lost: frozenset[int]) -> None:
    collecting, store = collector(tmp_path, Pages(lost=lost))
    assert await collecting.collect(SERIES, *span(40), quiet) == 40 - len(lost)
    assert len(store.read(SERIES)) == 40 - len(lost)


async def test_what_is_there_is_not_asked_for_again(tmp_path: Path) -> None:
    source = Pages()
    collecting, _ = collector(tmp_path, source)
    await collecting.collect(SERIES, *span(25), quiet)
    source.asked.clear()
    await collecting.collect(SERIES, *span(35), quiet)
    assert source.asked == [(25, 35)]


async def test_a_source_that_asks_to_wait_is_obeyed(tmp_path: Path) -> None:
    source = Pages()
    source.errors = [RateLimited("wait", retry_after_s=30.0)] * 20
    clock = Leaping()
    await Collector(Store(tmp_path), source, clock).collect(SERIES, *span(5), quiet)
    assert clock.now_ns() >= 20 * 30 * 10**9


async def test_what_came_before_the_source_fell_silent_is_kept(tmp_path: Path) -> None:
    source = Pages()
    collecting, store = collector(tmp_path, source)
    await collecting.collect(SERIES, *span(10), quiet)
    source.errors = [Unreachable("gone")] * TRIES
    with pytest.raises(Unreachable):
        await collecting.collect(SERIES, *span(30), quiet)
    assert len(store.read(SERIES)) == 10
    await collecting.collect(SERIES, *span(30), quiet)
    assert len(store.read(SERIES)) == 30


async def test_an_interruption_keeps_the_pages_that_came(tmp_path: Path) -> None:
    source = Pages()
    collecting, store = collector(tmp_path, source)

    def interrupt(at_ms: int) -> None:
        if at_ms >= JANUARY + 20 * MINUTE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await collecting.collect(SERIES, *span(40), interrupt)
    assert len(store.read(SERIES)) == 20


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.add(SERIES, minutes(0, 5))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exchanges.archive.whole.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.add(SERIES, minutes(5, 5))
    monkeypatch.undo()
    assert len(store.read(SERIES)) == 5
    assert [path.suffix for path in store.path(SERIES).iterdir()] == [".npz"]


def test_who_reads_an_instrument_while_it_is_kept_anew_reads_a_whole_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put_instrument(PERP)
    path = tmp_path / "futures" / f"{PERP.symbol}.json"
    before = path.read_text(encoding="utf-8")
    with path.open(encoding="utf-8") as reader:
        store.put_instrument(dataclasses.replace(PERP, taker_fee=Ppm(1)))
        assert reader.read() == before
    kept = instrument_beside(tmp_path / "futures" / "any", PERP.symbol)
    assert kept == dataclasses.replace(PERP, taker_fee=Ppm(1))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_instrument_that_is_damaged_is_told_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "BTCUSDT.json").write_text('{"id":', encoding="utf-8")
    with pytest.raises(InputError, match=r"BTCUSDT\.json is no instrument") as refused:
        instrument_beside(tmp_path / "any", "BTCUSDT")
    assert refused.value.code == "bad_archive"


def test_gaps_are_told_the_widest_first() -> None:
    rows = merged([minutes(0, 2), minutes(5, 1), minutes(7, 1)])
    found = check(SERIES, rows)
    assert found.gaps == ((JANUARY + 2 * MINUTE, 3), (JANUARY + 6 * MINUTE, 1))
    assert found.is_sound


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ((1, 0, -5), "not_positive"),
        ((1, 2, 200 * E8), "contradicting"),
        ((1, 3, 130 * E8), "contradicting"),
    ],
)
def test_an_impossible_row_is_damage(change: tuple[int, int, int], finding: str) -> None:
    rows = minutes(0, 3)
    row, column, value = change
    rows.values[row, column] = value
    found = check(SERIES, rows)
    assert getattr(found, finding) == (JANUARY + MINUTE,)
    assert not found.is_sound


def test_a_row_off_its_grid_and_rows_out_of_order_are_damage() -> None:
    rows = minutes(0, 4)
    rows.at_ms[:] = [JANUARY, JANUARY + 30, JANUARY + 30, JANUARY]
    found = check(SERIES, rows)
    assert found.off_grid == (JANUARY + 30, JANUARY + 30)
    assert found.doubled == (JANUARY + 30,)
    assert found.unsorted == (JANUARY,)


def test_a_jump_is_worth_a_look_and_no_damage() -> None:
    found = check(SERIES, merged([minutes(0, 2), minutes(2, 1, price=140)]))
    assert found.jumps == (JANUARY + 2 * MINUTE,)
    assert found.is_sound


def test_months_cut_a_span_at_their_ends() -> None:
    day = 86_400_000
    found = list(months(JANUARY + 30 * day, JANUARY + 60 * day))
    assert [name for name, _, _ in found] == ["2026-01", "2026-02", "2026-03"]
    assert found[0][2] == found[1][1]
    assert Decimal(found[-1][2] - found[0][1]) == 30 * day
