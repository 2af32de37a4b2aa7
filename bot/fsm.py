"""Conversation states over the desk's durable key-value store."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from core.ports import KeyValue

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Talk:
    """Where one conversation stands."""

    state: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class KeyValueStorage(BaseStorage):
    """Survives a restart. Every read but the first of a conversation is from memory: this process
    alone writes the store, and only known users reach it."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values
        self._talks: dict[StorageKey, _Talk] = {}

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        talk = await self._load(key)
        await self._save(key, _Talk(state.state if isinstance(state, State) else state, talk.data))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._load(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._save(key, _Talk((await self._load(key)).state, dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._load(key)).data)

    async def close(self) -> None:
        self._talks.clear()

    async def _load(self, key: StorageKey) -> _Talk:
        talk = self._talks.get(key)
        if talk is None:
            talk = _parse(await self._values.get(_name(key)))
            talk = self._talks.setdefault(key, talk)
        return talk

    async def _save(self, key: StorageKey, talk: _Talk) -> None:
        if self._talks.get(key) == talk:
            return
        if talk == _Talk():
            await self._values.delete(_name(key))
        else:
            await self._values.put(_name(key), json.dumps({"state": talk.state, "data": talk.data}))
        self._talks[key] = talk


def _name(key: StorageKey) -> str:
    parts = (key.bot_id, key.chat_id, key.thread_id or 0, key.user_id, key.destiny)
    return "fsm:" + ":".join(map(str, parts))


def _parse(text: str | None) -> _Talk:
    if text is None:
        return _Talk()
    try:
        raw = json.loads(text)
        return _Talk(raw["state"], dict(raw["data"]))
    except (ValueError, TypeError, KeyError):
        log.warning("a stored conversation is unreadable, it starts anew")
        return _Talk()
