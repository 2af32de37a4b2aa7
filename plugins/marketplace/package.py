"""A package: the files of one plugin in a zip, flat, and nothing else."""

import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

from core.errors import PluginError
from plugins.marketplace.index import MOST_PACKAGE
from plugins.signing import signature_file
from plugins.source import Source

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.py(\.sig)?")
MOST_FILES = 50
EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(source: Source, signature: str) -> bytes:
    """The same bytes for the same plugin and signature."""
    texts = {f"{name}.py": text for name, text in source.modules.items()}
    texts[signature_file(source.path).name] = signature
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(texts):
            package.writestr(zipfile.ZipInfo(file, EPOCH), texts[file])
    return whole.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Writes its files there. Raises PluginError before it writes any for a package that holds
    what a plugin does not: folders, links, paths out of it, or too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            files = {info.filename: _read(package, info) for info in _checked(package)}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise PluginError(f"the package cannot be read: {error}") from error
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _checked(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = package.infolist()
    names = [info.filename for info in infos]
    if len(infos) > MOST_FILES or len(set(names)) < len(names):
        raise PluginError(f"the package must hold up to {MOST_FILES} files, each once")
    for info in infos:
        if not NAME.fullmatch(info.filename):
            raise PluginError(f"the package must hold no file {info.filename!r}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PluginError(f"the package must hold no link {info.filename}")
    if sum(info.file_size for info in infos) > MOST_PACKAGE:
        raise PluginError(f"the package unpacks to more than {MOST_PACKAGE:,} bytes")
    return infos


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What it says of its size may be a lie."""
    with package.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise PluginError(f"the package lies about the size of {info.filename}")
    return content
