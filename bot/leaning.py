"""Completes what a follow-up about the prose needs by what the question before it needed."""

import re
from dataclasses import replace

from bot.terms import Need, Term
from bot.vocabulary import load_vocabulary

# A question shorter than this, in characters, leans on the one before it if it names nothing.
_SHORT = 16


def lean_on(need: Need, before: Need, leans: bool) -> Need:
    """The need of a follow-up.

    One that names something of its own asks of that what was asked before (接口服务呢 after 注册服务完成多少); one that names
    nothing asks something else of what was spoken of (三期要新增多少 after 外文期刊二期完成多少).

    Args:
        leans: the question opens or ends as a follow-up does.
    """
    names = [term for term in need.terms if not _is_measure(term)]
    if names and not leans and (need.asks or need.unit):
        return need
    if names:
        kept = tuple(term for term in before.terms if _is_measure(term))
    else:
        kept = tuple(term for term in before.terms if not _is_measure(term))
    return replace(
        need,
        question=f"{before.question if not names else ''} {need.question}".strip(),
        terms=tuple(dict.fromkeys((*need.terms, *kept))),
        asks=need.asks or before.asks,
        unit=need.unit or before.unit,
        ordinals=(*before.ordinals, *need.ordinals)
        if need.ordinals and _BELOW.search(need.question)
        else need.ordinals,
        counted_by=need.counted_by or before.counted_by,
    )


# What follows is a part of what was spoken of.
_BELOW = re.compile("下面|其中|里面|它的|底下")


def is_short(question: str) -> bool:
    """Whether a question is so short that it may lean on the one before it."""
    return len(question) < _SHORT


def _is_measure(term: Term) -> bool:
    """Whether a term says which figure is meant rather than of what."""
    words = load_vocabulary("search")["measures"]["words"]
    return term.text in words or any(word in words for word in term.means)
