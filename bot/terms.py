"""What a question asks of the prose: its content words, the kind of answer it wants, and the periods it names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text

# Particles that never are part of a word.
_ALWAYS_APART = frozenset("的吗呢吧啊呀嘛")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.+%&-]*[a-z0-9+%]|[a-z0-9]")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# A year or a plan or phase that is named must be the one that the evidence is about.
_PERIOD = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)|十[一二三四五六七八九]五|[一二三四五六七八九]期|第[一二三四五六七八九十]+期"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question with the words of the sources that count as the same."""

    text: str
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What evidence has to bring.

    Attributes:
        terms: content words, none twice.
        asks: kinds of answer asked for, such as "date" or "list".
        unit: the measure words of what is counted, empty when none is named.
        periods: years and plan or phase names that occur in the question.
        count: how many things a list question says there are; 0 when it does not say.
        of_document: the question speaks of a document ("那篇文章"), so that a year may be the document's own.
    """

    terms: tuple[Term, ...]
    asks: tuple[str, ...]
    unit: tuple[str, ...]
    periods: tuple[str, ...]
    count: int = 0
    of_document: bool = False


def keyword_tokens(text: str) -> list[str]:
    """Tokens for keyword search: Latin words and numbers whole, Chinese as single characters and pairs of neighbours."""
    text = normalise_text(text)
    tokens = _LATIN.findall(text)
    for run in _CHINESE.findall(text):
        tokens += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return tokens


def word_pairs(text: str) -> set[str]:
    """Latin words, and Chinese pairs of neighbours (a lone character for itself): the units of support."""
    units = set(_LATIN.findall(text))
    for run in _CHINESE.findall(text):
        units |= {run[i : i + 2] for i in range(len(run) - 1)} if len(run) > 1 else {run}
    return units


class NeedReader:
    """Analyses questions with an eye on which pairs of characters the sources use.

    Args:
        texts: the prose of the sources, headings included.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs = {pair for text in texts for pair in word_pairs(normalise_text(text)) if len(pair) == 2}

    def read(self, question: str) -> Need:
        """The need of a question in any script; an empty one needs nothing."""
        original = _write_out(normalise_text(question))
        text = _translate(original)
        asks = _find_asks(text)
        unit = _counted_unit(text)
        terms: list[Term] = []
        for say, means in _synonyms():
            if _occurs(say, text):
                terms.append(Term(say, means))
                text = text.replace(say, " ")
        text = _drop_function_words(text)
        terms += [Term(run) for run in _LATIN.findall(text)]
        terms += [Term(part) for run in _CHINESE.findall(text) for part in self._cut_run(run)]
        return Need(
            terms=tuple(dict.fromkeys(terms)),
            asks=asks,
            unit=unit,
            periods=tuple(_PERIOD.findall(original)),
            count=_stated_count(original),
            of_document=any(_occurs(word, original) for word in load_vocabulary("search")["documents"]["words"]),
        )

    def _cut_run(self, run: str) -> list[str]:
        """Stretches of a run of Chinese characters: those that the sources write so, and those in between.

        A stretch ends where two neighbours never stand together in the sources. Particles that belong to no word of
        the sources ("的", but not the "中" of 中心) are dropped, and so is a lone character left over.
        """
        stretches = [run[0]]
        for left, right in pairwise(run):
            if left + right in self._pairs and not {left, right} & _ALWAYS_APART:
                stretches[-1] += right
            else:
                stretches.append(right)
        parts: list[str] = []
        open_end = False
        for stretch in stretches:
            if len(stretch) == 1 and stretch in _particles():
                open_end = False
            elif len(stretch) == 1 and open_end:
                parts[-1] += stretch
            else:
                parts.append(stretch)
                open_end = len(stretch) == 1
        return [part for part in parts if len(part) > 1]


def read_asks(question: str) -> tuple[str, ...]:
    """The kinds of answer that a question asks for, such as "date" or "list", the leading one first."""
    return _find_asks(_translate(_write_out(normalise_text(question))))


def _find_asks(text: str) -> tuple[str, ...]:
    return tuple(a["kind"] for a in load_vocabulary("search")["asks"] if any(_occurs(w, text) for w in a["words"]))


def _occurs(word: str, text: str) -> bool:
    """Whether a word occurs; a Latin one only as a whole word."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
    return word in text


def _write_out(text: str) -> str:
    for spoken, written in load_vocabulary("search")["spoken"].items():
        text = text.replace(spoken, written)
    return text


def _translate(text: str) -> str:
    for english, chinese in sorted(load_vocabulary("search")["english"].items(), key=lambda pair: -len(pair[0])):
        if english in text:
            text = re.sub(rf"(?<![a-z0-9]){re.escape(english)}(?![a-z0-9])", f" {chinese} ", text)
    return text


@cache
def _synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = [(say, tuple(group["mean"])) for group in load_vocabulary("search")["synonyms"] for say in group["say"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _function_words() -> tuple[re.Pattern, re.Pattern]:
    words = {word for group in _groups() for word in group}
    words |= {word for ask in load_vocabulary("search")["asks"] for word in ask["words"] if word not in _CONTENT_ASKS}
    latin = sorted((word for word in words if word.isascii()), key=len, reverse=True)
    chinese = sorted((word for word in words if not word.isascii() and len(word) > 1), key=len, reverse=True)
    return (
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![a-z0-9])"),
        re.compile("|".join(map(re.escape, chinese))),
    )


def _groups() -> Iterable[list[str]]:
    return load_vocabulary("search")["function"].values()


@cache
def _particles() -> frozenset[str]:
    return frozenset(w for group in load_vocabulary("words")["function"].values() for w in group if len(w) == 1)


# Words that show what is asked and are content as well: the evidence should speak of them too.
_CONTENT_ASKS = {"原因", "比例", "增长率", "完成度", "总量", "费用", "价格", "cost"}


def _drop_function_words(text: str) -> str:
    latin, chinese = _function_words()
    return chinese.sub(" ", latin.sub(" ", text))


def _counted_unit(text: str) -> tuple[str, ...]:
    """The measure words that count the same kind of thing as the one after 多少 or 几."""
    for group in sorted(load_vocabulary("search")["units"]["groups"], key=lambda g: -max(map(len, g))):
        for word in sorted(group, key=len, reverse=True):
            if re.search(rf"(?:多少|(?<!哪)几){re.escape(word)}", text):
                return tuple(group)
    return ()


_COUNT = re.compile(
    r"[哪这那]([二两三四五六七八九十]|\d+)[个项种类层方大家]|(?<![第.\d])([二两三四五六七八九十]|\d{1,2})(?:个|项|种|大)?(?:方面|任务|层面|类型|等级|工作)"
)
_DIGITS: dict[str, int] = {char: value for value, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def _stated_count(question: str) -> int:
    match = _COUNT.search(question)
    word = next((group for group in match.groups() if group), "") if match else ""
    return _DIGITS.get(word) or (int(word) if word.isdecimal() else 0)


def term_texts(terms: Sequence[Term]) -> str:
    """All words of the terms and their meanings, for keyword search."""
    return " ".join(word for term in terms for word in (term.text, *term.means))
