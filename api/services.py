"""What the HTTP service is given of the desk."""

from dataclasses import dataclass

from core.ports.plugins import PluginKeeping


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiServices:
    version: str
    plugins: PluginKeeping
