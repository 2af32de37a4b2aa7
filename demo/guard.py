"""Who may talk to the demo: this machine alone, and no foreign page through its browser."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses other Hosts (DNS rebinding) and other Origins (pages that are not ours)."""

    host: str
    names: frozenset[str] = frozenset()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._is_host_ours(request):
            raise web.HTTPMisdirectedRequest(text="This is not the Host of the demo.\n")
        if not _is_origin_ours(request) or not _is_fetch_ours(request):
            raise web.HTTPForbidden(text="Another site asked for this.\n")
        return await handler(request)

    def _is_host_ours(self, request: web.Request) -> bool:
        name, port = _split(request.headers.get("Host", ""))
        if not is_loopback(self.host):
            return name in self.names | _LOOPBACK_NAMES or _is_address(name)
        bound = request.get_extra_info("sockname") or ("", 0)
        return name in _LOOPBACK_NAMES | {self.host} and port == bound[1]


def _split(host: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname or "", parts.port or 80
    except ValueError:
        return "", 0


def _is_address(name: str) -> bool:
    """A rebinding site comes with a name; an address is typed by its owner."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_origin_ours(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    host = request.headers.get("Host", "")
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def _is_fetch_ours(request: web.Request) -> bool:
    """Browsers say who asks; only opening the page itself may come from elsewhere."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_visit = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return site in ("none", "same-origin") or (is_visit and request.path == "/")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    del request
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
