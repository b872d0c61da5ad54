import logging
import socket
import subprocess
import sys
import threading

import pytest

from bot.errors import CalisError, PortInUseError
from bot.web import app as web
from bot.web.layout import EXAMPLES
from ingest.manifest import Source

from .conftest import ScriptedDesk, say


class SmallDesk(ScriptedDesk):
    """A desk with two sources, whose model cannot be loaded."""

    def sources(self) -> list[Source]:
        return [
            Source(id="m", file="m.txt", title="成员馆<名单>", kind="article", as_of="2023-12-31"),
            Source(id="s", file="s.txt", title="三期进展", kind="slides"),
        ]

    def warm_up(self) -> None:
        raise RuntimeError("no model here")


@pytest.fixture
def small_desk() -> SmallDesk:
    return SmallDesk(say("好。"))


def test_page_names_its_sources_with_dates_and_offers_the_examples(small_desk):
    components = web.build_app(small_desk).config["components"]
    head = next(part["props"]["value"] for part in components if part["props"].get("elem_id") == "head")
    assert "成员馆&lt;名单&gt; <small>截至 2023-12-31</small>" in head
    assert "三期进展 <small>原文未注明日期</small>" in head
    buttons = [part["props"]["value"] for part in components if part["type"] == "button"]
    assert buttons == ["新对话", *EXAMPLES]


def test_page_offers_no_api_and_sends_no_analytics(small_desk):
    app = web.build_app(small_desk)
    assert app.get_api_info()["named_endpoints"] == {}
    assert app.analytics_enabled is False


def test_one_slow_question_does_not_hold_up_the_others(small_desk):
    assert web.build_app(small_desk)._queue.default_concurrency_limit == 16


@pytest.mark.parametrize("open_port", [web.launch, web.serve])
def test_port_in_use_is_one_clear_sentence(small_desk, open_port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError) as caught:
            open_port(small_desk, "127.0.0.1", port)
    assert str(caught.value) == f"端口 {port} 已被占用：换一个端口（--port）或先停掉占用它的程序。"


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 7860), ("127.0.0.1", 70000), ("127.0.0.1", -1)])
def test_impossible_address_is_one_clear_sentence(small_desk, host: str, port: int):
    with pytest.raises(CalisError, match="--port"):
        web.launch(small_desk, host, port)


def test_failing_warm_up_is_logged_and_the_server_goes_on(small_desk, caplog):
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=web._warm_up, args=(small_desk,))
        thread.start()
        thread.join()
    assert "no model here" in caplog.text


def test_only_page_modules_need_gradio():
    code = "import sys, bot.web.conversation, bot.web.panel; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
