"""What the bot says: an answer, its citations, and the records behind it."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer from an answer to lines of a source.

    Attributes:
        n: the number in the answer's `[n]` marker.
        source: file name in the corpus folder.
        as_of: the date or issue that the source states about itself; None when it states none.
        first_line, last_line: 1-based, both included.
        quote: verbatim text at those lines, line breaks aside.
        page: counted from 1; None for a source without pages.
    """

    n: int
    source: str
    title: str
    as_of: str | None
    first_line: int
    last_line: int
    quote: str
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The citation as the batch and JSON contract prints it; with its page where the source has pages."""
        return {
            "n": self.n,
            "source": self.source,
            "title": self.title,
            "as_of": self.as_of,
            "lines": [self.first_line, self.last_line],
            "quote": self.quote,
        } | ({"page": self.page} if self.page else {})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        text: Markdown with `[n]` markers that match `citations`.
        refused: the sources do not answer the question, or it is no question for them.
        records: the complete result of a list question, one object an organisation.
        groups: where the answer is a distribution, the number of rows by level, the largest first.
        path: who put it into words: the desk itself, or a language model whose every sentence was verified.
        note: what the reader should know about the model's part; empty where there is nothing.
        tokens: what a model read and wrote for it, as its server counts them.
    """

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    elapsed_ms: float = 0.0
    path: Literal["default", "model"] = "default"
    note: str = ""
    tokens: int = 0

    def to_json(self) -> dict[str, Any]:
        """The answer as the batch and JSON contract prints it, without an id."""
        about_model = {"note": self.note, "tokens": self.tokens}
        return {
            "question": self.question,
            "answer": self.text,
            "refused": self.refused,
            "citations": [citation.to_json() for citation in self.citations],
            "records": list(self.records),
            "elapsed_ms": round(self.elapsed_ms, 2),
            "path": self.path,
        } | {name: value for name, value in about_model.items() if value}


@dataclass(frozen=True, slots=True)
class Progress:
    """What can be shown while a language model is at work.

    Attributes:
        stage: it is reading, looking something up, or writing.
        text: Markdown of the sentences so far that were verified; they may still be taken back.
    """

    stage: Literal["reading", "searching", "writing"]
    text: str = ""
