"""Cuts a normalised question into known words and the rest, always taking the longest word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ingest.normalise import normalise_text

# Brackets, blanks and dashes vary between people and lists and are left out; these marks part one thing from another.
_SEPARATORS = "，,、；;。？?！!：:【】"
_NOISE = re.compile(r"[→⇒\s()\[\]{}<>《》「」『』“”\"'‘’·・.\-‐-―_/\\|~～]+")

_SHORTEST_SLIP = 3
_LATIN_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the squeezed question: its kind (`name`, `level`, `other`, ...), its text, and what it stands for."""

    kind: str
    text: str
    value: Any = None


@lru_cache(maxsize=16384)  # the names of the lists come again with every question
def squeeze(text: str) -> str:
    """Normalised text without what varies; a blank stays only between two Latin words or numbers."""
    return _NOISE.sub(_keep_word_gap, normalise_text(text))


def _keep_word_gap(noise: re.Match) -> str:
    text, start, end = noise.string, noise.start(), noise.end()
    return " " if start > 0 and end < len(text) and _latin(text[start - 1]) and _latin(text[end]) else ""


class Lexicon:
    """Known words with their kinds; a word that is added twice keeps the meaning that it was given first."""

    def __init__(self) -> None:
        self._words: dict[str, Token] = {}
        self._latin: list[str] = []  # the longer Latin words among them
        self._longest = 0

    def add(self, kind: str, words: Iterable[str], value: Any = None) -> None:
        """Add words of one kind that stand for one value; they are squeezed here."""
        for word in words:
            key = squeeze(word)
            if key:
                if key not in self._words and key.isascii() and len(key) > _SHORTEST_SLIP:
                    self._latin.append(key)
                self._words.setdefault(key, Token(kind, key, value))
                self._longest = max(self._longest, len(key))

    def cut(self, text: str) -> list[Token]:
        """Tokens that cover the squeezed text without its separators; unknown stretches have the kind `other`."""
        squeezed = squeeze(text)
        tokens: list[Token] = []
        for token in self._matches(squeezed):
            if token.kind == "other" and tokens and tokens[-1].kind == "other" and _same_script(token, tokens[-1]):
                gap = " " if _latin(tokens[-1].text[-1]) and _latin(token.text[0]) else ""
                token = Token("other", tokens.pop().text + gap + token.text)
            tokens.append(token)
        return tokens

    def _matches(self, squeezed: str) -> Iterator[Token]:
        position = 0
        while position < len(squeezed):
            if squeezed[position] in _SEPARATORS or squeezed[position] == " ":
                if squeezed[position] != " ":
                    yield Token("separator", squeezed[position])
                position += 1
                continue
            token = self._longest_at(squeezed, position)
            yield token
            position += len(token.text)

    def _longest_at(self, squeezed: str, position: int) -> Token:
        for length in range(min(self._longest, len(squeezed) - position), 0, -1):
            word = squeezed[position : position + length]
            token = self._words.get(word)
            if token and not _inside_latin_word(squeezed, position, length):
                return token
        word = _LATIN_WORD.match(squeezed, position)
        singular = self._words.get(word[0].removesuffix("s")) if word and len(word[0]) > _SHORTEST_SLIP else None
        if singular:  # levels, agreements
            return Token(singular.kind, word[0], singular.value)
        return Token("other", word[0] if word else squeezed[position])

    def resembles(self, word: str) -> bool:
        """Whether a Latin word of four letters or more is a known one with one letter wrong or two swapped (CAILS)."""
        return (
            len(word) > _SHORTEST_SLIP
            and process.extractOne(word, self._latin, scorer=OSA.distance, score_cutoff=1) is not None
        )


def _inside_latin_word(text: str, position: int, length: int) -> bool:
    """Whether a Latin word would be cut: "is" is no word inside "this"."""
    end = position + length
    before = position > 0 and text[position - 1].isascii() and text[position - 1].isalnum() and _latin(text[position])
    after = end < len(text) and text[end].isascii() and text[end].isalnum() and _latin(text[end - 1])
    return before or after


def _same_script(one: Token, other: Token) -> bool:
    return one.text.isascii() == other.text.isascii()


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
