"""Evaluated questions: the schema of `evals/sets/*.jsonl`, checked when a set is loaded.

One JSON object a line:

    id          unique in its file
    category    free word by which results are grouped
    language    "zh" or "en"
    turns       the questions of one conversation; the last one is scored
    refusal     true when the sources do not answer the last question
    expected    regular expressions, all of which must be found in the answer (after NFKC, without any blank)
    forbidden   optional: regular expressions, none of which may be found in the answer, be it a refusal or not
    names       optional: the organisations of a list answer, exactly those
    evidence    [{"source": file name, "lines": [first, last], "also": [...]}, ...]: each must be met by a citation, be it at its
                own lines or at another place named under "also" (same form), where the same is said
    group       optional: cases of one set with the same group ask the same thing in other words
    note        optional, for the reader
"""

import json
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evals.errors import CaseSetError

SETS_DIR = Path(__file__).parent / "sets"

# What pydantic says most often, in the words of the one who writes questions; by its own names of errors.
_REASONS = {
    "missing": "必须有",
    "extra_forbidden": "没有这个字段",
    "string_type": "应当是文字",
    "tuple_type": "应当是一串，写在 [ ] 里",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "int_parsing": "应当是整数",
    "too_short": "不能是空的",
    "literal_error": "只能是 zh 或 en",
}


class Evidence(BaseModel):
    """Lines of a source, 1-based, both ends included; `also` are other places that will do as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    lines: tuple[int, int]
    also: tuple["Evidence", ...] = ()

    @property
    def places(self) -> tuple["Evidence", ...]:
        """All places, each of which will do."""
        return (self, *self.also)


class Case(BaseModel):
    """One evaluated question with what a right answer holds and cites."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    category: str
    language: Literal["zh", "en"] = "zh"
    turns: tuple[str, ...] = Field(min_length=1)
    refusal: bool = False
    expected: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    names: tuple[str, ...] | None = None
    evidence: tuple[Evidence, ...] = ()
    group: str | None = None
    note: str = ""

    @field_validator("expected", "forbidden")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns


def load_cases(path: Path) -> list[Case]:
    """Read a set.

    Raises:
        CaseSetError: the file is missing, a line is no case, or an id occurs twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseSetError(f"读不了问题集 {path}：请检查路径。") from error
    cases = [_parse_case(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    ids = [case.id for case in cases]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise CaseSetError(f"{path.name} 里 id {'、'.join(repeated)} 出现了不止一次：请改成不同的。")
    return cases


def _parse_case(path: Path, number: int, line: str) -> Case:
    try:
        return Case.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise CaseSetError(f"{path.name} 第 {number} 行不是正确的 JSON（{error.msg}）：请改正。") from error
    except ValidationError as error:
        first = error.errors()[0]
        field, reason = ".".join(map(str, first["loc"])), _REASONS.get(first["type"], first["msg"])
        raise CaseSetError(f"{path.name} 第 {number} 行的 {field} 不对（{reason}）：请改正。") from error
