from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.endpoint import FakeEndpoint, error
from fakes.pages import text_of, toasts
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.errors import InputInvalid
from assistant.records.model import EscalationRecord, Status, Update, UpdateKind, Visibility
from assistant.review.closings import closings
from assistant.review.states import State
from ui.widgets.document_markup import document_markup
from ui.widgets.record_fields import LABELS, TIMES, changes, clashes, values_of, with_changes
from ui.widgets.record_log import LogFilter

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
RUNNING, RESOLVED, SMALL = "ESC-3107", "ESC-3101", "ESC-3110"


def entries_of(at) -> str:
    return "\n".join(html.value for html in at.get("html") if 'class="sh-entry' in html.value)


def paper_of(at) -> str:
    return "\n".join(html.value for html in at.get("html") if html.value.startswith('<div class="sh sh-document">'))


# The page


def test_without_a_record_the_page_leads_to_the_queue(app, services):
    assert "No escalation is chosen" in text_of(app("escalation"))


def test_everything_of_one_escalation_stands_on_its_page(app, samples):
    said = text_of(app("escalation", record=RUNNING))
    for part in (
        "First response",
        "Next update",
        "Resolution",
        "Red flags",
        "Owed",
        "Log",
        "Drafts",
        "Close",
        "Not known",
        "Who owns what",
    ):
        assert part in said
    assert "No confirmed root cause is recorded" in said
    assert "Check the capacity of the standby gateway" in said
    # Names of fields are for files; the page has names of its own.
    assert "root_cause" not in said
    assert "customer_confirmed_at" not in said


def test_all_ten_actions_have_a_button_and_a_refused_one_says_why(app, samples):
    at = app("escalation", record=SMALL)
    names = {str(button.key).removeprefix("act-") for button in at.button if str(button.key).startswith("act-")}
    assert names == {
        "triage", "war-room", "update", "summary", "recovery-plan", "rca", "apology", "status-report", "metrics", "prevention-plan",
    }  # fmt: skip
    assert at.button(key="act-war-room").disabled
    assert "a war room is set up for SEV-1" in text_of(at)
    assert not app("escalation", record=RUNNING).button(key="act-war-room").disabled


def test_text_of_a_record_is_shown_and_never_obeyed(app, services):
    title = "<img src=x onerror=alert(1)> **bold** :material/home:"
    record = EscalationRecord.model_validate(
        {
            "id": "X-1", "title": title, "customer": {"name": "<b>A</b>"}, "severity": "SEV-1", "description": "<script>alert(2)</script>",
            "updates": [{"at": NOW - timedelta(hours=2), "text": "<i>seen</i> [x](javascript:alert(3))", "author": "<u>P</u>"}],
        }
    )  # fmt: skip
    services.store.save_record(record, now=NOW, by="Priya Raman")
    at = app("escalation", record="X-1")
    assert not any(sign in text_of(at) for sign in ("<img", "<script", "<i>seen", "<u>P"))
    at = app("escalation", record="X-1", action="summary")
    assert "Where it stands" in paper_of(at)
    assert not any(sign in paper_of(at) for sign in ("<img", "<script", "<i>seen", 'href="javascript'))


# Log


def test_an_entry_is_added_now_by_whoever_acts(app, samples):
    at = app("escalation", record=RUNNING)
    at.text_area(key=f"entry-text-{RUNNING}").set_value("The second step has begun.")
    at.selectbox(key=f"entry-kind-{RUNNING}").set_value(UpdateKind.ACTION)
    at.button(key="entry-add").click().run()
    assert not at.exception
    stored = samples.store.record(RUNNING)
    newest = stored.record.updates[-1]
    assert (newest.at, newest.author, newest.kind, newest.is_public) == (NOW, "Priya Raman", UpdateKind.ACTION, False)
    assert (stored.version, stored.saved_by) == (2, "Priya Raman")
    assert at.text_area(key=f"entry-text-{RUNNING}").value == ""
    assert "The second step has begun." in entries_of(at)


@pytest.mark.parametrize(
    ("text", "kind", "who", "said"),
    [
        ("  ", UpdateKind.ACTION, Visibility.INTERNAL, "The entry is empty."),
        ("Our guess", UpdateKind.INTERNAL_NOTE, Visibility.PUBLIC, "An internal note cannot be for the customer"),
        ("Hi Elin", UpdateKind.CUSTOMER_MESSAGE, Visibility.INTERNAL, "cannot be for colleagues only"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_its_text_stays(app, samples, text, kind, who, said):
    at = app("escalation", record=RUNNING)
    at.text_area(key=f"entry-text-{RUNNING}").set_value(text)
    at.selectbox(key=f"entry-kind-{RUNNING}").set_value(kind)
    at.selectbox(key=f"entry-who-{RUNNING}").set_value(who)
    at.button(key="entry-add").click().run()
    assert said in text_of(at)
    assert at.text_area(key=f"entry-text-{RUNNING}").value == text
    assert samples.store.record(RUNNING).version == 1


def test_the_log_is_filtered_and_the_address_holds_the_filter(app, samples):
    at = app("escalation", record=RUNNING)
    assert entries_of(at).count('class="sh-entry') == len(samples.store.record(RUNNING).record.updates)
    at.selectbox(key="log-kind").set_value("internal_note").run()
    assert entries_of(at).count('class="sh-entry') == entries_of(at).count("sh-entry inside") == 1
    assert at.query_params["log-kind"] == "internal_note"
    again = app("escalation", record=RUNNING, **{"log-kind": "internal_note"})
    assert entries_of(again) == entries_of(at)
    at.text_input(key="log-find").set_value("no such words").run()
    assert "None of 12 entries match." in text_of(at)
    at.button(key="log-clear").click().run()
    assert entries_of(at).count('class="sh-entry') == 12


@given(
    kind=st.sampled_from([*UpdateKind, None]),
    public=st.booleans(),
    who=st.sampled_from(["any", "public", "internal"]),
    wanted=st.sampled_from(["any", "unsaid", *UpdateKind]),
)
def test_a_filter_shows_what_it_names_and_nothing_else(kind, public, who, wanted):
    if kind is UpdateKind.INTERNAL_NOTE and public:
        return
    entry = Update(at=NOW, text="Moved the traffic", kind=kind, visibility="public" if public else "internal")
    fits = (who == "any" or entry.is_public == (who == "public")) and wanted in {"any", entry.kind or "unsaid"}
    assert LogFilter(str(wanted), who, "TRAFFIC moved").admits(entry) is fits


# Fields


def set_fields(at, record_id: str, **values: str):
    for name, value in values.items():
        kind = at.selectbox if name in {"status", "severity"} else at.text_area if name in {"next_action", "workaround", "root_cause", "resolution"} else at.text_input  # fmt: skip
        kind(key=f"field-{record_id}-{name}").set_value(value)
    return at.button(key="fields-save").click().run()


def test_fields_are_saved_as_a_new_version_and_only_those_that_changed(app, samples):
    before = samples.store.record(RUNNING).record
    at = set_fields(app("escalation", record=RUNNING), RUNNING, status="identified", eta="15:30", next_owner="Joel Mbeki")
    assert not at.exception
    after = samples.store.record(RUNNING)
    assert after.version == 2
    assert after.record.status is Status.IDENTIFIED
    assert after.record.eta == NOW.replace(hour=15, minute=30)
    assert (after.record.next_action.owner, after.record.next_action.text) == ("Joel Mbeki", before.next_action.text)
    kept = {name: value for name, value in after.record if name not in {"status", "eta", "next_action"}}
    assert kept == {name: value for name, value in before if name not in {"status", "eta", "next_action"}}
    assert "Saved status, who does it and estimated end as version 2." in toasts(at)


def test_wrong_fields_are_all_listed_and_nothing_is_lost(app, samples):
    typed = {"eta": "soon", "resolved_at": "2026-03-01 10:00", "root_cause": "A routing table"}
    at = set_fields(app("escalation", record=RUNNING), RUNNING, **typed)
    said = text_of(at)
    assert "Estimated end: “soon” is no time; write 14:30" in said
    assert "Resolved at (2026-03-01 10:00 UTC) is before the start (2026-03-12" in said
    assert samples.store.record(RUNNING).version == 1
    assert at.text_input(key=f"field-{RUNNING}-eta").value == "soon"
    assert at.text_area(key=f"field-{RUNNING}-root_cause").value == "A routing table"


def test_a_field_that_somebody_else_changed_is_told_before_it_is_overwritten(app, samples):
    at = app("escalation", record=RUNNING)
    held = samples.store.record(RUNNING)
    theirs = held.record.model_copy(update={"status": Status.MITIGATED, "workaround": "Pay by wallet"})
    samples.store.save_record(theirs, now=NOW, by="Marcus Oyelaran", base_version=1)
    at = set_fields(at, RUNNING, status="identified", owner="Lena Fischer")
    assert "Marcus Oyelaran saved version 2 while this form was open" in text_of(at)
    assert "Status: it is now “mitigated”, and you wrote “identified”" in text_of(at)
    assert at.selectbox(key=f"field-{RUNNING}-status").value == "identified"
    assert samples.store.record(RUNNING).version == 2
    at.button(key="fields-save").click().run()
    stored = samples.store.record(RUNNING)
    assert stored.version == 3
    assert (stored.record.status, stored.record.owner.name) == (Status.IDENTIFIED, "Lena Fischer")
    # Nobody touched it in the form, so what the other wrote stands.
    assert stored.record.workaround == "Pay by wallet"


def test_a_log_entry_meanwhile_is_no_conflict(app, samples):
    at = app("escalation", record=RUNNING)
    at.text_area(key=f"entry-text-{RUNNING}").set_value("Seen.")
    at.button(key="entry-add").click().run()
    at = set_fields(at, RUNNING, severity="SEV-2")
    stored = samples.store.record(RUNNING)
    assert stored.version == 3
    assert stored.record.severity == "SEV-2"
    assert stored.record.updates[-1].text == "Seen."


WORDS = st.text(alphabet="ab c", min_size=1, max_size=8).map(str.strip).filter(bool)
CLOCKS = st.integers(0, 60_000).map(lambda minutes: f"{NOW.replace(hour=6, minute=0) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}")


@settings(max_examples=60, deadline=None)
@given(
    changed=st.fixed_dictionaries(
        {},
        optional={
            name: CLOCKS if name in TIMES else WORDS for name in LABELS if name not in {"status", "severity", "next_owner", "next_due"}
        },
    )
)
def test_what_is_typed_is_what_the_record_then_says(changed):
    record = EscalationRecord.model_validate(
        {"id": "A-1", "title": "t", "customer": {"name": "c"}, "next_action": {"text": "look"}, "started_at": "2026-03-12T05:00Z"}
    )
    after = with_changes(record, changed, today=date(2026, 3, 12), zone=UTC_ZONE)
    assert values_of(after, zone=UTC_ZONE) == {**values_of(record, zone=UTC_ZONE), **changed}


def test_fields_can_be_emptied_and_a_step_without_words_is_refused():
    record = EscalationRecord.model_validate(
        {"id": "A-1", "title": "t", "customer": {"name": "c"}, "workaround": "w", "owner": {"name": "o", "phone": "1"},
         "next_action": {"text": "look", "owner": "p"}}
    )  # fmt: skip
    today = date(2026, 3, 12)
    gone = with_changes(record, {"workaround": "", "owner": "", "next_action": "", "next_owner": ""}, today=today, zone=UTC_ZONE)
    assert (gone.workaround, gone.owner, gone.next_action) == (None, None, None)
    with pytest.raises(InputInvalid) as told:
        with_changes(record, {"next_action": ""}, today=today, zone=UTC_ZONE)
    assert "Next action: say what is to be done" in told.value.problems[0]
    # The telephone of the owner before is not the telephone of the next one.
    assert with_changes(record, {"owner": "q"}, today=today, zone=UTC_ZONE).owner.phone is None


def test_times_are_read_in_the_zone_of_the_house():
    record = EscalationRecord.model_validate({"id": "A-1", "title": "t", "customer": {"name": "c"}})
    oslo = ZoneInfo("Europe/Oslo")
    after = with_changes(record, {"eta": "14:30"}, today=date(2026, 7, 1), zone=oslo)
    assert after.eta == datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    assert values_of(after, zone=oslo)["eta"] == "2026-07-01 14:30"
    assert with_changes(record, {"eta": "14:30 UTC"}, today=date(2026, 7, 1), zone=oslo).eta == datetime(2026, 7, 1, 14, 30, tzinfo=UTC)
    with pytest.raises(InputInvalid):
        with_changes(record, {"eta": "25:10"}, today=date(2026, 7, 1), zone=oslo)


def test_changes_and_clashes():
    base = dict.fromkeys(LABELS, "")
    typed = {**base, "owner": " Lena ", "eta": "14:30"}
    changed = changes(base, typed)
    assert changed == {"owner": "Lena", "eta": "14:30"}
    assert [clash.field for clash in clashes(base, {**base, "owner": "Marcus", "workaround": "w"}, changed)] == ["owner"]
    assert clashes(base, {**base, "owner": "Lena"}, changed) == ()


def test_closing_is_no_field(app, samples):
    at = app("escalation", record=RUNNING)
    assert "closed" not in [option.lower() for option in at.selectbox(key=f"field-{RUNNING}-status").options]
    closed = app("escalation", record="ESC-3102")
    assert closed.selectbox(key="field-ESC-3102-status").value == "closed"
    set_fields(closed, "ESC-3102", status="investigating")
    assert samples.store.record("ESC-3102").record.status is Status.INVESTIGATING


# Promises


def test_a_person_says_how_a_promise_went(app, services):
    record = EscalationRecord.model_validate(
        {
            "id": "P-1", "title": "Late mails", "customer": {"name": "Arbour"}, "severity": "SEV-3", "started_at": "2026-03-10T08:00Z",
            "updates": [
                {"at": "2026-03-10T09:00Z", "author": "Lena Fischer", "kind": "customer_message",
                 "text": "Hi Ada,\n\nI will call you on 11 March 2026 at 10:00 UTC."},
            ],
        }
    )  # fmt: skip
    services.store.save_record(record, now=NOW - timedelta(days=2), by="Lena Fischer")
    at = app("escalation", record="P-1")
    assert "I will call you on 11 March 2026 at 10:00 UTC." in text_of(at)
    (say,) = [button for button in at.button if str(button.key).startswith("promise-say-")]
    name = str(say.key).removeprefix("promise-say-")
    say.click().run()
    assert "no reason was given" in text_of(at)
    at.text_area(key=f"promise-reason-{name}").set_value("Called her at 09:55 UTC.").run()
    at.button(key=f"promise-say-{name}").click().run()
    assert '<b class="">Kept</b> Call' in text_of(at)
    assert "said by Priya Raman" in text_of(at)
    assert not [button for button in at.button if str(button.key).startswith("promise-say-")]


# Documents


@pytest.mark.parametrize("action", ["triage", "war-room", "summary", "recovery-plan", "rca", "prevention-plan"])
def test_a_document_opens_in_place_with_its_evidence(app, samples, action):
    at = app("escalation", record=RUNNING)
    at.button(key=f"act-{action}").click().run()
    assert not at.exception
    assert RUNNING in paper_of(at) or "Card payments" in paper_of(at)
    assert re.search(r'class="sh-tag [fs]" title="[FS]\d', paper_of(at))
    assert at.query_params["action"] == action
    assert samples.store.drafts() == []
    # A link opens the same document.
    assert "sh-document" in paper_of(app("escalation", record=RUNNING, action=action))


def test_a_document_is_kept_handed_in_and_found_again(app, samples):
    at = app("escalation", record=RUNNING, action="summary")
    at.button(key="document-keep").click().run()
    (kept,) = samples.store.drafts()
    assert (kept.kind, kept.state, kept.author, kept.newest.record_version) == ("summary", State.DRAFT, "Priya Raman", 1)
    assert at.query_params["draft"] == kept.id
    at.button(key="document-hand-in").click().run()
    assert samples.store.draft(kept.id).state is State.SUBMITTED
    assert at.button(key="document-review").label == "Open review"
    said = text_of(app("escalation", record=RUNNING))
    assert kept.id in said
    assert "Submitted" in said


def test_handing_in_keeps_first(app, samples):
    at = app("escalation", record=RUNNING, action="war-room")
    at.button(key="document-hand-in").click().run()
    assert [(draft.kind, draft.state) for draft in samples.store.drafts()] == [("war-room", State.SUBMITTED)]


def test_the_files_of_a_document_can_be_taken(app, samples):
    at = app("escalation", record=RUNNING, action="war-room")
    assert [str(button.proto.label) for button in at.get("download_button")] == [r"ESC\-3107\-log\.yaml"]
    assert "the log sheet" in text_of(at).lower()


def test_a_refused_document_is_written_only_when_somebody_says_so(app, samples):
    at = app("escalation", record=SMALL, action="war-room")
    assert paper_of(at) == ""
    assert "Log" in text_of(at)
    at.button(key="force-war-room").click().run()
    assert "War room: ESC-3110" in paper_of(at)
    assert "Written all the same." in text_of(at)
    assert at.query_params["force"] == "1"


def test_a_customer_version_waits_for_the_end_and_says_so(app, samples):
    at = app("escalation", record=RUNNING, action="rca", document="customer")
    assert paper_of(at) == ""
    assert "is written when the problem is over" in text_of(at)
    assert at.button(key="document-write").disabled
    at.button(key="document-form-report").click().run()
    assert "Post-incident report" in text_of(at)
    assert paper_of(at)


def test_an_edit_becomes_a_version_and_the_checks_run(app, samples):
    at = app("escalation", record=RUNNING, action="summary")
    at.segmented_control(key="document-view-ESC-3107-summary").set_value("Edit").run()
    field = next(area for area in at.text_area if str(area.key).startswith("document-body-"))
    field.set_value(f"{field.value}\n\nThe bank paid 1,234,567 EUR.").run()
    at.button(key="document-save").click().run()
    (kept,) = samples.store.drafts()
    assert kept.version == 2
    assert "1,234,567" in kept.body
    assert any("1,234,567" in finding.text for finding in kept.newest.findings)
    assert "1,234,567" in paper_of(at)


def test_a_changed_record_asks_for_a_new_text(app, samples):
    at = app("escalation", record=RUNNING, action="summary")
    at.button(key="document-keep").click().run()
    held = samples.store.record(RUNNING).record
    entry = Update(at=NOW, text="All card payments go through again.", author="Marta Kowalczyk", kind="observation", visibility="public")
    samples.store.save_record(held.model_copy(update={"updates": (*held.updates, entry)}), now=NOW, by="Marta Kowalczyk")
    at.run()
    assert "The record has changed since this was written." in text_of(at)
    at.button(key="document-write").click().run()
    assert "The record has changed since this was written." not in text_of(at)
    assert "All card payments go through again" in paper_of(at)
    (kept,) = samples.store.drafts()
    assert kept.version == 2


def test_a_plan_for_a_type_of_issue_needs_no_record(app, samples):
    at = app("escalation", action="prevention-plan", topic="expired certificates")
    assert "Expired certificates" in text_of(at)
    assert paper_of(at)
    at.button(key="document-keep").click().run()
    (kept,) = samples.store.drafts()
    assert (kept.record_id, kept.newest.draft.topic) == (None, "expired certificates")
    assert "D-0001" in text_of(app("escalation", action="prevention-plan", topic="expired certificates"))
    assert "D-0001" not in text_of(app("escalation", action="prevention-plan", topic="queue backlog"))


def test_a_model_is_asked_only_when_somebody_presses_for_it(app, samples, monkeypatch):
    with FakeEndpoint([error(500, "out of order")] * 4) as endpoint:
        for name, value in (("STEADYHAND_MODEL", "openai:fake-1"), ("STEADYHAND_MAX_RETRIES", "0"), ("OPENAI_API_KEY", "not-a-key")):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
        at = app("escalation", record=RUNNING, action="summary")
        assert "Nothing is written yet." in text_of(at)
        assert endpoint.bodies == []
        at.button(key="document-write").click().run()
        asked = len(endpoint.bodies)
        assert asked > 0
        assert "The composer wrote this draft" in text_of(at)
        assert "Where it stands" in paper_of(at)
        # Drawing the page again asks nobody.
        at.run()
        assert len(endpoint.bodies) == asked


# Marks


BODY = (
    "# Title\n\nThe bank **declines cards.** It is slow (F2).\n\n- ⟨who calls the bank⟩ is open.\n\n| a | b |\n|---|---|\n| one | two |\n"
)


def sentence(text: str, status: SentenceStatus, *tags: str) -> Sentence:
    start = BODY.index(text)
    return Sentence(text=text, start=start, end=start + len(text), status=status, sources=tags)


def test_marks_stand_behind_what_they_back_and_leave_the_markdown_whole():
    said = [
        sentence("The bank **declines cards.**", SentenceStatus.RECORD, "F1"),
        sentence("It is slow (F2).", SentenceStatus.RECORD, "F2", "F9"),
        sentence("two |", SentenceStatus.UNSUPPORTED),
    ]
    start = BODY.index("slow")
    finding = Finding.at("x", FindingSeverity.WARN, BODY, start, start + 4, "Too <vague>", "Say how slow", family=Family.TONE)
    shown = document_markup(BODY, sentences=said, findings=[finding], evidence={"F1": 'cards "fail"', "F2": "slow"})
    assert (
        '<strong>declines cards.</strong> <span class="sh-tags"><span class="sh-tag f" title="F1: cards &quot;fail&quot;">F1</span></span> It'
        in shown
    )
    assert (
        'slow <span class="sh-disc warn" title="Too &lt;vague&gt;">1</span> <span class="sh-tags"><span class="sh-tag f" title="F2: slow">F2</span></span>.'
        in shown
    )
    assert "F9" not in shown
    assert '<td>two <span class="sh-amber sh-nosource">no source</span></td>' in shown
    assert "who calls the bank</span> is open." in shown
    cell = document_markup("| a | b |\n|---|---|\n| F1, F2 | PIR-0148 |\n", evidence={"F1": "x"})
    assert '<td><span class="sh-tags"><span class="sh-tag f" title="F1: x">F1</span> <span class="sh-tag f">F2</span></span></td>' in cell
    assert '<td><span class="sh-whole">PIR-0148</span></td>' in cell
    plain = document_markup(BODY, sentences=said, findings=[finding], marked=False)
    assert "It is slow (F2)." in plain
    assert "sh-tag" not in plain
    assert "no source" not in plain


@settings(max_examples=120, deadline=None)
@given(
    text=st.text(alphabet='ab <>&"*_`[](){}|#-\n⸨⸩01F2⟨⟩.', max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_no_text_brings_in_markup_of_its_own(text, spans):
    ends = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    said = [Sentence(text=text[a:b], start=a, end=b, status=SentenceStatus.RECORD, sources=("F1",)) for a, b in ends]
    shown = document_markup(text, sentences=said, evidence={"F1": '"><script>', "F2": text})
    assert "<script" not in shown
    assert "⸨" not in shown
    assert "⸩" not in shown


# Closing


def test_closing_is_refused_with_the_way_out_and_overruled_by_name_with_a_reason(app, samples):
    at = app("escalation", record=RUNNING)
    assert at.button(key="close").disabled
    assert "The customer has not confirmed that the problem is solved." in text_of(at)
    at.button(key="close-overrule").click().run()
    assert "the reason is empty" in text_of(at)
    assert samples.store.record(RUNNING).record.status is Status.INVESTIGATING
    at.text_area(key=f"close-reason-{RUNNING}").set_value("The contract ended.").run()
    at.button(key="close-overrule").click().run()
    assert samples.store.record(RUNNING).record.status is Status.CLOSED
    (closing,) = closings(samples.store, RUNNING)
    assert (closing.by, closing.override_reason) == ("Priya Raman", "The contract ended.")
    assert "Closed by <b>Priya Raman</b>" in text_of(at)
    assert "The contract ended." in text_of(at)


def test_an_escalation_with_nothing_missing_is_closed_with_one_click(app, services):
    record = EscalationRecord.model_validate(
        {
            "id": "DONE-1", "title": "Late mails", "customer": {"name": "Arbour"}, "status": "resolved", "severity": "SEV-3",
            "started_at": "2026-03-12T08:00Z", "resolved_at": "2026-03-12T09:00Z", "customer_confirmed_at": "2026-03-12T10:00Z",
            "root_cause": "A full disk.", "resolution": "The disk was enlarged.",
        }
    )  # fmt: skip
    services.store.save_record(record, now=NOW, by="Priya Raman")
    at = app("escalation", record="DONE-1")
    assert "nothing is missing" in text_of(at)
    at.button(key="close").click().run()
    assert services.store.record("DONE-1").record.status is Status.CLOSED
