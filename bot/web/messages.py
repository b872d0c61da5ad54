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

if TYPE_CHECKING:
    from bot.answer import Answer, Citation

WAITING = '<div class="waiting" role="status">正在查找资料……</div>'

_MARKER = re.compile(r"(\[\d+\])")
# What appears at once while an answer streams: a table's head with its rule, a row, bold text, a marker.
_PIECE = re.compile(r"^\|.*\n\|[ :|-]+\n?|^\|.*\n?|\*\*[^*\n]+\*\*|\[\d+\]|.", re.MULTILINE | re.DOTALL)
_OFF = ("code", "html_block", "html_inline", "link", "image", "autolink", "reference")


def render_question(question: str) -> str:
    """Show a question as the text it is, line breaks kept."""
    return _one_line(f'<div class="question">{escape(question)}</div>')


def render_answer(answer: Answer, turn: int) -> str:
    """Show a finished answer: its text with clickable markers, and below it the list of its sources.

    Args:
        answer: what the desk said.
        turn: index of the answer in its conversation; a click sends it back with the citation's number.
    """
    return _bubble(answer, answer.text, turn, _source_list(answer.citations, turn))


def stream_answer(answer: Answer, turn: int, steps: int = 14) -> Iterator[str]:
    """Yield the answer growing in at most `steps` pieces, the last being the whole (see `render_answer`)."""
    pieces = _PIECE.findall(answer.text)
    stride = max(1, -(-len(pieces) // steps))
    for end in range(stride, len(pieces), stride):
        yield _bubble(answer, "".join(pieces[:end]), turn)
    yield render_answer(answer, turn)


def render_notice(sentence: str) -> str:
    """Show a sentence of the desk itself, such as an apology for a failure."""
    return _one_line(f'<div class="answer notice"><p>{escape(sentence)}</p></div>')


def _bubble(answer: Answer, text: str, turn: int, sources: str = "") -> str:
    env = {"turn": turn, "citations": {str(citation.n): citation for citation in answer.citations}}
    kind = "answer refused" if answer.refused else "answer"
    return _one_line(f'<div class="{kind}">{_MARKDOWN.render(text, env)}{sources}</div>')


def _one_line(html: str) -> str:
    """Gradio's own Markdown pass leaves an HTML block alone up to a blank line: so have no line ends."""
    return html.replace("\r", "").replace("\n", "&#10;")


def _source_list(citations: Sequence[Citation], turn: int) -> str:
    if not citations:
        return ""
    items = "".join(f"<li>{_cite_button(citation, turn, _caption(citation))}</li>" for citation in citations)
    return f'<ul class="sources" aria-label="本回答的出处">{items}</ul>'


def _caption(citation: Citation) -> str:
    place = describe_lines(citation.first_line, citation.last_line, citation.page)
    return f"[{citation.n}] {citation.title} {place}（{describe_date(citation.as_of)}）"


def _cite_button(citation: Citation, turn: int, text: str) -> str:
    label = f"查看出处 {_caption(citation)}"
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
    return _cite_button(env["citations"][token.meta["n"]], env["turn"], token.content)


def _build_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(_OFF)
    markdown.core.ruler.before("text_join", "citations", _mark_citations)
    markdown.add_render_rule("citation", _render_citation)
    return markdown


_MARKDOWN = _build_markdown()
