"""Callback data is built and parsed by one table; anything else is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, Press, build, parse
from bot.routes import ROUTES

EXAMPLES = {
    "auto:close": "t7.3",
    "auto:half": "t7.3",
    "auto:be": "t7.3",
    "auto:fix": "risk=0.6%",
    "pick:set": "symbol=sim:usdm:BTCUSDT",
    "strat:list": "1",
    "strat:card": "EMA_CROSSOVER",
    "strat:page": "EMA_CROSSOVER.2",
    "strat:use": "EMA_CROSSOVER",
    "strat:edit": "0.ab12",
    "strat:put": "0.ab12=9",
    "strat:revert": "ab12",
    "strat:reset": "ab12",
    "plug:list": "1",
    "plug:card": "average.2",
    "plug:reload": "average",
    "plug:release": "average",
    "plug:on": "average",
    "plug:off": "average",
    "plug:remove": "average",
    "plug:unsigned": "on",
    "study:run": "30",
    "study:detail": "1m",
    "study:search": "grid",
    "study:list": "1",
    "study:show": "0123456789ab",
    "study:file": "csv.0123456789ab",
    "study:with": "0123456789ab.1",
    "study:compare": "0123456789ab.ba9876543210",
    "study:apply": "0123456789ab",
    "study:drop": "0123456789ab",
    "shop:open": "2.average",
    "shop:offer": "average",
    "shop:install": "average",
    "risk:edit": "stop_loss",
    "risk:put": "max_loss=50USD",
    "jour:page": "trades.2",
    "jour:card": "41.trades.2",
    "users:show": "1234567890",
    "users:role": "8=viewer",
    "users:remove": "8",
    "users:invite": "trader",
    "users:revoke": "0123456789ab",
    "users:log": "2",
    "set:alert": "medium=silent",
    "set:quiet": "23-07",
    "set:urgent": "off",
    "set:cooldown": "300",
    "set:theme": "light",
    "set:drift": "0.3%",
    "alarm:add": "BTCUSDT=+1%",
    "alarm:show": "3",
    "alarm:pause": "3",
    "alarm:resume": "3",
    "alarm:repeat": "3",
    "alarm:once": "3",
    "alarm:remove": "3",
    "lock:end": "u1-1",
    "list:bar": "BTCUSDT",
    "list:allow": "BTCUSDT",
    "jour:file": "csv.trades.u1-1",
    "jour:share": "41",
    "chart:open": "5m",
    "jour:hide": "u1-1-000003",
    "jour:count": "u1-1-000003",
    "stats:open": "30",
    "gain:open": "long.7",
    "rep:open": "week.20261116.TREND",
    "rep:file": "html.day",
    "set:report": "week",
    "set:hour": "21",
    "rank:open": "reason.30.1",
    "days:open": "week.8",
    "set:menu": "tz",
    "set:lang": "ru",
    "set:alerts": "HIGH",
    "set:refresh": "15",
    "set:tz": "-210",
    "ord:new": "BTCUSDT.buy",
    "ord:edit": "stop",
    "ord:put": "size=risk0.1%",
    "ord:oco": "u7-manual-000001",
    "olist:open": "2",
    "order:open": "u7-manual-000001",
    "order:edit": "price",
    "order:put": "price=+0.1%",
    "order:cancel": "u7-manual-000001",
    "plist:open": "2",
    "pos:open": "u7-manual-000001",
    "pos:at": "stop.u7-manual-000001",
    "pos:edit": "trailing",
    "pos:put": "stop=1%",
    "pos:close": "50",
    "pos:be": "000001.19600.0",
    "chart:pos": "u7-manual-000001",
    "conf:drop": "q1w2e3r4t5y6u7i8",
    "mkt:open": "1h.p.sim:usdm:BTCUSDT",
    "mkt:pick": "2",
    "watch:open": "1",
    "watch:edit": "1",
    "watch:pick": "3",
    "watch:add": "sim:usdm:BTCUSDT",
    "watch:drop": "sim:usdm:BTCUSDT",
    "watch:up": "sim:usdm:BTCUSDT",
    "port:open": "1",
    "mon:open": "1",
    "agent:list": "1",
    "agent:card": "u1-2",
    "agent:choose": "u1-2",
    "agent:start": "u1-2",
    "agent:stop": "u1-2",
    "agent:all": "start",
    "agent:edit": "slice.u1-2",
    "agent:remove": "u1-2",
    "agent:field": "strategy",
    "agent:fill": "strategy=TREND",
    "agent:compare": "30.1",
    "conf:yes": "q1w2e3r4t5y6u7i8",
    "conf:no": "q1w2e3r4t5y6u7i8",
    "alert:mute": "a1",
    "alert:take": "u1-1.BUY",
    "dbg:do": "long",
}


@pytest.mark.parametrize("prefix", ROUTES)
def test_every_route_comes_back_as_it_was_built(prefix: str) -> None:
    arg = EXAMPLES.get(prefix, "")
    screen, action = prefix.split(":")
    press = parse(build(prefix, arg))
    assert press == Press(screen, action, arg)
    assert press is not None
    assert press.prefix == prefix


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "v1",
        "v1:",
        "v1:auto",
        "v1:auto:",
        "v0:auto:start",
        "v2:auto:start",
        "auto:start",
        "v1:auto:sell",
        "v1:auto:start:",
        "v1:auto:start:now",
        "v1:auto:close",
        "v1:auto:close:",
        "v1:auto:close:a b",
        "v1:auto:fix:risk",
        "v1:auto:fix:risk=",
        "v1:auto:fix:Risk=1%",
        "v1:jour:page:secrets.1",
        "v1:jour:page:all.-1",
        "v1:jour:card:x",
        "v1:jour:card:9.all",
        "v1:stats:open:8",
        "v1:stats:open:7.reason",
        "v1:rank:open:moon.7.1",
        "v1:gain:open:up",
        "v1:rep:open:year",
        "v1:rep:open:day.2026",
        "v1:rep:file:pdf.day",
        "v1:set:hour:123",
        "v1:days:open:year.2",
        "v1:set:lang:de",
        "v1:set:tz:+60",
        "v1:set:refresh:1",
        "v1:set:tz:60\n",
        "v1:conf:yes:" + "я" * 30,
        "v1:conf:yes:" + "n" * 60,
    ],
)
def test_forged_data_is_unknown(data: str | None) -> None:
    assert parse(data) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_parser(data: str) -> None:
    press = parse(data)
    if press is not None:
        assert f"{press.screen}:{press.action}" in ROUTES
        assert len(data.encode()) <= MAX_BYTES


@given(st.sampled_from(sorted(ROUTES)), st.text(max_size=60))
def test_no_arg_gets_past_its_pattern(prefix: str, arg: str) -> None:
    press = parse(f"v1:{prefix}:{arg}")
    if press is not None:
        assert build(prefix, press.arg) == f"v1:{prefix}:{arg}"


@pytest.mark.parametrize("arg", ["", "a b", "n" * 60])
def test_a_button_that_could_not_be_parsed_is_never_built(arg: str) -> None:
    with pytest.raises(ValueError, match="no callback"):
        build("auto:close", arg)


def test_args_are_read_by_their_type() -> None:
    assert Press("auto", "fix", "risk=0.6%").assignment == ("risk", "0.6%")
    assert Press("set", "tz", "-210").number == -210
    assert Press("jour", "page", "trades.12").page == ("trades", 12, "")
    assert Press("jour", "page", "trades.12.u1-2").page == ("trades", 12, "u1-2")
    assert Press("jour", "card", "41.trades.2.u1-2").card == (41, "trades.2.u1-2")
    assert Press("jour", "card", "41").card == (41, "all.1")
    assert Press("jour", "file", "csv.all").file == ("csv", "all", "")
    assert Press("jour", "file", "json.orders.u1-2").file == ("json", "orders", "u1-2")


@pytest.mark.parametrize(
    ("prefix", "arg"),
    [
        ("auto:start", ""),
        ("auto:close", "000123.15300.0"),
        ("auto:fix", "max_reserved=50%"),
        ("pick:set", "strategy=MEAN_REVERSION"),
        ("risk:put", "max_loss=1000000USD"),
        ("risk:edit", "daily_loss"),
    ],
)
def test_a_button_of_an_agents_screen_names_its_agent(prefix: str, arg: str) -> None:
    press = parse(build(prefix, arg, "u9999999999-99"))
    assert press is not None
    assert (press.prefix, press.arg, press.agent) == (prefix, arg, "u9999999999-99")


@pytest.mark.parametrize(
    "data",
    [
        "v1:auto:start:u1-2",
        "v1:auto:start:@",
        "v1:auto:start:@u1 2",
        "v1:auto:start:x@u1-2",
        "v1:auto:fix:@u1-2",
        "v1:menu:open:@u1-2",
        "v1:agent:card:u1-2@u1-3",
        "v1:auto:start:@" + "u" * 31,
    ],
)
def test_an_agent_stands_behind_what_is_known_or_it_is_forged(data: str) -> None:
    assert parse(data) is None
