"""An answer as everyone outside the bot gets it: the JSON contract of `calis ask --json`, typed.

Every answerer (the desk, the baseline, a desk behind an address) is judged by this and nothing else.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class ReplyCitation(BaseModel):
    """A citation of the contract; `lines` are 1-based, both ends included."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: int
    source: str
    title: str = ""
    as_of: str | None = None
    lines: tuple[int, int]
    quote: str = ""
    page: int | None = None

    @property
    def first_line(self) -> int:
        return self.lines[0]

    @property
    def last_line(self) -> int:
        return self.lines[1]


class Reply(BaseModel):
    """One answer of the contract.

    Attributes:
        answer: Markdown with `[n]` markers that match `citations`.
        records: the complete result of a list question, each organisation under `name`.
        tokens: what a language model read and wrote for it; None where no model took part.
        cost: of those tokens, in the currency of the one who pays; None where unknown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str = ""
    answer: str
    refused: bool
    citations: tuple[ReplyCitation, ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    elapsed_ms: float = 0.0
    tokens: int | None = None
    cost: float | None = None
