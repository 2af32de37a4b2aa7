"""How routes reach the desk, and what they answer once it has done something."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from api.plugin_shapes import Done
from api.services import ApiServices
from core.ports.plugins import PluginKeeping

PluginId = Annotated[str, Path(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,31}$", description="Its id")]
BEGUN, ACCEPTED = "plugin_begun", 202
SAID: Mapping[str, str] = MappingProxyType(
    {
        "plugin_reloaded": "It was reloaded",
        "plugin_released": "It is asked again",
        "plugin_turned_on": "It was switched on",
        "plugin_turned_off": "It was switched off",
        "plugin_installed": "It was installed",
        "plugin_removed": "It was removed",
        BEGUN: "It goes on; a failure is told to the owners in the chat",
    }
)


def _services(request: Request) -> ApiServices:
    services = request.app.state.services
    if not isinstance(services, ApiServices):
        raise TypeError("the service was built without a desk")
    return services


def _plugins(services: Annotated[ApiServices, Depends(_services)]) -> PluginKeeping:
    return services.plugins


Plugins = Annotated[PluginKeeping, Depends(_plugins)]


def done(name: str, code: str, response: Response) -> Done:
    """200, or 202 while it goes on."""
    if code == BEGUN:
        response.status_code = ACCEPTED
    return Done(id=name, code=code, detail=SAID.get(code, code))
