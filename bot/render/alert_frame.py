"""What every alert is rendered with."""

from decimal import Decimal

from bot import format as fmt
from bot.locales import Text
from bot.render.page import badge, button, may_trade
from bot.screen import Button
from core.types import Access, AgentId, Mode
from core.values import Frozen


class Frame(Frozen, frozen=True, kw_only=True):
    """`tick` gives prices their digits; `card` is the journal row the alert tells of,
    `agent` whose it is: its buttons act on that one."""

    text: Text
    mode: Mode
    access: Access = Access.OWNER
    tick: Decimal | None = None
    utc_offset_min: int = 0
    card: int | None = None
    agent: AgentId = AgentId("")

    @property
    def badge(self) -> str:
        return badge(self.mode, self.text)

    @property
    def may_trade(self) -> bool:
        return may_trade(self.access)

    def price(self, value: Decimal) -> str:
        return fmt.price(value, self.tick)

    def card_button(self) -> Button:
        """The row's card, or the journal's trades when the row is not known."""
        if self.card is None:
            return button(self.text, "journal", "jour:page", "trades.1")
        return button(self.text, "card", "jour:card", self.card)

    def auto_button(self) -> Button:
        return button(self.text, "auto", "auto:open", agent=self.agent)

    def risk_button(self) -> Button:
        return button(self.text, "risk", "risk:open", agent=self.agent)


class Alert(Frozen, frozen=True, kw_only=True):
    """The parts of an alert before they are composed."""

    header: str
    figures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
