"""`main.py plugins` and a backtest of a plugin, as an author types them."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugins.nursery import ROOT
from tests.plugin_stage import strategy_text

pytestmark = pytest.mark.slow

FOLDER = "bot_engine/plugins/strategies"


def typed(desk: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        cwd=desk,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_new_strategy_and_a_new_indicator_pass_the_review_as_they_are(tmp_path: Path) -> None:
    for kind, folder in (("strategy", "strategies"), ("indicator", "indicators")):
        assert typed(tmp_path, "plugins", "new", f"My {kind}", "--kind", kind)[0] == 0
        path = f"bot_engine/plugins/{folder}/my_{kind}.py"
        code, told = typed(tmp_path, "plugins", "check", path)
        assert code == 0, told
        assert "look " not in told
        checks = [line.split("  ")[0].strip() for line in told.splitlines()]
        assert checks[:5] == ["source", "lint", "bandit's rules ok", "security", "contract"]
    code, told = typed(tmp_path, "plugins", "list")
    assert code == 0
    assert "my_strategy" in told
    assert "my_indicator" in told


def test_the_review_refuses_in_words_and_with_its_code(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "made.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        strategy_text(
            top="import subprocess", body="result['signal'] = (df['close'].shift(-1) > 0) * 1"
        )
    )
    code, told = typed(tmp_path, "plugins", "check", str(path))
    assert code == 1
    assert "made, line 8: subprocess starts programs" in told
    assert "look-ahead     FAILS the signal of candle" in told
    assert "there is no test_made.py beside it" in told
    assert typed(tmp_path, "plugins", "check", "nothing.py")[0] == 1


def test_a_backtest_runs_a_plugin_and_says_when_it_looks_ahead(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "made.py").write_text(strategy_text())
    (folder / "seer.py").write_text(
        strategy_text("seer", body="result['signal'] = (df['close'].shift(-1) > 0) * 1")
    )
    span = ("--from", "2026-01-05", "--to", "2026-01-05T01:00:00")
    code, told = typed(tmp_path, "backtest", "--strategy", "made", *span)
    assert code == 0, told
    assert "made 1m BTC/USDT" in told
    code, told = typed(tmp_path, "backtest", "--strategy", "seer", *span)
    assert code == 0, told
    assert "seer (REPAINTS) 1m BTC/USDT" in told
    code, told = typed(tmp_path, "backtest", "--strategy", "nobody", *span)
    assert code == 2
    assert "No strategy is named NOBODY; there are: TREND" in told
