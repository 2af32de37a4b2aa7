"""One market through the engine and through the compiled loop, told in the same words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backtest.compiled.run import HandedOver, Rows, run
from backtest.compiled.task import Task, bars_of
from backtest.compiled.terms import Ints
from backtest.compiled.told import ledger_of, order_id, trades_of
from core.candles import WholePath, expand
from core.events import EntryRefused, FillBooked, Halted, PositionClosed
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.trading import Agent, LedgerEntry, SignalResult
from core.types import Action, Source
from core.values import replace
from engine.history import run_through
from engine.runner import AutoTradeRunner
from exchanges.simulated.paper import PaperSettings
from tests.desk import ScriptedDesk, make_account, of

SAYS = {1: Action.BUY, -1: Action.SELL, 0: Action.HOLD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A market and what is advised at the close of each of its bars."""

    bars: Sequence[Candle]
    says: Sequence[int]
    fundings: Sequence[Funding] = ()
    held: Instrument
    agent: Agent
    terms: PaperSettings
    needed: int = 1
    balance: str = "10000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that must be the same."""

    trades: tuple[PositionClosed, ...]
    ledger: tuple[LedgerEntry, ...]
    fills: tuple[tuple[object, ...], ...]
    equity: tuple[int, ...]
    standing: tuple[int, ...]


class Spoken:
    """A strategy that says what it was told to."""

    name = "SPOKEN"
    warmup = 1

    def __init__(self, story: Story) -> None:
        said = zip(story.bars, story.says, strict=True)
        self._by_time = {bar.at_ns: SAYS[say] for bar, say in said}

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=self._by_time[candles[-1].at_ns], confidence=0.8)


def by_engine(story: Story, *, is_whole: bool = False) -> Outcome:
    """Every point of every path, one by one, as paper is fed a replay; or each path as a whole, as
    a backtest is."""
    desk = ScriptedDesk(
        story.agent,
        instruments=(story.held,),
        terms=story.terms,
        balance=story.balance,
        sources={story.held.id: Source.LAST},
    )
    engine, equity = desk.runtime.engine, list[int]()
    runner = AutoTradeRunner(
        story.agent, story.held, Spoken(story), engine, confirmations=story.needed
    )
    runner.warm_up(())
    desk.runtime.attach(story.agent.id, runner)

    def watched() -> Iterator[MarketEvent | WholePath]:
        for event in events_of(story, is_whole=is_whole):
            if type(event) is Candle:
                equity.append(engine.state.equity)
            yield event

    run_through(desk.runtime, watched(), desk.journal)
    units = desk.journal.units
    records = [record for unit in units for record in unit.records]
    state = engine.state
    halted = of(Halted, records)
    return Outcome(
        trades=tuple(of(PositionClosed, records)),
        ledger=tuple(entry for unit in units for entry in unit.ledger),
        fills=tuple(_fill(record) for record in of(FillBooked, records)),
        equity=tuple(equity),
        standing=(
            state.ledger.wallet,
            state.ledger.reserved,
            state.ledger.unrealised,
            len(of(EntryRefused, records)),
            halted[0].at_ns if halted else 0,
            state.agents[story.agent.id].sequence,
        ),
    )


def _fill(record: FillBooked) -> tuple[object, ...]:
    return (record.client_id, record.at_ns, record.side, record.price, record.qty, record.fee)


def by_loop(story: Story) -> Outcome | HandedOver:
    task = task_of(story)
    rows = run(task)
    if isinstance(rows, HandedOver):
        return rows
    book, held = rows.book, story.held
    names = ("wallet", "reserved", "unrealised", "refused", "halted_ns", "sequence")
    return Outcome(
        trades=tuple(trades_of(task, rows)),
        ledger=tuple(ledger_of(task, rows)),
        fills=tuple(
            (
                order_id(story.agent.id, number),
                at_ns,
                side,
                held.price(price),
                held.size(qty),
                held.money(fee),
            )
            for at_ns, number, side, price, qty, fee in rows.fills.tolist()
        ),
        equity=_equity(rows),
        standing=tuple(book[name] for name in names),
    )


def _equity(rows: Rows) -> tuple[int, ...]:
    return tuple(rows.curve.tolist())


def task_of(story: Story) -> Task:
    rows = [(bar.open, bar.high, bar.low, bar.close) for bar in story.bars]
    account = replace(make_account(story.balance), asset=story.held.settle)
    return Task(
        account=account,
        agent=story.agent,
        held=story.held,
        terms=story.terms,
        bars=bars_of(
            _column([bar.at_ns for bar in story.bars]), _column(rows), np.array(story.says, np.int8)
        ),
        needed=story.needed,
        fundings=story.fundings,
        wants_curve=True,
    )


def _column(values: Sequence[object]) -> Ints:
    return np.array(values, dtype=np.int64)


def events_of(story: Story, *, is_whole: bool) -> Iterator[MarketEvent | WholePath]:
    """In the order in which recorded candles are given."""
    fundings = iter(story.fundings)
    due = next(fundings, None)
    for bar in story.bars:
        while due is not None and due.at_ns <= bar.open_ns:
            yield due
            due = next(fundings, None)
        yield from (WholePath(bar, bar.open_ns),) if is_whole else expand(bar)
        yield bar
