"""Causes by rule: proposed from what the record says, weighed by what is cited, confirmed only by the field or by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from fakes.records import entry, feed
from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.hypotheses import Causes, Conclusion, Confidence, Hypothesis, State, Verdict, propose, weigh
from assistant.analysis.slots import HypothesisSlots
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Audience, Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

IMPACT = entry(1.5, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far.")


def evidence_of(record: EscalationRecord, **kwargs: Any) -> EvidenceSet:
    return gather(record, shipped_policy(), audience=kwargs.pop("audience", Audience.INTERNAL), **kwargs)


def analysed(record: EscalationRecord, *, verdicts: Sequence[Verdict] = (), **kwargs: Any) -> Causes:
    evidence = evidence_of(record, **kwargs)
    return weigh(propose(record, evidence), record, evidence, verdicts=verdicts)


def told(*entries: str | dict[str, Any], **changes: Any) -> EscalationRecord:
    updates = [IMPACT, *(entry(1.4 - number / 10, None, item) if isinstance(item, str) else item for number, item in enumerate(entries))]
    return feed(updates=updates, **changes)


def tag_of(evidence: EvidenceSet, words: str) -> str:
    return next(item.id for item in evidence if words in item.text)


def written(text: str, *cites: str) -> HypothesisSlots:
    return HypothesisSlots(cause=Statement(text=text, cites=list(cites)), against=[], check="Look.", ask="the on-call engineer")


STATED = (
    "The missing orders were caused by a full disk on the feed host.",
    "This is due to an expired certificate of the message broker.",
    "The root cause was a regression in the order parser.",
    "We traced the failures to a stale DNS record for the broker.",
    "The outage was triggered by a network switch that lost power.",
    "The feed stopped as a result of the database failover.",
    "The errors are stemming from a corrupted index of the order table.",
    "An issue with faulty data in the cache causes the feed to fail.",
    "We have identified the configuration change as the root cause.",
    "Root cause: the connection pool of the broker was exhausted.",
    "A memory leak in the feed worker led to the outage.",
    "The scheduled maintenance of the storage array resulted in failed writes.",
    "The cause has been identified as a misconfigured load balancer.",
    "A third-party carrier's outage is causing the failures.",
)


@pytest.mark.parametrize("sentence", STATED)
def test_a_stated_cause_is_supported_in_the_logs_own_words(sentence: str) -> None:
    causes = analysed(told(sentence))
    assert causes.conclusion is Conclusion.SUPPORTED
    first = causes.hypotheses[0]
    assert first.state is State.SUPPORTED
    assert first.confidence in {Confidence.MODERATE, Confidence.HIGH}
    own = set(sentence.lower().replace("root cause:", "").rstrip(".").split()) - {"this"}
    assert own <= set(first.cause.lower().rstrip(".").split())


@pytest.mark.parametrize(
    "sentence",
    [
        "We suspect a stale DNS record.",
        "The failures may be due to the new firewall rules.",
        "We have identified a recent code change as a potential cause of the failures.",
        "It is likely that the database failover caused this outage.",
        "Could this be caused by the certificate that was renewed?",
    ],
)
def test_a_suspected_cause_stays_open(sentence: str) -> None:
    causes = analysed(told(sentence))
    assert causes.conclusion is Conclusion.INCONCLUSIVE
    assert causes.hypotheses[0].state is State.OPEN
    assert causes.hypotheses[0].confidence is Confidence.LOW
    assert "suspected" in causes.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "We have identified the root cause and are working on a fix.",
        "We are investigating the cause of the delays.",
        "Our engineers have identified the issue causing the errors and are deploying a fix.",
        "We do not know what is causing the failures.",
        "Customers may see errors due to this issue.",
        "A full root cause analysis will follow once the investigation is complete.",
        "We apologize for the inconvenience caused by this disruption.",
        "We will roll back the release if the errors return.",
        "The customer believes it is due to our firewall.",
        "Some users are experiencing delays.",
    ],
)
def test_what_names_no_cause_gives_no_hypothesis(sentence: str) -> None:
    causes = analysed(told(sentence))
    assert causes.hypotheses == ()
    assert causes.conclusion is Conclusion.INCONCLUSIVE


def test_a_pronoun_is_replaced_by_what_it_stands_for_and_no_more() -> None:
    first = analysed(told("This was due to an issue with an upstream payment provider.")).hypotheses[0]
    assert first.cause == "The problem was due to an issue with an upstream payment provider."
    assert first.ask == "the on-call engineer who works with the provider"


def test_repeats_are_one_hypothesis_and_one_fact() -> None:
    sentence = "The errors are due to an issue with an upstream payment provider."
    causes = analysed(told(sentence, sentence, sentence))
    assert len(causes.hypotheses) == 1
    assert len(causes.hypotheses[0].supports) == 3
    assert causes.hypotheses[0].confidence is Confidence.MODERATE


def test_the_recovery_with_the_cause_raises_the_confidence() -> None:
    causes = analysed(
        told(
            "The errors are due to an issue with an upstream payment provider.",
            "The issue with our upstream payment provider has been resolved.",
        )
    )
    assert causes.hypotheses[0].confidence is Confidence.HIGH
    assert causes.hypotheses[0].state is State.SUPPORTED


def test_a_remedy_and_a_change_are_clues_and_stay_open() -> None:
    record = feed(
        updates=[
            entry(2.7, "action", "Deployed release 4.2 of the order service."),
            IMPACT,
            entry(1.1, "action", "Restarted the feed worker; new orders flow again."),
        ]
    )
    causes = analysed(record)
    assert [item.state for item in causes.hypotheses] == [State.OPEN, State.OPEN]
    assert {item.cause.split(":")[0] for item in causes.hypotheses} == {"A change told near the start", "Something that a restart clears"}
    assert causes.conclusion is Conclusion.INCONCLUSIVE
    assert causes.reason == "Inconclusive: no entry names a cause; what there is fits without proving it."


def test_a_rollback_followed_by_recovery_speaks_for_the_change() -> None:
    record = feed(
        updates=[
            entry(2.7, "action", "Deployed release 4.2 of the order service."),
            IMPACT,
            entry(1.1, "action", "Rolled back release 4.2; new orders flow again."),
        ]
    )
    evidence = evidence_of(record)
    [only] = analysed(record).hypotheses
    assert only.supports == (tag_of(evidence, "Deployed"), tag_of(evidence, "Rolled back"))
    assert only.confidence is Confidence.MODERATE
    assert only.state is State.OPEN


def test_a_plan_to_restart_is_no_clue() -> None:
    assert analysed(told(entry(1.0, "plan", "Restart the feed worker at 09:00 UTC; orders should then flow again."))).hypotheses == ()


@pytest.mark.parametrize(
    ("suspicion", "denial"),
    [
        ("We suspect the network between the worker and the feed.", "Ruled out the network: no packet is lost."),
        ("We suspect the database replica.", "It turned out not to be the database."),
        ("Possibly caused by the CDN provider.", "The CDN provider: ruled out, their status is green."),
        ("The errors may be due to the new firewall rules.", "The failures are not related to the firewall rules."),
        ("We suspect the load balancer.", "The cause was not the load balancer but a full disk on the feed host."),
    ],
)
def test_what_the_log_rules_out_is_rejected_with_the_reason_and_stays_last(suspicion: str, denial: str) -> None:
    record = told(suspicion, denial)
    last = analysed(record).hypotheses[-1]
    assert last.state is State.REJECTED
    assert last.cause == suspicion
    assert last.reason.startswith(tag_of(evidence_of(record), denial))
    assert last.against


def test_not_ruled_out_rejects_nothing() -> None:
    [only] = analysed(told("We suspect the load balancer.", "We have not ruled out the load balancer yet.")).hypotheses
    assert only.state is State.OPEN


def test_a_step_that_did_not_help_is_rejected() -> None:
    [only] = analysed(told(entry(1.0, "action", "Restarted the feed worker; this did not help."))).hypotheses
    assert only.state is State.REJECTED
    assert analysed(told(entry(1.0, "action", "Restarted the feed worker; this did not help."))).reason == (
        "Inconclusive: every idea so far was rejected."
    )


def test_a_denied_cause_is_not_proposed() -> None:
    [only] = analysed(told("The cause was not the load balancer but a full disk on the feed host.")).hypotheses
    assert only.check.startswith("On “a full disk on the feed host”")


def test_internal_entries_are_read_for_colleagues_only() -> None:
    record = feed()
    internal = analysed(record)
    assert any("schema" in item.cause for item in internal.hypotheses)
    public = analysed(record, audience=Audience.CUSTOMER)
    assert not any("schema" in item.cause for item in public.hypotheses)


def test_the_field_confirms_and_comes_first() -> None:
    record = told("We suspect the network.", root_cause="A schema change made the feed worker stop.")
    causes = analysed(record)
    field = evidence_of(record).field("root_cause")
    assert field is not None
    assert causes.conclusion is Conclusion.CONFIRMED
    assert causes.hypotheses[0].confirmed_by == field.id
    assert causes.hypotheses[0].cause == "A schema change made the feed worker stop."
    assert [item.id for item in causes.hypotheses] == ["H1", "H2"]


def test_the_field_counts_even_if_the_writer_left_it_out() -> None:
    record = told("We suspect the network.", root_cause="A schema change made the feed worker stop.")
    causes = weigh([], record, evidence_of(record))
    assert causes.conclusion is Conclusion.CONFIRMED


@pytest.mark.parametrize("words", ["Unknown", "Under investigation", "Not yet confirmed", "tbd", "Still being investigated by the team"])
def test_a_field_that_says_nothing_confirms_nothing(words: str) -> None:
    causes = analysed(told(root_cause=words))
    assert causes.hypotheses == ()


def test_a_field_in_doubt_is_a_suspicion() -> None:
    causes = analysed(told(root_cause="Probably the schema change"))
    assert causes.conclusion is Conclusion.INCONCLUSIVE
    assert causes.hypotheses[0].confidence is Confidence.LOW


PAST = Evidence(
    "S1",
    "A release made the feed worker stop at a malformed order. The queue grew.",
    "PIR-0311, Root Cause",
    "passage",
    (Clause("A release made the feed worker stop at a malformed order.", Mode.PASSAGE), Clause("The queue grew.", Mode.PASSAGE)),
    source_id="PIR-0311",
)


def test_a_past_report_is_an_idea_where_the_record_shares_its_kind() -> None:
    record = feed(updates=[entry(2.7, "action", "Deployed a release of the feed worker for orders."), IMPACT])
    causes = analysed(record, passages=(PAST,))
    idea = causes.hypotheses[-1]
    assert idea.cause.startswith("As in PIR-0311, “A release made")
    assert idea.cause.endswith("; nothing in this record shows it yet.")
    assert (idea.supports, idea.confidence, idea.state) == (("S1",), Confidence.NONE, State.OPEN)


def test_a_past_report_of_another_kind_is_left_out() -> None:
    assert analysed(told("Some orders are late."), passages=(PAST,)).hypotheses == ()


def test_only_past_reports_is_said_so() -> None:
    record = told("Some orders are late.")
    evidence = evidence_of(record, passages=(PAST,))
    causes = weigh([written("As in PIR-0311, the worker stopped at a malformed order.", "S1")], record, evidence)
    assert causes.reason == "Inconclusive: no entry names a cause; what there is comes from past reports only."


def test_a_writers_claim_is_weighed_by_what_it_cites_and_not_by_its_words() -> None:
    record = told("The backlog is 1,140 orders.", "The feed stopped because the disk of the feed host was full.")
    evidence = evidence_of(record)
    claimed = written("The root cause was confirmed: the broker's certificate expired.", tag_of(evidence, "backlog"), "F99")
    [only] = weigh([claimed], record, evidence).hypotheses
    assert only.state is State.OPEN
    assert only.confidence is Confidence.NONE
    assert only.supports == (tag_of(evidence, "backlog"),)


def confirmed(cause: str, evidence: str) -> Verdict:
    return Verdict(cause, State.CONFIRMED, "Joel Mbeki", "the first unsent order stops the old worker too", evidence)


def test_a_person_confirms_with_evidence() -> None:
    record = told("We suspect a schema change in the order format.", "The first unsent order stops the old worker too.")
    before = analysed(record)
    verdict = confirmed(before.hypotheses[0].cause, "the first unsent order stops the old worker too")
    causes = analysed(record, verdicts=[verdict])
    first = causes.hypotheses[0]
    assert causes.conclusion is Conclusion.CONFIRMED
    assert first.confirmed_by == tag_of(evidence_of(record), "first unsent order")
    assert first.reason.startswith("Joel Mbeki: ")


def test_a_confirmation_falls_back_when_its_evidence_is_gone() -> None:
    record = told("We suspect a schema change in the order format.")
    verdict = confirmed("We suspect a schema change in the order format.", "The first unsent order stops the old worker too.")
    first = analysed(record, verdicts=[verdict]).hypotheses[0]
    assert (first.state, first.confirmed_by) == (State.SUPPORTED, None)
    assert "no longer holds the evidence" in first.reason


def test_policy_and_past_reports_confirm_nothing() -> None:
    record = told("We suspect a schema change in the order format.")
    verdict = confirmed("We suspect a schema change in the order format.", "A release made the feed worker stop at a malformed order.")
    first = analysed(record, verdicts=[verdict], passages=(PAST,)).hypotheses[0]
    assert first.state is State.SUPPORTED


def test_a_person_rejects_and_the_hypothesis_stays() -> None:
    record = told("The errors were caused by a full disk on the feed host.")
    verdict = Verdict(analysed(record).hypotheses[0].cause, State.REJECTED, "Joel Mbeki", "the disk was at 40 %")
    causes = analysed(record, verdicts=[verdict])
    assert causes.conclusion is Conclusion.INCONCLUSIVE
    assert [item.state for item in causes.hypotheses] == [State.REJECTED]
    assert causes.hypotheses[0].reason == "Joel Mbeki: the disk was at 40 %"


def test_a_verdict_on_a_hypothesis_that_nobody_proposes_any_more_stays() -> None:
    causes = analysed(
        told("Some orders are late."), verdicts=[Verdict("The broker's certificate expired.", State.REJECTED, "Ana", "valid till May")]
    )
    assert [(item.cause, item.state) for item in causes.hypotheses] == [("The broker's certificate expired.", State.REJECTED)]


def test_each_check_names_both_results_and_the_rival() -> None:
    causes = analysed(told("We suspect the network.", "We suspect a stale DNS record of the broker's certificate."))
    first, second = causes.hypotheses
    for item, rival in ((first, second), (second, first)):
        assert "this stands" in item.check
        assert "rejected" in item.check
        assert rival.supports[0] in item.check
        assert item.ask


REMOVABLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str | None], ...] = (
    (
        "caused by",
        ("The missing orders were caused by a full disk on the feed host.",),
        ("Feed worker restarted; new orders flow again.",),
        None,
    ),
    ("due to", ("This is due to an expired certificate of the broker.",), ("We replaced the certificate and orders flow again.",), None),
    ("root cause", ("The root cause was a regression in the order parser.",), ("Orders are late in all EU depots.",), None),
    ("traced to", ("We traced the failures to a stale DNS record.",), ("We have identified the cause and are working on a fix.",), None),
    (
        "triggered by",
        ("The outage was triggered by a switch that lost power.",),
        ("Traffic was rerouted and errors dropped to zero.",),
        "internal",
    ),
    ("as a result of", ("The feed stopped as a result of the database failover.",), ("The backlog is being replayed.",), "internal"),
    ("causes", ("Faulty data in the cache causes the feed to fail.",), ("The cache was flushed; orders are flowing again.",), None),
    (
        "led to",
        ("A memory leak in the feed worker led to the outage.",),
        ("Capacity was increased and the queue has drained.",),
        "internal",
    ),
    ("while migrating", ("While migrating the order table, we caused an outage.",), ("Data was restored from the backup.",), None),
    ("field", (), ("Rolled back release 4.2; new orders flow again.",), None),
)


@pytest.mark.parametrize(("name", "causal", "rest", "visibility"), REMOVABLE, ids=[row[0] for row in REMOVABLE])
def test_without_the_sentences_about_the_cause_it_is_inconclusive(
    name: str, causal: tuple[str, ...], rest: tuple[str, ...], visibility: str | None
) -> None:
    def record(sentences: tuple[str, ...], root_cause: str | None) -> EscalationRecord:
        entries = [entry(1.4 - n / 10, None, text, visibility=visibility or "public") for n, text in enumerate(sentences)]
        return told(*entries, root_cause=root_cause)

    whole = analysed(record((*causal, *rest), "A schema change made the feed worker stop." if name == "field" else None))
    assert whole.conclusion is not Conclusion.INCONCLUSIVE
    bare = analysed(record(rest, None))
    assert bare.conclusion is Conclusion.INCONCLUSIVE
    assert bare.reason.startswith("Inconclusive: ")
    assert not [item for item in bare.hypotheses if item.state is State.CONFIRMED or item.confidence is Confidence.HIGH]


_WORDS = st.sampled_from(
    [
        "the",
        "feed",
        "worker",
        "stopped",
        "because",
        "of",
        "caused",
        "by",
        "due",
        "to",
        "a",
        "full",
        "disk",
        "network",
        "release",
        "rolled",
        "back",
        "restarted",
        "root",
        "cause",
        "was",
        "identified",
        "we",
        "suspect",
        "not",
        "related",
        "did",
        "help",
        "recovered",
        "orders",
        "flow",
        "again",
        "certificate",
        "expired",
        "1,140",
        "06:40",
        "database",
        "migration",
        ".",
        ",",
        ":",
    ]
)


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=18).map(" ".join), min_size=1, max_size=8))
def test_no_log_confirms_itself(texts: list[str]) -> None:
    record = told(*texts)
    evidence = evidence_of(record)
    proposed = propose(record, evidence)
    causes = weigh(proposed, record, evidence)
    assert len(proposed) <= 5
    assert [item.id for item in causes.hypotheses] == [f"H{number}" for number in range(1, len(causes.hypotheses) + 1)]
    assert causes.conclusion is not Conclusion.CONFIRMED
    assert all(evidence.get(tag) for item in causes.hypotheses for tag in item.supports)
    ranks = [item.state is State.REJECTED for item in causes.hypotheses]
    assert ranks == sorted(ranks)
    assert weigh(proposed, record, evidence) == causes


def test_confirmed_without_an_id_cannot_exist() -> None:
    with pytest.raises(ValueError, match="no evidence id"):
        Hypothesis("H1", "x", (), (), Confidence.HIGH, "why", "check", "ask", State.CONFIRMED)
