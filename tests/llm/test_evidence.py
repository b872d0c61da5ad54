from bot.answer import Answer
from bot.desk import Desk
from bot.llm.budget import count_tokens, fit_evidence, fit_history
from bot.verify import Known, evidence_of, verify
from bot.verify.sentences import cut_sentences

from ..web.conftest import cite


def test_computed_result_is_backed_by_every_operand(desk: Desk) -> None:
    first = evidence_of(desk.ask("统一认证和个性化门户完成度相差多少？")).items[0]
    assert "50 个百分点" in first.units[0]
    assert [citation.first_line for citation in first.citations] == [30, 32]


def test_rows_of_a_list_are_known_beyond_those_that_are_printed(desk: Desk, known: Known) -> None:
    evidence = evidence_of(desk.ask("C级的有哪些？"))
    assert len(evidence.items[0].rows) == 209
    assert verify("同济大学图书馆是C级。[1]", evidence, known) == ()


def test_marker_that_a_document_prints_is_none_of_ours() -> None:
    answer = Answer("", "见 \\[2\\] 所列，共 3 家。[1]", False, (cite(),))
    (item,) = evidence_of(answer).items
    assert item.n == 1 and "[2]" not in item.print().removeprefix("[1]")


def test_sentences_carry_their_markers_and_lose_nothing() -> None:
    text = "共有3.5亿条。[1][2] 其中A是B+级【3】，C是D级[4, 5]。\n- 第一项[6]\n"
    sentences = cut_sentences(text)
    assert [sentence.markers for sentence in sentences if sentence.statements] == [(1, 2), (3, 4, 5), (6,)]
    assert "".join(sentence.raw for sentence in sentences) == text.replace("【3】", "[3]").replace("[4, 5]", "[4][5]")


def test_another_answers_evidence_is_numbered_on_and_not_repeated(desk: Desk) -> None:
    evidence = evidence_of(desk.ask("北大、清华和同济分别是几级？"))
    more = evidence.with_answer(desk.ask("同济大学是几级？")).with_answer(desk.ask("课题咨询完成情况？"))
    assert [item.n for item in more.items] == list(range(1, len(more.items) + 1))
    assert sum(item.citations[0].first_line == 994 for item in more.items) == 1
    assert "课题咨询" in more.items[-1].print()


def test_budget_keeps_the_latest_questions_and_the_first_evidence(desk: Desk) -> None:
    assert fit_history(["旧" * 100, "新"], 100) == ["新"]
    evidence = evidence_of(desk.ask('"十四五"有哪6项任务？'))
    assert len(fit_evidence(evidence, 100).items) < len(evidence.items)
    assert count_tokens("中" * 100) >= 100
