"""What the simulated exchange lists."""

from itertools import pairwise

import pytest

from core.errors import InputError
from core.money import PPM
from exchanges.simulated.instruments import known_symbols, listings


def test_well_known_symbols_are_listed() -> None:
    assert {"BTCUSDT", "ETHUSDT", "SOLUSDT"} <= set(known_symbols())
    assert len(known_symbols()) == 8


def test_every_symbol_loads_with_exact_money() -> None:
    for listing in listings(known_symbols()):
        held = listing.instrument
        assert held.id == f"sim:perp:{held.symbol}"
        assert held.unit > 0
        assert 0 < held.min_qty <= held.max_market_qty < held.max_qty
        assert (held.maker_fee, held.taker_fee) == (200, 400)
        assert held.brackets[0].rate == 4_000


def test_maintenance_does_not_leap_where_a_tier_begins() -> None:
    for listing in listings(known_symbols()):
        for below, above in pairwise(listing.instrument.brackets):
            leap = above.floor * (above.rate - below.rate) // PPM
            assert above.cum == below.cum + leap


def test_a_tick_is_a_small_part_of_the_price() -> None:
    for listing in listings(known_symbols()):
        assert listing.anchor > 4_000
        assert listing.anchor < 1 << 21


def test_an_unknown_symbol_is_refused_with_what_exists() -> None:
    with pytest.raises(InputError, match=r"no NOSUCH; it lists BTCUSDT, ETHUSDT") as refused:
        listings(["BTCUSDT", "NOSUCH"])
    assert refused.value.values["symbols"] == "NOSUCH"


def test_no_symbol_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="lists BTCUSDT"):
        listings([])
