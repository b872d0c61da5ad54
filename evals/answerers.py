"""What can be asked: the desk, alone or with its language model, a desk behind an address, and a plain baseline.

Each is judged by the JSON contract alone. Importing this module loads nothing heavy.
"""

import re
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

from pydantic import ValidationError

from evals.cases import Case
from evals.errors import AnswererError
from evals.metrics import Ranking
from evals.replies import Reply

if TYPE_CHECKING:
    from bot.settings import BotSettings
    from ingest.index import Index

_NAMES = re.compile(r"desk|model|baseline(@0?\.\d+)?")
_TIMEOUT_S = 60


class Answerer(Protocol):
    """Answers questions and may show how it ranks the prose; a new one is made for every process."""

    def ask(self, turns: Sequence[str]) -> Reply:
        """The answer to the last question of a conversation; its `elapsed_ms` is what whoever asks has to wait."""

    def rank(self, case: Case) -> Ranking | None:
        """What its retrieval finds for a case; None where it has none to show or the case is not about the prose."""


def open_answerer(name: str, settings: "BotSettings", index: "Index", with_ranking: bool = True) -> Answerer:
    """Make ready what a name means.

    Args:
        name: `desk`, `model` (with the language model of the settings), `baseline`, `baseline@COSINE` (declines below that cosine), or an address.
        index: the published index, with an embedder.
        with_ranking: measure retrieval too, which searches once more for each question about the prose.

    Raises:
        AnswererError: the name means nothing, no language model is set, or nobody answers at the address.
    """
    check_name(name)
    if name == "model":
        return ModelAnswerer(settings, index, with_ranking)
    if is_address(name):
        return WebAnswerer(name)
    if name == "desk":
        return DeskAnswerer(settings, index, with_ranking)
    from evals.baseline import Baseline

    return Baseline(settings, index, float(name.partition("@")[2] or 0), with_ranking)


def check_name(name: str) -> None:
    """Whether a name means something that can be asked.

    Raises:
        AnswererError: it does not.
    """
    if not is_address(name) and not _NAMES.fullmatch(name):
        raise AnswererError(
            f"不知道 {name} 是什么：--against 请写 desk、model、baseline、baseline@0.9（余弦）或一个 http 地址。"
        )


def is_address(name: str) -> bool:
    """Whether an answerer is to be found on the network."""
    return name.startswith(("http://", "https://"))


def hide_password(name: str) -> str:
    """An answerer's name as it may be written down: an address without user and password."""
    if not is_address(name):
        return name
    parts = urlsplit(name)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class DeskAnswerer:
    """The desk itself, in this process."""

    def __init__(self, settings: "BotSettings", index: "Index", with_ranking: bool) -> None:
        from bot.desk import Desk

        self._desk = Desk(settings)
        self._index = index
        self._with_ranking = with_ranking

    @cached_property
    def _retrieval(self):
        from evals.retrieval import Retrieval

        return Retrieval(self._index)

    def ask(self, turns: Sequence[str]) -> Reply:
        *history, question = turns
        cold = not self._desk.is_warm
        answer = self._desk.ask(question, history)
        if cold and self._desk.is_warm:
            # The model was loaded meanwhile, once for all questions: that is no time of this one.
            answer = self._desk.ask(question, history)
        return Reply.model_validate(answer.to_json())

    def rank(self, case: Case) -> Ranking | None:
        if not self._with_ranking or not self._retrieval.covers(case):
            return None
        return self._retrieval.rank(case)["fused"]


class ModelAnswerer(DeskAnswerer):
    """The desk with the language model of its settings; a question that waits for the model is asked once."""

    def __init__(self, settings: "BotSettings", index: "Index", with_ranking: bool) -> None:
        if not settings.has_model:
            raise AnswererError("没有设语言模型：请先设 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL，再用 --against model。")
        from bot.llm.assistant import Assistant

        super().__init__(settings, index, with_ranking)
        self._assistant = Assistant(self._desk, settings)

    def ask(self, turns: Sequence[str]) -> Reply:
        *history, question = turns
        return Reply.model_validate(self._assistant.ask(question, history).to_json())


class WebAnswerer:
    """A desk behind an address, asked through its `/api/ask`; safe to be shared by threads.

    Args:
        url: of the desk; with `user:password@` where it wants them.
    """

    def __init__(self, url: str) -> None:
        import httpx

        self._client = httpx.Client(base_url=url.rstrip("/") + "/", timeout=_TIMEOUT_S, trust_env=False)

    def build(self) -> str:
        """The build of the index that the desk answers from, once it has shown that it answers.

        Raises:
            AnswererError: nobody answers there, it is no desk, or it wants a password.
        """
        self.ask([""])
        return str(self._request("GET", "healthz").get("index", ""))

    def ask(self, turns: Sequence[str]) -> Reply:
        started = time.perf_counter()
        found = self._request("POST", "api/ask", {"turns": list(turns)})
        try:
            reply = Reply.model_validate(found)
        except ValidationError as error:
            where = hide_password(str(self._client.base_url))
            raise AnswererError(f"{where}api/ask 回的不合约定：请检查那边是不是问答台，版本是否一样。") from error
        return reply.model_copy(update={"elapsed_ms": (time.perf_counter() - started) * 1000})

    def rank(self, case: Case) -> Ranking | None:
        return None

    def _request(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
        import httpx

        where = hide_password(str(self._client.base_url))
        try:
            response = self._client.request(method, path, json=body)
            response.raise_for_status()
            found = response.json()
        except httpx.HTTPStatusError as error:
            reason = f"{where}{path} 回了 {error.response.status_code}"
            raise AnswererError(f"{reason}：请检查地址，有密码时写成 http://用户名:密码@主机:端口。") from error
        except (httpx.HTTPError, ValueError) as error:
            raise AnswererError(f"{where} 没有回答（{type(error).__name__}）：请检查地址和那边的服务。") from error
        if not isinstance(found, dict):
            raise AnswererError(f"{where}{path} 回的不是 JSON 对象：请检查那边是不是问答台。")
        return found
