"""`export`: an approved text in the form in which it leaves."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from assistant.commands.printing import aside, result_json
from assistant.commands.running import Command, current_run
from assistant.errors import StorageFailed


@click.command(cls=Command, examples=("steadyhand export D-0001 --to eml --output update.eml", "steadyhand export D-0001 --to md"))
@click.argument("draft_id", metavar="ID")
@click.option("--to", required=True, metavar="FORMAT", help="md, html or docx; for a customer message also eml, status or chat.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file or folder, not to standard output.")
@click.option("--draft", "as_draft", is_flag=True, help="Export what nobody approved, with a mark that says so.")
def export(draft_id: str, to: str, output: Path | None, as_draft: bool) -> None:
    """Export an approved draft with its provenance. Refused while it is not approved, or stale."""
    from assistant.export.registry import export as write

    run = current_run()
    stored = run.services.store.draft(draft_id)
    record = run.services.store.record(stored.record_id).record if stored.record_id else None
    file = write(stored, record, to=to, now=run.instant, draft=as_draft)
    if output is None:
        stream = sys.stdout.buffer
        if stream.isatty() and not file.media_type.startswith(("text/", "application/json", "message/")):
            msg = f"{to} is no text; name a file with --output."
            raise click.UsageError(msg)
        stream.write(file.content)
        return
    path = output / file.name if output.is_dir() else output
    _put(path, file.content)
    if run.json:
        result_json({"file": str(path), "media_type": file.media_type, "bytes": len(file.content)})
    else:
        aside(f"Wrote {path}.")


def commands() -> list[click.Command]:
    """The command."""
    return [export]


def _put(path: Path, content: bytes) -> None:
    """Write a file whole, or leave what was there.

    Raises:
        StorageFailed: It could not be written.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        scratch.write_bytes(content)
        os.replace(scratch, path)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        msg = f"{path} could not be written: {error.strerror or error}."
        raise StorageFailed(msg, "Name another file, or make room; what was there before is unharmed.") from error
