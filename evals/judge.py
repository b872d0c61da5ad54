"""Has a language model judge the answers of a run: faithfulness and answer relevancy as ragas has them.

Both are of Es et al., RAGAS (EACL 2024). The judge is whatever `CALIS_LLM_…` names; ragas is an extra of the installation.
Questions are compared by the bot's own embedding model, on this machine; the only thing called is the judge.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import math
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from evals.errors import JudgeError
from evals.opinions import Opinion
from evals.runs import Outcome

if TYPE_CHECKING:
    from ragas.metrics.result import MetricResult

    from bot.settings import BotSettings

logger = logging.getLogger(__name__)

_MOST_TOKENS = 4096
_TIMEOUT_S = 600.0
# Questions that the judge makes of an answer; three are ragas' own default.
_QUESTIONS = 3


def check_judge(settings: BotSettings) -> None:
    """Whether there is a judge at all.

    Raises:
        JudgeError: no model is set, or ragas is not installed.
    """
    if not settings.llm_base_url or not settings.llm_model:
        raise JudgeError(
            "没有设置评判用的语言模型：请设置 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL，要密钥的再设 CALIS_LLM_API_KEY。"
        )
    if importlib.util.find_spec("ragas") is None:
        raise JudgeError("没有安装评判用的 ragas：请运行 pip install -r requirements-judge.lock。")


class RagasJudge:
    """Judges one answer at a time; several may be under way at once.

    Args:
        settings: the model that judges, and the one that embeds.

    Raises:
        JudgeError: see `check_judge`.
    """

    def __init__(self, settings: BotSettings) -> None:
        check_judge(settings)
        # ragas reports its use to its makers unless this is set before it is imported.
        os.environ["RAGAS_DO_NOT_TRACK"] = "true"
        from openai import AsyncOpenAI
        from ragas.llms import llm_factory
        from ragas.metrics.collections import AnswerRelevancy, Faithfulness

        from evals.judge_embedding import OwnEmbedding

        self.model = settings.llm_model
        key = settings.llm_api_key.get_secret_value() or "none"
        client = AsyncOpenAI(base_url=settings.llm_base_url, api_key=key, timeout=_TIMEOUT_S)
        llm = llm_factory(self.model, client=client, max_tokens=_MOST_TOKENS)
        self._used: ContextVar[list[tuple[int, int]]] = ContextVar("used")
        llm.client.on("completion:response", self._note_use)
        self._faithfulness = Faithfulness(llm=llm)
        self._relevancy = AnswerRelevancy(
            llm=llm, embeddings=OwnEmbedding(settings.embedding_model), strictness=_QUESTIONS
        )

    async def judge(self, outcome: Outcome) -> Opinion:
        """Judge an answer that quotes something; what the model cannot say is missing, with the reason.

        Raises:
            JudgeError: the model cannot be reached, or refuses the key or the name.
        """
        assert outcome.reply is not None
        question = "\n".join(outcome.case.turns)
        answer = re.sub(r"\[\d+\]", "", outcome.reply.answer)
        quotes = [citation.quote for citation in outcome.reply.citations]
        self._used.set([])
        faithfulness, first = await _try(
            self._faithfulness.ascore(user_input=question, response=answer, retrieved_contexts=quotes)
        )
        relevancy, second = await _try(self._relevancy.ascore(user_input=question, response=answer))
        used = self._used.get()
        return Opinion(
            set=outcome.set, id=outcome.case.id, model=self.model,
            faithfulness=faithfulness, answer_relevancy=relevancy, error="；".join(filter(None, (first, second))),
            prompt_tokens=sum(read for read, _ in used), completion_tokens=sum(written for _, written in used),
        )  # fmt: skip

    def _note_use(self, response: object) -> None:
        usage = getattr(response, "usage", None)
        if usage is not None:
            self._used.get().append((usage.prompt_tokens, usage.completion_tokens))


async def _try(scoring: Awaitable[MetricResult]) -> tuple[float | None, str]:
    """(number, "") or (None, why there is none)."""
    try:
        value = float((await scoring).value)
    except Exception as error:  # instructor, openai and pydantic raise their own of many kinds
        _stop_if_hopeless(error)
        logger.info("the judge gave no number", exc_info=error)
        return None, type(error).__name__
    # Rounding can put a cosine a little over 1.
    return (None, "没有给出判断") if math.isnan(value) else (min(max(value, 0.0), 1.0), "")


def _stop_if_hopeless(error: BaseException) -> None:
    """Some failures would come with every answer: say so once."""
    import openai

    reasons = {
        openai.AuthenticationError: "密钥不对：请检查 CALIS_LLM_API_KEY",
        openai.PermissionDeniedError: "密钥没有权限：请检查 CALIS_LLM_API_KEY",
        openai.NotFoundError: "没有这个地址或模型：请检查 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL",
        openai.APIConnectionError: "连不上：请检查 CALIS_LLM_BASE_URL 和那里的服务",
    }
    for cause in _causes(error):
        if isinstance(cause, openai.APITimeoutError):
            return
        for kind, reason in reasons.items():
            if isinstance(cause, kind):
                raise JudgeError(f"评判用的语言模型{reason}。") from error


def _causes(error: BaseException) -> list[BaseException]:
    """An error and all that it came from."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found


def judge_outcomes(
    judge: Callable[[Outcome], Awaitable[Opinion]],
    outcomes: Sequence[Outcome],
    keep: Callable[[Opinion], None],
    workers: int = 1,
) -> None:
    """Judge all, several at once, and keep each opinion as it comes.

    Raises:
        JudgeError: the judge cannot be used; what was judged before is kept.
    """

    async def run() -> None:
        waiting = iter(outcomes)

        async def work() -> None:
            for outcome in waiting:
                keep(await judge(outcome))

        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())

    try:
        asyncio.run(run())
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
