"""A chat payload: the subject and the text without marks, as incoming webhooks take it."""

from __future__ import annotations

import json

from assistant.export.markup import to_plain
from assistant.export.outgoing import Exporter, Outgoing


def _write(out: Outgoing) -> bytes:
    payload = {"text": f"{out.subject}\n\n{to_plain(out.body)}", "steadyhand": out.provenance}
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()


CHAT = Exporter("chat.json", "application/json", "Chat", _write, to_customer=True)
