"""From advice to a confirmed signal, and the runner that asks for it."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from core.events import Fault, FillBooked, SignalChanged, SignalReady
from core.market import Candle
from core.money import Steps
from core.trading import AlertSettings, Limit, Reason, SignalResult
from core.types import Action, AgentState, Priority, Timeframe
from core.values import replace
from engine import signals
from engine.runner import LOOK_BACK, AutoTradeRunner
from engine.signals import Confirmer
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import PERP, ticks

MINUTE_NS = Timeframe.M1.ns
BUY, SELL, HOLD = Action.BUY, Action.SELL, Action.HOLD
ALERTS = AlertSettings()


def candle(minute: int, close: str = "100") -> Candle:
    at = ticks(close)
    return Candle(PERP.id, minute * MINUTE_NS, Timeframe.M1, at, at, at, at, Steps(1))


class Says:
    """A strategy that says what a test wrote, one word a candle; the last word stays."""

    name, warmup = "SAYS", 3

    def __init__(self, *words: SignalResult | Action | Exception | None) -> None:
        self.words = list(words)
        self.seen: list[list[int]] = []

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        self.seen.append([item.at_ns // MINUTE_NS for item in candles])
        word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
        if isinstance(word, Exception):
            raise word
        if isinstance(word, Action):
            return SignalResult(action=word, confidence=0.7)
        return word  # type: ignore[return-value]


def running(strategy: Says, state: AgentState = AgentState.RUNNING) -> ScriptedDesk:
    desk = ScriptedDesk(make_agent(state=state))
    runner = AutoTradeRunner(desk.agent, PERP, strategy, desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([])
    desk.play(*prices(59_000, "100"))
    return desk


def runner_of(desk: ScriptedDesk) -> AutoTradeRunner:
    return desk.runtime.runners[AGENT]


# --- confirmation


def confirmed(*actions: Action) -> list[tuple[int, int, bool]]:
    """Repeats, start and readiness after each advice."""
    confirmer = Confirmer(make_agent(), PERP)
    taken = [
        confirmer.take(SignalResult(action=action), number, Decimal(1))
        for number, action in enumerate(actions)
    ]
    return [(now.repeats, now.started_at_ns, now.is_ready) for now in taken]


def test_a_signal_is_ready_at_its_third_candle_and_remembers_its_first() -> None:
    assert confirmed(BUY, BUY, BUY, BUY) == [
        (1, 0, False),
        (2, 0, False),
        (3, 0, True),
        (3, 0, True),
    ]


def test_another_word_starts_again_and_hold_is_never_ready() -> None:
    assert confirmed(BUY, BUY, SELL, SELL, HOLD, HOLD, HOLD, SELL) == [
        (1, 0, False),
        (2, 0, False),
        (1, 2, False),
        (2, 2, False),
        (1, 4, False),
        (2, 4, False),
        (3, 4, False),
        (1, 7, False),
    ]


@pytest.mark.parametrize(
    ("confidence", "ppm"), [(0.7, 700_000), (-1.0, 0), (7.0, 1_000_000), (0.1234567, 123_457)]
)
def test_confidence_is_kept_within_its_bounds(confidence: float, ppm: int) -> None:
    now = Confirmer(make_agent(), PERP).take(
        SignalResult(action=BUY, confidence=confidence), 0, Decimal(1)
    )

    assert now.confidence == ppm


@pytest.mark.parametrize(
    ("confidence", "priority"),
    [
        (800_000, Priority.HIGH),
        (799_999, Priority.MEDIUM),
        (650_000, Priority.MEDIUM),
        (649_999, Priority.LOW),
    ],
)
def test_priority_is_by_confidence(confidence: int, priority: Priority) -> None:
    assert signals.priority(confidence, ALERTS) is priority


def test_only_a_turn_or_a_step_of_confirmation_is_told() -> None:
    confirmer = Confirmer(make_agent(), PERP)
    told: list[tuple[Action, int] | None] = []
    before = None
    for action in (HOLD, HOLD, BUY, BUY, BUY, BUY, HOLD, HOLD, HOLD):
        now = confirmer.take(SignalResult(action=action), 0, Decimal(1))
        record = signals.changed(before, now)
        told.append(None if record is None else (record.action, record.repeats))
        before = now

    assert told == [
        (HOLD, 1),
        None,
        (BUY, 1),
        (BUY, 2),
        (BUY, 3),
        None,
        (HOLD, 1),
        None,
        None,
    ]


def test_ready_tells_the_rules_in_percent_and_those_in_money_not() -> None:
    agent = make_agent(risk=ROOMY)
    now = Confirmer(agent, PERP, needed=1).take(
        SignalResult(action=BUY, confidence=0.9, reasons=(Reason("ema"),)), 5, Decimal("100.05")
    )
    money = make_agent(risk=type(ROOMY)(stop_loss=Limit.usd("3"), take_profit=None))

    record = signals.ready(now, agent, PERP, ALERTS)
    other = signals.ready(now, money, PERP, ALERTS)

    assert [record.stop_pct, record.target_pct, record.risk_pct] == [*map(Decimal, (5, 10, 1))]
    assert (record.priority, record.tick, record.title) == (Priority.HIGH, PERP.tick, "AAA/USDT")
    assert (other.stop_pct, other.target_pct) == (None, None)


# --- the runner


def test_the_third_candle_trades_and_is_told_once() -> None:
    desk = running(Says(BUY))

    first = desk.play(candle(1), candle(2))
    ready = desk.play(candle(3))
    later = desk.play(candle(4))

    assert len(of(SignalChanged, first)) == 2
    assert [record.topic for record in ready] == ["signal_changed", "signal_ready", "entry_refused"]
    assert of(SignalReady, later) == []
    assert runner_of(desk).cycles == 4


def test_its_price_is_the_mid_and_without_a_quote_the_close() -> None:
    desk = running(Says(BUY))
    assert the(SignalChanged, desk.play(candle(1, "97"))).price == Decimal("100.05")

    bare = ScriptedDesk()
    runner = AutoTradeRunner(bare.agent, PERP, Says(BUY), bare.engine)
    bare.runtime.attach(AGENT, runner)
    runner.warm_up([])
    assert the(SignalChanged, bare.play(candle(1, "97"))).price == Decimal("97.0")


def test_a_known_candle_again_is_nothing() -> None:
    strategy = Says(BUY)
    desk = running(strategy)
    desk.play(candle(1), candle(2))

    assert desk.play(candle(2), candle(1)) == []
    assert len(strategy.seen) == 2


def test_a_strategy_sees_no_more_than_it_asked_for() -> None:
    strategy = Says(HOLD)
    desk = running(strategy)

    desk.play(*(candle(minute) for minute in range(1, 6)))

    assert strategy.seen[-1] == [3, 4, 5]


def test_candles_of_another_timeframe_are_not_its_own() -> None:
    strategy = Says(HOLD)
    desk = running(strategy)

    desk.play(replace(candle(5), timeframe=Timeframe.M5))

    assert strategy.seen == []


def test_history_finds_since_when_a_signal_has_held() -> None:
    strategy = Says(SELL, *[BUY] * 9)
    desk = ScriptedDesk()
    runner = AutoTradeRunner(desk.agent, PERP, strategy, desk.engine)

    runner.warm_up([candle(minute) for minute in range(1, 8)])

    assert runner.signal is not None
    assert (runner.signal.started_at_ns, runner.signal.is_ready) == (2 * MINUTE_NS, True)
    assert runner.needs == Says.warmup + LOOK_BACK


def test_candles_that_close_while_history_is_fetched_come_after_it() -> None:
    strategy = Says(BUY)
    desk = ScriptedDesk()
    runner = AutoTradeRunner(desk.agent, PERP, strategy, desk.engine)
    desk.runtime.attach(AGENT, runner)

    assert desk.play(candle(4), candle(5)) == []
    runner.warm_up([candle(2), candle(3), candle(4)])

    assert strategy.seen[-1] == [3, 4, 5]
    assert [minutes[-1] for minutes in strategy.seen] == [2, 3, 4, 5]


def test_history_is_cut_to_what_is_looked_back_on() -> None:
    strategy = Says(HOLD)
    desk = ScriptedDesk()
    runner = AutoTradeRunner(desk.agent, PERP, strategy, desk.engine)

    runner.warm_up([candle(minute) for minute in range(1, LOOK_BACK + 11)])

    assert len(strategy.seen) == LOOK_BACK
    assert strategy.seen[0] == [9, 10, 11]


@pytest.mark.parametrize(
    "word",
    [
        ZeroDivisionError("in a plugin"),
        SignalResult(action=BUY, confidence=float("nan")),
        None,
    ],
    ids=["raises", "is not a number", "answers nothing"],
)
def test_a_strategy_that_fails_advises_hold_and_is_reported(word: SignalResult | None) -> None:
    desk = running(Says(BUY, BUY, word, BUY))
    desk.play(candle(1), candle(2))

    records = desk.play(candle(3))

    fault = the(Fault, records)
    assert (fault.where, fault.agent) == ("strategy SAYS", AGENT)
    assert the(SignalChanged, records).action is HOLD
    assert of(FillBooked, desk.play(*prices(180_100, "100"))) == []
    assert the(SignalChanged, desk.play(candle(4))).repeats == 1


def test_a_failure_while_warming_up_is_survived() -> None:
    desk = ScriptedDesk()
    runner = AutoTradeRunner(desk.agent, PERP, Says(ValueError("no"), BUY), desk.engine)

    runner.warm_up([candle(1), candle(2)])

    assert runner.signal is not None
    assert runner.signal.action is BUY


def test_an_observing_agent_tells_and_does_not_trade() -> None:
    desk = running(Says(BUY), AgentState.OBSERVING)
    desk.play(candle(1), candle(2))
    desk.play(*prices(180_000, "100"))

    assert [record.topic for record in desk.play(candle(3))] == ["signal_changed", "signal_ready"]


def test_a_signal_told_before_a_restart_is_not_told_again() -> None:
    desk = running(Says(BUY))
    desk.play(candle(1), candle(2), candle(3))
    desk.restart()
    runner = AutoTradeRunner(desk.agent, PERP, Says(BUY), desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([candle(1), candle(2), candle(3)])

    records = desk.do(runner.act(None, desk.now_ns, ALERTS))

    assert of(SignalReady, records) == []
    assert len(of(SignalChanged, records)) == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda runner: runner.act(None, 0, ALERTS),
        lambda runner: runner.run_cycle(0, ALERTS),
    ],
)
def test_without_a_candle_there_is_nothing_to_say(ask: Callable[[AutoTradeRunner], object]) -> None:
    desk = running(Says(BUY))

    assert getattr(ask(runner_of(desk)), "is_empty", False)


def test_a_detached_runner_hears_nothing() -> None:
    strategy = Says(BUY)
    desk = running(strategy)
    desk.runtime.attach(AGENT, None)

    assert desk.play(candle(1)) == []
    assert strategy.seen == []
