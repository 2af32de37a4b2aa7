"""The wallet: every change is an entry that names its agent and says what the wallet came to."""

from core.money import Money
from core.trading import Account, LedgerEntry
from core.types import AgentId
from engine.step import Draft


class Ledger:
    """Wallet and reserved margin of one account, in money units.

    wallet = deposits + realised - fees +/- funding; cash = wallet - reserved;
    equity = wallet + unrealised = cash + reserved + unrealised.
    """

    def __init__(self, account: Account, reserved: int) -> None:
        self.account = account
        self.wallet: int = account.wallet
        self.reserved = reserved
        self.unrealised = 0

    @property
    def equity(self) -> int:
        return self.wallet + self.unrealised

    @property
    def cash(self) -> int:
        return self.wallet - self.reserved

    def book(
        self, draft: Draft, agent: AgentId, at_ns: int, kind: str, amount: int, reference: str
    ) -> None:
        """Books a change of the wallet; nothing for a zero."""
        if not amount:
            return
        self.wallet += amount
        draft.ledger.append(
            LedgerEntry(
                account=self.account.id,
                agent=agent,
                at_ns=at_ns,
                kind=kind,
                asset=self.account.asset,
                amount=Money(amount),
                wallet=Money(self.wallet),
                reference=reference,
            )
        )

    def note_dust(
        self, draft: Draft, agent: AgentId, at_ns: int, asset: str, amount: int, reference: str
    ) -> None:
        """Keeps what a spot venue's commission left under a whole step, under its own asset."""
        if amount:
            entry = LedgerEntry(
                account=self.account.id,
                agent=agent,
                at_ns=at_ns,
                kind="dust",
                asset=asset,
                amount=Money(amount),
                wallet=Money(self.wallet),
                reference=reference,
            )
            draft.ledger.append(entry)
