"""What trading costs in a test: as typed, as the broker takes it, and as the result states it."""

import dataclasses
from decimal import Decimal

from backtest.plan import Plan
from core.errors import InputError
from core.instrument import Instrument
from core.money import Ppm, parse_decimal, to_ppm
from core.values import Frozen, replace
from exchanges.simulated.paper import PaperSettings

MOST_PCT, MOST_MS = Decimal(10), Decimal(60_000)


class Costs(Frozen, frozen=True, kw_only=True):
    """What was said of them; None is as usual. `fees` are the maker's and the taker's; spread and
    slippage are those of the candle grade, and latency that of the others."""

    fees: tuple[Ppm, Ppm] | None = None
    half_spread: Ppm | None = None
    slippage: Ppm | None = None
    latency_ns: int | None = None
    has_funding: bool = True

    def paper(self, times: int) -> PaperSettings:
        """The broker's terms, its prices so many times as bad."""
        plain = PaperSettings()
        half_spread = plain.half_spread if self.half_spread is None else self.half_spread
        slippage = plain.slippage if self.slippage is None else self.slippage
        terms = replace(
            plain,
            half_spread=Ppm(half_spread * times),
            slippage=Ppm(slippage * times),
            impact=Ppm(plain.impact * times),
        )
        if self.latency_ns is None:
            return terms
        return replace(terms, latency_ns=self.latency_ns, jitter_ns=0)

    def charged(self, held: Instrument, times: int) -> Instrument:
        """The instrument with the fees that are to be paid."""
        maker, taker = self.fees or (held.maker_fee, held.taker_fee)
        return dataclasses.replace(held, maker_fee=Ppm(maker * times), taker_fee=Ppm(taker * times))

    def refuse(self, *, is_path: bool) -> None:
        """Raises InputError for terms that the grade of the history has no use for."""
        if is_path and self.latency_ns is not None:
            raise InputError(
                "On candles an order fills at the next open: --latency is for ticks, which "
                "recorded lines and the seeded market have"
            )
        if not is_path and (self.half_spread is not None or self.slippage is not None):
            raise InputError(
                "Ticks have a spread and a depth of their own: --spread and --slippage are for "
                "candles (--data, or --detail)"
            )


def typed_costs(fee: str, spread: str, slippage: str, latency: str, *, funding: bool) -> Costs:
    """Of what was typed; '' is as usual. Raises InputError for what cannot be."""
    whole = _percent("--spread", spread)
    return Costs(
        fees=_fees(fee),
        half_spread=None if whole is None else Ppm(whole // 2),
        slippage=_percent("--slippage", slippage),
        latency_ns=_latency(latency),
        has_funding=funding,
    )


def _fees(text: str) -> tuple[Ppm, Ppm] | None:
    if not text:
        return None
    shares = [_share("--fee", part) for part in text.split("/")]
    if len(shares) > 2:
        raise InputError("--fee is one share, such as 0.05%, or maker/taker: 0.02%/0.05%")
    return shares[0], shares[-1]


def _percent(option: str, text: str) -> Ppm | None:
    return _share(option, text) if text else None


def _share(option: str, text: str) -> Ppm:
    number = parse_decimal(text.strip().removesuffix("%"))
    if not 0 <= number <= MOST_PCT:
        raise InputError(f"{option} is a share from 0 to {MOST_PCT} %, such as 0.05%")
    return to_ppm(number)


def _latency(text: str) -> int | None:
    if not text:
        return None
    number = parse_decimal(text.strip().lower().removesuffix("ms"))
    if not 0 <= number <= MOST_MS:
        raise InputError(f"--latency is in milliseconds, from 0 to {MOST_MS}")
    return int(number * 1_000_000)


def told_costs(plan: Plan, *, is_path: bool, has_rates: bool) -> list[tuple[str, str]]:
    """Under what costs a test runs. `has_rates`: the history knows rates of funding."""
    terms = plan.terms
    rows = [("Fees", _told_fees(plan.instruments))]
    if is_path:
        half, slippage = _shown(terms.half_spread), _shown(terms.slippage)
        rows += [
            ("On candles", f"half spread {half} %, slippage {slippage} %"),
            ("Latency", "none: a decision at a close fills at the next open"),
        ]
    else:
        jitter = f" + up to {terms.jitter_ns / 1e6:g} ms" if terms.jitter_ns else ""
        rows += [
            ("Latency", f"{terms.latency_ns / 1e6:g} ms{jitter}"),
            ("Spread and slippage", "as the book has them"),
        ]
    if any(not held.is_spot for held in plan.instruments):
        rows.append(("Funding", _told_funding(plan, has_rates=has_rates)))
    return rows


def _told_fees(instruments: tuple[Instrument, ...]) -> str:
    """Each kind of them once."""
    told = {
        f"maker {_shown(held.maker_fee)} %, taker {_shown(held.taker_fee)} %": None
        for held in instruments
    }
    return "; ".join(told)


def _told_funding(plan: Plan, *, has_rates: bool) -> str:
    if not plan.has_funding:
        return "left out"
    return "at the venue's times" if has_rates else "none: no rates are recorded"


def _shown(share: Ppm) -> str:
    return f"{share / 10_000:g}"
