"""Verification: every statement of a text is held against the evidence that its markers name."""

import re
from collections.abc import Sequence
from functools import cache, cached_property

from bot.verify.assertions import (
    is_verdict,
    unclear_names,
    wrong_bounds,
    wrong_items,
    wrong_levels,
    wrong_names,
    wrong_quotations,
    wrong_sameness,
    wrong_verdicts,
)
from bot.verify.clauses import Clause, prepare, read_clauses
from bot.verify.complaints import Complaint, Found
from bot.verify.computed import Told
from bot.verify.distribution import wrong_distribution
from bot.verify.equations import wrong_equations
from bot.verify.evidence import Evidence, sentences_of
from bot.verify.figures import wrong_numbers
from bot.verify.known import Known
from bot.verify.listed import list_sizes
from bot.verify.meaning import wrong_wording
from bot.verify.paraphrase import is_said
from bot.verify.reading import Cited, ReadEvidence
from bot.verify.relations import wrong_relations
from bot.verify.sentences import Sentence, Statement
from bot.verify.verdicts import assertion_of
from bot.verify.wording import telling_words
from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text

_CJK = re.compile(r"[\u3400-\u9fff]")
# A text is as long as an answer may be.
_LONGEST = 3000
# Ordinals beyond it are places in a list.
_LARGEST_ORDINAL = 10


def verify(text: str, evidence: Evidence, known: Known, question: str = "") -> tuple[Complaint, ...]:
    """All complaints about a text; none when every statement of it is backed by the evidence that it cites.

    Args:
        text: what a model wrote, with `[n]` markers.
        evidence: what it was given.
        known: the names and levels of the lists.
        question: what it answers.
    """
    if not sentences_of(text) or len(text) > _LONGEST:
        return (Complaint("empty", text[:40], "回答是空的，或者太长"),)
    verifier = Verifier(evidence, known, question)
    return tuple(complaint for sentence in sentences_of(text) for complaint in verifier.check(sentence))


def is_courtesy(sentence: Sentence) -> bool:
    """Whether a sentence is mere courtesy, which an answer leaves out."""
    text = normalise_text("".join(statement.text for statement in sentence.statements)).strip()
    return not sentence.markers and not re.search(r"\d", text) and bool(_patterns("courtesy").search(text))


def refuses(text: str) -> bool:
    """Whether a text says that the sources do not tell something."""
    return bool(_patterns("refusals").search(prepare(text)))


@cache
def _openers() -> re.Pattern:
    words = "|".join(map(re.escape, load_vocabulary("verify")["courtesy"]["openers"]))
    return re.compile(rf"^\s*(?:{words})[\s,，、!！:：]+", re.IGNORECASE)


@cache
def _patterns(table: str) -> re.Pattern:
    return re.compile("|".join(load_vocabulary("verify")[table]["patterns"]), re.IGNORECASE | re.MULTILINE)


class Verifier:
    """Checks the sentences of one text in their order.

    Args:
        evidence: what the text was written from.
        known: the names and levels of the lists.
        question: what it answers, whose words it may say again where the sources say them beside what is cited.
    """

    def __init__(self, evidence: Evidence, known: Known, question: str = "") -> None:
        self._evidence = evidence
        self._known = known
        self._read = ReadEvidence(evidence, known)
        self._question = question
        asked = read_clauses(question, known)
        self._asked = frozenset(word for clause in asked for word in telling_words(clause))
        ordinals = (a.number for clause in asked for a in clause.atoms if a.number.kind == "ordinal")
        self._ordinals = frozenset(number.value for number in ordinals if number.value <= _LARGEST_ORDINAL)
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

    def answers(self) -> bool:
        """Whether what was checked so far states anything that the question does not say already."""
        if assertion_of(self._question):
            return bool(self._seen)
        asked = _said(read_clauses(self._question, self._known))
        return any(clause.own or clause.atoms for clause in self._seen) and not _said(self._seen) <= asked

    def _check(self, sentence: Sentence) -> Found:
        for match in _patterns("forbidden").finditer(sentence.raw):
            yield "forbidden", f"回答里不能有链接、标记或代码：{match[0]}"
        if re.search(r"[?？]", sentence.raw):
            yield "empty", "回答里不能有问句"
        for n in sentence.markers:
            if self._evidence[n] is None:
                yield "nowhere", f"没有编号为 [{n}] 的证据"
        for statement in sentence.statements:
            yield from self._check_statement(statement, sentence)

    def _check_statement(self, statement: Statement, sentence: Sentence) -> Found:
        markers = statement.markers or sentence.markers or (self._opening if sentence.bullet else ())
        cited = self._read.cited(markers)
        text = self._in_chinese(_openers().sub("", statement.text), cited)
        clauses = read_clauses(text, self._known, self._seen[-6:])
        before = tuple(self._seen[-6:])
        self._seen += clauses
        if not markers:
            yield from self._wrong_verdicts(clauses, self._read.all)
            if all(is_verdict("yes", clause) or is_verdict("no", clause) for clause in clauses):
                return
            if not sentence.opens or any(c.atoms or c.levels or c.names or c.negative for c in clauses):
                if any(telling_words(c) or c.atoms or c.levels or c.names for c in clauses):
                    yield "unmarked", "这句话没有标出证据编号"
                return
            cited = self._read.all
        if not cited.items:
            return
        yield from self._wrong_verdicts(clauses, cited)
        yield from wrong_quotations(statement.text, cited)
        for detail in wrong_distribution(statement.text, (u for item in cited.items for u in item.item.units)):
            yield "turned", detail
        for detail in wrong_relations(text, (u for item in cited.items for u in item.item.units)):
            yield "turned", detail
        yield from wrong_names(clauses, cited)
        yield from wrong_levels(clauses, before, cited)
        yield from unclear_names(clauses, before, self._read.all)
        yield from wrong_items(statement.text, cited)
        yield from wrong_bounds(statement.text, cited)
        yield from wrong_sameness(clauses, before, self._read.all)
        for detail in wrong_equations(statement.text):
            yield "number", detail
        told = self._told(clauses, before, sentence, statement)
        for detail in wrong_numbers(told, cited, self._read.cited(sentence.markers)):
            yield "number", detail
        if any(refuses(unit) for item in cited.items for unit in item.item.units):
            yield from self._wrong_refusal(clauses, cited)
            return
        for clause in clauses:
            yield from wrong_wording(clause, clauses, cited, self._asked)

    def _wrong_refusal(self, clauses: Sequence[Clause], cited: Cited) -> Found:
        """Where the desk says that the sources do not tell, a text may say so in the words of the question, and no more."""
        for clause in clauses:
            if refuses(clause.text):
                words = [
                    word for word in telling_words(clause) if word not in self._asked and not is_said(word, cited.says)
                ]
                if words and not self._asked.isdisjoint(telling_words(clause)):
                    yield "wording", f"证据里没有这样说：{'、'.join(words)}"
                elif words:
                    yield from wrong_wording(clause, clauses, cited)
            else:
                yield from wrong_wording(clause, clauses, cited)

    def _wrong_verdicts(self, clauses: Sequence[Clause], cited: Cited) -> Found:
        """A bare yes holds, too, if what the question asks holds as a statement."""
        if any(is_verdict("yes", clause) for clause in clauses) and self._affirmed:
            return
        yield from wrong_verdicts(clauses, cited)

    @cached_property
    def _affirmed(self) -> bool:
        asserted = assertion_of(self._question)
        numbers = tuple(item.n for item in self._evidence.items)
        if not asserted or not numbers:
            return False
        verifier = Verifier(self._evidence, self._known)
        return not verifier.check(Sentence(asserted, (Statement(asserted, numbers),)))

    def _told(
        self, clauses: tuple[Clause, ...], before: tuple[Clause, ...], sentence: Sentence, statement: Statement
    ) -> Told:
        """A statement with what its whole sentence names."""
        whole, behind = clauses, ()
        if len(sentence.statements) > 1:
            whole = read_clauses("，".join(statement.text for statement in sentence.statements), self._known)
            rest = sentence.statements[sentence.statements.index(statement) + 1 :]
            behind = read_clauses("，".join(later.text for later in rest), self._known) if rest else ()
        names = {found.values: found for clause in whole for found in clause.names}
        levels = {found.values: found for clause in whole for found in clause.levels}
        lists = list_sizes(self._read.cited(sentence.markers), self._read.all)
        return Told(clauses, before, behind, tuple(names.values()), tuple(levels.values()), lists, self._ordinals)

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
