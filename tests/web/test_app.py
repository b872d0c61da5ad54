import logging
import socket
import subprocess
import sys
import threading

import pytest

from bot.errors import CalisError, PortInUseError
from bot.suggest import Suggester
from bot.web import app as web
from bot.web.gate import Attempts
from bot.web.page import Setting

from .conftest import ScriptedDesk, free_port, say


class ColdDesk(ScriptedDesk):
    """A desk whose model cannot be loaded."""

    def warm_up(self) -> None:
        raise RuntimeError("no model here")


@pytest.fixture
def cold_desk() -> ColdDesk:
    return ColdDesk(say("好。"))


@pytest.fixture
def page(cold_desk, bot_settings):
    return web.build_page(Setting(cold_desk, bot_settings, Suggester(cold_desk), "zh"), Attempts())


def test_head_names_the_sources_with_their_dates_and_the_other_language(cold_desk, bot_settings):
    head = web.render_head(Setting(cold_desk, bot_settings, Suggester(cold_desk), "en"))
    assert "成员馆&lt;名单&gt;</span> <small>as of 2023-12-31</small>" in head
    assert '<a id="switch" href="../" lang="zh-CN"' in head


def test_page_offers_no_api_and_sends_no_analytics(page):
    assert page.get_api_info()["named_endpoints"] == {}
    assert page.analytics_enabled is False


def test_nothing_that_happens_when_a_page_is_opened_waits_in_the_queue(page):
    opened = [event for event in page.fns.values() if any(name == "load" for _, name in event.targets)]
    assert len(opened) == 6
    assert not any(event.queue for event in opened)


def test_many_events_run_at_once(page):
    assert page._queue.default_concurrency_limit == 32


@pytest.mark.parametrize("open_port", [web.launch, web.serve])
def test_port_in_use_is_one_clear_sentence(cold_desk, bot_settings, open_port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError) as caught:
            open_port(cold_desk, bot_settings, "127.0.0.1", port)
    assert str(caught.value) == f"端口 {port} 已被占用：换一个端口（--port）或先停掉占用它的程序。"


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 7860), ("127.0.0.1", 70000), ("127.0.0.1", -1)])
def test_impossible_address_is_one_clear_sentence(cold_desk, bot_settings, host: str, port: int):
    with pytest.raises(CalisError, match="--port"):
        web.launch(cold_desk, bot_settings, host, port)


def test_server_tells_its_health_and_stops_when_told(cold_desk, bot_settings):
    import httpx

    running = web.launch(cold_desk, bot_settings, "127.0.0.1", free_port(), ("desk", "secret"))
    assert httpx.get(f"{running.local_url}healthz").json() == {"status": "ok", "index": "build-1"}
    assert httpx.get(running.local_url).status_code == 401
    assert httpx.get(running.local_url, auth=("desk", "secret")).status_code == 200
    running.close()
    assert not running.thread.is_alive()


def test_no_file_of_the_server_is_handed_out(cold_desk, bot_settings):
    import httpx

    secret = bot_settings.home / "feedback.jsonl"
    secret.write_text("secret", encoding="utf-8")
    running = web.launch(cold_desk, bot_settings, "127.0.0.1", free_port())
    for path in (secret, web.__file__, "/etc/passwd", "README.md"):
        for page in ("", "en/"):
            assert httpx.get(f"{running.local_url}{page}gradio_api/file={path}").status_code in (403, 404)
    running.close()


def test_failing_warm_up_is_logged_and_the_server_goes_on(cold_desk, caplog):
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=web._warm_up, args=(cold_desk,))
        thread.start()
        thread.join()
    assert "no model here" in caplog.text


def test_only_page_modules_need_gradio():
    code = "import sys, bot.web.conversation, bot.web.exports, bot.web.session; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
