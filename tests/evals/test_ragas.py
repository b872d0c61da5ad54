"""The judge through the real ragas, against a real HTTP server that speaks OpenAI's protocol by a script (`make test-judge`)."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BotSettings
from evals.errors import JudgeError
from evals.judge import RagasJudge, judge_outcomes
from evals.opinions import Opinion
from evals.runs import Run

from .made_runs import case, made_run, outcome, reply

pytestmark = pytest.mark.slow

QUESTION = "第 3 家是几级？"
STATEMENTS = ["第 3 家图书馆是 D 级。", "它在北京。"]
SAID = {
    "statements": {"statements": STATEMENTS},
    "verdicts": {
        "statements": [
            {"statement": text, "reason": "看引文", "verdict": verdict}
            for text, verdict in zip(STATEMENTS, (1, 0), strict=True)
        ]
    },
    "question": {"question": QUESTION, "noncommittal": 0},
}


class Script(ThreadingHTTPServer):
    """Says what `SAID` has; `status` other than 200 refuses, `garbled` says what is no JSON. Keeps what it was sent."""

    status = 200
    garbled = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[dict] = []
        self.keys: list[str | None] = []

    def settings(self, **more: object) -> BotSettings:
        address = f"http://127.0.0.1:{self.server_address[1]}/v1"
        return BotSettings(_env_file=None, llm_base_url=address, llm_model="judge-1", **more)


class Handler(BaseHTTPRequestHandler):
    server: Script

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.received.append(sent)
        self.server.keys.append(self.headers["authorization"])
        text = json.dumps(sent["messages"], ensure_ascii=False)
        kind = "question" if "noncommittal" in text else "verdicts" if "verdict" in text else "statements"
        content = "不知道" if self.server.garbled else json.dumps(SAID[kind], ensure_ascii=False)
        body = {
            "id": "1", "object": "chat.completion", "created": 1, "model": sent["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107},
        }  # fmt: skip
        payload = json.dumps(body if self.server.status == 200 else {"error": {"message": "no"}}).encode()
        self.send_response(self.server.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def script() -> Iterator[Script]:
    server = Script()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return made_run(
        tmp_path, *(outcome(case(str(n), QUESTION), reply("第 3 家图书馆：D 级，在北京。[1]")) for n in range(3))
    )


def judged(script: Script, run: Run, **more: object) -> list[Opinion]:
    kept: list[Opinion] = []
    judge_outcomes(RagasJudge(script.settings(**more)).judge, run.outcomes, kept.append, workers=3)
    return kept


def test_share_of_supported_statements_nearness_of_the_question_and_tokens(script: Script, run: Run):
    found = judged(script, run, llm_api_key=SecretStr("密".encode().hex()))
    assert [o.faithfulness for o in found] == [0.5] * 3
    assert [o.answer_relevancy for o in found] == pytest.approx([1.0] * 3)
    assert {(o.prompt_tokens, o.completion_tokens, o.error) for o in found} == {(500, 35, "")}
    assert set(script.keys) == {f"Bearer {'密'.encode().hex()}"}


def test_judge_sees_the_quotes_and_no_markers(script: Script, run: Run):
    judged(script, run)
    sent = json.dumps(script.received, ensure_ascii=False)
    assert "第 3 家图书馆\\\\tD 级" in sent.replace("\\\\\\\\", "\\\\")
    assert "在北京。[1]" not in sent


def test_what_the_judge_garbles_is_missing_with_a_reason(script: Script, run: Run):
    script.garbled = True
    found = judged(script, run)
    assert {(o.faithfulness, o.answer_relevancy) for o in found} == {(None, None)}
    assert all(o.error and o.prompt_tokens > 0 for o in found)


@pytest.mark.parametrize(("status", "said"), [(401, "CALIS_LLM_API_KEY"), (404, "CALIS_LLM_MODEL")])
def test_a_judge_who_refuses_every_answer_ends_it_at_once(script: Script, run: Run, status: int, said: str):
    script.status = status
    with pytest.raises(JudgeError, match=said):
        judged(script, run)


def test_a_judge_who_is_not_there_is_one_sentence(script: Script, run: Run):
    settings = script.settings()
    script.shutdown()
    script.server_close()
    with pytest.raises(JudgeError, match="连不上"):
        judge_outcomes(RagasJudge(settings).judge, run.outcomes, lambda _: None)
