"""What documents say about themselves: who wrote them, in which issue they appeared, what they are called."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.lexicon import squeeze
from bot.outline import names_part
from bot.terms import Need
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk, Span
from ingest.manifest import Source

_DOCUMENTS = [word for words in load_vocabulary("search")["documents"].values() for word in words]


@dataclass(frozen=True, slots=True)
class Imprint:
    """The lines of one document that say what is known of it, by what is asked: author, issue, title.

    Attributes:
        words: all that these lines and the document's description say, squeezed.
    """

    kind: str
    words: str
    lines: dict[str, Chunk]


class Imprints:
    """The imprints of the documents that are read as prose.

    Args:
        wholes: the chunks that stand for whole sources.
        prose: all that is searched, in printed order.
    """

    def __init__(self, wholes: Iterable[Chunk], prose: Sequence[Chunk]) -> None:
        self._imprints = [_read(whole, [c for c in prose if c.source == whole.source]) for whole in wholes]

    def find(self, need: Need) -> Chunk | None:
        """The line that answers, where a question asks nothing but what a document says about itself.

        Every content word must be one of the imprint: 作者认为问题出在哪里 asks for more than its author, 第2章的标题 for less.
        """
        if need.count or "reason" in need.asks or names_part(need.question):
            return None
        asked = {
            name: [word for word in entry["words"] if word in need.question]
            for name, entry in load_vocabulary("search")["imprint"].items()
            if re.search(entry["asks"], need.question) and not any(word in need.question for word in entry["but"])
        }
        for name, found in asked.items():
            for imprint in self._imprints if found else ():
                meant = not need.documents or imprint.kind in need.documents
                own = imprint.words + "".join((*found, *_DOCUMENTS))
                others = [t for t in need.terms if not any(w in own for w in (t.text, *t.means))]
                about = need.documents or any(t.text in imprint.words for t in need.terms)
                if name in imprint.lines and meant and about and not others and not need.english_text:
                    return imprint.lines[name]
        return None


def _read(whole: Chunk, prose: Sequence[Chunk]) -> Imprint:
    source = Source.model_validate(whole.details["manifest"])
    lines = {}
    if source.author and (line := next((c for c in prose if c.text.startswith(source.author)), None)):
        lines["author"] = line
    if source.issue and (line := _find_issue(whole, source)):
        lines["issue"] = line
    if line := next((c for c in prose if squeeze(c.text) == squeeze(source.title)), None):
        lines["title"] = line
    words = squeeze(" ".join((source.title, source.author, source.issue, *(line.text for line in lines.values()))))
    return Imprint(source.kind, words, lines)


def _find_issue(whole: Chunk, source: Source) -> Chunk | None:
    """The first line that prints the issue, which running heads do; they are no prose."""
    for number, line in enumerate(whole.details["lines"], start=1):
        if squeeze(source.issue) in squeeze(line):
            span = Span(number, number, source.issue if source.issue in line else line.strip())
            return Chunk(f"{whole.source}#issue", whole.source, "sentence", source.issue, (span,))
    return None
