"""docs/plugins.md, followed to the letter by somebody who has never written a plugin: every block
of it is run in a fresh folder, in its order."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from core.values import replace
from plugins.config import PluginConfig, config_from
from plugins.metadata import Kind
from plugins.nursery import ROOT
from plugins.review import review
from plugins.templates import make
from tests.plugin_stage import PATIENT, PluginStage, strategy_text

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STRATEGIES, INDICATORS = "bot_engine/plugins/strategies", "bot_engine/plugins/indicators"
ACTIVE = "plugin my_strategy 1.0.0 is active"


def blocks(title: str) -> list[tuple[str, str]]:
    """Language and text of each block under a heading."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return FENCE.findall(section)


def lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield line.partition("  #")[0].strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What a newcomer has: the program, and a folder of their own beside nothing."""
    for name in ("main.py", "compat"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def typed(home: Path, line: str, *, limit_s: float = 120) -> str:
    """What a command of the page prints, typed as it stands there."""
    words = shlex.split(line)
    told = {name: value for name, _, value in (each.partition("=") for each in _set(words))}
    words = [sys.executable if each == "python" else each for each in words[len(told) :]]
    done = subprocess.run(
        words, cwd=home, env=environment(told), capture_output=True, text=True, timeout=limit_s,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def environment(told: dict[str, str] | None = None) -> dict[str, str]:
    path = os.pathsep.join((str(ROOT), str(ROOT / "compat")))
    usual = {"PATH": "/usr/bin:/bin", "COLUMNS": "200", "DEMO_PORT": "0", "PYTHONPATH": path}
    return {
        **usual,
        **{key: path if key == "PYTHONPATH" else it for key, it in (told or {}).items()},
    }


def _set(words: list[str]) -> list[str]:
    return [each for each in words[:1] if re.fullmatch(r"[A-Z]+=\S+", each)]


@contextmanager
def going(home: Path, line: str, until: str, told: dict[str, str] | None = None) -> Iterator[str]:
    """A command that goes on; the line it printed with these words."""
    words = [sys.executable if each == "python" else each for each in shlex.split(line)]
    with subprocess.Popen(
        [*words[:1], "-u", *words[1:]],
        cwd=home,
        env=environment(told),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        ending = threading.Timer(60, process.kill)
        ending.start()
        try:
            assert process.stdout is not None
            read: list[str] = []
            while not (read and until in read[-1]):
                read.append(process.stdout.readline())
                assert read[-1], f"{line}\n{''.join(read)}"
            yield read[-1]
        finally:
            ending.cancel()
            process.terminate()


def is_written(path: Path, words: str) -> bool:
    """Within a minute."""
    pause = threading.Event()
    for _ in range(600):
        if path.is_file() and words in path.read_text("utf-8"):
            return True
        pause.wait(0.1)
    return False


def test_the_five_minutes_lead_from_nothing_to_a_running_desk(home: Path) -> None:
    ((_, text),) = blocks("Five minutes")
    commands = list(lines(text))
    for line in commands[:-1]:
        told = typed(home, line)
    assert "my_strategy" in told
    assert commands[-1] == "python main.py demo"
    with going(home, commands[-1], "http://") as line:
        assert "127.0.0.1" in line
        assert is_written(home / "logs/plugin_system.log", ACTIVE)


def test_its_strategy_and_its_indicator_pass_and_its_script_runs(home: Path) -> None:
    ((_, strategy),) = blocks("A strategy")
    ((_, indicator),) = blocks("An indicator")
    ((_, resting),) = blocks("A strategy of resting orders")
    lay(home / STRATEGIES / "average.py", strategy)
    lay(home / INDICATORS / "bands.py", indicator)
    lay(home / STRATEGIES / "dip.py", resting)
    written = ("strategies/average.py", "strategies/dip.py", "indicators/bands.py")
    for path in (f"bot_engine/plugins/{each}" for each in written):
        assert "FAILS" not in typed(home, f"python main.py plugins check {path}")
    (_, command), (_, script) = blocks("In a script")
    lay(home / "my_script.py", script)
    typed(home, next(lines(command)))


def test_the_service_answers_what_it_is_asked(home: Path) -> None:
    ((_, strategy),) = blocks("A strategy")
    lay(home / STRATEGIES / "average.py", strategy)
    lay(home / "plugin_config.json", '{"marketplace": "market"}')
    (_, starting), (_, asking) = blocks("Over HTTP")
    install, start = lines(starting)
    assert (ROOT / install.split()[-1]).is_file()
    told = {"API_SECRET": "a-secret-of-mine-1234", "API_PORT": "0"}
    with going(home, start, "the HTTP service listens on", told) as line:
        assert is_written(home / "logs/plugin_system.log", "plugin average 1.0.0 is active")
        base = f"http://{line.split()[-1]}"
        answers = [asked(each, base, told["API_SECRET"]) for each in lines(asking)]
    assert [each.status_code for each in answers] == [200, 200, 200, 409]
    assert answers[1].json()["parameters"][0]["max"] == 200
    assert answers[2].json()["code"] == "plugin_reloaded"
    assert "market" in answers[3].json()["detail"]


def asked(line: str, base: str, secret: str) -> httpx.Response:
    """What a line with curl asks, at another port."""
    words = shlex.split(line.replace("http://127.0.0.1:8003", base).replace("$API_SECRET", secret))
    assert words[0] == "curl"
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    url = next(each for each in words if each.startswith("http"))
    name, _, value = words[words.index("-H") + 1].partition(": ")
    return httpx.request(method, url, headers={name: value}, timeout=60)


def test_the_marketplace_is_published_searched_installed_and_left(home: Path) -> None:
    ((_, strategy),) = blocks("A strategy")
    lay(home / "average.py", strategy)
    (_, publishing), (_, using) = blocks("Marketplace")
    for line in lines(publishing):
        if "plugins serve" in line:
            with going(home, f"{line} --port 0", "http://"):
                continue
        told = typed(home, line)
        if "keygen" in line:
            key = told.strip().splitlines()[-1]
    config = f'{{"trusted_keys": ["{key}"], "marketplace": "market"}}'
    lay(home / "plugin_config.json", config)
    (home / "average.py").unlink()
    heard = [typed(home, line.replace("momentum", "average")) for line in lines(using)]
    assert "average" in heard[0]
    assert heard[2] == "Installed average 1.0.0.\n"
    assert heard[4] == "Removed average.\n"


def test_its_commands_on_the_log_find_what_they_look_for(home: Path) -> None:
    lay(
        home / "logs/plugin_system.log", "ERROR plugins: made: x\nplugin made execution_time=1 ms\n"
    )
    ((_, text),) = blocks("Troubleshooting")
    for line in lines(text):
        assert typed(home, line.replace("tail -f", "tail"))


def test_no_block_of_the_page_is_left_out() -> None:
    titles = ("Five minutes", "A strategy", "A strategy of resting orders", "An indicator")
    others = ("In a script", "Over HTTP", "Marketplace", "Troubleshooting")
    run = sum(len(blocks(title)) for title in (*titles, *others))
    assert run == len(FENCE.findall(PAGE)) == 11


TROUBLES = {
    "import error": ("import quite_unknown", "", "needs the package quite_unknown"),
    "took longer than": ("while True: pass", "", "took longer than"),
    "signals refused": ("", "result['signal_strength'] = np.nan", "signal_strength must be 0..1"),
}


@pytest.mark.parametrize(("top", "body", "said"), TROUBLES.values(), ids=list(TROUBLES))
def test_its_table_of_troubles_is_true(stage: PluginStage, top: str, body: str, said: str) -> None:
    stage.make_manager(replace(PATIENT, plugin_timeout=1.0) if "took" in said else PATIENT)
    assert said in stage.refusal(strategy_text(top=top, body=body))


@pytest.mark.parametrize(
    "body",
    ["shift(-1)", "rolling(3, center=True).mean()", "where(df['close'].diff() > 0).bfill()"],
)
def test_what_it_says_looks_ahead_does(stage: PluginStage, body: str) -> None:
    look = f"result['signal'] = (df['close'].{body} > df['close']) * 1"
    plugin = stage.add(strategy_text(body=look))
    assert plugin.status.value == "repaints"


def test_its_keys_and_defaults_are_the_real_ones() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (\S+) \|", PAGE.split("## plugin_config.json")[1], re.M)
    told: dict[str, object] = {}
    for name, value in rows:
        section, _, key = name.rpartition(".")
        real = value if value in ("INFO",) else json.loads(value)
        inner = told.setdefault(section, {}) if section else told
        assert isinstance(inner, dict)
        inner[key] = real
    assert len(rows) == 13
    told.pop("logging")
    assert config_from(told) == PluginConfig()


def test_a_review_asks_for_what_the_page_names(stage: PluginStage) -> None:
    made = make("Review Me", Kind.STRATEGY, stage.folder)
    checks = {each.check for each in review(stage.manager, made.plugin)}
    named = PAGE.split("## Contributing")[1]
    words = {"lint", "bandit's rules", "contract", "look-ahead", "speed"}
    assert words <= checks
    assert all(word in named for word in words)


def lay(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
