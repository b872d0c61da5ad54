"""Finds names that are written in Latin letters: in pinyin, or in English word by word."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# Four pinyin syllables or more, each by itself.
_SYLLABLE = r"(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?(?:i?ao|i?ou|iu|uai|ua|uo|ui|ue|ve|i?an|uan|i?ang|uang|i?ong|in|ing|un|en|eng|er|ia|ie|ai|ei|a|o|e|i|u|v)"
_SYLLABLES = re.compile(rf"(?<![a-z])(?:{_SYLLABLE}['’\s]\s*){{3,}}{_SYLLABLE}(?![a-z])", re.IGNORECASE)
_LONGEST_PHRASE = 5
# Sets of phrases of which it is kept what they leave of all names.
_REMEMBERED = 64

# Phrases of an English name as the Chinese words that each may stand for.
_Phrases = tuple[tuple[str, ...], ...]


class LatinNames:
    """Names as they sound and as they read in English.

    Args:
        forms: rows by the forms of their names, which are compared by sound.
        cores: rows by their names without 图书馆, which are compared with English words.
    """

    def __init__(self, forms: Mapping[str, Sequence[Chunk]], cores: Mapping[str, Sequence[Chunk]]) -> None:
        self._forms = forms
        self._cores = cores
        self._remainders: dict[_Phrases, dict[str, list[Chunk]]] = {}

    @cached_property
    def _romanised(self) -> dict[str, list[Chunk]]:
        found: dict[str, list[Chunk]] = defaultdict(list)
        for form, rows in self._forms.items():
            found[romanise(form)] += rows
        return dict(found)

    def find(self, written: str) -> list[Chunk]:
        """The rows whose names sound so as a whole, or else those that the English words account for whole.

        Args:
            written: squeezed and in small letters.
        """
        return self._romanised.get(written.replace(" ", "")) or self._english(written)

    def join_syllables(self, text: str) -> str:
        """A text in which pinyin that was written syllable by syllable is one word where that is a name (xi an dian zi …)."""

        def join(match: re.Match) -> str:
            joined = re.sub(r"['’\s]", "", match[0].lower())
            return f" {joined} " if joined in self._romanised else match[0]

        return _SYLLABLES.sub(join, text)

    def _english(self, written: str) -> list[Chunk]:
        """Names that the English words account for whole, each by a word of the list or by its sound."""
        phrases, sound = _split_english(written)
        found = self._remainders.get(phrases)
        if found is None:
            if len(self._remainders) >= _REMEMBERED:
                self._remainders.clear()
            found = self._remainders[phrases] = self._take_away(phrases)
        return found.get(sound, [])

    def _take_away(self, phrases: _Phrases) -> dict[str, list[Chunk]]:
        """Rows by the sound of what phrases leave of their names, which is empty where nothing is left."""
        found: dict[str, list[Chunk]] = defaultdict(list)
        for core, rows in self._cores.items():
            left = remainders(phrases, core)
            for sound in {romanise(rest) for rest in left} - ({""} - left):
                found[sound] += rows
        return dict(found)


@lru_cache(maxsize=32768)
def romanise(text: str) -> str:
    """Pinyin without tones and blanks; Latin letters stay."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).lower().replace(" ", "").replace("ü", "v")


@lru_cache(maxsize=32768)
def sounds_of(char: str) -> frozenset[str]:
    """All ways in which a character is read, without tones: 厦 is xia in 厦门 and sha elsewhere."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def _split_english(written: str) -> tuple[_Phrases, str]:
    """(phrases of a name as the Chinese words that each may stand for, all other words in one as a sound)."""
    words = written.split()
    table = load_vocabulary("names")["english"]
    phrases: list[tuple[str, ...]] = []
    sound = ""
    position = 0
    while position < len(words):
        lengths = range(min(_LONGEST_PHRASE, len(words) - position), 0, -1)
        length = next((n for n in lengths if " ".join(words[position : position + n]) in table), 0)
        if length:
            phrases.append(tuple(table[" ".join(words[position : position + length])]))
        else:
            sound += words[position]
        position += length or 1
    return tuple(choices for choices in phrases if choices != ("",)), sound


def remainders(phrases: _Phrases, name: str) -> set[str]:
    """What is left of a name when a word of each phrase is taken out of it, in any order; no text where one is not in it."""
    if not phrases:
        return {name.replace("·", "")}
    words = (word for word in phrases[0] if word in name)
    return {left for word in words for left in remainders(phrases[1:], name.replace(word, "·", 1))}
