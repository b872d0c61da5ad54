"""Puts a result into words: one direct sentence, a list if it helps, and the citations."""

from collections.abc import Mapping, Sequence

from bot.answer import Answer
from bot.compose_figures import write_computations, write_selection
from bot.compose_rows import RowWriter
from bot.compose_sets import SetWriter
from bot.draft import Draft
from bot.features import Candidate
from bot.results import Result
from bot.rosters import Rosters
from bot.telling import NEAR
from bot.twins import subject_core
from bot.vocabulary import load_vocabulary
from bot.voice import Voice, escape, number_lines
from ingest.chunks import Chunk
from ingest.manifest import Source

_MOST_TITLES = 6


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
        if result.selection:
            return Answer(question, write_selection(result.selection, voice, draft), False, draft.citations)
        if query.operation == "search":
            text, refused = _write_search(result, self._rosters, voice, draft)
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
            groups = tuple(result.groups) if query.operation in ("group", "extreme") else ()
            return Answer(question, text, unknown, draft.citations, tuple(sets.records), groups)
        rows = RowWriter(query, self._rosters, voice, draft)
        if query.operation == "look_up":
            text, refused = rows.write()
        else:
            text, refused = self._write_missing(result, rows, voice, draft)
        return Answer(question, text, refused, draft.citations, () if refused else tuple(rows.records))

    def _write_missing(self, result: Result, rows: RowWriter, voice: Voice, draft: Draft) -> tuple[str, bool]:
        """What the lists do not state, or not for that year or day, with what they do; no refusal where they contradict a level."""
        query = result.query
        known = [row for mention in query.mentions for row in mention.match.rows]
        list_id = query.lists[0] if query.lists else known[0].row.list_id if known else self._rosters.levelled
        if not query.lists:  # of a name in several lists, the one that says more
            told = (row.row.list_id for row in known if row.row.level or row.row.agreement_end)
            list_id = next(told, list_id)
        roster = self._rosters.lists[list_id]
        if query.operation == "later":
            values = {"year": query.on_date.year, "list": roster.title, "date": voice.stated_date(roster)}
            return voice.say("later", marks=draft.cite_rows(roster.rows), **values), True
        if query.operation == "no_day":
            text = voice.say("no_day", day=escape(query.asserted[0]))
            return (text + voice.say("stated") + rows.write_rows(known), False) if known else (text, True)
        first = roster.rows[0].row
        field = "field_level" if first.level else "field_end" if first.agreement_end else ""
        key, fields = ("unstated", voice.say(field)) if field else ("unstated_names", "")
        text = voice.say(key, list=roster.title, fields=fields, date=voice.date_of(roster))
        levels = {row.row.level for row in known}
        contradicted = bool(query.asserted and known and not levels & set(query.asserted))
        if contradicted:  # 为什么是 D 级: it is not
            text = voice.say("no_level", asked=voice.levels(query.asserted)) + text
        text += voice.say("stated") + rows.write_rows(known) if known else draft.cite(roster.heading)
        return text, not contradicted


def _count_lists(twins: Sequence[Chunk], rosters: Rosters, voice: Voice, draft: Draft) -> list[str]:
    """How many a list has, where figures are of what the list is of."""
    words = load_vocabulary("roster")["lists"]
    named = [
        list_id for list_id in rosters.lists if any(subject_core(twin) in words.get(list_id, ()) for twin in twins)
    ]
    return [
        voice.say("list_twin", list=roster.title, date=voice.date_of(roster), count=len(roster.rows), marks=marks)
        for roster in (rosters.lists[list_id] for list_id in named)
        if (marks := draft.cite_rows(roster.rows))
    ]


def _write_search(result: Result, rosters: Rosters, voice: Voice, draft: Draft) -> tuple[str, bool]:
    if result.supported:
        texts: list[str] = []
        if result.above:
            above = escape(_tidy(result.above, labelled=True))
            texts.append(voice.say("belongs", above=above, marks=draft.cite(result.above)))
        numbered = result.above is not None  # 在哪项任务的第几条
        texts += ["".join(_state(piece, draft, numbered)) for piece in result.told]
        if result.spellings:
            texts.append(_write_spellings(result.spellings, voice, draft))
        if result.twins:
            counts = _count_lists(result.twins, rosters, voice, draft)
            texts.append(_write_twins(result.twins, voice, draft, counts))
        return "\n\n".join(texts), False
    if not result.evidence or result.evidence[0].cover < NEAR:
        return voice.say("outside", titles=draft.titles(_MOST_TITLES, voice.say("separator"))), True
    statement, marks = _state(result.evidence[0].candidate, draft)
    return f"{voice.say('refused')}\n\n{voice.say('nearby', statement=statement, marks=marks)}", True


def _write_spellings(spellings: Mapping[str, Chunk], voice: Voice, draft: Draft) -> str:
    """The ways in which a source writes a word, each as it stands in the text."""
    places = [
        voice.say("spelling", word=word, statement=escape(_in_context(chunk, draft)), marks=draft.cite(chunk))
        for word, chunk in spellings.items()
    ]
    return "\n".join([voice.say("spellings"), "", *places])


def _write_beside(result: Result, voice: Voice, draft: Draft) -> str:
    """Other figures of what a list is of, each with its source."""
    if not result.twins:
        return ""
    text = "\n\n" + _write_twins(result.twins, voice, draft)
    if result.gap:
        larger, smaller = result.gap
        text += "\n\n" + voice.say(
            "twin_gap", gap=f"{larger - smaller:g}", larger=f"{larger:g}", smaller=f"{smaller:g}"
        )
    return text


def _write_twins(twins: Sequence[Chunk], voice: Voice, draft: Draft, further: Sequence[str] = ()) -> str:
    places = [
        voice.say("twin", statement=escape(_in_context(twin, draft)), title=draft.title(twin), marks=draft.cite(twin))
        for twin in twins
    ]
    return "\n".join([voice.say("twins"), "", *places, *further])


def _state(candidate: Candidate, draft: Draft, numbered: bool = False) -> tuple[str, str]:
    """The words of a candidate, with the number of its point if wanted, and its markers; members of a list carry their own."""
    chunk, members = candidate.chunk, candidate.members
    if not members:
        label = chunk.label if numbered and not draft.is_slide(chunk) else ""
        statement = label + escape(_in_context(chunk, draft).removeprefix(label))
        if candidate.sequel:
            return statement + draft.cite(chunk) + escape(_tidy(candidate.sequel)), draft.cite(candidate.sequel)
        return statement, draft.cite(chunk)
    is_row = members[0].parent == chunk.id and members[0].figure is not None
    head = _titled_subject(members[0]) if is_row else _in_context(chunk, draft).rstrip("。：")
    of = f"{members[0].figure.subject}：" if is_row else ""
    head = escape(head) + "：" + draft.cite(chunk)
    lines = number_lines((escape(_tidy(m).removeprefix(of).rstrip("。")), draft.cite(m)) for m in members)
    return "\n".join([head + "\n", *lines]), ""


def _titled_subject(figure: Chunk) -> str:
    """Of what a row of a table is, under the title of its slide."""
    return "：".join((*figure.section[-2:-1], figure.figure.subject))


def _tidy(chunk: Chunk, labelled: bool = False) -> str:
    """The text of a chunk; with the label by which a text is cited (第五条), or any label if that is asked for."""
    text = chunk.text.rstrip("；;")
    if chunk.label.startswith("第") or (labelled and chunk.label[-1:].isdecimal()):
        return f"{chunk.label} {text}"
    return f"{chunk.label}{text}" if labelled else text


def _in_context(chunk: Chunk, draft: Draft) -> str:
    """What stands on a slide says little without its title; a sentence of an article stands by itself."""
    titles = chunk.section[:-1] if chunk.figure else chunk.section
    on_slide = draft.is_slide(chunk) and chunk.kind != "heading" and titles and not chunk.text.startswith(titles[-1])
    return f"{titles[-1]}：{_tidy(chunk)}" if on_slide else _tidy(chunk)
