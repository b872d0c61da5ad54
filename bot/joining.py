"""Joins the words that make up the name of an organisation into one token."""

from collections.abc import Iterator, Sequence

from bot.lexicon import Token
from bot.names import NameIndex
from bot.vocabulary import load_vocabulary

# Kinds of token that names are made of.
_NAME_STUFF = ("other", "organisation", "name", "place")
# A stretch of known words that is as long as this may be a misspelt name all the same (内蒙占大学图书馆).
_LONG_NAME = 6
_LINKS = frozenset(("of", "and", "for", "in", "at"))
# One-character words that part names from what stands beside them.
_APART = frozenset("和与跟及或在是有被这那的了吗呢吧啊呀嘛")


class NameJoiner:
    """Finds where names begin and end.

    Args:
        names: all names.
    """

    def __init__(self, names: NameIndex) -> None:
        self._names = names

    def mend(self, tokens: list[Token]) -> list[Token]:
        """Join a misspelt name that holds a word which else parts names: 吉林达学和平校区 is one, not two."""
        for position, token in enumerate(tokens):
            if len(token.text) > 1 or token.kind in _NAME_STUFF:
                continue
            first, last = _stretch(tokens, position, -1), _stretch(tokens, position, 1)
            around = tokens[first : last + 1]
            whole = "".join(t.text for t in around)
            known = all(t.kind != "other" for t in around) and len(whole) < _LONG_NAME
            if first == position or last == position or known or _is_closed(around):
                continue
            if self._names.find(whole).how == "spelling":
                return self.mend([*tokens[:first], Token("name", whole), *tokens[last + 1 :]])
        return tokens

    def join(self, tokens: Sequence[Token], computes: bool) -> Iterator[Token]:
        """Join what makes up the name of an organisation into one token: `name` if it is known, else `unknown`.

        A stretch of other words, places and organisation endings is one name up to its last ending; a known name inside a
        longer one ("西北大学" in "西北大学城市学院") is no mention of the known organisation.
        """
        run: list[Token] = []
        for position, token in enumerate(tokens):
            if run and run[-1].text.isascii() and _links(tokens, position):
                run.append(Token("link", token.text))
                continue
            inside = bool(run) and run[-1].kind in ("other", "place", "name") and _may_join(tokens, position)
            if token.kind in _NAME_STUFF or inside:
                if run and run[-1].text.isascii() != token.text.isascii():  # include|昆明学院图书馆
                    yield from self._close_run(run, computes)
                    run = []
                run.append(Token("other", token.text) if inside else token)
                continue
            yield from self._close_run(run, computes)
            run = []
            yield token
        yield from self._close_run(run, computes)

    def _is_mere_library(self, run: Sequence[Token]) -> bool:
        """Whether a stretch ends with 图书馆, or with 馆 and is no name (四川馆, but 河北省馆 is one)."""
        if run[-1].text in load_vocabulary("roster")["organisations"]["dropped_ends"]:
            return True
        return run[-1].text == "馆" and not self._names.find("".join(token.text for token in run)).rows

    def _close_run(self, run: list[Token], computes: bool) -> Iterator[Token]:
        """One stretch, read as a whole if it is a name, perhaps misspelt; else up to its last ending.

        Where something is computed, a place with a mere 图书馆 behind it is a place (澳门图书馆有哪些), else a name (杭州图书馆).
        """
        links = [index for index, token in enumerate(run) if token.kind == "link"]
        if links:
            whole = " ".join(token.text for token in run)
            if self._names.find(whole).rows:
                yield Token("name", whole)
                return
            yield from self._close_run(run[: links[0]], computes)
            yield Token("function", run[links[0]].text)
            yield from self._close_run(run[links[0] + 1 :], computes)
            return
        whole = "".join(token.text for token in run)
        mixed = len(run) > 1 and any(token.kind == "other" for token in run)
        if mixed and not _is_closed(run) and self._names.find(whole).rows:
            yield Token("name", whole)
            return
        last = max((i for i, token in enumerate(run) if token.kind in ("organisation", "name")), default=-1)
        head, tail = run[: last + 1], run[last + 1 :]
        own = [token for token in head if token.kind in ("other", "place")]
        mere = head and self._is_mere_library(head)
        if computes and mere and own and len(own) == len(head) - 1 and all(token.kind == "place" for token in own):
            own, head = [], own
        text = "".join(token.text for token in head)
        if len(head) > 1 and head[0].kind == "name" and not own:  # 北大|分馆
            match = self._names.find(text)
            if match.how == "alias" and len(match.names) == 1:
                yield Token("name", text)
                yield from tail
                return
        if own and (known := self._names.name_at_end(text)):
            yield from (Token("other", text.removesuffix(known)), Token("name", known))
        elif own:
            latin = all(token.text.isascii() for token in head)
            yield Token("unknown", " ".join(token.text for token in head) if latin else text)
        else:
            yield from head
        yield from tail


def _links(tokens: Sequence[Token], position: int) -> bool:
    """Whether a small English word stands inside what may be one name: University of Finance and Economics."""
    following = tokens[position + 1 : position + 2]
    return tokens[position].text in _LINKS and any(t.kind in _NAME_STUFF and t.text.isascii() for t in following)


def _is_closed(run: Sequence[Token]) -> bool:
    """Whether a full name stands in front, with 图书馆 at its end, so that nothing behind it belongs to it."""
    closing = tuple(load_vocabulary("roster")["organisations"]["dropped_ends"])
    return run[0].kind == "name" and run[0].text.endswith(closing) and all(t.kind == "other" for t in run[1:])


def _stretch(tokens: Sequence[Token], position: int, step: int) -> int:
    """How far the stuff of names goes from a position, in steps of 1 or -1; the position itself if there is none."""
    while 0 <= position + step < len(tokens) and tokens[position + step].kind in _NAME_STUFF:
        position += step
    return position


def _may_join(tokens: Sequence[Token], position: int) -> bool:
    """Whether a one-character word may be part of a name: what follows it, over others of its kind, is a name's stuff."""
    for token in tokens[position:]:
        if token.kind in ("other", "organisation"):
            return token is not tokens[position]
        if token.kind not in ("test", "attribute", "function") or len(token.text) != 1 or token.text in _APART:
            return False
    return False
