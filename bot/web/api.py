"""The desk for programs: `POST /api/ask`, a line of a batch as its body, answered by the contract of `calis ask --json`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.batch import parse_object, read_turns
from bot.errors import BatchFileError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.desk import Desk

logger = logging.getLogger(__name__)

_LARGEST_BODY = 64 * 1024
_MOST_TURNS = 50


def add_api(site: FastAPI, desk: Desk) -> None:
    """Offer the desk to programs; what guards the pages guards this too."""
    from fastapi import Request
    from fastapi.concurrency import run_in_threadpool
    from fastapi.responses import JSONResponse

    async def answer(request: Request) -> JSONResponse:
        body = await _read_body(request)
        if body is None:
            return JSONResponse({"error": f"请求太长：最多 {_LARGEST_BODY // 1024} KB。"}, 413)
        try:
            *history, question = read_turns(parse_object(body.decode("utf-8", "replace")))
            reply = await run_in_threadpool(desk.ask, question, history[-_MOST_TURNS:])
            return JSONResponse(reply.to_json())
        except BatchFileError as error:
            return JSONResponse({"error": str(error)}, 422)
        except Exception:
            logger.exception("a question of a program failed")
            return JSONResponse({"error": "回答时出了意外的错误：请换一个说法再试。"}, 500)

    # FastAPI resolves written annotations in this module, where the web framework is not imported.
    answer.__annotations__ = {"request": Request}
    site.post("/api/ask", response_model=None)(answer)


async def _read_body(request: Any) -> bytes | None:
    """The body; None if it is too long, of which no more is read."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
