"""Turns questions and answers into the HTML of chat bubbles.

All HTML of the chat is made here, and the chat component shows it as it is. So everything that comes from a
person or a document is escaped: a question is plain text; an answer is Markdown without HTML, links or images
(an image would make the reader's browser call another machine).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bot.web.captions import describe_date, describe_lines
from bot.web.charts import render_groups
from bot.web.texts import Language, say

if TYPE_CHECKING:
    from bot.answer import Answer, Citation, Progress

# From this many rows on a list has a table of its own.
LONG_LIST = 6

_MARKER = re.compile(r"(\[\d+\])")
# What appears at once while an answer streams: a table's head with its rule, a row, bold text, a marker.
_PIECE = re.compile(r"^\|.*\n\|[ :|-]+\n?|^\|.*\n?|\*\*[^*\n]+\*\*|\[\d+\]|.", re.MULTILINE | re.DOTALL)
_OFF = ("code", "html_block", "html_inline", "link", "image", "autolink", "reference")
_THUMB = (
    "M7 10v11H3V10zM8.5 10.5 13 2.5c1.6 0 2.6 1.3 2.2 2.9L14.3 9H20a2 2 0 0 1 2 2.4l-1.5 7.8A2.2 2.2 0 0 1 18.3 21H8.5z"
)


def render_question(question: str) -> str:
    """Show a question as the text it is, line breaks kept."""
    return _one_line(f'<div class="question">{escape(question)}</div>')


def render_waiting(language: Language = "zh") -> str:
    """Show that an answer is being looked for."""
    return f'<div class="waiting" role="status">{say(language, "chat.waiting")}</div>'


def render_draft(step: Progress, language: Language = "zh") -> str:
    """Show what a language model is at, and those of its sentences that were verified; visibly no answer yet."""
    said = _MARKDOWN.render(step.text, {"turn": 0, "language": language, "citations": {}}) if step.text else ""
    stage = f'<div class="waiting" role="status">{say(language, f"chat.{step.stage}")}</div>'
    return _one_line(f'<div class="answer draft"><div class="said">{said}</div>{stage}</div>')


def render_answer(
    answer: Answer, turn: int, language: Language = "zh", verdict: str = "", worded: bool = False, last: bool = False
) -> str:
    """Show a finished answer: its text with clickable markers, a chart of a distribution, its sources, what can be done.

    Args:
        answer: what the desk said.
        turn: index of the answer in its conversation; a click sends it back with the citation's number.
        language: of the page.
        verdict: what the reader thought of it: "up", "down" or nothing yet.
        worded: nothing more is to be said about the verdict.
        last: it is the last of its conversation, so that its question can be asked anew.
    """
    text = _without_groups(answer)
    chart = render_groups(answer.groups, language) if answer.groups else ""
    tools = _tools(turn, language, verdict, worded, last)
    below = f"{_note(answer, language)}{chart}{_list_button(answer, turn, language)}{_source_list(answer.citations, turn, language)}{tools}"
    return _bubble(answer, text, turn, language, below)


def stream_answer(answer: Answer, turn: int, language: Language = "zh", steps: int = 8) -> Iterator[str]:
    """Yield the answer's text growing in at most `steps` pieces, the last being the whole of it."""
    pieces = _PIECE.findall(_without_groups(answer))
    stride = max(1, -(-len(pieces) // steps))
    for end in range(stride, len(pieces) + stride, stride):
        yield _bubble(answer, "".join(pieces[:end]), turn, language)


def render_notice(sentence: str, turn: int, language: Language = "zh", last: bool = False) -> str:
    """Show a sentence of the desk itself, such as an apology for a failure."""
    tools = f'<div class="tools">{_anew(turn, language)}</div>' if last else ""
    return _one_line(f'<div class="answer notice"><p>{escape(sentence)}</p>{tools}</div>')


def render_text(text: str, citations: Sequence[Citation], turn: int, language: Language = "zh") -> str:
    """An answer's Markdown as HTML with its markers as buttons."""
    env = {"turn": turn, "language": language, "citations": {str(citation.n): citation for citation in citations}}
    return _MARKDOWN.render(text, env)


def caption_of(citation: Citation, language: Language = "zh") -> str:
    """A citation in one line: its number, title, lines and date."""
    place = describe_lines(citation.first_line, citation.last_line, language, citation.page)
    return f"[{citation.n}] {citation.title} {place}（{describe_date(citation.as_of, language)}）"


def _bubble(answer: Answer, text: str, turn: int, language: Language, below: str = "") -> str:
    kind = "answer refused" if answer.refused else "answer"
    body = render_text(text, answer.citations, turn, language)
    return _one_line(f'<div class="{kind}"><div class="said">{body}</div>{below}</div>')


def _one_line(html: str) -> str:
    """Gradio's own Markdown pass leaves an HTML block alone up to a blank line: so have no line ends."""
    return html.replace("\r", "").replace("\n", "&#10;")


def _note(answer: Answer, language: Language) -> str:
    """Who wrote it, where a language model has to do with it."""
    if answer.note:
        return f'<p class="note">{escape(answer.note)}</p>'
    return f'<p class="note">{say(language, "chat.by_model")}</p>' if answer.path == "model" else ""


def _without_groups(answer: Answer) -> str:
    """The text without its lines for each group, which the chart tells."""
    lines = answer.text.split("\n")
    told = [line for line in lines if line.startswith("- ")]
    return "\n".join(line for line in lines if line not in told) if len(told) == len(answer.groups) else answer.text


def _list_button(answer: Answer, turn: int, language: Language) -> str:
    if len(answer.records) < LONG_LIST:
        return ""
    text = say(language, "chat.list", count=f"{len(answer.records):,}")
    return f'<p class="more"><button type="button" class="plain" data-do="list" data-turn="{turn}">{text}</button></p>'


def _tools(turn: int, language: Language, verdict: str, worded: bool, last: bool) -> str:
    copied = escape(say(language, "chat.copied"))
    copy = (
        f'<button type="button" class="tool" data-do="copy" data-done="{copied}">{say(language, "chat.copy")}</button>'
    )
    thumbs = "".join(_thumb(turn, language, kind, verdict == kind) for kind in ("up", "down"))
    word = _word(turn, language) if verdict and not worded else ""
    return f'<div class="tools">{copy}{_anew(turn, language) if last else ""}{thumbs}</div>{word}'


def _anew(turn: int, language: Language) -> str:
    return "".join(
        f'<button type="button" class="tool" data-do="{what}" data-turn="{turn}">{say(language, f"chat.{what}")}</button>'
        for what in ("retry", "edit")
    )


def _thumb(turn: int, language: Language, kind: str, pressed: bool) -> str:
    label = say(language, f"chat.{kind}")
    return (
        f'<button type="button" class="tool thumb {kind}" data-do="{kind}" data-turn="{turn}" title="{label}"'
        f' aria-label="{label}" aria-pressed="{str(pressed).lower()}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_THUMB}"></path></svg></button>'
    )


def _word(turn: int, language: Language) -> str:
    """A form for a word about the verdict; `script.js` sends it."""
    return (
        f'<form class="word" data-turn="{turn}"><label>{say(language, "chat.word")} '
        f'<input type="text" name="word" maxlength="300"></label>'
        f'<button type="submit" class="plain">{say(language, "chat.word_send")}</button></form>'
    )


def _source_list(citations: Sequence[Citation], turn: int, language: Language) -> str:
    if not citations:
        return ""
    buttons = (_cite_button(citation, turn, caption_of(citation, language), language) for citation in citations)
    items = "".join(f"<li>{button}</li>" for button in buttons)
    return f'<ul class="sources" aria-label="{say(language, "chat.sources")}">{items}</ul>'


def _cite_button(citation: Citation, turn: int, text: str, language: Language) -> str:
    label = say(language, "chat.open_source", caption=caption_of(citation, language))
    return (
        f'<button type="button" class="cite" data-turn="{turn}" data-n="{citation.n}"'
        f' aria-label="{escape(label)}">{escape(text)}</button>'
    )


def _mark_citations(state: StateCore) -> None:
    """Markdown rule: cut the markers that name a citation out of the text, each as a token of its own.

    It runs before escaped characters join the text, so that a document's own "\\[1\\]" stays text.
    """
    citations = state.env["citations"]
    for block in state.tokens:
        if block.children:
            block.children = [part for token in block.children for part in _split_markers(token, citations)]


def _split_markers(token: Token, citations: Mapping[str, Citation]) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    for part in filter(None, _MARKER.split(token.content)):
        if _MARKER.fullmatch(part) and part[1:-1] in citations:
            yield Token("citation", "", 0, content=part, meta={"n": part[1:-1]})
        else:
            yield Token("text", "", 0, content=part)


def _render_citation(_: object, tokens: Sequence[Token], index: int, _options: object, env: dict) -> str:
    token = tokens[index]
    return _cite_button(env["citations"][token.meta["n"]], env["turn"], token.content, env["language"])


def _build_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(_OFF)
    markdown.core.ruler.before("text_join", "citations", _mark_citations)
    markdown.add_render_rule("citation", _render_citation)
    return markdown


_MARKDOWN = _build_markdown()
