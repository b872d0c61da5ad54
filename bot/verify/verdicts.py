"""What a question that wants a yes or no asserts."""

import re
from functools import cache

from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text


def assertion_of(question: str) -> str:
    """The first yes-or-no question of a text as a statement; empty where there is none."""
    for part in re.split(r"[?？。]", question):
        text = normalise_text(part).strip(" ,，")
        if not _asks_which().search(text) and (found := _yes_no().sub(_plainly, text)) != text:
            return found.strip(" ,，")
    return ""


def _plainly(match: re.Match) -> str:
    return load_vocabulary("verify")["verdicts"]["asked"][match[0].strip()]


@cache
def _yes_no() -> re.Pattern:
    """What makes a question of a statement: 吗 at its end, 是不是 in it, is or are before it."""
    words = load_vocabulary("verify")["verdicts"]["asked"]
    latin = "|".join(word for word in words if word.isascii())
    ending = "|".join(word for word in words if not word.isascii() and not words[word])
    inner = "|".join(word for word in words if not word.isascii() and words[word])
    return re.compile(rf"^(?:{latin})\s|{inner}|(?:{ending})\s*$")


@cache
def _asks_which() -> re.Pattern:
    words = load_vocabulary("verify")["verdicts"]["which"]
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words))
