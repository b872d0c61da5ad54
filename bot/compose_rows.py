"""Puts looked-up rows into words: what the lists say of the organisations that a question names."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.draft import Draft
from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.query import Mention, Query
from bot.rosters import Roster, Rosters, print_level
from bot.voice import Voice, escape
from ingest.chunks import Chunk

# Of rows asked for by their numbers the text shows so many; all of them are in `records`.
_NUMBERS_SHOWN = 20
# Branches and colleges of an organisation that are shown beside it.
_PARTS_SHOWN = 8


class RowWriter:
    """Writes lookups.

    Attributes:
        records: the rows that the text speaks of.
    """

    def __init__(self, query: Query, rosters: Rosters, voice: Voice, draft: Draft) -> None:
        self._query = query
        self._rosters = rosters
        self._voice = voice
        self._draft = draft
        self.records: list[dict[str, Any]] = []

    def write(self) -> tuple[str, bool]:
        """(text, refused): refused when the lists know none of the names or numbers."""
        parts = [self._sequence(list_id, number) for list_id, number in self._query.sequences[:_NUMBERS_SHOWN]]
        parts += filter(None, [self._more_numbers()])
        if not self._query.sequences:
            parts = [self._mention(mention) for mention in self._query.mentions]
        texts = [*filter(None, [self._same_level()]), *(text for text, _ in parts)]
        return "\n\n".join(texts), all(refused for _, refused in parts)

    def _same_level(self) -> str:
        """Whether the organisations that are compared are of one level; empty where that is not asked or not clear."""
        levels = [{row.row.level for row in m.match.rows if row.row.level} for m in self._query.mentions]
        if not self._query.same_level or len(levels) < 2 or any(len(found) != 1 for found in levels):
            return ""
        return self._voice.say("levels_equal" if len(set.union(*levels)) == 1 else "levels_differ")

    def write_rows(self, rows: Sequence[Chunk]) -> str:
        """A line a row."""
        return "\n".join(f"- {self._row(row)}" for row in rows) if len(rows) > 1 else "".join(map(self._row, rows))

    def write_edges(self, rows: Sequence[Chunk]) -> str:
        """The first or last rows of a list."""
        names = self._voice.join([self._voice.say(edge) for edge in self._query.edges])
        roster = self._rosters.edition(self._query.lists[0], self._query.edition)
        described = self._voice.describe(self._query.conditions)
        values = {"list": roster.title, "date": self._voice.date_of(roster), "edges": names}
        conditions = self._voice.say("among", conditions=described) if described else ""
        values["count"] = len(rows)
        if not rows:
            return self._voice.say("none", marks=self._draft.cite_rows(roster.rows), conditions=conditions, **values)
        if self._query.edges[0] in ("longest", "shortest"):
            values["length"] = len(rows[0].row.name)
        key = "edge_of_length" if "length" in values else "edge"
        return self._voice.say(key, conditions=conditions, **values) + "\n\n" + self.write_rows(rows)

    def _asked_lists(self) -> list[Roster]:
        if self._query.everywhere:
            return list(self._rosters.lists.values())
        if self._query.lists:
            return [self._rosters.edition(list_id, self._query.edition) for list_id in self._query.lists]
        if self._query.attribute == "agreement_end":
            return [self._rosters.lists[self._rosters.dated]]
        if self._query.attribute or self._query.asserted:
            return [self._rosters.lists[self._rosters.levelled]]
        return list(self._rosters.lists.values())

    def _sequence(self, list_id: str, number: int) -> tuple[str, bool]:
        """(the row of a number, or that there is none, whether there is none)."""
        if rows := self._rows_at(list_id, number):
            return self.write_rows(rows), False
        roster = self._rosters.edition(list_id, self._query.edition)
        values = {"list": roster.title, "count": len(roster.rows), "date": self._voice.date_of(roster)}
        key = "no_sequence_from_end" if number < 0 else "no_sequence"
        marks = self._draft.cite_rows(roster.rows)
        return self._voice.say(key, sequence=abs(number), marks=marks, **values), True

    def _rows_at(self, list_id: str, number: int) -> list[Chunk]:
        """The rows of a number of a list, by their places where it prints none; a negative number counts from the end."""
        rows = self._rosters.edition(list_id, self._query.edition).rows
        if number < 0:
            number = max(number + len(rows) + 1, 0)
        if rows[0].row.sequence is None:
            return list(rows[number - 1 : number]) if number else []
        return [row for row in rows if row.row.sequence == number]

    def _more_numbers(self) -> tuple[str, bool] | None:
        """That there are more rows than the text shows, which are put into the records; None where there are not."""
        hidden = [row for place in self._query.sequences[_NUMBERS_SHOWN:] for row in self._rows_at(*place)]
        if not hidden:
            return None
        self.records += map(record_of, hidden)
        return self._voice.say("more", shown=_NUMBERS_SHOWN, count=len(hidden)), False

    def _mention(self, mention: Mention) -> tuple[str, bool]:
        meant = self._rows_of(mention)
        # A place picks among several (威海的那个); beside a single name it is an aside.
        rows = [row for row in meant if all(c.holds(row) for c in self._query.conditions)] or list(meant)
        if not rows:
            return self._unknown(mention), True
        asked = self._asked_lists()
        here = [row for row in rows if any(row.row.list_id == roster.id for roster in asked)]
        if not here or (len(self._query.lists) > 1 and len({row.row.list_id for row in here}) < len(asked)):
            return self._elsewhere(rows, asked), False
        opening = self._introduction(mention, here) + self._verdict(here)
        gap = "\n\n" if opening and len(here) > 1 and not opening.endswith("\n") else ""
        return opening + gap + self.write_rows(here) + self._parts(mention, here), False

    def _rows_of(self, mention: Mention) -> tuple[Chunk, ...]:
        """The rows that a name means, in the edition that is asked about."""
        list_id = self._query.lists[0] if self._query.lists else self._rosters.levelled
        roster = self._rosters.edition(list_id, self._query.edition)
        if roster is self._rosters.lists[list_id]:
            return mention.match.rows
        others = tuple(row for row in mention.match.rows if row.row.list_id != list_id)
        return (*self._rosters.rows_in(roster, mention.match.names, mention.text), *others)

    def _introduction(self, mention: Mention, rows: Sequence[Chunk]) -> str:
        """How a name was understood, where it was not written as printed."""
        names = list(dict.fromkeys(core_of(row.row.name) for row in rows))
        if len(names) > 1:
            return self._voice.say("several", text=escape(mention.text), count=len(names)) + "\n\n"
        if mention.match.how == "spelling":
            return self._voice.say("understood", name=rows[0].row.name)
        return ""

    def _verdict(self, rows: Sequence[Chunk]) -> str:
        """A yes or no first where the question states something that the rows confirm or not."""
        voice, query = self._voice, self._query
        if query.denied:
            return voice.say("no_premise")
        if query.asserted:
            levels = {row.row.level for row in rows}
            if not levels & set(query.asserted):
                return voice.say("no_level", asked=voice.levels(query.asserted))
            return voice.say("yes") if levels <= set(query.asserted) and query.verdict else ""
        ends = [row.row.agreement_end for row in rows]
        if query.state and all(ends):
            return self._state_of(ends)
        if query.on_date and all(
            row.row.agreement_end and row.row.agreement_end.year != query.on_date.year for row in rows
        ):
            return voice.say("no_end", asked=query.on_date.year)
        one = len({core_of(row.row.name) for row in rows}) == 1
        if one and len(query.lists) > 1:
            return voice.say("in_all_lists")
        return voice.say("yes") if query.verdict and one and len(query.mentions) == 1 and not query.attribute else ""

    def _state_of(self, ends: Sequence[date]) -> str:
        """Whether agreements that end on some days are running or have ended on the day that is asked for, or today."""
        day = self._query.on_date or date.today()
        states = {"running" if end >= day else "ended" for end in ends}
        if len(states) > 1:
            return ""
        (state,) = states
        agreed = self._voice.say("yes") if self._query.verdict and state == self._query.state else ""
        return agreed + self._voice.say(f"state_{state}", date=day)

    def _row(self, chunk: Chunk) -> str:
        row, roster = chunk.row, self._rosters.edition(chunk.row.list_id, chunk.row.edition)
        self.records.append(record_of(chunk))
        values = {
            "name": escape(row.name),
            "list": roster.title,
            "sequence": row.sequence,
            "date": self._voice.date_of(roster),
            "marks": self._draft.cite(chunk),
        }
        if row.level:
            level = row.level if self._voice.language == "en" else print_level(row.level)
            return self._voice.say("row_level", level=level, **values)
        if row.agreement_end:
            late = self._voice.say("expired", today=date.today()) if row.agreement_end < date.today() else ""
            return self._voice.say("row_end", end=f"{row.agreement_end}{late}", **values)
        if self._query.attribute == "sequence":
            place = 1 + roster.rows.index(chunk)
            return self._voice.say("row_place", place=place, **values)
        return self._voice.say("row_plain", **values) + self._voice.say("unstated_event")

    def _elsewhere(self, rows: Sequence[Chunk], asked: Sequence[Roster]) -> str:
        """The organisation is known, but not in every list that was asked about."""
        lines = []
        for roster in asked:
            if any(row.row.list_id == roster.id for row in rows):
                continue
            values = {"name": escape(rows[0].row.name), "list": roster.title, "count": len(roster.rows)}
            marks, dated = self._draft.cite_rows(roster.rows), self._voice.date_of(roster)
            lines.append(self._voice.say("not_in_list", marks=marks, date=dated, **values))
        return "\n\n".join([*lines, self._voice.say("but_in") + self.write_rows(rows)])

    def _parts(self, mention: Mention, rows: Sequence[Chunk]) -> str:
        """Branches and colleges, when somebody names one whole without saying 图书馆."""
        if len(self._query.mentions) > 1:
            return ""
        cores = {core_of(row.row.name) for row in rows}
        written = squeeze(mention.text)
        if mention.match.how not in ("exact", "alias") or len(cores) != 1 or written == squeeze(rows[0].row.name):
            return ""
        (core,) = cores
        lists = {row.row.list_id for row in rows}
        parts = [
            row
            for row in self._rosters.names.containing([core])
            if row.row.list_id in lists and core_of(row.row.name).startswith(core) and core_of(row.row.name) != core
        ][:_PARTS_SHOWN]
        if not parts:
            return ""
        return "\n\n" + self._voice.say("parts") + "\n\n" + "\n".join(f"- {self._row(row)}" for row in parts)

    def _unknown(self, mention: Mention) -> str:
        asked = self._asked_lists()
        clear = self._query.lists or self._query.attribute == "agreement_end"
        roster = asked[0] if clear else self._rosters.lists[self._rosters.levelled]
        nearest = self._rosters.names.nearest(mention.text)
        names = self._voice.join([escape(row.row.name) + self._draft.cite(row) for row, _ in nearest])
        text = self._voice.say(
            "unknown_name", name=escape(mention.text), list=roster.title, date=self._voice.date_of(roster)
        )
        return text + (self._voice.say("nearest", names=names) if nearest else "")


def record_of(chunk: Chunk) -> dict[str, Any]:
    """A row as the contract's `records` print it."""
    row = chunk.row
    record: dict[str, Any] = {"name": row.name, "list": row.list_id}
    if row.sequence is not None:
        record["sequence"] = row.sequence
    if row.level:
        record["level"] = row.level
    if row.agreement_end:
        record["agreement_end"] = row.agreement_end.isoformat()
    return record | {"source": chunk.source, "line": chunk.spans[0].first_line}
