"""The plugins of a running desk and its marketplace, as the chat reaches them."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from app.plugin_house import open_house
from core.clock import SystemClock
from core.errors import InputError, PluginError
from core.ports.plugins import PluginHouse
from core.values import replace
from plugins.config import PluginConfig, load_config
from plugins.discovery import Found
from plugins.marketplace.market import Market, installed, uninstall
from plugins.marketplace.publish import publish
from plugins.reloading import Reloading
from plugins.remote import StrategyMaker
from plugins.signing import new_key
from plugins.storing import sync_store
from tests.plugin_stage import PATIENT, TRICKED, PluginStage, frame, strategy_text

SELLS = strategy_text(body="result['signal'] = -1", version="1.1.0")


class Fair:
    """A desk with a marketplace, and its author."""

    def __init__(self, stage: PluginStage) -> None:
        self.stage = stage
        self.secret, public = new_key()
        self.folder = stage.places.root / "market"
        self.config = replace(PATIENT, trusted_keys=(public,), marketplace=str(self.folder))
        stage.make_manager(self.config)

    def publish(self, text: str) -> None:
        path = self.stage.write(text)
        source, metadata = self.stage.manager.apart().read(Found(path))
        publish(self.folder, source, metadata, secret=self.secret, days=9, clock=SystemClock())
        path.unlink()


@pytest.fixture
def fair(stage: PluginStage) -> Fair:
    return Fair(stage)


@pytest.fixture
async def house(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PluginHouse]:
    """One that waits for what it does, however busy the machine is."""
    monkeypatch.setattr("app.plugin_house.AT_ONCE_S", 60.0)
    async with open_house(fair.stage.manager, SystemClock()) as house:
        yield house


def state(house: PluginHouse) -> tuple[str, str]:
    (found,) = house.plugins()
    return found.status, found.version


async def test_what_is_installed_in_the_chat_is_used_at_once(
    fair: Fair, house: PluginHouse
) -> None:
    fair.publish(strategy_text(top="import socket"))
    package = await house.package("made")
    assert package.may == ("network",)
    assert house.plugins() == []
    await house.install("made", package.offer.seal)
    assert state(house) == ("active", "1.0.0")
    (found,) = house.plugins()
    assert (found.is_installed, found.is_signed) == (True, True)


async def test_what_takes_long_goes_on_alone_and_its_failure_is_told(
    fair: Fair, house: PluginHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.plugin_house.AT_ONCE_S", 0.05)
    stage = fair.stage
    stage.add(strategy_text())
    may_go = stage.places.root / "may_go"
    held = f"while not __import__('os').path.exists({str(may_go)!r}): pass"
    stage.write(strategy_text(top=f"{held}\n1 / 0"))
    assert await house.reload("made") == "plugin_begun"
    may_go.touch()
    async with asyncio.timeout(60):
        while not stage.told:
            await SystemClock().sleep(0.05)
    assert "ZeroDivisionError" in stage.told[0]
    assert state(house) == ("active", "1.0.0")


async def test_another_package_than_was_agreed_to_is_not_installed(
    fair: Fair, house: PluginHouse
) -> None:
    fair.publish(strategy_text())
    with pytest.raises(InputError, match="made is another package now"):
        await house.install("made", "ab" * 32)
    assert installed(fair.stage.places.store) == {}


async def test_what_is_removed_in_the_chat_is_gone_and_the_owner_hears_of_its_agents(
    fair: Fair, house: PluginHouse
) -> None:
    fair.publish(strategy_text())
    offer = (await house.package("made")).offer
    await house.install("made", offer.seal)
    await house.remove("made")
    assert house.plugins() == []
    assert fair.stage.told[-1] == "Plugin made was removed: agents on it hold"


async def test_a_file_of_ones_own_is_not_removed(fair: Fair, house: PluginHouse) -> None:
    fair.stage.add(strategy_text())
    with pytest.raises(InputError, match="made is not installed"):
        await house.remove("made")


async def test_a_plugin_is_read_again_and_says_why_it_is_not(
    fair: Fair, house: PluginHouse
) -> None:
    fair.stage.add(strategy_text())
    fair.stage.write(SELLS)
    assert await house.reload("made") == "plugin_reloaded"
    assert state(house) == ("active", "1.1.0")
    fair.stage.write("x = (\n")
    with pytest.raises(InputError, match=r"made.py, line 1: .* was never closed"):
        await house.reload("made")
    assert state(house) == ("active", "1.1.0")


async def test_a_switched_off_plugin_stays_off_over_a_restart_and_advises_nothing(
    fair: Fair, house: PluginHouse
) -> None:
    stage = fair.stage
    strategy = stage.strategy(strategy_text())
    assert await house.switch("made", is_on=False) == "plugin_turned_off"
    with pytest.raises(PluginError, match="made is off: an owner switched it off"):
        strategy.generate_signals(frame())
    stage.manager.reload(stage.write(SELLS))
    assert state(house) == ("off", "1.1.0")

    again = stage.make_manager(fair.config)
    again.load_all()
    assert [each.status.value for each in again.plugins] == ["off"]


async def test_what_is_switched_on_again_advises(fair: Fair, house: PluginHouse) -> None:
    strategy = fair.stage.strategy(strategy_text())
    await house.switch("made", is_on=False)
    assert await house.switch("made", is_on=True) == "plugin_turned_on"
    assert set(strategy.generate_signals(frame())["signal"]) == {1}


async def test_out_of_quarantine_it_is_asked_again_with_its_troubles_kept(
    fair: Fair, house: PluginHouse
) -> None:
    body = TRICKED + "__import__('os')._exit(1)"
    strategy = fair.stage.strategy(strategy_text(body=body))
    for _ in range(3):
        with pytest.raises(PluginError):
            strategy.generate_signals(frame(first=1.0))
    (found,) = house.plugins()
    assert (found.status, found.kills) == ("quarantined", 3)
    assert "made ended" in found.troubles[-1].said
    assert await house.release("made") == "plugin_released"
    assert len(strategy.generate_signals(frame())) == 60


async def test_unsigned_ones_go_and_come_with_the_setting_that_is_kept(
    fair: Fair, house: PluginHouse
) -> None:
    stage = fair.stage
    path = stage.places.root / "plugin_config.json"
    path.write_text(json.dumps({"max_plugins": 7, "development_mode": {"debug_logging": True}}))
    strategy = stage.strategy(strategy_text())
    await house.allow_unsigned(is_allowed=False)
    assert not house.allows_unsigned
    with pytest.raises(PluginError, match="is not signed, and allow_unsigned_plugins is false"):
        strategy.generate_signals(frame())
    assert load_config(path) == PluginConfig(
        max_plugins=7, debug_logging=True, allow_unsigned_plugins=False
    )
    await house.allow_unsigned(is_allowed=True)
    stage.manager.get("made").loaded()
    assert set(strategy.generate_signals(frame())["signal"]) == {1}


async def test_without_a_marketplace_that_is_said(stage: PluginStage) -> None:
    async with open_house(stage.manager, SystemClock()) as house:
        with pytest.raises(InputError) as caught:
            await house.offers()
    assert caught.value.code == "no_marketplace"


async def test_offers_say_what_is_held_and_what_is_newer(fair: Fair, house: PluginHouse) -> None:
    fair.publish(strategy_text())
    (offer,) = await house.offers()
    assert (offer.held, offer.is_newer) == ("", True)
    await house.install("made", offer.seal)
    (offer,) = await house.offers()
    assert (offer.held, offer.is_newer) == ("1.0.0", False)


async def test_an_update_by_another_program_is_taken_by_the_desk_that_runs(fair: Fair) -> None:
    stage, clock = fair.stage, SystemClock()
    shop = Market(stage.manager.apart(), "", clock)

    async def comes(version: str) -> None:
        while [each.metadata.version for each in stage.manager.plugins] != [version]:
            await clock.sleep(0.05)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(Reloading(stage.manager, clock).run())
        fair.publish(strategy_text())
        await asyncio.to_thread(shop.install, "made")
        await comes("1.0.0")
        strategy = StrategyMaker(stage.manager.get("made"))()
        fair.publish(SELLS)
        await asyncio.to_thread(shop.update)
        await comes("1.1.0")
        said = await asyncio.to_thread(strategy.generate_signals, frame())
        assert set(said["signal"]) == {-1}
        uninstall(stage.places.store, "made")
        while stage.manager.plugins or not stage.told:
            await clock.sleep(0.05)
        task.cancel()
    assert stage.told[-1] == "Plugin made was removed: agents on it hold"


def test_the_store_is_taken_as_it_is_and_twice_is_once(fair: Fair) -> None:
    stage = fair.stage
    for version in ("1.0.0", "1.1.0"):
        home = stage.places.store / "made" / version
        home.mkdir(parents=True)
        text = strategy_text() if version == "1.0.0" else SELLS
        (home / "made.py").write_text(text, encoding="utf-8")
    current = stage.places.store / "made" / "current"
    current.write_text("1.0.0", encoding="utf-8")
    for _ in range(2):
        sync_store(stage.manager)
    assert stage.manager.get("made").metadata.version == "1.0.0"
    current.write_text("1.1.0", encoding="utf-8")
    sync_store(stage.manager)
    assert stage.manager.get("made").metadata.version == "1.1.0"
    assert stage.changed == ["made", "made"]
