"""The door of the bot: a question in, an answer with citations out."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer
from bot.compose import Composer
from bot.execute import Executor
from bot.lexicon import squeeze
from bot.member_search import MemberSearch
from bot.prose_terms import read_terms
from bot.query import Query
from bot.rosters import Rosters
from bot.understand import Reader
from bot.voice import Voice
from ingest.embed import SentenceEmbedder
from ingest.index import Index, open_index
from ingest.manifest import Source
from ingest.settings import IngestSettings
from ingest.store import open_store

logger = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 500


class Edition:
    """Everything that is made from one build of the index.

    Attributes:
        sources: what each file says about itself, by file name, in the order of the manifest.
        lines: the lines of each file as it was indexed; item 0 is line 1.
    """

    def __init__(self, index: Index) -> None:
        wholes = sorted(
            (chunk for chunk in index.chunks if chunk.kind == "source"),
            key=lambda chunk: chunk.details["position"],
        )
        self.index = index
        self.wholes = {chunk.source: chunk for chunk in wholes}
        self.sources = {chunk.source: Source.model_validate(chunk.details["manifest"]) for chunk in wholes}
        self.lines: dict[str, tuple[str, ...]] = {chunk.source: tuple(chunk.details["lines"]) for chunk in wholes}
        self.rosters = Rosters(index.chunks)
        self.members = MemberSearch(self.rosters)
        terms = read_terms([*index.prose, *(chunk for chunk in index.chunks if chunk.figure)], self.rosters.names)
        self.reader = Reader(self.rosters, "\n".join(chunk.text for chunk in index.prose), terms)
        self.executor = Executor(index, self.rosters, self.sources)
        self.composer = Composer(self.rosters, self.sources)


class Desk:
    """Answers questions from the published index, and from a newer one as soon as it is published; thread-safe.

    Args:
        settings: where the index is.

    Raises:
        IndexMissingError, IndexMismatchError, StoreError: there is no index that can be used.
    """

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._store = open_store(settings)
        self._embedder = SentenceEmbedder(settings.embedding_model)
        self._lock = threading.Lock()
        self._edition = self._open()

    def _open(self) -> Edition:
        return Edition(open_index(self._settings, self._embedder))

    def current(self) -> Edition:
        """The edition in use; while a newly published one is being opened, others go on with the old one."""
        if self._lock.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._lock.release()
        return self._edition

    def refresh(self) -> None:
        """Wait until the newly published index is in use."""
        with self._lock:
            self._follow()

    def _follow(self) -> None:
        """Open a newly published index; the old one is kept if that fails."""
        try:
            if self._store.current_build() != self._edition.index.build:
                self._edition = self._open()
        except Exception:
            logger.exception("the newly published index cannot be opened; answering from the old one")

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question.

        Args:
            question: whatever the user typed.
            history: the earlier questions of the same conversation, oldest first.
        """
        started = time.perf_counter()
        answer = self._answer(question, history)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def ask_at_once(self, question: str) -> Answer | None:
        """Answer a question of its own, unless that would load the embedding model; then None."""
        if not self.is_warm:
            operation = self.current().reader.read(question, []).operation
            if operation in ("search", "unstated"):
                return None
        return self.ask(question)

    def _answer(self, question: str, history: Sequence[str]) -> Answer:
        edition = self.current()
        voice = Voice(question, edition.rosters, edition.sources)
        if not squeeze(question):
            return Answer(question, voice.say("empty"), refused=True)
        if len(question) > MAX_QUESTION_CHARS:
            text = voice.say("too_long", count=len(question), limit=MAX_QUESTION_CHARS)
            return Answer(question, text, refused=True)
        earlier = [turn[:MAX_QUESTION_CHARS] for turn in history]
        query = edition.reader.read(question, earlier)
        logger.debug("%r is read as %s", question, query)
        return edition.composer.compose(question, edition.executor.run(query))

    def read(self, question: str, history: Sequence[str] = ()) -> Query:
        """How a question is understood."""
        return self.current().reader.read(question, [turn[:MAX_QUESTION_CHARS] for turn in history])

    def sources(self) -> Sequence[Source]:
        """What is indexed, in the order of the manifest."""
        return tuple(self.current().sources.values())

    def source_lines(self, source: str) -> Sequence[str]:
        """The lines of a source as it was indexed; item 0 is line 1. Unknown names give none."""
        return self.current().lines.get(source, ())

    @property
    def is_warm(self) -> bool:
        """Whether the embedding model is in memory."""
        return self._embedder.loaded

    def warm_up(self) -> None:
        """Load the embedding model, so that the first search need not wait for it."""
        self._embedder.embed_query("CALIS")
