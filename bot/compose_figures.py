"""Writes what was computed of the prose: a result with its sum and the figures that went into it, or what lists hold."""

import re
from collections.abc import Sequence

from bot.arithmetic import Computation
from bot.draft import Draft
from bot.selection import Chosen, Selection
from bot.voice import Voice, escape, number_lines
from ingest.chunks import Chunk

_LONGEST_NAME = 24
# A subject no longer than this needs its slide's title beside it.
_SHORTEST_SUBJECT = 4


def write_computations(computations: Sequence[Computation], voice: Voice, draft: Draft) -> str:
    """One sentence for each result, and the statements that they rest on, cited."""
    several = len({computation.operands[0].source for computation in computations}) > 1
    results = "\n\n".join(
        voice.say("computed_of_source", title=draft.title(one.operands[0]), result=result) if several else result
        for one in computations
        for result in [_write_result(one, voice)]
    )
    stated = {
        chunk.id: chunk
        for computation in computations
        for chunk in (*computation.operands, *([computation.printed] if computation.printed else []))
    }
    lines = [f"- {escape(_statement(chunk))}{draft.cite(chunk)}" for chunk in stated.values()]
    opening = f"{results}\n\n{voice.say('computed_from')}" if computations[0].operation != "each" else results
    return f"{opening}\n\n" + "\n".join(lines)


def write_selection(selection: Selection, voice: Voice, draft: Draft) -> str:
    """How many lists have, or which of them meet a condition, and those one by one, cited."""
    found = [chosen for chosen in selection.lists if chosen.members] or list(selection.lists)
    several = [voice.say("selected_together", count=selection.count)] if len(found) > 1 and selection.count else []
    return "\n\n".join([*several, *(_write_chosen(chosen, selection, voice, draft) for chosen in found)])


def _write_chosen(chosen: Chosen, selection: Selection, voice: Voice, draft: Draft) -> str:
    values = {
        "title": escape(chosen.heading.text.rstrip("。")),
        "total": chosen.total,
        "count": len(chosen.members),
        "measure": selection.measure or voice.say("selected_measure"),
    }
    if selection.place:
        (member,) = chosen.members
        values |= {"statement": escape(_member(member)), "place": selection.place, "marks": draft.cite(member)}
        return voice.say("selected_place", **values)
    if chosen.heading.kind == "source":  # its parts are cited one by one, not all of it
        opening = voice.say("selected_parts", **values | {"measure": selection.measure or voice.say("selected_part")})
    elif selection.bound is None:
        marks = draft.cite(chosen.heading)
        opening = voice.say("selected_whole" if selection.counts else "selected_list", marks=marks, **values)
    else:
        ends = {"value": _percent(selection.bound.value), "upper": _percent(selection.bound.upper)}
        bound = voice.say(f"bound_{_BOUNDS[selection.bound.how]}", **ends)
        marks = draft.cite(chosen.heading)
        opening = voice.say("selected" if chosen.members else "selected_none", bound=bound, marks=marks, **values)
    lines = number_lines((escape(_member(member)), draft.cite(member)) for member in chosen.members)
    return "\n".join([opening, "", *lines]).rstrip()


_BOUNDS = {"<": "below", "<=": "most", ">": "above", ">=": "least", "=": "exactly", "!=": "other", "between": "between"}


# The numeral that a heading begins with; members are numbered anew.
_OWN_NUMBER = re.compile("^[一二三四五六七八九十]+、")


def _percent(value: float) -> str:
    return f"{value:g}%"


def _member(chunk: Chunk) -> str:
    """The words of a member: what it states, or all its text."""
    text = chunk.figure.statement if chunk.figure else chunk.text
    return _OWN_NUMBER.sub("", text.rstrip("；;。"))


def _write_result(computation: Computation, voice: Voice) -> str:
    first, last = computation.operands[0], computation.operands[-1]
    value = _spell(computation, voice)
    values = {
        "value": voice.say("computed_exact" if computation.exact else "computed_about", value=value),
        "sum": re.sub(f"{re.escape(computation.text)}$", value, computation.written),
        "first": _name(first),
        "last": _name(last),
        "names": voice.join([_name(chunk) for chunk in computation.operands]),
    }
    if computation.printed and computation.printed.figure:
        verdict = voice.say("computed_agrees" if computation.agrees else "computed_disagrees")
        return voice.say("computed_check", printed=computation.printed.figure.text, verdict=verdict, **values)
    key = computation.operation
    if key in ("difference", "compare") and not computation.value:
        key = "equal"
    elif key == "growth" and computation.value < 0:
        key = "decline"
        values["value"] = values["value"].replace("-", "")
    return voice.say(f"computed_{key}", **values)


def _spell(computation: Computation, voice: Voice) -> str:
    """The value; points of per cent have words of their own, and Chinese measure words stay out of English."""
    if computation.unit == "个百分点":
        return voice.say("computed_points", value=computation.text.removesuffix(computation.unit))
    if voice.language == "en" and computation.unit != "%":
        return computation.text.removesuffix(computation.unit)
    return computation.text


def _name(chunk: Chunk) -> str:
    """What a figure is of, in the source's words."""
    figure = chunk.figure
    name = _titled(chunk, " ".join(filter(None, (figure.subject, figure.measure))))
    return escape(name if len(name) <= _LONGEST_NAME or len(figure.statement) > len(name) else figure.statement)


def _statement(chunk: Chunk) -> str:
    """The words that state a figure."""
    return _titled(chunk, chunk.figure.statement)


def _titled(chunk: Chunk, text: str) -> str:
    """With the slide's title where the item does not say of what it is (平均完成, 已部署)."""
    bare = not chunk.figure.measure and len(chunk.figure.subject) <= _SHORTEST_SUBJECT
    return f"{chunk.section[-2]}：{text}" if bare and len(chunk.section) > 1 else text
