import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import docx
import pytest
import yaml
from fakes.review_material import KNOWN, NOW, draft, record
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ActionRefused, SteadyhandError
from assistant.export.outgoing import ExportedFile
from assistant.export.registry import EXPORTS, export
from assistant.records.model import EscalationRecord
from assistant.review.states import State
from assistant.review.stored import Decision, DraftVersion, StoredDraft

APPROVED_AT = NOW + timedelta(minutes=5)
LETTER = """Hello Amara,

**Current Status**: Search answers again since 13:20 UTC, for 5 < 6 & 7 clinics.

**What We've Done**:
- Restarted the index
- Compared *all* results

1. First
2. Second

Write to me at <tomasz.lind@vendor.example>.

Best regards,
Tomasz Lind
Escalation Manager"""


def stored(
    body: str = LETTER,
    *,
    subject: str = "Update on search",
    state: State = State.APPROVED,
    by: str = "Ingrid Vale",
    stale: bool = False,
    kind: str = "progress",
) -> StoredDraft:
    whole = draft(body, subject=subject)
    version = DraftVersion(
        number=2,
        written_by="composer",
        author="Tomasz Lind",
        saved_at=NOW,
        subject=subject,
        body=body,
        note="",
        record_version=1,
        fingerprints=whole.fingerprints,
        known=KNOWN,
        draft_json=whole.model_dump_json(),
    )
    decisions = (Decision(2, State.APPROVED, by, APPROVED_AT),)
    return StoredDraft("D-0012", "ESC-7", "update", kind, state, NOW, "Tomasz Lind", (version,), decisions, stale=stale)


def out(to: str, *args: Any, of: EscalationRecord | None = None, **more: Any) -> ExportedFile:
    return export(stored(*args, **more), of or record(), to=to, now=NOW + timedelta(hours=1))


def mail(file: ExportedFile) -> EmailMessage:
    message = message_from_bytes(file.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_part(file: ExportedFile) -> str:
    part = mail(file).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")  # lines of a message end so on the wire


def words(file: ExportedFile) -> str:
    """All the text of a file, whatever its format."""
    if file.name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return archive.read("word/document.xml").decode() + archive.read("docProps/core.xml").decode()
    if file.name.endswith(".eml"):
        return str(mail(file)) + text_part(file)
    return file.content.decode()


@pytest.mark.parametrize("to", EXPORTS)
def test_where_the_text_comes_from_survives_in_every_format(to: str) -> None:
    file = out(to)
    for said in ("D-0012", "Ingrid Vale", "2026-11-23T14:05:00+00:00", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "Restarted the index"):
        assert said in words(file), said
    assert "not approved" not in words(file)
    assert file.name == f"D-0012-v2-ESC-7.{EXPORTS[to].suffix}"
    assert file.media_type == EXPORTS[to].media_type


@pytest.mark.parametrize("to", EXPORTS)
def test_the_same_bytes_each_time_whenever_it_is_exported(to: str) -> None:
    first, then = (export(stored(), record(), to=to, now=NOW + timedelta(days=days)) for days in (1, 9))
    assert first == then


@pytest.mark.parametrize("to", EXPORTS)
@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED, State.WITHDRAWN])
def test_what_is_not_approved_leaves_only_with_a_mark(to: str, state: State) -> None:
    with pytest.raises(
        ActionRefused, match=r"D-0012 cannot be exported: it is not approved but (a draft|submitted|changes requested|withdrawn)"
    ):
        out(to, state=state)
    file = export(stored(state=state), record(), to=to, now=NOW, draft=True)
    marked = words(file)
    assert marked.index("DRAFT, not approved") < marked.index("Current Status")
    assert "Ingrid Vale" not in marked


def test_a_record_that_changed_after_the_approval_stops_the_export() -> None:
    with pytest.raises(ActionRefused, match="the record ESC-7 has changed since it was approved"):
        out("md", stale=True)
    assert b"DRAFT, not approved" in export(stored(stale=True), record(), to="md", now=NOW, draft=True).content


def test_an_approved_text_carries_no_mark_even_when_asked_for() -> None:
    assert export(stored(), record(), to="eml", now=NOW, draft=True) == out("eml")


def test_what_was_sent_can_be_exported_again() -> None:
    assert out("md", state=State.SENT).content == out("md").content


def test_a_format_that_is_not_there() -> None:
    with pytest.raises(SteadyhandError, match=r"no export format pdf.*md, html, docx, eml, status, chat"):
        out("pdf")


def test_a_record_of_another_draft_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="belongs to ESC-7"):
        out("md", of=record("ESC-8"))


def test_a_document_without_a_record_in_every_format() -> None:
    alone = replace(stored(), record_id=None)
    for to in EXPORTS:
        assert "Restarted the index" in words(export(alone, None, to=to, now=NOW))


def test_markdown_is_a_front_matter_and_the_body_as_it_is() -> None:
    _, front, body = out("md", by='Ingrid "Vale": #1').content.decode().split("---\n", 2)
    assert body == LETTER
    fields = yaml.safe_load(front)
    assert (fields["subject"], fields["steadyhand-approved-by"], fields["steadyhand-version"]) == (
        "Update on search",
        'Ingrid "Vale": #1',
        "2",
    )


# E-mail


def test_mail_parses_back_with_the_exact_text_and_its_headers() -> None:
    file = out("eml")
    message = mail(file)
    assert text_part(file) == LETTER + "\n"
    assert message["Subject"] == "Update on search"
    assert str(message["From"]) == "Tomasz Lind <tomasz.lind@vendor.example>"
    assert str(message["To"]) == "Amara Okoye <amara.okoye@brightwater.example>"
    assert message["Date"].datetime == APPROVED_AT
    assert message["Message-ID"].startswith("<d-0012.v2.")
    assert message["Message-ID"].endswith("@vendor.example>")
    assert (message["X-Steadyhand-Draft"], message["X-Steadyhand-Version"], message["X-Steadyhand-Approved-By"]) == (
        "D-0012",
        "2",
        "Ingrid Vale",
    )
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []
    assert b"\n" not in file.content.replace(b"\r\n", b"")
    assert max(len(line) for line in file.content.split(b"\r\n")) <= 998


def test_another_text_has_another_message_id() -> None:
    assert mail(out("eml"))["Message-ID"] != mail(out("eml", LETTER + "!"))["Message-ID"]


def test_a_personal_apology_comes_from_the_executive() -> None:
    chief = {"name": "Ingrid Aune", "email": "ingrid.aune@vendor.example"}
    assert mail(out("eml", kind="executive", of=record(executive=chief)))["From"].addresses[0].display_name == "Ingrid Aune"
    assert mail(out("eml", of=record(executive=chief)))["From"].addresses[0].display_name == "Tomasz Lind"


@pytest.mark.parametrize(
    "text", ["Zoë 名前 🙂", "a" * 3000, "line one\n\nline two  \n", ".\nFrom here on\n--=_steadyhand_x", "= =3D =20 ⟨ ⟩", "tab\tend"]
)
def test_mail_keeps_every_text(text: str) -> None:
    file = out("eml", text)
    assert text_part(file).rstrip("\n") == text.rstrip("\n")
    assert mail(file).defects == []


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1))
@settings(max_examples=60, deadline=None)
def test_mail_keeps_any_text_at_all(text: str) -> None:
    assert text_part(out("eml", text)).rstrip("\n") == text.rstrip("\n")


INJECTIONS = [
    "x\r\nBcc: evil@evil.example",
    "x\nSubject: other",
    "x\rTo: evil@evil.example",
    "x\u2028Bcc: evil@evil.example",
    "x\x00\x0bBcc: e@evil.example",
]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_nothing_in_a_subject_or_name_adds_a_header_or_a_recipient(evil: str) -> None:
    parties = {
        "customer": {"name": "C", "contacts": [{"name": evil, "email": "amara@brightwater.example"}]},
        "owner": {"name": evil, "email": "tomasz@vendor.example"},
    }
    message = mail(out("eml", subject=evil, by=evil, of=record(**parties)))
    headers = message_from_bytes(out("eml", subject=evil, by=evil, of=record(**parties)).content).items()
    assert [name for name, _ in headers if name in {"Subject", "To", "Bcc", "Cc", "From"}] == ["Subject", "From", "To"]
    assert [mailbox.addr_spec for mailbox in message["To"].addresses] == ["amara@brightwater.example"]
    assert [mailbox.addr_spec for mailbox in message["From"].addresses] == ["tomasz@vendor.example"]


@pytest.mark.parametrize(
    "mailbox",
    [
        "a@b.example, evil@evil.example",
        "a@b.example\nBcc: evil@evil.example",
        "<a@b.example>",
        "nobody",
        "a b@c.example",
        "a@b@c.example",
        "jürgen@b.example",
        ".a@b.example",
        "a@-b.example",
        "",
    ],
)
def test_an_address_that_is_none_is_left_for_the_sender_to_fill_in(mailbox: str) -> None:
    message = mail(
        out(
            "eml",
            of=record(customer={"name": "C", "contacts": [{"name": "Amara", "email": mailbox}, {"name": "Ben", "email": "ben@b.example"}]}),
        )
    )
    assert message["To"] is None
    assert "evil" not in str(message.items())


def test_names_and_domains_of_any_script() -> None:
    contact = {"name": 'Zoë "Z" 名前, Dr.', "email": "zoe@bücher.example"}
    message = mail(out("eml", subject="Störung behoben ✓", of=record(customer={"name": "C", "contacts": [contact]})))
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ('Zoë "Z" 名前, Dr.', "zoe@xn--bcher-kva.example")
    assert message["Subject"] == "Störung behoben ✓"


# HTML


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data


def parsed(file: ExportedFile) -> Tags:
    tags = Tags()
    tags.feed(file.content.decode())
    return tags


def test_html_shows_the_letter_line_by_line() -> None:
    html = out("html").content.decode()
    assert "<strong>Current Status</strong>: Search answers again since 13:20 UTC, for 5 &lt; 6 &amp; 7 clinics." in html
    assert "<li>Restarted the index</li>" in html
    assert "Best regards,<br />\nTomasz Lind<br />\nEscalation Manager" in html
    assert '<meta name="steadyhand-approved-by" content="Ingrid Vale">' in html


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "![pixel](https://evil.example/p.png)",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "</title></head><body><iframe src='https://evil.example'>",
        "<https://evil.example/><b onmouseover=alert(1)>",
    ],
)
def test_html_runs_nothing_and_loads_nothing(evil: str) -> None:
    page = parsed(out("html", evil, subject=evil, by=evil))
    names = {name for name, _ in page.tags}
    assert names <= {"html", "head", "meta", "title", "style", "body", "p", "a", "br", "code"}
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") or name == "src" for name in attrs)]
    assert all((attrs.get("href") or "https:").startswith("https:") for name, attrs in page.tags if name == "a")


# Word


def test_word_has_real_lists_and_labels() -> None:
    document = docx.Document(io.BytesIO(out("docx").content))
    styles = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert ("List Bullet", "Restarted the index") in styles
    assert ("List Continue", "1. First") in styles
    assert ("List Continue", "2. Second") in styles
    assert ("Normal", "Best regards,\nTomasz Lind\nEscalation Manager") in styles
    assert ("Normal", "Write to me at tomasz.lind@vendor.example.") in styles
    bold = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["Current Status", "What We've Done"]
    properties = document.core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("Update on search", "Tomasz Lind", "Ingrid Vale")


def test_word_counts_each_list_anew_and_keeps_headings_tables_and_continuations() -> None:
    body = "# Report\n\n1. One\n\n   more\n2. Two\n\nText\n\n1. Again\n   - inner\n\n| A | B |\n|---|---|\n| 1 | **2** |\n\n```\ncode < here\n```\n"
    document = docx.Document(io.BytesIO(out("docx", body).content))
    said = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert said == [
        ("Heading 1", "Report"),
        ("List Continue", "1. One"),
        ("List Continue", "more"),
        ("List Continue", "2. Two"),
        ("Normal", "Text"),
        ("List Continue", "1. Again"),
        ("List Bullet 2", "inner"),
        ("No Spacing", "code < here"),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["A", "B"], ["1", "2"]]


def test_word_takes_characters_that_xml_does_not() -> None:
    text = docx.Document(io.BytesIO(out("docx", "a\x0bb\x00c", subject="s\x07", by="Ingrid\x01 Vale").content)).paragraphs[0].text
    assert text in {"a b c", "a b\ufffdc"}


# Payloads


def test_chat_is_plain_text() -> None:
    payload = json.loads(out("chat").content)
    assert payload["text"] == (
        "Update on search\n\nHello Amara,\n\nCurrent Status: Search answers again since 13:20 UTC, for 5 < 6 & 7 clinics.\n\nWhat We've Done:\n\n"
        "- Restarted the index\n- Compared all results\n\n1. First\n2. Second\n\nWrite to me at tomasz.lind@vendor.example.\n\n"
        "Best regards,\nTomasz Lind\nEscalation Manager\n"
    )
    assert payload["steadyhand"]["Draft"] == "D-0012"


def test_a_status_page_tells_strangers_what_happened_and_not_to_whom() -> None:
    body = LETTER.replace("Compared *all*", "Told Brightwater Clinics, and ESC-7, about *all*")
    file = out("status", body, subject="Update on search for BRIGHTWATER CLINICS")
    payload = json.loads(file.content)
    incident = payload["incident"]
    assert (incident["status"], incident["impact"]) == ("investigating", "major")
    for private in ("Amara", "Okoye", "Brightwater", "BRIGHTWATER", "Tomasz", "Lind", "vendor.example", "ESC-7"):
        assert private not in incident["body"] + incident["name"]
    assert "Search answers again since 13:20 UTC" in incident["body"]
    assert "Restarted the index" in incident["body"]
    assert payload["lines_left_out"] == 4
    assert incident["name"] == "Service disruption"


@pytest.mark.parametrize(
    ("status", "expected"), [("open", "investigating"), ("identified", "identified"), ("mitigated", "monitoring"), ("closed", "resolved")]
)
def test_a_status_page_uses_the_four_words_of_status_pages(status: str, expected: str) -> None:
    assert json.loads(out("status", of=record(status=status)).content)["incident"]["status"] == expected


@pytest.mark.parametrize("record_id", ["ESC 7", "ü..", "..", "a" * 120, "x:y*?"])
def test_file_names_are_safe(record_id: str) -> None:
    name = export(replace(stored(), record_id=record_id), record(record_id), to="md", now=NOW).name
    assert name.startswith("D-0012-v2-")
    assert len(name) < 100
    assert all(char.isascii() and (char.isalnum() or char in "-._") for char in name)
