"""Secrets that stand in files, as container platforms hand them over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from core.errors import InputError


class SecretFiles(PydanticBaseSettingsSource):
    """Reads each secret NAME from the file that NAME_FILE names; both at once are refused."""

    def __init__(
        self, settings_cls: type[BaseSettings], variables: Mapping[str, str | None]
    ) -> None:
        super().__init__(settings_cls)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self._variables.get(f"{field_name}_file")
        if path is None or not _is_secret(field):
            return None, field_name, False
        if self._variables.get(field_name) is not None:
            name = field_name.upper()
            raise InputError(f"Set {name} or {name}_FILE, not both.")
        return _read(Path(path), f"{field_name}_file".upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        values = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in values.items() if value is not None}


def _is_secret(field: FieldInfo) -> bool:
    """Whether the field holds a `SecretStr`, be it optional or not."""
    return "SecretStr" in str(field.annotation)


def _read(path: Path, variable: str) -> SecretStr:
    try:
        text = path.expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        raise InputError(f"{variable} must be the path of a readable file that holds the secret.")
    return SecretStr(text)
