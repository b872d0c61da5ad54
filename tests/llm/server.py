"""A real HTTP server on this machine that speaks the OpenAI protocol and says what a test's script holds."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What the server does with one request.

    Attributes:
        text: streamed in pieces of a few characters.
        calls: (tool, arguments as JSON text) that it wants called.
        status: anything but 200 is an error with `headers`.
        pause_s: before every piece.
        finish: the reason for its end; None for a stream that breaks off without one.
        raw: bytes to send in place of all that.
        endless: goes on sending the text until it is cut off.
        drop: closes the connection without a word.
        gate: waited for before the last piece of the text.
    """

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    finish: str | None = "stop"
    raw: bytes = b""
    endless: bool = False
    drop: bool = False
    gate: threading.Event | None = None


@dataclass
class ScriptedServer:
    """Gives its replies one after another, the last one again and again; keeps what it was sent."""

    url: str
    replies: list[Reply | Callable[[dict], Reply]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def next_reply(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
        return reply(request) if callable(reply) else reply

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]


@contextmanager
def scripted(*replies: Reply | Callable[[dict], Reply] | str) -> Iterator[ScriptedServer]:
    """Serve a script; a bare text is a reply that says it."""
    script = [Reply(reply) if isinstance(reply, str) else reply for reply in replies]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.script = ScriptedServer(f"http://127.0.0.1:{server.server_port}/v1", script)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.script
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        script: ScriptedServer = self.server.script
        script.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = script.next_reply(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        if reply.drop:
            self.connection.close()
            return
        with suppress(OSError):  # the client has gone, as it should from a server that does not end
            self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in ({"content-type": "text/event-stream"} | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if reply.status != 200:
            self.wfile.write(json.dumps({"error": {"message": "scripted"}}).encode())
        elif reply.raw:
            self.wfile.write(reply.raw)
        else:
            for event in _events(reply):
                time.sleep(reply.pause_s)
                self.wfile.write(f"data: {event}\n\n".encode())
                self.wfile.flush()


def _events(reply: Reply) -> Iterator[str]:
    while True:
        for start in range(0, len(reply.text), 7):
            if reply.gate and start + 7 >= len(reply.text):
                reply.gate.wait(20)
            yield _chunk({"content": reply.text[start : start + 7]})
        if not reply.endless:
            break
    calls = [
        {"index": n, "id": f"call-{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for n, (name, arguments) in enumerate(reply.calls)
    ]
    if calls:
        yield _chunk({"tool_calls": calls})
    if reply.finish:
        yield _chunk({}, "tool_calls" if calls else reply.finish)
        yield "[DONE]"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant"} | delta, "finish_reason": finish}
    return json.dumps({"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]})
