import logging

import pytest

from bot.errors import CalisError
from bot.web.conversation import EMPTY_HINT, Turn, View, ask, open_citation
from bot.web.messages import WAITING
from bot.web.panel import LOST_PANEL, NO_CITATION_PANEL

from .conftest import MEMBERS, ScriptedDesk, cite, say

ANSWER = say("北京大学图书馆是 B+ 级。[1]", cite())


def test_question_is_shown_first_and_the_answer_grows():
    views = list(ask(ScriptedDesk(ANSWER), " 北大什么级别？\n", ()))
    asked, awaited = views[0].messages
    assert (asked["role"], awaited) == ("user", {"role": "assistant", "content": WAITING})
    assert "北大什么级别？" in asked["content"]
    assert len({view.turns[-1].html for view in views}) > 4


def test_panel_opens_at_the_first_citation():
    last = list(ask(ScriptedDesk(ANSWER), "北大什么级别？", ()))[-1]
    assert "北京大学图书馆\tB+级</mark>" in last.panel


def test_answer_without_citations_says_so_in_the_panel():
    refusal = say("资料里没有。", refused=True)
    assert list(ask(ScriptedDesk(refusal), "天气如何？", ()))[-1].panel == NO_CITATION_PANEL


@pytest.mark.parametrize("question", ["", " \n\t", "　", None])
def test_empty_question_is_not_sent(question: str | None):
    desk = ScriptedDesk(ANSWER)
    assert list(ask(desk, question, ())) == [View((), EMPTY_HINT)]
    assert desk.asked == []


def test_desk_hears_the_earlier_questions_but_not_the_failed_ones():
    desk = ScriptedDesk(ANSWER)
    list(ask(desk, "那清华呢？", (Turn("北大？", "…"), Turn("坏的？", "…", failed=True))))
    assert desk.asked == [("那清华呢？", ["北大？"])]


def test_unexpected_failure_is_one_sentence_for_the_user_and_a_traceback_in_the_log(caplog):
    with caplog.at_level(logging.ERROR):
        last = list(ask(ScriptedDesk(RuntimeError("secret")), "北大？", ()))[-1]
    assert "这个问题没有答成" in last.turns[-1].html
    assert "secret" not in last.turns[-1].html
    assert "RuntimeError: secret" in caplog.text


def test_error_made_for_users_is_told_as_it_is():
    last = list(ask(ScriptedDesk(CalisError("还没有索引：请运行 calis ingest")), "北大？", ()))[-1]
    assert "还没有索引：请运行 calis ingest" in last.turns[-1].html


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
    turns = (Turn("北大？", "…", (cite(),)),)
    assert open_citation(ScriptedDesk(ANSWER), turns, turn, n) == LOST_PANEL


def test_source_that_cannot_be_read_gets_a_sentence():
    turns = (Turn("北大？", "…", (cite(source=f"no-{MEMBERS}"),)),)
    assert open_citation(ScriptedDesk(ANSWER), turns, 0, 1) == LOST_PANEL
