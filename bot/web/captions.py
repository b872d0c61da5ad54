"""How a citation's place and date are worded: alike under an answer, in the panel and in the page's head."""

import re

from bot.web.texts import Language, say

# What an ISO date, month or year looks like; anything else (say "2021 年第 5 期") is no point in time.
_POINT_IN_TIME = re.compile(r"\d{4}(-\d{2}){0,2}")


def describe_lines(first_line: int, last_line: int, language: Language = "zh", page: int | None = None) -> str:
    """Name a span of lines, both ends counted from 1, with its page if there are pages."""
    key = "page.line" if first_line == last_line else "page.lines"
    on_page = say(language, "page.page", page=page) if page else ""
    return on_page + say(language, key, first=first_line, last=last_line)


def describe_date(as_of: object, language: Language = "zh") -> str:
    """Say of when a source speaks; `as_of` is a date, a text or None (the source states none)."""
    stated = str(as_of or "").strip()
    if not stated:
        return say(language, "page.undated")
    return say(language, "page.as_of", date=stated) if _POINT_IN_TIME.fullmatch(stated) else stated
