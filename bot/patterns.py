"""Patterns of the vocabulary, compiled once: there are more of them than the cache of `re` holds."""

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, case-sensitive as written.

    Raises:
        re.error: when it is no pattern.
    """
    return re.compile(pattern)
