"""Who does what to whom: what stands before a verb in the evidence may not stand behind it in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.verify.clauses import grams, prepare, word_pattern
from bot.vocabulary import load_vocabulary

# Fewer words on a side tell nothing.
_FEWEST = 2


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
    matches = [(sentence, match) for sentence in said for match in _verbs().finditer(sentence)]
    if not matches:
        return
    known = [prepare(unit) for unit in units]
    for sentence, match in matches:
        left, right = sentence[: match.start()], sentence[match.end() :]
        turns = [_is_turned(left, right, *sides) for unit in known for sides in _sides(unit, match[0])]
        if turns and all(turns):
            yield f"“{match[0]}”前后的两样和证据相反"


def _sides(text: str, verb: str) -> list[tuple[str, str]]:
    """What stands before and behind a verb, for each place where it stands."""
    return [(text[: m.start()], text[m.end() :]) for m in re.finditer(re.escape(verb), text)]


def _is_turned(left: str, right: str, before: str, behind: str) -> bool:
    """Whether the words of a side stand on the other side in the evidence, more of them than on their own."""
    first, last = set(grams(before)), set(grams(behind))
    only_before, only_behind = first - last, last - first
    crossed = len(set(grams(left)) & only_behind) + len(set(grams(right)) & only_before)
    straight = len(set(grams(left)) & only_before) + len(set(grams(right)) & only_behind)
    return crossed >= _FEWEST and crossed > straight
