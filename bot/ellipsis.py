"""Writes out what joined words share: 全国、地区和省级中心 are 全国中心、地区中心和省级中心."""

import re
from collections.abc import Container
from itertools import product

_JOINING = re.compile("[、和与跟及]|以及")
# What is shared, and what tells the joined words apart, in characters.
_SHARED = (4, 3, 2)
_OWN = (3, 2)
_ENGLISH = re.compile(r"\b([a-z]+(?:(?:, (?:and |or )?| and | or )[a-z]+)+) ([a-z]+)\b")


def write_out_shared(text: str, prose: str) -> str:
    """A normalised question whose joined Chinese words each have the end that only the last of them has.

    Args:
        prose: the sources; only what they write so is written out so.
    """
    for join in reversed(list(_JOINING.finditer(text))):
        before, behind = text[: join.start()], text[join.end() :]
        for shared, own in product(_SHARED, _OWN):
            left = before[-own:]
            end = _shared_end(behind, shared, prose)
            begins = before[-own - 1 : 1 - own] not in prose or len(before) == own  # 编目 of 联合编目 is no word
            if end and begins and len(left) == own and not left.endswith(end) and left + end in prose:
                text = f"{before}{end}{join[0]}{behind}"
                break
    return text


def _shared_end(behind: str, length: int, prose: str) -> str:
    """The last characters of the word that a text begins with, of which the sources have others; empty for none."""
    for own in _OWN:
        word = behind[: own + length]
        if len(word) == own + length and word.isalpha() and word in prose and not _JOINING.search(word):
            return word[own:]
    return ""


def write_out_shared_english(text: str, phrases: Container[str]) -> str:
    """The same of English words, where all are known phrases: national and regional centers."""

    def write_out(match: re.Match) -> str:
        words, head = match[1], match[2]
        parts = re.findall("[a-z]+", re.sub(r"\b(?:and|or)\b", ",", words))
        if not all(f"{part} {head}" in phrases or f"{part} {head.removesuffix('s')}" in phrases for part in parts):
            return match[0]
        return re.sub(r"\b(?!(?:and|or)\b)[a-z]+\b", rf"\g<0> {head}", words)

    return _ENGLISH.sub(write_out, text)
