"""The typed form of a question."""

from dataclasses import dataclass
from typing import Literal

from ingest.chunks import Chunk

Operation = Literal["look_up", "count", "list", "group", "search"]
Attribute = Literal["level", "membership", "sequence", "agreement_end"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation that the question names: its words there, and the rows that bear that name, if any."""

    text: str
    rows: tuple[Chunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, of which list, about whom.

    Attributes:
        operation: one of a small closed set.
        mentions: organisations named, in the order of the question.
        lists: ids of the lists that it is about; empty when it names none.
        levels: levels that it names: what a lookup is to confirm, or the filter of a count or list.
        attribute: what about the organisations is asked; None for whatever the list says.
        search_text: for `search`, the question itself, in which a follow-up is completed.
    """

    operation: Operation
    mentions: tuple[Mention, ...] = ()
    lists: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    attribute: Attribute | None = None
    search_text: str = ""
