"""What a new message contradicts of the ones before, and how saying so clears it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.run import run_checks
from assistant.checks.told import messages_of
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from evals.benchmarks.checks import read_rows
from evals.benchmarks.consistency import PAIRS, found_in, main

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
EARLIER = "2026-03-04T08:10:00Z"


def _context(*earlier: str, entries: tuple[tuple[str, str], ...] = (), visibility: str = "public", **fields: Any) -> CheckContext:
    sent = [{"at": EARLIER, "kind": "customer_message", "visibility": visibility, "text": text} for text in earlier]
    logged = [{"at": "2026-03-04T09:00:00Z", "kind": kind, "visibility": "public", "text": text} for kind, text in entries]
    held = {
        "id": "ESC-1",
        "title": "Trouble",
        "customer": {"name": "Northgate"},
        "status": "investigating",
        **fields,
        "updates": [*sent, *logged],
    }
    record = EscalationRecord.model_validate(held)
    policy = shipped_policy()
    return CheckContext(policy, gather(record, policy), record, now=NOW)


def _found(text: str, ctx: CheckContext) -> list[Finding]:
    return [finding for finding in run_checks(text, ctx).findings if finding.family is Family.CONSISTENCY]


CONTRADICTIONS = [
    ("eta_moved", "We expect a fix by 10:15 UTC.", "We expect a fix by 11:00 UTC.", "I told you 10:15 UTC. We now expect a fix by 11:00 UTC."),
    ("figure_changed", "40 users cannot sign in.", "64 users cannot sign in.", "The number has grown: 64 users cannot sign in, up from 40."),
    ("start_changed", "Orders fail since 06:40 UTC.", "Orders fail since 05:10 UTC.", "Orders fail since 05:10 UTC, and not since 06:40 UTC as I wrote."),
    ("early_cause", "We are still looking for the cause.", "The cause was a full disk.", "We suspect a full disk."),
    ("cause_changed", "The cause was a full disk.", "The cause was a firewall rule.", "We told you of a full disk. The cause was a firewall rule."),
    ("scope_shrank", "All depots are affected.", "Some depots are affected.", "Most depots have recovered; some depots are still affected."),
    ("state_contradicted", "The problem is resolved.", "Sign-in is unavailable.", "The problem has come back: sign-in is unavailable."),
    ("loss_contradicted", "No bookings were lost.", "Twelve bookings were lost.", "We told you that no bookings were lost. Twelve bookings were lost."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "told", "new", "says_so"), CONTRADICTIONS, ids=[row[0] for row in CONTRADICTIONS])
def test_a_contradiction_is_found_with_both_quotes_and_saying_so_clears_it(rule: str, told: str, new: str, says_so: str) -> None:
    ctx = _context(told)
    (finding,) = _found(new, ctx)
    assert finding.rule == f"consistency.{rule}"
    assert finding.severity is FindingSeverity.WARN
    assert finding.text == new[finding.start : finding.end]
    assert f"Told at 08:10 UTC: “{told}”" in finding.message
    assert finding.suggestion
    assert _found(says_so, ctx) == []
    assert _found(told, ctx) == [], "a text is not held against itself"
    assert _found(new, _context()) == [], "nothing was told before"


@pytest.mark.parametrize(
    ("told", "new"),
    [
        ("Card payments are declined in seven EU web shops.", "1,595 of 3,890 EU card payments were declined."),
        ("40 branch users cannot sign in.", "12 branch printers cannot print."),
    ],
)
def test_figures_of_two_things_that_share_a_word_are_not_one_figure(told: str, new: str) -> None:
    assert _found(new, _context(told)) == []


def test_an_estimate_in_the_composers_words_is_held_against_the_earlier_one() -> None:
    ctx = _context("Estimate: complete by 10:15 UTC.")
    assert [finding.rule for finding in _found("Estimate: complete by 11:00 UTC.", ctx)] == ["consistency.eta_moved"]
    assert _found("Estimate: complete by 10:15 UTC.", ctx) == []


def test_the_newest_message_that_spoke_of_it_counts() -> None:
    ctx = _context("We expect a fix by 09:00 UTC.", "Sorry for the delay: we now expect a fix by 11:00 UTC.")
    assert _found("We expect a fix by 11:00 UTC.", ctx) == []


def test_a_message_counts_whatever_its_visibility_and_only_if_it_was_sent_before() -> None:
    internal = _context("40 users cannot sign in.", visibility="internal")
    assert [finding.rule for finding in _found("64 users cannot sign in.", internal)] == ["consistency.figure_changed"]
    ctx = _context("40 users cannot sign in.")
    earlier = CheckContext(ctx.policy, ctx.evidence, ctx.record, now=datetime(2026, 3, 4, 8, 0, tzinfo=UTC))
    assert messages_of(earlier) == ()


def test_log_entries_that_are_no_messages_are_not_what_the_customer_was_told() -> None:
    assert _found("64 users cannot sign in.", _context(entries=(("observation", "40 users cannot sign in."),))) == []


def test_a_confirmed_fact_that_is_contradicted_blocks() -> None:
    confirmed = {"name": "Northgate", "users_affected": 40}
    (finding,) = _found("64 users cannot sign in.", _context("40 users cannot sign in.", customer=confirmed))
    assert finding.severity is FindingSeverity.BLOCK
    assert finding.replacement is None, "what is wrong is not to be framed"
    (start,) = _found("Orders fail since 05:10 UTC.", _context("Orders fail since 06:40 UTC.", started_at="2026-03-04T06:40:00Z"))
    assert start.severity is FindingSeverity.BLOCK
    logged = (("observation", "We counted 64 users who cannot sign in."),)
    (known,) = _found("64 users cannot sign in.", _context("40 users cannot sign in.", customer=confirmed, entries=logged))
    assert known.severity is FindingSeverity.WARN, "the log has the new figure"


def test_a_confirmation_since_ends_the_open_cause() -> None:
    told = "We are still looking for the cause."
    new = "The outage was caused by a full disk on the queue server."
    assert _found(new, _context(told, root_cause="A full disk on the queue server")) == []
    assert _found(new, _context(told, entries=(("observation", "Confirmed: a full disk on the queue server caused it."),))) == []
    assert _found(new, _context(told, entries=(("observation", "We suspect a full disk on the queue server."),)))


@pytest.mark.parametrize(
    ("told", "new"),
    [
        ("We expect sign-in to be fixed by 10:15 UTC.", "We expect the archive to be rebuilt by 16:00 UTC."),
        ("I will write again by 09:30 UTC.", "I will write again by 10:30 UTC."),
        ("1,140 orders are missing so far.", "1,310 orders are missing."),
        ("1,140 orders are stored.", "620 of the 1,140 orders have been sent again; 520 orders are still waiting."),
        ("40 users in Hamburg cannot sign in.", "25 users in Bergen cannot sign in."),
        ("Exports work again.", "Exports work; imports are still failing."),
        ("Curie models work again.", "Davinci models are degraded."),
        ("We are looking for the cause.", "Some jobs fail due to a timeout."),
        ("The cause is still open.", "The cause is looked for beside that."),
    ],
)
def test_what_moves_on_its_own_is_no_contradiction(told: str, new: str) -> None:
    assert _found(new, _context(told)) == []


@pytest.mark.parametrize(
    "row", [row for row in CONTRADICTIONS if row[0] in {"eta_moved", "figure_changed", "start_changed"}], ids=lambda row: row[0]
)
def test_a_replacement_passes_every_check(row: tuple[str, str, str, str]) -> None:
    ctx = _context(row[1], entries=(("observation", row[2]),))
    (finding,) = _found(row[2], ctx)
    assert finding.replacement is not None
    after = {(f.rule, f.text) for f in run_checks(finding.replacement, ctx).findings}
    assert after <= {(f.rule, f.text) for f in run_checks(row[2], ctx).findings}
    assert not [rule for rule, _ in after if rule.startswith("consistency.")]


def test_colleagues_are_told_without_it() -> None:
    ctx = _context("40 users cannot sign in.")
    internal = CheckContext(ctx.policy, ctx.evidence, ctx.record, now=NOW, audience=Audience.INTERNAL)
    assert _found("64 users cannot sign in.", internal) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_earlier_message_can_be_read(told: str) -> None:
    if told.strip():
        ctx = _context(told)
        for finding in _found("We expect a fix by 11:00 UTC. 64 users cannot sign in since 05:10 UTC.", ctx):
            assert finding.text


def test_the_labelled_pairs_are_balanced_and_mostly_read_right() -> None:
    rows = read_rows(PAIRS)
    for half in ("tuning", "frozen"):
        of_half = [row for row in rows if row["half"] == half]
        assert len(of_half) == 60
        assert sum(row["label"] == "inconsistent" for row in of_half) == 30
        right = sum(
            bool(found_in(row["text"], EscalationRecord.model_validate(row["record"]), datetime.fromisoformat(row["now"])))
            is (row["label"] == "inconsistent")
            for row in of_half
        )
        assert right >= 57


def test_the_benchmark_prints_one_json_object_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = tmp_path / "log.json"
    sent = [{"at": f"2026-03-04T0{hour}:00:00Z", "kind": "customer_message", "visibility": "public", "text": text} for hour, text in
            ((7, "40 users cannot sign in."), (8, "64 users cannot sign in."), (9, "64 users cannot sign in."))]  # fmt: skip
    logs.write_text(json.dumps({"id": "E-1", "title": "t", "customer": {"name": "n"}, "updates": sent}), encoding="utf-8")
    assert main(["--half", "tuning", "--data", str(logs), "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])["consistency"]
    assert result["tuning"]["n"] == 60
    assert result["real log"]["n"] == 2
    assert result["real log"]["rules"] == {"consistency.figure_changed": 1}
