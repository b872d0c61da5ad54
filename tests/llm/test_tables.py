"""The verifier against planted lies and true rewordings, over the answers of the real corpus."""

import tomllib
from collections import Counter
from functools import cache

import pytest

from bot.desk import Desk
from bot.llm.draft_check import DraftCheck
from bot.verify import Complaint, Evidence, Known, Surroundings, evidence_of, verify

from .conftest import TABLES


@cache
def evidence_for(desk: Desk, question: str, history: tuple[str, ...] = ()) -> Evidence:
    edition = desk.current()
    kinds = {file: source.kind for file, source in edition.sources.items()}
    return evidence_of(desk.ask(question, history), kinds, Surroundings(edition.index.chunks))


def stops(desk: Desk, known: Known, case: dict) -> list[Complaint]:
    """What is wrong with a text as it would stream in."""
    evidence = evidence_for(desk, case["question"], tuple(case.get("history", ())))
    check = DraftCheck(evidence, known, case["question"])
    check.feed(case["text"])
    check.close()
    return check.complaints


def read(name: str, table: str) -> list[dict]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8")).get(table, [])


BATCHES = ("", "_unseen", "_third", "_fourth", "_near", "_fifth", "_sixth", "_seventh")
LIES = [lie for batch in BATCHES for lie in read(f"lies{batch}", "lie")]
TRUTHS = [
    case | {"text": text}
    for batch in BATCHES
    if batch != "_near"
    for case in read(f"truths{batch}", "case")
    for text in case["texts"]
]
STOPPED = [truth for batch in BATCHES if batch not in ("", "_near") for truth in read(f"truths{batch}", "stopped")]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie['kind']}: {lie['text'][:30]}")
def test_lie_is_stopped(desk: Desk, known: Known, lie: dict) -> None:
    evidence = evidence_for(desk, lie["question"], tuple(lie.get("history", ())))
    assert verify(lie["text"], evidence, known, lie["question"])
    if lie["kind"] != "no marker":  # a marker that is missing is added where the sentence holds
        assert stops(desk, known, lie)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth["text"][:30])
def test_truth_is_let_through(desk: Desk, known: Known, truth: dict) -> None:
    assert stops(desk, known, truth) == []


@pytest.mark.parametrize("truth", STOPPED, ids=lambda truth: truth["text"][:30])
def test_verifier_is_known_to_be_too_strict_here(desk: Desk, known: Known, truth: dict) -> None:
    assert stops(desk, known, truth)


def test_there_are_enough_of_both() -> None:
    kinds = Counter(lie["kind"] for lie in LIES)
    assert len(LIES) >= 370 and len(kinds) >= 12
    assert len(TRUTHS) >= 200 and len(STOPPED) <= 12
