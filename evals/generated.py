"""The generated sets, made straight from the source files: nothing of `ingest` or `bot` takes part in what is right.

`generated` asks about every row of every list by its full name, for the number and the members of each level, for the whole of
each list, and about every figure of `stated_figures.toml`, which was read by hand. `generated-names` asks about the rows again
with their names written in other ways (`evals/written_names.py`); the ways of one name are a group, to be answered alike.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.cases import Case, Evidence
from evals.written_names import ways_of_writing

MEMBERS, CO_ORGANISERS = "members-2023.txt", "co-organisers.txt"
_FIGURES = Path(__file__).with_name("stated_figures.toml")
# What the English abstract states is asked for in English.
_LATIN = re.compile(r"[A-Za-z ]+")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as the file prints it: what is to be said of it (a level, a date, or nothing but that it is there), and where."""

    file: str
    line: int
    name: str
    fact: str

    @property
    def kind(self) -> str:
        """Which list it belongs to."""
        if self.file == CO_ORGANISERS:
            return "co-organisers"
        return "commercial" if self.fact[:2] == "20" else "members"


def source_rows(corpus: Path) -> list[SourceRow]:
    """All rows of the two roster files in their order; the one empty bullet is none."""
    rows = []
    for file in (MEMBERS, CO_ORGANISERS):
        for number, line in enumerate((corpus / file).read_text(encoding="utf-8").split("\n"), start=1):
            cells = line.split("\t")
            if len(cells) == 3 and cells[0].isdigit():
                fact = cells[2].replace("/", "-").replace(" ", "")
                rows.append(SourceRow(file, number, cells[1].strip(), fact))
            elif line.startswith("-") and line[1:].strip():
                rows.append(SourceRow(file, number, line[1:].strip(), ""))
    return rows


def generate_cases(corpus: Path) -> list[Case]:
    """The set `generated`."""
    rows = source_rows(corpus)
    return [*(ask_row(row) for row in rows), *_ask_lists(rows), *_ask_figures()]


def generate_names(corpus: Path) -> list[Case]:
    """The set `generated-names`."""
    rows = source_rows(corpus)
    ways = ways_of_writing([row.name for row in rows])
    return [ask_row(row, way, name) for row in rows for way, write in ways.items() if (name := write(row.name))]


def ask_row(row: SourceRow, way: str = "full", written: str | None = None) -> Case:
    """The question about one row, with its name written in some way."""
    question, expected = {
        "members": ("是什么级别？", f"(?<![A-Za-z+]){re.escape(row.fact)}"),
        "commercial": ("的协议什么时候到期？", re.escape(row.fact)),
        "co-organisers": ("是联合主办单位吗？", "是的|(?<!不)是联合主办单位"),
    }[row.kind]
    place = f"{row.kind}-{row.line}"
    return Case(
        id=place if way == "full" and written is None else f"{place}-{way}",
        category=f"row-{row.kind}" if written is None else way,
        turns=((written or row.name) + question,),
        expected=(expected,),
        evidence=(Evidence(source=row.file, lines=(row.line, row.line)),),
        group=None if written is None else place,
    )


def _ask_lists(rows: Sequence[SourceRow]) -> Iterator[Case]:
    """How many and which there are, of each list as a whole and by what its rows say."""
    by_kind = {kind: list(found) for kind, found in groupby(rows, key=lambda row: row.kind)}
    titles = {"members": "成员馆", "commercial": "商业用户", "co-organisers": "联合主办单位"}
    for kind, found in by_kind.items():
        table = Evidence(source=found[0].file, lines=(found[0].line, found[-1].line))
        yield from _ask_list(f"{kind}-all", titles[kind], found, table)
        for number, fact in enumerate(sorted({row.fact for row in found if row.fact}), start=1):
            some = [row for row in found if row.fact == fact]
            what = f"{fact}的成员馆" if kind == "members" else f"协议到 {fact} 到期的商业用户"
            yield from _ask_list(f"{kind}-{number}", what, some, table)


def _ask_list(place: str, what: str, rows: Sequence[SourceRow], table: Evidence) -> Iterator[Case]:
    count = Case(
        id=f"count-{place}",
        category="count",
        turns=(f"{what}有多少家？",),
        expected=(_number_pattern(str(len(rows))),),
        evidence=(table,),
    )
    yield count
    names = tuple(row.name for row in rows)
    changed = {"id": f"list-{place}", "category": "list", "turns": (f"列出所有{what}",), "expected": (), "names": names}
    yield count.model_copy(update=changed)


def _ask_figures() -> Iterator[Case]:
    """Each stated figure once, wherever it stands, but for those whose number is a letter ("n 种模式")."""
    stated = tomllib.loads(_FIGURES.read_text(encoding="utf-8"))["figure"]
    same: dict[tuple[str, str, float], list[dict[str, Any]]] = defaultdict(list)
    for figure in stated:
        if "number" in figure:
            same[figure["subject"], figure["measure"], figure["number"]].append(figure)
    for number, (figure, *others) in enumerate(same.values(), start=1):
        places = [Evidence(source=one["source"], lines=tuple(one["lines"])) for one in others]
        yield Case(
            id=f"figure-{number:03d}",
            category="figure",
            language="en" if _LATIN.fullmatch(figure["subject"]) else "zh",
            turns=(_ask_figure(figure["subject"], figure["measure"], figure["unit"]),),
            expected=(_value_pattern(figure["value"], figure["number"]),),
            evidence=(Evidence(source=figure["source"], lines=tuple(figure["lines"]), also=tuple(places)),),
        )


def _ask_figure(subject: str, measure: str, unit: str) -> str:
    if _LATIN.fullmatch(subject):
        return f"How many {measure} of {subject} are there?" if measure else f"How many {subject} are there?"
    if unit in ("年", "月", "date"):
        return f"{subject}{measure}是什么时候？"
    of = f"{subject}的{measure}" if measure else subject
    return f"{of}是多少？" if unit in ("", "%") else f"{of}有多少{unit}？"


def _value_pattern(value: str, number: float) -> str:
    """The number of a printed value with the multiple behind it, be the reading of the rest as it may; one in words may be told in digits."""
    found = re.search(r"\d[\d.]*(?:余?[万亿])?%?", value)
    return _number_pattern(found[0]) if found else f"{re.escape(value)}|{_number_pattern(f'{number:g}')}"


def _number_pattern(number: str) -> str:
    """A number that is no part of a longer one, with or without a comma after the thousands."""
    digits = re.sub(r"^(\d)(\d{3})(?!\d)", r"\1,?\2", number).replace(".", r"\.")
    return rf"(?<!\d)(?<!\d[.,]){digits}(?![\d%]|\.\d|,\d{{3}})"
