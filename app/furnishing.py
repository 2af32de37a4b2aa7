"""The rest of a desk: what people and files need of it. Imported and opened once stops are armed,
for together it takes as long as they do."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.backup_schedule import backup_schedule
from app.chores import Chores
from app.desk import Opened
from app.fault_log import DeskFaults, FaultLog
from app.plugin_house import open_house
from app.sandbox import open_sandbox
from app.use_cases import DESK, Desk, Ground, build_use_cases
from app.venues import open_venues
from core.ports.plugins import PluginHouse
from plugins.readings import IndicatorReadings
from plugins.reloading import Reloading


@asynccontextmanager
async def furnished(on: Opened, announce: Callable[[str], None]) -> AsyncIterator[Desk]:
    """The desk, its chores at work. `announce` shows the pairing code."""
    faults = DeskFaults(on.database.reader, on.database.users, on.bus, DESK)
    others = open_venues(on.settings, on.database, on.clock)
    async with (
        open_house(on.plugins, on.clock) as house,
        open_sandbox(on.settings, others, on.database, on.clock, on.group) as sandbox,
    ):
        ground = _ground(on, faults, house)
        desk = await build_use_cases(ground, announce)
        chores = Chores(on.group)
        _begin(chores, on, ground, desk, faults)
        try:
            yield dataclasses.replace(desk, sandbox=sandbox)
        finally:
            chores.end()


def _ground(on: Opened, faults: DeskFaults, house: PluginHouse) -> Ground:
    return Ground(
        settings=on.settings,
        clock=on.clock,
        database=on.database,
        bus=on.bus,
        accounts=on.accounts,
        copies=backup_schedule(on.settings, clock=on.clock, report=faults.report),
        gallery=on.gallery,
        tail=on.tail,
        strategies=on.strategies,
        plugins=house,
        readings=IndicatorReadings(on.plugins),
    )


def _begin(chores: Chores, on: Opened, ground: Ground, desk: Desk, faults: DeskFaults) -> None:
    begin, clock = chores.begin, on.clock
    begin("backup", ground.copies.run())
    begin("faults", FaultLog(faults, clock, on.settings).run())
    begin("plugin news", on.news.run(faults.report))
    begin("alarms", desk.alarms.watch.run())
    begin("reports", desk.reporting.push.run())
    begin("studies", desk.studying.runs.run())
    if on.plugins.config.reloads:
        begin("plugins", Reloading(on.plugins, clock).run())
