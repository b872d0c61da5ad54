"""Question sets by name: those of `evals/sets`, files of one's own, and the generated ones; and drawing a part of them."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.cases import SETS_DIR, Case, load_cases
from evals.errors import CaseSetError
from evals.generated import generate_cases, generate_names
from evals.runs import RunCase

GENERATED: dict[str, Callable[[Path], list[Case]]] = {"generated": generate_cases, "generated-names": generate_names}


def hand_written() -> list[str]:
    """The names of the sets that come with the program, sorted."""
    return sorted(path.stem for path in SETS_DIR.glob("*.jsonl"))


def load_sets(names: Sequence[str], corpus: Path) -> dict[str, list[Case]]:
    """The cases of each set, in the order asked for.

    Args:
        names: of sets in `evals/sets`, of generated ones, or paths of `.jsonl` files; none means all that were written by hand.
        corpus: the folder from which generated sets are made.

    Raises:
        CaseSetError: there is no such set, or one of its lines is no case.
    """
    return {name: _load_set(name, corpus) for name in names or hand_written()}


def _load_set(name: str, corpus: Path) -> list[Case]:
    if name in GENERATED:
        return GENERATED[name](corpus)
    if name.endswith(".jsonl"):
        return load_cases(Path(name))
    if name not in hand_written():
        known = "、".join((*hand_written(), *GENERATED))
        raise CaseSetError(f"没有问题集 {name}：自己的文件请写上 .jsonl，自带的有 {known}。")
    return load_cases(SETS_DIR / f"{name}.jsonl")


def hash_cases(cases: Sequence[Case]) -> str:
    """SHA-256 of a set's content, whatever the layout of its file."""
    return hashlib.sha256("\n".join(case.model_dump_json() for case in cases).encode()).hexdigest()


def draw_cases(sets: dict[str, list[Case]], limit: int | None = None, seed: int = 0) -> list[RunCase]:
    """All cases, or a part in which every set and category has its share; in the order of the sets.

    Args:
        limit: how many at most; a group of questions comes whole or not at all. None takes all.
        seed: decides which; the same seed draws the same.
    """
    cases = [RunCase(set=name, case=case) for name, found in sets.items() for case in found]
    if limit is None or limit >= len(cases):
        return cases
    drawn: set[tuple[str, str]] = set()
    for unit in _units_in_turn(cases, random.Random(seed)):
        if len(drawn) + len(unit) <= limit:
            drawn.update(case.key for case in unit)
    return [case for case in cases if case.key in drawn]


def _units_in_turn(cases: Sequence[RunCase], chance: random.Random) -> list[list[RunCase]]:
    """Groups and single cases so ordered that any beginning holds every set's categories in proportion."""
    strata: dict[tuple[str, str], dict[str, list[RunCase]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        unit = f"group {case.case.group}" if case.case.group is not None else f"case {case.case.id}"
        strata[case.set, case.case.category][unit].append(case)
    places: list[tuple[float, float, list[RunCase]]] = []
    for units in strata.values():
        shuffled = chance.sample(list(units.values()), len(units))
        places += [((at + 0.5) / len(units), chance.random(), unit) for at, unit in enumerate(shuffled)]
    return [unit for _, _, unit in sorted(places, key=lambda place: place[:2])]
