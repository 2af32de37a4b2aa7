"""`python -m demo`: Telegram on this machine, for one person and one bot."""

import argparse
import asyncio
import logging
import os
import re
import signal
import sys
from pathlib import Path

from demo.guard import is_loopback
from demo.server import Options, serving

_TOKEN = re.compile(r"[0-9]{1,16}:[0-9A-Za-z_-]{1,64}")


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    if not _TOKEN.fullmatch(arguments.token):
        parser.error("--token must look like 42:demo")
    if not is_loopback(arguments.host):
        if not arguments.allow_remote:
            parser.error(f"{arguments.host} is not a loopback address; say --allow-remote if meant")
        sys.stderr.write(
            "Warning: the demo has no passwords. "
            "Whoever reaches this address reads the chat and presses its buttons.\n"
        )
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(_options(arguments)))
    except OSError as error:
        sys.stderr.write(f"The demo cannot start: {error.strerror or error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=8086, help="port; 0 takes any free one")
    parser.add_argument("--token", default="42:demo", help="the token the bot must use")
    parser.add_argument("--state", type=Path, help="folder that keeps the chat over restarts")
    parser.add_argument("--user-id", type=int, default=1001, help="id of the page's user")
    parser.add_argument("--user-name", default="Trader", help="first name of the page's user")
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    parser.add_argument("--bot-name", default="Dzentra", help="what the chat is called")
    parser.add_argument("--allow-remote", action="store_true", help="let other machines in")
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name this machine is reached by; with --allow-remote",
    )
    return parser


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        host=arguments.host,
        port=arguments.port,
        token=arguments.token,
        state=arguments.state,
        user_id=arguments.user_id,
        user_name=arguments.user_name,
        language=arguments.language,
        bot_name=arguments.bot_name,
        names=frozenset(arguments.allowed_host),
    )


async def _serve(options: Options) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serving(options, stop.set) as port:
        sys.stdout.write(f"ready {port}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
