"""The parts of the page and where they stand: head, chat, input box, examples, source panel."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from bot.web.panel import EMPTY_PANEL, render_sources

if TYPE_CHECKING:
    from bot.desk import Desk

TITLE = "CALIS 问答台"
EXAMPLES = (
    "北京大学图书馆是什么级别？",
    "CALIS目前有多少家成员馆？",
    "统一认证完成了多少？",
    "B+ 级成员馆有哪些？",
    "“十四五”期间CALIS有哪些主要任务？",
)
_COVERAGE = "只依据下面这些资料回答，每句话都注明出处；资料里没有的，直说没有。"
_WELCOME = '<p class="welcome">可以问成员馆的级别、名单和数目，三期服务的进展，或“十四五”规划的内容。</p>'
_SCRIPT = Path(__file__).with_name("script.js")


@dataclass(frozen=True)
class Page:
    """The components that events read or change; `turns` is the conversation of one browser session."""

    turns: gr.State
    chat: gr.Chatbot
    box: gr.Textbox
    hint: gr.HTML
    examples: tuple[gr.Button, ...]
    new_conversation: gr.Button
    panel: gr.HTML


def lay_out(desk: Desk) -> Page:
    """Create the components in the current `gr.Blocks`."""
    turns = gr.State(())
    with gr.Row(elem_id="top"):
        gr.HTML(_render_head(desk), elem_id="head")
        new_conversation = gr.Button("新对话", size="sm", min_width=0, elem_id="new-conversation")
    with gr.Row(elem_id="desk"):
        with gr.Column(scale=3, min_width=340, elem_id="talk"):
            chat = _build_chat()
            box, hint = _build_box()
            with gr.Row(elem_id="examples"):
                examples = tuple(gr.Button(text, size="sm", min_width=0, elem_classes="example") for text in EXAMPLES)
        with gr.Column(scale=2, min_width=340, elem_id="beside"):
            gr.HTML("<h2>出处</h2>", elem_id="panel-title")
            panel = gr.HTML(EMPTY_PANEL, elem_id="panel", js_on_load=_SCRIPT.read_text(encoding="utf-8"))
    return Page(turns, chat, box, hint, examples, new_conversation, panel)


def _render_head(desk: Desk) -> str:
    return f"<h1>{escape(TITLE)}</h1><p>{_COVERAGE}</p>{render_sources(desk.sources())}"


def _build_chat() -> gr.Chatbot:
    # `messages.py` escapes the HTML; Gradio's own cleaning would take the buttons' data and labels away.
    return gr.Chatbot(
        elem_id="chat", label="对话", show_label=False, height=None, placeholder=_WELCOME, buttons=[],
        sanitize_html=False, allow_tags=False, latex_delimiters=[], feedback_options=None, layout="bubble",
    )  # fmt: skip


def _build_box() -> tuple[gr.Textbox, gr.HTML]:
    box = gr.Textbox(
        elem_id="box", label="问题", show_label=False, container=False, placeholder="写下问题，按 Enter 发送",
        lines=1, max_lines=6, max_length=2000, autofocus=True, submit_btn="发送",
    )  # fmt: skip
    return box, gr.HTML(elem_id="hint")
