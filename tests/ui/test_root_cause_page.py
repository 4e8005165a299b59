from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.pages import text_of, toasts
from fakes.records import at as hours
from fakes.records import entry, feed
from streamlit.testing.v1 import AppTest

from assistant.checks.finding import Sentence, SentenceStatus
from assistant.review.states import State
from assistant.workflow import approve, draft_document, index_sample_reports
from ui.widgets.meeting_questions import agenda, split_question
from ui.widgets.past_incidents import cards_by_cause, past_markup
from ui.widgets.report_sections import sections_of
from ui.widgets.timeline_chart import timeline_chart
from ui.widgets.timeline_reading import chart_in_words, missing_in_words, read_timeline, silences_in_words, table_markup
from ui.widgets.whys_graph import branches_of, steps_of, whys_dot, whys_list

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
RECORD = "ESC-2041"
UPDATES = [
    entry(2.4, "observation", "Depots ring about empty pick lists."),
    entry(2.2, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far. EU depots only."),
    entry(
        1.3,
        "internal_note",
        "We suspect the schema change of last night; the worker stopped at the first order with an empty depot.",
        visibility=None,
    ),
    entry(1.25, "internal_note", "Maybe the broker ran out of connections after the certificate was replaced at 06:10.", visibility=None),
    entry(1.2, "customer_message", "Hi Ana,\n\nOrders created since 06:40 UTC are not arriving. We are looking into it."),
    entry(1.1, "action", "Feed worker restarted; new orders flow again."),
]
OVER = {"status": "resolved", "resolved_at": hours(0.5), "resolution": "The feed worker was restarted at 08:20 UTC.", "customer_confirmed_at": hours(0.3)}  # fmt: skip


@pytest.fixture
def suspected(services):
    """A record with two suspicions, and past reports to hold beside it."""
    index_sample_reports(services)
    services.store.save_record(feed(updates=UPDATES), now=NOW, by="Joel Mbeki")
    return services


def buttons(at) -> dict[str, object]:
    return {str(button.key): button for button in at.button}


def hypotheses(services, record=None):
    return draft_document(services, record or services.store.record(RECORD).record, "rca-analysis", now=NOW).draft.details["hypotheses"]


# Without a record, and errors


def test_without_records_the_page_leads_to_the_samples(app, services):
    at = app("root_cause")
    assert "No escalation to analyse yet" in text_of(at)
    at.button(key="load-samples").click().run()
    assert not at.exception
    assert "rca-pick-ESC-3107" in buttons(at)


def test_without_a_chosen_record_one_is_picked(app, samples):
    at = app("root_cause")
    at.button(key="rca-pick-ESC-3101").click().run()
    assert not at.exception
    assert "Travellers charged twice for one booking" in text_of(at)
    assert "Five whys" in text_of(at)
    at.button(key="rca-another").click().run()
    assert "rca-pick-ESC-3101" in buttons(at)


def test_a_record_that_is_gone_is_told(app, services):
    said = text_of(app("root_cause", record="ESC-0"))
    assert 'role="alert"' in said
    assert "ESC-0" in said


def test_every_sample_shows_every_part(app, samples):
    for stored in samples.store.records():
        at = app("root_cause", record=stored.record.id)
        said = text_of(at)
        assert 'role="alert"' not in said, stored.record.id
        for part in ("Timeline", "Hypotheses", "Five whys", "Similar incidents", "Questions for the meeting", "By symptom", "By cause"):
            assert part in said, stored.record.id
        details = draft_document(samples, stored.record, "rca-analysis", now=NOW).draft.details
        assert said.count("What differs") >= len(details["similar"]["by_symptom"])


# Hypotheses


def test_confirm_opens_with_an_entry_and_a_result_and_says_so(app, suspected):
    at = app("root_cause", record=RECORD)
    key = f"{RECORD}-1-0-H1"
    assert at.button(key=f"confirm-{key}").disabled
    assert "Confirm opens with an entry of this record and the result of the check." in text_of(at)
    offered = at.selectbox(key=f"evidence-{key}").options
    assert all(option.startswith("F") for option in offered)
    restarted = next(option.partition(" ")[0] for option in offered if "restarted" in option)
    at.selectbox(key=f"evidence-{key}").set_value(restarted).run()
    assert at.button(key=f"confirm-{key}").disabled
    assert "Confirm opens when the result of the check is entered too." in text_of(at)
    at.text_area(key=f"shown-{key}").set_value("It stopped again at the same order.").run()
    assert not at.button(key=f"confirm-{key}").disabled
    shown = hypotheses(suspected)[0]["cause"]
    at.button(key=f"confirm-{key}").click().run()
    assert not at.exception
    assert f"H1 is confirmed by {restarted}" in toasts(at)
    decided = hypotheses(suspected)[0]
    assert (decided["cause"], decided["state"], decided["confirmed_by"]) == (shown, "confirmed", restarted)
    said = text_of(at)
    assert "Priya Raman: It stopped again at the same order" in said
    assert not any(name.endswith("-H1") and name.startswith("confirm-") for name in buttons(at))


def test_only_what_can_confirm_is_offered(app, suspected):
    at = app("root_cause", record=RECORD)
    offered = " ".join(at.selectbox(key=f"evidence-{RECORD}-1-0-H1").options)
    assert "Severity: SEV-2" not in offered
    assert "No confirmed root cause is recorded" not in offered
    assert "Feed worker restarted" in offered


def test_a_rejected_hypothesis_stays_with_its_reason(app, suspected):
    at = app("root_cause", record=RECORD)
    cause, key = hypotheses(suspected)[0]["cause"], f"{RECORD}-1-0-H1"
    at.button(key=f"reject-go-{key}").click().run()
    assert "no reason was given" in text_of(at)
    at.text_area(key=f"reason-{key}").set_value("The schema change went live a day later.")
    at.button(key=f"reject-go-{key}").click().run()
    assert not at.exception
    kept = next(each for each in hypotheses(suspected) if each["cause"] == cause)
    assert kept["state"] == "rejected"
    assert "The schema change went live a day later." in text_of(at)
    assert cause[:40] in text_of(at)
    assert "1 rejected" in text_of(at)


def test_a_decision_on_a_record_that_changed_meanwhile_is_not_taken(app, suspected):
    at = app("root_cause", record=RECORD)
    key = f"{RECORD}-1-0-H1"
    suspected.store.save_record(
        feed(updates=[entry(2.6, "observation", "First ring."), *UPDATES]), now=NOW + timedelta(minutes=1), by="Joel Mbeki"
    )
    at.text_area(key=f"reason-{key}").set_value("It was something else.")
    at.button(key=f"reject-go-{key}").click().run()
    assert not at.exception
    assert "nothing was decided" in text_of(at)
    assert suspected.verdicts(RECORD) == ()


def four_cards():
    """A page of its own with four hypotheses, one of them rejected and one supported with a remark."""
    from ui.widgets.hypothesis_cards import Deciding, hypothesis_cards

    one = {"cause": "A <b>change</b>.", "confidence": "low", "why": "one fact for", "for": [{"tag": "F7", "at": "08:07 UTC", "text": "quoted"}],
           "against": [{"text": "Not on Monday.", "evidence": ["F9"]}], "check": "Undo it.", "ask": "the owner", "reason": "", "confirmed_by": None}  # fmt: skip
    states = {"H1": "supported", "H2": "open", "H3": "open", "H4": "rejected"}
    told = {"H1": "Joel confirmed it without naming evidence", "H4": "Joel: it came later"}
    found = [{**one, "id": name, "state": state, "reason": told.get(name, "")} for name, state in states.items()]
    hypothesis_cards(found, Deciding({"F9": "08:10 restarted"}, lambda *_: None, lambda *_: None, "Priya Raman", "X-1-0"))


def test_four_hypotheses_are_all_there_and_only_those_that_stand_can_be_decided():
    at = AppTest.from_function(four_cards, default_timeout=15).run()
    assert not at.exception
    said = text_of(at)
    for words in (
        "<b>H1</b>",
        "<b>H4</b>",
        "Supported, low",
        "Rejected.</b> Joel: it came later.",
        "08:07 UTC: “quoted”",
        "Not on Monday.",
        ">F9<",
    ):
        assert words in said
    assert "Joel confirmed it without naming evidence." in said
    assert "A &lt;b&gt;change" in said
    assert {name for name in buttons(at) if name.startswith("confirm-")} == {f"confirm-X-1-0-H{n}" for n in (1, 2, 3)}


# What is worked out, and when


def test_the_analysis_is_worked_out_once_for_each_state_of_the_record(app, suspected, monkeypatch):
    made: list[str] = []

    def counting(services, record, kind, **options):
        made.append(kind)
        return draft_document(services, record, kind, **options)

    monkeypatch.setattr("ui.widgets.cause_desk.draft_document", counting)
    at = app("root_cause", record=RECORD)
    at.button(key="rca-whys-view").click().run()
    at.button(key="rca-kind-rca-analysis").click().run()
    assert sorted(made) == ["rca-analysis", "rca-report"]
    at.text_area(key=f"reason-{RECORD}-1-0-H1").set_value("It went live a day later.")
    at.button(key=f"reject-go-{RECORD}-1-0-H1").click().run()
    assert made.count("rca-analysis") == 2
    at.button(key="rca-anew").click().run()
    assert made.count("rca-analysis") == 3


def test_a_failure_is_told_and_the_next_run_works(app, suspected, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("ui.widgets.cause_desk.draft_document", broken)
        at = app("root_cause", record=RECORD)
        assert 'role="alert"' in text_of(at)
    at.run()
    assert "Five whys" in text_of(at)


# The document beside it


def test_the_customers_version_waits_and_says_why(app, suspected):
    at = app("root_cause", record=RECORD, kind="rca-customer")
    assert at.button(key="rca-kind-rca-customer").disabled
    assert "the customer&#x27;s version of the analysis is written when the problem is over" in text_of(at)
    suspected.store.save_record(feed(updates=UPDATES, **OVER), now=NOW + timedelta(minutes=1), by="Joel Mbeki")
    at = app("root_cause", record=RECORD, kind="rca-customer")
    assert not at.button(key="rca-kind-rca-customer").disabled
    assert "Preventing Recurrence" in text_of(at)


def test_a_report_is_kept_edited_handed_in_and_becomes_knowledge(app, suspected):
    suspected.store.save_record(
        feed(updates=UPDATES, **OVER, root_cause="A schema change made the feed worker stop."), now=NOW, by="Joel Mbeki"
    )
    at = app("root_cause", record=RECORD)
    assert at.button(key="rca-hand-in").disabled
    assert "only a kept draft can be edited" in text_of(at)
    at.button(key="rca-keep").click().run()
    assert not at.exception
    (kept,) = suspected.store.drafts(record_id=RECORD)
    assert (kept.kind, kept.version) == ("rca-report", 1)
    at.button(key="rca-edit").click().run()
    body = kept.body.replace("## Recovery Actions Taken", "- The worker must not stop at one bad order.\n\n## Recovery Actions Taken")
    at.text_area(key=f"rca-body-{kept.id}-1").set_value(body).run()
    at.button(key="rca-save").click().run()
    assert not at.exception
    assert suspected.store.draft(kept.id).version == 2
    assert "must not stop at one bad order" in text_of(at)
    at.button(key="rca-hand-in").click().run()
    assert suspected.store.draft(kept.id).state is State.SUBMITTED
    assert "Waiting for approval" in text_of(at)
    assert "rca-review" in buttons(at)
    for finding in suspected.store.draft(kept.id).open_findings:
        suspected.store.waive(kept.id, finding, by="Marcus Oyelaran", reason="Said in the review", now=NOW)
    approve(suspected, kept.id, by="Marcus Oyelaran", now=NOW)
    at.run()
    assert "found among the past reports" in text_of(at)
    assert suspected.knowledge.report(RECORD) is not None


def test_an_analysis_that_says_something_else_by_now_asks_for_a_new_draft(app, suspected):
    at = app("root_cause", record=RECORD, kind="rca-analysis")
    at.button(key="rca-keep").click().run()
    key = f"{RECORD}-1-0-H1"
    offered = at.selectbox(key=f"evidence-{key}").options
    at.selectbox(key=f"evidence-{key}").set_value(next(option.partition(" ")[0] for option in offered if "restarted" in option))
    at.text_area(key=f"shown-{key}").set_value("It stopped again.").run()
    at.button(key=f"confirm-{key}").click().run()
    assert "The analysis says something else by now" in text_of(at)
    at.button(key="rca-again").click().run()
    assert not at.exception
    assert "The analysis says something else by now" not in text_of(at)
    (kept,) = suspected.store.drafts(record_id=RECORD)
    assert kept.version == 2
    assert kept.newest.draft.details["conclusion"] == "confirmed"


def test_an_edit_over_somebody_elses_version_is_refused_and_the_page_lives(app, suspected):
    at = app("root_cause", record=RECORD)
    at.button(key="rca-keep").click().run()
    (kept,) = suspected.store.drafts(record_id=RECORD)
    at.button(key="rca-edit").click().run()
    at.text_area(key=f"rca-body-{kept.id}-1").set_value("My words.").run()
    suspected.store.withdraw(kept.id, by="Marcus Oyelaran", now=NOW)
    at.button(key="rca-save").click().run()
    assert not at.exception
    assert 'role="alert"' in text_of(at)


# Questions


def test_ticked_questions_leave_the_agenda(app, suspected):
    at = app("root_cause", record=RECORD)
    first = at.checkbox[0]
    before = at.code[0].value
    first.check().run()
    assert not at.exception
    assert "1 of " in text_of(at)
    assert len(at.code[0].value.splitlines()) == len(before.splitlines()) - 1


def test_a_question_and_whom_to_ask_are_told_apart():
    assert split_question("Which alert watches it? Ask the owner of Order feed.") == ("Which alert watches it?", "the owner of Order feed")
    assert split_question("When was it?") == ("When was it?", "")
    assert "Every question is ticked." in agenda("ESC-1", "A title", [])


# Pure parts


def timeline(*events, gaps=(), note="", missing=()):
    return {
        "events": [
            {"at": at, "text": text, "kind": kind, "evidence": ["F1"], "milestones": list(stones)} for at, text, kind, stones in events
        ],
        "gaps": [{"since": since, "until": until, "evidence": []} for since, until in gaps],
        "missing": list(missing),
        "note": note,
    }


LONG = timeline(
    ("2026-05-14T06:40:00+00:00", "Impact started", "field", ()),
    ("2026-05-14T12:55:00+05:30", "The customer writes: nothing works", "observation", ("first reported",)),
    ("2026-05-14T09:25:00+00:00", "Restarted <b>", "action", ()),
    ("2026-05-14T10:00:00+00:00", "Resolved", "field", ("resolution implemented",)),
    gaps=(("2026-05-14T07:25:00+00:00", "2026-05-14T09:25:00+00:00"),),
    missing=("customer confirmed",),
)


def test_times_are_read_in_the_zone_of_the_page():
    reading = read_timeline(LONG, zone=ZoneInfo("Europe/Oslo"))
    assert [f"{row.at:%H:%M %Z}" for row in reading.rows] == ["08:40 CEST", "09:25 CEST", "11:25 CEST", "12:00 CEST"]
    assert reading.impact is not None
    assert (f"{reading.impact[0]:%H:%M}", f"{reading.impact[1]:%H:%M}", reading.impact[2]) == ("08:40", "12:00", True)


def test_gaps_and_missing_milestones_stand_in_words():
    reading = read_timeline(LONG, zone=UTC_ZONE)
    assert silences_in_words(reading) == ("Nothing was written for 2 h, from 07:25 to 09:25.",)
    assert missing_in_words(reading) == "Not in the record: customer confirmed."
    said = chart_in_words(reading)
    for words in ("Timeline from 06:40 to 10:00 UTC, 2 entries", "Impact 3 h 20 min", "first reported at 07:25", "2 h, from 07:25"):
        assert words in said
    assert "&lt;b&gt;" in table_markup(reading)


def test_too_little_is_said_and_not_drawn(app, services):
    services.store.save_record(feed(updates=UPDATES[:1], acknowledged_at=None), now=NOW, by="Joel Mbeki")
    at = app("root_cause", record=RECORD)
    assert "no gap can be told" in text_of(at)
    assert not at.get("vega_lite_chart")
    assert "Depots ring about empty pick lists." in text_of(at)
    services.store.save_record(feed(updates=UPDATES), now=NOW + timedelta(minutes=1), by="Joel Mbeki")
    assert app("root_cause", record=RECORD).get("vega_lite_chart")


@pytest.mark.parametrize("dark", [False, True])
def test_the_chart_marks_every_event_and_every_gap(dark):
    reading = read_timeline(LONG, zone=UTC_ZONE)
    spec = timeline_chart(reading, dark=dark).to_dict()
    drawn = [row for rows in spec["datasets"].values() for row in rows]
    assert {row["what"] for row in drawn if "what" in row} == {row.text for row in reading.rows}
    assert any("▨ 2 h, nothing logged" in str(row.get("words")) for row in drawn)
    since, until = (datetime(2026, 5, 14, hour, 25, tzinfo=UTC).timestamp() * 1000 for hour in (7, 9))
    hatch = [row for row in drawn if set(row) == {"at", "end", "y", "foot"}]
    assert hatch
    assert all(since <= row["at"] <= row["end"] <= until for row in hatch)


def test_a_timeline_of_one_instant_can_be_drawn():
    same = timeline(("2026-05-14T06:40:00+00:00", "One", "action", ("first reported",)), ("2026-05-14T06:40:00+00:00", "Two", "field", ()))
    reading = read_timeline(same, zone=UTC_ZONE)
    assert reading.impact is None
    assert timeline_chart(reading, dark=False).to_dict()["layer"]


WHYS = [
    {"question": 'Why "this"?', "answer": "Suspected, not confirmed: a change.", "evidence": ["F7"], "ask": ""},
    {"question": "Why that?", "answer": "No alert exists.", "evidence": ["F3"], "ask": ""},
    {"question": "Why so?", "answer": None, "evidence": [], "ask": "the owner <x>"},
]
REVIEW = {
    "not_detected": {"answers": [{"text": "The customer was first.", "evidence": ["F1"]}], "ask": "Which alert? Ask the owner."},
    "made_hard": {"answers": [], "ask": ""},
}


def test_what_is_suspected_or_unknown_is_dashed_and_nothing_breaks_out_of_the_graph():
    chain = steps_of(WHYS)
    assert [step.look for step in chain] == ["suspected", "known", "unknown"]
    dot = whys_dot('A "title" \\ with ]; marks', chain, branches_of(REVIEW), dark=False)
    lines = dot.splitlines()
    assert ["dashed" in line for line in lines if line.startswith("why") and "->" not in line] == [True, False, True]
    assert 'A \\"title\\"' in dot
    assert "branch0_1" in dot
    assert "branch1_1" not in dot
    assert "&lt;x&gt;" in whys_list(WHYS)


def test_one_report_found_by_two_hypotheses_stands_once_with_both_differences():
    def past(score, differs):
        return {"id": "PIR-1", "title": "T", "score": score, "suggests": "S", "differs": differs, "reasons": ["R"], "tag": ""}

    cards = cards_by_cause({"H1": [past(0.6, ["one"])], "H2": [past(0.9, [])], "H3": []})
    (card,) = cards
    assert card.names == ("H2 · 0.90", "H1 · 0.60")
    said = past_markup(card)
    assert "What differs from H1.</b> one" in said
    assert "What differs from H2.</b> No difference is known" in said


REPORT = """# Post-Incident Report: X

## Summary

- **Customer**: Meridian <i>
- **Severity**: not recorded

## Timeline

| Time | Event |
|---|---|
| 2026-05-14 | a \\| b |

## Root Cause

No cause is confirmed.

## Prevention Actions

| Action | Owner | Due Date | Status |
|---|---|---|---|

## Lessons Learned

- ⟨for you: what was learnt⟩

## Resolution

Restarted (F3, P1).
"""


def test_each_section_says_how_far_it_is():
    sections = {section.title: section for section in sections_of(REPORT, confirmed=False)}
    assert {title: section.state for title, section in sections.items()} == {
        "Summary": "1 not known",
        "Timeline": "filled",
        "Root Cause": "not confirmed",
        "Prevention Actions": "nothing yet",
        "Lessons Learned": "for a person",
        "Resolution": "filled",
    }
    assert [title for title, section in sections.items() if section.filled] == ["Timeline", "Resolution"]
    assert "Meridian &lt;i&gt;" in sections["Summary"].markup
    assert "<td>a | b</td>" in sections["Timeline"].markup
    assert sections["Resolution"].markup.count("sh-tag") == 2


def test_a_message_has_its_labels_as_sections_and_its_end_stands_alone():
    body = "Hi Ana,\n\n**Summary**: It broke.\n\n**What We Did**:\n- Restarted it.\n\nWe are sorry.\n\nJoel"
    sections = sections_of(body)
    assert [section.title for section in sections] == ["", "Summary", "What We Did", ""]
    assert "We are sorry." in sections[-1].markup


def test_tags_of_sentences_stand_behind_lines_without_any():
    body = "## Resolution\n\nIt was restarted."
    start = body.index("It was")
    sentence = Sentence(start=start, end=len(body), text="It was restarted.", status=SentenceStatus.RECORD, sources=("F9",))
    assert ">F9<" in sections_of(body, [sentence])[0].markup


def test_samples_are_not_needed_for_past_reports(app, services):
    services.store.save_record(feed(updates=UPDATES), now=NOW, by="Joel Mbeki")
    said = text_of(app("root_cause", record=RECORD))
    assert "No past report looks like this incident." in said
    assert "There is no index of past reports yet" in said
