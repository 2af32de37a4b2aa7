"""What `doctor` finds on the network: the exchange, Telegram, and what time they have."""

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from random import Random
from urllib.error import HTTPError
from urllib.request import urlopen

from app.health import Finding, fine, note, wrong
from app.settings import Settings
from core.clock import SystemClock
from core.errors import ExchangeError, InputError, RateLimited
from core.health import WireHealth
from core.types import SECOND_NS
from exchanges.factory import LIVE_EXCHANGES

ANSWER_S = 5.0
MOST_OFFSET_MS = 1_000
MOST_OFFSET_S = 5
"""Of Telegram's clock, which tells whole seconds."""
SYNC = "Turn on time sync: timedatectl set-ntp true"
REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


async def exchange_findings(settings: Settings, clock: SystemClock) -> list[Finding]:
    missing = [str(path) for path in settings.replay_path if not path.exists()]
    if settings.exchange == "replay" and missing:
        fix = "Set REPLAY_PATH to files or folders that are there"
        return [wrong("Exchange", f"nothing at {', '.join(missing)}", fix)]
    if settings.exchange not in LIVE_EXCHANGES:
        return [fine("Exchange", f"{settings.exchange}, needs no network")]
    return await _live(settings, clock)


async def _live(settings: Settings, clock: SystemClock) -> list[Finding]:
    # Only here: the network's libraries take a while to import.
    from exchanges.binance.opening import open_market
    from exchanges.binance.profile import profile_of

    profile = profile_of(
        settings.exchange,
        rest=settings.exchange_rest_url,
        ws=settings.exchange_ws_url,
        is_testnet=settings.binance_testnet,
    )
    async with open_market(
        profile, clock, settings.symbols, rng=Random(), answer_s=ANSWER_S
    ) as market:
        try:
            await market.load()
        except InputError as error:
            return [wrong("Exchange", str(error), "Set SYMBOLS to what it lists")]
        except RateLimited as error:
            fix = f"Ask nothing for {error.retry_after_s:.0f} s; do others use this address?"
            return [wrong("Exchange", str(error), fix)]
        except ExchangeError as error:
            fix = f"Is {profile.rest} reachable from here? EXCHANGE_REST_URL names another host"
            return [wrong("Exchange", str(error), fix)]
        return _heard(settings.exchange, market.health())


def _heard(exchange: str, told: WireHealth) -> list[Finding]:
    weight = f"weight {told.used_pct:.0f}%"
    answer = fine("Exchange", f"{exchange}, answers in {told.rtt_ms:.0f} ms, {weight}")
    offset = f"the exchange is {told.offset_ms:+.0f} ms ahead of this machine"
    if abs(told.offset_ms) >= MOST_OFFSET_MS:
        return [answer, wrong("Clock", offset, SYNC)]
    return [answer, fine("Clock", offset)]


def telegram_findings(settings: Settings, clock: SystemClock) -> Iterator[Finding]:
    """By getMe; neither the token nor the address that holds it is ever said."""
    if settings.bot_token is None:
        fix = "Set BOT_TOKEN in .env to the token @BotFather gave you; the demo needs none"
        yield note("Telegram", "no BOT_TOKEN", fix)
        return
    base, token = settings.telegram_api_base.rstrip("/"), settings.bot_token.get_secret_value()
    began_ns = clock.monotonic_ns()
    try:
        with urlopen(f"{base}/bot{token}/getMe", timeout=ANSWER_S) as answer:
            took_ms = (clock.monotonic_ns() - began_ns) / 1e6
            name = json.load(answer)["result"]["username"]
            date = answer.headers.get("Date", "")
    except HTTPError as error:
        yield _refused(error.code)
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        fix = f"Is {base} reachable from here? TELEGRAM_API_BASE names another server"
        yield wrong("Telegram", f"does not answer ({type(error).__name__})", fix)
    else:
        yield fine("Telegram", f"@{name}, answers in {took_ms:.0f} ms")
        yield from _date(date, clock)


def _refused(status: int) -> Finding:
    if status in REFUSED:
        fix = "Copy it again from @BotFather: /mybots, API Token"
        return wrong("Telegram", "does not know this BOT_TOKEN", fix)
    return wrong("Telegram", f"refuses ({status})", "Try again in a minute")


def _date(told: str, clock: SystemClock) -> Iterator[Finding]:
    try:
        at_s = parsedate_to_datetime(told).timestamp()
    except ValueError:
        return
    offset_s = round(at_s - clock.now_ns() / SECOND_NS)
    if abs(offset_s) > MOST_OFFSET_S:
        yield wrong("Clock", f"Telegram is {offset_s:+d} s ahead of this machine", SYNC)
