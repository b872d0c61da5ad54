"""Puts computed sets into words: counts, lists, groups, shares, extremes and differences."""

from collections.abc import Sequence
from typing import Any

from bot.compose_goals import check_claim, check_claims, tell_goal
from bot.compose_rows import record_of
from bot.conditions import AlsoIn, Condition, InPlace, LevelIn, match_key
from bot.draft import Draft
from bot.results import Result
from bot.rosters import Rosters
from bot.voice import Voice, escape
from ingest.chunks import Chunk

# Rows that the text of a list shows; all of them are in `records`.
_ROWS_SHOWN = 20
_PAIRS_SHOWN = 5


class SetWriter:
    """Writes what was computed over the rows of a list.

    Attributes:
        records: the complete rows.
    """

    def __init__(self, result: Result, rosters: Rosters, voice: Voice, draft: Draft) -> None:
        self._result = result
        self._query = result.query
        self._rosters = rosters
        self._voice = voice
        marks = draft.cite_rows(result.roster.rows)
        if result.older:
            marks += draft.cite_rows(result.older.rows)
        for part in result.query.parts:
            if part.list_id != result.roster.id:
                marks += draft.cite_rows(rosters.lists[part.list_id].rows)
        for condition in result.query.conditions:
            if isinstance(condition, AlsoIn):
                marks += draft.cite_rows(rosters.lists[condition.list_id].rows)
        self._values = {"list": result.roster.title, "date": voice.date_of(result.roster), "marks": marks}
        self.records: list[dict[str, Any]] = [record_of(row) for row in result.rows]

    def write(self) -> str:
        """The text."""
        writers = {
            "group": self._group,
            "extreme": self._extreme,
            "share": self._share,
            "compare": self._compare,
            "changes": self._changes,
        }
        body = writers.get(self._query.operation, self._count)()
        return "\n\n".join([body, *self._notes()])

    def _count(self) -> str:
        count, shown = len(self._result.rows), ""
        verdict = self._claim(count)
        if not count:
            return verdict + self._voice.say("none", conditions=self._among(self._query.conditions), **self._values)
        head = self._voice.say("count", conditions=self._among(self._query.conditions), count=count, **self._values)
        if self._query.operation == "list":
            shown = "\n\n" + self._rows(self._result.rows)
        elif len(self._result.groups) > 1:
            parts = self._voice.join([self._part(level, number) for level, number in self._result.groups])
            head += self._voice.say("sum", parts=parts, count=count)
        elif self._result.groups and self._result.rows[0].row.agreement_end:
            head += self._voice.say("all_end", date=self._result.groups[0][0])
        return verdict + head + shown

    def _claim(self, count: int) -> str:
        """Whether a number that the question states is right."""
        if not self._query.asserted:
            return ""
        claimed = self._query.asserted[0]
        return (
            self._voice.say("claim_right") if claimed == str(count) else self._voice.say("claim_wrong", claimed=claimed)
        )

    def _rows(self, rows: Sequence[Chunk]) -> str:
        one_level = any(isinstance(c, LevelIn) and len(c.levels) == 1 and not c.negated for c in self._query.conditions)
        lines = []
        for number, chunk in enumerate(rows[:_ROWS_SHOWN], start=1):
            detail = "" if one_level else self._voice.levels([chunk.row.level]) if chunk.row.level else ""
            detail = detail or (chunk.row.agreement_end.isoformat() if chunk.row.agreement_end else "")
            lines.append(f"{number}. {escape(chunk.row.name)}" + (f"（{detail}）" if detail else ""))
        if len(rows) > _ROWS_SHOWN:
            lines += ["", self._voice.say("more", shown=_ROWS_SHOWN, count=len(rows) - _ROWS_SHOWN)]
        return "\n".join(lines)

    def _group(self) -> str:
        count, claimed = len(self._result.rows), self._query.claimed
        head = self._voice.say("count", conditions=self._among(self._query.conditions), count=count, **self._values)
        if claimed and count:
            met = sum(claimed.holds(row) for row in self._result.rows)
            values = {"claim": self._voice.describe([claimed]), "count": met, "rest": count - met}
            head = self._voice.say("all_met" if met == count else "not_all_met", **values) + head
        rows = [
            self._voice.say("group_row", level=self._voice.group_name(lv), count=n)
            for lv, n in (self._result.groups if self._query.most else reversed(self._result.groups))
            if lv
        ]
        if len(rows) > 1:
            dated = self._result.rows[0].row.agreement_end is not None
            kind = self._query.by or ("date" if dated else "level")
            head += self._voice.say(f"in_all_{kind}", count=len(rows))
        return "\n".join([head, "", *rows]) if rows else head

    def _extreme(self) -> str:
        numbers = [number for _, number in self._result.groups]
        if not numbers:
            return self._voice.say("none", conditions=self._among(self._query.conditions), **self._values)
        best = max(numbers) if self._query.most else min(numbers)
        levels = self._voice.join([self._voice.group_name(lv) for lv, number in self._result.groups if number == best])
        return (
            self._voice.say("extreme_most" if self._query.most else "extreme_least", levels=levels, count=best)
            + self._group()
        )

    def _share(self) -> str:
        count, whole = len(self._result.rows), self._result.whole
        if not whole:
            return self._voice.say(
                "none", conditions=self._among(self._query.conditions[: self._query.base]), **self._values
            )
        base = self._query.conditions[: self._query.base]
        named = self._voice.describe(base) if base else self._voice.say("share_base_all")
        percent = f"{100 * count / whole:.2f}".rstrip("0").rstrip(".")
        conditions = self._among(self._query.conditions)
        return self._voice.say(
            "share",
            conditions=conditions,
            count=count,
            whole=whole,
            base=named,
            percent=percent,
            **self._values,
        )

    def _compare(self) -> str:
        """The number of each set, then what the question wants of them."""
        query, voice = self._query, self._voice
        numbers = [len(rows) for rows in self._result.parts]
        titles = [self._rosters.lists[part.list_id].title for part in query.parts]
        names = [self._part_name(part.conditions, title) for part, title in zip(query.parts, titles, strict=True)]
        beside = "compare_lists" if len(set(titles)) > 1 else "compare"
        if len(query.asserted) == len(numbers):
            verdict, parts = check_claims(names, numbers, query.asserted, voice)
            text = verdict + voice.say(beside, parts=voice.say("joiner").join(parts), **self._values)
            return text + tell_goal(names, numbers, query, voice)
        parts = [voice.say("part_of", part=name, count=n) for name, n in zip(names, numbers, strict=True)]
        text = voice.say(beside, parts=voice.say("joiner").join(parts), **self._values)
        return check_claim(numbers, query, voice) + text + tell_goal(names, numbers, query, voice)

    def _part_name(self, conditions: Sequence[Condition], title: str) -> str:
        place = conditions[0] if len(conditions) == 1 and isinstance(conditions[0], InPlace) else None
        described = self._voice.join([p.name for p in place.places]) if place else self._voice.describe(conditions)
        lists = {part.list_id for part in self._query.parts}
        if not described and len(lists) == 1:
            return self._voice.say("whole_list")
        return self._voice.say("in_list", list=title, conditions=described) if len(lists) > 1 else described

    def _changes(self) -> str:
        """What is new, gone or at another level since the edition before."""
        older, roster, count = self._result.older, self._result.roster, len(self._result.rows)
        if older is None:
            return self._voice.say("one_edition", **self._values)
        values = {"list": roster.title, "count": count, "marks": self._values["marks"]}
        dates = {"old": self._voice.stated_date(older), "new": self._voice.stated_date(roster)}
        head = self._voice.say(self._query.change, conditions=self._among(self._query.conditions), **dates, **values)
        if self._query.change != "changed":
            return f"{head}\n\n{self._rows(self._result.rows)}" if count else head
        lines = []
        for record, row in zip(self.records, self._result.rows, strict=True):
            before = older.by_key[match_key(row.row.name)].row.level
            record["level_before"] = before
            levels = {"old": self._voice.levels([before]), "new": self._voice.levels([row.row.level])}
            lines.append(f"- {self._voice.say('changed_row', name=escape(row.row.name), **levels)}")
        return "\n".join([head, "", *lines])

    def _among(self, conditions: Sequence[Condition]) -> str:
        return (
            self._voice.say("among", conditions=self._voice.describe(conditions))
            if conditions
            else self._voice.say("among_all")
        )

    def _part(self, level: str, count: int) -> str:
        return self._voice.say("part", level=self._voice.group_name(level), count=count)

    def _notes(self) -> list[str]:
        """What a reader must know about how the rows were chosen."""
        conditions = [*self._query.conditions, *(c for part in self._query.parts for c in part.conditions)]
        notes = []
        if self._query.by:
            notes.append(self._voice.say(f"{self._query.by}_note", count=self._result.placeless))
        elif any(isinstance(condition, InPlace) for condition in conditions):
            notes.append(self._voice.say("place_note", count=self._result.placeless))
        for condition in dict.fromkeys(conditions):
            if isinstance(condition, AlsoIn) and not condition.negated and (pairs := self._pairs(condition)):
                notes.append(self._voice.say("matched_note", pairs=self._voice.join(pairs)))
        return notes

    def _pairs(self, condition: AlsoIn) -> list[str]:
        """Matched names that are not printed alike."""
        others = {match_key(row.row.name): row.row.name for row in self._rosters.lists[condition.list_id].rows}
        pairs = [(row.row.name, others[match_key(row.row.name)]) for row in self._result.rows]
        return [f"{escape(one)}＝{escape(other)}" for one, other in pairs if one != other][:_PAIRS_SHOWN]
