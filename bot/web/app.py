"""The web desk as a running thing: a page in each language, the health check, and the server that offers them."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import threading
import time
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from bot.errors import CalisError, PortInUseError
from bot.run_summaries import find_report
from bot.suggest import Suggester
from bot.web.admin import bind_admin
from bot.web.api import add_api
from bot.web.chat_tab import bind_chat, lay_out_chat
from bot.web.gate import Attempts, Gate
from bot.web.members_tab import bind_members, lay_out_members
from bot.web.page import QUIET, Frame, Setting, bind_panel, build_wire, page_script, render_head, show_html
from bot.web.panel import render_hint
from bot.web.progress_tab import bind_progress, lay_out_progress
from bot.web.runs_tab import bind_runs, lay_out_runs
from bot.web.sources_tab import bind_library, lay_out_sources
from bot.web.texts import Language, say

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from bot.desk import Desk
    from bot.llm.assistant import Assistant
    from bot.settings import BotSettings

logger = logging.getLogger(__name__)

# Names of fonts that systems have; a theme's own fonts would be fetched.
_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")
_MONO_FONTS = ("ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace")
_CONCURRENT_EVENTS = 32
_LARGEST_UPLOAD = "20mb"
# Uploaded files are looked for every so many seconds and removed when they are as old.
_UPLOADS_KEPT_S = (600, 3600)
_START_S = 30


def build_page(place: Setting, attempts: Attempts) -> gr.Blocks:
    """Lay out the page in one language and bind its events; nothing is shared between sessions but the desk."""
    with gr.Blocks(
        title=place.say("page.title"), analytics_enabled=False, fill_width=True, delete_cache=_UPLOADS_KEPT_S
    ) as app:
        top = show_html(render_head(place), "top")
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=3, min_width=340, elem_id="work"), gr.Tabs(elem_id="tabs"):
                with gr.Tab(place.say("page.chat"), id="chat", elem_id="tab-chat"):
                    chat = lay_out_chat(place)
                with gr.Tab(place.say("page.members"), id="members", elem_id="tab-members"):
                    members = lay_out_members(place)
                with gr.Tab(place.say("page.progress"), id="progress", elem_id="tab-progress"):
                    charts = lay_out_progress(place)
                with gr.Tab(place.say("page.sources"), id="sources", elem_id="tab-sources"):
                    sources = lay_out_sources(place)
                with gr.Tab(place.say("page.runs"), id="runs", elem_id="tab-runs", visible=False) as tab:
                    runs = lay_out_runs(place, tab)
            with gr.Column(scale=2, min_width=340, elem_id="beside"):
                back = f'<button type="button" class="plain" data-do="back">{place.say("page.back")}</button>'
                show_html(f"<h2>{place.say('page.beside')}</h2>{back}", "panel-title")
                panel = show_html(render_hint("empty", place.language), "panel")
        frame = Frame(panel, build_wire())
        app.load(lambda: render_head(place), None, top, queue=False, **QUIET)
        bind_panel(place, frame)
        bind_chat(place, frame, chat, app)
        bind_members(place, frame, members, app)
        bind_progress(place, charts, app)
        bind_library(place, sources, app)
        bind_runs(place, runs, app)
        bind_admin(place, sources, attempts)
    return app.queue(default_concurrency_limit=_CONCURRENT_EVENTS)


def build_site(desk: Desk, settings: BotSettings, auth: tuple[str, str] | None = None) -> Gate:
    """The whole site: Chinese at `/`, English at `/en/`, evaluations at `/evals/<run id>`, for programs `/api/ask` and `/healthz`."""
    from fastapi import FastAPI, HTTPException
    from fastapi.responses import FileResponse, RedirectResponse

    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    site.get("/healthz")(lambda: {"status": "ok", "index": desk.current().index.build})
    site.get("/en")(lambda: RedirectResponse("en/"))
    add_api(site, desk)

    @site.get("/evals/{run_id}")
    def show_report(run_id: str) -> FileResponse:
        path = find_report(settings.home, run_id)
        if path is None:
            raise HTTPException(404, "没有这次评测的报告：请先运行 calis eval report。")
        return FileResponse(path, media_type="text/html; charset=utf-8")

    suggester, attempts = Suggester(desk), Attempts()
    assistant = _assistant(desk, settings)
    for path, language in (("/en", "en"), ("/", "zh")):
        _mount(site, path, build_page(Setting(desk, settings, suggester, language, assistant), attempts), language)
    return Gate(site, auth)


def _assistant(desk: Desk, settings: BotSettings) -> Assistant | None:
    if not settings.has_model:
        return None
    from bot.llm.assistant import Assistant

    return Assistant(desk, settings)


def _mount(site: FastAPI, path: str, page: gr.Blocks, language: Language) -> None:
    gr.mount_gradio_app(
        site, page, path,
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO_FONTS),
        head=page_script(language), footer_links=[], max_file_size=_LARGEST_UPLOAD, show_error=False,
        # Off: everything of Gradio's that the desk does not offer.
        ssr_mode=False, pwa=False, mcp_server=False, run_history=False, enable_monitoring=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Running:
    """A server in a thread of its own."""

    local_url: str
    server: uvicorn.Server
    thread: threading.Thread

    def close(self) -> None:
        """Stop it and wait until it has stopped."""
        self.server.should_exit = True
        self.thread.join(timeout=10)


def launch(desk: Desk, settings: BotSettings, host: str, port: int, auth: tuple[str, str] | None = None) -> Running:
    """Start the server in a background thread.

    Raises:
        CalisError: the port is in use, or the address cannot be listened on.
    """
    import uvicorn

    _check_port(host, port)
    config = uvicorn.Config(
        build_site(desk, settings, auth), host, port, log_level="error", timeout_graceful_shutdown=1, lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_S
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    if not server.started:
        raise CalisError(f"网页服务没有启动起来：请加 --debug 再运行一次，看完整的记录（{host}:{port}）。")
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    return Running(f"http://{shown}:{port}/", server, thread)


def serve(
    desk: Desk,
    settings: BotSettings,
    host: str,
    port: int,
    auth: tuple[str, str] | None = None,
    open_browser: bool = False,
) -> None:
    """Offer the desk until interrupted; the embedding model is loaded meanwhile.

    Raises:
        CalisError: the port is in use, or the address cannot be listened on.
    """
    running = launch(desk, settings, host, port, auth)
    title = say("zh", "page.title")
    print(f"{title}已启动：{running.local_url} （按 Ctrl+C 停止）", file=sys.stderr, flush=True)
    threading.Thread(target=_warm_up, args=(desk,), daemon=True).start()
    if open_browser:
        webbrowser.open(running.local_url)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        running.close()


def parse_auth(text: str | None) -> tuple[str, str] | None:
    """`user:password` as a pair.

    Raises:
        CalisError: one of the two is missing.
    """
    if not text:
        return None
    user, _, password = text.partition(":")
    if not user or not password:
        raise CalisError("--auth 请写成 用户名:密码，两样都不能空。")
    return user, password


def _warm_up(desk: Desk) -> None:
    try:
        desk.warm_up()
    except Exception:
        logger.exception("warming up failed; the first question that needs the model will try again")


def _check_port(host: str, port: int) -> None:
    """Try the address before the server does, whose own message is a traceback."""
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
