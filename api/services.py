"""What the HTTP service is given of the desk."""

from core.ports.plugins import PluginKeeping
from core.values import Frozen


class ApiServices(Frozen, frozen=True, kw_only=True):
    version: str
    plugins: PluginKeeping
