"""P12: a signal from a closed candle fills only at a later quote."""

from collections.abc import Sequence

from core.events import FillBooked, OrderPlaced, SignalReady
from core.market import Candle
from core.money import Steps
from core.trading import SignalResult
from core.types import Action, Timeframe
from engine.runner import AutoTradeRunner
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ScriptedDesk, bar, make_agent, of, prices, the
from tests.paper.script import MS, PERP, quote, ticks

MINUTE_MS = 60_000


class Bullish:
    """Advises BUY from its first candle on."""

    name, warmup = "BULLISH", 2

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.BUY, confidence=0.9)


def candle(minute: int, close: str = "100") -> Candle:
    at = ticks(close)
    return Candle(PERP.id, minute * MINUTE_MS * MS, Timeframe.M1, at, at, at, at, Steps(1))


def desk_with(terms: PaperSettings) -> ScriptedDesk:
    """Two candles have confirmed BUY; the third will make it READY."""
    desk = ScriptedDesk(make_agent(), terms=terms)
    runner = AutoTradeRunner(desk.agent, PERP, Bullish(), desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([candle(1), candle(2)])
    return desk


def test_the_close_of_its_candle_is_not_its_price() -> None:
    desk = desk_with(PaperSettings(latency_ns=250 * MS, jitter_ns=0))
    desk.play(*prices(3 * MINUTE_MS - 100, "99"))

    records = desk.play(candle(3, "98"))
    assert (the(SignalReady, records).at_ns, len(of(OrderPlaced, records))) == (180_000 * MS, 1)
    assert of(FillBooked, records) == []

    early = desk.play(quote(3 * MINUTE_MS, "98", "98.1"), quote(3 * MINUTE_MS + 249, "98", "98.1"))
    (fill,) = of(FillBooked, desk.play(quote(3 * MINUTE_MS + 250, "101", "101.2")))

    assert of(FillBooked, early) == []
    assert (str(fill.price), fill.at_ns) == ("101.2", 180_250 * MS)
    assert str(fill.price) not in ("98.0", "98.1")  # the close, and the quote it was decided on


def test_also_without_latency_it_waits_for_the_next_quote() -> None:
    desk = desk_with(PaperSettings(latency_ns=0, jitter_ns=0))
    desk.play(*prices(3 * MINUTE_MS - 100, "99"))

    assert of(FillBooked, desk.play(candle(3, "98"))) == []
    assert of(FillBooked, desk.play(*prices(3 * MINUTE_MS, "103")))


def test_on_candles_alone_it_fills_at_the_next_open() -> None:
    desk = desk_with(PaperSettings(latency_ns=250 * MS, jitter_ns=0))
    desk.play(*bar(2 * MINUTE_MS - 1, "98 97 99 98"))

    assert of(FillBooked, desk.play(candle(3, "98"))) == []
    (fill,) = of(FillBooked, desk.play(*bar(3 * MINUTE_MS, "105 104 106 105")))

    assert str(fill.price) == "105.1"  # the open and half the spread and slippage, not 98
