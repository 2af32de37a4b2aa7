"""Lines for who started the program."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]
"""Shows a line, in rich's markup."""


def complain(error: BaseException) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{error}\n")


def announce(line: str) -> None:
    """A line on standard output, in rich's markup; its library is loaded for it alone."""
    from rich.console import Console

    Console().print(line)
