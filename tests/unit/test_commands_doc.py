"""The page on commands names every command, and no other."""

import re
from pathlib import Path

from handlers.spoken import ALIASES, COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
OURS, _, THEIRS = PAGE.partition("## For users of freqtrade")
THEIRS = THEIRS.partition("## Decisions")[0]
FREQTRADE = frozenset(
    {
        *("start", "pause", "stopentry", "stopbuy", "stop", "reload_config", "show_config"),
        *("logs", "help", "version", "health", "tg_info", "status", "order", "trades", "count"),
        *("locks", "unlock", "marketdir", "list_custom_data", "whitelist", "blacklist"),
        *("blacklist_delete", "bl_delete", "forcelong", "forceshort", "forceexit", "fx"),
        *("forcesell", "cancel_open_order", "coo", "reload_trade", "delete", "balance"),
        *("profit", "profit_long", "profit_short", "performance", "entries", "exits", "mix_tags"),
        *("stats", "daily", "weekly", "monthly", "edge"),
    }
)


def named(text: str) -> set[str]:
    return set(re.findall(r"`/([a-z_]+)", text))


def test_every_command_is_on_the_page() -> None:
    assert set(COMMANDS) <= named(OURS)


def test_the_page_names_no_command_that_is_not_there() -> None:
    assert named(OURS) <= set(COMMANDS)


def test_every_command_of_freqtrade_has_its_row() -> None:
    rows = [row.split("|") for row in THEIRS.replace("\\|", "/").splitlines() if row[:1] == "|"]
    assert {name for row in rows for name in named(row[1])} == FREQTRADE


def test_what_may_be_typed_as_it_stands_is_a_command_or_an_alias() -> None:
    rows = [row.split("|") for row in THEIRS.replace("\\|", "/").splitlines() if "| yes |" in row]
    typed = {name for row in rows for name in named(row[1])}
    assert typed <= set(COMMANDS) | set(ALIASES)
