"""The recorded files of one history as they travel: by name, and wholly or not at all."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from core.values import Frozen
from exchanges.replayed.files import recordings


class Parcel(Frozen, frozen=True):
    """Files by their place in a folder; `data` are the places that a backtest is given. `digest`
    is of all of it: what has the same holds the same."""

    digest: str
    data: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]

    def unpack(self, folder: Path) -> None:
        """Into a folder that is there with everything in it, or not at all."""
        if folder.exists():
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        passing = Path(mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        for place, content in self.files:
            path = passing / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        passing.rename(folder)


def parcel_of(paths: Sequence[Path], symbols: Sequence[str]) -> Parcel:
    """What of the paths is of these symbols; a seeded market (no path) needs nothing. Raises
    InputError for what is not there."""
    found = recordings(paths, symbols) if paths else ()
    places = [f"{number}/{_beside(each.path)}" for number, each in enumerate(found)]
    files: dict[str, bytes] = {}
    for number, each in enumerate(found):
        kept = each.path.with_name(f"{each.market.symbol}.json")
        for path in (each.path, each.marks, each.fundings, kept):
            files |= {f"{number}/{place}": content for place, content in _read(path)}
    digest = sha256()
    for place, content in sorted(files.items()):
        digest.update(f"{place}\n{len(content)}\n".encode() + content)
    return Parcel(digest.hexdigest(), tuple(places), tuple(files.items()))


def _beside(path: Path) -> str:
    """With the folder that says which market it is."""
    return f"{path.resolve().parent.name}/{path.name}"


def _read(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_file():
        yield _beside(path), path.read_bytes()
    elif path.is_dir():
        for file in sorted(each for each in path.iterdir() if each.is_file()):
            yield f"{_beside(path)}/{file.name}", file.read_bytes()
