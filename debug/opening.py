"""How a sandbox begins: play money, and one agent that is off."""

from decimal import Decimal

from core.instrument import Instrument
from core.money import to_money
from core.ports import Snapshot, User
from core.trading import Account, Agent, Limit, RiskSettings
from core.types import DAY_NS, AccountId, AgentId, Mode, Timeframe
from core.values import Frozen
from debug.hand import NAME

RULES = RiskSettings(max_loss=Limit.percent("0.3"))
"""The plain rules, and a max loss beyond the stop: every way out of a position can be tried."""


class DebugTerms(Frozen, frozen=True, kw_only=True):
    """What every sandbox starts with."""

    balance: Decimal
    leverage: int


def first_snapshot(user: User, held: Instrument, terms: DebugTerms, now_ns: int) -> Snapshot:
    """Under names of its own: nothing of it passes for the member's account."""
    balance = to_money(terms.balance, held.settle)
    account = Account(
        id=AccountId(f"u{user.id}-debug"),
        user=user.id,
        mode=Mode.PAPER,
        asset=held.settle,
        deposits=balance,
        wallet=balance,
        day=now_ns // DAY_NS,
        day_equity=balance,
        high_water=balance,
        utc_offset_min=user.utc_offset_min,
    )
    agent = Agent(
        id=AgentId(f"debug{user.id}"),
        account=account.id,
        name="debug",
        strategy=NAME,
        instrument=held.id,
        timeframe=Timeframe.M1,
        leverage=min(terms.leverage, held.max_leverage),
        slice=balance,
        risk=RULES,
        state_since_ns=now_ns,
    )
    return Snapshot(account=account, agents=(agent,))
