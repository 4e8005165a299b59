"""What the composer promises is read as a promise: every form of it, over all sample records and message kinds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from assistant.checks.commitment import promises_of
from assistant.checks.due import due_in
from assistant.checks.promises import promises_in
from assistant.drafting.messages import compose_message
from assistant.evidence.gather import gather
from assistant.evidence.sentences import split_sentences
from assistant.intake.samples import sample_records
from assistant.records.clock import MessageKind
from assistant.records.commitments import PromiseKind
from assistant.records.policy import shipped_policy

NOW = datetime(2026, 11, 23, 14, 41, tzinfo=UTC)
_FORMS = re.compile(
    r"^(?:Estimate: .*\bby \d|We (?:now )?estimate that|Next: .*, by |Planned, due |In progress, due |Still to come by )|\bupdate you (?:as soon|by)|^You will hear from"
)


def test_every_promise_of_a_composed_message_is_read_with_its_time() -> None:
    policy = shipped_policy()
    seen = 0
    for record in sample_records(now=NOW):
        for kind in MessageKind:
            body = compose_message(kind, record, gather(record, policy), policy, now=NOW).body
            read = {span.start: (promise, due) for span, promise, due in promises_of(body, sent_at=NOW, zone=policy.zone)}
            for span in split_sentences(body):
                if _FORMS.search(span.quote) and "⟨" not in span.quote:
                    seen += 1
                    assert span.start in read, span.quote
                    if due_in(span.quote, NOW, policy.zone):
                        assert read[span.start][1] is not None, span.quote
            if "**Next Update**" in body:
                assert any(promise.kind is PromiseKind.NEXT_UPDATE and due for promise, due in read.values()), body
    assert seen > 20


@pytest.mark.parametrize(
    ("sentence", "kind", "certain"),
    [
        ("Estimate: complete by 15:16 UTC.", PromiseKind.FIX, False),
        ("Estimate: both live by 16:11 UTC.", PromiseKind.FIX, False),
        ("We estimate that it will be resolved by 00:41 UTC on 24 November; this is an estimate.", PromiseKind.FIX, False),
        ("Planned, due 2 December 2026: Releases that rename a file need a sign-off.", PromiseKind.ACTION, True),
        ("Still to come by 15:00 UTC, as promised: our call.", PromiseKind.CALL, True),
        ("Still to come by 15:00 UTC, as promised: the report.", PromiseKind.REPORT, True),
    ],
)
def test_the_composers_forms(sentence: str, kind: PromiseKind, certain: bool) -> None:
    assert [(each.kind, each.certain) for each in promises_in(sentence)] == [(kind, certain)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Our estimate of 15:00 UTC has passed, and we do not have a new one yet.",
        "We had told you to expect the end of it by 15:00 UTC; it is not, and we have no new estimate yet.",
        "You were to hear from us by 14:00 UTC; this message comes late, and I'm sorry for that.",
        "Our earlier estimate was 15:00 UTC.",
    ],
)
def test_what_it_says_of_earlier_times_promises_nothing(sentence: str) -> None:
    assert promises_in(sentence) == ()


def test_the_time_of_a_plan_is_the_one_of_its_label() -> None:
    plan = "Planned, due 5 December 2026: An alert compares charges with bookings every five minutes, day and night."
    ((_, _, due),) = promises_of(plan, sent_at=NOW, zone=shipped_policy().zone)
    assert due == datetime(2026, 12, 5, 23, 59, tzinfo=UTC)
