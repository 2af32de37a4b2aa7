"""Spot: what is left of what was bought when the venue takes its fee from it.

A BUY of `qty` steps with a fee of `fee_units` (base asset's unit) leaves a position of whole
steps; the rest is dust, money of the base asset that no order can sell.
"""

from core.errors import InputError
from core.instrument import Instrument
from core.money import Steps, money_digits


def units_per_step(instrument: Instrument) -> int:
    """One step of size in the base asset's unit; raises InputError when it is finer than that."""
    units = (instrument.step * instrument.contract_size).scaleb(money_digits(instrument.base))
    if units != units.to_integral_value() or units <= 0:
        raise InputError(
            f"{instrument.id}: step {instrument.step} is finer than the unit of {instrument.base}",
            code="inexact_instrument",
        )
    return int(units)


def received(qty: int, instrument: Instrument, fee_units: int) -> tuple[Steps, int]:
    """Whole steps kept of a BUY of `qty` steps, and the dust left over in units of the base."""
    per_step = units_per_step(instrument)
    kept, dust = divmod(qty * per_step - fee_units, per_step)
    return Steps(kept), dust
