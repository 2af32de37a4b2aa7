"""Rows of a compiled run as the engine's own words: closed positions and ledger entries."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from backtest.compiled.run import Rows
from backtest.compiled.task import Task
from backtest.compiled.terms import TRADE, Kind, Reason
from core.events import PositionClosed
from core.money import Money, Steps
from core.trading import Agent, ExitPlan, LedgerEntry, Position
from core.types import AgentId, AgentState, ExitReason, Side
from core.values import replace
from engine import facts
from engine.judge import AMBIGUOUS

REASONS: Mapping[int, ExitReason] = MappingProxyType(
    {each: ExitReason[each.name] for each in Reason if each is not Reason.NONE}
)
KINDS: Mapping[int, str] = MappingProxyType({each: each.name.lower() for each in Kind})


def trades_of(task: Task, rows: Rows) -> Iterator[PositionClosed]:
    """What the journal would say of each closed position."""
    halted = replace(task.agent, state=AgentState.HALTED)
    for row in rows.trades.tolist():
        found = dict(zip(TRADE, row, strict=True))
        whole = _whole(task, found)
        reason = REASONS[found["reason"]]
        result = facts.trade_result(whole, task.held, reason, found["closed_ns"])
        agent: Agent = halted if found["is_halted"] else task.agent
        yield facts.position_closed(whole, agent, task.held, result)


def ledger_of(task: Task, rows: Rows) -> Iterator[LedgerEntry]:
    """Every change of the wallet."""
    agent = task.agent.id
    for at_ns, kind, amount, wallet, number in rows.ledger.tolist():
        order = order_id(agent, number)
        yield LedgerEntry(
            account=task.account.id,
            agent=agent,
            at_ns=at_ns,
            kind=KINDS[kind],
            asset=task.account.asset,
            amount=Money(amount),
            wallet=Money(wallet),
            reference=f"{order}@{at_ns}" if kind == Kind.FUNDING else f"{order}:1",
        )


def order_id(agent: AgentId, number: int) -> str:
    """A client id, as `State.next_id` makes it."""
    return f"{agent}-{number:06d}"


def _plan(plan: ExitPlan, final: int) -> ExitPlan:
    """As a ladder leaves it at its last rung: the nearest targets come first."""
    if len(plan.targets) < 2:
        return plan
    return replace(plan, targets=plan.targets[final : final + 1])


def _whole(task: Task, found: Mapping[str, int]) -> Position:
    """The position after its last fill."""
    qty = Steps(found["qty"])
    return Position(
        agent=task.agent.id,
        instrument=task.held.id,
        side=Side(found["side"]),
        qty=Steps(0),
        cost=0,
        margin=Money(0),
        leverage=task.agent.leverage,
        opened_at_ns=found["opened_ns"],
        trade_id=order_id(task.agent.id, found["number"]),
        opened_qty=qty,
        opened_cost=found["opened_cost"],
        closed_qty=qty,
        closed_cost=found["closed_cost"],
        gross=Money(found["gross"]),
        fees=Money(found["fees"]),
        funding=Money(found["funding"]),
        risk_money=Money(found["risk_money"]),
        slip=found["slip"],
        flags=(AMBIGUOUS,) if found["is_ambiguous"] else (),
        exits=_plan(task.agent.risk.plan, found["final"]),
    )
