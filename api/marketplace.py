"""What the marketplace offers: searched, looked at, installed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import REFUSALS
from api.asking import PluginId, Plugins, done
from api.plugin_shapes import Done, OfferCard, OfferList, OfferRow, Wanted
from core.types import OVER_HTTP

router = APIRouter(prefix="/marketplace", tags=["marketplace"], responses=REFUSALS)
Words = Annotated[str, Query(max_length=100, description="In its id, its author or what it says")]
Skip = Annotated[int, Query(ge=0, le=1_000_000, description="Offers to pass over")]
Most = Annotated[int, Query(ge=1, le=200, description="Offers on a page")]


@router.get("")
async def search(plugins: Plugins, words: Words = "", skip: Skip = 0, most: Most = 50) -> OfferList:
    """The newest version of each that says these words; all without words."""
    found = await plugins.offers(words)
    page = found[skip : skip + most]
    return OfferList(offers=tuple(map(OfferRow.model_validate, page)), total=len(found))


@router.get("/{name}")
async def show_offer(name: PluginId, plugins: Plugins) -> OfferCard:
    """All that is said of it, and what its source does beyond reckoning: it is fetched and read,
    not run."""
    package = await plugins.package(name)
    return OfferCard.of(package.offer, package.may)


@router.post("/{name}/install")
async def install(
    name: PluginId, plugins: Plugins, response: Response, wanted: Wanted | None = None
) -> Done:
    """Fetches it, checks its signature, tries it here, and offers it to agents."""
    seal = wanted.seal if wanted is not None else ""
    return done(name, await plugins.install(name, seal, by=OVER_HTTP), response)
