"""How a paper account begins: a deposit, one agent that is off, and the one that trades by hand."""

from decimal import Decimal

from core.events import Deposited
from core.instrument import Instrument
from core.money import Money, Ppm, to_money
from core.ports import MANUAL, Unit
from core.trading import Account, Agent, LedgerEntry, Limit, RiskSettings, manual_id
from core.types import DAY_NS, AccountId, AgentId, Mode, Timeframe, UserId
from core.values import Frozen

SIMULATED = "simulated"
MANUAL_RULES = RiskSettings(
    stop_loss=None,
    take_profit=None,
    daily_loss=None,
    drawdown=None,
    max_reserved=Limit.percent("100"),
    max_positions=20,
    max_spread=Ppm(10_000),
)
"""A person sees what an order does before it is sent: only what must be a slip is refused."""


class Terms(Frozen, frozen=True, kw_only=True):
    """What a new account starts with."""

    balance: Decimal
    timeframe: Timeframe
    leverage: int
    strategy: str


def account_id(user: UserId, exchange: str = SIMULATED, mode: Mode = Mode.PAPER) -> AccountId:
    """A user has one account a mode and exchange: money of one market means nothing on another."""
    name = f"u{user}-{mode.lower()}"
    return AccountId(name if exchange == SIMULATED else f"{name}-{exchange}")


def owner_of(account: AccountId) -> UserId:
    """The user of an account id made by `account_id`."""
    return UserId(int(account.split("-")[0].removeprefix("u")))


def first_unit(
    account: AccountId,
    instruments: tuple[Instrument, ...],
    terms: Terms,
    *,
    market_ns: int,
    wall_ns: int,
) -> Unit:
    """The first commit of an account: the deposit in the ledger, and its agent on the first
    instrument."""
    first = instruments[0]
    balance = to_money(terms.balance, first.settle)
    opened = _opened(account, first.settle, balance, market_ns)
    agent = _first_agent(opened, first, terms, market_ns)
    entry = LedgerEntry(
        account=account,
        agent=agent.id,
        at_ns=market_ns,
        kind="deposit",
        asset=first.settle,
        amount=balance,
        wallet=balance,
        reference="opening",
    )
    record = Deposited(at_ns=market_ns, amount=terms.balance)
    return Unit(
        account=opened,
        wall_ns=wall_ns,
        records=(record,),
        agents=(agent, manual_agent(opened, first, market_ns)),
        ledger=(entry,),
    )


def _opened(account: AccountId, asset: str, balance: Money, market_ns: int) -> Account:
    return Account(
        id=account,
        user=owner_of(account),
        mode=Mode.PAPER,
        asset=asset,
        deposits=balance,
        wallet=balance,
        day=market_ns // DAY_NS,
        day_equity=balance,
        high_water=balance,
    )


def manual_agent(account: Account, held: Instrument, market_ns: int) -> Agent:
    """Who a person's own orders belong to: it goes by the whole account, runs no strategy, and
    brings no guard of its own; the account's are those of its other agents."""
    return Agent(
        id=manual_id(account.user),
        account=account.id,
        name=MANUAL,
        strategy=MANUAL,
        instrument=held.id,
        timeframe=Timeframe.M1,
        leverage=1,
        slice=Money(0),
        risk=MANUAL_RULES,
        state_since_ns=market_ns,
    )


def _first_agent(account: Account, held: Instrument, terms: Terms, market_ns: int) -> Agent:
    return Agent(
        id=AgentId(f"u{account.user}-1"),
        account=account.id,
        name="auto",
        strategy=terms.strategy,
        instrument=held.id,
        timeframe=terms.timeframe,
        leverage=min(terms.leverage, held.max_leverage),
        slice=account.deposits,
        state_since_ns=market_ns,
    )
