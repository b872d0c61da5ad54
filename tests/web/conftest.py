"""What the web tests share: a desk that says what a test told it to, and a real Chromium over the real desk."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from bot.answer import Answer, Citation
from bot.rosters import Rosters
from bot.settings import BotSettings
from ingest.manifest import Source

MEMBERS = "members-2023.txt"
LINES = (
    "36\t北京城市学院图书馆\tD 级",
    "37\t北京大学第一医院图书馆\tD 级",
    "38\t北京大学国际法学院图书馆\tD 级",
    "39\t北京大学图书馆\tB+级",
    "40\t北京大学图书馆分馆\tR 级",
    "41\t北京大学医学图书馆\tB 级",
    "",
    "42\t北京第二外国语学院图书馆\tD级",
    "43\t北京第二外国语学院中瑞酒店管理学院图书馆\tD级",
    "44\t北京电子科技职业学院图书馆\tD级",
)


def cite(n: int = 1, first_line: int = 4, last_line: int = 4, **changes: object) -> Citation:
    """A citation of the member list, its quote being the lines themselves unless told otherwise."""
    quote = "\n".join(LINES[first_line - 1 : last_line])
    values = {
        "source": MEMBERS,
        "title": "联合目录成员馆名单",
        "as_of": "2023-12-31",
        "quote": quote,
    } | changes
    return Citation(n=n, first_line=first_line, last_line=last_line, **values)


def say(text: str, *citations: Citation, refused: bool = False, **more: object) -> Answer:
    """An answer with the given text."""
    return Answer(question="", text=text, refused=refused, citations=citations, **more)


def record(name: str, level: str = "D", line: int = 1, **more: object) -> dict[str, object]:
    """A row of the member list as an answer gives it."""
    return {"name": name, "list": "members", "level": level, "source": MEMBERS, "line": line} | more


@dataclass
class ScriptedDesk:
    """Gives `reply` (raises it, when it is an exception) and keeps what it was asked."""

    reply: Answer | Exception
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def ask(self, question: str, history: list[str] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def refresh(self) -> None:
        pass

    def ask_at_once(self, question: str) -> Answer:
        return self.ask(question)

    def current(self) -> SimpleNamespace:
        sources = {source.file: source for source in self.sources()}
        details = {"manifest": self.sources()[0].model_dump(mode="json"), "sha256": "0" * 64}
        wholes = {MEMBERS: SimpleNamespace(kind="source", source=MEMBERS, details=details)}
        index = SimpleNamespace(build="build-1", chunks=(), info=SimpleNamespace(built_at="2026-01-01T00:00:00+00:00"))
        return SimpleNamespace(
            sources=sources, rosters=Rosters(()), index=index, lines={MEMBERS: LINES}, wholes=wholes, members=None
        )

    def sources(self) -> list[Source]:
        return [Source(id="m", file=MEMBERS, title="成员馆<名单>", kind="article", as_of="2023-12-31")]

    def source_lines(self, source: str) -> tuple[str, ...]:
        return {MEMBERS: LINES}[source]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers stream without pauses, except in the browser."""
    monkeypatch.setattr("bot.web.conversation._STREAM_S", 0.0)


WINDOW = {"width": 1280, "height": 800}
CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def called() -> set[str]:
    """The hosts that this process, server included, looks up or connects to."""
    hosts: set[str] = set()

    def note(event: str, arguments: tuple) -> None:
        if event == "socket.getaddrinfo":
            hosts.add(str(arguments[0]))
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            hosts.add(str(arguments[1][0]))

    sys.addaudithook(note)
    return hosts


@pytest.fixture(scope="package")
def browser() -> Iterator[object]:
    """Chromium, closed behind the last test of this folder: until then Playwright keeps an event loop running in the thread
    of the tests, and nothing that runs one of its own, such as the judge of `evals`, could be tested."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no chromium on this machine: install one (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Watch:
    """What the pages of a test ask of other machines, and what fails in them."""

    def __init__(self) -> None:
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []

    def follow(self, page: object) -> None:
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if _is_failure(message) else None)

    def settle(self) -> None:
        """No other machine may have been asked and no script have failed."""
        hosts, errors = {*self.hosts}, [*self.errors]
        self.hosts.clear()
        self.errors.clear()
        assert hosts <= {"127.0.0.1", None}  # None: a file that the page itself made
        assert errors == []


@pytest.fixture(scope="package")
def shared(browser) -> tuple[object, Watch]:
    """A page that the tests use one after another, for what it has loaded once it need not load again."""
    context, watch = browser.new_context(viewport=WINDOW, locale="zh-CN"), Watch()
    context.on("page", watch.follow)
    return context.new_page(), watch


@pytest.fixture
def open_page(browser, shared) -> Iterator[Callable[..., object]]:
    """Opens a page: the shared one, emptied, and after it pages of visitors who have nothing in common with it."""
    first, watch = shared
    contexts = []

    def open_one(url: str) -> object:
        page = first
        if page.url != "about:blank":
            contexts.append(browser.new_context(viewport=WINDOW, locale="zh-CN"))
            contexts[-1].on("page", watch.follow)
            page = contexts[-1].new_page()
        page.goto(url)
        expect(page.locator("#next .ask").first).to_be_visible(timeout=20_000)
        return page

    yield open_one
    for context in contexts:
        context.close()
    for page in first.context.pages:
        if page is not first:
            page.close()
    if first.url != "about:blank":
        first.evaluate("localStorage.clear(); sessionStorage.clear()")
    first.context.clear_permissions()
    first.goto("about:blank")
    first.set_viewport_size(WINDOW)
    watch.settle()


def _is_failure(message: object) -> bool:
    """Whether the console was told of an error; leaving a page cuts off the stream of its events, which is none."""
    return message.type == "error" and "AbortError" not in message.text and "errored out" not in message.text


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def send(page, question: str):
    """Ask by the box, wait for the whole answer and return it."""
    box = page.locator("#box textarea")
    number = page.locator("#chat .answer").count()
    box.fill(question)
    box.press("Enter")
    answer = page.locator("#chat .answer").nth(number)
    expect(answer.locator(".tools")).to_be_visible(timeout=20_000)
    return answer


@pytest.fixture
def bot_settings(tmp_path) -> BotSettings:
    return BotSettings(_env_file=None, home=tmp_path)
