"""The demo's chat page as a person sees it, in Chromium."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chat_browser import DESK, PHONE, SMALL_PHONE, chat_page, chromium
from tests.demo.api import png
from tests.demo_server import OWNER, PATIENCE_S, DemoServer, running_demo, start_demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDEST = "SL 66 132.00 ├─────●─────┤ TP 68 13"
SCREEN = (
    "<b>🤖 Auto · 🟢 RUNNING · TREND x2</b>\n"
    f"<pre>Entry 66 800.00 Now 67 120.40\n{WIDEST[:34]}\nPnL   +4.90 +0.48%  net +2.85</pre>\n"
    "Signal HOLD   ⟳ 12:41:08 · 0.4 s"
)
ROWS = [
    ["✖️ Close", "½ Close", "🎯 Break-even"],
    ["SL", "TP", "⏸ No new", "⏹ Stop"],
    ["10%", "25%", "50%", "Риск 0.1%", "✏️"],
    ["🧠 Стратегия", "💱 Символ", "🛡 Риск"],
    ["📈 Chart", "🛡 Risk", "🏠 Menu"],
]


class Bot:
    """A bot that does what the test says, and nothing else."""

    def __init__(self, demo: DemoServer) -> None:
        url = f"{demo.url}/bot42:demo/"
        self._client = httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def call(self, method: str, **params: object) -> Any:
        answer = self._client.post(method, json=params).json()
        assert answer["ok"], answer
        return answer["result"]

    def send(self, text: str, **params: object) -> int:
        params = {"chat_id": OWNER, "text": text, "parse_mode": "HTML", **params}
        return int(self.call("sendMessage", **params)["message_id"])

    def edit(self, message_id: int, text: str, **params: object) -> None:
        target = {"chat_id": OWNER, "message_id": message_id, "parse_mode": "HTML"}
        self.call("editMessageText", **target, text=text, **params)

    def upload(self, method: str, name: str, content: bytes, **fields: str) -> None:
        kind = method.removeprefix("send").lower()
        files, data = {kind: (name, content)}, {"chat_id": str(OWNER), **fields}
        sent = self._client.post(method, data=data, files=files).json()
        assert sent["ok"], sent


def keyboard(*rows: list[str], **more: object) -> dict[str, object]:
    return {
        "inline_keyboard": [
            [{"text": t, "callback_data": f"v1:{t}", **more} for t in r] for r in rows
        ]
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with running_demo() as started:
        yield started


@pytest.fixture
def demo(server: DemoServer) -> DemoServer:
    server.chat.meet(OWNER, "Trader", "en")
    server.chat.reset()
    return server


@pytest.fixture
def bot(demo: DemoServer) -> Iterator[Bot]:
    with closing(Bot(demo)) as bot:
        yield bot


@pytest.fixture
def page(browser: Browser, demo: DemoServer) -> Iterator[Page]:
    with chat_page(browser, demo.url) as opened:
        yield opened


def bubble(page: Page, message_id: int) -> Any:
    return page.locator(f'li[data-id="{message_id}"]')


def arrived(page: Page, message_id: int) -> Any:
    """The same, once it is there: what reads many parts at once does not wait for them."""
    shown = bubble(page, message_id)
    shown.wait_for()
    return shown


def brightness(page: Page) -> int:
    script = "bubble => getComputedStyle(bubble).backgroundColor"
    colour = page.locator(".bubble").first.evaluate(script)
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def top_of(page: Page, message: Any) -> float:
    """Where a message stands once what was moving has come to rest."""
    page.wait_for_function(
        "() => document.getAnimations().every(it => it.playState !== 'running' || "
        "it.effect.getTiming().iterations === Infinity)"
    )
    return float(message.bounding_box()["y"])


def scroll_top(page: Page) -> float:
    return float(page.evaluate("document.querySelector('#chat').scrollTop"))


def scroll_to(page: Page, top: float) -> None:
    page.evaluate("top => document.querySelector('#chat').scrollTo(0, top)", top)
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def reaches_bottom(page: Page) -> None:
    gap = "(c => c.scrollHeight - c.scrollTop - c.clientHeight)(document.querySelector('#chat'))"
    page.wait_for_function(f"{gap} <= 1")


# What a message looks like.


def test_marked_text_is_shown_as_marked(page: Page, bot: Bot) -> None:
    text = "<b>bold</b> <i>it</i> <u>un</u> <s>st</s> <code>1</code>\n<pre>a  b</pre>\n<a href='https://example.com/'>link</a>"
    shown = bubble(page, bot.send(text))
    for tag, words in (("strong", "bold"), ("em", "it"), ("u", "un"), ("s", "st"), ("pre", "a  b")):
        expect(shown.locator(tag)).to_have_text(words, use_inner_text=True)
    link = shown.locator("a")
    expect(link).to_have_attribute("href", "https://example.com/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_text_never_becomes_markup(page: Page, bot: Bot) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    escaped = evil.replace("<", "&lt;").replace(">", "&gt;")
    message_id = bot.send(
        f"{escaped} <a href='javascript:alert(3)'>x</a>", reply_markup=keyboard([evil])
    )
    shown = bubble(page, message_id)
    expect(shown.locator(".words")).to_contain_text(evil)
    expect(shown.locator("button.key")).to_have_text(evil)
    assert shown.locator("img, script, a").count() == 0


def test_hidden_text_and_long_quotes_open(page: Page, bot: Bot) -> None:
    quote = "\n".join(f"line {number}" for number in range(12))
    shown = bubble(
        page,
        bot.send(f"<tg-spoiler>secret</tg-spoiler>\n<blockquote expandable>{quote}</blockquote>"),
    )
    shown.locator(".spoiler").click()
    expect(shown.locator(".spoiler")).to_have_class("spoiler open")
    more = shown.get_by_role("button", name="Show more")
    short = shown.locator("blockquote").bounding_box()["height"]
    more.click()
    expect(shown.get_by_role("button", name="Show less")).to_be_visible()
    assert shown.locator("blockquote").bounding_box()["height"] > short * 2


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, (320, 640), DESK], ids=str)
def test_screens_fit_without_sideways_scroll(
    browser: Browser, demo: DemoServer, bot: Bot, size: tuple[int, int]
) -> None:
    message_id = bot.send(SCREEN, reply_markup=keyboard(*ROWS))
    widest = bot.send("x" * 300)
    with chat_page(browser, demo.url, size=size) as page:
        arrived(page, widest)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert (
            page.evaluate("(c => c.scrollWidth - c.clientWidth)(document.querySelector('#chat'))")
            == 0
        )
        if size[0] >= 360:
            shown = arrived(page, message_id)
            assert shown.locator("pre").evaluate("pre => pre.scrollWidth - pre.clientWidth") == 0
            cut = "keys => keys.filter(k => k.scrollWidth > k.clientWidth).map(k => k.textContent)"
            assert shown.locator("button.key > span").evaluate_all(cut) == []


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, DESK], ids=str)
def test_whatever_is_pressed_is_big_enough_for_a_finger(
    browser: Browser, demo: DemoServer, bot: Bot, size: tuple[int, int]
) -> None:
    bot.call("setMyCommands", commands=[{"command": "menu", "description": "Menu"}])
    message_id = bot.send(SCREEN, reply_markup=keyboard(*ROWS))
    with chat_page(browser, demo.url, size=size) as page:
        keys = arrived(page, message_id).locator("button.key")
        heights = keys.evaluate_all("keys => keys.map(k => k.offsetHeight)")
        assert min(heights) >= 40
        widths = keys.evaluate_all("keys => keys.map(k => k.offsetWidth)")
        assert min(widths) >= 40
        for name in ("#send", "#attach", "#theme", "#sound"):
            box = page.locator(name).bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 40


def test_buttons_have_the_colour_of_their_style(page: Page, bot: Bot) -> None:
    message_id = bot.send(
        "x",
        reply_markup={
            "inline_keyboard": [
                [{"text": "plain", "callback_data": "p"}]
                + [
                    {"text": style, "callback_data": style, "style": style}
                    for style in ("primary", "success", "danger")
                ]
            ]
        },
    )
    colours = (
        arrived(page, message_id)
        .locator(".key")
        .evaluate_all("keys => keys.map(k => getComputedStyle(k).backgroundColor)")
    )
    assert len(set(colours)) == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_until_chosen(
    browser: Browser, demo: DemoServer, bot: Bot, scheme: Literal["light", "dark"]
) -> None:
    bot.send("x")
    with chat_page(browser, demo.url, scheme=scheme) as page:
        before = brightness(page)
        assert (before > 600) == (scheme == "light")
        page.locator("#theme").click()
        assert (brightness(page) > 600) != (scheme == "light")
        page.reload()
        assert (brightness(page) > 600) != (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, demo: DemoServer, bot: Bot, scheme: Literal["light", "dark"]
) -> None:
    row = [
        {"text": style, "callback_data": style, "style": style}
        for style in ("primary", "success", "danger")
    ]
    message_id = bot.send(SCREEN, reply_markup={"inline_keyboard": [row]})
    demo.chat.say("mine")
    with chat_page(browser, demo.url, scheme=scheme) as page:
        arrived(page, message_id)
        page.locator(".out").wait_for()
        ratios = page.evaluate(
            CONTRAST,
            [
                ".bubble .words",
                ".out .words",
                ".out time",
                ".bubble time",
                ".key.primary",
                ".key.success",
                ".key.danger",
                "#name",
            ],
        )
    assert min(ratios) >= 4.5, ratios


CONTRAST = """names => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    const colour = rgb(getComputedStyle(element).backgroundColor);
    return colour.length === 3 || colour[3] === 1 ? colour : behind(element.parentElement);
  };
  return names.map((name) => {
    const element = document.querySelector(name);
    const colours = [rgb(getComputedStyle(element).color), behind(element)];
    const [dim, bright] = colours.map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dim + 0.05);
  });
}"""


# Presses.


def test_a_press_waits_until_it_is_answered(page: Page, demo: DemoServer, bot: Bot) -> None:
    key = bubble(page, bot.send("x", reply_markup=keyboard(["Go", "Stay"]))).get_by_role(
        "button", name="Go"
    )
    key.click()
    expect(key).to_have_attribute("aria-busy", "true")
    (update,) = bot.call("getUpdates")
    query = update["callback_query"]
    assert query["data"] == "v1:Go"
    key.click()
    assert len(bot.call("getUpdates")) == 1
    bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Done")
    expect(key).to_have_attribute("aria-busy", "false")
    expect(page.locator("#toast")).to_have_text("Done")
    expect(page.locator("#toast")).to_have_class("toast shown")


def test_a_press_without_answer_is_given_up(page: Page, bot: Bot) -> None:
    page.clock.install()
    key = bubble(page, bot.send("x", reply_markup=keyboard(["Go"]))).get_by_role("button")
    key.click()
    expect(key).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(15_000)
    expect(key).to_have_attribute("aria-busy", "false")
    expect(page.locator("#toast")).to_contain_text("No answer yet")


def test_an_alert_is_read_and_closed(page: Page, demo: DemoServer, bot: Bot) -> None:
    bubble(page, bot.send("x", reply_markup=keyboard(["Go"]))).get_by_role("button").click()
    (update,) = bot.call("getUpdates")
    answer = {
        "callback_query_id": update["callback_query"]["id"],
        "text": "Only once",
        "show_alert": True,
    }
    bot.call("answerCallbackQuery", **answer)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Only once")
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_be_hidden()


def test_a_button_swapped_under_the_finger_is_not_pressed(
    page: Page, demo: DemoServer, bot: Bot
) -> None:
    message_id = bot.send("x", reply_markup=keyboard(["Cancel"]))
    box = bubble(page, message_id).get_by_role("button").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    bot.edit(message_id, "y", reply_markup=keyboard(["Buy"]))
    expect(bubble(page, message_id).get_by_role("button", name="Buy")).to_be_visible()
    page.mouse.up()
    assert bot.call("getUpdates") == []


def test_a_copy_button_copies(browser: Browser, demo: DemoServer, bot: Bot) -> None:
    bot.send(
        "x",
        reply_markup={"inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "BTCUSDT"}}]]},
    )
    with chat_page(browser, demo.url) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#toast")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == "BTCUSDT"


def test_a_link_button_is_a_link(page: Page, bot: Bot) -> None:
    bot.send(
        "x", reply_markup={"inline_keyboard": [[{"text": "Site", "url": "https://example.com/a"}]]}
    )
    expect(page.get_by_role("link", name="Site")).to_have_attribute("href", "https://example.com/a")


# Edits, deletions and the scroll position.


def fill(bot: Bot, number: int = 12) -> list[int]:
    return [
        bot.send(f"<b>message {at}</b>\nline\nline\nline", reply_markup=keyboard([f"b{at}"]))
        for at in range(number)
    ]


def test_edits_never_move_what_is_read(page: Page, bot: Bot) -> None:
    ids = fill(bot)
    expect(bubble(page, ids[-1])).to_be_visible()
    scroll_to(page, 300)
    watched = bubble(page, ids[6])
    before = top_of(page, watched)
    bot.edit(
        ids[0], "\n".join("longer" for _ in range(20)), reply_markup=keyboard(["a"], ["b"], ["c"])
    )
    expect(bubble(page, ids[0])).to_contain_text("longer")
    bot.edit(ids[11], "short")
    expect(bubble(page, ids[11])).to_contain_text("short")
    assert abs(top_of(page, watched) - before) <= 1


def test_an_edit_at_the_bottom_stays_at_the_bottom(page: Page, bot: Bot) -> None:
    ids = fill(bot)
    expect(bubble(page, ids[-1])).to_be_visible()
    reaches_bottom(page)
    bot.edit(ids[-1], "equal\nin\nheight\nhere", reply_markup=keyboard(["b11"]))
    expect(bubble(page, ids[-1])).to_contain_text("equal")
    top = scroll_top(page)
    bot.edit(ids[-1], "same\nin\nheight\nhere", reply_markup=keyboard(["b11"]))
    expect(bubble(page, ids[-1])).to_contain_text("same")
    assert scroll_top(page) == top
    bot.edit(ids[-1], "much\n" * 9 + "longer", reply_markup=keyboard(["b11"]))
    expect(bubble(page, ids[-1])).to_contain_text("longer")
    reaches_bottom(page)


def test_an_edit_keeps_buttons_and_focus(page: Page, bot: Bot) -> None:
    message_id = bot.send("one", reply_markup=keyboard(["A", "B"]))
    key = arrived(page, message_id).get_by_role("button", name="B")
    key.focus()
    bot.edit(message_id, "two", reply_markup=keyboard(["A", "C"], ["D"]))
    expect(bubble(page, message_id).locator(".key")).to_have_text(["A", "C", "D"])
    assert page.evaluate("document.activeElement.textContent") == "C"


def test_a_reader_of_old_messages_is_told_of_new_ones(page: Page, bot: Bot) -> None:
    ids = fill(bot)
    expect(bubble(page, ids[-1])).to_be_visible()
    scroll_to(page, 100)
    bot.send("fresh one")
    more = page.locator("#to-bottom")
    expect(more).to_have_text("1 new message")
    assert scroll_top(page) == 100
    newest = bot.send("fresh two")
    expect(more).to_have_text("2 new messages")
    more.click()
    expect(bubble(page, newest)).to_be_in_viewport()
    expect(more).to_be_hidden()


def test_new_messages_scroll_a_reader_at_the_bottom(page: Page, bot: Bot) -> None:
    ids = fill(bot)
    expect(bubble(page, ids[-1])).to_be_in_viewport()
    newest = bot.send("fresh")
    expect(bubble(page, newest)).to_be_in_viewport()
    expect(page.locator("#to-bottom")).to_be_hidden()


def test_deleted_messages_fade_away(page: Page, bot: Bot) -> None:
    first, second = bot.send("first"), bot.send("second")
    expect(bubble(page, first)).to_be_visible()
    bot.call("deleteMessage", chat_id=OWNER, message_id=first)
    expect(bubble(page, first)).to_have_count(0)
    expect(bubble(page, second)).to_be_visible()


def test_older_messages_come_when_scrolled_to(browser: Browser, demo: DemoServer, bot: Bot) -> None:
    ids = [bot.send(f"message {at}") for at in range(70)]
    with chat_page(browser, demo.url) as page:
        expect(bubble(page, ids[-1])).to_be_in_viewport()
        expect(bubble(page, ids[0])).to_have_count(0)
        watched = bubble(page, ids[10])
        scroll_to(page, 0)
        expect(bubble(page, ids[0])).to_have_count(1)
        expect(watched).to_be_in_viewport()


def test_a_quote_leads_to_what_it_quotes(page: Page, bot: Bot) -> None:
    first = bot.send("🟢 OPENED LONG BTC")
    fill(bot)
    closing = bot.send("✅ CLOSED", reply_parameters={"message_id": first})
    quote = bubble(page, closing).locator(".quote")
    expect(quote).to_contain_text("OPENED LONG")
    quote.click()
    expect(bubble(page, first)).to_be_in_viewport()


# Typing.


def test_an_empty_chat_starts_with_one_button(page: Page, demo: DemoServer, bot: Bot) -> None:
    expect(page.locator("#text")).to_be_hidden()
    page.get_by_role("button", name="START").click()
    expect(page.locator("#messages .words")).to_have_text(re.compile("^/start"))
    (update,) = bot.call("getUpdates")
    assert update["message"]["text"] == "/start"
    expect(page.locator("#text")).to_be_visible()


def test_enter_sends_and_shift_enter_does_not(page: Page, demo: DemoServer, bot: Bot) -> None:
    bot.send("hi")
    box = page.locator("#text")
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    expect(box).to_have_value("")
    (update,) = bot.call("getUpdates")
    assert update["message"]["text"] == "one\ntwo"


def test_commands_are_offered_and_sent(page: Page, demo: DemoServer, bot: Bot) -> None:
    commands = [("start", "Main menu"), ("auto", "Trading"), ("alerts", "Alerts")]
    bot.call("setMyCommands", commands=[{"command": c, "description": d} for c, d in commands])
    bot.send("hi")
    page.get_by_role("button", name="Commands").click()
    expect(page.locator("#commands button")).to_have_count(3)
    page.keyboard.press("Escape")
    page.locator("#text").press_sequentially("/a")
    expect(page.locator("#commands button")).to_have_text(["/autoTrading", "/alertsAlerts"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#commands")).to_be_hidden()
    expect(page.locator("li.out")).to_have_count(1)
    (update,) = bot.call("getUpdates")
    assert update["message"]["text"] == "/alerts"


def test_a_file_is_sent_to_the_bot(page: Page, demo: DemoServer, bot: Bot) -> None:
    bot.send("hi")
    page.locator("#file").set_input_files(
        {"name": "a.py", "mimeType": "text/x-python", "buffer": b"x = 1"}
    )
    expect(page.locator("li.out .document")).to_contain_text("a.py")
    (update,) = bot.call("getUpdates")
    assert update["message"]["document"]["file_name"] == "a.py"


def test_the_language_changes_the_page_the_person_and_the_commands(
    page: Page, demo: DemoServer, bot: Bot
) -> None:
    bot.call(
        "setMyCommands", commands=[{"command": "menu", "description": "Меню"}], language_code="ru"
    )
    bot.send("hi")
    page.get_by_role("button", name="RU").click()
    expect(page.locator("#text")).to_have_attribute("placeholder", "Сообщение")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_role("button", name="Команды").click()
    expect(page.locator("#commands")).to_contain_text("Меню")
    page.locator("#commands button").click()
    (update,) = bot.call("getUpdates")
    assert update["message"]["from"]["language_code"] == "ru"
    page.get_by_role("button", name="EN").click()
    expect(page.locator("#text")).to_have_attribute("placeholder", "Message")


def test_a_russian_browser_begins_in_russian(browser: Browser, demo: DemoServer, bot: Bot) -> None:
    bot.send("hi")
    with chat_page(browser, demo.url, locale="ru-RU") as page:
        expect(page.locator("#text")).to_have_attribute("placeholder", "Сообщение")


# Pictures, sounds, the line.


def test_a_photo_is_shown_and_opened(page: Page, bot: Bot) -> None:
    bot.upload("sendPhoto", "chart.png", png(400, 300, 90), caption="BTC/USDT")
    image = page.locator(".photo img")
    expect(image).to_be_visible()
    expect(page.locator(".words")).to_contain_text("BTC/USDT")
    page.wait_for_function("document.querySelector('.photo img').naturalWidth === 400")
    page.get_by_role("button", name="Open the photo").click()
    expect(page.locator("#viewer")).to_be_visible()
    page.get_by_role("button", name="Close the photo").click()
    expect(page.locator("#viewer")).to_be_hidden()


def test_a_document_is_downloaded_under_its_name(page: Page, bot: Bot) -> None:
    bot.upload("sendDocument", "журнал.csv", b"time,price\n")
    with page.expect_download() as download:
        page.locator(".document").click()
    assert download.value.suggested_filename == "журнал.csv"
    assert Path(download.value.path()).read_bytes() == b"time,price\n"


BELL = """
window.rings = 0;
const Real = AudioContext;
window.AudioContext = class extends Real {
  constructor() { super(); window.bell = this; }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...rest) {
  window.rings += 1;
  return start.apply(this, rest);
};
true;
"""


def test_only_loud_messages_ring_and_only_when_wanted(page: Page, bot: Bot) -> None:
    page.evaluate(BELL)
    first = bot.send("before any touch")
    expect(bubble(page, first)).to_be_visible()
    assert page.evaluate("rings") == 0
    page.locator("#name").click()
    page.wait_for_function("window.bell?.state === 'running'")
    bot.send("soft", disable_notification=True)
    loud = bot.send("loud")
    expect(bubble(page, loud)).to_be_visible()
    page.wait_for_function("rings === 2")
    bot.edit(loud, "edited")
    expect(bubble(page, loud)).to_contain_text("edited")
    page.get_by_role("button", name="Sound is on").click()
    muted = bot.send("muted")
    expect(bubble(page, muted)).to_be_visible()
    assert page.evaluate("rings") == 2


def test_the_header_tells_what_the_bot_does(page: Page, bot: Bot) -> None:
    status = page.locator("#status")
    bot.call("getUpdates")
    expect(status).to_have_text("bot")
    bot.call("sendChatAction", chat_id=OWNER, action="typing")
    expect(status).to_have_text("typing")
    bot.send("done")
    expect(status).not_to_have_text("typing")
    expect(status).to_have_text("waiting for the bot")


def test_a_blocked_bot_is_let_in_again(page: Page, demo: DemoServer, bot: Bot) -> None:
    bot.send("hi")
    demo.chat.block()
    page.get_by_role("button", name="UNBLOCK AND START").click()
    expect(page.locator("#text")).to_be_visible()
    bot.send("back")


def test_screen_readers_hear_new_messages_and_no_refreshes(page: Page, bot: Bot) -> None:
    message_id = bot.send("Signal <b>BUY</b>")
    announcer = page.locator("#announcer")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_have_text("Dzentra: Signal BUY")
    bot.edit(message_id, "Signal HOLD")
    expect(bubble(page, message_id)).to_contain_text("HOLD")
    expect(announcer).to_have_text("Dzentra: Signal BUY")


def test_the_page_finds_its_server_again(browser: Browser, tmp_path: Path) -> None:
    demo = start_demo(state=tmp_path)
    demo.chat.say("before")
    with chat_page(browser, demo.url, forgiven="net::") as page:
        demo.kill()
        demo.stop()
        expect(page.locator("#status")).to_have_text("reconnecting")
        with running_demo(state=tmp_path, port=demo.port) as again:
            with closing(Bot(again)) as bot:
                bot.send("after")
            expect(page.locator(".words")).to_have_text([re.compile("before"), re.compile("after")])
            expect(page.locator("#status")).not_to_have_text("reconnecting")
