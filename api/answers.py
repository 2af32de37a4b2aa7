"""What every route may answer beside its own: what was done, and what was refused."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Read off the desk's own values by their names."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Refusal(Shape):
    code: str = Field(description="A word that does not change")
    detail: str = Field(description="One sentence that says what is wrong")


STATUS: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "plugin_gone": HTTPStatus.NOT_FOUND,
        "plugin_not_offered": HTTPStatus.NOT_FOUND,
        "plugin_fetching": HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""Of the codes of `InputError`; every other one is a conflict with how things stand."""
WORDS: Mapping[HTTPStatus, tuple[str, str]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: ("unauthorized", "The secret is missing or wrong"),
        HTTPStatus.FORBIDDEN: ("forbidden", "This is not for the pages of others"),
        HTTPStatus.NOT_FOUND: ("no_route", "There is nothing at this address"),
        HTTPStatus.METHOD_NOT_ALLOWED: ("no_method", "This address takes another method"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "The body is too large"),
        HTTPStatus.MISDIRECTED_REQUEST: ("no_host", "This is not a name of this service"),
        HTTPStatus.INTERNAL_SERVER_ERROR: ("failed", "The desk failed at this; its log says more"),
        HTTPStatus.SERVICE_UNAVAILABLE: ("unavailable", "The desk cannot do it now"),
        HTTPStatus.GATEWAY_TIMEOUT: ("too_slow", "It took too long and was given up"),
    }
)
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal} for status in (401, 404, 409, 413, 422, 503)
}


def refused(status: int, code: str = "", detail: str = "") -> JSONResponse:
    """Without words of its own: those of the status."""
    found = HTTPStatus(status)
    own_code, own_detail = WORDS.get(found, ("refused", found.phrase))
    told = Refusal(code=code or own_code, detail=detail or own_detail)
    return JSONResponse(told.model_dump(), status_code=status, headers=_headers(found))


def _headers(status: HTTPStatus) -> dict[str, str]:
    if status is HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": "2"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
