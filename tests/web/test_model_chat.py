"""The chat with a language model: drafts that are visibly drafts, who wrote the answer, and the switch."""

from collections.abc import Iterator
from dataclasses import replace

import gradio as gr

from bot.answer import Answer, Progress
from bot.settings import BotSettings
from bot.suggest import Suggester
from bot.web.app import build_page
from bot.web.conversation import ask
from bot.web.gate import Attempts
from bot.web.messages import render_answer, render_draft
from bot.web.page import Setting

from .conftest import ScriptedDesk, cite, say

ANSWER = say("北京大学图书馆是 B+ 级。[1]", cite(), path="model")


class ScriptedAssistant:
    def __init__(self, *steps: Progress | Answer) -> None:
        self.steps = steps

    def stream(self, question: str, history: list[str]) -> Iterator[Progress | Answer]:
        yield from self.steps


def test_draft_is_shown_as_a_draft_and_replaced_by_the_answer():
    assistant = ScriptedAssistant(Progress("reading"), Progress("writing", "北京大学图书馆是 B+ 级。[1]"), ANSWER)
    views = list(ask(ScriptedDesk(ANSWER), "北大？", (), "zh", assistant))
    shown = [view.messages[-1]["content"] for view in views]
    assert "语言模型正在成文" in shown[1]
    assert 'class="answer draft"' in shown[2] and "逐句核对中" in shown[2] and not views[2].turns[-1].answer
    assert "draft" not in shown[-1] and views[-1].turns[-1].answer is ANSWER


def test_desk_is_not_asked_twice_where_an_assistant_answers():
    desk = ScriptedDesk(ANSWER)
    list(ask(desk, "北大？", (), "zh", ScriptedAssistant(ANSWER)))
    assert desk.asked == []


def test_reader_sees_who_wrote_the_answer_and_why_not_the_model():
    assert "由语言模型成文" in render_answer(ANSWER, 0)
    assert "Worded by a language model" in render_answer(ANSWER, 0, "en")
    failed = replace(ANSWER, path="default", note="连不上语言模型<b>，这里是本台自己的回答。")
    assert "连不上语言模型&lt;b&gt;" in render_answer(failed, 0)
    assert 'class="note"' not in render_answer(replace(ANSWER, path="default"), 0)


def test_draft_shows_no_mark_up_of_the_model():
    html = render_draft(Progress("writing", "<img src=x> [a](http://evil.example)"))
    assert "<img" not in html and "<a" not in html


def find_switch(assistant: object) -> gr.Checkbox:
    desk = ScriptedDesk(ANSWER)
    settings = BotSettings(_env_file=None)
    page = build_page(Setting(desk, settings, Suggester(desk), "zh", assistant), Attempts())
    return next(block for block in page.blocks.values() if block.elem_id == "by-model")


def test_switch_is_there_only_with_a_model():
    assert not find_switch(None).visible
    switch = find_switch(ScriptedAssistant(ANSWER))
    assert switch.visible and switch.value
