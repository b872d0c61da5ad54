"""Completes what a follow-up about the prose needs by what the question before it needed."""

import re
from dataclasses import replace

from bot.ordinals import numbered_thing
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
    if _PRONOUN.search(need.question) and all(term.role == "act" for term in names):
        names = []  # 怎么去解决它
    if names and not leans and (need.asks or need.unit):
        ordinals = _lean_ordinals(need, before, has_names=True)
        return replace(need, ordinals=ordinals, counted_by=need.counted_by or before.counted_by) if ordinals else need
    if names:
        kept = tuple(term for term in before.terms if _is_measure(term) and not _TIME.fullmatch(term.text))
    else:
        kept = tuple(term for term in before.terms if not _is_measure(term))
    asks_itself = _ASKS.search(need.question) is not None and (bool(names) or not need.unit)
    spoken = f"{_without_times(before, need).strip()} " if not names else ""
    return replace(
        need,
        question=f"{spoken}{need.question}",
        leaned=len(spoken),
        terms=tuple(dict.fromkeys((*need.terms, *kept))),
        asks=need.asks if asks_itself else need.asks or before.asks,
        unit=need.unit if asks_itself else need.unit or before.unit,
        ordinals=_lean_ordinals(need, before, bool(names)),
        counted_by=need.counted_by or before.counted_by,
    )


def asks_of_its_own(need: Need, with_measures: bool = True) -> bool:
    """Whether a question that does not open or end as a follow-up asks something by itself and says of what.

    Args:
        with_measures: a word that says which figure is meant (总投资) is enough.
    """
    asks = bool(need.asks or need.unit) and not need.leaned and not need.ordinals
    said = [term for term in need.terms if term.role != "act" and _TIME.fullmatch(term.text) is None]
    return asks and any(with_measures or not _is_measure(term) for term in said)


def _without_times(before: Need, need: Need) -> str:
    """The question before, without its times where the follow-up names another one."""
    return _TIME.sub(" ", before.question) if _TIME.search(need.question) else before.question


def _lean_ordinals(need: Need, before: Need, has_names: bool) -> tuple[int, ...]:
    """The place that a follow-up means: the one spoken of, one below it (第三件 after 下面有几件工作), or one beside it."""
    if not need.ordinals:
        asks_pieces = "list" in need.asks and _BELOW.search(need.question)
        return before.ordinals if asks_pieces or not has_names else ()
    if need.counted_by or not before.ordinals or len(need.ordinals) > 1:
        return need.ordinals
    measure = _MEASURE.search(need.question) if not _PART_OF.search(need.question) else None
    if measure and {numbered_thing(need.question), numbered_thing(before.question)} == {"工作", "任务"}:
        measure = None  # 第三项工作 after 第一项任务 has 哪几项工作
    if measure and re.search(f"第.{measure[1]}", before.question):
        return (*before.ordinals[:-1], *need.ordinals)  # 第四项 after 第一项
    asks_below = _BELOW.search(need.question) or (len(before.ordinals) == 1 and _BELOW.search(before.question))
    if len(before.ordinals) > 1 and not asks_below:
        return (*before.ordinals[:-1], *need.ordinals)
    return (*before.ordinals[:1], *need.ordinals) if asks_below else need.ordinals


# A question of its own, not only a name to ask the same of.
_ASKS = re.compile("什么|啥|哪|谁|怎|吗|为何|如何|what|which|who|how|why")
# The measure word of an ordinal.
_MEASURE = re.compile(r"第[一二三四五六七八九十\d]([个项条件点])")
# What follows is a part of what was spoken of.
_PART_OF = re.compile(r"下面|其中|里面|它的|底下|\bits\b|\bof it\b")
_BELOW = re.compile(rf"{_PART_OF.pattern}|[件点]|工作|piece")


# Stands for what was spoken of.
_PRONOUN = re.compile(r"它|\bit\b|\bthem\b|\bthat one\b")
# What is counted or numbered, whatever it is.
_COUNTED = re.compile(
    r"[个项条件点大]?(?:主要)?(?:工作|任务|事情?|方面)|两个|first|second|third|fourth|fifth|sixth|last|pieces?|works?|tasks?"
)
# When something was: 近几年呢 asks what was asked before of another time.
_TIME = re.compile(
    r"(?:19|20)\d{2}(?:[到至—~-]\d{2,4})?年?|近几年|这几年|近年来?|早年|当年|去年|今年|前些年|[一二三四]季度|二期|三期"
)


def is_short(question: str) -> bool:
    """Whether a question is so short that it may lean on the one before it."""
    return len(question) < _SHORT


def _is_measure(term: Term) -> bool:
    """Whether a term says which figure is meant rather than of what."""
    words = load_vocabulary("search")["measures"]["words"]
    told_by_word = term.text in words or any(word in words for word in term.means)
    return told_by_word or _TIME.fullmatch(term.text) is not None or _COUNTED.fullmatch(term.text) is not None
