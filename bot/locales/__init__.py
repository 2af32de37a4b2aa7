"""The phrases of the screens, one JSON file a language."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from core.values import Frozen

Phrase = str | Mapping[str, str]
"""A sentence with `{placeholders}`, or its forms by plural category."""

LANGUAGES = ("en", "ru")
_FOLDER = Path(__file__).parent


def plural_en(count: int) -> str:
    return "one" if abs(count) == 1 else "many"


def plural_ru(count: int) -> str:
    tail, teens = abs(count) % 10, abs(count) % 100
    if tail == 1 and teens != 11:
        return "one"
    return "few" if tail in (2, 3, 4) and teens not in (12, 13, 14) else "many"


_PLURALS: Mapping[str, Callable[[int], str]] = MappingProxyType({"en": plural_en, "ru": plural_ru})


class Text(Frozen, frozen=True):
    """The phrases of one language. A missing key is a programming error and raises KeyError."""

    language: str
    phrases: Mapping[str, Phrase]

    def t(self, key: str, **values: object) -> str:
        """The phrase of a key with its placeholders filled."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            raise KeyError(f"{key} has plural forms")
        return phrase.format(**values)

    def plural(self, key: str, n: int, **values: object) -> str:
        """The form that fits `n`, which fills `{n}`."""
        forms = self.phrases[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms")
        return forms[_PLURALS[self.language](n)].format(n=n, **values)

    def has(self, key: str) -> bool:
        return key in self.phrases

    def name(self, group: str, code: str) -> str:
        """What a code is called, or the code itself when the language has no name for it."""
        phrase = self.phrases.get(f"{group}.{code}")
        return phrase if isinstance(phrase, str) else code


def load_text(language: str) -> Text:
    phrases = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return Text(language, phrases)


def load_texts() -> dict[str, Text]:
    """Every language by its code."""
    return {language: load_text(language) for language in LANGUAGES}
