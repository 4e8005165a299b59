"""Documents for colleagues leave as files for colleagues, with their heads and tables, and in no form that goes to a customer."""

import io
from dataclasses import replace

import docx
import pytest
import yaml
from fakes.review_material import KNOWN, NOW, draft, record

from assistant.errors import ActionRefused
from assistant.evidence.facts import Audience
from assistant.export.registry import EXPORTS, export, formats_for
from assistant.review.states import State
from assistant.review.stored import Decision, DraftVersion, StoredDraft

REPORT = """# Post-Incident Report: ESC-7

## Timeline

| Time | Event |
|---|---|
| 12:20 UTC | Search answers **again**, in 3 \\| 4 clinics (F3) |

## Roles

| Role | Who |
|---|---|
| Scribe | Tomasz Lind |

### Channel

`#esc-7-search`
"""


def stored(*, audience: Audience = Audience.INTERNAL, state: State = State.APPROVED, record_id: str | None = "ESC-7") -> StoredDraft:
    whole = draft(REPORT, subject="Post-incident report ESC-7", kind="rca-report", audience=audience)
    version = DraftVersion(
        number=1,
        written_by="composer",
        author="Tomasz Lind",
        saved_at=NOW,
        subject=whole.document.subject,
        body=REPORT,
        note="",
        record_version=1,
        fingerprints=whole.fingerprints,
        known=KNOWN,
        draft_json=whole.model_dump_json(),
    )
    decisions = (Decision(1, State.APPROVED, "Ingrid Vale", NOW),)
    return StoredDraft("D-0021", record_id, "rca", "rca-report", state, NOW, "Tomasz Lind", (version,), decisions)


@pytest.mark.parametrize("to", ["eml", "status", "chat"])
@pytest.mark.parametrize("as_draft", [False, True])
def test_no_document_for_colleagues_leaves_for_the_customer(to: str, as_draft: bool) -> None:
    for state in (State.APPROVED, State.SENT, State.DRAFT):
        with pytest.raises(ActionRefused, match=r"This document is for colleagues: draft D-0021 cannot be exported as") as refused:
            export(stored(state=state), record(), to=to, now=NOW, draft=as_draft)
        assert "md, html, docx" in refused.value.hint


def test_every_format_is_for_colleagues_or_for_the_customer_too() -> None:
    assert list(formats_for(Audience.INTERNAL)) == ["md", "html", "docx"]
    assert formats_for(Audience.CUSTOMER) == EXPORTS


@pytest.mark.parametrize("to", EXPORTS)
def test_the_customers_version_leaves_like_a_message(to: str) -> None:
    assert export(stored(audience=Audience.CUSTOMER), record(), to=to, now=NOW).content


def test_markdown_says_for_whom_it_is_and_keeps_the_text() -> None:
    _, front, body = export(stored(), record(), to="md", now=NOW).content.decode().split("---\n", 2)
    assert body == REPORT
    assert yaml.safe_load(front)["steadyhand-audience"] == "colleagues"
    assert b"steadyhand-audience" not in export(stored(audience=Audience.CUSTOMER), record(), to="md", now=NOW).content


def test_html_has_heads_and_tables() -> None:
    html = export(stored(), record(), to="html", now=NOW).content.decode()
    assert "<h1>Post-Incident Report: ESC-7</h1>" in html
    assert "<h2>Timeline</h2>" in html
    assert "<th>Event</th>" in html
    assert "<td>Search answers <strong>again</strong>, in 3 | 4 clinics (F3)</td>" in html
    assert "|---" not in html


def test_word_has_heads_and_tables_with_their_first_row_in_bold() -> None:
    document = docx.Document(io.BytesIO(export(stored(), record(), to="docx", now=NOW).content))
    heads = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert heads == [
        ("Heading 1", "Post-Incident Report: ESC-7"),
        ("Heading 2", "Timeline"),
        ("Heading 2", "Roles"),
        ("Heading 3", "Channel"),
        ("Normal", "#esc-7-search"),
    ]
    timeline, _ = document.tables
    assert [[cell.text for cell in row.cells] for row in timeline.rows] == [
        ["Time", "Event"],
        ["12:20 UTC", "Search answers again, in 3 | 4 clinics (F3)"],
    ]
    bold = [[run.text for cell in row.cells for run in cell.paragraphs[0].runs if run.bold] for row in timeline.rows]
    assert bold == [["Time", "Event"], ["again"]]


def test_a_document_without_a_record() -> None:
    alone = replace(stored(), record_id=None)
    for to in formats_for(Audience.INTERNAL):
        assert export(alone, None, to=to, now=NOW).name.startswith("D-0021-v1.")


def test_a_column_of_times_is_narrower_than_one_of_events() -> None:
    document = docx.Document(io.BytesIO(export(stored(), record(), to="docx", now=NOW).content))
    time, event = document.tables[0].columns
    assert time.width
    assert event.width
    assert time.width * 2 < event.width
    assert [cell.width for cell in time.cells] == [time.width] * 2
