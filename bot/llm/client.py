"""The connection to a server that speaks the OpenAI protocol: one clear error for whatever goes wrong, and a deadline."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.errors import ModelUnavailableError

if TYPE_CHECKING:
    import httpx
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.tools import BaseTool
    from langchain_openai import ChatOpenAI

    from bot.settings import BotSettings

logger = logging.getLogger(__name__)

# What a server may ask us to wait before the one retry, in seconds; more is not worth it.
_LONGEST_WAIT_S = 3.0
_SHORT_WAIT_S = 0.3
_RETRIED = ("limited", "dead")
_MOST_TOKENS = 400
_LANGSMITH = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


class ModelClient:
    """Streams answers of the configured model; every call has a connection of its own, so that it can be cut.

    Args:
        settings: with a model configured.
    """

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings
        self._without_tools = False
        if not settings.llm_langsmith:
            # A variable that was set for another project must not send this library's questions away.
            for name in _LANGSMITH:
                os.environ[name] = "false"

    def stream(
        self, messages: Sequence[BaseMessage], tools: Sequence[BaseTool], deadline: float
    ) -> Iterator[AIMessageChunk]:
        """The pieces of one reply as they come, the last with the reason for which it ended.

        Args:
            messages: the conversation.
            tools: what the model may call; left out for good if the server cannot have any.
            deadline: on `time.monotonic`'s clock, when the reply must be complete.

        Raises:
            ModelUnavailableError: it is not, or the server failed; there was one retry if that could help and nothing
                had come yet.
        """
        started = False
        for attempt in (0, 1):
            try:
                for piece in self._stream_once(messages, () if self._without_tools else tools, deadline):
                    started = True
                    yield piece
                return
            except ModelUnavailableError as error:
                if started or attempt or not self._may_retry(error, tools, deadline):
                    raise

    def _may_retry(self, error: ModelUnavailableError, tools: Sequence[BaseTool], deadline: float) -> bool:
        """Whether a second try may help; waits as long as the server asks for."""
        if error.reason == "refused" and tools and not self._without_tools:
            self._without_tools = True  # a server that knows no tools says that the request is wrong
            return True
        wait = _wait_of(error)
        if error.reason not in _RETRIED or wait > _LONGEST_WAIT_S or time.monotonic() + wait >= deadline:
            return False
        time.sleep(wait)
        return True

    def _stream_once(
        self, messages: Sequence[BaseMessage], tools: Sequence[BaseTool], deadline: float
    ) -> Iterator[AIMessageChunk]:
        import httpx

        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise ModelUnavailableError("slow")
        # Neither proxies of the environment nor waits of the library's own.
        connection = httpx.Client(timeout=httpx.Timeout(left_s, connect=min(left_s, 5.0)), trust_env=False)
        model = self._build(connection)
        arrived: queue.Queue[object] = queue.Queue()
        reader = threading.Thread(target=_read, args=(model, list(messages), list(tools), arrived), daemon=True)
        reader.start()
        ended = False
        try:
            while True:
                try:
                    piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ModelUnavailableError("slow") from None
                if piece is None:
                    break
                if isinstance(piece, Exception):
                    raise _explain(piece) from piece
                ended = ended or _ends(piece)
                yield piece
                if time.monotonic() >= deadline:
                    raise ModelUnavailableError("slow")
        finally:
            connection.close()
        if not ended:
            raise ModelUnavailableError("cut")

    def _build(self, connection: httpx.Client) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI

        settings = self._settings
        return ChatOpenAI(
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key.get_secret_value() or "none",
            http_client=connection,
            max_retries=0,
            temperature=0,
            max_tokens=_MOST_TOKENS,
            stream_usage=True,
            use_responses_api=False,
        )


def _read(model: ChatOpenAI, messages: list[BaseMessage], tools: list[BaseTool], arrived: queue.Queue[object]) -> None:
    """Put the pieces of a reply into a queue, then None, or the error that ended it."""
    try:
        bound = model.bind_tools(tools) if tools else model
        for piece in bound.stream(messages):
            arrived.put(piece)
        arrived.put(None)
    except Exception as error:
        arrived.put(error)


def _ends(piece: AIMessageChunk) -> bool:
    """Whether it says that the reply is complete; one that was cut at its longest is not."""
    return piece.response_metadata.get("finish_reason") in ("stop", "tool_calls", "function_call")


def _explain(error: Exception) -> ModelUnavailableError:
    import openai

    detail = f"{type(error).__name__}: {error}"[:300]
    logger.debug("the model's server failed: %s", detail)
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailableError("slow", detail)
    if isinstance(error, openai.APIStatusError):
        reason = {401: "denied", 403: "denied", 429: "limited"}.get(error.status_code)
        explained = ModelUnavailableError(reason or ("dead" if error.status_code >= 500 else "refused"), detail)
        explained.__cause__ = error
        return explained
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailableError("dead", detail)
    import httpx

    if isinstance(error, httpx.HTTPError):
        return ModelUnavailableError("cut", detail)
    return ModelUnavailableError("garbage", detail)


def _wait_of(error: ModelUnavailableError) -> float:
    """How long to wait before the retry: what the server asks for, or a moment."""
    response = getattr(error.__cause__, "response", None)
    try:
        return max(0.0, float(response.headers.get("retry-after", _SHORT_WAIT_S))) if response else _SHORT_WAIT_S
    except ValueError:  # a date
        return _LONGEST_WAIT_S + 1
