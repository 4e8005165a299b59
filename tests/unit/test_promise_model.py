"""The second reader for promises: what it finds beside the grammar, what it keeps silent on, and that no finding rests on it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from fakes.records import NOW, entry, feed
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.commitment import check, extract_commitments, promises_of
from assistant.checks.context import CheckContext
from assistant.checks.promise_model import can_promise, likely_promise, promise_model
from assistant.checks.promises import promises_in
from assistant.checks.sent_promises import commitments_in, commitments_in_log
from assistant.evidence.sentences import split_sentences
from assistant.records.policy import shipped_policy
from evals.training import promise_model as training

UTC_ZONE = ZoneInfo("UTC")
SENT = datetime(2026, 3, 10, 10, tzinfo=UTC)
# Not among the training sentences, and no rule finds them.
LIKELY = (
    "The bill for the crane lands on our desk, not on yours.",
    "Signals on line 4 are green again by daybreak tomorrow.",
    "The joiner's lad has your new door on its hinges by seven tonight.",
)
ORDINARY = (
    "I'm Noor Brandt, Duty Manager, and I'm looking after this with you myself.",
    "All 912 double bookings are cancelled since 12:00 UTC on 4 May.",
    "Renamed the export folder and told your second administrator at 10:02 UTC.",
    "Our mapping engineers are comparing the 12 test routes.",
    "Since about 10:12 UTC visitors are charged twice, and 64 of them have written to you.",
    "I know that your branch sorts the letters by hand until then.",
)
NONE = (
    *ORDINARY,
    "The tunnel was shut from two until four.",
    "We usually answer within two hours.",
    "If the queue grows again by noon, traffic moves to Dublin.",
    "Your guests need new codes before Friday.",
    "Thank you for promising to send us the logs by 15:00.",
    "Did the fitter come at ten?",
    "https://status.example.com/incidents/by/1530",
    "",
)


@pytest.mark.parametrize("sentence", LIKELY)
def test_fresh_wordings_that_no_rule_knows_are_likely_promises(sentence: str) -> None:
    assert promises_in(sentence) == ()
    found = likely_promise(sentence)
    assert found is not None
    assert found.likely
    assert (found.start, found.end) == (0, len(sentence))


@pytest.mark.parametrize("sentence", NONE)
def test_what_promises_nothing_is_left_alone(sentence: str) -> None:
    assert likely_promise(sentence) is None


@pytest.mark.parametrize(
    ("told", "promised"),
    [
        ("I'm Noor Brandt, Duty Manager.", "I'm Noor Brandt and the new key is with you tomorrow."),
        ("Renamed the export folder at 10:02 UTC.", "Renamed the export folder; its files are to be moved tonight."),
        ("Our engineers are comparing the two lists.", "Our engineers are comparing the two lists until noon tomorrow."),
        ("All 912 double bookings are cancelled.", "All 912 double bookings are refunded."),
        ("The lift is in service since Monday.", "The lift is in service since Monday, and its new motor is in by Friday."),
    ],
)
def test_what_was_done_or_stands_is_not_asked_about_unless_something_is_to_come(told: str, promised: str) -> None:
    assert promises_in(told) == ()
    assert not can_promise(told)
    assert can_promise(promised) or promises_in(promised)


def test_it_is_silent_where_the_grammar_speaks() -> None:
    sentence = "We will call you tomorrow at 10:00 UTC."
    assert promises_in(sentence)
    assert not can_promise(sentence)
    ((_, promise, _),) = promises_of(sentence, sent_at=SENT, zone=UTC_ZONE, likely=True)
    assert not promise.likely


def test_the_due_time_comes_from_the_words() -> None:
    ((_, promise, due),) = promises_of(LIKELY[2], sent_at=SENT, zone=UTC_ZONE, likely=True)
    assert promise.likely
    assert due == datetime(2026, 3, 10, 19, tzinfo=UTC)
    assert promises_of(LIKELY[2], sent_at=SENT, zone=UTC_ZONE) == ()


@pytest.mark.parametrize("sentence", LIKELY)
def test_no_finding_rests_on_a_likely_promise(sentence: str) -> None:
    record = feed()
    context = CheckContext(policy=shipped_policy(), record=record, now=NOW)
    assert not [finding for finding in check(context, sentence, split_sentences(sentence)) if finding.start < finding.end]
    assert extract_commitments(sentence, context) == ()
    assert [found.likely for found in extract_commitments(sentence, context, likely=True)] == [True]


def test_the_ledger_proposes_it_and_says_so() -> None:
    policy = shipped_policy()
    (promise,) = commitments_in(LIKELY[0], feed(), policy, sent_at=NOW, source="draft D-0004, version 2")
    assert (promise.source, promise.proposed) == ("draft D-0004, version 2", True)
    record = feed(updates=[entry(1, "customer_message", "The joiner's lad has your new door on its hinges by seven tonight.")])
    (logged,) = commitments_in_log(record, policy)
    assert (logged.source, logged.proposed) == ("log entry 1", True)
    assert logged.due_at is not None


@given(st.text(max_size=120))
def test_any_text_gets_a_score(sentence: str) -> None:
    assert np.isfinite(promise_model().score(sentence))
    likely_promise(sentence)


def test_training_takes_no_word_of_the_real_lines() -> None:
    labelled = training.read_labelled(training.SENTENCES)[::12]
    model = training.train(labelled, ["Flurbostat is degraded.", "Flurbostat is back."])
    assert not [term for terms in model.weights.values() for term in terms if "flurb" in term]
    scores = np.array([model.score(item.text) for item in labelled])
    promise = np.array([item.promise for item in labelled])
    assert scores[promise].mean() > scores[~promise].mean() + 1


def test_neutral_sentences_tell_nothing_to_come() -> None:
    text = "Search is slow in one region. We will write again at noon. The queue was drained by 14:00 UTC. More follows within the hour."
    assert training.neutral_sentences([{"company": "North", "text": text}] * 2) == [
        sentence
        for sentence in training.neutral_sentences([{"company": "North", "text": text}])
        if sentence in {"Search is slow in one region.", "The queue was drained by 14:00 UTC."}
    ]


def test_the_threshold_counts_only_what_the_model_alone_finds() -> None:
    def item(text: str, *, promise: bool) -> training.Labelled:
        return training.Labelled(text, promise, "x", "plain")

    ours = [(item(text, promise=True), 1.0) for text in LIKELY] + [(item("The tunnel is two miles long.", promise=False), 0.5)]
    ruled = [(item("We will call you tomorrow.", promise=False), 9.0)]
    assert training.threshold((*ours, *ruled), precision=0.9, ordinary_share=0.01) == pytest.approx(0.5, abs=0.03)
    figures = training.measured((*ours, *ruled), 0.6)
    assert figures["all"]["recall"]["share"] == 1.0
    assert figures["all"]["precision"]["share"] == 0.75
    with pytest.raises(ValueError, match="no threshold"):
        training.threshold(((item("The tunnel is two miles long.", promise=False), 9.0),), precision=0.9, ordinary_share=0.01)


def test_the_threshold_leaves_ordinary_sentences_alone() -> None:
    def item(text: str, *, promise: bool, ordinary: bool = False) -> training.Labelled:
        return training.Labelled(text, promise, "x", "plain", ordinary)

    plain_texts = ("The tunnel is two miles long.", "The hall clock is slow.", "The ferry has two decks.", "Our north gate is green.")
    ours = [(item(text, promise=True), score) for text, score in zip(LIKELY, (0.405, 1.0, 1.0), strict=True)]
    plain = [(item(text, promise=False, ordinary=True), 0.705 if not number else -2.0) for number, text in enumerate(plain_texts)]
    assert training.threshold((*ours, *plain), precision=0.5, ordinary_share=0.25) <= 0.4
    likely = training.threshold((*ours, *plain), precision=0.5, ordinary_share=0.1)
    assert 0.705 < likely < 0.74
    assert training.measured((*ours, *plain), likely)["ordinary_proposed"]["share"] == 0.0
