"""The risk settings of an agent."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from core.ports import SHOWN, RiskControl
from core.trading import RiskValue
from core.types import Access, AgentId, Side, UserId
from core.values import replace
from core.views import AutoView, RiskView
from services.levels import Ground
from services.limits import check_share, limit_text, parse_limit
from services.rules import is_rule, rule_changes, rule_text
from services.seats import Seat, Seats

PRICE_SETTINGS = frozenset({"stop_loss", "take_profit"})
CONTROLS = ("stop_loss", "take_profit", "max_loss")
SUGGESTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "risk": ("0.1%", "0.25%", "0.5%", "1%"),
        "stop_loss": ("0.5%", "1%", "2%", "3%"),
        "take_profit": ("1%", "2%", "4%", "6%"),
        "max_loss": ("0.5%", "1%", "2%", "off"),
        "daily_loss": ("1%", "2%", "5%", "off"),
        "drawdown": ("5%", "10%", "20%", "off"),
        "max_reserved": ("20%", "30%", "50%", "80%"),
        "max_positions": ("1", "3", "5", "10"),
        "max_spread": ("0.05%", "0.1%", "0.2%", "0.5%"),
        "orders_per_minute": ("5", "20", "60"),
        "cooldown_s": ("1m", "5m", "1h", "off"),
        "direction": ("both", "long", "short"),
    }
)


class RiskService(RiskControl):
    """Shows the settings with what they mean in money, and takes typed ones."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats

    async def view(self, user: UserId) -> RiskView:
        seat = await self._seats.of(user)
        auto = seat.trading.auto_view(seat.agent.id)
        return RiskView(
            agent=auto.agent,
            mode=auto.mode,
            strategy=auto.strategy,
            title=auto.title,
            risk=auto.risk,
            equity=auto.equity,
            leverage=auto.leverage,
            is_spot=auto.is_spot,
            suggested=dict(SUGGESTED),
            agent_name=auto.agent_name,
        )

    async def set(self, user: UserId, setting: str, text: str, *, agent: AgentId = SHOWN) -> str:
        seat = await self._seats.at(user, agent, Access.TRADER)
        if is_rule(setting):
            return await self._set_rule(seat, setting, text)
        limit = parse_limit(setting, text).value
        if limit is not None:
            check_share(setting, limit, _base(setting, seat.trading.auto_view(seat.agent.id)))
        is_plain_target = setting == "take_profit"
        await self._save(seat, {setting: limit} | ({"targets": ()} if is_plain_target else {}))
        return limit_text(limit)

    async def _set_rule(self, seat: Seat, setting: str, text: str) -> str:
        auto = seat.trading.auto_view(seat.agent.id)
        changes = rule_changes(seat.agent.risk, setting, text, _ground(auto))
        await self._save(seat, changes)
        return rule_text(replace(seat.agent.risk, **changes), setting)  # type: ignore[arg-type]

    async def reset(self, user: UserId, *, agent: AgentId = SHOWN) -> None:
        """Turns stop loss, take profit and max loss off."""
        seat = await self._seats.at(user, agent, Access.TRADER)
        await self._save(seat, dict.fromkeys(CONTROLS))

    async def _save(self, seat: Seat, changes: Mapping[str, RiskValue]) -> None:
        await seat.trading.set_risk(seat.agent.id, changes, by=seat.user.id)


def _base(setting: str, auto: AutoView) -> Decimal:
    """Of what the setting is a share; 0 when that is not known now."""
    if setting not in PRICE_SETTINGS:
        return auto.equity
    return (auto.quote.bid + auto.quote.ask) / 2 if auto.quote is not None else Decimal(0)


def _ground(auto: AutoView) -> Ground:
    """Rules hold for either side: distances are typed, and a price is read as of a LONG."""
    if auto.quote is None:
        return Ground(side=Side.LONG)
    return Ground(side=Side.LONG, entry=auto.quote.ask, now=auto.quote.ask)
