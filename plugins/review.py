"""The review of a plugin: lint, security, contract, look-ahead, bounds, speed and its own tests."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from core.errors import DzentraError, PluginError
from core.market import Candle
from core.parameters import Parameter, Value
from core.values import Frozen
from plugins.columns import advice_request, frame_request
from plugins.discovery import Found
from plugins.hosting import HostedPlugin, Status
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.security import suspicions
from plugins.source import Source
from plugins.standings import orders_in, orders_request
from plugins.testing import run_tests, test_file_of

RULES = "E4,E7,E9,F,B,S"
LINT_S, TESTS_S = 60.0, 120.0
CALLS, ROWS = 60, 500
SLOW_MS = 20.0
"""A call that takes longer costs a desk with many agents too much."""
MOST_TOLD = 5


class Mark(StrEnum):
    FINE = "ok"
    LOOK = "look"
    FAILS = "FAILS"


class Finding(Frozen, frozen=True):
    check: str
    mark: Mark
    said: str


def review(manager: PluginManager, path: Path) -> Iterator[Finding]:
    """Each finding as it is made; what cannot be read at all ends it."""
    try:
        source, metadata = manager.read(Found(path))
    except PluginError as error:
        yield Finding("source", Mark.FAILS, str(error))
        return
    yield Finding("source", Mark.FINE, f"{metadata.kind} {metadata.id} {metadata.version}")
    yield from _lint(source)
    yield from _security(source)
    try:
        plugin = manager.add(path)
    except PluginError as error:
        yield Finding("contract", Mark.FAILS, str(error))
    else:
        yield Finding("contract", Mark.FINE, "every result is as it must be")
        yield from _tried(plugin)
    yield _tests(path)


def _tried(plugin: HostedPlugin) -> Iterator[Finding]:
    if plugin.status is Status.REPAINTS:
        yield Finding("look-ahead", Mark.FAILS, plugin.reason)
    else:
        yield Finding("look-ahead", Mark.FINE, "knows nothing before it happens")
    yield _bounds(plugin)
    yield _speed(plugin)


def _lint(source: Source) -> Iterator[Finding]:
    """By ruff, whose rules S are those of bandit."""
    if find_spec("ruff") is None:
        yield Finding("lint", Mark.LOOK, "not looked at: ruff is not installed")
        return
    told = _ruff(source)
    unsafe = [each for each in told if str(each.get("code")).startswith("S")]
    careless = [each for each in told if each not in unsafe]
    yield _listed("lint", careless, Mark.LOOK)
    yield _listed("bandit's rules", unsafe, Mark.FAILS)


def _ruff(source: Source) -> list[dict[str, object]]:
    files = [str(file) for file in sorted(source.files)]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", RULES]
    done = subprocess.run(
        [*command, "--output-format", "json", *files],
        capture_output=True,
        text=True,
        timeout=LINT_S,
        check=False,
    )
    told = json.loads(done.stdout or "[]")
    return [each for each in told if isinstance(each, dict)]


def _listed(check: str, told: list[dict[str, object]], mark: Mark) -> Finding:
    said = [f"{_line(each)}: {each.get('message')}" for each in told[:MOST_TOLD]]
    return Finding(check, mark if told else Mark.FINE, "; ".join(said) or "nothing")


def _line(told: dict[str, object]) -> str:
    place = told.get("location")
    return f"line {place.get('row')}" if isinstance(place, dict) else "somewhere"


def _security(source: Source) -> Iterator[Finding]:
    found = [f"{each.module}, line {each.line}: {each.what}" for each in suspicions(source)]
    said = "; ".join(found[:MOST_TOLD]) or "nothing reaches out of it"
    yield Finding("security", Mark.LOOK if found else Mark.FINE, said)


def _bounds(plugin: HostedPlugin) -> Finding:
    """Every parameter at its ends, one at a time."""
    tried = 0
    for parameter in plugin.facts.parameters:
        for value in _ends(parameter):
            tried += 1
            try:
                _call(plugin, {parameter.name: value})
            except DzentraError as error:
                return Finding("bounds", Mark.FAILS, f"{parameter.name}={value}: {error}")
    return Finding("bounds", Mark.FINE, f"{tried} ends of parameters tried")


def _ends(parameter: Parameter) -> list[Value]:
    ends = (parameter.low, parameter.high)
    return [parameter.checked(each) for each in ends if each is not None]


def _speed(plugin: HostedPlugin) -> Finding:
    try:
        for _ in range(CALLS):
            _call(plugin, {})
    except PluginError as error:
        return Finding("speed", Mark.FAILS, str(error))
    figures = plugin.figures()
    said = f"{ROWS} rows: p50 {figures.p50_ms:.1f} ms, p99 {figures.p99_ms:.1f} ms"
    return Finding("speed", Mark.LOOK if figures.p50_ms > SLOW_MS else Mark.FINE, said)


def _call(plugin: HostedPlugin, values: dict[str, Value]) -> None:
    # The trial's market needs pandas.
    from plugins.worker.trial import market
    from strategies.frame import candle_frame

    candles: list[Candle] = market(ROWS)
    if plugin.metadata.kind is Kind.STRATEGY:
        header = {"key": "review", "values": values}
        if plugin.metadata.rests:
            _ask_orders(plugin, header)
        else:
            plugin.ask(advice_request(header, candles, 1))
    else:
        header = {"op": "calculate", "values": values}
        plugin.ask(frame_request(header, candle_frame(candles)))


def _ask_orders(plugin: HostedPlugin, header: Mapping[str, object]) -> None:
    # The trial's standings need pandas.
    from plugins.worker.ladders import standings

    for _, now in standings():
        orders_in(plugin.ask(orders_request(header, now)))


def _tests(path: Path) -> Finding:
    file = test_file_of(path)
    if not file.is_file():
        return Finding("tests", Mark.LOOK, f"there is no {file.name} beside it")
    tested = run_tests(file, limit_s=TESTS_S)
    last = tested.told.splitlines()[-1] if tested.told else "nothing was said"
    return Finding("tests", Mark.FINE if tested.passed else Mark.FAILS, last)
