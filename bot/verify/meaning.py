"""The words of a clause, held against the evidence: those that it lacks, and those that turn a statement or limit it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.verify.assertions import calls_same, is_verdict
from bot.verify.candidates import is_same
from bot.verify.clauses import Clause, Weights
from bot.verify.complaints import Found
from bot.verify.computed import says_rest
from bot.verify.paraphrase import blank_paraphrases, is_miscut, is_said
from bot.verify.reading import Cited, ReadItem, Unit, nearest, opposite
from bot.verify.wording import telling_words
from bot.vocabulary import load_vocabulary

# Characters of a denial that tell something.
_SHORTEST_DENIAL = 3
_ALL = 100
_NOT_YET = {"planned", "ongoing", "ought", "may"}
# Pairs of characters that clauses of small words must share.
_FEWEST_SHARED = 3
# What may stand between 只 and its number.
_BEFORE_NUMBERS = ("", "有", "占", "相差", "达", "剩", "差")
# Characters between 已 and its number.
_LONGEST_VERB = 6


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
    yield from _wrong_families(clause, clauses, like, cited)
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


def _wrong_families(clause: Clause, clauses: Sequence[Clause], like: list, cited: Cited) -> Found:
    families = load_vocabulary("verify")["families"]
    together = (
        len({f.start for c in clauses for f in (*c.names, *c.levels)} | {id(a) for c in clauses for a in c.atoms}) > 1
    )
    very = {family for _, e, unit in like for family in (*e.families, *_next_to(e, unit).families)}
    if any(atom.number.limit == "least" for atom in clause.atoms):  # what stands behind a goal is not said of it
        very = {family for _, e, _ in like for family in e.families}
    nearby = {
        family for _, _, unit in like for e in unit.clauses for family in e.families if not families[family].get("near")
    }
    for family in clause.families - very - nearby:
        told = clause.names or clause.levels or clause.atoms
        if family == "all" and together and told and not re.search("全部|所有|全体|every|entire|always", clause.text):
            continue  # 两家都是 B+: each of them is checked
        if family in ("beyond", "short") and any(atom.number.limit for atom in clause.atoms):
            continue  # 超过 1800 家: the number is checked with it
        if families[family].get("of_number") and _is_counted(_word_of(family, clause), clause, like):
            continue  # 已完成 85%: the number says how far
        if family in ("done", "all") and "完成" in clause.text and _is_whole(like):
            continue  # 全部完成 of what is done by 100%
        around = {other for unit in cited.units() for e in unit.clauses for other in e.families}
        if around & set(families[family].get("like", ())):
            continue  # 计划 10 月底开始, of what is being built
        if not families[family].get("near") and any(
            family in e.families and _alike(clause, e) for u in cited.units() for e in u.clauses
        ):
            continue  # 只列出了名称和级别
        if any(_stands_beside(_word_of(family, clause), clause, e, unit) for _, e, unit in like):
            continue
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


def _is_whole(like: Sequence) -> bool:
    """Whether the evidence has all that is meant done by 100 per cent."""
    done = [a.number for _, e, _ in like if "完成" in e.text for a in e.atoms if a.number.kind == "percent"]
    return bool(done) and all(number.value == _ALL and not number.limit for number in done)


def _alike(one: Clause, other: Clause) -> bool:
    """Whether two clauses share a stretch of words, be it of those that say nothing of what is spoken of."""
    first, second = ({c.text[i : i + 2] for i in range(len(c.text) - 1)} for c in (one, other))
    return len(first & second) >= _FEWEST_SHARED


def _is_counted(word: str, clause: Clause, like: Sequence) -> bool:
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
