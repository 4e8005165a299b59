"""Markdown with the subject and the provenance in a front matter; below it the body, unchanged."""

from __future__ import annotations

import json

from assistant.export.outgoing import Exporter, Outgoing


def _write(out: Outgoing) -> bytes:
    # A JSON string is a YAML string too, whatever is in it.
    fields = {"subject": out.subject, **{f"steadyhand-{name.lower()}": value for name, value in out.provenance.items()}}
    front = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return f"---\n{front}\n---\n{out.body}".encode()


MARKDOWN = Exporter("md", "text/markdown; charset=utf-8", "Markdown", _write)
