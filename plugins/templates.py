"""A new plugin and its test, from a template that passes the review as it is."""

import re
from pathlib import Path
from string import Template

from core.errors import PluginError
from core.values import Frozen
from plugins.metadata import ID, Kind

TEMPLATES = Path(__file__).with_name("templates")


class Made(Frozen, frozen=True):
    plugin: Path
    test: Path


def make(name: str, kind: Kind, folder: Path, *, author: str = "Your Name") -> Made:
    """Writes both files. Raises PluginError for a name that makes no id, or a file that is there
    already."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    stem = "".join(word[:1].upper() + word[1:] for word in words)
    id_ = "_".join(words).lower()
    if not ID.fullmatch(id_) or '"' in author:
        raise PluginError(f"{name} makes no name: use letters and digits, a letter first")
    made = Made(folder / f"{id_}.py", folder / f"test_{id_}.py")
    for path in (made.plugin, made.test):
        if path.exists():
            raise PluginError(f"{path} is there already")
    folder.mkdir(parents=True, exist_ok=True)
    values = {"name": " ".join(words), "stem": stem, "id": id_, "author": author}
    for path, template in ((made.plugin, kind.value), (made.test, f"{kind.value}_test")):
        text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(values), encoding="utf-8")
    return made
