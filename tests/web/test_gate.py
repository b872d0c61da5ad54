import base64

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.errors import CalisError
from bot.web.app import parse_auth
from bot.web.gate import Attempts, Gate, same_secret


def visit(auth: tuple[str, str] | None) -> TestClient:
    app = FastAPI()
    app.get("/")(lambda: "page")
    app.get("/healthz")(lambda: {"status": "ok"})
    return TestClient(Gate(app, auth))


def basic(account: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(account.encode()).decode()}


def test_without_auth_everybody_comes_in_and_the_browser_is_kept_here():
    answer = visit(None).get("/")
    assert answer.status_code == 200
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_auth_wants_user_and_password_but_health_is_open():
    client = visit(("desk", "密码:1"))
    assert client.get("/").status_code == 401
    assert "Basic" in client.get("/").headers["www-authenticate"]
    assert client.get("/", headers=basic("desk:密码:1")).status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Bearer x", "Basic " + base64.b64encode(b"\xff").decode()])
def test_a_broken_header_is_turned_away(header: str):
    assert visit(("desk", "secret")).get("/", headers={"Authorization": header}).status_code == 401


def test_other_sites_may_link_here_but_not_press_anything():
    client = visit(None)
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    refused = client.post("/gradio_api/upload", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert "别的网站" in refused.text
    assert client.post("/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405


def test_guessing_is_stopped_and_then_even_the_right_password_waits():
    client = visit(("desk", "secret"))
    for _ in range(10):
        assert client.get("/", headers=basic("desk:wrong")).status_code == 401
    assert client.get("/", headers=basic("desk:secret")).status_code == 429


def test_attempts_are_counted_by_who_tries_and_forgotten_after_a_while(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("bot.web.gate.time.monotonic", lambda: now)
    attempts = Attempts(limit=2, within_s=60)
    attempts.note_failure("a")
    attempts.note_failure("a")
    assert attempts.exhausted("a")
    assert not attempts.exhausted("b")
    now = 1061.0
    assert not attempts.exhausted("a")


def test_an_empty_password_opens_nothing():
    assert not same_secret("", "")
    assert same_secret("密码", "密码")


@pytest.mark.parametrize("text", ["desk", "desk:", ":secret"])
def test_half_an_account_is_refused(text: str):
    with pytest.raises(CalisError, match="用户名:密码"):
        parse_auth(text)
