import pytest

from evals.cases import Case, Evidence
from evals.replies import Reply, ReplyCitation
from evals.score import judge_reply, meets_evidence

LINES = {"a.txt": ["北京大学图书馆\tB+级", "清华大学图书馆\tB+级"]}
CASE = Case(
    id="1", category="lookup", turns=("北大几级？",), expected=(r"B\+级",), forbidden=("<script",),
    evidence=(Evidence(source="a.txt", lines=(1, 1)),),
)  # fmt: skip
CITED = ReplyCitation(n=1, source="a.txt", lines=(1, 1), quote="北京大学图书馆\tB+级")


@pytest.mark.parametrize(
    ("text", "refused", "verdict", "complaint"),
    [
        ("北京大学图书馆：B+ 级。[1]", False, "right", ""),
        ("北京大学图书馆：Ｂ＋级。[1]", False, "right", ""),
        ("北京大学图书馆：D 级。[1]", False, "wrong", "回答里找不到"),
        ("没有写明。", True, "declined", "拒答"),
        ("没有写明 <script>。", True, "wrong", "不该出现"),
    ],
)
def test_verdict_of_an_answerable_question(text: str, refused: bool, verdict: str, complaint: str) -> None:
    found = judge_reply(CASE, Reply(answer=text, refused=refused, citations=(CITED,)), LINES)
    assert found.verdict == verdict
    assert complaint in found.complaint
    assert bool(complaint) == bool(found.complaint)


def test_a_due_refusal_is_right_and_an_answer_in_its_place_wrong() -> None:
    case = Case(id="1", category="absent", turns=("火星馆几级？",), refusal=True)
    assert judge_reply(case, Reply(answer="没有这家。", refused=True), LINES).verdict == "right"
    assert judge_reply(case, Reply(answer="D 级。", refused=False), LINES).verdict == "wrong"


def test_a_wrong_list_says_what_is_lacking_and_what_is_too_much() -> None:
    case = Case(id="1", category="list", turns=("有哪些？",), names=("甲馆", "乙馆"))
    found = judge_reply(case, Reply(answer="两家", refused=False, records=({"name": "甲馆"}, {"name": "丙馆"})), LINES)
    assert found.verdict == "wrong"
    assert "少 1 个（乙馆），多 1 个（丙馆）" in found.complaint


def test_wrong_citations_are_complained_of_though_the_answer_is_right() -> None:
    moved = CITED.model_copy(update={"lines": (2, 2)})
    found = judge_reply(CASE, Reply(answer="B+ 级。[1]", refused=False, citations=(moved,)), LINES)
    assert found.verdict == "right"
    assert "没有引到：a.txt 第 1–1 行" in found.complaint
    assert "引文与原文不符：[1]" in found.complaint


def test_a_citation_may_be_a_sentence_wide_but_no_page() -> None:
    def meets(first: int, last: int) -> bool:
        return meets_evidence(
            CITED.model_copy(update={"lines": (first, last)}), Evidence(source="a.txt", lines=(30, 40))
        )

    assert meets(40, 60) and meets(20, 50)
    assert not meets(40, 61) and not meets(1, 100) and not meets(41, 41)
