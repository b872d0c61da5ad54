"""Reads a question into a typed `Query`: by the words it uses, the names the lists hold, and the question before it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.lexicon import Lexicon, Token
from bot.query import Mention, Query
from bot.rosters import Rosters
from bot.vocabulary import load_vocabulary

# Kinds of function words that may stand inside the name of an organisation that the lists do not know.
_JOINING = {"verbs", "places", "quantities"}


class Reader:
    """Understands questions about the lists; whatever it cannot account for word by word becomes a search.

    Args:
        rosters: the lists whose names and levels it is to know.
    """

    def __init__(self, rosters: Rosters) -> None:
        self._rosters = rosters
        self._lexicon = Lexicon()
        rosters.teach(self._lexicon)
        words = load_vocabulary("roster")
        for kind, table in (("list", "lists"), ("attribute", "attributes"), ("operation", "operations")):
            for value, forms in words[table].items():
                self._lexicon.add(kind, forms, value)
        self._lexicon.add("organisation", words["organisations"]["suffixes"])
        functions = load_vocabulary("words")
        self._lexicon.add("reference", functions["references"]["organisation"])
        for value, forms in functions["function"].items():
            self._lexicon.add("function", forms, value)

    def read(self, question: str, history: Sequence[str] = ()) -> Query:
        """The query of a question, completed from the earlier questions where it leans on them."""
        previous: Query | None = None
        for text in [*history, question]:
            previous = self._read_turn(text, previous)
        return previous

    def _read_turn(self, question: str, previous: Query | None) -> Query:
        tokens = list(_join_organisations(self._lexicon.cut(question)))
        query = self._build(question, tokens)
        if previous is None:
            return query
        return _complete(query, tokens, previous)

    def _build(self, question: str, tokens: list[Token]) -> Query:
        mentions = tuple(
            Mention(t.text, self._rosters.names.get(t.value, ()))
            for t in tokens
            if t.kind in ("name", "unknown")
        )
        attribute = _first(tokens, "attribute")
        operation = _first(tokens, "operation")
        lists = _values(tokens, "list")
        levels = _values(tokens, "level")
        query = Query("search", mentions, lists, levels, attribute, question)
        if any(token.kind == "other" for token in tokens):
            return query
        if mentions and operation in (None, "list"):
            return replace(query, operation="look_up")
        if not mentions and operation and (lists or levels):
            return replace(query, operation=_filtered_operation(operation, attribute, levels))
        return query


def _filtered_operation(operation: str, attribute: str | None, levels: Sequence[str]) -> str:
    return "group" if operation == "count" and attribute == "level" and not levels else operation


def _complete(query: Query, tokens: Sequence[Token], previous: Query) -> Query:
    """Fill in what a follow-up leaves out: the organisation that it points back to, or what was asked of another one."""
    refers = any(token.kind == "reference" for token in tokens)
    if not query.mentions and (refers or query.attribute or query.lists) and previous.mentions:
        whole = replace(query, mentions=previous.mentions)
        if all(token.kind != "other" for token in tokens) and not query.levels:
            return replace(whole, operation="look_up")
        return replace(whole, operation="search")
    if (
        query.operation == "look_up"
        and not query.attribute
        and not query.lists
        and previous.operation == "look_up"
    ):
        return replace(query, attribute=previous.attribute, lists=previous.lists)
    if query.operation == "search" and _leans_on_previous(tokens):
        return replace(query, search_text=f"{previous.search_text} {query.search_text}")
    return query


def _leans_on_previous(tokens: Sequence[Token]) -> bool:
    opener = [token.text for token in tokens[:1] if token.kind == "function"]
    return bool(set(opener) & set(load_vocabulary("words")["references"]["openers"]))


def _first(tokens: Iterable[Token], kind: str) -> str | None:
    return next((token.value for token in tokens if token.kind == kind), None)


def _values(tokens: Iterable[Token], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.value for token in tokens if token.kind == kind))


def _join_organisations(tokens: Sequence[Token]) -> Iterator[Token]:
    """Join what makes up the name of an unknown organisation into one token of the kind `unknown`.

    A stretch of other words and organisation endings is one name up to its last ending; a known name inside a longer
    one ("西北大学" in "西北大学城市学院") is no mention of the known organisation.
    """
    run: list[Token] = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1].kind if position + 1 < len(tokens) else ""
        inside = (
            token.kind == "function"
            and token.value in _JOINING
            and len(token.text) == 1
            and run
            and run[-1].kind == "other"
            and following in ("other", "organisation")
        )
        if token.kind in ("other", "organisation", "name") or inside:
            run.append(Token("other", token.text) if inside else token)
            continue
        yield from _close_run(run)
        run = []
        yield token
    yield from _close_run(run)


def _close_run(run: list[Token]) -> Iterator[Token]:
    last = max((i for i, token in enumerate(run) if token.kind in ("organisation", "name")), default=-1)
    head, tail = run[: last + 1], run[last + 1 :]
    if any(token.kind == "other" for token in head):
        yield Token("unknown", "".join(token.text for token in head))
    else:
        yield from head
    yield from tail
