"""`similar`: past incidents like this one, why, and what differs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import counted, result, result_json
from assistant.commands.running import Command, Run, current_run
from assistant.commands.targets import STDIN, find_record, read_text

if TYPE_CHECKING:
    from knowledge.query import Query
    from knowledge.search import Match, SearchResult

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    cls=Command,
    examples=(
        'steadyhand similar "Checkout times out since the sale began"',
        "steadyhand similar --record ESC-3107 -k 3 --severity SEV-1",
    ),
)
@click.argument("text", required=False)
@click.option("--record", "target", metavar="TARGET", help="Search for this record: a file, a stored id, or -.")
@click.option("-k", "most", type=click.IntRange(1, 50), default=5, show_default=True, help="How many at most.")
@click.option("--service", "services", multiple=True, metavar="NAME", help="Only reports of this service; may be repeated.")
@click.option("--cause-family", "causes", multiple=True, metavar="NAME", help="Only reports with this kind of cause; may be repeated.")
@click.option("--severity", "severities", multiple=True, metavar="SEV-N", help="Only reports of this level; may be repeated.")
@click.option("--since", type=_DAY, metavar="DATE", help="Only reports closed on this day or later.")
@click.option("--until", type=_DAY, metavar="DATE", help="Only reports closed on this day or earlier.")
def similar(
    text: str | None,
    target: str | None,
    most: int,
    services: tuple[str, ...],
    causes: tuple[str, ...],
    severities: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Find past incidents like a text or record, and say why."""
    if (text is None) == (target is None):
        msg = "Name a TEXT or a --record, and not both."
        raise click.UsageError(msg)
    from assistant.workflow import find_similar
    from knowledge.query import Filters

    run = current_run()
    query, own = _query(run, text, target)
    filters = Filters(services, causes, severities, since.date() if since else None, until.date() if until else None)
    found = find_similar(run.services, query, k=most, filters=filters, exclude=own)
    if run.json:
        result_json({"results": [_row(match) for match in found.results], "nothing_similar": found.nothing_similar})
    else:
        _print(found)


def commands() -> list[click.Command]:
    """The command."""
    return [similar]


def _query(run: Run, text: str | None, target: str | None) -> tuple[Query, tuple[str, ...]]:
    """What to search for, and the ids that are no answer to it."""
    from assistant.drafting.form import query_of
    from knowledge.query import Query

    if target is not None:
        record = find_record(run, target).record
        return query_of(record), (record.id,)
    words = read_text(run, STDIN) if text == STDIN else text or ""
    if not words.strip():
        msg = "TEXT is empty; say in a few words what happens."
        raise click.UsageError(msg)
    return Query(text=words), ()


def _row(match: Match) -> dict[str, Any]:
    return {
        "id": match.id,
        "title": match.title,
        "score": round(match.score, 4),
        "matched": list(match.matched),
        "reasons": list(match.reasons),
        "differences": list(match.differences),
        "severity": match.severity,
        "services": list(match.services),
        "cause_family": match.cause_family,
        "closed_on": match.closed_on.isoformat() if match.closed_on else None,
    }


def _print(found: SearchResult) -> None:
    if found.nothing_similar:
        result("Nothing similar.")
        if found.closest:
            below = f"{found.closest.score:.2f}, below the line of {found.floor:.2f}"
            result(f"The closest is {found.closest.id}, {found.closest.title} ({below}).")
    for match in found.results:
        result(f"{match.score:.2f}  {match.id}  {match.title}")
        for reason in match.reasons:
            result(f"      {reason}")
        for difference in match.differences:
            result(f"      Differs: {difference}")
    if found.hidden_by_filters:
        result(f"The filters hide {counted(found.hidden_by_filters, 'similar report')}.")
