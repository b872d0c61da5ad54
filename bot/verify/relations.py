"""Who does what to whom: what stands before a verb in the evidence may not stand behind it in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.speech import tag_words
from bot.verify.clauses import grams, plain_words, prepare, word_pattern
from bot.vocabulary import load_vocabulary

# Fewer words on a side tell nothing.
_FEWEST = 2
# With a verb that is not known to matter, more must have changed sides.
_FEWEST_OF_ANY = 4


@cache
def _verbs() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["relations"]["verbs"])


def wrong_relations(text: str, units: Iterable[str]) -> Iterator[str]:
    """What a text says the other way about than every statement of the evidence that has the same verb.

    Args:
        text: a statement as it was written.
        units: statements of the evidence.
    """
    said = [prepare(sentence) for sentence in re.split("[。；;]", text)]
    verbs = [(sentence, *verb) for sentence in said for verb in _find_verbs(sentence)]
    if not verbs:
        return
    known = [prepare(unit) for unit in units]
    for sentence, verb, start, fewest in verbs:
        left, right = sentence[:start], sentence[start + len(verb) :]
        if fewest == _FEWEST_OF_ANY:
            left, right = left.rsplit(",", 1)[-1], right.split(",", 1)[0]
        turns = [_is_turned(left, right, *sides, fewest) for unit in known for sides in _sides(unit, verb)]
        if turns and all(turns):
            yield f"“{verb}”前后的两样和证据相反"


def _find_verbs(text: str) -> Iterator[tuple[str, int, int]]:
    """The verbs of a text, where each stands and how many pairs of characters must have changed sides."""
    for match in _verbs().finditer(text):
        yield match[0], match.start(), _FEWEST
    position = 0
    for word, tag in tag_words(text):
        telling = tag == "v" and len(word) > 1 and word not in plain_words()
        if telling and not _verbs().search(word) and not _turning().search(text):
            yield word, position, _FEWEST_OF_ANY
        position += len(word)


@cache
def _turning() -> re.Pattern:
    """Words that put what is done before who does it."""
    return word_pattern(load_vocabulary("verify")["relations"]["turning"])


def _sides(text: str, verb: str) -> list[tuple[str, str]]:
    """What stands before and behind a verb, for each place where it stands."""
    pieces = text.split(verb)
    return [(verb.join(pieces[:n]), verb.join(pieces[n:])) for n in range(1, len(pieces))]


def _is_turned(left: str, right: str, before: str, behind: str, fewest: int) -> bool:
    """Whether the words of a side stand on the other side in the evidence, more of them than on their own."""
    first, last = set(grams(before)), set(grams(behind))
    only_before, only_behind = first - last, last - first
    crossed = len(set(grams(left)) & only_behind) + len(set(grams(right)) & only_before)
    straight = len(set(grams(left)) & only_before) + len(set(grams(right)) & only_behind)
    return crossed >= fewest and crossed > straight
