import logging

import pytest

from bot.errors import CalisError
from bot.web.conversation import View, ask, open_citation, open_list, open_place
from bot.web.messages import render_waiting
from bot.web.panel import render_hint
from bot.web.session import Turn

from .conftest import MEMBERS, ScriptedDesk, cite, record, say

ANSWER = say("北京大学图书馆是 B+ 级。[1]", cite())


def test_question_is_shown_first_and_the_answer_grows():
    views = list(ask(ScriptedDesk(ANSWER), " 北大什么级别？\n", ()))
    asked, awaited = views[0].messages
    assert (asked["role"], awaited) == ("user", {"role": "assistant", "content": render_waiting()})
    assert "北大什么级别？" in asked["content"]
    assert len({view.messages[-1]["content"] for view in views}) > 4


def test_panel_opens_at_the_first_citation():
    panels = [view.panel for view in ask(ScriptedDesk(ANSWER), "北大什么级别？", ()) if view.panel]
    assert "北京大学图书馆\tB+级</mark>" in panels[-1]


def test_answer_without_citations_says_so_in_the_panel():
    refusal = say("资料里没有。", refused=True)
    assert render_hint("none") in [view.panel for view in ask(ScriptedDesk(refusal), "天气如何？", ())]


def test_panel_of_a_long_list_shows_the_list_but_that_of_a_count_its_source():
    records = tuple(record(f"第{n}图书馆", line=n) for n in range(1, 9))
    listed = say("有：\n\n1. 第1图书馆\n2. 第2图书馆[1]", cite(), records=records)
    counted = say("共有 8 家。[1]", cite(), records=records)
    assert "<table" in [view.panel for view in ask(ScriptedDesk(listed), "有哪些？", ()) if view.panel][-1]
    assert "<mark>" in [view.panel for view in ask(ScriptedDesk(counted), "有多少？", ()) if view.panel][-1]


@pytest.mark.parametrize("question", ["", " \n\t", "　", None])
def test_empty_question_is_not_sent(question: str | None):
    desk = ScriptedDesk(ANSWER)
    assert list(ask(desk, question, ())) == [View((), hint="请先写下想问的问题。")]
    assert desk.asked == []


def test_desk_hears_the_earlier_questions_but_not_the_failed_ones():
    desk = ScriptedDesk(ANSWER)
    list(ask(desk, "那清华呢？", (Turn("北大？", ANSWER), Turn("坏的？", notice="…"))))
    assert desk.asked == [("那清华呢？", ["北大？"])]


def test_unexpected_failure_is_one_sentence_for_the_user_and_a_traceback_in_the_log(caplog):
    with caplog.at_level(logging.ERROR):
        last = list(ask(ScriptedDesk(RuntimeError("secret")), "北大？", ()))[-1]
    assert "这个问题没有答成" in last.messages[-1]["content"]
    assert "secret" not in last.messages[-1]["content"]
    assert "RuntimeError: secret" in caplog.text


def test_error_made_for_users_is_told_as_it_is():
    last = list(ask(ScriptedDesk(CalisError("还没有索引：请运行 calis ingest")), "北大？", ()))[-1]
    assert "还没有索引：请运行 calis ingest" in last.messages[-1]["content"]
    assert 'data-do="retry"' in last.messages[-1]["content"]


def test_half_an_emoji_can_be_sent_back_to_the_browser():
    desk = ScriptedDesk(ANSWER)
    for view in ask(desk, "北大\ud83d？", ()):
        str(view.messages).encode("utf-8")
    assert desk.asked[0][0] == "北大?？"


def test_citations_of_an_old_answer_go_on_opening():
    desk = ScriptedDesk(ANSWER)
    turns = list(ask(desk, "北大？", ()))[-1].turns
    desk.reply = say("医学馆是 B 级。[1]", cite(first_line=6, last_line=6))
    turns = list(ask(desk, "医学馆？", turns))[-1].turns
    assert "北京大学图书馆\tB+级</mark>" in open_citation(desk, turns, 0, 1)
    assert "北京大学医学图书馆\tB 级</mark>" in open_citation(desk, turns, 1, 1)


@pytest.mark.parametrize(("turn", "n"), [(0, 9), (5, 1), (-1, 1), ("0", 1), (None, None), (0, "<b>")])
def test_click_on_what_is_not_there_gets_a_sentence(turn: object, n: object):
    turns = (Turn("北大？", ANSWER),)
    assert open_citation(ScriptedDesk(ANSWER), turns, turn, n) == render_hint("lost")


def test_source_that_cannot_be_read_gets_a_sentence():
    turns = (Turn("北大？", say("[1]", cite(source=f"no-{MEMBERS}"))),)
    assert open_citation(ScriptedDesk(ANSWER), turns, 0, 1) == render_hint("lost")


@pytest.mark.parametrize(
    ("source", "first", "last"), [("x.txt", 1, 1), (MEMBERS, 0, 1), (MEMBERS, 99, None), (MEMBERS, "1", 1), ([], {}, 1)]
)
def test_place_that_is_not_there_gets_a_sentence(source: object, first: object, last: object):
    assert open_place(ScriptedDesk(ANSWER), source, first, last) == render_hint("lost")


def test_place_is_opened_with_its_lines_marked():
    assert open_place(ScriptedDesk(ANSWER), MEMBERS, 4, 5).count("<mark>") == 2


def test_list_of_an_answer_without_one_gets_a_sentence():
    assert open_list(ScriptedDesk(ANSWER), (Turn("北大？", ANSWER),), 0) == render_hint("lost")


def test_only_the_last_answer_can_be_asked_anew():
    desk = ScriptedDesk(ANSWER)
    turns = list(ask(desk, "北大？", ()))[-1].turns
    messages = list(ask(desk, "医学馆？", turns))[-1].messages
    assert ['data-do="retry"' in message["content"] for message in messages] == [False, False, False, True]


def test_page_in_english_speaks_english():
    messages = list(ask(ScriptedDesk(ANSWER), "PKU?", (), "en"))[-1].messages
    assert "Retry" in messages[-1]["content"]
    assert "line 4（as of 2023-12-31）" in messages[-1]["content"]
