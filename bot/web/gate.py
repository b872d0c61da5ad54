"""What stands before the pages: a password for all of them if wanted, headers that keep the browser here, and limits on guessing."""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# All that a page may load or call is this server's own.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
OPEN_PATHS = ("/healthz",)
_REFUSALS = {
    401: "请输入用户名和密码。",
    403: "这个请求来自别的网站，没有执行：请直接打开问答台。",
    429: "密码错了太多次：请过一分钟再试。",
}


class Attempts:
    """Counts failed passwords by who tried; thread-safe.

    Args:
        limit: so many failures are borne.
        within_s: in so many seconds.
    """

    def __init__(self, limit: int = 5, within_s: float = 60.0) -> None:
        self._limit = limit
        self._within_s = within_s
        self._failed: dict[str, tuple[float, ...]] = {}
        self._lock = threading.Lock()

    def exhausted(self, who: str) -> bool:
        """Whether somebody must wait before trying again."""
        with self._lock:
            self._forget()
            return len(self._failed.get(who, ())) >= self._limit

    def note_failure(self, who: str) -> None:
        """One more wrong password."""
        with self._lock:
            self._forget()
            self._failed[who] = (*self._failed.get(who, ()), time.monotonic())

    def _forget(self) -> None:
        since = time.monotonic() - self._within_s
        recent = {who: tuple(at for at in times if at > since) for who, times in self._failed.items()}
        self._failed = {who: times for who, times in recent.items() if times}


def same_secret(given: str, wanted: str) -> bool:
    """Compare two secrets in a time that tells nothing of where they differ; an empty secret fits nothing."""
    return bool(wanted) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8"))


class Gate:
    """ASGI layer around the whole site.

    Args:
        app: the site.
        auth: user and password that every request must carry (HTTP Basic), but for the paths that are always open.
    """

    def __init__(self, app: ASGIApp, auth: tuple[str, str] | None = None) -> None:
        self._app = app
        self._auth = auth
        self._attempts = Attempts(limit=10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        status = self._refuse(scope)
        if status:
            await _answer(send_guarded, status)
        else:
            await self._app(scope, receive, send_guarded)

    def _refuse(self, scope: Scope) -> int:
        """The status with which a request is turned away; 0 lets it in."""
        headers = dict(scope["headers"])
        # Another site's page must not upload or press anything here in its reader's name; a link to the desk is no harm.
        if scope["method"] not in ("GET", "HEAD") and headers.get(b"sec-fetch-site") == b"cross-site":
            return 403
        if self._auth is None or scope["path"] in OPEN_PATHS:
            return 0
        who = (scope.get("client") or ("",))[0]
        if self._attempts.exhausted(who):
            return 429
        header = headers.get(b"authorization", b"")
        if self._fits(header):
            return 0
        if header:
            self._attempts.note_failure(who)
        return 401

    def _fits(self, header: bytes) -> bool:
        kind, _, code = header.partition(b" ")
        try:
            user, _, password = base64.b64decode(code, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        fits = same_secret(user, self._auth[0]), same_secret(password, self._auth[1])
        return kind.lower() == b"basic" and all(fits)


async def _answer(send: Send, status: int) -> None:
    text = _REFUSALS[status]
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="CALIS", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode("utf-8")})
