"""What a clause does in its question: ask, describe rows, name a topic, or only tell something around the question."""

from collections.abc import Iterator, Sequence

from bot.lexicon import Token
from bot.speech import tag_words
from bot.vocabulary import load_vocabulary

# Tokens by which a clause says something of the lists.
_OF_LISTS = (
    "list",
    "list_weak",
    "level",
    "name",
    "place",
    "test",
    "quoted",
    "date",
    "no_day",
    "organisation",
    "unknown",
    "sequence",
    "sequence_range",
    "prose",
)
_GIVING = ("给", "发给", "交给", "报给", "转给", "for")
# What is asked of rows.
_ASKED_OF_ROWS = ("operation", "attribute", "running", "ended")
# Parts of words that ask, and marks and particles at the end of a question.
_ASKING = (
    "什么",
    "啥",
    "哪",
    "谁",
    "怎",
    "咋",
    "如何",
    "多少",
    "几",
    "为何",
    "何",
    "吗",
    "么",
    "?",
    "what",
    "how",
    "why",
    "who",
)


def split_clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between the marks that end a clause, each with its mark; an enumeration ("、") stays whole."""
    clause: list[Token] = []
    for token in tokens:
        clause.append(token)
        if token.kind == "separator" and token.text != "、":
            yield clause
            clause = []
    yield clause


def occasion_end(clauses: Sequence[Sequence[Token]], tested: bool) -> int:
    """How many clauses in front only say what is being done, before a colon and the question proper (招标要列供应商：…).

    Args:
        tested: tests of names were taken out of the clauses.
    """
    end = next((n for n, clause in enumerate(clauses, start=1) if clause and clause[-1].text == ":"), 0)
    before, after = clauses[:end], clauses[end:]
    if any(token.kind in _OF_LISTS for clause in before for token in clause):
        return 0
    acts = any(tag.startswith("v") for clause in before for token in clause for _, tag in tag_words(token.text))
    asked = any(describes(clause, tested) or asks_of_rows(clause) for clause in after)
    return end if asked and (acts or all(token.text.isascii() for clause in before for token in clause)) else 0


def asks(clause: Sequence[Token]) -> bool:
    """Whether a clause asks something by itself."""
    questions = set(load_vocabulary("words")["function"]["questions"])
    return any(token.text in questions or token.kind == "operation" for token in clause)


def has_question_word(clause: Sequence[Token]) -> bool:
    """Whether a clause holds a word that asks, or ends as a question does."""
    return any(any(word in token.text for word in _ASKING) for token in clause)


def states(clause: Sequence[Token]) -> bool:
    """Whether a clause states something and does not ask."""
    return not has_question_word(clause) and not asks(clause)


def describes(clause: Sequence[Token], tested: bool) -> bool:
    """Whether a clause names a list and some of its rows: 名称含“厦门”的成员馆.

    Args:
        tested: tests of names were taken out of the clauses.
    """
    kinds = {token.kind for token in clause}
    return bool(kinds & {"list", "list_weak"}) and (tested or bool(kinds & {"level", "quoted", "place", "name"}))


def asks_of_rows(clause: Sequence[Token]) -> bool:
    """Whether a clause asks something of rows that it names itself."""
    kinds = {token.kind for token in clause}
    return bool(kinds & set(_ASKED_OF_ROWS)) and bool(kinds & {"list", "list_weak", "level", "name", "place", "test"})


def is_topic(clause: Sequence[Token]) -> bool:
    """Whether a clause does nothing but name terms of the prose, for another clause to ask about (联合编目和期刊服务，)."""
    kinds = {token.kind for token in clause}
    return "prose" in kinds and kinds <= {"prose", "function", "separator"}


def names_recipient(clause: Sequence[Token]) -> bool:
    """Whether a request says for whom it is (列给采编部), at its end."""
    words = [token.text for token in clause if token.kind != "separator"]
    return len(words) > 2 and words[-2] in _GIVING


def only_tells(clause: Sequence[Token], in_front: bool) -> bool:
    """Whether a clause tells something around the question; one that ends with 的 narrows what is asked (培训过的).

    Args:
        in_front: the question comes after it; then what no list states is mere talk, too (电话那头等着呢，…).
    """
    words = [token for token in clause if token.kind != "separator"]
    asking = (*_ASKED_OF_ROWS, "manner", "when", *([] if in_front else ["unstated"]))
    asked = any(token.kind in asking for token in clause)
    return states(clause) and not asked and not words[-1].text.endswith("的")


def says_all(clauses: Sequence[Sequence[Token]]) -> bool:
    """Whether a clause says something of all rows and the question is if that is so: 武警院校都是 D 级吗."""
    words = load_vocabulary("roster")["universal"]
    said = any(
        any(token.text in words["words"] for token in clause) and not any(token.kind == "operation" for token in clause)
        for clause in clauses
    )
    asked = any(token.text in words["asked"] for clause in clauses for token in clause)
    return said and asked
