"""Tells words that carry content from those that only make a sentence, by part of speech."""

from functools import lru_cache

# Tags of the People's Daily corpus, as jieba's dictionary has them: nouns and names, adjectives used as nouns or before
# them, set phrases, foreign words and numbers. Verbs, adverbs, pronouns, measure words, particles carry none here.
_CONTENT = ("n", "b", "a", "vn", "i", "l", "j", "eng", "s")
_PRONOUNS = frozenset("这那哪谁什么我你您他她它们咱俺自己各每某其此该啥几彼之何")
# Adverbs, conjunctions, prepositions, pronouns, particles and interjections.
_SMALL = ("d", "c", "p", "r", "u", "y", "e", "o", "zg")
# Adverbs and the like that begin with the same letters.
_NO_CONTENT = ("ad", "an")


@lru_cache(maxsize=8192)
def tag_words(text: str) -> tuple[tuple[str, str], ...]:
    """(word, part of speech) of a stretch of text."""
    import rjieba

    return tuple(rjieba.tag(text))


def content_words(text: str) -> list[str]:
    """The words of a stretch that say what is spoken of (片区, 年报, 民办); none for 才到, 够到, 帮忙看看."""
    words: list[str] = []
    before = ""
    for word, tag in tag_words(text):
        if is_content(word, tag):
            # 共享|域: a noun of one character behind a verb of two is one word with it.
            words.append(before + word if len(word) == 1 else word)
        before = word if tag.startswith("v") and len(word) > 1 else ""
    return words


def is_content(word: str, tag: str) -> bool:
    """Whether a word of some part of speech carries content."""
    if tag == "r":  # the dictionary has 本科 among the pronouns
        return len(word) > 1 and not set(word) & _PRONOUNS
    return tag.startswith(_CONTENT) and tag not in _NO_CONTENT


def ends_with_content(text: str) -> bool:
    """Whether the last word of a stretch carries content; places and names do."""
    return bool(content_words(tag_words(text)[-1][0])) if text else False


def trim_small_words(text: str) -> str:
    """A stretch without the adverbs, pronouns and the like at its ends: 体育却 → 体育; empty if nothing else is there."""
    tags = list(tag_words(text))
    for end in (-1, 0):
        while tags and tags[end][1].startswith(_SMALL):
            tags.pop(end)
    return "".join(word for word, _ in tags)


def is_small(tag: str) -> bool:
    """Whether a part of speech is that of small words: adverbs, prepositions, particles and the like."""
    return tag.startswith(_SMALL)


def is_verb(text: str) -> bool:
    """Whether a stretch ends with a verb."""
    tags = tag_words(text)
    return bool(tags) and tags[-1][1] == "v"
