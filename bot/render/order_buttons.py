"""The buttons of the order builder: only those that its kind needs."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip
from bot.locales import Text
from bot.render import order_words as words
from bot.render.page import assigned, button, choice_button, in_rows
from bot.screen import Button, Rows
from core.trading import DraftKind, DraftSize, OrderDraft, RefusalCode, SizeUnit
from core.types import OrderSide
from core.views.builder import BuilderView

Row = tuple[Button, ...]
_SHARES = ("10%", "25%", "50%")
_OF_POSITION = ("25%", "50%", "75%", "100%")
_RISKS = ("0.1%", "0.5%", "1%")


def builder_rows(view: BuilderView, text: Text) -> Rows:
    draft = view.preview.draft
    rows: list[Row] = [_what(view, text), *_fixes(view, text), *_sizes(draft, text)]
    rows += in_rows(_prices(view, text), 3)
    if not draft.is_reduce_only:
        rows.append(_exits(draft, text))
    rows += in_rows(_terms(view, text), 3)
    rows.append((button(text, "presets", "ord:edit", "preset"), _drift(view, text)))
    return *rows, _last(view, text)


def _what(view: BuilderView, text: Text) -> Row:
    at = view.preview
    draft = at.draft
    other = "sell" if draft.side is OrderSide.BUY else "buy"
    side = Button(
        f"{words.side_icon(draft.side)} {draft.side.name}", build("ord:put", f"side={other}")
    )
    row = [Button(clip(at.base, 10), build("ord:edit", "instrument")), side]
    row.append(Button(words.kind(draft.kind, text), build("ord:edit", "kind")))
    if not at.is_spot and not draft.is_reduce_only:
        row.append(Button(f"x{draft.leverage}", build("ord:edit", "leverage")))
    return tuple(row)


def _sizes(draft: OrderDraft, text: Text) -> list[Row]:
    """Quick sizes; of a position where the order only takes out of one."""
    pencil = Button("✏️", build("ord:edit", "size"))
    if draft.is_reduce_only:
        shares = [_size(share, SizeUnit.POSITION, draft, text) for share in _OF_POSITION]
        return [tuple(shares[:-1]), (shares[-1], pencil)]
    shares = [_size(share, SizeUnit.EQUITY, draft, text) for share in _SHARES]
    risks = [_size(share, SizeUnit.RISK, draft, text) for share in _RISKS]
    return [(*shares, pencil), tuple(risks)]


def _size(share: str, unit: SizeUnit, draft: OrderDraft, text: Text) -> Button:
    is_risk = unit is SizeUnit.RISK
    label = text.t("size.risk", share=share) if is_risk else share
    value = f"risk{share}" if is_risk else share
    made = DraftSize(unit, draft.size.value)
    is_chosen = draft.size == made and f"{fmt.plain(draft.size.value, 8)}%" == share
    return choice_button(label, "ord:put", f"size={value}", is_chosen=is_chosen)


def _prices(view: BuilderView, text: Text) -> list[Button]:
    at = view.preview
    draft, fields = at.draft, list[str]()
    if draft.kind.needs_trigger:
        fields.append("trigger")
    if draft.kind.needs_price:
        fields.append("price")
    if draft.kind is DraftKind.TRAILING:
        fields.append("trail")
    shown = {field: words.field_value(draft, field, at.tick, at.base, text) for field in fields}
    return [
        Button(clip(f"{text.t(f'short.{field}')} {value}", 26), build("ord:edit", field))
        for field, value in shown.items()
    ]


def _exits(draft: OrderDraft, text: Text) -> Row:
    plan = draft.exits
    trail = words.NOTHING if plan.trail is None else words.distance(plan.trail.distance, text)
    if plan.trail is not None and plan.trail.distance is None:
        trail = "✓"
    return (
        Button(f"SL {words.distance(plan.stop_loss, text, '-')}", build("ord:edit", "stop")),
        Button(clip(f"TP {words.targets(plan, text)}", 22), build("ord:edit", "target")),
        Button(f"{text.t('short.trailing')} {trail}", build("ord:edit", "trailing")),
    )


def _terms(view: BuilderView, text: Text) -> list[Button]:
    """Time stop, time in force, the source of a trigger, reduce-only: where they matter."""
    draft, made = view.preview.draft, list[Button]()
    if not draft.is_reduce_only:
        time = words.seconds(draft.exits.time_stop_s, text) if draft.exits.time_stop_s else "—"
        made.append(Button(f"⏱ {time}", build("ord:edit", "time")))
    if draft.kind in (DraftKind.LIMIT, DraftKind.STOP_LIMIT):
        made.append(Button(words.in_force(draft.time_in_force), build("ord:edit", "tif")))
    if draft.kind.needs_trigger or draft.kind is DraftKind.TRAILING:
        label = f"{text.t('short.source')} {words.source(draft.source, text)}"
        made.append(Button(label, build("ord:edit", "source")))
    if draft.kind is not DraftKind.OCO:
        value = "off" if draft.is_reduce_only else "on"
        made.append(
            choice_button(
                text.t("short.reduce"),
                "ord:put",
                f"reduce={value}",
                is_chosen=draft.is_reduce_only,
            )
        )
    return made


def _drift(view: BuilderView, text: Text) -> Button:
    label = f"{text.t('setting.drift')} {fmt.percent(view.max_drift_pct, 2)}"
    return Button(label, build("ord:edit", "drift"))


def _fixes(view: BuilderView, text: Text) -> list[Row]:
    """One press each, where a refusal has a way out."""
    refusal = view.preview.refusal
    if refusal is None:
        return []
    act = {
        RefusalCode.HALTED: ("unlock", "auto:unlock"),
        RefusalCode.STALE_FEED: ("refresh", "ord:open"),
    }.get(refusal.code)
    made = [
        Button(
            clip(f"{text.name('field', field)} → {_fix_value(value)}", 30),
            build("ord:put", assigned(field, value)),
            "primary",
        )
        for field, value in view.fixes
    ]
    if act is not None:
        made.append(button(text, act[0], act[1], style="primary"))
    return list(in_rows(made, 2))


def _fix_value(value: str) -> str:
    """`0.001 BTC` of `0.001BTC`."""
    bare = value.removeprefix("risk ")
    number = bare.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"{number} {bare[len(number) :]}".strip() if number else bare


def _last(view: BuilderView, text: Text) -> Row:
    cancel = button(text, "cancel", "menu:open")
    reset = button(text, "reset", "ord:put", "reset=all")
    if view.preview.refusal is not None:
        return cancel, reset
    return cancel, reset, button(text, "review", "ord:review", style="primary")
