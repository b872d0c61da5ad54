"""The words of a clause, held against the evidence: those that it lacks, and those that turn a statement or limit it."""

import re
from collections.abc import Sequence

from bot.verify.assertions import is_verdict
from bot.verify.clauses import Clause
from bot.verify.complaints import Found
from bot.verify.reading import Cited, ReadItem, Unit, nearest, opposite
from bot.verify.wording import bare_word, telling_words
from bot.vocabulary import load_vocabulary

# Characters of a denial that tell something.
_SHORTEST_DENIAL = 3


def wrong_wording(clause: Clause, clauses: Sequence[Clause], cited: Cited) -> Found:
    """What a clause says that the evidence does not, what it turns round, adds or leaves out.

    Args:
        clause: to be checked.
        clauses: of its statement, itself among them.
        cited: what the statement cites.
    """
    missing = _missing_words(clause, cited)
    if missing:
        yield "wording", f"证据里没有这样说：{'、'.join(missing)}"
    like = nearest(clause, cited.units(clauses))
    if not like:
        if (clause.negative or clause.families or clause.superlatives) and not is_verdict("no", clause):
            yield "added", f"证据里没有这样说：{clause.text.strip()}"
        return
    contrary = None if _stands_so(clause, cited) else opposite(clause, cited.units(clauses))
    if contrary and not (clause.levels and clause.names):  # levels are paired with names, and their denials with them
        yield "turned", f"是与否和证据相反：{clause.text.strip()}（证据：{contrary.text.strip()}）"
    yield from _wrong_families(clause, clauses, like)
    for which in clause.superlatives:
        if not any(
            which in e.superlatives and clause.own.keys() <= e.context.keys() for u in cited.units() for e in u.clauses
        ):
            yield "added", f"证据没有说谁最多、最少、最高或最低：{clause.text.strip()}"


def _stands_so(clause: Clause, cited: Cited) -> bool:
    """Whether a denial stands in the evidence word for word, be it a term (不合格)."""
    said = re.sub(r"\s", "", clause.text)
    return clause.negative and len(said) >= _SHORTEST_DENIAL and cited.says(said)


def _wrong_families(clause: Clause, clauses: Sequence[Clause], like: list) -> Found:
    families = load_vocabulary("verify")["families"]
    together = (
        len({f.start for c in clauses for f in (*c.names, *c.levels)} | {id(a) for c in clauses for a in c.atoms}) > 1
    )
    very = {family for _, e, unit in like for family in (*e.families, *_next_to(e, unit).families)}
    nearby = {
        family for _, _, unit in like for e in unit.clauses for family in e.families if not families[family].get("near")
    }
    for family in clause.families - very - nearby:
        told = clause.names or clause.levels or clause.atoms
        if family == "all" and together and told and not re.search("全部|所有|全体|every|entire|always", clause.text):
            continue  # 两家都是 B+: each of them is checked
        if family in ("beyond", "short") and any(atom.number.limit for atom in clause.atoms):
            continue  # 超过 1800 家: the number is checked with it
        if family == "only" and _is_of_number(_word_of(family, clause), clause):
            continue  # 只有 3 家 is how the number strikes the writer
        if any(_contracts(clause, word, e) for word in families[family]["words"] for _, e, _ in like):
            continue
        yield "added", f"证据没有“{_word_of(family, clause)}”的意思：{clause.text.strip()}"
    said = {family for c in clauses for family in c.families}
    dropped = set.intersection(*(set(e.families) for _, e, _ in like)) - said
    for family in dropped:
        if families[family].get("dropped"):
            yield "dropped", f"漏掉了证据里的“{_word_of(family, like[0][1])}”：{clause.text.strip()}"


def _is_of_number(word: str, clause: Clause) -> bool:
    """Whether a word stands right before an exact number."""
    end = clause.start + clause.text.find(word) + len(word)
    between = (
        clause.text[end - clause.start : a.number.start - clause.start] for a in clause.atoms if not a.number.limit
    )
    return any(not gap.strip() for gap in between)


def _contracts(clause: Clause, word: str, evidence: Clause) -> bool:
    """Whether the evidence has a word of two characters as one of them: 正在开发 as 在开发, 有待开发 as 待开发."""
    behind = re.search(rf"{re.escape(word)}([\u3400-\u9fff]{{2}})", clause.text)
    return bool(behind) and len(word) > 1 and any(char + behind[1] in evidence.text for char in word)


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
        return [word for word in words if not _is_said(word, cited)]
    return min(([word for word in words if not _is_said(word, item)] for item in cited.items), key=len)


def _is_said(word: str, by: Cited | ReadItem) -> bool:
    return by.says(word) or by.says(bare_word(word) or word)
