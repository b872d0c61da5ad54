"""How well a candidate supports an answer: features of question and evidence, weighed by calibrated weights.

Two logistic regressions, both fitted by `evals/calibrate.py` on hand-written questions of `evals/sets`, whose answering lines are known: the first ranks the candidates of a question, the second
says how likely the best of them really answers it, and the threshold on that is chosen so that answers outweigh false
ones (a false answer counts twice) on questions that the fit had not seen. The numbers are kept in
`vocabulary/support.toml` with the figures of the fit. Nothing here is a guess at a cosine.
"""

import difflib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from bot.outline import Outline
from bot.retrieve import Hit
from bot.speech import tag_words
from bot.terms import Need, Term, names_several, word_pairs
from bot.twins import find_twins, subject_core
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

FEATURES = (
    "cosine_gap",
    "cosine_behind",
    "bm25_share",
    "length",
    "above_cover",
    "own_cover",
    "context_cover",
    "weakest_name",
    "missing_names",
    "missing_acts",
    "missing_kinds",
    "complete",
    "complete_itself",
    "unknown_share",
    "missing_latin",
    "asked_kind",
    "foreign_kind",
    "asked_unit",
    "list_found",
    "list_lacking",
    "news",
    "heading",
    "english",
    "phrase",
    "figure",
    "figure_unit",
    "ordinal",
    "rank",
)
# A second piece of evidence is added if it covers a name more, and is not far behind in rank (log-odds).
_HALF = 0.5
_WORTH_ADDING = 0.85
_CLEARLY_MORE = 0.05
_CLOSE_RANKS = 8
_CLOSE_SCORES = 3.0
_FIGURE_KINDS = ("percent", "date", "money", "number")
_LONG_PHRASE = 8
_LONG_TEXT = 200
_SAME_MEANING = 0.9
_UNRANKED = 20
_MOST_MISSING = 3.0
_MERE_WORDING = 0.2
_ALMOST = 0.2
# These compare the candidates of one question; of whether the best of them answers they say nothing.
_RELATIVE = ("cosine_behind", "bm25_share", "rank")
ACCEPT_FEATURES = (*(name for name in FEATURES if name not in _RELATIVE), "rank_score", "lead")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with the members of the list that it heads, if a list is asked for."""

    chunk: Chunk
    members: tuple[Chunk, ...]
    cosine: float
    bm25_score: float
    rank: int
    ordinal: bool = False

    @property
    def text(self) -> str:
        return " ".join((self.chunk.text, *(member.text for member in self.members)))


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score among the candidates of its question (log-odds; higher is better)."""

    candidate: Candidate
    rank_score: float
    features: tuple[float, ...]

    @property
    def cover(self) -> float:
        """The share of the question's words, by weight, that stand in it or above it."""
        return self.features[FEATURES.index("context_cover")]


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted logistic regression."""

    bias: float
    weights: tuple[float, ...]

    def log_odds(self, features: Sequence[float]) -> float:
        return self.bias + sum(w * f for w, f in zip(self.weights, features, strict=True))


@dataclass(frozen=True, slots=True)
class Level:
    """How near the hits of one question are: cosines between E5 vectors compare only within a question, and so does BM25."""

    mean_cosine: float
    best_cosine: float
    best_bm25: float


def level_of(hits: Sequence[Hit]) -> Level:
    """The level of some hits; zeros for none."""
    cosines = [hit.cosine for hit in hits] or [0.0]
    return Level(sum(cosines) / len(cosines), max(cosines), max((hit.bm25_score for hit in hits), default=0.0))


class SupportScorer:
    """Scores candidates of one index.

    Args:
        chunks: the prose chunks.
        figures: the figures that they state.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, chunks: Sequence[Chunk], figures: Sequence[Chunk], sources: Mapping[str, Source]) -> None:
        self._outline = Outline(chunks)
        self._figures: dict[str, list[Chunk]] = defaultdict(list)
        for figure in figures:
            self._figures[figure.parent].append(figure)
        self._sources = sources
        self._above = {chunk.id: self._context(chunk, sources[chunk.source]) for chunk in (*chunks, *figures)}
        texts = [normalise_text(chunk.text) for chunk in chunks]
        frequency = Counter(pair for text in texts for pair in word_pairs(text))
        self._idf = {pair: math.log(1 + len(texts) / count) for pair, count in frequency.items()}
        self._idf_unknown = math.log(1 + len(texts))
        fitted = load_vocabulary("support")
        self.threshold: float = fitted["threshold"]
        self._rank = _load_weights(fitted["rank"], FEATURES)
        self._accept = _load_weights(fitted["accept"], ACCEPT_FEATURES)

    @staticmethod
    def _context(chunk: Chunk, source: Source) -> str:
        return normalise_text(" ".join((*chunk.section, source.title, source.author)))

    def candidates(self, need: Need, hits: Sequence[Hit]) -> list[Candidate]:
        """What may answer at all: of the periods that the question names, and of the kind that it must be."""
        found = [
            Candidate(h.chunk, tuple(self._outline.listed(h.chunk, need)), h.cosine, h.bm25_score, h.rank) for h in hits
        ]
        if need.is_quantity:
            found += [
                Candidate(f, (), h.cosine, h.bm25_score, h.rank)
                for h in hits
                for f in self._figures.get(h.chunk.id, ())
            ]
        if need.ordinals:
            places = [
                (place, self._outline.listed(place, need))
                for place in self._outline.numbered(need.ordinals, need.counted_by)
            ]
            found += [Candidate(place, tuple(listed), 0.0, 0.0, _UNRANKED, ordinal=True) for place, listed in places]
        return [c for c in found if self._periods_agree(need, c) and self._may_answer(need, c)]

    def rank(self, need: Need, hits: Sequence[Hit]) -> list[Scored]:
        """The candidates among the hits, best first; none when nothing may answer."""
        found = self.candidates(need, hits)
        rows = [tuple(self.features(need, candidate, level_of(hits))) for candidate in found]
        scored = [Scored(c, self._rank.log_odds(row), row) for c, row in zip(found, rows, strict=True)]
        return sorted(scored, key=lambda item: -item.rank_score)

    def above(self, candidate: Candidate) -> Chunk | None:
        """The point or heading that a candidate belongs to."""
        chunk = candidate.chunk
        above = [c for c in self._outline.above(chunk) if c.kind == "heading" or c.label]
        labelled = [c for c in above if c.label and c.kind != "heading"]
        return labelled[0] if labelled else above[-1] if above else None

    def figure_of(self, need: Need, candidate: Candidate) -> Chunk | None:
        """The figure that a candidate is or, of those that it states, speaks most of what the question names."""
        own = [candidate.chunk] if candidate.chunk.figure else self._figures.get(candidate.chunk.id, [])

        def closeness(figure: Chunk) -> float:
            return float(self._covers(need, normalise_text(figure.text)).sum()) + self._figure_unit(need, figure)

        return max(own, key=closeness, default=None)

    def twins(self, need: Need, candidate: Candidate) -> list[Chunk]:
        """Other places' values of the figure that is asked for."""
        best = self.figure_of(need, candidate)
        asked = need.is_quantity or candidate.chunk.kind == "item"
        if not asked or not best or candidate.members:
            return []
        return find_twins(best, [figure for figures in self._figures.values() for figure in figures])

    def certain(self, need: Need, ranked: Sequence[Scored]) -> Scored | None:
        """What needs no weighing: the one place that ordinals name, or a figure of which sources are asked to differ and do."""
        places = [scored for scored in ranked if scored.candidate.ordinal]
        if len(places) == 1:
            return places[0]
        if "differs" not in need.asks:
            return None
        figures = [figure for figures in self._figures.values() for figure in figures]
        named = [f for f in figures if (core := subject_core(f)) and need.says(core) and find_twins(f, figures)]
        if not named:
            return None
        best = max(named, key=lambda figure: len(subject_core(figure)))
        return Scored(Candidate(best, (), 0.0, 0.0, _UNRANKED), 0.0, (0.0,) * len(FEATURES))

    def complement(self, need: Need, ranked: Sequence[Scored]) -> Candidate | None:
        """A second candidate that speaks of something the question names and the best one does not; None where none does."""
        if not ranked or not need.terms:
            return None
        need = self._to_the_point(need, " ".join(self._all_text(scored.candidate) for scored in ranked[:_CLOSE_RANKS]))
        names = np.array([term.role == "name" for term in need.terms] or [False])
        base = self._covers(need, self._all_text(ranked[0].candidate))
        found, most = None, _WORTH_ADDING
        for scored in ranked[1:_CLOSE_RANKS]:
            if scored.rank_score < ranked[0].rank_score - _CLOSE_SCORES:
                break
            more = np.maximum(self._covers(need, self._all_text(scored.candidate)), base) - base
            if float(more[names].sum()) > most:
                found, most = scored.candidate, float(more[names].sum()) + _CLEARLY_MORE
        return found

    def _to_the_point(self, need: Need, text: str) -> Need:
        """The need without clauses that ask nothing and of which the evidence knows nothing: talk around the question."""
        if all(term.clause < 0 for term in need.terms):
            return need
        covers = self._covers(need, text)
        known = {term.clause for term, cover in zip(need.terms, covers, strict=False) if cover > _HALF}
        kept = tuple(term for term in need.terms if term.clause >= 0 or term.clause in known)
        return replace(need, terms=kept) if kept else need

    def _all_text(self, candidate: Candidate) -> str:
        return f"{self._above[candidate.chunk.id]} {normalise_text(candidate.text)}"

    def support(self, ranked: Sequence[Scored]) -> float:
        """The probability, 0 to 1, that the best of the ranked candidates answers the question; 0 for none."""
        if not ranked:
            return 0.0
        return 1.0 / (1.0 + math.exp(-self._accept.log_odds(accept_features(ranked))))

    def features(self, need: Need, candidate: Candidate, level: "Level") -> list[float]:
        """The values of `FEATURES` for one candidate; `level` says how near the hits of the question are."""
        text = normalise_text(candidate.text)
        both = f"{self._above[candidate.chunk.id]} {text}"
        need = self._to_the_point(need, both)
        weights = np.array([self._weight(term) for term in need.terms] or [1.0])
        own = self._covers(need, text)
        context = self._covers(need, both)
        names = np.array([term.role == "name" for term in need.terms] or [False])
        acts = np.array([term.role == "act" for term in need.terms] or [False])
        kinds = np.array([term.role == "kind" for term in need.terms] or [False])
        missing = 1.0 - context
        unknown = np.array([self._unknown_share(term) for term in need.terms] or [0.0])
        return [
            0.0 if candidate.ordinal else 10 * (candidate.cosine - level.mean_cosine),
            0.0 if candidate.ordinal else 10 * (level.best_cosine - candidate.cosine),
            candidate.bm25_score / (level.best_bm25 or 1.0),
            min(len(text), _LONG_TEXT) / _LONG_TEXT,
            float(context @ weights / weights.sum() - own @ weights / weights.sum()),
            float(own @ weights / weights.sum()),
            float(context @ weights / weights.sum()),
            float(context[names].min(initial=1.0)),
            float(min(missing[names].sum(), _MOST_MISSING)),
            float(min(missing[acts].sum(), _MOST_MISSING)),
            float(min(missing[kinds].sum(), _MOST_MISSING)),
            float(bool(need.terms) and missing[~acts].max(initial=0.0) < _ALMOST and missing[acts].sum() <= 1),
            float(bool(need.terms) and (1.0 - own)[~acts].max(initial=0.0) < _ALMOST and missing[acts].sum() <= 1),
            float(unknown @ weights / weights.sum()),
            self._missing_latin(need, both),
            self._asked_kind(need, text),
            self._foreign_kind(need, text),
            self._asked_unit(need, text),
            self._list_found(need, candidate),
            self._list_lacking(need, candidate),
            self._news(need, text),
            float(candidate.chunk.kind == "heading" and not candidate.members),
            float(text.isascii()),
            self._phrase(need, text),
            float(candidate.chunk.figure is not None),
            self._figure_unit(need, candidate.chunk),
            float(candidate.ordinal),
            1.0 / candidate.rank,
        ]

    def _periods_agree(self, need: Need, candidate: Candidate) -> bool:
        """A period named must stand in the evidence or above it; the year of an issue counts when the article is meant."""
        everything = f"{self._above[candidate.chunk.id]} {normalise_text(candidate.text)}"
        if need.of_document:
            everything += normalise_text(self._sources[candidate.chunk.source].date_stated)
        return all(period in everything for period in need.periods)

    def _may_answer(self, need: Need, candidate: Candidate) -> bool:
        """Whether evidence can hold the kind of answer that is asked for, where that must be seen: a year, a price, a company."""
        text = candidate.text
        if self._foreign_kind(need, text):
            return False
        words = load_vocabulary("search")
        if set(need.unit) & set(words["units"]["strict"]) and self._asked_unit(need, normalise_text(text)) < 0:
            return False
        kinds = _strict_kind().findall(need.question)
        if _asks_for_many(need) and not candidate.members and not re.search("[、；+]|和|及|与", text):
            return False
        everything = f"{self._above[candidate.chunk.id]} {text}"
        return all(re.search(words["kinds"][kind], everything) for kind in kinds)

    def _weight(self, term: Term) -> float:
        """How much a term counts: by how rare its pairs are, and less if it names nothing and the sources lack it."""
        weight = sum(self._idf.get(pair, self._idf_unknown) for pair in word_pairs(term.text))
        unknown = term.role != "name" and not any(pair in self._idf for pair in word_pairs(term.text))
        return weight * (_MERE_WORDING if unknown else 1.0)

    def _covers(self, need: Need, text: str) -> np.ndarray:
        """(n_terms,) the share of each term, by weight, that stands in the text; [0] for a question without terms."""
        pairs = word_pairs(text)
        return np.array([self._cover(term, text, pairs) for term in need.terms] or [0.0])

    def _cover(self, term: Term, text: str, pairs: set[str]) -> float:
        """The share of one term; 1 when a word that means the same stands in the text."""
        if term.text in text:
            return 1.0
        if term.role == "kind" and (instance := load_vocabulary("search")["kinds"].get(term.text)):
            return float(re.search(instance, text, re.IGNORECASE) is not None)
        if any(word in text for word in term.means):
            return _SAME_MEANING
        found = sum(self._idf.get(pair, self._idf_unknown) for pair in word_pairs(term.text) & pairs)
        return found / (self._weight(term) or 1.0)

    def _unknown_share(self, term: Term) -> float:
        """The share of a term's characters that no source uses next to any of their neighbours."""
        if term.means:
            return 0.0
        if term.text.isascii():
            return float(term.text not in self._idf)
        known = [pair in self._idf for pair in (term.text[i : i + 2] for i in range(len(term.text) - 1))]
        touched = [before or after for before, after in zip([False, *known], [*known, False], strict=True)]
        return 1.0 - sum(touched) / len(touched)

    @staticmethod
    def _missing_latin(need: Need, text: str) -> float:
        """The share of the question's numbers and Latin words (names, abbreviations) that the evidence lacks."""
        exact = [term for term in need.terms if term.text.isascii() and not term.means]
        words = word_pairs(text)
        return sum(term.text not in words for term in exact) / len(exact) if exact else 0.0

    @staticmethod
    def _asked_kind(need: Need, text: str) -> float:
        """1 when the evidence holds the kind of answer asked for, -1 when not, 0 when no kind is asked for."""
        if not need.asks:
            return 0.0
        return 1.0 if re.search(_kinds()[need.asks[0]]["evidence"], text) else -1.0

    @staticmethod
    def _foreign_kind(need: Need, text: str) -> float:
        """1 when a kind of answer is asked for that must be there and is not, such as a price or an address."""
        strict = [_kinds()[ask] for ask in need.asks if _kinds()[ask].get("strict")]
        return float(any(not _holds(kind, text) for kind in strict))

    @staticmethod
    def _asked_unit(need: Need, text: str) -> float:
        """1 when the evidence counts in the unit asked for, -1 when it counts in others only, 0 when none is asked."""
        if not need.unit:
            return 0.0
        units = "|".join(map(re.escape, need.unit))
        counted = re.search(rf"\d[\d.,]*\s*[余多]?[万亿千]?(?:{units})", text) or re.search(r"\d+(?:\s*\(|$)", text)
        return 1.0 if counted else -1.0

    @staticmethod
    def _phrase(need: Need, text: str) -> float:
        """The longest stretch of the question that stands in the evidence word for word, up to eight characters, as a share of that."""
        question = need.question
        longest = difflib.SequenceMatcher(None, question, text, autojunk=False).find_longest_match()
        return min(longest.size, _LONG_PHRASE) / _LONG_PHRASE

    @staticmethod
    def _figure_unit(need: Need, chunk: Chunk) -> float:
        """1 for a figure of the kind asked for, -1 for one of another kind, 0 where no figure is told."""
        if not chunk.figure:
            return 0.0
        unit = chunk.figure.unit
        wanted = next((ask for ask in need.asks if ask in _FIGURE_KINDS), "number")
        wanted = "date" if set(need.asks) & {"year", "month", "day"} else wanted
        if wanted == "number" and need.unit:
            return 1.0 if unit.startswith(need.unit) or not unit else -1.0
        kind = "percent" if unit == "%" else "date" if unit == "date" else "number"
        return 1.0 if kind == ("number" if wanted == "money" else wanted) else -1.0

    @staticmethod
    def _list_found(need: Need, candidate: Candidate) -> float:
        """1 when a list is asked for and found, twice that when it is as long as the question says; else 0."""
        if not candidate.members:
            return 0.0
        return 2.0 if need.count == len(candidate.members) else 1.0

    @staticmethod
    def _list_lacking(need: Need, candidate: Candidate) -> float:
        """1 when a list is asked for and the evidence enumerates less than the question says there is, or nothing."""
        if "list" not in need.asks or candidate.members:
            return 0.0
        parts = len(re.findall("[、；+]|和|及", candidate.text)) + 1
        return float(parts < max(need.count, 2))

    @staticmethod
    def _news(need: Need, text: str) -> float:
        """How much the evidence says beyond the question's own words; evidence that adds nothing answers nothing."""
        asked = {pair for term in need.terms for pair in word_pairs(term.text)}
        return min(len(word_pairs(text) - asked), 10) / 10


def _asks_for_many(need: Need) -> bool:
    """Whether the question wants the several things that it speaks of named: 是哪 11 个."""
    return "list" in need.asks and (need.count > 1 or names_several(need.question))


@cache
def _strict_kind() -> re.Pattern:
    """A kind of thing that is asked for and of which evidence must show an instance."""
    words = "|".join(load_vocabulary("search")["strict_kinds"]["words"])
    return re.compile(rf"(?:什么|哪|几)[一几]?[个家所种些位款]?({words})")


def _holds(kind: Mapping[str, Any], text: str) -> bool:
    """Whether a text holds a kind of answer, by its pattern or by a word of the part of speech that the kind names."""
    if re.search(kind["evidence"], text):
        return True
    return "speech" in kind and any(tag == kind["speech"] for _, tag in tag_words(text))


def accept_features(ranked: Sequence[Scored]) -> tuple[float, ...]:
    """The values of `ACCEPT_FEATURES` for ranked candidates, of which there is at least one."""
    best = ranked[0]
    lead = best.rank_score - ranked[1].rank_score if len(ranked) > 1 else 0.0
    absolute = (f for name, f in zip(FEATURES, best.features, strict=True) if name not in _RELATIVE)
    return (*absolute, best.rank_score, min(lead, 3.0))


def _load_weights(table: dict[str, Any], names: Sequence[str]) -> Weights:
    return Weights(table["bias"], tuple(table.get(name, 0.0) for name in names))


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    return {ask["kind"]: ask for ask in load_vocabulary("search")["asks"]}
