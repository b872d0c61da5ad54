"""The chat with a language model in a real Chromium: real desk, real protocol, a server that says what a test tells it to."""

from collections.abc import Iterator
from threading import Event

import pytest

from bot.settings import BotSettings
from bot.web.app import launch
from tests.llm.server import Reply, ScriptedServer, scripted

from .conftest import expect, free_port, send

pytestmark = pytest.mark.slow

QUESTION = "课题咨询完成情况？"
FIRST, SECOND = "课题咨询在建，完成度40%[1]。", "10月底开始服务[1]。"
HALF = "它还要再过些时候才"
LIE = "课题咨询已建成，完成度90%[1]。"
# Keeps every state of the newest answer: (is it a draft, its text).
WATCH = """() => {
  window.states = [];
  new MutationObserver(() => {
    const answer = [...document.querySelectorAll("#chat .answer")].at(-1);
    const said = answer?.querySelector(".said")?.innerText ?? "";
    const state = JSON.stringify([answer?.classList.contains("draft") ?? false, said]);
    if (said && state !== window.states.at(-1)) window.states.push(state);
  }).observe(document.querySelector("#chat"), { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedServer]:
    with scripted(FIRST + SECOND) as server:
        yield server


@pytest.fixture(scope="module")
def site(desk, tmp_path_factory, model, called) -> Iterator[str]:
    settings = BotSettings(
        _env_file=None, home=tmp_path_factory.mktemp("model-home"), llm_base_url=model.url, llm_model="m"
    )
    running = launch(desk, settings, "127.0.0.1", free_port())
    yield running.local_url
    running.close()


@pytest.fixture
def page(open_page, site, model) -> object:
    model.replies, model.requests = [Reply(FIRST + SECOND)], []
    return open_page(site)


def states(page) -> tuple[list[str], list[str]]:
    """The texts that were shown as drafts, and those that were shown as answers."""
    seen = page.evaluate("window.states.map((state) => JSON.parse(state))")
    return [text for draft, text in seen if draft], [text for draft, text in seen if not draft]


def test_reader_sees_that_the_model_wrote_the_answer(page):
    answer = send(page, QUESTION)
    expect(answer).to_contain_text("由语言模型成文")
    expect(answer.locator(".said")).to_contain_text("完成度40%")
    answer.locator(".said button.cite").first.click()
    expect(page.locator("#panel mark").first).to_contain_text("课题咨询")


def test_draft_is_told_from_the_answer_and_gone_afterwards(page, model):
    gate = Event()
    model.replies = [Reply(FIRST + SECOND, gate=gate)]
    page.locator("#box textarea").fill(QUESTION)
    page.locator("#box textarea").press("Enter")
    draft = page.locator("#chat .answer.draft")
    expect(draft).to_contain_text("完成度40%")
    expect(draft).to_contain_text("逐句核对中")
    expect(draft.locator("button.cite, .tools, .sources")).to_have_count(0)
    assert draft.evaluate("(one) => getComputedStyle(one.querySelector('.said')).opacity < 1")
    gate.set()
    expect(page.locator("#chat .answer .tools")).to_be_visible(timeout=20_000)
    expect(draft).to_have_count(0)
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_lie_is_never_shown_and_the_reader_is_told(page, model):
    model.replies = [Reply(LIE)]
    page.evaluate(WATCH)
    answer = send(page, QUESTION)
    expect(answer).to_contain_text("没有通过核对")
    expect(answer.locator(".said")).to_contain_text("完成度40%")
    drafts, answers = states(page)
    assert len(model.requests) == 2 and not any("90%" in text or "已建成" in text for text in drafts + answers)


def test_stream_that_breaks_off_leaves_no_half_answer(page, model):
    gate = Event()
    model.replies = [Reply(FIRST + HALF, finish=None, gate=gate)]
    page.evaluate(WATCH)
    page.locator("#box textarea").fill(QUESTION)
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#chat .answer.draft")).to_contain_text("完成度40%")
    gate.set()
    answer = page.locator("#chat .answer:not(.draft)")
    expect(answer.locator(".tools")).to_be_visible(timeout=20_000)
    expect(answer).to_contain_text("中途断了")
    expect(answer.locator(".said")).to_contain_text("10月底开始服务")
    drafts, answers = states(page)
    assert drafts and not any(HALF[:4] in text for text in drafts + answers)
    assert answers[-1].strip() not in {text.strip() for text in drafts}


def test_switch_leaves_the_model_out_of_it(page, model):
    switch = page.locator("#by-model input")
    expect(switch).to_be_checked()
    switch.uncheck()
    answer = send(page, QUESTION)
    expect(answer.locator(".said")).to_contain_text("完成度40%")
    expect(answer.locator(".note")).to_have_count(0)
    assert model.requests == []
    switch.check()
    expect(send(page, QUESTION)).to_contain_text("由语言模型成文")
    assert len(model.requests) == 1
