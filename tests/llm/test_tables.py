"""The verifier against planted lies and true rewordings, over the answers of the real corpus."""

import tomllib
from collections import Counter
from functools import cache

import pytest

from bot.desk import Desk
from bot.verify import Evidence, Known, evidence_of, verify

from .conftest import TABLES


@cache
def evidence_for(desk: Desk, question: str) -> Evidence:
    kinds = {file: source.kind for file, source in desk.current().sources.items()}
    return evidence_of(desk.ask(question), kinds)


def read(name: str, table: str) -> list[dict]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))[table]


LIES = [lie for name in ("lies", "lies_unseen", "lies_third", "lies_fourth", "lies_near") for lie in read(name, "lie")]
TRUTHS = [
    (case["question"], text)
    for name in ("truths", "truths_unseen", "truths_third", "truths_fourth")
    for case in read(name, "case")
    for text in case["texts"]
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie['kind']}: {lie['text'][:30]}")
def test_lie_is_stopped(desk: Desk, known: Known, lie: dict) -> None:
    assert verify(lie["text"], evidence_for(desk, lie["question"]), known)


@pytest.mark.parametrize(("question", "text"), TRUTHS, ids=lambda text: text[:30])
def test_truth_is_let_through(desk: Desk, known: Known, question: str, text: str) -> None:
    assert verify(text, evidence_for(desk, question), known) == ()


STOPPED = [truth for name in ("truths_unseen", "truths_third", "truths_fourth") for truth in read(name, "stopped")]


@pytest.mark.parametrize("truth", STOPPED, ids=lambda truth: truth["text"][:30])
def test_verifier_is_known_to_be_too_strict_here(desk: Desk, known: Known, truth: dict) -> None:
    assert verify(truth["text"], evidence_for(desk, truth["question"]), known)


PASSED = [lie for name in ("lies_near", "lies_fourth") for lie in read(name, "passed")]


@pytest.mark.parametrize("lie", PASSED, ids=lambda lie: lie["text"][:30])
def test_verifier_is_known_to_let_this_through(desk: Desk, known: Known, lie: dict) -> None:
    assert verify(lie["text"], evidence_for(desk, lie["question"]), known) == ()


def test_there_are_enough_of_both() -> None:
    kinds = Counter(lie["kind"] for lie in LIES)
    assert len(LIES) >= 310 and len(kinds) >= 12
    assert len(TRUTHS) >= 135
