"""Telling words (all, only, already, planned …) of a clause, held against those of the evidence."""

import re
from collections.abc import Sequence

from bot.verify.candidates import is_same
from bot.verify.clauses import Clause
from bot.verify.complaints import Found
from bot.verify.reading import Cited, Unit
from bot.vocabulary import load_vocabulary

_ALL = 100
_NOT_YET = {"planned", "ongoing", "ought", "may"}
# Pairs of characters that clauses of small words must share.
_FEWEST_SHARED = 3
# What may stand between 只 and its number.
_BEFORE_NUMBERS = ("", "有", "占", "相差", "达", "剩", "差")
# Characters between 已 and its number.
_LONGEST_VERB = 6
_WHOLLY = re.compile("全部|所有|全体|every|entire|always")

# How like a clause of the evidence is, the clause, and its statement.
Near = tuple[float, Clause, Unit]


def wrong_families(clause: Clause, clauses: Sequence[Clause], like: Sequence[Near], cited: Cited) -> Found:
    """What a clause says by a telling word that the evidence does not, and what it leaves out.

    Args:
        clause: to be checked.
        clauses: of its statement, itself among them.
        like: the clauses of the evidence that it is most like.
        cited: what its statement cites.
    """
    families = load_vocabulary("verify")["families"]
    very = {family for _, e, unit in like for family in (*e.families, *_next_to(e, unit).families)}
    if any(atom.number.limit == "least" for atom in clause.atoms):  # what stands behind a goal is not said of it
        very = {family for _, e, _ in like for family in e.families}
    nearby = {
        family for _, _, unit in like for e in unit.clauses for family in e.families if not families[family].get("near")
    }
    for family in clause.families - very - nearby:
        word = _word_of(family, clause)
        if not (_is_checked_apart(family, word, clause, clauses) or _is_borne_out(family, word, clause, like, cited)):
            yield "added", f"证据没有“{word}”的意思：{clause.text.strip()}"
    said = {family for c in clauses for family in c.families}
    dropped = set.intersection(*(set(e.families) for _, e, _ in like)) - said
    for family in dropped:
        if families[family].get("dropped"):
            yield "dropped", f"漏掉了证据里的“{_word_of(family, like[0][1])}”：{clause.text.strip()}"


def _is_checked_apart(family: str, word: str, clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether what a word says is seen to with the names and numbers of its statement."""
    if family == "all":  # 两家都是 B+: each of them is checked
        found = {f.start for c in clauses for f in (*c.names, *c.levels)} | {id(a) for c in clauses for a in c.atoms}
        told = clause.names or clause.levels or clause.atoms
        return len(found) > 1 and bool(told) and not _WHOLLY.search(clause.text)
    if family in ("beyond", "short"):  # 超过 1800 家
        return any(atom.number.limit for atom in clause.atoms)
    return family == "only" and _is_of_number(word, clause)  # 只有 3 家 is how the number strikes the writer


def _is_borne_out(family: str, word: str, clause: Clause, like: Sequence[Near], cited: Cited) -> bool:
    """Whether the evidence has what a word says in another way or place."""
    table = load_vocabulary("verify")["families"][family]
    told = [(e, e.families) for unit in cited.units() for e in unit.clauses]
    return (
        bool(table.get("of_number") and _is_counted(word, clause, like))  # 已完成 85%
        or (family in ("done", "all") and "完成" in clause.text and _is_whole(like))  # 全部完成 of 100%
        or any(
            families & set(table.get("like", ())) for _, families in told
        )  # 计划 10 月底开始, of what is being built
        or (not table.get("near") and any(family in families and _alike(clause, e) for e, families in told))
        or any(_stands_beside(word, clause, e, unit) for _, e, unit in like)
        or any(_contracts(clause, other, e) for other in table["words"] for _, e, _ in like)
    )


def _is_whole(like: Sequence[Near]) -> bool:
    """Whether the evidence has all that is meant done by 100 per cent."""
    done = [a.number for _, e, _ in like if "完成" in e.text for a in e.atoms if a.number.kind == "percent"]
    return bool(done) and all(number.value == _ALL and not number.limit for number in done)


def _alike(one: Clause, other: Clause) -> bool:
    """Whether two clauses share a stretch of words, be it of those that say nothing of what is spoken of."""
    first, second = ({c.text[i : i + 2] for i in range(len(c.text) - 1)} for c in (one, other))
    return len(first & second) >= _FEWEST_SHARED


def _is_counted(word: str, clause: Clause, like: Sequence[Near]) -> bool:
    """Whether a word stands before an exact number, at most a verb between them, that the evidence has of nothing planned."""
    start = clause.start + clause.text.find(word)
    behind = [a.number for a in clause.atoms if a.number.start > start and a.number.kind != "date"]
    number = min(behind, key=lambda n: n.start, default=None)
    if number is None or number.limit or number.start - start > len(word) + _LONGEST_VERB:
        return False
    if re.match(r"\s*[年月日号]", clause.text[number.end - clause.start :]):
        return False  # 已于 10 月底
    held = [e for _, e, _ in like if any(is_same(number, a.number) for a in e.atoms)]
    unless = load_vocabulary("verify")["families"]["done"]["unless"]
    return any(not (e.families & _NOT_YET or any(word in e.text for word in unless)) for e in held)


def _stands_beside(word: str, clause: Clause, evidence: Clause, unit: Unit) -> bool:
    """Whether a word with what follows it stands just so in the clause before or behind the one that is meant."""
    place = clause.text.find(word)
    said = re.sub(r"\s", "", clause.text[place : place + len(word) + 1])
    position = unit.clauses.index(evidence)
    near = unit.clauses[max(0, position - 1) : position + 2]
    return len(said) > len(word) and any(said in re.sub(r"\s", "", e.text) for e in near)


def _is_of_number(word: str, clause: Clause) -> bool:
    """Whether a word stands right before an exact number."""
    end = clause.start + clause.text.find(word) + len(word)
    between = (
        clause.text[end - clause.start : a.number.start - clause.start] for a in clause.atoms if not a.number.limit
    )
    return any(gap.strip() in _BEFORE_NUMBERS for gap in between)


def _contracts(clause: Clause, word: str, evidence: Clause) -> bool:
    """Whether the evidence has a word of two characters as one of them: 正在开发 as 在开发, 有待开发 as 待开发."""
    end = clause.text.find(word) + len(word)
    behind = clause.text[end : end + 2]
    return word in clause.text and min(len(word), len(behind)) > 1 and any(c + behind in evidence.text for c in word)


def _next_to(clause: Clause, unit: Unit) -> Clause:
    """The clause behind another one, which may say of it how far it is (课题咨询——在建); the last has none but itself."""
    position = unit.clauses.index(clause)
    return unit.clauses[min(position + 1, len(unit.clauses) - 1)]


def _word_of(family: str, clause: Clause) -> str:
    words = load_vocabulary("verify")["families"][family]["words"]
    return next((word for word in words if word in clause.text), words[0])
