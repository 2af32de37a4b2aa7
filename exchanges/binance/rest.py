"""Asks Binance over HTTP: within what the governor admits, and with one translation of errors."""

import asyncio
from collections.abc import Mapping
from typing import TypeVar

import httpx
import msgspec

from core.errors import Unreachable
from core.ports import Clock
from core.types import SECOND_NS
from exchanges.binance.answers import ServerTime, refusal
from exchanges.binance.governor import Governor
from exchanges.binance.profile import Profile
from exchanges.binance.venue_clock import RoundTrips

T = TypeVar("T")

TRIPS = 5
TIMEOUT_S = 5.0


class Rest:
    """The public requests of one market; one for the whole desk, because limits go by address."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        profile: Profile,
        clock: Clock,
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.governor = Governor(profile.weight_limit)
        self._http = http
        self._profile = profile
        self._clock = clock
        self._timeout_s = timeout_s

    async def get(self, path: str, kind: type[T], params: Mapping[str, str | int]) -> T:
        """The decoded answer. Raises RateLimited (also without asking), Unreachable, Rejected."""
        self.governor.admit(self._profile.weights[path], self._clock.monotonic_ns())
        answer = await self._ask(f"{self._profile.rest}{self._profile.api}/{path}", params)
        now_ns = self._clock.monotonic_ns()
        self.governor.answered(answer.status_code, answer.headers, now_ns)
        if answer.status_code != 200:
            left_s = max(self.governor.blocked_until_ns - now_ns, 0) / SECOND_NS
            raise refusal(answer.status_code, answer.content, left_s)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unreachable(f"Binance's answer to {path} cannot be read: {error}") from error

    async def _ask(self, url: str, params: Mapping[str, str | int]) -> httpx.Response:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._http.get(url, params=dict(params))
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise Unreachable(f"no answer of Binance: {type(error).__name__}") from error

    async def trips(self) -> RoundTrips:
        """Several questions for the time. Raises ExchangeError where none was answered."""
        trips = RoundTrips()
        for _ in range(TRIPS):
            sent_ns = self._clock.monotonic_ns()
            told = await self.get("time", ServerTime, {})
            trips.add(sent_ns, self._clock.monotonic_ns(), told.server_time)
        return trips
