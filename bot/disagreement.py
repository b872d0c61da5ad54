"""Which stated figures a question about places that do not agree is about."""

import re
from collections.abc import Sequence

from bot.terms import Need
from bot.twins import find_twins, same_sort, subject_core
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

# A number of a question that quotes what a source prints: 632万, 785.
_NUMBER = re.compile(r"(?<![\d.])\d[\d,]*(?:\.\d+)?[万亿]?(?![\d.])")
_SHORTEST_SUBJECT = 2
_MOST = 3


def find_differing(need: Need, figures: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The figures that a question asks to be set beside one another; none where it does not say so clearly.

    That is one whose subject the question names and of which other places print another value (those are told as its
    twins), or those of the numbers that it quotes, or those of all subjects that one of its words is a part of.
    """
    named = [f for f in figures if (core := subject_core(f)) and need.says(core) and find_twins(f, figures)]
    if named:
        return (max(named, key=lambda figure: len(subject_core(figure))),)
    return _quoted(need, figures) or _of_one_word(need, figures)


def _quoted(need: Need, figures: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Figures of the numbers that a question quotes, of a subject that it speaks of: 书目数量632万和785万哪个对."""
    measures = load_vocabulary("search")["measures"]["words"]
    words = [word for term in need.terms for word in (term.text, *term.means) if len(word) >= _SHORTEST_SUBJECT]
    words = [word for word in words if word not in measures] or words
    found: dict[str, Chunk] = {}
    for number in _NUMBER.findall(need.question):
        printed = re.compile(rf"(?<![\d.]){re.escape(number.replace(',', ''))}(?![\d.])")
        of_it = [f for f in figures if printed.search(normalise_text(f.figure.text).replace(",", ""))]
        said = {f.id: sum(word in normalise_text(f.text) for word in words) for f in of_it}
        best = max(of_it, key=lambda f: said[f.id], default=None)
        if best and said[best.id]:
            found.setdefault(number, best)
    return tuple(found.values()) if len(found) > 1 else ()


def _of_one_word(need: Need, figures: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Figures of the several subjects that a word of the question begins or ends, with unlike values: 培训 of 业务培训 and
    培训体系."""
    for term in need.terms:
        if term.role == "act" or len(term.text) < _SHORTEST_SUBJECT:
            continue
        found = [f for f in figures if _is_end(term.text, subject_core(f))]
        places = {f.parent: f for f in reversed(found)}
        alike = [f for f in places.values() if same_sort(f, found[0])][::-1]
        if 1 < len(alike) <= _MOST and len({f.figure.value for f in alike}) == len(alike):
            return tuple(alike)
    return ()


def _is_end(word: str, subject: str) -> bool:
    return subject.startswith(word) or subject.endswith(word)
