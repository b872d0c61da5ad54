"""The words of a clause, held against the evidence: those that it lacks, and those that turn a statement or limit it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.verify.assertions import calls_same, is_verdict
from bot.verify.candidates import is_same
from bot.verify.clauses import Clause, Weights
from bot.verify.complaints import Found
from bot.verify.computed import says_rest
from bot.verify.families import wrong_families
from bot.verify.paraphrase import blank_paraphrases, is_miscut, is_said
from bot.verify.reading import Cited, ReadItem, nearest, opposite
from bot.verify.wording import telling_words
from bot.vocabulary import load_vocabulary

# Characters of a denial that tell something.
_SHORTEST_DENIAL = 3


def wrong_wording(
    clause: Clause, clauses: Sequence[Clause], cited: Cited, asked: frozenset[str] = frozenset()
) -> Found:
    """What a clause says that the evidence does not, what it turns round, adds or leaves out.

    Args:
        clause: to be checked.
        clauses: of its statement, itself among them.
        cited: what the statement cites.
        asked: words of the question.
    """
    missing = _missing_words(clause, cited, asked)
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
    yield from wrong_families(clause, clauses, like, cited)
    for which in clause.superlatives:
        if not any(clause.own.keys() <= words.keys() for words in _superlatives(which, cited)):
            yield "added", f"证据没有说谁最多、最少、最高或最低：{clause.text.strip()}"


def _superlatives(which: str, cited: Cited) -> Iterator[Weights]:
    """The words of what the evidence says is most or least; a superlative by itself is of the clause behind it."""
    for unit in cited.units():
        for place, e in enumerate(unit.clauses):
            if which in e.superlatives:
                behind = unit.clauses[place + 1 : place + 3] if e.own.keys() <= _superlative_words() else ()
                yield e.context | {word: weight for other in behind for word, weight in other.own.items()}


@cache
def _superlative_words() -> frozenset[str]:
    return frozenset(word for words in load_vocabulary("verify")["superlatives"].values() for word in words)


def _stands_so(clause: Clause, cited: Cited) -> bool:
    """Whether a denial stands in the evidence word for word, be it a term (不合格)."""
    percents = [a.number for a in clause.atoms if a.number.kind == "percent"]
    known = [a.number for u in cited.units() for e in u.clauses for a in e.atoms]
    if percents and says_rest(clause) and not any(is_same(n, k) for n in percents for k in known):
        return True  # 尚有 13.3% 没有完成: worked out with the number
    said = re.sub(r"\s", "", clause.text)
    return clause.negative and len(said) >= _SHORTEST_DENIAL and cited.says(said)


def _missing_words(clause: Clause, cited: Cited, asked: frozenset[str]) -> list[str]:
    """The words of a clause that no single item holds; where several things are named side by side, that none holds."""
    holders = [cited] if clause.coordinated or clause.names else list(cited.items)
    return min((_unsaid(clause, by, asked) for by in holders), key=len)


def _unsaid(clause: Clause, by: Cited | ReadItem, asked: frozenset[str]) -> list[str]:
    """The words of a clause that some evidence has in no form; a word of the question may stand beside it."""
    words = [word for word in telling_words(clause) if not is_said(word, by.says)]
    if calls_same(clause):
        words = [word for word in words if word not in load_vocabulary("verify")["verdicts"]["same"]]
    words = [word for word in words if not (by.heads(word) or (word in asked and by.neighbours(word)))]
    if not words:
        return []
    rest = telling_words(clause, lambda text: blank_paraphrases(text, by.says))
    return [word for word in words if word in rest and not is_miscut(word, clause.text, by.says)]
