"""The words of questions: their tokens and pairs, spoken and English forms, and those without content of their own."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from bot.ellipsis import write_out_shared_english
from bot.patterns import compiled
from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text

LATIN = re.compile(r"[a-z0-9][a-z0-9.+%&-]*[a-z0-9+%]|[a-z0-9]")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# As many texts are kept taken apart.
_TEXTS = 4096


def keyword_tokens(text: str) -> list[str]:
    """Tokens for keyword search: Latin words and numbers whole, Chinese as single characters and pairs of neighbours."""
    text = normalise_text(text)
    tokens = LATIN.findall(text)
    for run in CHINESE.findall(text):
        tokens += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return tokens


@lru_cache(_TEXTS)
def word_pairs(text: str) -> frozenset[str]:
    """Latin words, and Chinese pairs of neighbours (a lone character for itself): the units of support."""
    units = set(LATIN.findall(text))
    for run in CHINESE.findall(text):
        units |= {run[i : i + 2] for i in range(len(run) - 1)} if len(run) > 1 else {run}
    return frozenset(units)


def pairwise_of(word: str) -> list[str]:
    """Neighbouring pairs of characters; none for a single one."""
    return [word[i : i + 2] for i in range(len(word) - 1)]


def occurs(word: str, text: str) -> bool:
    """Whether a word occurs; a Latin one only as a whole word."""
    return word in text and (not word.isascii() or whole_word(word).search(text) is not None)


def positions(word: str, text: str) -> Iterable[int]:
    """Where a word begins in a text; a Latin one only as a whole word."""
    bounds = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if word.isascii() and word.isalnum() else ("", "")
    return (match.start() for match in compiled(bounds[0] + re.escape(word) + bounds[1]).finditer(text))


def occurs_any(words: Iterable[str], text: str) -> bool:
    """Whether any of some words occurs."""
    return any(True for word in words for _ in positions(word, text))


@cache
def whole_word(word: str) -> re.Pattern:
    """A Latin word where it stands by itself."""
    return re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")


def write_out(text: str) -> str:
    """A normalised question with its spoken forms written out (俩: 两个)."""
    for spoken, written in load_vocabulary("search")["spoken"].items():
        text = text.replace(spoken, written)
    return text


def translate(text: str) -> str:
    """English phrases by the words that the sources print for them, longer phrases first; hyphens are as blanks."""
    text = _AMOUNT.sub(_print_amount, write_out_shared_english(text, _glossary()))
    spaced = text.replace("-", " ")
    for english, chinese in _glossary().items():
        if english in spaced:
            found = _phrase(english)
            text, spaced = (found.sub(f" {chinese} ", one) for one in (text, spaced))
    return text


# 210 million is printed 2.1亿, and 6.32 million 632万.
_AMOUNT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ([mb]illion)\b")
_MILLION, _BILLION = 10**6, 10**9
_WAN, _YI = 10**4, 10**8


def _print_amount(match: re.Match) -> str:
    value = float(match[1]) * (_MILLION if match[2] == "million" else _BILLION)
    return f"{value / _YI:g}亿" if value >= _YI else f"{value / _WAN:g}万"


@cache
def _phrase(english: str) -> re.Pattern:
    words = r"[ -]".join(map(re.escape, english.split(" ")))
    return re.compile(rf"(?<![a-z0-9]){words}(?![a-z0-9])")


@cache
def _glossary() -> dict[str, str]:
    """What English phrases mean, longer ones first."""
    words = {english.replace("-", " "): chinese for english, chinese in load_vocabulary("glossary")["english"].items()}
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))


# Words that show what is asked and are content as well: the evidence should speak of them too.
_CONTENT_ASKS = {"原因", "比例", "增长率", "完成度", "总量", "费用", "价格", "cost"}


@cache
def read_function_words() -> re.Pattern:
    """All words that have no content of their own in some kind of question."""
    return function_pattern("")


def function_pattern(prose: str) -> re.Pattern:
    """Words without content of their own: those of questions about prose, and of all others that the prose does not use."""
    words = {word for group in load_vocabulary("search")["function"].values() for word in group}
    words |= {word for ask in load_vocabulary("search")["asks"] for word in ask["words"] if word not in _CONTENT_ASKS}
    others = {word for group in load_vocabulary("words")["function"].values() for word in group}
    words |= {word for word in others if word not in prose}
    latin = sorted((word for word in words if word.isascii()), key=len, reverse=True)
    chinese = sorted((word for word in words if not word.isascii() and len(word) > 1), key=len, reverse=True)
    return re.compile(
        rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![a-z0-9])|{'|'.join(map(re.escape, chinese))}"
    )
