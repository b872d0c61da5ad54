"""What a check may find wrong with a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "empty",
    "forbidden",
    "nowhere",
    "unmarked",
    "number",
    "level",
    "name",
    "quotation",
    "wording",
    "turned",
    "added",
    "dropped",
]

# Kinds with what is wrong in words, as the checks of a statement give them.
Found = Iterator[tuple[Kind, str]]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a sentence.

    Attributes:
        sentence: as it was written.
        detail: in words, for the model that wrote it and for the trace.
    """

    kind: Kind
    sentence: str
    detail: str
