"""Finds the figures that prose states: each a record of what it is of, its value and unit, and the words that state it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.chunks import Chunk, Figure

_MULTIPLES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_CHINESE = {char: value for value, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
# Measure words, longer ones first, and the nouns that "个" counts.
_ENGLISH = {
    w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1)
}
_UNIT = (
    r"大类|条次|个?(?:方面|层面|角度|学校|馆|省|词|月|工作日|小时)|多年|年|工作日|小时|分钟|人次|平方米|公里|星期"
    r"|[%％家个所种条项笔篇类档级支层倍字名册本件页元天日周次人位台套份卷米岁]"
)
_AMOUNT = (
    rf"(?P<limit>(?:至少|最多|最长|不得?[超多少低高]过?于?|不足|未满|超过|不到|接近|大约|约|近|仅)(?:是|有|每年)?)?"
    rf"(?:(?<![\d.:：A-Za-z第])(?P<digits>\d+(?:\.\d+)?)(?![:：]\d)(?P<more>[余多])?(?:\s?(?P<multiple>[百千万亿]))?(?P<still>[余多])?"
    rf"|(?<=近)(?P<bare>[百千万])(?=个|家|所)|(?<![第十一二三四五六七八九])(?P<word>[两二三四五六七八九十])(?=(?:{_UNIT}))|(?P<one>一)(?=名)"
    rf"|\b(?P<english>{'|'.join(_ENGLISH)})(?= [a-z]))"
    rf"(?:(?:{_UNIT})?(?P<to>[～~–—-])(?P<high>\d+(?:\.\d+)?)(?:\s?(?P<high_multiple>[百千万亿]))?)?"
    rf"(?P<unit>{_UNIT})?(?P<about>左右|以上|以下)?"
)
_DATE = (
    r"(?P<date>\d{4}[—\-～]\d{4}年|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|[春夏秋冬])?"
    r"|\d{1,2}月底前?|年底前)"
)
_FIGURE = re.compile(rf"{_DATE}|{_AMOUNT}")
# A colon between digits is part of a time of day, which is no figure.
_CLAUSE = re.compile(r"(?:[^，。；;：:！？]|(?<=\d)[：:](?=\d))+")
_HEAD = re.compile(r"^(?P<head>[^：:，。；—]+?)\s*(?:[—–]{1,2}\s*[—–]|[：:](?!(?<=\d.)\d))\s*")
# What links a subject to its figure and says nothing of its own.
_LINK = re.compile(r"(?:的?(?:共有|都有|有|达到|达|是|为|共))+$")
# 成员馆是指……，目前共有…: the figure is of what the clause before defines.
_DEFINED = re.compile(r"^(.{2,10}?)是指")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
# A subject shorter than this ("目前", "其中") is none; what the figure is of stands in the clause before.
_SHORTEST_SUBJECT = 4
_COLUMNS = 4


def state_figures(chunks: Sequence[Chunk], lines: Sequence[str]) -> list[Chunk]:
    """A record for every figure of some sentences and slide items, in printed order.

    Args:
        chunks: what was read from one source.
        lines: its printed lines, which tell the cells of a table apart.
    """
    found: list[Chunk] = []
    heads: tuple[str, ...] = ()
    for chunk in chunks:
        if chunk.kind == "heading":
            heads = ()
        if columns := _column_heads(chunk):
            heads = columns
        elif chunk.kind in ("heading", "item", "sentence"):
            printed = lines[chunk.spans[0].first_line - 1 : chunk.spans[-1].last_line]
            figures = _row_figures(chunk.text, heads, printed) if heads else _text_figures(chunk)
            found += [_to_chunk(chunk, figure, number) for number, figure in enumerate(figures, start=1)]
    return found


def _to_chunk(chunk: Chunk, figure: Figure, number: int) -> Chunk:
    """A figure hangs below the sentence or item that states it, and is cited at its lines."""
    return replace(
        chunk,
        id=f"{chunk.id}#{number}",
        kind="figure",
        text=figure.statement,
        label="",
        parent=chunk.id,
        section=(*chunk.section, chunk.text),
        figure=figure,
    )


def _text_figures(chunk: Chunk) -> Iterator[Figure]:
    """Figures of running text: what they are of is said before a dash or colon, or in the clauses before them."""
    head = _HEAD.match(chunk.text) if chunk.kind == "item" else None
    subject = head["head"] if head else ""
    clauses = _join_conditions(match[0].strip() for match in _CLAUSE.finditer(chunk.text, head.end() if head else 0))
    status = "，".join(clause for clause in clauses if not _FIGURE.search(clause)) if head else ""
    if head:
        for match in _figures_in(subject):
            yield _figure(match, subject, "", subject, status)
    title = chunk.section[-1] if chunk.kind == "item" and chunk.section else ""
    for position, clause in enumerate(clauses):
        for match in _figures_in(clause):
            own = _without_figures(clause, keep_dates=not match["date"])
            if head:
                yield _figure(match, subject, own, f"{subject}：{clause}", status)
            elif len(own) >= _SHORTEST_SUBJECT:
                yield _figure(match, own, "", clause)
            else:
                before = clauses[position - 1] if position else title
                defined = _DEFINED.match(before)
                before = defined[1] if defined else before
                yield _figure(match, before, own, f"{before}，{clause}" if before else clause)


def _join_conditions(clauses: Iterable[str]) -> list[str]:
    """Clauses, each condition (出版未满 5 年的) with what holds under it, which states nothing without it."""
    joined: list[str] = []
    for clause in clauses:
        if joined and joined[-1].endswith("的"):
            joined[-1] += f"，{clause}"
        else:
            joined.append(clause)
    return joined


def _figures_in(clause: str) -> Iterator[re.Match]:
    """The figures of a clause; a number without unit or multiple is one only where nothing but a bracket follows it."""
    for match in _FIGURE.finditer(clause):
        named = ("unit", "multiple", "high_multiple", "bare", "date", "english")
        bare = not any(match[name] for name in named)
        if not bare or re.match(r"\s*(?:$|[（(])", clause[match.end() :]):
            yield match


def _without_figures(clause: str, keep_dates: bool) -> str:
    """A clause without its figures; a date stays with what is said of its time (2019年总请求数)."""
    parts: list[str] = []
    position = 0
    for match in _figures_in(clause):
        if keep_dates and match["date"]:
            continue
        parts.append(_LINK.sub("", clause[position : match.start()].strip()))
        position = match.end()
    return "".join([*parts, clause[position:].strip()]).strip("（）() ")


def _figure(match: re.Match, subject: str, measure: str, statement: str, status: str = "") -> Figure:
    if match["date"]:
        number = re.match(r"\d+", match[0])
        return Figure(
            subject, measure, match[0], float(number[0]) if number else 0.0, None, "date", "", statement, status
        )
    multiple = match["multiple"] or match["bare"] or match["high_multiple"] or ""  # 2～3万: both ends are of 万
    times, high_times = (_MULTIPLES.get(each, 1) for each in (multiple, match["high_multiple"] or multiple))
    number = float(match["digits"] or _CHINESE.get(match["word"]) or _ENGLISH.get(match["english"], 1))
    limit = (match["limit"], match["more"], match["still"], match["to"], match["about"])
    return Figure(
        subject=subject,
        measure=measure,
        text=match[0],
        value=number * times,
        high=float(match["high"]) * high_times if match["high"] else None,
        unit=(match["unit"] or "").replace("％", "%"),
        limit="".join(filter(None, limit)),
        statement=statement,
        status=status,
    )


def _column_heads(chunk: Chunk) -> tuple[str, ...]:
    """The heads of a table's columns, if the item consists of them: words in four cells or more, no figure."""
    cells = tuple(chunk.text.split()) if chunk.kind == "item" and "：" not in chunk.text else ()
    return cells if len(cells) >= _COLUMNS and not re.search(r"\d", chunk.text) else ()


def _row_figures(text: str, heads: Sequence[str], printed: Sequence[str]) -> Iterator[Figure]:
    """The cells of a table row: the first column names it, the others hold amounts, with others of it in brackets."""
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    matches = [m for m in _FIGURE.finditer(text) if any(m[name] for name in ("unit", "multiple", "high_multiple"))]
    inner = [m for m in matches if any(start < m.start() < end for start, end in brackets)]
    amounts = [m for m in matches if m not in inner and m["unit"] not in ("%", "％")]
    shares = [m for m in matches if m not in inner and m not in amounts]
    name = re.sub(r"完成度?$|完成度在?$", "", text[: matches[0].start()].strip() if matches else text).strip()
    for head, match in zip(_heads_of(amounts, heads[1:], printed), amounts, strict=False):
        yield _figure(match, name, head, f"{name}：{head} {match[0]}")
        for part in inner:
            if text[match.end() : part.start()].strip().startswith(("（", "(")) and not _between(amounts, match, part):
                what = text[match.end() : text.index("）", part.end())].strip("（ ").replace(part[0], "")
                yield _figure(part, name, f"{head} {what}", f"{name}：{head} {match[0]}，{what}{part[0]}")
    for match in shares:
        yield _figure(match, name, "完成度", f"{name}：完成度 {match[0]}")


def _between(amounts: Sequence[re.Match], left: re.Match, right: re.Match) -> bool:
    return any(left.end() <= match.start() < right.start() for match in amounts)


def _heads_of(amounts: Sequence[re.Match], heads: Sequence[str], printed: Sequence[str]) -> Sequence[str]:
    """The columns that the amounts of a row stand in.

    A full row fills them from left to right. In a short one an amount on a printed line of its own is in the last column,
    as that cell was; what is left stands in the columns before it, the last of them first.
    """
    if len(amounts) >= len(heads) or not amounts:
        return heads
    alone = any(line.strip(" ，,") == amounts[-1][0] for line in printed)
    others = len(amounts) - alone
    return [*heads[:-1][len(heads) - 1 - others :], *(heads[-1:] if alone else ())]
