"""The words of a clause that need evidence: all but small ones, names, levels, numbers and words that are checked apart."""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from bot.speech import tag_words
from bot.verify.clauses import Clause, plain_words, word_pattern
from bot.vocabulary import load_vocabulary

# Particles, prepositions, conjunctions, pronouns, interjections, measure words, marks.
_SMALL = ("u", "p", "c", "r", "y", "e", "o", "x", "w", "q", "h", "k")
_NOUNS = ("n", "vn", "nz")
_RUN = re.compile(r"[a-z][a-z0-9.+&'-]*[a-z0-9+]|[a-z]|[\u3400-\u9fff]+")


@cache
def _checked_apart() -> re.Pattern:
    words = load_vocabulary("verify")
    apart = [word for table in words["families"].values() for word in table["words"]]
    apart += [word for group in words["superlatives"].values() for word in group]
    apart += [word for limit in words["limits"].values() for side in limit.values() for word in side]
    apart += words["negation"]["words"]
    return word_pattern([word for word in apart if len(word) > 1 or not word.isascii()])


def telling_words(clause: Clause, without: Callable[[str], str] = str) -> list[str]:
    """The words of a clause that must stand in the evidence, as compared.

    Args:
        clause: to be read.
        without: leaves out of its text what is not to be looked at.
    """
    spans = [*clause.names, *clause.levels, *(atom.number for atom in clause.atoms)]
    return list(_telling(without(_outside(clause, spans))))


def _outside(clause: Clause, spans: list) -> str:
    chars = list(clause.text)
    for span in spans:
        for position in range(span.start - clause.start, span.end - clause.start):
            if 0 <= position < len(chars):
                chars[position] = " "
    return "".join(chars)


@lru_cache(maxsize=4096)
def _telling(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii():
            found += [run] if run not in _light_words() and not _checked_apart().fullmatch(run) else []
            continue
        position = 0
        tagged = tag_words(run)
        for (word, tag), (_, behind) in zip(tagged, (*tagged[1:], ("", "")), strict=True):
            start, position = position, position + len(word)
            cut_short = run[start : position + 1] in _light_words()  # 查 of 查到
            leads = tag in _NOUNS and behind in _NOUNS and word not in plain_words()  # 类型 of 类型中心 says which
            small = _is_small(word) or _is_small(bare_word(word))
            if leads or not (tag.startswith(_SMALL) or cut_short or small):
                found.append(word)
    return tuple(found)


@cache
def _light_words() -> frozenset[str]:
    """Words that say nothing by themselves, and those by which a text leads in and links what it says."""
    return plain_words() | frozenset(load_vocabulary("verify")["plain"]["framing"])


def _is_small(word: str) -> bool:
    return not word or word in _light_words() or bool(_checked_apart().fullmatch(word))


def bare_word(word: str) -> str:
    """A word without what it may begin or end with and say no more: 收录 of 共收录, 设 of 设有."""
    plain = load_vocabulary("verify")["plain"]
    return word.lstrip(plain["prefixes"]).rstrip(plain["suffixes"]) if len(word) > 1 else word
