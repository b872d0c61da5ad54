"""What may answer a question at all: chunks that were found, figures, lists, and sentences that belong together."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.coverage import Coverage
from bot.features import Candidate
from bot.kinds import kind_evidence, may_answer
from bot.ordinals import numbered_thing
from bot.outline import Outline
from bot.retrieve import Hit
from bot.terms import Need, asking_clauses
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

_HALF = 0.5
# Kinds of answer that are times.
_WHEN = {"date", "month", "day"}
# What fewer rows measure is no column of a table.
_FEWEST_ROWS = 3
_QUOTED = re.compile(r"[“\"]([^”\"]{2,})[”\"]")
# The rank of what no search found.
UNRANKED = 20
# In front of a word: it does not hold. 有没有部署 and 是不是 leave it open.
_NOT = r"(?<![有一并是])(?:还?没有?|尚?未|非|不是|不属于|not )(?:被|再)?"
# The point is one of those below what is named.
_BELOW = re.compile("下面|底下|名下|里面?的?第|之下|的第")
# Of a part of a document only the title is asked for.
_TITLE = re.compile("标题|题目|叫什么|叫啥|名称|title|heading")
_WHOLE_YEAR = re.compile("全年|整年|一整年|年度总")
_PART_OF_YEAR = re.compile(r"(?<![那这同每])[一二三四]季度|[上下]半年|(?<!\d)\d{1,2}月")
# A figure of what is not done yet, and what is not: 在开发, 待开发.
_IN_STATE = re.compile(r"[在待拟未]([\u3400-\u9fff]{2,4})(?=\s*:)")
_ANY_NOT = re.compile(_NOT)
# What follows is a conclusion; its reason stands before it.
_CONCLUDES = re.compile("因此|所以|由此|故而|可见")


class Gatherer:
    """Gathers the candidates of one index.

    Args:
        chunks: the prose chunks.
        figures: the figures that they state, by the id of the chunk.
    """

    def __init__(
        self, chunks: Sequence[Chunk], figures: Mapping[str, Sequence[Chunk]], outline: Outline, coverage: Coverage
    ) -> None:
        self._figures, self._outline, self._coverage = figures, outline, coverage
        self._columns = _columns(chunks, figures)
        self._prose = normalise_text(" ".join(chunk.text for chunk in chunks))
        written = Counter((chunk.source, chunk.text.isascii()) for chunk in chunks)
        self._english = {
            source for source, ascii in written if ascii and written[source, True] > written[source, False]
        }

    def candidates(self, need: Need, hits: Sequence[Hit]) -> list[Candidate]:
        """What may answer at all: of the periods that the question names, and of the kind that it must be."""
        found = [
            Candidate(
                h.chunk,
                tuple(self._outline.listed(h.chunk, need)),
                h.cosine,
                h.bm25_score,
                h.rank,
                cosine_z=h.cosine_z,
            )
            for h in hits
        ]
        if need.is_quantity and not need.several:
            found += [
                Candidate(f, (), h.cosine, h.bm25_score, h.rank, cosine_z=h.cosine_z)
                for h in hits
                for f in self._figures.get(h.chunk.id, ())
            ]
        found += self._pairs(hits)
        if need.ordinals:
            below = replace(need, asks=(*need.asks, "list")) if need.is_quantity else need  # its pieces are counted
            piece = len(need.ordinals) == 1 and numbered_thing(need.question) == "工作"  # tasks are numbered apart
            named = self._outline.below_named(need) if piece or _BELOW.search(need.question) else None
            numbered = [named] if named else [] if piece else self._outline.numbered(need.ordinals, need.counted_by)
            found += [_placed(place, self._outline.listed(place, below)) for place in numbered]
        only_title = _TITLE.search(need.question) is not None
        found += [
            _placed(place, () if only_title else below)
            for place, below in self._outline.provisions(need.question)
            if not need.documents or self._coverage.kind_of(place) in need.documents
        ]
        found = [candidate for candidate in found if self._may_answer(need, candidate)]
        return _with_reasons(found) if need.asks[:1] == ("reason",) else found

    def _pairs(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Sentences with the one behind them that speaks of the same, as near as the nearer of the two."""
        pairs: dict[str, Candidate] = {}
        for hit in hits:  # the better ranked first
            for first, second in self._outline.read_on(hit.chunk):
                pair = Candidate(first, (), hit.cosine, hit.bm25_score, hit.rank, cosine_z=hit.cosine_z, sequel=second)
                pairs.setdefault(first.id, pair)
        return list(pairs.values())

    def _may_answer(self, need: Need, candidate: Candidate) -> bool:
        if candidate.ordinal:
            return True
        chunk, text = candidate.chunk, normalise_text(candidate.text)
        if text.isascii() and chunk.source not in self._english and not need.english_text:
            return False  # a translation of what the document says at length
        of_source = self._coverage.agrees_in_source(need, chunk, text)
        if need.is_quantity and any(less(need, text) for less in (_denies, _counts_state, _joins)):
            return False
        sentence = " ".join(above.text for above in self._outline.above(chunk)[-1:]) if chunk.figure else ""
        if need.is_quantity and _speaks_of_other_months(need, f"{sentence} {text}"):
            return False
        if need.is_quantity and not self._has_columns(need, candidate):
            return False
        if _WHEN & set(need.asks) and self._dates_another(need, chunk):
            return False
        if "reason" in need.asks and chunk.kind != "sentence" and not kind_evidence("reason").search(text):
            return False  # a slide gives a reason only in so many words
        # 省级中心一共几个 is no question for what stands under 省级中心验收.
        only_number = need.is_quantity and not {"list", "differs", "belongs"} & set(need.asks)
        only_number = only_number and not (need.count or need.several)
        only_place = "belongs" in need.asks and "list" not in need.asks
        if (only_number or only_place) and chunk.kind == "heading" and candidate.members:
            return False
        if only_place and not self._names_itself(need, text):
            return False
        if candidate.members and "list" in need.asks and need.count > len(candidate.members):
            return False  # 哪七大类 are not the five things that a slide says of them
        return of_source and may_answer(need, text, self._coverage.above(chunk), bool(candidate.members))

    def _has_columns(self, need: Need, candidate: Candidate) -> bool:
        """Whether evidence from a table has the columns that a question names: a row without 计划总量 tells none."""
        columns = self._columns.get((candidate.chunk.source, _slide_of(candidate.chunk)), ())
        asked = [column for column in columns if column in need.question]
        stated = [f for chunk in candidate.chunks for f in (chunk, *self._figures.get(chunk.id, ())) if f.figure]
        said = " ".join((candidate.text, *(f.figure.measure for f in stated)))
        return all(column in said for column in asked)

    def _dates_another(self, need: Need, chunk: Chunk) -> bool:
        """Whether a line of a slide says when something is that the question does not speak of."""
        if need.focus or chunk.kind not in ("item", "figure"):
            return False
        figures = [f.figure for f in (chunk, *self._figures.get(chunk.id, ())) if f.figure]
        dates = [figure for figure in figures if figure.unit == "date"]
        # Without a measure (开始服务) the subject is what happens, and the line says to what.
        things = [normalise_text(figure.subject if figure.measure else chunk.text) for figure in dates]
        return bool(things) and not any(self._coverage.covers(need, thing).any() for thing in things)

    def _names_itself(self, need: Need, text: str) -> bool:
        """Whether a text has what the question quotes, or at least half of one of its names, or there are none."""
        quoted = [phrase for phrase in _QUOTED.findall(need.question) if phrase in self._prose]
        quoted = [phrase for phrase in quoted if phrase not in need.periods]  # “十四五”的哪项任务
        if quoted:
            return any(phrase in text for phrase in quoted)
        covers = self._coverage.covers(need, text)
        named = [cover for cover, term in zip(covers, need.terms, strict=True) if term.role == "name"]
        return not named or max(named) >= _HALF


def _columns(chunks: Sequence[Chunk], figures: Mapping[str, Sequence[Chunk]]) -> dict[tuple[str, tuple], set[str]]:
    """The columns of tables, by source and slide: what several rows measure without saying it themselves."""
    rows = Counter(
        (chunk.source, _slide_of(chunk), measure)
        for chunk in chunks
        for measure in {f.figure.measure for f in figures.get(chunk.id, ())} - {""}
        if measure not in chunk.text
    )
    found: dict[tuple[str, tuple], set[str]] = defaultdict(set)
    for (source, slide, measure), count in rows.items():
        if count >= _FEWEST_ROWS:
            found[source, slide].add(measure)
    return dict(found)


def _slide_of(chunk: Chunk) -> tuple[str, ...]:
    """The headings that a chunk stands under, or heads; a figure stands under its item, too."""
    if chunk.figure:
        return chunk.section[:-1]
    return (*chunk.section, chunk.text) if chunk.kind == "heading" else chunk.section


def quotes(question: str, text: str) -> bool:
    """Whether a question quotes words (“…”) that stand in a text."""
    return any(phrase in normalise_text(text) for phrase in _QUOTED.findall(question))


def _placed(place: Chunk, members: Sequence[Chunk]) -> Candidate:
    """A candidate that is there because of its place, not because a search found it."""
    return Candidate(place, tuple(members), 0.0, 0.0, UNRANKED, ordinal=True)


def _denies(need: Need, text: str) -> bool:
    """Whether a question asks how many are not what it names and evidence does not say that of any: 没部署的 are neither
    those that are 已部署 nor those that are 待开发. What they are beside (还在试运行、没上线的) evidence may say instead."""
    asked = asking_clauses(need.question)
    if not _ANY_NOT.search(asked):
        return False
    denied = [term for term in need.terms if re.search(_NOT + re.escape(term.text), asked)]
    states = [word for word in load_vocabulary("arithmetic")["roles"]["part"] if need.says(word)]
    if any(word in text for word in states):
        return False
    not_yet = rf"(?:{_NOT}|[待拟])"
    return any(
        not any(re.search(not_yet + re.escape(word), text) for word in (term.text, *term.means)) for term in denied
    )


def _joins(need: Need, text: str) -> bool:
    """Whether something alone is asked of and evidence speaks of it together with another thing: 光是文献传递 of
    馆际互借与文献传递."""
    words = "|".join(load_vocabulary("search")["alone"]["words"])
    alone = re.search(rf"(?:{words})(?:是|算|看|就)?([\u3400-\u9fff]{{2,6}})", need.question)
    word = next((t.text for t in need.terms if alone and t.text in alone[1]), "")
    return (
        bool(word) and re.search(rf"[\u3400-\u9fff][与和及、]{word}|{word}[与和及、][\u3400-\u9fff]", text) is not None
    )


def _counts_state(need: Need, text: str) -> bool:
    """Whether evidence counts what is in a state that the question does not name: 待开发 of what is to be 开发."""
    state = _IN_STATE.match(text)
    return state is not None and state[1] in need.question and not need.says(state[0])


def _speaks_of_other_months(need: Need, text: str) -> bool:
    """Whether a whole year or a part of one is asked for and evidence speaks of other parts only (三季度 of 四季度)."""
    asked, told = (set(_PART_OF_YEAR.findall(one)) for one in (need.question, text))
    whole = _WHOLE_YEAR.search(need.question) is not None and not _WHOLE_YEAR.search(text)
    return bool(told) and ((bool(asked) and not asked & told) or whole)


def _with_reasons(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates for a question that asks why: a sentence whose reason is in its neighbour only together with that."""
    evidence = kind_evidence("reason")
    pairs = [one for one in found if one.sequel and evidence.search(normalise_text(one.text))]
    lacking = {one.chunk.id for one in pairs if not evidence.search(normalise_text(one.chunk.text))}
    concluding = {one.sequel.id for one in pairs if _CONCLUDES.match(one.sequel.text)}
    alone = [one for one in found if one.sequel or one.members or one.chunk.id not in lacking]
    return [one for one in alone if one.members or one.chunk.id not in concluding]
