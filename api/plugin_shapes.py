"""Plugins and offers as callers read them."""

from datetime import UTC, datetime

from pydantic import Field

from api.answers import Shape
from core.parameters import Parameter, Value
from core.plugins import PluginOffer, PluginState, PluginTrouble
from core.types import SECOND_NS


class PluginRow(Shape):
    id: str
    name: str
    version: str
    kind: str = Field(description="strategy or indicator")
    status: str = Field(description="waiting, active, repaints, refused, quarantined or off")
    reason: str = Field(description="Why, where it is not active")
    calls: int
    errors: int
    kills: int = Field(description="How often its process was ended")
    p50_ms: float
    p99_ms: float
    is_signed: bool
    is_installed: bool = Field(description="Came from a marketplace, and can be removed")


class RefusedRow(Shape):
    name: str
    reason: str


class LimitsRow(Shape):
    call_s: float
    load_s: float
    memory_mb: int
    most: int = Field(description="Plugins that there may be")


class PluginList(Shape):
    plugins: tuple[PluginRow, ...]
    refused: tuple[RefusedRow, ...] = Field(description="Files that are no plugins, and why")
    allows_unsigned: bool
    limits: LimitsRow


class ParameterRow(Shape):
    name: str
    type: str = Field(description="int, float, str or bool")
    default: Value
    min: float | None = Field(description="The least it may be")
    max: float | None = Field(description="The most it may be")
    choices: tuple[str, ...] = Field(description="All that a text may be; empty for any")
    description: str

    @classmethod
    def of(cls, told: Parameter) -> "ParameterRow":
        return cls(
            name=told.name,
            type=told.kind,
            default=told.default,
            min=told.low,
            max=told.high,
            choices=told.choices,
            description=told.description,
        )


class TroubleRow(Shape):
    at: datetime
    said: str = Field(description="In the plugin's own words")

    @classmethod
    def of(cls, trouble: PluginTrouble) -> "TroubleRow":
        at = datetime.fromtimestamp(trouble.at_ns // SECOND_NS, UTC)
        return cls(at=at, said=trouble.said)


class PluginCard(PluginRow):
    author: str
    description: str
    warmup: int = Field(description="Candles wanted before its word counts")
    parameters: tuple[ParameterRow, ...]
    troubles: tuple[TroubleRow, ...] = Field(description="Its newest failed calls")

    @classmethod
    def of(cls, plugin: PluginState) -> "PluginCard":
        return cls(
            **PluginRow.model_validate(plugin).model_dump(),
            author=plugin.author,
            description=plugin.description,
            warmup=plugin.warmup,
            parameters=tuple(map(ParameterRow.of, plugin.parameters)),
            troubles=tuple(map(TroubleRow.of, plugin.troubles)),
        )


class OfferRow(Shape):
    id: str
    version: str
    kind: str
    author: str
    description: str
    size: int = Field(description="Bytes of its package")
    requires: tuple[str, ...] = Field(description="Packages it needs, as pip writes them")
    seal: str = Field(description="SHA-256 of this very package")
    held: str = Field(description="The version that is installed here; empty for none")
    is_newer: bool = Field(description="Can be installed: nothing as new is here")


class OfferList(Shape):
    offers: tuple[OfferRow, ...]
    total: int = Field(description="How many say these words, on all pages")


class OfferCard(OfferRow):
    may: tuple[str, ...] = Field(
        description="What its source does beyond reckoning: network, files, programs, ..."
    )

    @classmethod
    def of(cls, offer: PluginOffer, may: tuple[str, ...]) -> "OfferCard":
        return cls(**OfferRow.model_validate(offer).model_dump(), may=may)


class Wanted(Shape, extra="forbid"):
    """What exactly is to be installed."""

    seal: str = Field(
        default="",
        pattern=r"^([0-9a-f]{64})?$",
        description="This very package or none; empty for the newest that is offered",
    )


class Done(Shape):
    id: str
    code: str = Field(description="A word that does not change; plugin_begun: it goes on")
    detail: str
