from collections.abc import Iterator

import httpx
import pytest

from bot.desk import Desk
from bot.settings import BotSettings
from bot.web.app import launch
from evals.answerers import WebAnswerer, hide_password, open_answerer
from evals.baseline import Baseline, choose_cutoff
from evals.cases import Case, Evidence
from evals.errors import AnswererError
from ingest.embed import SentenceEmbedder
from ingest.index import Index, open_index
from ingest.settings import IngestSettings
from tests.llm.server import scripted
from tests.web.conftest import free_port


@pytest.fixture(scope="module")
def bot_settings(settings: IngestSettings) -> BotSettings:
    return BotSettings(_env_file=None, home=settings.home, corpus=settings.corpus)


@pytest.fixture(scope="module")
def index(bot_settings: BotSettings) -> Index:
    return open_index(bot_settings, SentenceEmbedder(bot_settings.embedding_model))


@pytest.fixture(scope="module")
def url(desk: Desk, bot_settings: BotSettings) -> Iterator[str]:
    running = launch(desk, bot_settings, "127.0.0.1", free_port(), ("desk", "secret"))
    yield running.local_url.replace("http://", "http://desk:secret@")
    running.close()


def test_a_language_model_is_asked_if_there_is_one(bot_settings: BotSettings, index: Index) -> None:
    with pytest.raises(AnswererError, match="CALIS_LLM_MODEL"):
        open_answerer("model", bot_settings, index)
    with scripted("北京大学图书馆是 B+ 级。[1]") as server:
        settings = bot_settings.model_copy(update={"llm_base_url": server.url, "llm_model": "m"})
        reply = open_answerer("model", settings, index).ask(["北京大学图书馆是什么级别？"])
    assert "是 B+ 级" in reply.answer and len(server.requests) == 1


def test_a_desk_behind_an_address_answers_as_the_desk_does(url: str, bot_settings: BotSettings, index: Index) -> None:
    turns = ["北京大学图书馆是什么级别？", "那复旦呢？"]
    near, far = (open_answerer(name, bot_settings, index).ask(turns) for name in ("desk", url))
    assert far.citations == near.citations and far.citations[0].lines == (193, 193)
    assert far.answer == near.answer
    assert WebAnswerer(url).build() == index.build


@pytest.mark.parametrize("broken", ["http://127.0.0.1:9", "http://desk:wrong@{host}", "http://{host}"])
def test_an_address_that_does_not_answer_is_one_sentence_without_the_password(url: str, broken: str) -> None:
    address = broken.format(host=url.rpartition("@")[2])
    with pytest.raises(AnswererError, match="请检查地址") as caught:
        WebAnswerer(address).build()
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(("body", "said"), [(["no", "desk"], "不是 JSON 对象"), ({"no": "desk"}, "不合约定")])
def test_a_server_that_is_no_desk_is_told_so(url: str, body: object, said: str) -> None:
    class Other(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json=body)

    answerer = WebAnswerer(url)
    answerer._client = httpx.Client(base_url="http://127.0.0.1", transport=Other())
    with pytest.raises(AnswererError, match=said):
        answerer.build()


@pytest.mark.parametrize("name", ["desks", "desk@0.9", "baseline@high"])
def test_an_unknown_answerer_is_one_sentence(name: str, bot_settings: BotSettings, index: Index) -> None:
    with pytest.raises(AnswererError, match="baseline@"):
        open_answerer(name, bot_settings, index)


def test_a_password_is_not_written_down() -> None:
    assert hide_password("https://u:p@example.org:8/x") == "https://example.org:8/x"
    assert hide_password("baseline@0.9") == "baseline@0.9"


def test_the_baseline_answers_with_the_nearest_passage_and_its_lines(bot_settings: BotSettings, index: Index) -> None:
    reply = Baseline(bot_settings, index).ask(["CALIS的前期筹划工作是从哪一年开始的？"])
    assert "1994" in reply.answer
    assert (reply.citations[0].source, reply.citations[0].lines) == ("plan-14th-five-year.txt", (40, 42))
    assert not reply.refused
    assert Baseline(bot_settings, index, cutoff=0.999).ask(["今天天气怎么样？"]).refused


def test_the_baseline_shows_its_ranking_of_the_texts(bot_settings: BotSettings, index: Index) -> None:
    evidence = Evidence(source="plan-14th-five-year.txt", lines=(42, 42))
    case = Case(id="1", category="time", turns=("CALIS的前期筹划工作是从哪一年开始的？",), evidence=(evidence,))
    ranking = Baseline(bot_settings, index).rank(case)
    assert ranking.relevance[0] and len(ranking.relevance) == 100
    assert Baseline(bot_settings, index).rank(case.model_copy(update={"refusal": True})) is None


def test_the_cutoff_with_the_most_truth() -> None:
    """Right above 0.9, wrong at 0.8 where a refusal was due: anything between keeps the one and declines the other."""
    assert 0.8 < choose_cutoff([(0.9, 1.0, 0.0), (0.8, -1.0, 1.0)]) <= 0.9
