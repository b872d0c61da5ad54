"""Puts a result into words: one direct sentence, a list if it helps, and the citations."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.answer import Answer
from bot.draft import Draft
from bot.execute import Result
from bot.query import Mention
from bot.rosters import Roster, Rosters, print_level
from bot.support import Scored
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source

# Rows that the text of a list answer shows; all of them are in `records`.
_ROWS_SHOWN = 20
# Below this support nothing in the sources is even near: the question is about something else.
_NEARBY = 0.2


class Composer:
    """Writes answers from results.

    Args:
        rosters: the lists.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, rosters: Rosters, sources: Mapping[str, Source]) -> None:
        self._rosters = rosters
        self._sources = sources

    def compose(self, question: str, result: Result) -> Answer:
        """The answer to a question, without its time."""
        writer = _Writer(question, result, self._rosters, self._sources)
        text, refused = writer.write()
        return Answer(question, text, refused, writer.draft.citations, tuple(writer.records))


def say(key: str, question: str, **values: Any) -> str:
    """A phrase in the language of the question: English when it has Latin letters and no Chinese character."""
    return load_vocabulary("phrases")[language_of(question)][key].format(**values)


def language_of(question: str) -> str:
    """`en` for a question with Latin letters and no Chinese character, else `zh`."""
    chinese = any("\u3400" <= char <= "\u9fff" for char in question)
    latin = any(char.isascii() and char.isalpha() for char in question)
    return "en" if latin and not chinese else "zh"


class _Writer:
    """One answer in the making."""

    def __init__(
        self, question: str, result: Result, rosters: Rosters, sources: Mapping[str, Source]
    ) -> None:
        self.draft = Draft(sources)
        self.records: list[dict[str, Any]] = []
        self._question = question
        self._result = result
        self._query = result.query
        self._rosters = rosters
        self._sources = sources

    def write(self) -> tuple[str, bool]:
        """(text, refused)."""
        if self._query.operation == "search":
            return self._search()
        if self._query.operation == "look_up":
            parts = [self._mention(mention) for mention in self._query.mentions]
            return "\n\n".join(text for text, _ in parts), all(refused for _, refused in parts)
        return self._computed(), False

    def _say(self, key: str, **values: Any) -> str:
        return say(key, self._question, **values)

    def _date(self, chunk: Chunk) -> str:
        stated = self._sources[chunk.source].date_stated
        return self._say("as_of", date=stated) if stated else ""

    def _mention(self, mention: Mention) -> tuple[str, bool]:
        rows = [row for row in mention.rows if self._is_asked(row)]
        if rows:
            return self._verdict(rows) + "\n".join(self._row(row) for row in rows), False
        if mention.rows:
            return self._elsewhere(mention), False
        nearest = self._rosters.nearest(mention.text)
        names = self._say("separator").join(row.row.name + self.draft.cite(row) for row in nearest)
        hint = self._say("nearest", names=names) if nearest else ""
        return self._say("unknown_name", name=mention.text) + hint, True

    def _is_asked(self, row: Chunk) -> bool:
        if self._query.lists:
            return row.row.list_id in self._query.lists
        wanted = {"level": bool(row.row.level), "agreement_end": row.row.agreement_end is not None}
        return wanted.get(self._query.attribute or "", True)

    def _verdict(self, rows: Sequence[Chunk]) -> str:
        """A yes or no before the row where the question states something that the row confirms or not."""
        if not self._query.levels:
            return self._say("yes") if self._query.attribute == "membership" else ""
        if any(row.row.level in self._query.levels for row in rows):
            return self._say("yes")
        asked = self._say("separator").join(print_level(level) for level in self._query.levels)
        return self._say("no_level", asked=asked)

    def _row(self, chunk: Chunk) -> str:
        row = chunk.row
        self.records.append(_record(chunk))
        values = {
            "name": row.name,
            "list": self._title(self._rosters.lists[row.list_id]),
            "sequence": row.sequence,
            "date": self._date(chunk),
            "marks": self.draft.cite(chunk),
        }
        if row.level:
            return self._say("row_members", level=print_level(row.level), **values)
        if row.agreement_end:
            return self._say("row_commercial", end=row.agreement_end.isoformat(), **values)
        return self._say("row_plain", **values) + self._say("unstated")

    def _elsewhere(self, mention: Mention) -> str:
        """The organisation is known, but not in the list asked about."""
        asked = [self._rosters.lists[list_id] for list_id in self._query.lists] or list(
            self._rosters.lists.values()
        )
        lines = [
            self._say(
                "not_in_list",
                name=mention.rows[0].row.name,
                list=self._title(roster),
                count=len(roster.rows),
                marks=self.draft.cite_rows(roster.rows),
            )
            for roster in asked
            if all(row.row.list_id != roster.id for row in mention.rows)
        ]
        return "\n".join([*lines, self._say("but_in") + "\n".join(self._row(row) for row in mention.rows)])

    def _title(self, roster: Roster) -> str:
        """The heading of a list without the date that stands in brackets behind it."""
        return roster.heading.text.split("（截止")[0].split("(截止")[0].strip()

    def _computed(self) -> str:
        result, roster = self._result, self._result.roster
        values = {
            "list": self._title(roster),
            "count": len(result.rows),
            "date": self._date(roster.heading),
            "levels": self._say("separator").join(print_level(level) for level in self._query.levels),
            "marks": self.draft.cite_rows(roster.rows),
        }
        if self._query.operation == "group":
            lines = [
                self._say("group_row", level=print_level(level), count=count)
                for level, count in result.groups
            ]
            return "\n".join([self._say("group_head", **values) + "\n", *lines])
        self.records += [_record(row) for row in result.rows]
        if self._query.operation == "count":
            return self._say("count_level" if self._query.levels else "count", **values)
        head = self._say("list_head" if self._query.levels else "list_all", **values)
        shown = [f"{i}. {row.row.name}" for i, row in enumerate(result.rows[:_ROWS_SHOWN], start=1)]
        rest = len(result.rows) - len(shown)
        return "\n".join([head + "\n", *shown, *(["", self._say("more", count=rest)] if rest else [])])

    def _search(self) -> tuple[str, bool]:
        evidence = self._result.evidence
        if not self._result.supported:
            if not evidence or self._result.support < _NEARBY:
                return self._say("outside"), True
            statement, marks = self._statement(evidence[0])
            return f"{self._say('refused')}\n\n{self._say('nearby', statement=statement, marks=marks)}", True
        statement, marks = self._statement(evidence[0])
        return statement + marks, False

    def _statement(self, scored: Scored) -> tuple[str, str]:
        """The words of a candidate and its markers; the members of a list carry their own."""
        chunk, members = scored.candidate.chunk, scored.candidate.members
        if not members:
            return _in_context(chunk), self.draft.cite(chunk)
        head = _in_context(chunk).rstrip("。：") + "：" + self.draft.cite(chunk)
        lines = [
            f"{i}. {_tidy(member)}{self.draft.cite(member)}" for i, member in enumerate(members, start=1)
        ]
        return "\n".join([head + "\n", *lines]), ""


def _tidy(chunk: Chunk) -> str:
    return chunk.text.rstrip("；;")


def _in_context(chunk: Chunk) -> str:
    """A slide item says little without its slide's title; a sentence of an article stands by itself."""
    return f"{chunk.section[-1]}：{_tidy(chunk)}" if chunk.kind == "item" and chunk.section else _tidy(chunk)


def _record(chunk: Chunk) -> dict[str, Any]:
    row = chunk.row
    record: dict[str, Any] = {"name": row.name, "list": row.list_id, "sequence": row.sequence}
    if row.level:
        record["level"] = row.level
    if row.agreement_end:
        record["agreement_end"] = row.agreement_end.isoformat()
    return record | {"source": chunk.source, "line": chunk.spans[0].first_line}
