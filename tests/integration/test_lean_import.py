"""aiogram as the desk imports it: quicker and smaller, and the same library."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
UPDATE = {
    "update_id": 7,
    "callback_query": {
        "id": "1",
        "from": {"id": 1, "is_bot": False, "first_name": "Ann"},
        "chat_instance": "1",
        "data": "v1:menu:open",
        "message": {
            "message_id": 9,
            "date": 1,
            "chat": {"id": 1, "type": "private", "first_name": "Ann"},
            "text": "x",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
        },
    },
}
PROGRAM = f"""
import json, sys
IS_LEAN = sys.argv[1] == "lean"
from bot.lean import deferred
if IS_LEAN:
    with deferred():
        import app.chat
import aiogram.methods as methods
import aiogram.types as types
from pydantic import BaseModel

models = {{
    f"{{module.__name__}}.{{name}}": value
    for module in (types, methods)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, BaseModel)
}}
built = sum(model.__pydantic_complete__ for model in models.values())
update = types.Update.model_validate({UPDATE!r})
sent = methods.SendMessage(
    chat_id=1,
    text="x",
    reply_markup=types.InlineKeyboardMarkup(
        inline_keyboard=[[types.InlineKeyboardButton(text="a", callback_data="b")]]
    ),
)
rare = types.ForumTopicCreated(name="x", icon_color=1)
for model in models.values():
    model.model_rebuild()
    assert model.__pydantic_complete__, model
fields = {{name: sorted(model.model_fields) for name, model in models.items()}}
print(json.dumps([
    built,
    len(models),
    json.loads(update.model_dump_json(exclude_none=True)),
    json.loads(sent.model_dump_json(exclude_none=True, exclude_unset=True)),
    rare.name,
    fields,
]))
"""


def told(how: str) -> list[Any]:
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM, how), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.slow
def test_only_what_is_used_is_built_and_everything_can_be() -> None:
    plain, lean = told("plain"), told("lean")
    assert plain[0] == plain[1] == lean[1]
    assert lean[0] < lean[1] / 2
    assert lean[2:] == plain[2:]


def test_an_imported_aiogram_is_left_alone() -> None:
    import aiogram.types

    from bot.lean import deferred

    before = aiogram.types.Update.model_rebuild
    with deferred():
        pass
    assert aiogram.types.Update.model_rebuild == before
