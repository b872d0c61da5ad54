"""Whether evidence holds the kind of answer that a question asks for: a year, a number of libraries, a company, a list."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.asks import names_several
from bot.patterns import compiled
from bot.speech import tag_words
from bot.terms import ROUNDS, Need
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

_FIGURE_KINDS = ("percent", "date", "money", "number")
# Beside these a number may be asked for by the way (几家馆一起答疑，做到百分之几).
_OTHERS_BESIDE = {"percent", "list", "belongs", "reason", "differs"}
_SEPARATOR = re.compile("[、+]|和|(?<![涉普提])及(?!时)|(?<!参)与|“[^”]*,[^”]*”|,[^,。]+,[^,。]*等")
_ASKS_ONE = re.compile("哪|谁|什么")
# What asks which things are meant, and what only points at them.
_ASKS_WHICH = re.compile("哪(?:[个项种些类]|[两三四五六]|几[个项种类])")
_POINTS_BACK = re.compile(r"这(?:些|两|三|四|几|\d)[个项种类]?")
# Evidence of how many there are.
_NUMBER = re.compile(r"\d|[二两三四五六七八九十百千万亿]")
_PERCENTAGE = re.compile(r"\d+(?:\.\d+)?%")
# 三期 names one and counts none, nor does 第2批.
_ROUND = re.compile(
    rf"第[一二三四五六七八九十\d]+[{ROUNDS}]|(?<![\d一二三四五六七八九十共办了])[一二三四五六七八九十]期"
)
# A number without a measure word: 联合编目成员数：794.
_BARE_NUMBER = re.compile(r"\d+(?:\s*\(|[余多]?[万亿]?[余多]?(?:$|[,;。\s]))")
# 使用甲的有 1 家，使用乙的有 2 家
_FIGURES = re.compile(r"\d[^,。]*,[^,。]*\d")


def may_answer(need: Need, text: str, above: str, is_list: bool) -> bool:
    """Whether evidence can answer at all, where what is asked for must be seen in it.

    Args:
        text: normalised words of the evidence.
        above: normalised headings over it.
        is_list: the evidence is a list with its members.
    """
    words = load_vocabulary("search")
    if foreign_kind(need, text):
        return False
    plainly = "number" in need.asks and not set(need.asks) & _OTHERS_BESIDE and not is_list
    strictly = set(need.unit) & set(words["units"]["strict"]) and not (is_list and "list" in need.asks)
    if (plainly or strictly) and asked_unit(need, text) < 0:
        return False
    if plainly and not _NUMBER.search(text):
        return False
    if plainly and any(term.role == "kind" for term in need.terms) and not _NUMBER.search(_PERCENTAGE.sub(" ", text)):
        return False  # how many things there are is no percentage
    if _asks_extreme(need) and "最" not in text:
        return False  # which of all it is, no line says of itself alone
    wants_many = "list" in need.asks and (need.count > 1 or names_several(need.question))
    enumerates = _SEPARATOR.search(text) or ("number" in need.asks and _FIGURES.search(text))
    if wants_many and not is_list and not enumerates:
        return False
    asks_which = "list" in need.asks or _ASKS_WHICH.search(need.question)
    if asks_which and not is_list and _POINTS_BACK.search(text) and not _SEPARATOR.search(text):
        return False  # 国家的这些公共服务体系: it does not say which
    kinds = _strict_kind().findall(need.question)
    return all(compiled(words["kinds"][kind]).search(f"{above} {text}") for kind in kinds)


def _asks_extreme(need: Need) -> bool:
    """Whether a question asks which of several is the highest or lowest by a number."""
    operations = load_vocabulary("arithmetic")["operations"]
    words = [word for name in ("highest", "lowest") for word in operations[name]["sure"] if word.startswith("最")]
    return (
        need.is_quantity
        and _ASKS_ONE.search(need.question) is not None
        and any(word in need.question for word in words)
    )


def asked_kind(need: Need, text: str) -> float:
    """1 when the evidence holds the leading kind of answer asked for, -1 when not, 0 when no kind is asked for."""
    if not need.asks:
        return 0.0
    return 1.0 if compiled(_kinds()[need.asks[0]]["evidence"]).search(text) else -1.0


def kind_evidence(ask: str) -> re.Pattern:
    """What evidence for a kind of answer contains."""
    return re.compile(_kinds()[ask]["evidence"])


def foreign_kind(need: Need, text: str) -> bool:
    """Whether a kind of answer is asked for that must be there and is not, such as a price or an address."""
    strict = [_kinds()[ask] for ask in need.asks if _kinds()[ask].get("strict")]
    return any(not _holds(kind, text) for kind in strict)


def asked_unit(need: Need, text: str) -> float:
    """1 when the evidence counts in the unit asked for, -1 when it counts in others only, 0 when none is asked."""
    if not need.unit:
        return 0.0
    words = load_vocabulary("search")["units"]
    others = words["kinds"] if set(need.unit) & set(words["kinds"]) else []
    if set(need.unit) & set(words["general"]):
        others = [*words["general"], *words["kinds"], *words["aspects"]]
    units = "|".join(map(re.escape, (*need.unit, *others)))
    number = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千])"
    text = _ROUND.sub(" ", text)
    counted = compiled(rf"{number}\s*[余多]?[万亿千百十]?[余多]?(?:{units})").search(text)
    strict = set(need.unit) & set(words["strict"])
    if not counted and (not strict or any(unit in text for unit in need.unit)):  # 可借册数 5
        counted = _BARE_NUMBER.search(text)
    return 1.0 if counted else -1.0


def figure_unit(need: Need, chunk: Chunk) -> float:
    """1 for a figure of the kind asked for, -1 for one of another kind, 0 for what is no figure."""
    if not chunk.figure:
        return 0.0
    unit = chunk.figure.unit
    wanted = next((ask for ask in need.asks if ask in _FIGURE_KINDS), "number")
    wanted = "date" if set(need.asks) & {"year", "month", "day"} else wanted
    if wanted == "number" and need.unit:
        return 1.0 if unit.startswith(need.unit) or not unit else -1.0
    kind = "percent" if unit == "%" else "date" if unit == "date" else "number"
    if wanted == "number" and {"completion", "progress"} & set(need.asks):
        return float(kind == "percent")
    return 1.0 if kind == ("number" if wanted == "money" else wanted) else -1.0


def list_lacking(need: Need, text: str, is_list: bool) -> bool:
    """Whether a list is asked for and the evidence enumerates less than the question says there is, or nothing."""
    return "list" in need.asks and not is_list and len(_SEPARATOR.findall(text)) + 1 < max(need.count, 2)


def _holds(kind: Mapping[str, Any], text: str) -> bool:
    """Whether a text holds a kind of answer, by its pattern or by a word of the part of speech that the kind names."""
    if compiled(kind["evidence"]).search(text):
        return True
    return "speech" in kind and any(tag == kind["speech"] for _, tag in tag_words(text))


@cache
def _strict_kind() -> re.Pattern:
    """A kind of thing that is asked for and of which evidence must show an instance."""
    words = "|".join(load_vocabulary("search")["strict_kinds"]["words"])
    return re.compile(rf"(?:什么|哪|几)[一几]?[个家所种些位款]?({words})")


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    return {ask["kind"]: ask for ask in load_vocabulary("search")["asks"]}
