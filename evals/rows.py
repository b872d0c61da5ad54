"""Asks about every row of the lists, written in five ways, straight from the source files: `python -m evals.rows`.

Nothing of `ingest` is used to know what is right: the files are read here, tab by tab and bullet by bullet. The ways: the full
name; without 图书馆; in Traditional characters; with one character replaced by a random one (seeded), where no other name is
as near; with one character replaced by one that sounds the same.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from bot.desk import Desk
from bot.settings import BotSettings
from ingest.settings import PROJECT_DIR, load_settings

_SEED = 20231231


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as the file prints it: what is to be said of it, and where."""

    file: str
    line: int
    name: str
    fact: str


def source_rows(corpus: Path) -> list[SourceRow]:
    """All rows of the two roster files."""
    rows = []
    for file in ("members-2023.txt", "co-organisers.txt"):
        for number, line in enumerate((corpus / file).read_text(encoding="utf-8").split("\n"), start=1):
            cells = line.split("\t")
            if len(cells) == 3 and cells[0].isdigit():
                fact = cells[2].replace("/", "-").replace(" ", "")
                rows.append(SourceRow(file, number, cells[1].strip(), fact))
            elif line.startswith("-") and line[1:].strip():
                rows.append(SourceRow(file, number, line[1:].strip(), "联合主办单位"))
    return rows


def ask_row(desk: Desk, row: SourceRow, written: str) -> str:
    """How a question about a row, with its name as written, ends: right, declined, or wrong."""
    answer = desk.ask(written + _about(row))
    if answer.refused:
        return "declined"
    cited = any(c.source == row.file and c.first_line == c.last_line == row.line for c in answer.citations)
    return "right" if cited and row.fact in answer.text.replace(" ", "") else "wrong"


def _about(row: SourceRow) -> str:
    if row.fact == "联合主办单位":
        return "是联合主办单位吗？"
    return "的协议什么时候到期？" if row.fact[:2] == "20" else "是什么级别？"


def spelling_variants(rows: list[SourceRow]) -> dict[str, Callable[[SourceRow], str | None]]:
    """The ways of writing a name; None where a name has no such form or another name would be as near."""
    names = [row.name for row in rows]
    characters = sorted({char for name in names for char in name if "\u4e00" <= char <= "\u9fff"})
    by_sound: dict[str, list[str]] = {}
    for char in characters:
        by_sound.setdefault(lazy_pinyin(char)[0], []).append(char)
    traditional, chance = OpenCC("s2t"), random.Random(_SEED)

    def replace_one(name: str, choose: Callable[[str], list[str]]) -> str | None:
        places = [i for i, char in enumerate(name) if "\u4e00" <= char <= "\u9fff" and choose(char)]
        if not places:
            return None
        place = chance.choice(places)
        written = name[:place] + chance.choice(choose(name[place])) + name[place + 1 :]
        nearest = min(Levenshtein.distance(written, other) for other in names if other != name)
        return written if nearest > 1 else None

    return {
        "full name": lambda row: row.name,
        "without 图书馆": lambda row: (
            row.name.removesuffix("图书馆") if row.name.endswith(("大学图书馆", "学院图书馆")) else None
        ),
        "Traditional": lambda row: traditional.convert(row.name),
        "one random character": lambda row: replace_one(row.name, lambda char: [c for c in characters if c != char]),
        "one like-sounding character": lambda row: replace_one(
            row.name, lambda char: [c for c in by_sound[lazy_pinyin(char)[0]] if c != char]
        ),
    }


def run_ways(desk: Desk, rows: list[SourceRow]) -> Iterator[tuple[str, Counter]]:
    """(way, counts of right, declined and wrong) for each way of writing."""
    for way, write in spelling_variants(rows).items():
        yield way, Counter(ask_row(desk, row, written) for row in rows if (written := write(row)))


def main() -> None:
    """Print a line a way."""
    rows = source_rows(PROJECT_DIR / "corpus")
    for way, counts in run_ways(Desk(load_settings(BotSettings)), rows):
        total = sum(counts.values())
        print(f"{way}: {total} asked, " + ", ".join(f"{counts[how]} {how}" for how in ("right", "declined", "wrong")))


if __name__ == "__main__":
    main()
