"""What a marketplace offers, and one offer with what its code may do."""

from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.page import button, compose, home, in_rows, page_buttons, title
from bot.render.system import size
from bot.screen import Button, Rows, Screen
from core.plugins import PluginOffer
from core.views.plugins import OffersView, PackageView

_KNOWN = ("no_marketplace", "plugin_fetching")


def render_offers(
    view: OffersView, text: Text, *, is_seeking: bool = False, notice: str = ""
) -> Screen:
    figures = pair(text.t("shop.sought"), clip(view.words, 20)) if view.words else []
    for each in view.offers:
        figures += _offer(each, text)
    notes = [_why(view, text)] if not view.offers else []
    if is_seeking:
        notes.append(text.t("shop.ask"))
    body = compose(title(text, "shop.title", view.mode), figures, notes, notice=notice)
    return Screen(body, _rows(view, text))


def render_package(view: PackageView, text: Text, *, notice: str = "") -> Screen:
    """Read before anything of it is run."""
    offer = view.package.offer
    figures = [*_offer(offer, text), *pair(text.t("plugin.author"), clip(offer.author, 20))]
    figures += pair(text.t(f"plugin.kind.{offer.kind}"), size(offer.size, text))
    for each in offer.requires[:6]:
        figures += pair(text.t("shop.needs"), clip(each, 20))
    figures += may_do(view.package.may, text)
    notes = [clip(offer.description, 300), text.t("shop.about")]
    body = compose(title(text, "shop.title", view.mode), figures, notes, notice=notice)
    rows: list[tuple[Button, ...]] = []
    if offer.is_newer:
        caption = "shop.update" if offer.held else "shop.install"
        rows.append((button(text, caption, "shop:install", offer.id, "success"),))
    return Screen(body, (*rows, (button(text, "back", "shop:open", 1), home(text))))


def may_do(may: tuple[str, ...], text: Text) -> list[str]:
    """A row for each thing that its source does beyond reckoning."""
    if not may:
        return [f"✅ {text.t('shop.may.nothing')}"]
    return [f"⚠️ {text.t(f'shop.may.{code}')}" for code in may]


def _offer(offer: PluginOffer, text: Text) -> list[str]:
    name = f"{clip(offer.id, 20)} {clip(offer.version, 8)}"
    if not offer.held:
        return pair(name, text.t("shop.new"))
    state = "shop.newer" if offer.is_newer else "shop.held"
    return pair(name, text.t(state, version=clip(offer.held, 8)))


def _why(view: OffersView, text: Text) -> str:
    if view.why in _KNOWN:
        return text.t(f"shop.{view.why}")
    return clip(view.why, 300) if view.why else text.t("shop.nothing")


def _rows(view: OffersView, text: Text) -> Rows:
    cards = [Button(clip(each.id, 20), build("shop:offer", each.id)) for each in view.offers]
    rows = list(in_rows(cards, 2))
    if view.pages > 1:
        rows.append(_turning(view))
    if view.words:
        everything = button(text, "shop.all", "shop:open", 1)
        rows.append((button(text, "shop.seek", "shop:seek"), everything))
    elif not view.why:
        rows.append((button(text, "shop.seek", "shop:seek"),))
    return *rows, (button(text, "back", "plug:list", 1), home(text))


def _turning(view: OffersView) -> tuple[Button, ...]:
    """The way through the pages, with the same words."""
    tail = f".{view.words}" if view.words else ""
    return tuple(
        Button(each.text, f"{each.data}{tail}")
        for each in page_buttons("shop:open", view.page, view.pages)
    )
