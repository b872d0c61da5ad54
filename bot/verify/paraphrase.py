"""Words that the evidence has in another form: in the thesaurus, as parts of a longer word, or beside the cited place."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache

from bot.verify.clauses import plain_words, prepare
from bot.verify.wording import bare_word
from bot.vocabulary import load_vocabulary

# A part of a word is no shorter, or it could be of any.
_SHORTEST_PART = 2


def is_said(word: str, says: Callable[[str], bool]) -> bool:
    """Whether a text says a word, its bare form, another one for it, or what it is put together of (下载量, 共享平台).

    Args:
        word: as compared.
        says: whether the text holds a word.
    """
    bare = bare_word(word)
    forms = [form for form in dict.fromkeys((word, bare)) if form]
    if any(says(form) or any(map(says, _others(form))) for form in forms):
        return True
    return any(_is_compound(form, says) for form in forms)


def _is_compound(word: str, says: Callable[[str], bool]) -> bool:
    """Whether a word is two that the text has, or one with an ending that says little."""
    endings = load_vocabulary("verify")["plain"]["endings"]
    if word.isascii() or len(word) <= _SHORTEST_PART:
        return False
    if any(
        word.endswith(end) and len(word) - len(end) >= _SHORTEST_PART and says(word[: -len(end)]) for end in endings
    ):
        return True
    cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return any(_has(word[:cut], says) and _has(word[cut:], says) for cut in cuts)


def _has(part: str, says: Callable[[str], bool]) -> bool:
    return says(part) or any(map(says, _others(part)))


@cache
def _meanings() -> dict[str, frozenset[str]]:
    """Words of the sources by the words that stand for them, as compared; a word of one character stands for none."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in load_vocabulary("thesaurus")["synonyms"]:
        means = {prepare(word) for word in group["mean"]}
        for word in group["say"]:
            found[prepare(word)] |= means
    for group in load_vocabulary("verify")["alike"]["groups"]:
        words = {prepare(word) for word in group}
        for word in words:
            found[word] |= words - {word}
    loose = set(load_vocabulary("verify")["alike"]["loose"])
    return {word: frozenset(means) for word, means in found.items() if len(word) > 1 and word not in loose}


def _others(word: str) -> frozenset[str]:
    return _meanings().get(word, frozenset())


@cache
def phrases() -> tuple[str, ...]:
    """What the thesaurus has that a tagger may cut in several, longest first."""
    return tuple(sorted((word for word in _meanings() if len(word) > _SHORTEST_PART), key=len, reverse=True))


def blank_paraphrases(text: str, says: Callable[[str], bool]) -> str:
    """A text without the phrases for which the evidence has another word."""
    for phrase in phrases():
        if phrase in text and any(map(says, _others(phrase))):
            text = text.replace(phrase, " ")
    return text


def is_miscut(word: str, text: str, says: Callable[[str], bool]) -> bool:
    """Whether a word of two characters is the end of one that the evidence has and a small word: 专家组|分 as 组分."""
    if len(word) != _SHORTEST_PART or word.isascii():
        return False
    place = text.find(word)
    ahead = text[max(0, place - _SHORTEST_PART) : place + 1]
    return word[1] in plain_words() and len(ahead) > _SHORTEST_PART and says(ahead)
