"""One update of every type that Telegram has, made from aiogram's own models."""

import types
import typing
from datetime import datetime
from enum import Enum
from typing import Any

from aiogram.types import Chat, InaccessibleMessage, Update, User
from pydantic import BaseModel


def every_update(user: int) -> dict[str, dict[str, Any]]:
    """By type, the least body that is one, of a user in the user's own chat."""
    fields = {name: field for name, field in Update.model_fields.items() if name != "update_id"}
    return {name: _value(field.annotation, user) for name, field in fields.items()}


def _value(kind: Any, user: int) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(kind) if option is not type(None)]
        return _value(options[0], user)
    if typing.get_origin(kind) is list:
        return [_value(typing.get_args(kind)[0], user)]
    if typing.get_origin(kind) is typing.Annotated:
        return _value(typing.get_args(kind)[0], user)
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _body(kind, user)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    return {str: "x", bool: False, int: 1, float: 1.0, datetime: 1}[kind]


def _body(kind: type[BaseModel], user: int) -> dict[str, Any]:
    """What the model needs, what tells it from its likes, and who sent it where it can say so."""
    if kind is User:
        return {"id": user, "is_bot": False, "first_name": "Stranger"}
    if kind is Chat:
        return {"id": user, "type": "private", "first_name": "Stranger"}
    if kind is InaccessibleMessage:
        return {"chat": _body(Chat, user), "message_id": 1, "date": 0}
    wanted = {
        field.alias or name: field
        for name, field in kind.model_fields.items()
        if field.is_required()
        or name in ("from_user", "user")
        or typing.get_origin(field.annotation) is typing.Literal
    }
    return {name: _value(field.annotation, user) for name, field in wanted.items()}
