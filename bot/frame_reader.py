"""Reads what a question says about the lists, word by word, into a frame."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.clauses import ClauseReader
from bot.frame import Frame
from bot.joining import NameJoiner
from bot.lexicon import Token, squeeze
from bot.name_tests import take_tests
from bot.pieces import split_pieces
from bot.places import gazetteer
from bot.question_words import teach_lexicon
from bot.rosters import Rosters
from bot.vocabulary import load_vocabulary

_BRACKETS = re.compile(r"[（(]([^（）()]{1,60})[）)]")
# Between English sentences; not behind a short word, which may be an abbreviation.
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})(?<!univ)\.\s+(?=[A-Z])")
# Shorter ones are parts of names: （筹）, （北馆）.
_SHORTEST_REMARK = 4
# Kinds of token that a number of characters behind them quotes.
_COUNTABLE = ("other", "organisation", "place", "name")
# What a quoted statement about a list is made of.
_STATED = {"list", "function", "other", "attribute", "operation", "level"}


def _quote_counted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens in which a word is quoted that has as many characters as are said to be in it: 图书馆三个字."""
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        count = following.value if following and following.kind == "character_count" else 0
        if count and token.kind in _COUNTABLE and len(token.text) >= count:
            if rest := token.text[:-count]:
                yield Token(token.kind if token.kind != "name" else "other", rest)
            yield Token("quoted", token.text[-count:], token.text[-count:])
        else:
            yield Token("function", token.text) if token.kind == "character_count" else token


def _drop_edges_of_days(frame: Frame) -> None:
    """最早 and 最晚 are said of agreements only."""
    kept = [edge for edge in frame.cues.pop("edge", ()) if edge not in ("earliest", "latest")]
    if kept:
        frame.cues["edge"] = kept


class FrameReader:
    """Reads frames; knows the names, levels and lists of the index and the words of the vocabulary.

    Args:
        rosters: the lists.
        prose: squeezed text that is in no list.
        terms: terms of the prose.
    """

    def __init__(self, rosters: Rosters, prose: str, terms: Iterable[str] = ()) -> None:
        self._names = rosters.names
        self._lexicon = teach_lexicon(rosters, terms)
        self._joiner = NameJoiner(self._names)
        self._clauses = ClauseReader(self._names, self._lexicon, prose)

    def read(self, question: str) -> Frame:
        """The frame of a question by itself, without what came before it."""
        question = _SENTENCE_END.sub("; ", question)
        text = self._names.join_syllables(self._part_asides(self._names.close_gaps(self._names.close_commas(question))))
        tokens = self._joiner.mend(list(_quote_counted(list(self._tokens(text)))))
        computes = any(token.kind == "operation" for token in tokens)
        tokens = list(self._joiner.join(tokens, computes))
        frame = Frame(opener=bool(tokens) and tokens[0].text in load_vocabulary("words")["references"]["openers"])
        self._clauses.read(take_tests(tokens, frame, self._names), frame)
        self._take_row_ranges(frame)
        agreements = frame.has("running") or frame.has("ended") or frame.has("attribute", "agreement_end")
        if not agreements and "commercial" not in frame.cues.get("list", ()):
            _drop_edges_of_days(frame)
        if agreements and not frame.dates:
            frame.dates = frame.relative
        if len(frame.dates) > 1:  # 假如今天是 2024 年 6 月 30 日
            frame.dates = [days for days in frame.dates if not days.is_today] or frame.dates
        return frame

    def _take_row_ranges(self, frame: Frame) -> None:
        """成员名单的前三家 are rows by their numbers; without a list, or beside a condition, it says something else."""
        numbers = frame.cues.pop("row_range", [])
        by_number = frame.has("list") and not (frame.conditions or frame.mentions or frame.has("dimension"))
        if by_number and not any(frame.has("operation", o) for o in ("group", "most", "least", "share", "count")):
            if numbers:
                frame.cues.setdefault("sequence", []).extend(numbers)
        elif not frame.has("operation", "group"):
            frame.left += ["几家"] * bool(numbers)

    def _is_misquoted(self, text: str) -> bool:
        """Whether a quotation is the name of one organisation, misspelt or without its parts, and no part of names."""
        kinds = tuple(load_vocabulary("roster")["organisations"]["suffixes"])
        whole = squeeze(text).endswith(kinds) and not self._names.containing([text])
        return whole and bool(self._names.find(text).rows)

    def _part_asides(self, question: str) -> str:
        """A question in which brackets around a remark are commas (占比多少（保留两位小数）); those of names stay."""

        def part(match: re.Match) -> str:
            inside, before = squeeze(match[1]), squeeze(question[: match.start()])[-2:]
            is_name = inside in gazetteer() or any(before + inside in form for form in self._names.forms)
            tests = any(token.kind == "test" for token in self._lexicon.cut(inside))  # 师范大学（名字里含这四个字）
            return match[0] if is_name or tests or len(inside) < _SHORTEST_REMARK else f"，{match[1]}，"

        return _BRACKETS.sub(part, question)

    def _tokens(self, question: str) -> Iterator[Token]:
        for piece in split_pieces(question):
            if isinstance(piece, str):
                yield from self._lexicon.cut(piece)
            elif piece.kind == "quoted" and (tested := _read_placeholder(piece.value)):
                yield from tested
            elif piece.kind == "quoted":
                # Quotation marks around a word that is known anyway mean nothing more.
                inside = self._lexicon.cut(piece.value)
                kinds = {token.kind for token in inside}
                rest = [token for token in inside if token.kind == "other" and len(token.text) == 1]  # 医科大|学
                if "name" in kinds and not (rest and self._names.containing([piece.value])):
                    yield from (*inside, Token("separator", "、"))
                elif self._is_misquoted(piece.value):
                    yield from (Token("separator", "、"), Token("name", squeeze(piece.value)), Token("separator", "、"))
                elif kinds <= {"level", "attribute", "operation"} or kinds == {"list", "attribute"}:
                    yield from inside
                elif "list" in kinds and kinds <= _STATED:  # “联合主办单位235家”
                    yield from self._tokens(piece.value)
                else:
                    yield Token("quoted", squeeze(piece.value), piece.value)
            else:
                yield piece


# Stands for any words of a name: “昆明××”.
_PLACEHOLDER = re.compile(r"[×✕*…]+|[xX]{2,}|某+")


def _read_placeholder(quoted: str) -> tuple[Token, ...]:
    """A pattern of names as the test that it means; empty for what is no such pattern."""
    parts = [squeeze(part) for part in _PLACEHOLDER.split(quoted)]
    said = [part for part in parts if part]
    if len(parts) < 2 or len(said) != 1:
        return ()
    how = "starts" if parts[0] else "ends" if parts[-1] else "contains"
    return Token("quoted", said[0], said[0]), Token("test", how, how)
