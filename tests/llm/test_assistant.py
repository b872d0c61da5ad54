"""A whole answer with a model that is told what to say by the test."""

import json

import pytest

from bot.answer import Answer, Progress
from bot.desk import Desk

from .conftest import AskWith
from .server import Reply, scripted

THREE = "北大、清华和同济分别是几级？"
RIGHT = "北京大学图书馆和清华大学图书馆都是B+级[1][2]，同济大学图书馆是C级[3]。"
TWISTED = "头批示范馆的几个品种叫啥"


def test_verified_text_is_the_answer_with_the_citations_and_records_of_the_desk(desk: Desk, assistant: AskWith) -> None:
    with scripted(RIGHT) as server:
        answer = assistant(server).ask(THREE)
    default = desk.ask(THREE)
    assert (answer.path, answer.note, answer.text) == ("model", "", RIGHT)
    assert (answer.citations, answer.records) == (default.citations, default.records)


def test_markers_are_numbered_anew_in_the_order_of_the_text(assistant: AskWith) -> None:
    with scripted("同济大学图书馆是C级[3]，北京大学图书馆是B+级[1]，清华大学图书馆也是B+级[2]。") as server:
        answer = assistant(server).ask(THREE)
    assert answer.text.startswith("同济大学图书馆是C级[1]，北京大学图书馆是B+级[2]")
    assert [citation.first_line for citation in answer.citations] == [994, 44, 744]


def test_list_stays_complete_whatever_the_model_leaves_out(desk: Desk, assistant: AskWith) -> None:
    with scripted("截至2023年底，B+级成员馆共有13家。[1]") as server:
        answer = assistant(server).ask("B+级的有哪些？")
    assert answer.text.startswith("截至2023年底，B+级成员馆共有13家。[1]\n\n1. 北京大学图书馆")
    assert answer.records == desk.ask("B+级的有哪些？").records


def test_what_the_model_leaves_out_of_a_statement_follows_in_the_words_of_the_source(assistant: AskWith) -> None:
    with scripted("课题咨询的完成度是40%。[1]") as server:
        answer = assistant(server).ask("课题咨询完成情况？")
    assert "资料原文：" in answer.text
    assert "10月底开始服务[1]" in answer.text


def test_sentence_without_marker_gets_that_of_the_evidence_it_holds_with(assistant: AskWith) -> None:
    with scripted("同济大学图书馆是C级。北京大学图书馆是B+级[1]。清华大学图书馆是B+级[2]。") as server:
        answer = assistant(server).ask(THREE)
    assert answer.text.startswith("同济大学图书馆是C级。[1]")
    assert answer.citations[0].first_line == 994


def test_wrong_text_is_sent_back_once_with_what_is_wrong(assistant: AskWith) -> None:
    with scripted("北京大学图书馆是C级[1]。", RIGHT) as server:
        answer = assistant(server).ask(THREE)
    assert answer.path == "model"
    assert "北京大学图书馆是C级" in server.prompts[1] and "C 级" in server.prompts[1]


def test_what_fails_twice_is_replaced_by_the_desks_answer_and_the_reader_is_told(
    desk: Desk, assistant: AskWith
) -> None:
    with scripted("北京大学图书馆是C级[1]。") as server:
        answer = assistant(server).ask(THREE)
    assert (answer.path, answer.text) == ("default", desk.ask(THREE).text)
    assert "没有通过核对" in answer.note
    assert len(server.requests) == 2


def test_note_is_in_the_language_of_the_question(assistant: AskWith) -> None:
    with scripted("It is level D. [1]") as server:
        assert "did not pass" in assistant(server).ask("Which level is Peking University Library?").note


@pytest.mark.parametrize(
    "question", ["2025年有多少成员馆？", "哈佛大学是成员馆吗？", "北京大学图书馆的电话是多少？", "", "问" * 600]
)
def test_refusals_of_the_lists_are_not_even_shown_to_the_model(desk: Desk, assistant: AskWith, question: str) -> None:
    with scripted("有的。[1]") as server:
        answer = assistant(server).ask(question)
    assert answer.text == desk.ask(question).text
    assert server.requests == []


def test_refusal_is_overturned_by_a_tools_answer_about_the_same(desk: Desk, assistant: AskWith) -> None:
    assert desk.ask(TWISTED).refused
    call = Reply(calls=(("ask", json.dumps({"question": "示范馆有哪几种？"})),))
    with scripted(call, "第一期示范馆类型共有四类[1]，包括编目外包示范馆[4]。") as server:
        answer = assistant(server).ask(TWISTED)
    assert (answer.refused, answer.path) == (False, "model")
    assert answer.citations[0].source == "service-progress-phase3.txt"
    assert "编目外包示范馆" in server.prompts[1] and "编目外包" in answer.text


@pytest.mark.parametrize(
    "asked",
    ["课题咨询完成情况", "CALIS哪年启动的", "2025年示范馆有哪几种？", "北京大学图书馆是几级", "示范馆在哪里"],
)
def test_refusal_stays_where_the_tool_was_asked_something_else(assistant: AskWith, asked: str) -> None:
    call = Reply(calls=(("ask", json.dumps({"question": asked})),))
    with scripted(call, "课题咨询在建，完成度40%。[1]") as server:
        answer = assistant(server).ask(TWISTED)
    assert (answer.refused, answer.path) == (True, "default")


def test_refusal_stays_where_the_answer_leaves_out_what_was_asked(assistant: AskWith) -> None:
    call = Reply(calls=(("ask", json.dumps({"question": "课题咨询完成情况"})),))
    with scripted(call, "课题咨询在建，完成度40%。[1]") as server:
        answer = assistant(server).ask("课题咨询的收费标准定了没有")
    assert answer.refused


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("count", '{"levels": "D"}', "levels"),
        ("count", '{"levels": ["A"]}', "没有 A 这个级别"),
        ("look_up", '{"names": []}', "names"),
        ("compare", '{"sets": [{}]}', "sets"),
        ("count", '{"place": "火星"}', "火星"),
        ("count", '{"sql": "drop table"}', "sql"),
        ("ask", "{broken", "ask"),
        ("delete_everything", "{}", "没有叫 delete_everything 的工具"),
    ],
)
def test_wrong_call_is_answered_with_one_sentence(assistant: AskWith, name: str, arguments: str, told: str) -> None:
    with scripted(Reply(calls=((name, arguments),)), "没有。") as server:
        answer = assistant(server).ask(TWISTED)
    assert answer.refused and answer.note == ""
    assert told in server.prompts[1] and len(server.prompts[1]) < 300


def test_tool_steps_are_limited(assistant: AskWith) -> None:
    with scripted(Reply(calls=(("no_such_tool", "{}"),))) as server:
        assert assistant(server).ask(TWISTED).refused
    assert len(server.requests) <= 5


def test_progress_shows_only_sentences_that_hold(assistant: AskWith) -> None:
    text = "北京大学图书馆是B+级[1]。清华大学图书馆是B+级[2]。同济大学图书馆是D级[3]。"
    with scripted(text) as server:
        steps = list(assistant(server).stream(THREE))
    shown = [step.text for step in steps if isinstance(step, Progress) and step.text]
    assert any("清华大学图书馆" in text for text in shown)
    assert not any("同济大学图书馆是D级" in text for text in shown)
    assert isinstance(steps[-1], Answer) and steps[-1].path == "default"


def test_history_is_shown_as_data_and_cut_to_the_budget(assistant: AskWith) -> None:
    history = [f"第 {n} 个问题：" + "课题咨询完成情况如何" * 20 for n in range(40)] + ["北大是几级？"]
    with scripted("清华大学图书馆是B+级。[1]") as server:
        answer = assistant(server).ask("清华呢？", history)
    prompt = server.prompts[0]
    assert "北大是几级？" in prompt and "第 1 个问题" not in prompt
    assert answer.path == "model"


def test_trace_holds_every_step_and_no_key(assistant: AskWith, tmp_path) -> None:
    trace = tmp_path / "trace.jsonl"
    with scripted("北京大学图书馆是C级[1]。", RIGHT) as server:
        assistant(server, llm_trace=trace, llm_api_key="sk-secret").ask(THREE)
        assert server.headers[0]["authorization"] == "Bearer sk-secret"
    line = json.loads(trace.read_text(encoding="utf-8"))
    assert len(line["steps"]) == 2 and "level" in line["steps"][0]["complaints"][0]
    assert line["path"] == "model" and line["verify_ms"] > 0
    assert "sk-secret" not in trace.read_text(encoding="utf-8")
