"""The web chat as a running thing: what each event does, and the server that offers the page."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from bot.errors import CalisError, PortInUseError
from bot.web.conversation import View, ask, open_citation
from bot.web.layout import TITLE, Page, lay_out
from bot.web.panel import EMPTY_PANEL

if TYPE_CHECKING:
    from bot.desk import Desk

logger = logging.getLogger(__name__)

_STYLE = Path(__file__).with_name("style.css")
# Names of fonts that systems have; a theme's own fonts would be fetched.
_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")
_MONO_FONTS = ("ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace")
_CONCURRENT_EVENTS = 16


def build_app(desk: Desk) -> gr.Blocks:
    """Lay out the page and bind its events; nothing is shared between sessions but the desk."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as app:
        page = lay_out(desk)
        asking = _bind_asking(desk, page)
        _bind_new_conversation(page, asking)
        _bind_panel(desk, page)
    return app.queue(default_concurrency_limit=_CONCURRENT_EVENTS)


def _bind_asking(desk: Desk, page: Page) -> gr.events.Dependency:
    """One event for the box and the examples, so that a session has one question at a time under way."""

    def answer(typed: str, turns: tuple, event: gr.EventData) -> Iterator[tuple]:
        from_example = event.target in page.examples
        question = event.target.value if from_example else typed
        for step, view in enumerate(ask(desk, question, turns)):
            sent = step == 0 and not from_example and not view.hint
            yield *_show(view), "" if sent else gr.skip()

    triggers = [page.box.submit, *(example.click for example in page.examples)]
    shown = [page.turns, page.chat, page.hint, page.panel, page.box]
    return gr.on(triggers, answer, [page.box, page.turns], shown, show_progress="hidden", api_visibility="private")


def _bind_new_conversation(page: Page, asking: gr.events.Dependency) -> None:
    shown = [page.turns, page.chat, page.hint, page.panel]
    page.new_conversation.click(
        lambda: _show(View(panel=EMPTY_PANEL)), None, shown,
        cancels=[asking], queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def _bind_panel(desk: Desk, page: Page) -> None:
    """`script.js` sends a click on a marker here, with the turn's index and the citation's number."""

    def show_source(turns: tuple, event: gr.EventData) -> str:
        return open_citation(desk, turns, event.turn, event.n)

    page.panel.click(
        show_source, page.turns, page.panel,
        queue=False, trigger_mode="multiple", show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def _show(view: View) -> tuple:
    """The values for state, chat, hint and panel."""
    hint = f'<p role="status">{view.hint}</p>' if view.hint else ""
    return view.turns, view.messages, hint, gr.skip() if view.panel is None else view.panel


def launch(desk: Desk, host: str, port: int, open_browser: bool = False) -> gr.Blocks:
    """Start the server in a background thread and return the running app (its `close()` stops it).

    Raises:
        CalisError: the port is in use, or the address cannot be listened on.
    """
    _check_port(host, port)
    _reach_without_proxy(host)
    app = build_app(desk)
    app.launch(
        server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, quiet=True,
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO_FONTS),
        head=_render_page_head(), footer_links=[],
        # Off: everything of Gradio's that the desk does not offer, such as tunnels, run history and uploads.
        share=False, ssr_mode=False, pwa=False, mcp_server=False, inline=False, run_history=False,
        enable_monitoring=False, max_file_size="1kb",
    )  # fmt: skip
    return app


def _render_page_head() -> str:
    """Style and language; as `css=` Gradio would rewrite the rules so that none reaches the page's frame."""
    style = _STYLE.read_text(encoding="utf-8")
    return f'<style>{style}</style><script>document.documentElement.lang = "zh-CN";</script>'


def serve(desk: Desk, host: str, port: int, open_browser: bool = False) -> None:
    """Offer the chat until interrupted; the embedding model is loaded meanwhile.

    Raises:
        CalisError: the port is in use, or the address cannot be listened on.
    """
    app = launch(desk, host, port, open_browser)
    print(f"{TITLE}已启动：{app.local_url} （按 Ctrl+C 停止）", file=sys.stderr, flush=True)
    threading.Thread(target=_warm_up, args=(desk,), daemon=True).start()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        app.close(verbose=False)


def _warm_up(desk: Desk) -> None:
    try:
        desk.warm_up()
    except Exception:
        logger.exception("warming up failed; the first question that needs the model will try again")


def _check_port(host: str, port: int) -> None:
    """Try the address before Gradio does, whose own message is a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(f"端口 {port} 已被占用：换一个端口（--port）或先停掉占用它的程序。") from error
        reason = f"不能在 {host}:{port} 上提供网页（{error.strerror}）"
        raise CalisError(f"{reason}：请检查 --host 和 --port。") from error
    except OverflowError as error:
        raise CalisError(f"没有端口 {port}：请用 1 到 65535 之间的数（--port）。") from error


def _reach_without_proxy(host: str) -> None:
    """Gradio calls its own server once at the start, which a proxy in the environment would carry away."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), host, "127.0.0.1", "localhost")))
