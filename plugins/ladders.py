"""A plugin's strategy that lets orders rest, as the desk uses it."""

from collections.abc import Sequence

from core.market import Candle
from core.trading import Reason, RestingOrder, SignalResult, Standing, Terms
from core.types import Action
from plugins.remote import RemoteStrategy
from plugins.standings import orders_in, orders_request


class RemoteLadder(RemoteStrategy):
    """Fulfils `core.ports.ConsultedOrderStrategy`. What does not fit an instrument its plugin says
    when it is asked; the desk's own gates judge each order all the same."""

    async def consult_orders(self, now: Standing) -> Sequence[RestingOrder]:
        """Raises PluginError."""
        header = self._header()
        return orders_in(await self._plugin.ask_later(lambda: orders_request(header, now)))

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        return orders_in(self._plugin.ask(orders_request(self._header(), now)))

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        """Nothing is known of it here."""

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.HOLD, reasons=(Reason("rests"),))
