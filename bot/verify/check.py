"""Verification: every statement of a text is held against the evidence that its markers name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.lexicon import squeeze
from bot.verify.clauses import Clause, read_clauses
from bot.verify.distribution import wrong_distribution
from bot.verify.evidence import Evidence, sentences_of
from bot.verify.figures import wrong_numbers
from bot.verify.known import Known
from bot.verify.pairs import pair_levels
from bot.verify.reading import Cited, ReadEvidence, Unit, nearest, opposite
from bot.verify.relations import wrong_relations
from bot.verify.sentences import Sentence, Statement
from bot.verify.wording import telling_words
from bot.vocabulary import load_vocabulary

Kind = Literal[
    "empty",
    "forbidden",
    "nowhere",
    "unmarked",
    "number",
    "level",
    "name",
    "quotation",
    "wording",
    "turned",
    "added",
    "dropped",
]

_QUOTED = re.compile(r"[“「『‘]([^”」』’]{2,})[”」』’]|《([^》]+)》|\"([^\"]{2,})\"")
_CJK = re.compile(r"[\u3400-\u9fff]")
# A text is as long as an answer may be.
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a sentence.

    Attributes:
        sentence: as it was written.
        detail: in words, for the model that wrote it and for the trace.
    """

    kind: Kind
    sentence: str
    detail: str


def verify(text: str, evidence: Evidence, known: Known) -> tuple[Complaint, ...]:
    """All complaints about a text; none when every statement of it is backed by the evidence that it cites.

    Args:
        text: what a model wrote, with `[n]` markers.
        evidence: what it was given.
        known: the names and levels of the lists.
    """
    if not sentences_of(text) or len(text) > _LONGEST:
        return (Complaint("empty", text[:40], "回答是空的，或者太长"),)
    verifier = Verifier(evidence, known)
    return tuple(complaint for sentence in sentences_of(text) for complaint in verifier.check(sentence))


def is_courtesy(sentence: Sentence) -> bool:
    """Whether a sentence is mere courtesy, which an answer leaves out."""
    text = "".join(statement.text for statement in sentence.statements).strip().lower()
    return not sentence.markers and not re.search(r"\d", text) and bool(_patterns("courtesy").search(text))


@cache
def _patterns(table: str) -> re.Pattern:
    return re.compile("|".join(load_vocabulary("verify")[table]["patterns"]), re.IGNORECASE | re.MULTILINE)


class Verifier:
    """Checks the sentences of one text in their order.

    Args:
        evidence: what the text was written from.
        known: the names and levels of the lists.
    """

    def __init__(self, evidence: Evidence, known: Known) -> None:
        self._evidence = evidence
        self._known = known
        self._read = ReadEvidence(evidence, known)
        self._seen: list[Clause] = []
        self._opening: tuple[int, ...] = ()

    def check(self, sentence: Sentence) -> list[Complaint]:
        """What is wrong with the next sentence."""
        if is_courtesy(sentence):
            return []
        said = [Complaint(kind, sentence.raw.strip(), detail) for kind, detail in self._check(sentence)]
        if sentence.markers or not sentence.bullet:
            self._opening = sentence.markers if sentence.opens or sentence.bullet else ()
        return said

    def fits(self, sentence: Sentence, markers: tuple[int, ...]) -> bool:
        """Whether a sentence without markers would hold with some."""
        return not self.peek(Sentence(sentence.raw, tuple(Statement(s.text, markers) for s in sentence.statements)))

    def peek(self, sentence: Sentence) -> list[Complaint]:
        """What would be wrong with the next sentence, without going on to it."""
        seen, opening = list(self._seen), self._opening
        complaints = self.check(sentence)
        self._seen, self._opening = seen, opening
        return complaints

    def answers(self, question: str) -> bool:
        """Whether what was checked so far states anything that the question does not say already."""
        asked = _said(read_clauses(question, self._known))
        return any(clause.own or clause.atoms for clause in self._seen) and not _said(self._seen) <= asked

    def _check(self, sentence: Sentence) -> Iterator[tuple[Kind, str]]:
        for match in _patterns("forbidden").finditer(sentence.raw):
            yield "forbidden", f"回答里不能有链接、标记或代码：{match[0]}"
        if re.search(r"[?？]", sentence.raw):
            yield "empty", "回答里不能有问句"
        for n in sentence.markers:
            if self._evidence[n] is None:
                yield "nowhere", f"没有编号为 [{n}] 的证据"
        for statement in sentence.statements:
            yield from self._check_statement(statement, sentence)

    def _check_statement(self, statement: Statement, sentence: Sentence) -> Iterator[tuple[Kind, str]]:
        markers = statement.markers or sentence.markers or (self._opening if sentence.bullet else ())
        cited = self._read.cited(markers)
        text = self._in_chinese(statement.text, cited)
        clauses = read_clauses(text, self._known, self._seen[-6:])
        before = tuple(self._seen[-6:])
        self._seen += clauses
        if not markers:
            yield from _wrong_verdicts(clauses, self._read.all)
            if not sentence.opens or any(c.atoms or c.levels or c.names or c.negative for c in clauses):
                if any(telling_words(c) or c.atoms or c.levels or c.names for c in clauses):
                    yield "unmarked", "这句话没有标出证据编号"
                return
            cited = self._read.all
        if not cited.items:
            return
        yield from _wrong_verdicts(clauses, cited)
        yield from _wrong_quotations(statement.text, cited)
        for detail in wrong_distribution(statement.text, (u for item in cited.items for u in item.item.units)):
            yield "turned", detail
        for detail in wrong_relations(text, (u for item in cited.items for u in item.item.units)):
            yield "turned", detail
        yield from _wrong_names(clauses, cited)
        yield from _wrong_levels(clauses, before, cited)
        for detail in wrong_numbers(clauses, cited, before):
            yield "number", detail
        for clause in clauses:
            yield from _wrong_wording(clause, clauses, cited)

    def _in_chinese(self, text: str, cited: Cited) -> str:
        """A text with English names as the lists print them."""
        if len(_CJK.findall(text)) > len(text) / 3:
            return text
        for span, cores in self._known.english_names(text):
            known = [core for core in cores if cited.knows([core])]
            if len(known) == 1:
                text = text.replace(span, f" {known[0]}图书馆 ")
        return text


def _said(clauses: Sequence[Clause]) -> set[object]:
    """The words, names, levels and numbers of some clauses, and whether any is turned round."""
    numbers = {(a.number.kind, a.number.value, a.number.date) for clause in clauses for a in clause.atoms}
    return (
        {word for c in clauses for word in c.own} | numbers | {clause.negative for clause in clauses if clause.negative}
    )


def _wrong_quotations(text: str, cited: Cited) -> Iterator[tuple[Kind, str]]:
    if not _QUOTED.search(text):
        return
    units = [squeeze(text) for item in cited.items for text in item.item.units]
    units += [squeeze(c.title + (c.as_of or "")) for item in cited.items for c in item.item.citations]
    units += [squeeze(row["name"]) for item in cited.items for row in item.item.rows.values()]
    for match in _QUOTED.finditer(text):
        quoted = squeeze(next(filter(None, match.groups())))
        if quoted and not any(quoted in unit for unit in units):
            yield "quotation", f"证据里没有这句原话：{match[0]}"


def _wrong_names(clauses: Sequence[Clause], cited: Cited) -> Iterator[tuple[Kind, str]]:
    for clause in clauses:
        for name in clause.names:
            if not cited.knows(name.values):
                said = clause.text[name.start - clause.start : name.end - clause.start]
                yield "name", f"所标的证据没有提到“{said}”"


def _wrong_levels(clauses: Sequence[Clause], before: Sequence[Clause], cited: Cited) -> Iterator[tuple[Kind, str]]:
    paired = pair_levels(clauses, before)
    if not paired.clear:
        yield "level", "“分别”前后的名称与级别数目不同，看不出谁是哪一级"
    named = (*clauses, *before)
    known = cited.pairs(named)
    for name, level in paired.named:
        if not any((core, level) in known for core in name.values):
            yield "level", f"证据没有说“{'、'.join(sorted(name.values)[:2])}”是 {level.upper()} 级"
    for name, level in paired.denied:
        if any((core, level) in known for core in name.values) or not any(core in dict(known) for core in name.values):
            yield "level", f"证据没有说“{'、'.join(sorted(name.values)[:2])}”不是 {level.upper()} 级"
    bound = {level for _, level in (*paired.named, *paired.denied)}
    levels = cited.levels(named)
    for clause in clauses:
        for found in clause.levels:
            if not found.values & (bound | levels):
                yield "level", f"所标的证据没有提到 {'、'.join(found.values).upper()} 级"


def _wrong_verdicts(clauses: Sequence[Clause], cited: Cited) -> Iterator[tuple[Kind, str]]:
    """A bare yes needs evidence that opens with yes, a bare no such that says no."""
    for clause in clauses:
        if not (_verdict("yes").fullmatch(clause.text.strip()) or _verdict("no").fullmatch(clause.text.strip())):
            continue
        yes = bool(_verdict("yes").fullmatch(clause.text.strip()))
        opening = [c for item in cited.items[:1] for unit in item.units[:1] for c in unit.clauses]
        agreed = any(_verdict("yes").match(c.text.strip()) for c in opening)
        denied = any(c.negative or _verdict("no").match(c.text.strip()) for c in opening)
        if (yes and not agreed) or (not yes and not denied):
            yield "turned", f"证据没有这样断定：{clause.text.strip()}"


@cache
def _verdict(which: str) -> re.Pattern:
    words = sorted(load_vocabulary("verify")["verdicts"][which], key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?![\u3400-\u9fffa-z])")


def _wrong_wording(clause: Clause, clauses: Sequence[Clause], cited: Cited) -> Iterator[tuple[Kind, str]]:
    missing = _missing_words(clause, cited)
    if missing:
        yield "wording", f"证据里没有这样说：{'、'.join(missing)}"
    like = nearest(clause, cited.units(clauses))
    if not like:
        if (clause.negative or clause.families or clause.superlatives) and not _verdict("no").fullmatch(
            clause.text.strip()
        ):
            yield "added", f"证据里没有这样说：{clause.text.strip()}"
        return
    contrary = opposite(clause, cited.units(clauses))
    if contrary and not (clause.levels and clause.names):  # levels are paired with names, and their denials with them
        yield "turned", f"是与否和证据相反：{clause.text.strip()}（证据：{contrary.text.strip()}）"
    yield from _wrong_families(clause, clauses, like)
    for which in clause.superlatives:
        if not any(
            which in e.superlatives and clause.own.keys() <= e.context.keys() for u in cited.units() for e in u.clauses
        ):
            yield "added", f"证据没有说谁最多、最少、最高或最低：{clause.text.strip()}"


def _wrong_families(clause: Clause, clauses: Sequence[Clause], like: list) -> Iterator[tuple[Kind, str]]:
    families = load_vocabulary("verify")["families"]
    together = (
        len({f.start for c in clauses for f in (*c.names, *c.levels)} | {id(a) for c in clauses for a in c.atoms}) > 1
    )
    very = {family for _, e, unit in like for family in (*e.families, *_next_to(e, unit).families)}
    nearby = {
        family for _, _, unit in like for e in unit.clauses for family in e.families if not families[family].get("near")
    }
    for family in clause.families - very - nearby:
        if family == "all" and together and not re.search("全部|所有|全体|every|entire|always", clause.text):
            continue  # 两家都是 B+: each of them is checked
        if family in ("beyond", "short") and any(atom.number.limit for atom in clause.atoms):
            continue  # 超过 1800 家: the number is checked with it
        yield "added", f"证据没有“{_word_of(family, clause)}”的意思：{clause.text.strip()}"
    said = {family for c in clauses for family in c.families}
    dropped = set.intersection(*(set(e.families) for _, e, _ in like)) - said
    for family in dropped:
        if families[family].get("dropped"):
            yield "dropped", f"漏掉了证据里的“{_word_of(family, like[0][1])}”：{clause.text.strip()}"


def _next_to(clause: Clause, unit: Unit) -> Clause:
    """The clause behind another one, which may say of it how far it is (课题咨询——在建); the last has none but itself."""
    position = unit.clauses.index(clause)
    return unit.clauses[min(position + 1, len(unit.clauses) - 1)]


def _word_of(family: str, clause: Clause) -> str:
    words = load_vocabulary("verify")["families"][family]["words"]
    return next((word for word in words if word in clause.text), words[0])


def _missing_words(clause: Clause, cited: Cited) -> list[str]:
    """The words of a clause that no single item holds; where several things are named side by side, that none holds."""
    words = telling_words(clause)
    if clause.coordinated or clause.names:
        return [word for word in words if not cited.says(word)]
    return min(([word for word in words if not item.says(word)] for item in cited.items), key=len)
