"""A real HTTP server on the loopback that speaks OpenAI's chat completions and plays good and bad days.

    with FakeEndpoint([rate_limited(retry_after=0), good()]) as endpoint:
        settings = Settings(model="openai:fake-1", openai_base_url=endpoint.base_url)

A play answers one request; the last one answers all that follow. `endpoint.bodies` holds every request body.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from fakes.answers import good_answer, liar, obedient

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes over the wire. `delay` in seconds; `cut` closes the connection after half of the payload."""

    payload: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False


Play = Callable[[Body], Reply]


def _json(value: object, *, status: int = 200, **rest: Any) -> Reply:
    return Reply(json.dumps(value).encode(), status=status, **rest)


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None, model: str = "fake-1", **rest: Any) -> Reply:
    """A chat completion with this content."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return _json({"id": "chat-1", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": usage}, **rest)


def error(status: int, message: str, *, code: str | None = None, param: str | None = None, **headers: str) -> Play:
    """An error in OpenAI's form."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"error": {"message": message, "type": code or "error", "code": code, "param": param}}
    return lambda _body: _json(body, status=status, headers=named)


def answering(write: Callable[[Body], str], **rest: Any) -> Play:
    """Answers with what `write` makes of the request."""
    return lambda body: completion(write(body), **rest)


def good() -> Play:
    """An honest answer."""
    return answering(good_answer)


def lying() -> Play:
    """Plans told as deeds, invented figures."""
    return answering(liar)


def obeying() -> Play:
    """Does what the data orders."""
    return answering(obedient)


def saying(content: str | None, **rest: Any) -> Play:
    """Always the same content."""
    return lambda _body: completion(content, **rest)


def slow(seconds: float) -> Play:
    """A good answer, late."""
    return answering(good_answer, delay=seconds)


def rate_limited(retry_after: float) -> Play:
    """429 with Retry-After in seconds."""
    return error(429, "Rate limit reached", code="rate_limit_exceeded", Retry_After=str(retry_after))


def out_of_quota() -> Play:
    """429 that no waiting mends."""
    return error(429, "You exceeded your current quota", code="insufficient_quota")


def broken() -> Play:
    """500 that does not say why."""
    return error(500, "The server had an error")


def cut_off() -> Play:
    """The connection ends in the middle of the answer."""
    return answering(good_answer, cut=True)


def refusing() -> Play:
    """The model declines."""
    return saying(None, refusal="I cannot help with that.")


def truncated_json() -> Play:
    """Half of a good answer that claims to be whole."""
    return lambda body: completion(good_answer(body)[: len(good_answer(body)) // 2])


def wrong_schema() -> Play:
    """Valid JSON of another shape."""
    return saying('{"subject": "Update", "paragraphs": ["All is well."]}')


def takes_only(*types: str, status: int, message: str | None = None) -> Play:
    """A good answer, but other forms of `response_format` than `types` are refused. No `response_format` counts as "text"."""

    def play(body: Body) -> Reply:
        asked = (body.get("response_format") or {"type": "text"})["type"]
        if asked in types:
            return completion(good_answer(body))
        return error(status, message if message is not None else f"Invalid value for response_format.type: {asked}")(body)

    return play


class FakeEndpoint:
    """The server. Start it with `with`, or with `start` and `stop`."""

    def __init__(self, plays: Sequence[Play]) -> None:
        self.bodies: list[Body] = []
        self._plays = list(plays)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        """For OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def wire(self) -> str:
        """Everything that was ever sent to it, in one text, with escapes undone."""
        return "\n".join(json.dumps(body, ensure_ascii=False) for body in self.bodies)

    def play(self, *plays: Play) -> None:
        """Change what comes next."""
        with self._lock:
            self._plays = list(plays)

    def start(self) -> FakeEndpoint:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    __enter__ = start

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _next(self, body: Body) -> Play:
        with self._lock:
            self.bodies.append(body)
            return self._plays.pop(0) if len(self._plays) > 1 else self._plays[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._send(_json({"object": "list", "data": [{"id": "fake-1", "object": "model"}]}))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not self.path.endswith("/chat/completions"):
                    self._send(_json({"error": {"message": "no such path"}}, status=404))
                    return
                reply = endpoint._next(body)(body)
                if reply.delay and endpoint._stopping.wait(reply.delay):
                    return
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                payload = reply.payload[: len(reply.payload) // 2] if reply.cut else reply.payload
                try:
                    self.send_response(reply.status)
                    for name, value in {
                        "Content-Type": "application/json",
                        **reply.headers,
                        "Content-Length": str(len(reply.payload)),
                    }.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(payload)
                except OSError:
                    self.close_connection = True  # the client has given up, as it should
                self.close_connection = self.close_connection or reply.cut

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler
