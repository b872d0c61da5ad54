"""What the events of the chat mean for a session, without Gradio: which question is asked, which file is wanted, a verdict."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.web.conversation import list_titles
from bot.web.exports import Parcel, pack_conversation, pack_list
from bot.web.feedback import record_feedback
from bot.web.session import Session, Turn, turn_at
from bot.web.tables import FORMATS
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.desk import Desk

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 2000


def choose_question(session: Session, typed: str, clicked: Mapping[str, object] | None) -> tuple[str, tuple[Turn, ...]]:
    """The question that is asked, and the turns that it follows.

    Args:
        session: of the reader.
        typed: what stands in the box.
        clicked: what a button sent, a question or the wish to ask the last one again; None where the box was sent.
    """
    turns = session.turns
    if clicked is None:
        return typed, turns[:-1] if session.editing and typed.strip() else turns
    if clicked.get("again") and turns:
        return turns[-1].question, turns[:-1]
    return str(clicked.get("question") or "")[:LONGEST_QUESTION], turns


def pack_wanted(desk: Desk, session: Session, kind: object, turn: object, language: Language = "zh") -> Parcel | None:
    """The file that a button wants: the list of a turn or the open conversation; none where there is nothing to save."""
    if kind in ("md", "html") and session.turns:
        return pack_conversation(session.current, str(kind), list_titles(desk), language)
    listed = turn_at(session.turns, turn) if kind in FORMATS else None
    answer = listed.answer if listed else None
    return pack_list(answer, list_titles(desk), str(kind), language) if answer and answer.records else None


def note_verdict(
    home: Path, session: Session, index: object, verdict: object, word: object, language: Language = "zh"
) -> tuple[Session, str]:
    """Keep what a reader thinks of an answer, and say that it is kept.

    Args:
        home: the folder of the feedback.
        session: of the reader.
        index: of the turn; one that is not there changes nothing.
        verdict: "up" or "down"; with a word, the verdict given before stays.
        word: None where only a thumb was pressed.
        language: of the page.
    """
    turn = turn_at(session.turns, index)
    if turn is None:
        return session, ""
    verdict = verdict if verdict in ("up", "down") else turn.verdict or "down"
    try:
        record_feedback(home / "feedback.jsonl", turn, verdict, str(word or ""))
    except OSError:
        logger.exception("feedback could not be stored")
        return session, say(language, "chat.not_kept")
    worded = word is not None
    return session.with_turn(index, verdict=verdict, worded=worded), say(language, "chat.thanks") if worded else ""
