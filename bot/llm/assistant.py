"""Answers with a language model's help: the desk answers first, the model may look further and writes, verification decides."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import Answer, Progress
from bot.desk import MAX_QUESTION_CHARS, Desk
from bot.errors import ModelUnavailableError
from bot.lexicon import squeeze
from bot.llm.session import ModelSession
from bot.llm.trace import Trace
from bot.verify import Known
from bot.vocabulary import load_vocabulary
from bot.voice import language_of

if TYPE_CHECKING:
    from bot.llm.client import ModelClient
    from bot.settings import BotSettings

logger = logging.getLogger(__name__)


class Assistant:
    """A desk with a language model; thread-safe.

    Args:
        desk: answers by itself.
        settings: with a model configured.
        check: False shows what a model writes unverified; only for measuring.
    """

    def __init__(self, desk: Desk, settings: BotSettings, check: bool = True) -> None:
        from bot.llm.client import ModelClient

        self._desk = desk
        self._settings = settings
        self._check = check
        self._client: ModelClient = ModelClient(settings)
        self._known: tuple[str, Known] | None = None

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question, as `Desk.ask` does."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[str] = ()) -> Iterator[Progress | Answer]:
        """What can be shown meanwhile, and last the answer."""
        started = time.perf_counter()
        default = self._desk.ask(question, history)
        if not self._can_help(default, question, history):
            yield default
            return
        trace = Trace(question, list(history), default.text)
        deadline = time.monotonic() + self._settings.llm_timeout_s
        session = ModelSession(
            self._desk,
            self._client,
            self._settings,
            self.known(),
            default,
            question,
            history,
            trace,
            deadline,
            self._check,
        )
        answer: Answer | None = None
        reason = "unverified"
        try:
            for step in session.run():
                if isinstance(step, Answer):
                    answer = step
                else:
                    yield step
        except ModelUnavailableError as error:
            reason = error.reason
            trace.steps.append({"error": error.reason, "detail": error.detail})
        except Exception:
            logger.exception("the language model's part failed")
            reason = "garbage"
        if answer is None:
            answer = replace(default, note="" if session.passed else self._note(question, reason))
        tokens = sum(sum(step.get("tokens") or ()) for step in trace.steps)
        answer = replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000, tokens=tokens)
        if self._settings.llm_trace:
            trace.write(
                self._settings.llm_trace, path=answer.path, answer=answer.text, reason=reason if answer.note else "",
                verify_ms=round(session.verify_ms, 2), first_ms=session.first_ms, seconds=round(answer.elapsed_ms / 1000, 3),
            )  # fmt: skip
        yield answer

    def known(self) -> Known:
        """The names and levels of the index in use."""
        edition = self._desk.current()
        if self._known is None or self._known[0] != edition.index.build:
            self._known = edition.index.build, Known.of(edition.rosters)
        return self._known[1]

    def _can_help(self, default: Answer, question: str, history: Sequence[str]) -> bool:
        """Whether a model has any part in it: what the lists do not state or do not know, no model knows either."""
        if not squeeze(question) or len(question) > MAX_QUESTION_CHARS:
            return False
        if default.refused:
            return self._desk.read(question, history).operation == "search"
        return bool(default.citations)

    def _note(self, question: str, reason: str) -> str:
        notes = load_vocabulary("llm")[language_of(question)]
        return notes[reason].format(seconds=f"{self._settings.llm_timeout_s:g}")
