"""Finds figures that several places state of the same thing, each with its own value."""

import re
from collections.abc import Iterable
from functools import cache

from bot.lexicon import squeeze
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# What a subject must keep, without words such as 成员数 or 使用, to be compared: three characters, or a Latin letter.
_SHORTEST_CORE = 3
# What is measured in these is no number of things, with or without a unit.
_MEASURED = ("%", "元", "年", "个月", "月", "周", "星期", "天", "日", "工作日", "个工作日", "小时", "个小时", "分钟")


def find_twins(figure: Chunk, figures: Iterable[Chunk]) -> list[Chunk]:
    """Other places' figures of the same subject and the same sort of unit, in printed order, that are not the same value."""
    core = _core(figure.figure.subject)
    if not core or figure.figure.unit == "date" or _is_conditional(figure):
        return []
    found: list[Chunk] = []
    for other in figures:
        known = {(f.figure.ends, f.parent) for f in (figure, *found)}
        told_elsewhere = other.parent != figure.parent and (other.figure.ends, other.parent) not in known
        comparable = same_sort(figure, other) and not _is_conditional(other)
        if told_elsewhere and comparable and same_subject(core, _core(other.figure.subject)):
            found.append(other)
    return found if any(other.figure.ends != figure.figure.ends for other in found) else []


def subject_core(figure: Chunk) -> str:
    """The words of a figure's subject that tell it from others; empty where they are too few."""
    return _core(figure.figure.subject)


@cache
def _core(subject: str) -> str:
    """The words of a figure's subject that tell it from others: 嵌入式 e读成员 and 使用新版E读 are both of e读."""
    words = sorted(map(squeeze, load_vocabulary("search")["measures"]["words"]), key=len, reverse=True)
    core = squeeze(subject)
    while True:
        shorter = next((rest for word in words for rest in _without(core, word) if _is_core(rest)), "")
        if not shorter:
            return core if _is_core(core) else ""
        core = shorter


def _without(text: str, word: str) -> list[str]:
    return [rest for rest in (text.removeprefix(word), text.removesuffix(word)) if rest != text]


def _is_core(text: str) -> bool:
    return len(text) >= _SHORTEST_CORE or re.search("[a-z]", text) is not None


def same_sort(one: Chunk, other: Chunk) -> bool:
    """Whether both are shares, or both are numbers of libraries and the like, and of the same measure where both name one."""
    units = [chunk.figure.unit for chunk in (one, other)]
    measures = [chunk.figure.measure.removesuffix("度") for chunk in (one, other)]  # 完成 and 完成度
    measured = any(unit in _MEASURED for unit in units) and units[0] != units[1]
    if "date" in units or measured or (all(measures) and measures[0] != measures[1]):
        return False
    groups = load_vocabulary("search")["units"]["groups"]
    return units[0] == units[1] or "" in units or any(units[0] in group and units[1] in group for group in groups)


def _is_conditional(figure: Chunk) -> bool:
    """Whether a figure holds under a condition (出版未满 5 年的，按…赔偿), so that others hold under others."""
    return "的，" in figure.figure.subject


def same_subject(one: str, other: str) -> bool:
    """Whether one core begins with the other."""
    short, long = sorted((one, other), key=len)
    return bool(short) and long.startswith(short)
