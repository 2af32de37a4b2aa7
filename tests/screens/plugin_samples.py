"""Views of the plugin screens."""

from core.parameters import Parameter
from core.plugins import (
    PluginLimits,
    PluginOffer,
    PluginPackage,
    PluginState,
    PluginTrouble,
    RefusedFile,
)
from core.types import Access, Mode
from core.values import replace
from core.views.plugins import OffersView, PackageView, PluginsView, PluginView
from tests.screens import samples as s

AVERAGE = PluginState(
    id="average",
    name="Average",
    version="1.0.0",
    kind="strategy",
    status="active",
    author="Ann",
    description="Above or below the <average> of the closes",
    calls=12_412,
    errors=3,
    kills=1,
    p50_ms=1.08,
    p99_ms=2.14,
    warmup=500,
    parameters=(
        Parameter(name="period", default=20, low=2, high=200, description="Candles of the average"),
        Parameter(name="is_bold", default=True),
        Parameter(name="side", default="both", choices=("both", "long")),
        *(Parameter(name=f"level_{number}", default=0.5) for number in range(7)),
    ),
    troubles=(
        PluginTrouble(s.NOW, "average took longer than 5 s and was ended"),
        PluginTrouble(s.NOW, "average: KeyError: 'typo' (line 12 of generate_signals)"),
    ),
    is_signed=True,
    is_installed=True,
)
FRESH = PluginState(id="fresh", name="fresh", version="1.0.0", kind="indicator", status="waiting")
SEER = replace(
    FRESH,
    id="seer",
    name="Seer",
    kind="strategy",
    status="repaints",
    reason="the signal of candle 40 is another one when only 41 are known",
)
BROKEN = replace(
    FRESH, id="broken", name="Broken", status="refused", reason="broken.py, line 3: invalid syntax"
)
LOST = replace(
    AVERAGE,
    id="an_identifier_of_thirty_two_sign",
    version="12.345.6789",
    status="quarantined",
    reason="its worker was ended 3 times within 10 minutes",
    kills=3,
    is_installed=False,
)
ASLEEP = replace(FRESH, id="asleep", status="off", reason="an owner switched it off")
EVERY = (AVERAGE, SEER, BROKEN, LOST, ASLEEP, FRESH)
FILES = tuple(
    RefusedFile(f"half_{number}.py", f"half_{number}.py, line 7: expected ':'")
    for number in range(5)
)
LIST = PluginsView(mode=Mode.PAPER, plugins=EVERY, refused=FILES[:1], page=1, pages=2, total=8)
LISTS = {
    "a page": LIST,
    "none": replace(LIST, plugins=(), refused=(), pages=1, total=0),
    "many files that are none": replace(LIST, plugins=EVERY[:1], refused=FILES, pages=1),
    "only signed ones": replace(LIST, allows_unsigned=False),
    "for a viewer": replace(LIST, access=Access.VIEWER),
}
LIMITS = PluginLimits(call_s=5.0, load_s=30.0, memory_mb=512, most=100)
CARD = PluginView(
    mode=Mode.PAPER,
    plugin=AVERAGE,
    limits=LIMITS,
    agents=("auto", "night"),
    pages=2,
    utc_offset_min=180,
)
CARDS = {
    "active": CARD,
    "an indicator": replace(CARD, plugin=replace(FRESH, status="active"), agents=(), pages=1),
    "its other parameters": replace(CARD, page=2),
    "for a viewer": replace(CARD, access=Access.VIEWER),
    **{
        each.status: replace(CARD, plugin=each, agents=(), pages=1)
        for each in (SEER, BROKEN, LOST, ASLEEP, FRESH)
    },
}
OFFER = PluginOffer(
    id="average",
    version="1.1.0",
    kind="strategy",
    seal="ab" * 32,
    author="Ann",
    description="Above or below the <average> of the closes",
    size=4_211,
    requires=("numpy>=2",),
    held="1.0.0",
)
BANDS = replace(OFFER, id="bands", held="", kind="indicator", requires=())
HELD = replace(OFFER, id="momentum", version="2.0.0", held="2.0.0", is_newer=False)
SHOP = OffersView(mode=Mode.PAPER, offers=(OFFER, BANDS, HELD), page=1, pages=2)
SHOPS = {
    "offers": SHOP,
    "found": replace(SHOP, words="average", offers=(OFFER,), pages=1),
    "found on pages": replace(SHOP, words="average"),
    "nothing found": replace(SHOP, words="robot", offers=(), pages=1),
    "no marketplace": OffersView(mode=Mode.PAPER, why="no_marketplace"),
    "being fetched": OffersView(mode=Mode.PAPER, why="plugin_fetching"),
    "expired": OffersView(
        mode=Mode.PAPER, why="the index has expired: its owner must publish it again"
    ),
}
PACKAGES = {
    "an update": PackageView(mode=Mode.PAPER, package=PluginPackage(OFFER)),
    "new, and what it may do": PackageView(
        mode=Mode.PAPER,
        package=PluginPackage(
            BANDS,
            (
                *("programs", "network", "files", "code"),
                *("past", "threads", "keyboard", "environment"),
            ),
        ),
    ),
    "installed": PackageView(mode=Mode.PAPER, package=PluginPackage(HELD)),
}
