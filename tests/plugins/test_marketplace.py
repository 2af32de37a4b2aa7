"""The marketplace: what is published is installed as it was, and nothing else ever is."""

import json
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import PluginError
from core.types import DAY_NS
from core.values import replace
from plugins.config import PluginConfig
from plugins.discovery import Found
from plugins.marketplace.index import Index, index_from, version_key, write_index
from plugins.marketplace.market import Market, installed, uninstall
from plugins.marketplace.package import unpack
from plugins.marketplace.publish import publish
from plugins.marketplace.serve import make_server
from plugins.signing import new_key
from tests.plugin_stage import PATIENT, PluginStage, strategy_text

DAY = 20_000 * DAY_NS


class Fair:
    """An author with a key and a folder, and a desk that trusts the key and nothing unsigned."""

    def __init__(self, stage: PluginStage) -> None:
        self.stage = stage
        self.secret, public = new_key()
        self.config = replace(PATIENT, allow_unsigned_plugins=False, trusted_keys=(public,))
        self.stage.make_manager(self.config)
        self.clock = ManualClock(DAY)
        self.folder = stage.places.root / "market"
        self.store = stage.places.store

    def publish(self, text: str = "", *, days: int = 90, secret: str = "") -> None:
        path = self.stage.write(text or strategy_text())
        author = self.stage.make_manager(PATIENT)
        source, metadata = author.read(Found(path))
        publish(
            self.folder,
            source,
            metadata,
            secret=secret or self.secret,
            days=days,
            clock=self.clock,
        )
        path.unlink()
        self.stage.make_manager(self.config)

    def market(self, place: str = "") -> Market:
        return Market(self.stage.manager, place or str(self.folder), self.clock)

    def refusal(self, name: str = "made") -> str:
        before = sorted(self.store.rglob("*.py"))
        with pytest.raises(PluginError) as caught:
            self.market().install(name)
        assert sorted(self.store.rglob("*.py")) == before
        return str(caught.value)

    def change_index(self, change: Callable[[Index], Index]) -> None:
        """As somebody who holds the key might."""
        path = self.folder / "index.json"
        index = index_from(json.loads(path.read_text())["body"])
        path.write_bytes(write_index(change(index), self.secret))


@pytest.fixture
def fair(stage: PluginStage) -> Fair:
    return Fair(stage)


@contextmanager
def shown(folder: Path) -> Iterator[str]:
    with make_server(folder, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def test_what_is_published_is_found_installed_and_loaded(fair: Fair) -> None:
    fair.publish()
    (found,) = fair.market().index().matching("TEST")
    assert (found.id, found.version, found.author) == ("made", "1.0.0", "Test")
    assert fair.market().index().matching("robot") == ()
    fair.market().install("made")
    assert installed(fair.store) == {"made": "1.0.0"}
    fair.stage.manager.load_all()
    assert fair.stage.manager.get("made").is_usable


def test_a_newer_version_is_an_update_and_both_come_from_the_web(fair: Fair) -> None:
    fair.publish()
    with shown(fair.folder) as address:
        fair.market(address).install("made")
        assert fair.market(address).update() == []
        fair.publish(strategy_text(version="1.10.0"))
        assert [each.version for each in fair.market(address).update()] == ["1.10.0"]
    assert installed(fair.store) == {"made": "1.10.0"}


def test_what_is_removed_is_gone(fair: Fair) -> None:
    fair.publish()
    fair.market().install("made")
    uninstall(fair.store, "made")
    assert installed(fair.store) == {}
    with pytest.raises(PluginError, match="made is not installed; there is nothing"):
        uninstall(fair.store, "made")


def test_an_older_version_is_never_put_over_a_newer_one(fair: Fair) -> None:
    fair.publish(strategy_text(version="2.0.0"))
    fair.market().install("made")
    fair.change_index(
        lambda index: replace(index, offers=(replace(index.offers[0], version="1.0.0"),))
    )
    assert "an older version is never put over a newer one" in fair.refusal()


def test_an_older_index_is_refused(fair: Fair) -> None:
    fair.publish()
    old = (fair.folder / "index.json").read_bytes()
    fair.publish(strategy_text(version="1.1.0"))
    fair.market().index()
    (fair.folder / "index.json").write_bytes(old)
    assert fair.refusal().startswith("the index is number 1, and number 2 was seen already")


def test_an_expired_index_is_refused(fair: Fair) -> None:
    fair.publish(days=1)
    fair.clock.set(DAY + DAY_NS)
    assert fair.refusal().startswith("the index has expired")


def test_an_index_of_another_key_is_refused(fair: Fair) -> None:
    fair.publish(secret=new_key()[0])
    assert fair.refusal() == "the index is signed by a key that trusted_keys does not name"


def test_a_changed_index_is_refused(fair: Fair) -> None:
    fair.publish()
    path = fair.folder / "index.json"
    path.write_text(path.read_text().replace("Made for a test", "Made for a joke"))
    assert fair.refusal() == "the index was changed after it was signed"
    path.write_text("{}")
    assert fair.refusal() == "the index cannot be read"


def test_without_a_trusted_key_nothing_is_installed(fair: Fair) -> None:
    fair.publish()
    fair.stage.make_manager(PluginConfig())
    assert fair.refusal().startswith("trusted_keys names no key")


def test_a_changed_or_larger_package_is_refused(fair: Fair) -> None:
    fair.publish()
    path = fair.folder / "made-1.0.0.zip"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert fair.refusal() == "made-1.0.0.zip is not the file that the index names"
    path.write_bytes(data + b"more")
    assert "is larger than the" in fair.refusal()
    path.unlink()
    assert "has no made-1.0.0.zip" in fair.refusal()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../../made"),
        ("version", "../1"),
        ("file", "../made.zip"),
        ("size", 5_000_000),
        ("sha256", "abc"),
    ],
)
def test_an_offer_that_reaches_out_of_the_store_is_refused(
    fair: Fair, field: str, value: object
) -> None:
    fair.publish()
    fair.change_index(
        lambda index: replace(index, offers=(replace(index.offers[0], **{field: value}),))  # type: ignore[arg-type]
    )
    assert "in a way that cannot be" in fair.refusal()


def test_a_package_that_is_not_what_was_offered_is_refused(fair: Fair) -> None:
    fair.publish()
    fair.change_index(
        lambda index: replace(index, offers=(replace(index.offers[0], version="1.2.0"),))
    )
    assert "holds made 1.0.0, not what the index says" in fair.refusal()


def test_a_version_is_published_once_and_the_host_range_is_kept(fair: Fair) -> None:
    fair.publish()
    with pytest.raises(PluginError, match=r"made 1.0.0 is offered already"):
        fair.publish()
    other = strategy_text(version="2.0.0").replace("'author'", "'host': '>=0.1,<9', 'author'")
    fair.stage.make_manager(fair.config)
    fair.publish(other)
    assert fair.market().index().newest("made").host == ">=0.1,<9"


def packed(*files: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files:
            package.writestr(name, text)
    return whole.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("made.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(("../made.py", "")), "must hold no file '../made.py'"),
        (packed(("/etc/made.py", "")), "must hold no file '/etc/made.py'"),
        (packed(("a/made.py", "")), "must hold no file 'a/made.py'"),
        (packed(("run.sh", "")), "must hold no file 'run.sh'"),
        (packed((link(), "/etc/passwd")), "must hold no link made.py"),
        (packed(("made.py", "#" * 4_000_001)), "unpacks to more than 4,000,000 bytes"),
        (packed(*((f"m{n}.py", "") for n in range(51))), "up to 50 files, each once"),
        (b"no zip", "cannot be read"),
    ],
)
def test_a_package_with_what_no_plugin_holds_writes_nothing(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(PluginError, match=r"the package") as caught:
        unpack(data, tmp_path / "out")
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_versions_are_in_the_order_of_their_numbers() -> None:
    ordered = ["0.9", "1.0.0a1", "1.0.0", "1.0.1", "1.2", "1.10"]
    assert sorted(reversed(ordered), key=version_key) == ordered
    assert version_key("1.0") == version_key("1.0.0")
