"""The pure parts of the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.records.clock import read_clocks
from assistant.records.model import Customer, EscalationRecord, Severity
from assistant.records.policy import shipped_policy
from assistant.settings import Settings
from ui.launch import command, environment
from ui.widgets.changes import compare
from ui.widgets.letter_blocks import letter_blocks
from ui.widgets.picking import pick_finding, pick_sentence, pick_tag
from ui.widgets.words import clock_left, esc, listed, md, moment, short_span

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
BODY = "Hi Elin,\n\n**Current Status**: 12 % fail. We \U0001f600 look.\n\n- One *thing*\n- ⟨for you: a word⟩\n\n1. First\n2. Second"


def sentence(text: str, *sources: str, body: str = BODY) -> Sentence:
    start = body.index(text)
    status = SentenceStatus.RECORD if sources else SentenceStatus.TEMPLATE
    return Sentence(text=text, start=start, end=start + len(text), status=status, sources=sources)


def finding(text: str, message: str = "why", *, body: str = BODY) -> Finding:
    start = body.index(text) if text else len(body)
    return Finding(
        rule="tone.x",
        family=Family.TONE,
        severity=FindingSeverity.WARN,
        start=start,
        end=start + len(text),
        text=text,
        message=message,
        suggestion="",
    )


def flat(line) -> str:
    return "".join(piece["text"] for piece in line)


def test_a_message_becomes_paragraphs_and_lists_without_its_marks():
    blocks = letter_blocks(BODY, (), ())
    assert [(block["kind"], [flat(line) for line in block["lines"]]) for block in blocks] == [
        ("p", ["Hi Elin,"]),
        ("p", ["Current Status: 12 % fail. We \U0001f600 look."]),
        ("ul", ["One *thing*", "for you: a word"]),
        ("ol", ["First", "Second"]),
    ]
    assert blocks[1]["lines"][0][0]["bold"]
    assert blocks[2]["lines"][1][0]["gap"]


def test_pieces_know_their_sentence_and_findings_by_code_point():
    sentences = (sentence("12 % fail.", "F1"), sentence("We \U0001f600 look."))
    line = letter_blocks(BODY, sentences, (finding("look"),))[1]["lines"][0]
    assert [(piece["text"], piece["sentence"], piece["findings"]) for piece in line if piece["sentence"] is not None] == [
        ("12 % fail.", 0, []),
        ("We \U0001f600 ", 1, []),
        ("look", 1, [1]),
        (".", 1, []),
    ]


def test_choosing_one_thing_marks_what_belongs_to_it():
    sentences = (sentence("12 % fail.", "F1", "P1"), sentence("We \U0001f600 look.", "F2"))
    findings = (finding("look", "The record says otherwise (F9)."), finding(""))
    assert pick_sentence(0, sentences, findings).tags == {"F1", "P1"}
    assert pick_sentence(1, sentences, findings).findings == {1}
    assert pick_finding(1, sentences, findings).sentences == {1}
    assert pick_finding(1, sentences, findings).tags == {"F2", "F9"}
    assert pick_finding(2, sentences, findings).sentences == frozenset()
    assert pick_tag("F2", sentences, findings).findings == {1}
    assert pick_sentence(9, sentences, findings).sentences == frozenset()


def test_changes_are_escaped_and_mark_only_what_changed():
    found = compare(
        "Same.\n**Next**: by 14:47 UTC today\nGone <b>", "Same.\n**Next**: by 15:17 UTC today\nNew & more", before_head="a", after_head="b"
    )
    assert (found.changed, found.kept) == (2, 1)
    assert "<del>14:47" in found.table
    assert "<ins>15:17" in found.table
    assert "<b>Next</b>" in found.table
    assert "Gone &lt;b&gt;" in found.table
    assert "New &amp; more" in found.table


def test_equal_texts_have_no_changes():
    found = compare(BODY, BODY, before_head="a", after_head="b")
    assert found.changed == 0
    assert "<ins>" not in found.table
    assert "<del>" not in found.table


@pytest.mark.parametrize("text", ["**bold** [a](http://x) `c` $x$ #h", ":material/home: :red[x]", "a@b.example www.x.example"])
def test_labels_take_text_as_it_is(text):
    shown = md(text)
    assert "**" not in shown
    assert "[a]" not in shown
    assert ":material" not in shown
    assert ":red[" not in shown
    assert "@b" not in shown
    assert "www." not in shown


def test_html_is_escaped():
    assert esc('<a href="x">') == "&lt;a href=&quot;x&quot;&gt;"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (6, "6 min"), (60, "1 h"), (159, "2 h 39 min"), (1440, "1 d"), (4560, "3 d 4 h"), (-5, "0 min")]
)
def test_spans_are_short(minutes, said):
    assert short_span(timedelta(minutes=minutes)) == said


def test_moments_carry_zone_and_day():
    zone = ZoneInfo("UTC")
    assert moment(NOW, now=NOW, zone=zone) == "14:41 UTC"
    assert moment(NOW + timedelta(days=1), now=NOW, zone=zone) == "Fri 13 Mar, 14:41 UTC"


@pytest.mark.parametrize(
    ("ago", "said"), [(0, "in 15 min"), (9, "in 6 min"), (14.5, "within 1 min"), (15, "within 1 min"), (53, "38 min late")]
)
def test_clocks_say_what_is_left(ago, said):
    at = NOW - timedelta(minutes=ago)
    record = EscalationRecord(id="A", title="A", customer=Customer(name="A"), severity=Severity.SEV1, escalated_at=at)
    owed = read_clocks(record, shipped_policy(), now=NOW).owed_next
    assert clock_left(owed, now=NOW) == said


def test_names_are_listed():
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_the_app_listens_on_this_machine_only_and_reports_nothing():
    line = command("app.py", port=8600)
    assert "--server.address=127.0.0.1" in line
    assert "--browser.gatherUsageStats=false" in line
    assert "--server.fileWatcherType=none" in line


def test_settings_travel_to_the_app(tmp_path):
    given = Settings(data_dir=tmp_path, model="openai:x", users="A, B", openai_api_key="k", openai_base_url="http://127.0.0.1:1/v1")
    variables = environment(given)
    assert variables["STEADYHAND_DATA_DIR"] == str(tmp_path)
    assert variables["STEADYHAND_USERS"] == "A, B"
    assert variables["OPENAI_API_KEY"] == "k"
    assert variables["OPENAI_BASE_URL"] == "http://127.0.0.1:1/v1"
