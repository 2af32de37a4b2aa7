"""`main.py doctor`: every fault is named with what helps, and a sound desk has none."""

import socket
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import health_machine
from app.health import Finding, Level
from app.health_database import database_findings
from app.health_machine import copies_finding, desk_finding, folder_findings, page_finding
from app.health_network import exchange_findings, telegram_findings
from app.settings import Settings
from core.clock import ManualClock, SystemClock
from core.events import Fault
from core.types import DAY_NS, AccountId, InstrumentKind
from storage.copies import new_copy
from storage.lock import desk_lock
from tests.demo_server import TOKEN, running_demo
from tests.desk_program import ended
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue
from tests.standing_clock import StandingClock
from tests.storage_desk import NOW_NS, deposit_unit, opened, url_of


def settings_of(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder).model_copy(update=more)


def faults(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level is Level.WRONG]


def closed_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def written(found: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.check: finding for finding in found}


# --- as it is started


def test_a_folder_without_anything_is_fine(tmp_path: Path) -> None:
    said = ended(tmp_path, "doctor", DEMO_PORT=str(closed_port()))
    assert said.code == 0
    assert "Nothing is wrong." in said.out
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting_is_named_with_what_it_may_be(tmp_path: Path) -> None:
    said = ended(tmp_path, "doctor", EXCHANGE="nasdaq")
    assert said.code == 1
    assert "EXCHANGE must be" in said.out
    assert "1 thing is wrong." in said.out


def test_a_token_that_telegram_does_not_know_is_wrong_and_never_said(tmp_path: Path) -> None:
    secret = "4242:an-unknown-secret"
    with running_demo() as demo:
        told = {"BOT_TOKEN": secret, "TELEGRAM_API_BASE": demo.url, "DEMO_PORT": "0"}
        said = ended(tmp_path, "doctor", **told)
    assert said.code == 1
    assert "@BotFather" in said.out
    assert secret not in said.out + said.err
    assert "unknown-secret" not in said.out + said.err


# --- the machine


def test_a_data_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    (finding,) = faults(folder_findings(settings_of(tmp_path / "data")))
    assert "DATA_DIR" in finding.fix


def test_a_data_folder_that_everyone_may_read_is_noted(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    found = written(folder_findings(settings_of(tmp_path)))
    assert found["Data folder"].level is Level.NOTE
    tmp_path.chmod(0o700)
    assert written(folder_findings(settings_of(tmp_path)))["Data folder"].level is Level.FINE


def test_a_running_desk_is_found_by_its_lock(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert desk_finding(settings).level is Level.NOTE
    with desk_lock(tmp_path / "desk.lock"):
        assert desk_finding(settings).level is Level.FINE
    assert desk_finding(settings).level is Level.NOTE


def test_copies_are_counted_and_old_ones_noted(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert copies_finding(settings, NOW_NS).found == "no copy yet"
    (tmp_path / "backups").mkdir()
    new_copy(tmp_path / "backups", NOW_NS, ".db").path.touch()
    assert copies_finding(settings, NOW_NS + 1).level is Level.FINE
    assert copies_finding(settings, NOW_NS + 2 * DAY_NS).level is Level.NOTE


def test_a_chat_page_that_a_killed_demo_left_is_found_with_its_process(tmp_path: Path) -> None:
    with running_demo(), running_demo(port=closed_port()) as demo:
        settings = settings_of(tmp_path, demo_port=demo.port)
        left = page_finding(settings, is_running=False)
        assert left.level is Level.WRONG
        assert left.fix.endswith(f"python main.py demo, or stop it: kill {demo.process.pid}")
        assert page_finding(settings, is_running=True).level is Level.FINE
    assert page_finding(settings, is_running=False).level is Level.FINE


def test_a_port_that_another_program_has_is_wrong(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        settings = settings_of(tmp_path, demo_port=port)
        finding = page_finding(settings, is_running=False)
        assert finding.level is Level.WRONG
        assert str(port) in finding.found
        assert "DEMO_PORT" in finding.fix
    assert page_finding(settings, is_running=False).level is Level.FINE


def test_a_disk_without_room_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(folder_findings(settings_of(tmp_path))) == []
    monkeypatch.setattr(health_machine, "LEAST_FREE", 2**80)
    (finding,) = faults(folder_findings(settings_of(tmp_path)))
    assert finding.check == "Disk"
    assert "DATA_DIR" in finding.fix


# --- the database


async def make_database(folder: Path) -> Settings:
    async with opened(folder) as database:
        await database.journal.commit(deposit_unit())
        fault = Fault(at_ns=NOW_NS, where="backup", detail="no space")
        await database.reader.note(AccountId("desk"), fault)
    return settings_of(folder, database_url=SecretStr(url_of(folder)))


async def test_a_sound_database_is_fine_and_its_errors_are_told(tmp_path: Path) -> None:
    settings = await make_database(tmp_path)
    found = written(database_findings(settings, NOW_NS))
    assert faults(found.values()) == []
    assert found["Journal"].found.startswith("2 rows")
    assert "backup: no space" in found["Errors"].found
    later = written(database_findings(settings, NOW_NS + 2 * DAY_NS))
    assert later["Errors"].found == "none in 24 h"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET payload = '{}' WHERE sequence = 2",
        "UPDATE journal SET prev_hash = 'x' WHERE sequence = 2",
        "DELETE FROM journal WHERE sequence = 2",
    ],
)
async def test_a_journal_that_does_not_hold_is_wrong(tmp_path: Path, damage: str) -> None:
    settings = await make_database(tmp_path)
    with closing(sqlite3.connect(tmp_path / "desk.db")) as on:
        on.execute(damage)
        on.commit()
    (finding,) = faults(database_findings(settings, NOW_NS))
    assert finding.check == "Journal"
    assert "main.py verify" in finding.fix


async def test_a_database_of_a_newer_program_is_wrong(tmp_path: Path) -> None:
    settings = await make_database(tmp_path)
    with closing(sqlite3.connect(tmp_path / "desk.db")) as on:
        on.execute("UPDATE alembic_version SET version_num = '9999'")
        on.commit()
    (finding,) = faults(database_findings(settings, NOW_NS))
    assert finding.fix == "Start the newer program"


def test_a_file_that_is_no_database_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"x" * 8192)
    settings = settings_of(tmp_path, database_url=SecretStr(url_of(tmp_path)))
    (finding,) = faults(database_findings(settings, NOW_NS))
    assert "restore" in finding.fix


def test_a_server_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://ann:very-secret@127.0.0.1:{closed_port()}/desk"
    settings = settings_of(tmp_path, database_url=SecretStr(url))
    finding = faults(database_findings(settings, NOW_NS))[0]
    assert "DATABASE_URL" in finding.fix
    assert "very-secret" not in finding.found + finding.fix


# --- the network


async def looked_at(venue: HostileVenue, folder: Path, **more: object) -> list[Finding]:
    settings = settings_of(
        folder,
        exchange="binance_futures",
        exchange_rest_url=f"http://{venue.url}",
        **{"symbols": ("BTCUSDT",), **more},
    )
    return await exchange_findings(settings, StandingClock(venue.clock))


async def test_an_exchange_that_answers_is_fine(tmp_path: Path) -> None:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        found = await looked_at(venue, tmp_path)
    assert [finding.check for finding in found] == ["Exchange", "Clock"]
    assert faults(found) == []


async def test_a_clock_that_is_off_is_wrong(tmp_path: Path) -> None:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        venue.skew_ms = -4_000
        (finding,) = faults(await looked_at(venue, tmp_path))
    assert "-4000 ms" in finding.found
    assert "timedatectl" in finding.fix


async def test_a_symbol_that_is_not_listed_is_wrong(tmp_path: Path) -> None:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        (finding,) = faults(await looked_at(venue, tmp_path, symbols=("FOOUSDT",)))
    assert "FOOUSDT" in finding.found
    assert "SYMBOLS" in finding.fix


async def test_an_exchange_that_refuses_says_for_how_long(tmp_path: Path) -> None:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        venue.fault = lambda _: venue.refusal(418, retry_after=120)
        (finding,) = faults(await looked_at(venue, tmp_path))
    assert "120 s" in finding.fix


async def test_an_exchange_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        venue.is_out = True
        (finding,) = faults(await looked_at(venue, tmp_path))
    assert "EXCHANGE_REST_URL" in finding.fix


async def test_a_recording_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, exchange="replay", replay_path=(tmp_path / "no.csv",))
    (finding,) = faults(await exchange_findings(settings, SystemClock()))
    assert "REPLAY_PATH" in finding.fix


def test_a_token_that_telegram_knows_is_fine(tmp_path: Path) -> None:
    with running_demo() as demo:
        settings = settings_of(tmp_path, bot_token=SecretStr(TOKEN), telegram_api_base=demo.url)
        found = list(telegram_findings(settings, SystemClock()))
    assert faults(found) == []
    assert found[0].found.startswith("@")


def test_a_telegram_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    base = f"http://127.0.0.1:{closed_port()}"
    settings = settings_of(tmp_path, bot_token=SecretStr(TOKEN), telegram_api_base=base)
    (finding,) = faults(telegram_findings(settings, SystemClock()))
    assert "TELEGRAM_API_BASE" in finding.fix
    assert TOKEN not in finding.found + finding.fix
