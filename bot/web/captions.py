"""How a citation's place and date are worded: alike under an answer, in the panel and in the page's head."""

import re

# What an ISO date, month or year looks like; anything else (say "2021 年第 5 期") is no point in time.
_POINT_IN_TIME = re.compile(r"\d{4}(-\d{2}){0,2}")


def describe_lines(first_line: int, last_line: int, page: int | None = None) -> str:
    """Name a span of lines, both ends counted from 1, with its page if there are pages."""
    on_page = f"第 {page} 页" if page else ""
    if first_line == last_line:
        return f"{on_page}第 {first_line} 行"
    return f"{on_page}第 {first_line}–{last_line} 行"


def describe_date(as_of: object) -> str:
    """Say of when a source speaks; `as_of` is a date, a text or None (the source states none)."""
    stated = str(as_of or "").strip()
    if not stated:
        return "原文未注明日期"
    return f"截至 {stated}" if _POINT_IN_TIME.fullmatch(stated) else stated
