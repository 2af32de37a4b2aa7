"""A desk that writes as fast as it can until it is killed, again and again on one database.

Run as a program: folder, number of kills, seed, and the database if it is none in the folder. Each
desk is a fork, so that what it imports is imported once; it tells each unit it got an answer for
through a pipe. Prints the numbers that were answered, one line a desk.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from core.money import Money
from core.values import replace
from storage.database import Database
from tests.storage_desk import DEPOSIT, account, deposit_unit, entry, note_unit, opened, owed

CALLERS = 12
NUMBER_BYTES = 4


class Load:
    """Units that each take one from the wallet, owe a message and say their number."""

    def __init__(self, database: Database, wallet: int, told: int) -> None:
        self._database = database
        self._wallet = wallet
        self._told = told

    async def run(self) -> None:
        while True:
            self._wallet -= 1
            number = DEPOSIT - self._wallet
            await self._database.journal.commit(
                replace(
                    note_unit(number),
                    account=account(self._wallet),
                    ledger=(entry("fee", -1, self._wallet, f"f{number}"),),
                    owed=(owed(payload=str(number)),),
                    broker=str(number),
                )
            )
            os.write(self._told, number.to_bytes(NUMBER_BYTES, "big"))


async def write_until_killed(folder: Path, told: int, url: str | None) -> None:
    async with opened(folder, url=url) as database:
        held = await database.journal.load(account().id)
        if held is None:
            await database.journal.commit(deposit_unit())
        wallet = DEPOSIT if held is None else held.account.wallet
        load = Load(database, Money(wallet), told)
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(load.run())


def numbers(told: int) -> Iterator[int]:
    while len(raw := os.read(told, NUMBER_BYTES)) == NUMBER_BYTES:
        yield int.from_bytes(raw, "big")


def kill_one(folder: Path, after: int, url: str | None) -> list[int]:
    """Kills a desk when it was answered `after` times; everything it was answered."""
    reading, told = os.pipe()
    child = os.fork()
    if not child:
        try:
            asyncio.run(write_until_killed(folder, told, url))
        finally:
            os._exit(1)
    os.close(told)
    answered = []
    for number in numbers(reading):
        answered.append(number)
        if len(answered) == after:
            os.kill(child, signal.SIGKILL)
    os.close(reading)
    os.waitpid(child, 0)
    return answered


def main() -> None:
    folder, kills, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    url = sys.argv[4] if len(sys.argv) > 4 else None
    for _ in range(kills):
        answered = kill_one(folder, draw.randrange(1, 200), url)
        sys.stdout.write(" ".join(map(str, answered)) + "\n")


if __name__ == "__main__":
    main()
