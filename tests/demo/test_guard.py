"""Who may talk to the demo: no foreign Host, no foreign Origin, no other machine."""

import pytest

from demo.guard import is_loopback
from tests.demo.api import Api

REBOUND = {"Host": "evil.example"}


@pytest.mark.parametrize("path", ["/", "/events", "/page/history", "/static/main.js"])
async def test_a_foreign_host_is_refused_everywhere(api: Api, path: str) -> None:
    assert (await api.client.get(path, headers=REBOUND)).status_code == 421


@pytest.mark.parametrize("path", ["/_control", "/page/say", "/page/press", "/bot42:demo/getMe"])
async def test_a_foreign_host_posts_nothing(api: Api, path: str) -> None:
    response = await api.client.post(path, json={"op": "reset", "text": "x"}, headers=REBOUND)
    assert response.status_code == 421


async def test_the_port_belongs_to_the_host(api: Api) -> None:
    for host in (f"127.0.0.1:{api.port + 1}", "127.0.0.1", "127.0.0.1:x", ""):
        response = await api.client.get("/", headers={"Host": host})
        assert response.status_code == 421, host
    for host in (f"127.0.0.1:{api.port}", f"localhost:{api.port}", f"[::1]:{api.port}"):
        response = await api.client.get("/", headers={"Host": host})
        assert response.status_code == 200, host


@pytest.mark.parametrize("path", ["/_control", "/page/say", "/page/press", "/page/language"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"]
)
async def test_a_foreign_page_posts_nothing(api: Api, path: str, origin: str) -> None:
    response = await api.client.post(path, json={"text": "x"}, headers={"Origin": origin})
    assert response.status_code == 403
    assert (await api.control("messages"))["messages"] == []


async def test_our_own_page_posts(api: Api) -> None:
    origin = {"Origin": f"http://127.0.0.1:{api.port}", "Sec-Fetch-Site": "same-origin"}
    response = await api.client.post("/page/say", json={"text": "hi"}, headers=origin)
    assert response.status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_may_only_open_the_page(api: Api, site: str) -> None:
    visit = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    embed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    assert (await api.client.get("/", headers=visit)).status_code == 200
    assert (await api.client.get("/", headers=embed)).status_code == 403
    assert (await api.client.get("/page/history", headers=visit)).status_code == 403


async def test_a_form_cannot_speak_for_the_page(api: Api) -> None:
    response = await api.client.post("/page/say", data={"text": "x"})
    assert response.status_code == 415


async def test_pages_carry_strict_headers(api: Api) -> None:
    headers = (await api.client.get("/")).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


async def test_static_files_do_not_reach_outside(api: Api) -> None:
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/page/file/..%2fserver"):
        assert (await api.client.get(path)).status_code == 404


async def test_a_body_has_a_limit(api: Api) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": str(60 * 1024 * 1024)}
    body = b'{"text": "' + b"x" * (60 * 1024 * 1024 - 12) + b'"}'
    response = await api.client.post("/bot42:demo/sendMessage", content=body, headers=headers)
    assert response.status_code == 413
    assert response.json()["description"] == "Request Entity Too Large"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.com", ""])
def test_the_rest_of_the_world_is_known_too(host: str) -> None:
    assert not is_loopback(host)
