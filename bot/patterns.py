"""Patterns of the vocabulary, compiled once: there are more of them than the cache of `re` holds."""

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the vocabulary, kept for good: none that is made of a user's words.

    Raises:
        re.error: when it is no pattern.
    """
    return re.compile(pattern)
