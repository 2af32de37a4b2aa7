"""Values as rows: Decimals for people and queries, and the whole value in `state`."""

from core.codec import encode
from core.events import FillBooked, SignalReady
from core.instrument import Instrument
from core.money import from_money
from core.orders import WorkingOrder
from core.ports import Owed, User
from core.trading import Account, Agent, LedgerEntry, Position
from core.types import AccountId
from storage.change import Row


def user_row(user: User) -> Row:
    return {
        "id": user.id,
        "access": user.access.value,
        "account": user.account,
        "name": user.name,
        "state": encode(user),
    }


def instrument_row(instrument: Instrument) -> Row:
    return {
        "id": instrument.id,
        "tick": instrument.tick,
        "step": instrument.step,
        "base": instrument.base,
        "settle": instrument.settle,
        "state": encode(instrument),
    }


def account_row(account: Account) -> Row:
    return {
        "id": account.id,
        "user": account.user,
        "mode": account.mode.value,
        "asset": account.asset,
        "deposits": from_money(account.deposits, account.asset),
        "wallet": from_money(account.wallet, account.asset),
        "halted": "" if account.halted is None else account.halted.cause,
        "state": encode(account),
    }


def agent_row(account: Account, agent: Agent) -> Row:
    return {
        "account": account.id,
        "id": agent.id,
        "name": agent.name,
        "strategy": agent.strategy,
        "instrument": agent.instrument,
        "timeframe": agent.timeframe.value,
        "status": agent.state.value,
        "realised": from_money(agent.realised, account.asset),
        "state": encode(agent),
    }


def order_row(
    account: AccountId, working: WorkingOrder, instrument: Instrument, wall_ns: int
) -> Row:
    order = working.order
    return {
        "account": account,
        "client_id": order.client_id,
        "agent": order.agent,
        "instrument": order.instrument,
        "side": order.side.name,
        "kind": order.kind.name,
        "purpose": order.purpose.value,
        "qty": instrument.size(order.qty),
        "filled": instrument.size(working.filled),
        "limit_price": None if order.limit is None else instrument.price(order.limit),
        "trigger_price": None if order.trigger is None else instrument.price(order.trigger),
        "decided_at_ns": order.decided_at_ns,
        "status": working.state.value,
        "ended_ns": wall_ns if working.state.is_final else None,
        "state": encode(working),
    }


def position_row(account: AccountId, position: Position, instrument: Instrument) -> Row:
    return {
        "account": account,
        "agent": position.agent,
        "instrument": position.instrument,
        "side": position.side.name,
        "qty": instrument.size(position.qty),
        "entry": instrument.average_price(position.cost, position.qty),
        "margin": instrument.money(position.margin),
        "leverage": position.leverage,
        "opened_at_ns": position.opened_at_ns,
        "trade_id": position.trade_id,
        "state": encode(position),
    }


def ledger_row(account: Account, item: LedgerEntry) -> Row:
    return {
        "account": account.id,
        "agent": item.agent,
        "at_ns": item.at_ns,
        "kind": item.kind,
        "asset": item.asset,
        "amount": from_money(item.amount, item.asset),
        "wallet": from_money(item.wallet, account.asset),
        "reference": item.reference,
    }


def fill_row(account: AccountId, fill: FillBooked) -> Row:
    return {
        "account": account,
        "client_id": fill.client_id,
        "fill_id": fill.fill_id,
        "agent": fill.agent,
        "instrument": fill.instrument,
        "side": fill.side.name,
        "price": fill.price,
        "qty": fill.qty,
        "fee": fill.fee,
        "fee_asset": fill.fee_asset,
        "role": fill.role.name,
        "at_ns": fill.filled_at_ns,
    }


def signal_row(account: AccountId, signal: SignalReady) -> Row:
    return {
        "account": account,
        "agent": signal.agent,
        "instrument": signal.instrument,
        "at_ns": signal.at_ns,
        "started_at_ns": signal.started_at_ns,
        "strategy": signal.strategy,
        "timeframe": signal.timeframe,
        "action": signal.action.value,
        "confidence": signal.confidence,
        "priority": signal.priority.value,
        "price": signal.price,
    }


def outbox_row(owed: Owed, made_ns: int) -> Row:
    return {
        "chat": owed.chat,
        "rank": owed.rank,
        "name": owed.name,
        "payload": owed.text,
        "thread": owed.thread,
        "is_silent": owed.is_silent,
        "made_ns": made_ns,
        "tries": 0,
    }
