"""What asking a question and opening a citation do, without Gradio: `chat_tab.py` puts the outcome on the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answer import Citation, Progress
from bot.errors import CalisError
from bot.web.messages import render_answer, render_draft, render_notice, render_question, render_waiting, stream_answer
from bot.web.panel import render_hint, render_panel
from bot.web.session import Turn, turn_at
from bot.web.tables import render_list, shows_long_list
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.desk import Desk
    from bot.llm.assistant import Assistant

logger = logging.getLogger(__name__)

_STREAM_S = 0.5

Message = dict[str, str]


@dataclass(frozen=True)
class View:
    """What the page shows after an event: turns, the messages they make, a hint under the box, and the source panel.

    `panel` is None where the panel stays as it is; `done` says that no further view of this event follows.
    """

    turns: tuple[Turn, ...] = ()
    messages: tuple[Message, ...] = ()
    hint: str = ""
    panel: str | None = None
    done: bool = False


def show_turns(turns: Sequence[Turn], language: Language = "zh", waiting: bool = False) -> tuple[Message, ...]:
    """The turns as chat messages, oldest first; only the last one of a conversation at rest can be asked anew."""
    messages: list[Message] = []
    for position, turn in enumerate(turns):
        messages.append({"role": "user", "content": render_question(turn.question)})
        last = position == len(turns) - 1 and not waiting
        messages.append({"role": "assistant", "content": _show_answer(turn, position, language, last)})
    return tuple(messages)


def _show_answer(turn: Turn, position: int, language: Language, last: bool) -> str:
    if turn.answer is None:
        return render_notice(turn.notice or say(language, "chat.unfinished"), position, language, last)
    return render_answer(turn.answer, position, language, turn.verdict, turn.worded, last)


def ask(
    desk: Desk,
    question: str,
    turns: tuple[Turn, ...],
    language: Language = "zh",
    assistant: Assistant | None = None,
) -> Iterator[View]:
    """Answer a question in the conversation `turns`: first the question waits, then its answer grows.

    With an assistant a language model writes; what of its text is verified is shown as a draft until the answer is there.
    An empty question yields a hint and changes nothing. A failure becomes one sentence in the chat and a
    traceback in the log; its question is not part of the history of later ones.
    """
    question = _tidy(question)
    if not question:
        yield View(turns, show_turns(turns, language), say(language, "chat.empty"))
        return
    asked = Turn(question)
    before = (*show_turns(turns, language, waiting=True), {"role": "user", "content": render_question(question)})
    yield View((*turns, asked), (*before, {"role": "assistant", "content": render_waiting(language)}))
    try:
        history = [turn.question for turn in turns if turn.answer]
        if assistant is None:
            answer = desk.ask(question, history)
        else:
            for step in assistant.stream(question, history):
                if isinstance(step, Progress):
                    draft = {"role": "assistant", "content": render_draft(step, language)}
                    yield View((*turns, asked), (*before, draft))
                else:
                    answer = step
        panel = _first_panel(desk, answer, len(turns), language)
        shown = list(stream_answer(answer, len(turns), language))
    except Exception as error:
        failed = (*turns, _fail(asked, error, language))
        yield View(failed, show_turns(failed, language), done=True)
        return
    answered = (*turns, replace(asked, answer=answer))
    for html in _paced(shown):
        yield View(answered, (*before, {"role": "assistant", "content": html}), panel=panel)
        panel = None
    yield View(answered, show_turns(answered, language), done=True)


def open_citation(desk: Desk, turns: tuple[Turn, ...], turn: object, n: object, language: Language = "zh") -> str:
    """Render the panel for citation `n` of a turn; both come from the browser and may be anything."""
    cited = turn_at(turns, turn)
    for citation in cited.answer.citations if cited and cited.answer else ():
        if citation.n == n:
            return _open(desk, citation, language)
    return render_hint("lost", language)


def open_place(desk: Desk, source: object, first: object, last: object, language: Language = "zh") -> str:
    """Render the panel for lines of a source; all of it comes from the browser and may be anything."""
    known = desk.current().sources.get(source) if isinstance(source, str) else None
    lines = desk.source_lines(source) if known else ()
    if not isinstance(first, int) or not 1 <= first <= len(lines):
        return render_hint("lost", language)
    last = last if isinstance(last, int) and first <= last <= len(lines) else first
    quote = "".join(lines[first - 1 : last])
    return _open(desk, Citation(0, known.file, known.title, known.date_stated or None, first, last, quote), language)


def open_list(desk: Desk, turns: tuple[Turn, ...], turn: object, language: Language = "zh") -> str:
    """Render the panel for the complete list of a turn, which comes from the browser and may be anything."""
    listed = turn_at(turns, turn)
    if not listed or not listed.answer or not listed.answer.records:
        return render_hint("lost", language)
    return render_list(listed.answer.records, turn, list_titles(desk), language)


def list_titles(desk: Desk) -> dict[str, str]:
    """The titles of the lists, by their ids."""
    return {roster.id: roster.title for roster in desk.current().rosters.lists.values()}


def _tidy(question: str) -> str:
    """Trim, and replace half characters (a cut emoji), which could not be sent back to the browser."""
    return (question or "").encode("utf-8", "replace").decode("utf-8").strip()


def _first_panel(desk: Desk, answer: Answer, turn: int, language: Language) -> str:
    """A question for a list shows the list beside its answer, any other the first place that is cited."""
    if shows_long_list(answer):
        return render_list(answer.records, turn, list_titles(desk), language)
    return _open(desk, answer.citations[0], language) if answer.citations else render_hint("none", language)


def _open(desk: Desk, citation: Citation, language: Language) -> str:
    try:
        return render_panel(citation, desk.source_lines(citation.source), language)
    except Exception:
        logger.exception("cannot show %s, line %d", citation.source, citation.first_line)
        return render_hint("lost", language)


def _fail(asked: Turn, error: Exception, language: Language) -> Turn:
    logger.error("no answer to a question", exc_info=error)
    return replace(asked, notice=str(error) if isinstance(error, CalisError) else say(language, "chat.failed"))


def _paced(pieces: Sequence[str]) -> Iterator[str]:
    """Space the pieces out so that they are seen to arrive, within half a second altogether."""
    for position, piece in enumerate(pieces):
        if position:
            time.sleep(_STREAM_S / len(pieces))
        yield piece
