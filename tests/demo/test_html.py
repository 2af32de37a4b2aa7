"""Telegram's HTML: what it takes, what it refuses and how it words that."""

from typing import Any

import pytest

from demo.errors import ApiError
from demo.html import parse_html
from demo.text import CAPTION_LIMIT, TEXT_LIMIT, Formatted, checked, finish, units


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [entity("strikethrough", at, 1) for at in range(3)],
        ),
        ("<code>x</code>", "x", [entity("code", 0, 1)]),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [entity("pre", 0, 1, language="python")],
        ),
        ("<pre><code>x</code></pre>", "x", [entity("pre", 0, 1)]),
        ('<code class="language-python">x</code>', "x", [entity("code", 0, 1)]),
        (
            '<a href="https://example.com/?a=1&amp;b=2">x</a>',
            "x",
            [entity("text_link", 0, 1, url="https://example.com/?a=1&b=2")],
        ),
        ("<a href='example.com'>x</a>", "x", [entity("text_link", 0, 1, url="http://example.com")]),
        ("<a href='javascript:alert(1)'>x</a>", "x", []),
        ("<a>x</a>", "x", []),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
        ),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("🟢<b>a</b>", "🟢a", [entity("bold", 2, 1)]),
        ("&lt;&gt;&amp;&quot;&#33;&#x21;", '<>&"!!', []),
        ("&lt no semicolon", "< no semicolon", []),
        ("&nbsp; &copy; & &;", "&nbsp; &copy; & &;", []),
        ("<B>a</>", "a", [entity("bold", 0, 1)]),
        ("<b></b>", "", []),
        ("<b\n >a</b >", "a", [entity("bold", 0, 1)]),
    ],
)
def test_markup_becomes_text_and_entities(
    source: str, text: str, entities: list[dict[str, Any]]
) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert list(parsed.entities) == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('<x y="z">a</x>', 'Unsupported start tag "x" at byte offset 0'),
        ("ы<table>", 'Unsupported start tag "table" at byte offset 2'),
        ("<script>a</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>test</b></i>",
            'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
        ),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =b>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<span class='red'>a</span>",
            'Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
        ("<tg-emoji emoji-id='x'>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "<tg-emoji emoji-id='9999999999999999999'>a</tg-emoji>",
            "Invalid custom emoji identifier specified",
        ),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(("text", "length"), [("abc", 3), ("ы", 1), ("🟢", 2), ("👨‍👩‍👧", 8)])
def test_lengths_are_counted_in_utf16_units(text: str, length: int) -> None:
    assert units(text) == length


def test_blank_ends_are_cut_and_entities_follow() -> None:
    done = finish(parse_html("  \n <b> a </b> \n"))
    assert done.text == "a"
    assert done.entities == (entity("bold", 0, 1),)


def test_blanks_that_code_begins_with_stay() -> None:
    done = finish(parse_html("\n<pre>  a\nb</pre>"))
    assert done.text == "  a\nb"
    assert done.entities == (entity("pre", 0, 5),)


def test_code_holds_no_other_entity() -> None:
    done = finish(parse_html("<b>a<code>b</code>c</b>"))
    assert done.entities == (entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1))


def test_links_and_commands_are_found_outside_code() -> None:
    done = finish(parse_html("/auto 🟢 https://example.com/a. <code>/b</code> x/y"))
    assert done.entities == (
        entity("bot_command", 0, 5),
        entity("url", 9, 21),
        entity("code", 32, 2),
    )


@pytest.mark.parametrize(
    ("text", "caption", "refusal"),
    [
        ("x" * TEXT_LIMIT, False, ""),
        ("x" * (TEXT_LIMIT + 1), False, "Bad Request: message is too long"),
        ("🟢" * (TEXT_LIMIT // 2), False, ""),
        ("🟢" * (TEXT_LIMIT // 2) + "x", False, "Bad Request: message is too long"),
        (" \n ", False, "Bad Request: text must be non-empty"),
        ("", True, ""),
        ("x" * CAPTION_LIMIT, True, ""),
        ("x" * (CAPTION_LIMIT + 1), True, "Bad Request: message caption is too long"),
    ],
)
def test_limits_hold_for_the_parsed_text(text: str, caption: bool, refusal: str) -> None:
    if not refusal:
        checked(Formatted(text), caption=caption)
        return
    with pytest.raises(ApiError) as raised:
        checked(Formatted(text), caption=caption)
    assert raised.value.description == refusal
