"""The ledger page, and the promises beside the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fakes.pages import text_of, toasts
from fakes.records import feed

from assistant.analysis.since_last import Answering, PromiseAnswer, SinceLast
from assistant.ledger import promises
from assistant.records.commitments import Commitment, PromiseKind, Standing, judge
from ui.widgets.since_last_message import since_rows

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
TEXT = "We will call you by 13:30 UTC. You will have the incident report by 16 March. We will write again by 14:45 UTC."


def put(services, text=TEXT, **changes):
    at = (NOW - timedelta(hours=2)).isoformat()
    began = {name: at for name in ("started_at", "escalated_at", "acknowledged_at")}
    message = {"at": at, "kind": "customer_message", "visibility": "public", "text": text}
    services.store.save_record(feed(**began, updates=[message], **changes), now=NOW, by="import")


def settle(at, deed, reason):
    at.text_area(key=f"why-{deed}-C-0001").set_value(reason).run()
    at.button(key=f"do-{deed}-C-0001").click().run()
    assert not at.exception


def test_an_empty_ledger_says_how_it_fills(app, services):
    at = app("ledger")
    assert "No promises yet" in text_of(at)


def test_late_ones_stand_first_with_words_owner_and_source(app, services):
    put(services)
    at = app("ledger")
    rows = [html.value for html in at.get("html") if html.value.startswith('<div class="sh sh-ledger"><div>')]
    assert ["13:30" in rows[0], "14:45" in rows[1], "16 March" in rows[2]] == [True, True, True]
    assert "1 h 11 min late" in rows[0]
    assert "sh-red" in rows[0]
    assert "sh-amber" in rows[1]
    assert "We will call you by 13:30 UTC." in rows[0]
    assert "Joel Mbeki" in rows[0]
    assert "log entry 1" in rows[0]


def test_a_person_marks_a_promise_with_a_reason_and_it_is_folded_with_both(app, services):
    put(services)
    at = app("ledger")
    settle(at, "kept", "Called at 13:20 UTC, spoke to Ana")
    assert "C-0001 is kept, as Priya Raman says." in toasts(at)
    said = text_of(at)
    assert "Priya Raman: Called at 13:20 UTC, spoke to Ana" in said
    assert not [button for button in at.button if button.key == "do-kept-C-0001"]
    (first, *_) = promises(services, now=NOW)
    assert (first.standing, first.by) == (Standing.KEPT, "Priya Raman")


def test_without_a_reason_nothing_is_marked_and_the_page_says_so(app, services):
    put(services)
    at = app("ledger")
    at.button(key="do-withdrawn-C-0001").click().run()
    assert "no reason was given" in text_of(at)
    assert promises(services, now=NOW)[0].standing is Standing.OPEN


def test_the_groups_narrow_and_say_when_none_match(app, services):
    put(services, "We will write again by 16:00 UTC.")
    at = app("ledger")
    at.get("button_group")[0].set_value("Late").run()
    assert "None of 1 match." in text_of(at)


def test_words_of_a_message_are_shown_as_they_are(app, services):
    put(services, "We will call <b>Ana</b> & you by 13:30 UTC.")
    said = text_of(app("ledger"))
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; you" in said
    assert "<b>Ana</b>" not in said


def test_the_queue_shows_late_promises_in_its_rail_and_its_row(app, services):
    put(services, "We will call you by 13:30 UTC.", status="resolved")
    at = app()
    said = text_of(at)
    assert "Late · 13:30 UTC" in said
    assert "Promised: call, was 13:30 UTC" in said
    assert "1 h 11 min late" in said


DOOR = "The joiner's lad has your new door on its hinges by 13:00 UTC."


def test_what_is_only_worded_like_a_promise_stands_apart_and_is_not_late(app, services):
    put(services, f"We will call you by 13:30 UTC. {DOOR}")
    at = app("ledger")
    (folded,) = [each for each in at.expander if each.label == "Worded like a promise: confirm or withdraw: 1"]
    said = text_of(folded)
    assert "new door on its hinges by 13:00 UTC" in said
    assert "If it is a promise" in said
    assert "13:00" in said
    assert "sh-red" not in said
    assert "of 1 owed" in text_of(at)  # the call; the door counts nowhere
    assert [button.key for button in folded.button if button.key.startswith("do-")] == ["do-open-C-0002", "do-withdrawn-C-0002"]


def test_a_person_confirms_a_proposal_and_it_is_owed_and_tells_by_whom(app, services):
    put(services, DOOR)
    at = app("ledger")
    assert "Nothing is owed" in text_of(at)
    at.button(key="do-open-C-0001").click().run()
    assert "C-0001 was not confirmed: no reason was given" in text_of(at)
    settle(at, "open", "Ana counts on it")
    assert "C-0001 is a promise, as Priya Raman says." in toasts(at)
    said = text_of(at)
    assert "Confirmed by Priya Raman, 14:41 UTC: Ana counts on it." in said
    assert "1 h 41 min late" in said
    assert not [each for each in at.expander if each.label.startswith("Worded like")]
    assert "do-kept-C-0001" in [button.key for button in at.button]


def test_a_person_withdraws_a_proposal_and_it_is_settled(app, services):
    put(services, DOOR)
    at = app("ledger")
    settle(at, "withdrawn", "Told only as news")
    assert "Withdrawn: 1" in [each.label for each in at.expander]
    assert not [each for each in at.expander if each.label.startswith("Worded like")]


def test_the_record_page_asks_whether_it_is_a_promise(app, services):
    put(services, DOOR)
    at = app("escalation", record="ESC-2041")
    assert "none made" in text_of(at)
    assert "Worded like a promise: confirm or withdraw: 1" in [each.label for each in at.expander]
    at.text_area(key="proposal-reason-C-0001").set_value("Ana counts on it").run()
    at.button(key="proposal-say-C-0001").click().run()
    assert not at.exception
    assert "1 of 1 open" in text_of(at)
    assert "Confirmed by Priya Raman" in text_of(at)


def test_the_queue_shows_no_proposal(app, services):
    put(services, DOOR, status="resolved")
    said = text_of(app())
    assert "Promised: action" not in said
    assert "No promise is open." in said


def test_beside_a_draft_a_proposal_is_named_apart():
    record = feed(updates=[{"at": NOW.isoformat(), "kind": "customer_message", "visibility": "public", "text": DOOR}])
    commitment = Commitment("C-0001", record.id, DOOR, PromiseKind.ACTION, NOW, None, None, (), "log entry 1", proposed=True)
    answer = PromiseAnswer(judge(commitment, record, now=NOW), Answering.PROPOSED)
    found = SinceLast(at=NOW, figures=(), times=(), promises=(answer,), statements=(), told_again=0)
    shown = since_rows(found, now=NOW, zone=ZoneInfo("UTC"))
    assert shown.startswith("<dt>Worded like a promise</dt>")
    assert "no time was promised; confirm or withdraw it in the ledger" in shown
