from collections.abc import Iterator

import httpx
import pytest

from bot.web import app as web

from .conftest import ScriptedDesk, free_port, say


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk(say("北京大学图书馆：B+ 级。[1]"))


@pytest.fixture
def url(desk, bot_settings) -> Iterator[str]:
    running = web.launch(desk, bot_settings, "127.0.0.1", free_port(), ("desk", "secret"))
    yield f"http://desk:secret@{running.local_url.removeprefix('http://')}api/ask"
    running.close()


def test_a_program_gets_the_contract_and_may_ask_on(url: str, desk: ScriptedDesk) -> None:
    found = httpx.post(url, json={"turns": ["北大是几级？", "清华呢？"]}).json()
    assert set(found) == {"question", "answer", "refused", "citations", "records", "elapsed_ms", "path"}
    assert found["answer"] == "北京大学图书馆：B+ 级。[1]"
    httpx.post(url, json={"question": "有多少家？"})
    assert desk.asked == [("清华呢？", ["北大是几级？"]), ("有多少家？", [])]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 422, "JSON"),
        (b"\xff\xfe", 422, "JSON"),
        (b'{"turns": []}', 422, "turns"),
        (b'{"question": 3}', 422, "question"),
        (b'{"question": "' + b"x" * 70_000 + b'"}', 413, "64 KB"),
    ],
)
def test_a_request_that_is_none_is_told_why(url: str, desk: ScriptedDesk, body: bytes, status: int, said: str) -> None:
    response = httpx.post(url, content=body)
    assert response.status_code == status
    assert said in response.json()["error"]
    assert desk.asked == []


def test_an_unexpected_error_is_one_calm_sentence(url: str, desk: ScriptedDesk) -> None:
    desk.reply = RuntimeError("the details")
    response = httpx.post(url, json={"question": "北大是几级？"})
    assert response.status_code == 500
    assert "the details" not in response.text


def test_it_wants_the_password_of_the_pages_and_no_other_site(url: str) -> None:
    assert httpx.post(url.replace("desk:secret@", ""), json={"question": "北大是几级？"}).status_code == 401
    foreign = {"sec-fetch-site": "cross-site"}
    assert httpx.post(url, json={"question": "北大是几级？"}, headers=foreign).status_code == 403
