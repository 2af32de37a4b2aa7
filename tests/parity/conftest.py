"""What the tests of parity share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the real market data; a test that needs it is skipped without it."""
    named = os.environ.get("DZENTRA_DATA", "")
    if not named or not (Path(named) / "ws").is_dir():
        pytest.skip("DZENTRA_DATA names no folder with the real market data")
    return Path(named)
