"""A chat-completions endpoint on the loopback that costs next to nothing and fails as often as it is told to, for measuring what asks it.

`python -m evals.running.loopback_endpoint [--delay SECONDS] [--faults] [--slots]` prints its port, then answers until it is ended. `GET /count` tells how
often it answered which request.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

THROTTLED, BROKEN, CUT = 0.10, 0.05, 0.02
"""The shares of requests that get a 429, a 500, or half an answer, where it is to fail."""
RETRY_AFTER = 0.2


@dataclass
class Counts:
    """What it did.

    Attributes:
        answered: Whole answers by the request's last message.
        faults: How often it failed, by kind.
    """

    answered: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """For `GET /count`."""
        return {
            "answered": self.answered.total(),
            "distinct": len(self.answered),
            "more_than_once": sum(times > 1 for times in self.answered.values()),
            "faults": dict(self.faults),
        }


class Answering(asyncio.Protocol):
    """One connection: a request, a pause, an answer, and so on."""

    def __init__(self, counts: Counts, *, delay: float, chance: random.Random | None, slots: bool) -> None:
        self._counts, self._delay, self._chance, self._slots = counts, delay, chance, slots
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # of a TCP server it is one

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
            if len(self._read) < end + 4 + length:
                return
            body, self._read = self._read[end + 4 : end + 4 + length], self._read[end + 4 + length :]
            if head.startswith(b"get"):
                self._send(200, json.dumps(self._counts.told()).encode())
            else:
                asyncio.get_running_loop().call_later(self._delay, self._answer, body)

    def _answer(self, body: bytes) -> None:
        if self._transport.is_closing():
            return
        draw = self._chance.random() if self._chance else 1.0
        if draw < THROTTLED:
            self._counts.faults["429"] += 1
            self._send(
                429, b'{"error": {"message": "too many requests", "code": "rate_limit_exceeded"}}', f"retry-after: {RETRY_AFTER}\r\n"
            )
        elif draw < THROTTLED + BROKEN:
            self._counts.faults["500"] += 1
            self._send(500, b'{"error": {"message": "the server had an error"}}')
        elif draw < THROTTLED + BROKEN + CUT:
            self._counts.faults["cut"] += 1
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{")
            self._transport.close()
        else:
            asked = json.loads(body)
            self._counts.answered[str(asked["messages"][-1]["content"])[-4000:]] += 1
            self._send(200, completion(_slots_for(asked) if self._slots else _word_for(asked)))

    def _send(self, status: int, payload: bytes, headers: str = "") -> None:
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {len(payload)}\r\n\r\n"
        self._transport.write(head.encode() + payload)


def completion(content: str) -> bytes:
    """A chat completion."""
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": {"role": "assistant", "content": content, "refusal": None}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
    said = {"id": "c", "object": "chat.completion", "created": 1, "model": "loopback", "choices": [choice], "usage": usage}
    return json.dumps(said).encode()


def _word_for(asked: dict[str, Any]) -> str:
    """The last word of what was asked."""
    return str(asked["messages"][-1]["content"]).split()[-1]


def _slots_for(asked: dict[str, Any]) -> str:
    from langchain_core.messages import HumanMessage

    from evals.running.scripted_writers import HonestModel

    messages = [HumanMessage(content=message["content"]) for message in asked["messages"]]
    return str(HonestModel().invoke(messages, response_format=asked["response_format"]).content)


async def serve(*, delay: float, faults: bool, slots: bool) -> None:
    """Answer until the process is ended."""
    counts, chance = Counts(), random.Random(7) if faults else None  # noqa: S311 - the same faults each time
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(counts, delay=delay, chance=chance, slots=slots), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the port, for who started it
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds before each answer")
    parser.add_argument("--faults", action="store_true", help="10 %% 429, 5 %% 500, 2 %% cut connections")
    parser.add_argument("--slots", action="store_true", help="fill the slots that are asked for, honestly")
    options = parser.parse_args()
    asyncio.run(serve(delay=options.delay, faults=options.faults, slots=options.slots))
