"""One answer's conversation with a model: it may call tools, writes, is told once what is wrong, and writes again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.answer import Answer, Progress
from bot.desk import Desk
from bot.errors import ModelUnavailableError
from bot.llm.budget import count_tokens, fit_evidence, fit_history
from bot.llm.draft_check import DraftCheck
from bot.llm.finish import finish
from bot.llm.subject import brings_in, leaves_out
from bot.llm.tools import Toolbox, ToolResult
from bot.prompts import load_prompt
from bot.verify import Complaint, Evidence, Known, Surroundings, evidence_of

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

    from bot.llm.client import ModelClient
    from bot.llm.trace import Trace
    from bot.settings import BotSettings

_MOST_TOOL_STEPS = 3
_MOST_CALLS = 4
_REPLY_TOKENS = 400
_NONE = "（无）"


class ModelSession:
    """The steps towards one answer.

    Attributes:
        passed: the model had nothing to say, which is no failure of its own.
        verify_ms: time that verification took, all replies together.
        first_ms: from the start to the first piece of the first reply; None before it.
    """

    def __init__(
        self,
        desk: Desk,
        client: ModelClient,
        settings: BotSettings,
        known: Known,
        default: Answer,
        question: str,
        history: Sequence[str],
        trace: Trace,
        deadline: float,
        check: bool = True,
    ) -> None:
        self.passed = False
        self.verify_ms = 0.0
        self.first_ms: float | None = None
        self._desk = desk
        self._client = client
        self._known = known
        self._default = default
        self._question = question
        self._history = history
        self._trace = trace
        self._deadline = deadline
        self._check = check
        edition = desk.current()
        self._kinds = {file: source.kind for file, source in edition.sources.items()}
        self._around = Surroundings(edition.index.chunks)
        self._toolbox = Toolbox(desk, question, history)
        self._room = settings.llm_context_tokens - count_tokens(load_prompt("system")) - _REPLY_TOKENS
        self._evidence = Evidence()
        if not default.refused:
            self._evidence = fit_evidence(evidence_of(default, self._kinds, self._around), self._room)
        self._found: list[Answer] = []
        self._started = time.perf_counter()

    def run(self) -> Iterator[Progress | Answer]:
        """What can be shown as it goes on, and the answer, if one is reached.

        Raises:
            ModelUnavailableError: the server failed or time is up.
        """
        from langchain_core.messages import AIMessage, HumanMessage

        messages = self._opening()
        # Where the desk has an answer, what a tool gives could not change it, and tools make every request longer.
        tools = self._toolbox.describe() if self._default.refused else []
        repaired = False
        yield Progress("reading")
        for step in range(_MOST_TOOL_STEPS + 2):
            check = DraftCheck(self._evidence, self._known, self._question, self._check)
            reply: AIMessageChunk | None = None
            noted: dict[str, Any] = {"sent": [message.content for message in messages[-2:]]}
            self._trace.steps.append(noted)
            began = time.perf_counter()
            for received, changed in self._receive(messages, tools if step < _MOST_TOOL_STEPS else [], check):
                reply = received
                if changed:
                    yield Progress("writing", self._finish(check).text)
            noted |= _describe(reply, time.perf_counter() - began)
            calls = [*reply.tool_calls, *reply.invalid_tool_calls] if reply else []
            if calls and not check.complaints:
                yield Progress("searching")
                messages += self._call_tools(reply, calls[:_MOST_CALLS], noted)
                continue
            if not self._evidence.items and self._check:  # nothing was found, so whatever it says has no ground
                self.passed = True
                return
            if self._close(check):
                yield self._finish(check)
                return
            noted["complaints"] = [f"{c.kind}: {c.sentence} {c.detail}" for c in check.complaints]
            if repaired:
                return
            repaired = True
            messages += [AIMessage(reply.text if reply else ""), HumanMessage(_repair(check.complaints))]

    def _opening(self) -> list[BaseMessage]:
        from langchain_core.messages import HumanMessage, SystemMessage

        history = "\n".join(_as_data(turn) for turn in fit_history(self._history, self._room)) or _NONE
        prompt = load_prompt("question" if self._evidence.items else "no_evidence")
        values = {"history": history, "question": _as_data(self._question), "evidence": self._print(self._evidence)}
        for name, value in values.items():
            prompt = prompt.replace("{" + name + "}", value)
        return [SystemMessage(load_prompt("system")), HumanMessage(prompt)]

    def _receive(
        self, messages: list[BaseMessage], tools: list, check: DraftCheck
    ) -> Iterator[tuple[AIMessageChunk, bool]]:
        """The reply so far with each piece, and whether more sentences hold; stops where one does not."""
        reply: AIMessageChunk | None = None
        for piece in self._client.stream(messages, tools, self._deadline):
            if self.first_ms is None:
                self.first_ms = round((time.perf_counter() - self._started) * 1000, 1)
            reply = piece if reply is None else reply + piece
            held = len(check.sentences)
            began = time.perf_counter()
            grounded = self._evidence.items or not self._check
            goes_on = not piece.text or not grounded or check.feed(piece.text)
            self.verify_ms += (time.perf_counter() - began) * 1000
            yield reply, len(check.sentences) > held
            if not goes_on:
                return

    def _close(self, check: DraftCheck) -> bool:
        began = time.perf_counter()
        holds = check.close()
        self.verify_ms += (time.perf_counter() - began) * 1000
        return holds

    def _call_tools(self, reply: AIMessage, calls: list, noted: dict[str, Any]) -> list[BaseMessage]:
        """What the tools gave, as messages behind the reply that called them."""
        from langchain_core.messages import AIMessage, ToolMessage

        messages: list[BaseMessage] = [
            AIMessage(reply.text, tool_calls=reply.tool_calls, invalid_tool_calls=reply.invalid_tool_calls)
        ]
        noted["tools"] = []
        for number, call in enumerate(calls):
            result = self._toolbox.call(call["name"] or "", call["args"])
            told = result.error or self._take(result)
            noted["tools"].append({"name": call["name"], "arguments": call["args"], "told": told})
            messages.append(ToolMessage(told, tool_call_id=call["id"] or f"call-{number}"))
            if time.monotonic() > self._deadline:
                raise ModelUnavailableError("slow")
        return messages

    def _take(self, result: ToolResult) -> str:
        """Add a tool's answer to the evidence if it is about what the user asked; what the model is told of it."""
        prose = self._desk.current().executor.prose
        need = prose.need(self._question)
        means = [word for term in need.terms for word in term.means]
        strange = brings_in(result.said, self._question, self._history, means, self._known)
        if strange and self._check:
            return f"这个查询用了用户没有说过的词（{'、'.join(_readable(strange))}），结果不能用。"
        answer = result.answer
        if answer is None or answer.refused or not answer.citations:
            return "资料没有回答这个查询。"
        if self._default.refused and self._check:
            asked = prose.need(result.said) if result.is_question else None
            missing = leaves_out(need, asked, answer, self._known)
            if missing:
                return f"查到的内容没有说到用户问的{'、'.join(_readable(missing))}，结果不能用。"
        before = len(self._evidence.items)
        self._evidence = fit_evidence(self._evidence.with_answer(answer, self._kinds, self._around), self._room)
        self._found.append(answer)
        added = Evidence(self._evidence.items[before:])
        return (
            load_prompt("found").replace("{evidence}", self._print(added)) if added.items else "证据里已经有这些内容。"
        )

    def _print(self, evidence: Evidence) -> str:
        return "\n".join(_as_data(item.print()) for item in evidence.items) or _NONE

    def _finish(self, check: DraftCheck) -> Answer:
        base = self._found[-1] if self._default.refused and self._found else self._default
        needed = self._desk.read(self._question, self._history).attribute
        return finish(self._question, check.sentences, self._evidence, base, self._known, needed)


def _as_data(text: str) -> str:
    """A text that cannot close or open the tags that part data from instructions."""
    return text.replace("<", "〈").replace(">", "〉")


def _repair(complaints: Sequence[Complaint]) -> str:
    told = "\n".join(f"- “{_as_data(c.sentence)}”：{_as_data(c.detail)}" for c in complaints[:4])
    return load_prompt("repair").replace("{complaints}", told)


def _readable(facts: Sequence[str]) -> list[str]:
    return [fact.rsplit(":", 1)[-1] for fact in dict.fromkeys(facts)][:4]


def _describe(reply: AIMessageChunk | None, seconds: float) -> dict[str, Any]:
    usage = reply.usage_metadata if reply else None
    return {
        "reply": reply.text if reply else "",
        "calls": [call["name"] for call in reply.tool_calls] if reply else [],
        "tokens": [usage["input_tokens"], usage["output_tokens"]] if usage else None,
        "seconds": round(seconds, 3),
    }
