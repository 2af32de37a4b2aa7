"""`python main.py` as a user starts it: a process in a folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60
Program = subprocess.Popen[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a program said, and how it ended."""

    code: int
    out: str
    err: str


def main(folder: Path, *arguments: str, **settings: str) -> Program:
    """`python main.py` as a user starts it, in a folder of its own."""
    bare = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), **settings}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder,
        env=bare,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(folder: Path, *arguments: str, **settings: str) -> Ended:
    with main(folder, *arguments, **settings) as program:
        out, err = program.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in out + err
    return Ended(program.returncode, out, err)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Program]:
    """A demo that has said where it is; stopped as a user stops it."""
    with main(folder, "demo", DEMO_PORT="0", **settings) as program:
        assert program.stdout is not None
        while "http://" not in program.stdout.readline():
            assert program.poll() is None
        try:
            yield program
        finally:
            program.send_signal(signal.SIGINT)
            program.communicate(timeout=PATIENCE_S)
