"""Five whys, the review's answers and the facilitator's questions: cited, never asserting a cause, and honest about what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.records import NOW, at, entry, feed

from assistant.analysis.questions import contributing, facilitator_questions, five_whys, review_answers, what_happened
from assistant.analysis.slots import HypothesisSlots, ReviewAnswerSlots
from assistant.analysis.timeline import build_timeline
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Audience, EvidenceSet
from assistant.evidence.gather import gather
from assistant.intake import sample_records
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()
NAMES = {"not_prevented", "not_detected", "made_hard", "triage", "communication", "people", "tools", "differently"}
CAUSE = (
    "A schema change made the worker stop at an empty depot code. The change was tested only with full codes. No alert watched the backlog."
)


def evidence_of(record: EscalationRecord) -> EvidenceSet:
    return gather(record, POLICY, audience=Audience.INTERNAL)


def answered(record: EscalationRecord) -> dict[str, ReviewAnswerSlots]:
    evidence = evidence_of(record)
    return review_answers(record, evidence, build_timeline(record, evidence, policy=POLICY), POLICY)


def asked(record: EscalationRecord, *hypotheses: HypothesisSlots) -> list[str]:
    evidence = evidence_of(record)
    timeline = build_timeline(record, evidence, policy=POLICY)
    return facilitator_questions(record, evidence, hypotheses, timeline, review_answers(record, evidence, timeline, POLICY))


def suspect(cause: str, *tags: str, check: str = "Replay the first order on the old release.") -> HypothesisSlots:
    return HypothesisSlots(cause=Statement(text=cause, cites=list(tags)), against=[], check=check, ask="the integration on-call")


def with_log(*updates: dict[str, Any], **changes: Any) -> EscalationRecord:
    return feed(updates=list(updates), **changes)


def texts(statements: list[Statement]) -> str:
    return " | ".join(statement.text for statement in statements)


@pytest.mark.parametrize("record", sample_records(now=NOW), ids=lambda record: record.id)
def test_every_part_of_every_sample_is_cited_and_whole(record: EscalationRecord) -> None:
    evidence = evidence_of(record)
    tags = {item.id for item in evidence}
    answers = answered(record)
    whys = five_whys(record, evidence, [])
    happened = what_happened(record, evidence)
    told = [*happened, *contributing(record, evidence), *(step.answer for step in whys if step.answer)]
    told += [statement for answer in answers.values() for statement in answer.answers]
    assert all(statement.cites and set(statement.cites) <= tags for statement in told)
    assert set(answers) == NAMES
    assert all(answer.answers or answer.ask for answer in answers.values())
    assert all(" Ask " in answer.ask for answer in answers.values() if answer.ask)
    assert len(whys) == 5
    assert all(step.question.startswith("Why") and step.question.endswith("?") for step in whys)
    assert all((step.answer is None) == bool(step.ask) for step in whys)
    assert 2 <= len(happened) <= 5
    questions = asked(record)
    assert 3 <= len(questions) <= 8
    assert len(set(questions)) == len(questions)


class TestWhatHappened:
    def test_says_what_broke_for_whom_and_that_no_cause_is_confirmed(self) -> None:
        record = feed()
        text = texts(what_happened(record, evidence_of(record)))
        assert text.startswith("Orders missing from the warehouse feed (Meridian Foods, 64 users affected).")
        assert "It began at 06:40 UTC." in text
        assert text.endswith("No cause is confirmed.")

    @pytest.mark.parametrize(
        "supposed", ["Orders are missing because of the new schema.", "Root cause: the new schema.", "Probably the new schema."]
    )
    def test_leaves_out_what_the_description_only_supposes(self, supposed: str) -> None:
        record = feed(description=f"{supposed} The depots wait.")
        text = texts(what_happened(record, evidence_of(record)))
        assert "schema" not in text

    def test_tells_the_confirmed_cause_as_confirmed(self) -> None:
        record = feed(root_cause=CAUSE)
        assert f"Confirmed cause: {CAUSE}" in texts(what_happened(record, evidence_of(record)))

    def test_says_when_the_log_calls_it_over_and_the_record_does_not(self) -> None:
        record = with_log(entry(1, None, "Service fully restored."), status="open")
        assert "that it is over: “Service fully restored”. The record's status is “open”." in texts(
            what_happened(record, evidence_of(record))
        )


class TestFiveWhys:
    def test_a_confirmed_cause_answers_sentence_by_sentence_and_each_question_builds_on_it(self) -> None:
        record = feed(root_cause=CAUSE)
        steps = five_whys(record, evidence_of(record), [])
        assert [step.answer is not None for step in steps] == [True, True, True, False, False]
        assert steps[1].question == "Why was that possible: “A schema change made the worker stop at an empty depot code”?"
        assert "No alert watched the backlog" in steps[3].question

    def test_a_hypothesis_is_told_as_suspected(self) -> None:
        record = feed()
        steps = five_whys(record, evidence_of(record), [suspect("The worker stops at a malformed order.", "F20")])
        assert steps[0].answer is not None
        assert steps[0].answer.text == "Suspected, not confirmed: The worker stops at a malformed order."
        assert steps[0].answer.cites == ["F20"]
        assert steps[1].question == "Why could that happen, if it is confirmed: “The worker stops at a malformed order”?"

    def test_an_idea_from_a_past_report_alone_answers_nothing(self) -> None:
        record = with_log(entry(1, None, "Orders are late."))
        steps = five_whys(record, evidence_of(record), [suspect("A malformed record stopped it.", "S1")])
        assert all(step.answer is None for step in steps)

    def test_what_the_log_says_is_quoted_with_its_time_and_a_suspicion_as_one(self) -> None:
        said = with_log(entry(1, "observation", "The backlog grows because of a full disk on the queue host."))
        step = five_whys(said, evidence_of(said), [])[0]
        assert step.answer is not None
        assert step.answer.text == "The log says at 08:25 UTC: “The backlog grows because of a full disk on the queue host.”"
        guessed = with_log(entry(1, "internal_note", "Suspected, not confirmed: the schema of last night.", visibility=None))
        step = five_whys(guessed, evidence_of(guessed), [])[0]
        assert step.answer is not None
        assert step.answer.text == "Suspected at 08:25 UTC, not confirmed: “The schema of last night.”"

    @pytest.mark.parametrize(
        "text",
        [
            "We are investigating the root cause.",
            "The root cause was identified.",
            "The delay is not because of the schema.",
            "No data was lost due to this.",
        ],
    )
    def test_a_sentence_that_speaks_of_a_cause_and_tells_none_answers_nothing(self, text: str) -> None:
        record = with_log(entry(1, None, text))
        assert all(step.answer is None for step in five_whys(record, evidence_of(record), []))

    def test_what_stands_nearer_to_the_impact_answers_the_earlier_why(self) -> None:
        record = with_log(
            entry(2, None, "The worker of the warehouse feed skips orders because of a lock."),
            entry(1, None, "A job holds its lock for an hour."),
        )
        steps = five_whys(
            record, evidence_of(record), [suspect("A job holds its lock for an hour.", evidence_of(record).of("updates")[1].id)]
        )
        assert [step.answer.text[:8] for step in steps if step.answer] == ["The log ", "Suspecte"]

    def test_what_a_customer_or_a_plan_says_is_no_cause(self) -> None:
        record = with_log(
            {"at": at(2), "author": "Ana Ferrer", "text": "It is down because of your release."},
            entry(1, "plan", "Roll back because of the lock."),
        )
        assert all(step.answer is None for step in five_whys(record, evidence_of(record), []))


class TestReviewAnswers:
    def test_the_first_signal_with_its_delay_and_whom_it_came_from(self) -> None:
        answer = answered(with_log({"at": at(2), "author": "Ana Ferrer", "visibility": "public", "text": "Our depots have no orders."}))[
            "not_detected"
        ]
        assert answer.answers[0].text == "The first signal in the record is the customer's, at 07:25 UTC, 45 minutes after the start."
        assert answer.ask == "Which alert watches Order feed, and why did the customer know first? Ask the owner of Order feed."

    def test_a_prompt_alert_leaves_nothing_to_ask(self) -> None:
        answer = answered(with_log(entry(2.7, None, "Alert: the backlog of the feed grows.")))["not_detected"]
        assert "is an alert" in answer.answers[0].text
        assert answer.ask == ""

    def test_an_alert_that_nobody_saw_is_asked_about(self) -> None:
        answer = answered(with_log(entry(2.7, None, "The alert went to a channel that nobody watches.")))["not_detected"]
        assert "What has to change" in answer.ask

    def test_without_start_no_delay_is_told(self) -> None:
        answer = answered(with_log(entry(2.7, None, "Alert: the backlog grows."), started_at=None, escalated_at=None, acknowledged_at=None))
        assert answer["not_detected"].answers[0].text == "The first signal in the record is an alert, at 06:43 UTC."

    @pytest.mark.parametrize(("answered_at", "late"), [(1.9, ""), (0.5, ", so it was 30 minutes late")])
    def test_the_first_response_is_held_against_the_policy(self, answered_at: float, late: str) -> None:
        answer = answered(feed(acknowledged_at=at(answered_at)))["communication"]
        took = {1.9: "6 minutes", 0.5: "1 hour 30 minutes"}[answered_at]
        assert answer.answers[0].text == f"The first response came {took} after the escalation; SEV-2 allows 1 hour{late}."
        assert bool(answer.ask) is bool(late)
        assert any(tag.startswith("P") for tag in answer.answers[0].cites)

    def test_the_longest_wait_between_messages_is_held_against_the_pace(self) -> None:
        log = [entry(hours, "customer_message", f"Message {hours}") for hours in (6, 3, 2.5)]
        answer = answered(with_log(*log, started_at=at(7), escalated_at=at(6.2), acknowledged_at=at(6)))["communication"]
        assert "The customer had 3 messages while it lasted; the longest wait was 3 hours, from 03:25 UTC to 06:25 UTC" in texts(
            answer.answers
        )
        assert answer.ask.startswith("What kept the messages")

    def test_a_record_set_too_low_says_by_which_words(self) -> None:
        record = with_log(entry(1, "observation", "All orders are lost; production is down for every depot."), severity="SEV-3")
        answer = answered(record)["triage"]
        assert "It is set to SEV-3, and the record's words meet the criteria of SEV-1" in texts(answer.answers)
        assert "production is down" in texts(answer.answers)

    def test_failed_attempts_and_obstacles_are_quoted(self) -> None:
        answer = answered(
            with_log(entry(2, None, "Restarted the worker, it did not help."), entry(1, None, "The error message was misleading."))
        )
        assert texts(answer["made_hard"].answers).count("The log says") == 2
        assert answer["made_hard"].ask == ""

    def test_a_silence_is_told_with_its_times(self) -> None:
        log = [entry(hours, None, f"Looked at step {hours}.") for hours in (9, 8.9, 8.8, 8.7, 3, 2.9)]
        answer = answered(with_log(*log, started_at=at(9.2), escalated_at=None, acknowledged_at=None))["made_hard"]
        assert texts(answer.answers) == "Nothing is written down between 00:43 UTC and 06:25 UTC, which is 5 hours 42 minutes."

    def test_people_are_roles_and_not_names(self) -> None:
        log = [
            entry(2, None, "Joel Mbeki tried to reach Petra Novak and got no answer.", author="Petra Novak"),
            entry(1, None, "Petra joins and takes over from Joel.", author="Sam Reed"),
        ]
        told = texts(answered(with_log(*log))["people"].answers)
        assert "Two colleagues wrote in the log" in told
        assert "The owner tried to reach a colleague" in told
        assert not any(name in told for name in ("Joel", "Mbeki", "Petra", "Novak", "Sam", "Reed"))

    def test_agreed_actions_are_what_will_be_different(self) -> None:
        record = feed(prevention=[{"action": "Alert on the backlog", "class": "technical", "status": "open"}])
        assert texts(answered(record)["differently"].answers).startswith("Agreed: Alert on the backlog")

    def test_a_record_that_says_nothing_is_asked_about_and_nothing_is_said(self) -> None:
        bare = EscalationRecord.model_validate({"id": "E-1", "title": "Orders late", "customer": {"name": "Meridian Foods"}})
        answers = answered(bare)
        assert all(not answer.answers and answer.ask for answer in answers.values())

    def test_a_plan_or_what_went_well_is_no_finding(self) -> None:
        answers = answered(
            with_log(entry(2, "plan", "Test without a review."), entry(1, None, "It works as expected, no alert was needed."))
        )
        assert answers["not_prevented"].answers == []
        assert all("as expected" not in texts(answer.answers) for answer in answers.values())


def test_contributing_quotes_what_made_it_worse_and_the_rest_of_the_confirmed_cause() -> None:
    record = with_log(entry(1, None, "The retries overloaded the queue."), root_cause=CAUSE)
    told = [statement.text for statement in contributing(record, evidence_of(record))]
    assert told[0] == "Confirmed: The change was tested only with full codes."
    assert told[-1] == "The log says at 08:25 UTC: “The retries overloaded the queue.”"
    assert contributing(with_log(entry(1, None, "Worker restarted.")), evidence_of(with_log(entry(1, None, "Worker restarted.")))) == []


class TestFacilitatorQuestions:
    def test_the_check_that_decides_between_two_comes_first(self) -> None:
        first = asked(feed(), suspect("The worker stops at a malformed order.", "F20"), suspect("The network to the feed drops.", "F21"))[0]
        assert first == (
            "Which of the two is it: “The worker stops at a malformed order”, or “The network to the feed drops”? "
            "The check that decides: Replay the first order on the old release. Ask the integration on-call."
        )

    def test_one_cause_alone_is_to_be_confirmed_or_rejected(self) -> None:
        assert asked(feed(), suspect("The worker stops.", "F20"))[0].startswith("What would confirm or reject “The worker stops”?")

    def test_with_a_confirmed_cause_nothing_is_left_to_decide(self) -> None:
        questions = asked(feed(root_cause=CAUSE), suspect("The worker stops.", "F20"))
        assert not any("The check that decides" in question for question in questions)
        assert "When was the cause found, and by which check? Ask the engineer of Order feed who found it." in questions

    def test_silences_are_asked_about_with_their_times(self) -> None:
        log = [entry(hours, None, f"Looked at step {hours}.") for hours in (9, 8.9, 8.8, 8.7, 3, 2.9)]
        questions = asked(with_log(*log, started_at=at(9.2), escalated_at=None, acknowledged_at=None))
        assert (
            "What was done between 00:43 UTC and 06:25 UTC? The log is silent for 5 hours 42 minutes. Ask those who worked on it."
            in questions
        )

    def test_milestones_that_cannot_have_happened_yet_are_not_asked_for(self) -> None:
        assert not any("confirmed that it is over" in question for question in asked(feed()))
        over = feed(status="resolved", resolved_at=at(0.5))
        assert any("confirmed that it is over" in question for question in asked(over))

    def test_never_fewer_than_three(self) -> None:
        bare = EscalationRecord.model_validate({"id": "E-1", "title": "Orders late", "customer": {"name": "Meridian Foods"}})
        assert 3 <= len(asked(bare)) <= 8
