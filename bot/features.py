"""What is told about a candidate before it is weighed: how it compares with the question, one number a feature."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.coverage import Coverage
from bot.kinds import asked_kind, asked_unit, figure_unit, list_lacking
from bot.outline import place_of
from bot.retrieve import Hit
from bot.terms import Need
from bot.wording import word_pairs
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

# Characters from which on more make no difference.
_LONG_PHRASE = 8
_LONG_TEXT = 200
_MANY_NEWS = 10
_MOST_MISSING = 3.0
_SHORTEST_TITLE = 3
# What ends the words that a text begins with: 课题咨询——在建, 外文期刊 5万种.
_HEAD = re.compile(r"[\s:：,，。；—(（完]")
# A term of which less than this is missing is as good as covered.
_ALMOST = 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with the members of the list that it heads, if a list is asked for.

    Attributes:
        sequel: the sentence behind it that speaks of what it says, where only both together may answer.
        rank: from 1 in the fused ranking; a low one for what no search found.
        ordinal: it is what the question's ordinals name.
    """

    chunk: Chunk
    members: tuple[Chunk, ...]
    cosine: float
    bm25_score: float
    rank: int
    ordinal: bool = False
    cosine_z: float = 0.0
    sequel: Chunk | None = None

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All that it is made of, in printed order."""
        return (self.chunk, *([self.sequel] if self.sequel else []), *self.members)

    @property
    def text(self) -> str:
        return " ".join(chunk.text for chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the hits of one question are: cosines between E5 vectors compare only within a question, and so does BM25."""

    mean_cosine: float
    best_cosine: float
    best_bm25: float


def nearness_of(hits: Sequence[Hit]) -> Nearness:
    """How near some hits are; zeros for none."""
    cosines = [hit.cosine for hit in hits] or [0.0]
    return Nearness(sum(cosines) / len(cosines), max(cosines), max((hit.bm25_score for hit in hits), default=0.0))


def describe(need: Need, candidate: Candidate, nearness: Nearness, coverage: Coverage) -> dict[str, float]:
    """The features of one candidate by name."""
    text = normalise_text(candidate.text)
    both = f"{coverage.above(candidate.chunk)} {text}"
    need = coverage.to_the_point(need, both)
    weights = coverage.weights(need)
    own, context = coverage.covers(need, text), coverage.covers(need, both)
    own_cover, context_cover = (float(cover @ weights / weights.sum()) for cover in (own, context))
    roles = np.array([term.role for term in need.terms] or ["none"])
    missing = {role: 1.0 - context[roles == role] for role in ("name", "act", "kind")}
    complete, complete_itself = (_is_complete(cover, roles) for cover in (context, own))
    unit, figure = asked_unit(need, text), figure_unit(need, candidate.chunk)
    found = not candidate.ordinal
    return {
        "cosine_gap": 10 * (candidate.cosine - nearness.mean_cosine) * found,
        "cosine_z": candidate.cosine_z,
        "cosine_behind": 10 * (nearness.best_cosine - candidate.cosine) * found,
        "bm25_share": candidate.bm25_score / (nearness.best_bm25 or 1.0),
        "rank": 1.0 / candidate.rank,
        "length": min(len(text), _LONG_TEXT) / _LONG_TEXT,
        "own_cover": own_cover,
        "context_cover": context_cover,
        "above_cover": context_cover - own_cover,
        "weakest_name": float(context[roles == "name"].min(initial=1.0)),
        "missing_names": min(float(missing["name"].sum()), _MOST_MISSING),
        "missing_acts": min(float(missing["act"].sum()), _MOST_MISSING),
        "missing_kinds": min(float(missing["kind"].sum()), _MOST_MISSING),
        "complete": float(complete),
        "complete_itself": float(complete_itself),
        "complete_figure": float(complete and max(unit, figure) > 0),
        "unknown_share": float(coverage.unknown_shares(need) @ weights / weights.sum()),
        "missing_latin": _missing_latin(need, both),
        "asked_kind": asked_kind(need, text),
        "asked_unit": unit,
        "figure": float(candidate.chunk.figure is not None),
        "figure_unit": figure,
        "list_found": _list_found(need, candidate),
        "list_lacking": float(list_lacking(need, text, bool(candidate.members))),
        "news": _news(need, text),
        "phrase": _phrase(need, text),
        "titled": float(_names_title(need, text)),
        "heading": float(candidate.chunk.kind == "heading" and not candidate.members),
        "english": float(text.isascii()),
        "ordinal": float(candidate.ordinal),
        "sequel": float(candidate.sequel is not None),
        "focus": float(bool(need.focus) and place_of(candidate.chunk) == need.focus),
    }


def _names_title(need: Need, text: str) -> bool:
    """Whether the question has the words that a text begins with."""
    head = _HEAD.split(text, maxsplit=1)[0]
    return len(head) >= _SHORTEST_TITLE and head in need.question


def _is_complete(cover: np.ndarray, roles: np.ndarray) -> bool:
    """Whether all names and kinds of a question are covered, and all but one of its verbs and adjectives."""
    missing = 1.0 - cover
    acts = roles == "act"
    return roles[0] != "none" and missing[~acts].max(initial=0.0) < _ALMOST and missing[acts].sum() <= 1


def _missing_latin(need: Need, text: str) -> float:
    """The share of the question's numbers and Latin words (names, abbreviations) that the evidence lacks."""
    exact = [term for term in need.terms if term.text.isascii() and not term.means]
    words = word_pairs(text)
    return sum(term.text not in words for term in exact) / len(exact) if exact else 0.0


def _list_found(need: Need, candidate: Candidate) -> float:
    """1 when a list is asked for and found, twice that when it is as long as the question says; else 0."""
    if not candidate.members:
        return 0.0
    return 2.0 if need.count == len(candidate.members) else 1.0


def _news(need: Need, text: str) -> float:
    """How much the evidence says beyond the question's own words; evidence that adds nothing answers nothing."""
    asked = {pair for term in need.terms for pair in word_pairs(term.text)}
    return min(len(word_pairs(text) - asked), _MANY_NEWS) / _MANY_NEWS


def _phrase(need: Need, text: str) -> float:
    """The longest stretch of the question that stands in the evidence word for word, as a share of a long one."""
    longest = difflib.SequenceMatcher(None, need.question, text, autojunk=False).find_longest_match()
    return min(longest.size, _LONG_PHRASE) / _LONG_PHRASE
