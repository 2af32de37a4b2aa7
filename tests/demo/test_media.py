"""Photos and documents: sent, shown, edited, downloaded, and wrong ones refused."""

import json
import struct

import pytest

from demo.files import Files
from demo.pictures import Picture, read_picture
from tests.demo.api import CHAT, Api, png


async def upload(
    api: Api, method: str, fields: dict[str, str], **files: bytes
) -> dict[str, object]:
    named = {name: (f"{name}.bin", content) for name, content in files.items()}
    form = {"chat_id": str(CHAT), **fields}
    response = await api.client.post(f"/bot42:demo/{method}", data=form, files=named)
    answer: dict[str, object] = response.json()
    return answer


async def sent(api: Api, method: str, fields: dict[str, str], **files: bytes) -> dict[str, object]:
    answer = await upload(api, method, fields, **files)
    assert answer["ok"], answer
    result = answer["result"]
    assert isinstance(result, dict)
    return result


async def test_a_photo_is_shown_with_its_size_and_caption(api: Api) -> None:
    fields = {"caption": "<b>BTC</b>", "parse_mode": "HTML"}
    message = await sent(api, "sendPhoto", fields, photo=png())
    assert message["caption"] == "BTC"
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    photos = message["photo"]
    assert isinstance(photos, list)
    assert (photos[0]["width"], photos[0]["height"]) == (40, 30)
    shown = await api.client.get(f"/page/file/{photos[0]['file_id']}")
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-security-policy"] == "sandbox"
    assert shown.content == png()


async def test_a_file_sent_once_is_sent_again_by_its_id(api: Api) -> None:
    first = await sent(api, "sendDocument", {}, document=b"time,price\n")
    document = first["document"]
    assert isinstance(document, dict)
    again = await api.call("sendDocument", chat_id=CHAT, document=document["file_id"])
    assert again["document"] == document


async def test_a_document_is_saved_and_never_opened(api: Api) -> None:
    html = b"<script>alert(1)</script>"
    message = await sent(api, "sendDocument", {"caption": "CSV"}, document=html)
    document = message["document"]
    assert isinstance(document, dict)
    assert (document["file_name"], document["file_size"]) == ("document.bin", len(html))
    saved = await api.client.get(f"/page/file/{document['file_id']}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment"


async def test_the_bot_downloads_what_a_person_sends(api: Api) -> None:
    files = {"document": ("plan.py", b"print()")}
    await api.client.post("/page/upload", data={"caption": "mine"}, files=files)
    (update,) = await api.updates()
    assert update["message"]["caption"] == "mine"
    found = await api.call("getFile", file_id=update["message"]["document"]["file_id"])
    content = await api.client.get(f"/file/bot42:demo/{found['file_path']}")
    assert content.content == b"print()"
    assert (await api.client.get(f"/file/bot1:no/{found['file_path']}")).status_code == 401
    assert (await api.client.get("/file/bot42:demo/documents/none")).status_code == 404


async def test_a_picture_is_replaced_in_place(api: Api) -> None:
    message = await sent(api, "sendPhoto", {"caption": "old"}, photo=png())
    media = {"type": "photo", "media": "attach://chart", "caption": "new"}
    fields = {"message_id": str(message["message_id"]), "media": json.dumps(media)}
    edited = await sent(api, "editMessageMedia", fields, chart=png(50, 60))
    assert edited["caption"] == "new"
    photos = edited["photo"]
    assert isinstance(photos, list)
    assert photos[0]["width"] == 50


async def test_a_text_becomes_a_picture_but_not_back(api: Api) -> None:
    text = await api.send("screen")
    media = {"type": "photo", "media": "attach://chart"}
    fields = {"message_id": str(text["message_id"]), "media": json.dumps(media)}
    edited = await sent(api, "editMessageMedia", fields, chart=png())
    assert "text" not in edited
    target = {"chat_id": CHAT, "message_id": text["message_id"]}
    refusal = await api.refusal("editMessageText", **target, text="back")
    assert refusal == "Bad Request: there is no text in the message to edit"


async def test_a_caption_is_edited_and_the_picture_stays(api: Api) -> None:
    message = await sent(api, "sendPhoto", {"caption": "old"}, photo=png())
    target = {"chat_id": CHAT, "message_id": message["message_id"]}
    edited = await api.call("editMessageCaption", **target, caption="new")
    assert (edited["caption"], edited["photo"]) == ("new", message["photo"])
    long = await api.refusal("editMessageCaption", **target, caption="x" * 1025)
    assert long == "Bad Request: message caption is too long"
    text = await api.send("text")
    target = {"chat_id": CHAT, "message_id": text["message_id"]}
    refusal = await api.refusal("editMessageCaption", **target, caption="new")
    assert refusal == "Bad Request: there is no caption in the message to edit"


@pytest.mark.parametrize(
    ("method", "fields", "files", "refusal"),
    [
        ("sendPhoto", {}, {}, "there is no photo in the request"),
        ("sendDocument", {}, {}, "there is no document in the request"),
        ("sendPhoto", {"photo": "attach://nothing"}, {}, "there is no photo in the request"),
        ("sendPhoto", {}, {"photo": b"text"}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {}, {"photo": b""}, "file must be non-empty"),
        ("sendPhoto", {}, {"photo": png(9000, 2000)}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {}, {"photo": png(420, 20)}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendDocument", {"document": "nope"}, {}, "wrong file identifier/HTTP URL specified"),
        (
            "sendDocument",
            {"document": "https://example.com/a.csv"},
            {},
            "failed to get HTTP URL content",
        ),
        (
            "sendDocument",
            {"caption": "x" * 1025},
            {"document": b"a"},
            "message caption is too long",
        ),
    ],
)
async def test_wrong_media_is_refused(
    api: Api, method: str, fields: dict[str, str], files: dict[str, bytes], refusal: str
) -> None:
    answer = await upload(api, method, fields, **files)
    assert answer["description"] == f"Bad Request: {refusal}"


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010002001011100")
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 32, 16)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + struct.pack("<I", 31 | 15 << 14)
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x1f\0\0\x0f\0\0"


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (png(32, 16), Picture("image/png", 32, 16)),
        (b"GIF89a" + struct.pack("<HH", 32, 16), Picture("image/gif", 32, 16)),
        (JPEG, Picture("image/jpeg", 32, 16)),
        (WEBP_LOSSY, Picture("image/webp", 32, 16)),
        (WEBP_LOSSLESS, Picture("image/webp", 32, 16)),
        (WEBP_EXTENDED, Picture("image/webp", 32, 16)),
        (b"", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8", None),
        (b"<svg/>", None),
    ],
)
def test_pictures_are_known_by_their_first_bytes(content: bytes, picture: Picture | None) -> None:
    assert read_picture(content) == picture


def test_old_files_make_room_for_new_ones() -> None:
    files = Files(budget=25)
    ids = [files.add(str(number), "text/plain", b"x" * 10).file_id for number in range(3)]
    assert [files.get(file_id) is not None for file_id in ids] == [False, True, True]
