"""The HTTP service, put together from what the desk gives it."""

from collections.abc import Collection

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from api import marketplace, plugins
from api.failures import answer_failures
from api.gate import Gate
from api.services import ApiServices

ABOUT = "A trading desk in a Telegram chat, for other programs."
DOCS, SCHEMA, STATIC = "/docs", "/openapi.json", "/docs-static"
OPEN = (DOCS, SCHEMA, f"{STATIC}/")
"""They tell what the service is, not what the desk holds."""
ROUTERS = (plugins.router, marketplace.router)


def build_application(services: ApiServices, secret: str, names: Collection[str] = ()) -> FastAPI:
    """`names` are those that its callers may call this machine by; none for any."""
    # The gate asks for the secret; this one says so in the schema.
    told = Security(HTTPBearer(auto_error=False, description="API_SECRET of the desk"))
    application = FastAPIOffline(
        docs_url=DOCS,
        redoc_url=None,
        openapi_url=SCHEMA,
        static_url=STATIC,
        title="Dzentra",
        version=services.version,
        description=ABOUT,
        dependencies=[told],
    )
    application.state.services = services
    for router in ROUTERS:
        application.include_router(router)
    answer_failures(application)
    application.add_middleware(Gate, secret=secret, names=names, open_to_all=OPEN)
    return application
