"""What asking a question and opening a citation do, without Gradio: `app.py` puts the outcome on the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import CalisError
from bot.web.messages import WAITING, render_notice, render_question, stream_answer
from bot.web.panel import LOST_PANEL, NO_CITATION_PANEL, render_panel

if TYPE_CHECKING:
    from bot.answer import Answer, Citation
    from bot.desk import Desk

logger = logging.getLogger(__name__)

EMPTY_HINT = "请先写下想问的问题。"
_FAILED = "抱歉，这个问题没有答成，原因已记入日志。请稍后再问一次，或换个说法。"
_STREAM_S = 0.5


@dataclass(frozen=True)
class Turn:
    """One question with its answer as shown in the chat."""

    question: str
    html: str = WAITING
    citations: tuple[Citation, ...] = ()
    failed: bool = False


@dataclass(frozen=True)
class View:
    """What the page shows after an event: the turns so far, a hint under the input box, and the source panel.

    `panel` is None where the panel stays as it is.
    """

    turns: tuple[Turn, ...] = ()
    hint: str = ""
    panel: str | None = None

    @property
    def messages(self) -> list[dict[str, str]]:
        """The turns as chat messages, oldest first."""
        messages = []
        for turn in self.turns:
            messages.append({"role": "user", "content": render_question(turn.question)})
            messages.append({"role": "assistant", "content": turn.html})
        return messages


def ask(desk: Desk, question: str, turns: tuple[Turn, ...]) -> Iterator[View]:
    """Answer a question in the conversation `turns`: first the question waits, then its answer grows.

    An empty question yields a hint and changes nothing. A failure becomes one sentence in the chat and a
    traceback in the log; its question is not part of the history of later ones.
    """
    question = _tidy(question)
    if not question:
        yield View(turns, EMPTY_HINT)
        return
    asked = Turn(question)
    yield View((*turns, asked))
    try:
        answer = desk.ask(question, [turn.question for turn in turns if not turn.failed])
        panel = _first_panel(desk, answer)
        shown = stream_answer(answer, len(turns))
        pieces = [replace(asked, html=html, citations=answer.citations) for html in shown]
    except Exception as error:
        panel, pieces = None, [_fail(asked, error)]
    for piece in _paced(pieces):
        yield View((*turns, piece), panel=panel)


def open_citation(desk: Desk, turns: tuple[Turn, ...], turn: object, n: object) -> str:
    """Render the panel for citation `n` of a turn; both come from the browser and may be anything."""
    citations = turns[turn].citations if isinstance(turn, int) and 0 <= turn < len(turns) else ()
    for citation in citations:
        if citation.n == n:
            return _open(desk, citation)
    return LOST_PANEL


def _tidy(question: str) -> str:
    """Trim, and replace half characters (a cut emoji), which could not be sent back to the browser."""
    return (question or "").encode("utf-8", "replace").decode("utf-8").strip()


def _first_panel(desk: Desk, answer: Answer) -> str:
    return _open(desk, answer.citations[0]) if answer.citations else NO_CITATION_PANEL


def _open(desk: Desk, citation: Citation) -> str:
    try:
        return render_panel(citation, desk.source_lines(citation.source))
    except Exception:
        logger.exception("cannot show %s, line %d", citation.source, citation.first_line)
        return LOST_PANEL


def _fail(asked: Turn, error: Exception) -> Turn:
    logger.error("no answer to a question", exc_info=error)
    sentence = str(error) if isinstance(error, CalisError) else _FAILED
    return replace(asked, html=render_notice(sentence), failed=True)


def _paced(pieces: Sequence[Turn]) -> Iterator[Turn]:
    """Space the pieces out so that they are seen to arrive, within half a second altogether."""
    for position, piece in enumerate(pieces):
        if position:
            time.sleep(_STREAM_S / len(pieces))
        yield piece
