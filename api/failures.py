"""Whatever goes wrong in a route, as an answer of one form that tells no secret."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.answers import STATUS, refused
from core.errors import DzentraError, InputError

log = logging.getLogger(__name__)
CONFLICT, UNPROCESSABLE, UNAVAILABLE, FAILED = 409, 422, 503, 500


def answer_failures(application: FastAPI) -> None:
    application.add_exception_handler(HTTPException, _on_http)
    application.add_exception_handler(RequestValidationError, _on_junk)
    application.add_exception_handler(DzentraError, _on_desk)
    application.add_exception_handler(Exception, _on_fault)


async def _on_http(_: Request, error: Exception) -> Response:
    return refused(error.status_code if isinstance(error, HTTPException) else FAILED)


async def _on_junk(_: Request, error: Exception) -> Response:
    """The first of what is wrong, with its place; never what was sent."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    told = [(".".join(map(str, each["loc"])), str(each["msg"])) for each in found]
    where, said = told[0] if told else ("body", "cannot be read")
    return refused(UNPROCESSABLE, "invalid", f"{where}: {said}")


async def _on_desk(request: Request, error: Exception) -> Response:
    if isinstance(error, InputError):
        return refused(STATUS.get(error.code, CONFLICT), error.code, str(error))
    log.warning("%s %s could not be done: %s", request.method, request.url.path, error)
    return refused(UNAVAILABLE)


async def _on_fault(request: Request, _: Exception) -> Response:
    """The server logs it with its trace."""
    log.error("%s %s failed", request.method, request.url.path)
    return refused(FAILED)
