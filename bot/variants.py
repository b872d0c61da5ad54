"""Words that one source writes in two ways which sound alike: 多元融合 in one place, 多源融合 in another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.latin_names import romanise
from bot.speech import tag_words
from bot.terms import Need
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

# So many neighbouring characters that sound alike and differ in one are one phrase written in two ways.
_WINDOW = 4
# Particles are a matter of grammar.
_PARTICLES = frozenset("的地得")


class Variants:
    """The variants among some sentences.

    Args:
        chunks: the prose.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._places: dict[str, dict[str, Chunk]] = {}
        heard: dict[tuple[str, str], dict[str, tuple[Chunk, int]]] = defaultdict(dict)
        for chunk in chunks:
            for position, window in _windows(normalise_text(chunk.text)):
                heard[chunk.source, _sound(window)].setdefault(window, (chunk, position))
        for forms in heard.values():
            self._note(forms)

    def _note(self, forms: dict[str, tuple[Chunk, int]]) -> None:
        (first, (chunk, position)), *others = forms.items()
        for other, (place, offset) in others:
            differing = [i for i in range(_WINDOW) if first[i] != other[i]]
            if len(differing) != 1 or _PARTICLES & {first[differing[0]], other[differing[0]]}:
                continue
            words = _word_at(chunk, position + differing[0]), _word_at(place, offset + differing[0])
            if len(words[0]) == len(words[1]) > 1 and _sound(words[0]) == _sound(words[1]):
                both = {words[0]: chunk, words[1]: place}
                self._places |= {word: both for word in both}

    def of(self, text: str) -> dict[str, Chunk]:
        """The ways in which a word of a text is written, each with the first place; empty where there is only one way."""
        return next((places for word, places in self._places.items() if word in text), {})

    def add_to(self, need: Need) -> Need:
        """A need whose terms also mean what the other way of writing them says."""
        ways = self.of(need.question)
        terms = []
        for term in need.terms:
            word = next((word for word in ways if word in term.text), "")
            others = [term.text.replace(word, other) for other in ways if other != word] if word else []
            terms.append(replace(term, means=(*term.means, *others)))
        return replace(need, terms=tuple(terms)) if ways else need


def _windows(text: str) -> Iterator[tuple[int, str]]:
    for position in range(len(text) - _WINDOW + 1):
        window = text[position : position + _WINDOW]
        if all("\u3400" <= char <= "\u9fff" for char in window):
            yield position, window


def _sound(text: str) -> str:
    return " ".join(map(romanise, text))


def _word_at(chunk: Chunk, position: int) -> str:
    """The word of a chunk that stands at a position; empty for none."""
    end = 0
    for word, _ in tag_words(normalise_text(chunk.text)):
        end += len(word)
        if end > position:
            return word
    return ""
