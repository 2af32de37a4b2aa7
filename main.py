"""The command line of Dzentra."""

import sys

from app.uncollected import uncollected


def main(words: list[str]) -> int:
    """The exit code. A desk is started without what only the other commands need."""
    if not words or words in (["run"], ["demo"]):
        with uncollected():
            from app.starting import start
        return start(*words)
    with uncollected():
        from app.commands import cli
    cli()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
