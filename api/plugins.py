"""The plugins of the desk: looked at, reloaded, switched, updated, removed."""

from enum import StrEnum

from fastapi import APIRouter, Response

from api.answers import REFUSALS
from api.asking import PluginId, Plugins, done
from api.plugin_shapes import Done, LimitsRow, PluginCard, PluginList, PluginRow, RefusedRow
from core.errors import InputError
from core.types import OVER_HTTP

router = APIRouter(prefix="/plugins", tags=["plugins"], responses=REFUSALS)


class Act(StrEnum):
    RELOAD = "reload"
    RELEASE = "release"
    ON = "on"
    OFF = "off"


@router.get("")
async def list_plugins(plugins: Plugins) -> PluginList:
    """All there are, with what they cost and what failed; and files that were refused."""
    return PluginList(
        plugins=tuple(map(PluginRow.model_validate, plugins.plugins())),
        refused=tuple(map(RefusedRow.model_validate, plugins.refused())),
        allows_unsigned=plugins.allows_unsigned,
        limits=LimitsRow.model_validate(plugins.limits),
    )


@router.get("/{name}")
async def show_plugin(name: PluginId, plugins: Plugins) -> PluginCard:
    """What it says of itself, its parameters and their bounds, its last errors."""
    return PluginCard.of(plugins.plugin(name))


@router.post("/{name}/update")
async def update_plugin(name: PluginId, plugins: Plugins, response: Response) -> Done:
    """Installs the newer version that the marketplace offers."""
    if not plugins.plugin(name).is_installed:
        raise InputError(f"{name} did not come from a marketplace", code="plugin_own_file")
    code = await plugins.install(name, "", by=OVER_HTTP)
    return done(name, code, response)


@router.post("/{name}/{act}")
async def act_on_plugin(name: PluginId, act: Act, plugins: Plugins, response: Response) -> Done:
    """Reloads it, lets it out of quarantine, or switches it on or off, also for later starts."""
    match act:
        case Act.RELOAD:
            code = await plugins.reload(name, by=OVER_HTTP)
        case Act.RELEASE:
            code = await plugins.release(name, by=OVER_HTTP)
        case Act.ON | Act.OFF:
            code = await plugins.switch(name, is_on=act is Act.ON, by=OVER_HTTP)
    return done(name, code, response)


@router.delete("/{name}")
async def remove_plugin(name: PluginId, plugins: Plugins, response: Response) -> Done:
    """Takes away what was installed; agents on it hold, their positions keep their stops."""
    return done(name, await plugins.remove(name, by=OVER_HTTP), response)
