"""Puts a result into words: one direct sentence, a list if it helps, and the citations."""

from collections.abc import Mapping

from bot.answer import Answer
from bot.compose_figures import write_computations
from bot.compose_rows import RowWriter
from bot.compose_sets import SetWriter
from bot.draft import Draft
from bot.execute import Result
from bot.rosters import Rosters
from bot.support import Candidate
from bot.voice import Voice, escape
from ingest.chunks import Chunk
from ingest.manifest import Source

# Below this share of a question's words (by weight) nothing in the sources is even near: it is about something else.
_NEARBY = 0.25


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
        voice, draft = Voice(question, self._rosters, self._sources), Draft(self._sources)
        query = result.query
        if result.computation:
            return Answer(question, write_computations(result.computation, voice, draft), False, draft.citations)
        if query.operation == "search":
            text, refused = _write_search(result, voice, draft)
            return Answer(question, text, refused, draft.citations)
        if query.is_set:
            if query.edges:
                rows = RowWriter(query, self._rosters, voice, draft)
                return Answer(
                    question, rows.write_edges(result.rows), not result.rows, draft.citations, tuple(rows.records)
                )
            sets = SetWriter(result, self._rosters, voice, draft)
            text = sets.write() + _write_beside(result, voice, draft)
            unknown = query.operation == "changes" and result.older is None
            return Answer(question, text, unknown, draft.citations, tuple(sets.records))
        rows = RowWriter(query, self._rosters, voice, draft)
        if query.operation == "look_up":
            text, refused = rows.write()
        else:
            text, refused = self._write_missing(result, rows, voice, draft), True
        return Answer(question, text, refused, draft.citations, () if refused else tuple(rows.records))

    def _write_missing(self, result: Result, rows: RowWriter, voice: Voice, draft: Draft) -> str:
        """What the lists do not state, or not for that year, with what they do."""
        query = result.query
        known = [row for mention in query.mentions for row in mention.match.rows]
        list_id = query.lists[0] if query.lists else known[0].row.list_id if known else self._rosters.levelled
        roster = self._rosters.lists[list_id]
        if query.operation == "later":
            values = {"year": query.on_date.year, "list": roster.title, "date": voice.stated_date(roster)}
            return voice.say("later", marks=draft.cite_rows(roster.rows), **values)
        first = roster.rows[0].row
        field = "field_level" if first.level else "field_end" if first.agreement_end else "field_none"
        text = voice.say("unstated", fields=voice.say(field), date=voice.date_of(roster))
        return text + (voice.say("stated") + rows.write_rows(known) if known else draft.cite(roster.heading))


def _write_search(result: Result, voice: Voice, draft: Draft) -> tuple[str, bool]:
    if result.supported:
        return "".join(_state(result.evidence[0].candidate, draft)), False
    if not result.evidence or result.evidence[0].cover < _NEARBY:
        return voice.say("outside"), True
    statement, marks = _state(result.evidence[0].candidate, draft)
    return f"{voice.say('refused')}\n\n{voice.say('nearby', statement=statement, marks=marks)}", True


def _write_beside(result: Result, voice: Voice, draft: Draft) -> str:
    """What the prose says of the same thing, which may be another figure of another date."""
    if not result.supported:
        return ""
    statement, marks = _state(result.evidence[0].candidate, draft)
    return "\n\n" + voice.say("also", statement=statement, marks=marks)


def _state(candidate: Candidate, draft: Draft) -> tuple[str, str]:
    """The words of a candidate and its markers; the members of a list carry their own."""
    chunk, members = candidate.chunk, candidate.members
    if not members:
        return escape(_in_context(chunk)), draft.cite(chunk)
    head = escape(_in_context(chunk).rstrip("。：")) + "：" + draft.cite(chunk)
    lines = [f"{i}. {escape(_tidy(member))}{draft.cite(member)}" for i, member in enumerate(members, start=1)]
    return "\n".join([head + "\n", *lines]), ""


def _tidy(chunk: Chunk) -> str:
    return chunk.text.rstrip("；;")


def _in_context(chunk: Chunk) -> str:
    """A slide item says little without its slide's title; a sentence of an article stands by itself."""
    return f"{chunk.section[-1]}：{_tidy(chunk)}" if chunk.kind == "item" and chunk.section else _tidy(chunk)
