from dataclasses import replace

import pytest

from bot.web.session import Conversation, Session, Turn, pack_session, unpack_session

from .conftest import cite, record, say

TURN = Turn("北京大学图书馆是什么级别？", say("是 B+ 级。[1]", cite(), records=(record("北京大学图书馆", "B+"),)))


def test_session_comes_back_from_the_browser_as_it_was():
    session = Session().with_turns((TURN, Turn("坏的？", notice="没有答成")))
    assert unpack_session(pack_session(session)) == session


def test_new_window_begins_a_conversation_and_knows_the_others():
    session = Session().with_turns((TURN,))
    opened = unpack_session(pack_session(replace(session, current_id="")))
    assert [len(c.turns) for c in opened.conversations] == [0, 1]
    assert opened.turns == ()


@pytest.mark.parametrize(
    "kept", [None, "", "x", 7, [], "{}", '{"conversations": []}', '{"conversations": [{"turns": 3}]}']
)
def test_what_is_no_session_becomes_a_new_one(kept: object):
    assert unpack_session(kept).turns == ()


def test_new_conversation_comes_first_and_an_empty_one_is_used_again():
    session = Session().with_turns((TURN,)).begun()
    assert [len(c.turns) for c in session.conversations] == [0, 1]
    assert session.turns == ()
    assert len(session.begun().conversations) == 2


def test_deleting_the_open_conversation_leaves_the_others():
    session = Session().with_turns((TURN,)).begun().without_current()
    assert session.turns == (TURN,)
    assert session.without_current().turns == ()


def test_deleted_conversation_comes_back_under_another_id_and_the_old_one_is_gone():
    session = Session().with_turns((TURN,))
    old = session.current.id
    dropped = session.without_current()
    assert (dropped.turns, dropped.gone, dropped.dropped) == ((), (old,), session.current)
    assert "dropped" not in pack_session(dropped)
    back = dropped.restored()
    assert back.turns == (TURN,)
    assert back.current.id != old
    assert back.restored() == back


def test_an_empty_conversation_is_deleted_without_a_way_back():
    assert Session().without_current().dropped is None


def test_conversation_is_opened_by_its_id_and_unknown_ids_change_nothing():
    session = Session().with_turns((TURN,))
    older = session.current.id
    session = session.begun()
    assert session.opened(older).turns == (TURN,)
    assert session.opened("<b>") == session


def test_title_is_the_first_question_cut_short():
    assert Conversation((Turn("一\n" + "二" * 40),)).title == "一 " + "二" * 22 + "…"


def test_too_much_for_the_browser_loses_the_lists_of_the_oldest_first():
    rows = tuple(record(f"第{n}个很长很长的名称图书馆", line=n) for n in range(2500))
    turn = Turn("有哪些？", say("很多。", records=rows))
    conversations = tuple(Conversation((turn,)) for _ in range(5))
    session = Session(conversations, conversations[0].id)
    kept = unpack_session(pack_session(session)).conversations
    assert [len(c.turns[0].answer.records) > 0 for c in kept] == [True, True, True, False, False]
