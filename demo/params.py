"""What a call brought: JSON, form or multipart, nested objects as JSON text or as they are."""

import json
from dataclasses import dataclass, field
from typing import cast

from aiohttp import web
from aiohttp.web import FileField

from demo.errors import bad_request
from demo.shapes import Json, Object

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of one call, read by type."""

    values: Object = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        text = "" if value is None else _as_text(value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return default
        try:
            return int(_as_text(value))
        except ValueError:
            return default

    def number(self, name: str, default: float) -> float:
        try:
            return float(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "yes", "1", "y"}

    def json(self, name: str) -> Json:
        """A nested value; a text is decoded, as forms carry objects that way."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return cast(Json, json.loads(value))
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def object(self, name: str) -> Object:
        value = self.json(name)
        return value if isinstance(value, dict) else {}

    def list(self, name: str) -> list[Json]:
        value = self.json(name)
        return value if isinstance(value, list) else []

    def shown(self) -> Object:
        """The parameters for the call log: nested JSON decoded, files by name and size."""
        shown: Object = {name: _decoded(value) for name, value in self.values.items()}
        for name, file in self.files.items():
            shown[name] = f"<{file.name}, {len(file.content)} bytes>"
        return shown


def _as_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _decoded(value: Json) -> Json:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return cast(Json, json.loads(value))
    except ValueError:
        return value


async def read_params(request: web.Request) -> Params:
    """Address, form and JSON parameters together; later ones win."""
    values: Object = {**request.query}
    files: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        values |= await _json_body(request)
    elif request.content_type in _FORMS:
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(value, str):
                values[name] = value
    return Params(values, files)


async def _json_body(request: web.Request) -> Object:
    try:
        body = json.loads(await request.text())
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected")
    return cast(Object, body)
