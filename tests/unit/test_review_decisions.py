from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.review_material import KNOWN, NOW, draft, finding

from assistant.checks.finding import Finding
from assistant.errors import ActionRefused
from assistant.review.decisions import approval_obstacles, open_gaps, person, refuse
from assistant.review.states import State
from assistant.review.stored import DraftVersion, StoredDraft, Waiver, identity


def submitted(*findings: Finding, body: str = "All is well.", subject: str = "Update", state: State = State.SUBMITTED) -> StoredDraft:
    whole = draft(body, findings=findings, subject=subject)
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
    return StoredDraft("D-0001", "ESC-7", "update", "progress", state, NOW, "Tomasz Lind", (version,))


def codes(stored: StoredDraft, *, by: str = "Ingrid Vale", **more: object) -> list[str]:
    return [obstacle.code for obstacle in approval_obstacles(stored, by=by, **more)]  # type: ignore[arg-type]


def test_a_clean_submitted_draft_has_no_obstacle() -> None:
    assert codes(submitted()) == []
    assert codes(submitted(finding(severity="warn"), finding(severity="info"))) == []


@pytest.mark.parametrize("state", [State.DRAFT, State.CHANGES_REQUESTED, State.SENT, State.WITHDRAWN])
def test_only_what_was_submitted_can_be_approved(state: State) -> None:
    assert codes(submitted(state=state)) == ["state"]


def test_a_blocking_finding_is_quoted_with_its_rule_and_reason() -> None:
    (obstacle,) = approval_obstacles(submitted(finding("leak.name", "Kestrel", message="Another customer.")), by="Ingrid Vale")
    assert obstacle.code == "finding"
    assert all(said in obstacle.text for said in ("leak.name", '"Kestrel"', "Another customer."))


def test_a_waiver_covers_its_finding_and_no_other() -> None:
    one, other = finding(text="13:20 UTC"), finding(text="13:40 UTC")
    waiver = Waiver(*identity(one), by="Ingrid Vale", reason="In the monitoring log.", at=NOW, version=1)
    assert codes(replace(submitted(one), waivers=(waiver,))) == []
    assert codes(replace(submitted(one, other), waivers=(waiver,))) == ["finding"]
    assert codes(replace(submitted(finding("leak.name", "13:20 UTC")), waivers=(waiver,))) == ["finding"]


def test_two_missing_parts_are_two_findings_though_neither_quotes_anything() -> None:
    one, other = finding("completeness.label", "", message="No status."), finding("completeness.label", "", message="No next update.")
    assert identity(one) != identity(other)


@pytest.mark.parametrize("text", ["Dear Amara, ⟨for you, Ingrid: one sentence⟩", "half ⟨open", "half closed⟩"])
def test_a_gap_in_body_or_subject_forbids_whatever_is_waived(text: str) -> None:
    assert codes(submitted(body=text)) == ["gap"]
    assert codes(submitted(subject=text)) == ["gap"]


def test_a_text_without_words_is_not_approved() -> None:
    assert codes(submitted(body=" \n")) == ["empty"]


def test_gaps_are_told_one_by_one() -> None:
    assert open_gaps("a ⟨one⟩ b ⟨two⟩") == ("⟨one⟩", "⟨two⟩")


@pytest.mark.parametrize(
    ("by", "people", "rule", "expected"),
    [
        ("Tomasz Lind", ["Tomasz Lind", "Ingrid Vale"], True, ["own_draft"]),
        ("tomasz  LIND ", ["Tomasz Lind", "Ingrid Vale"], True, ["own_draft"]),
        ("Tomasz Lind", ["Tomasz Lind"], True, []),
        ("Tomasz Lind", ["Tomasz Lind", " tomasz lind"], True, []),
        ("Tomasz Lind", ["Tomasz Lind", "Ingrid Vale"], False, []),
        ("Ingrid Vale", ["Tomasz Lind", "Ingrid Vale"], True, []),
    ],
)
def test_two_person_rule(by: str, people: list[str], rule: bool, expected: list[str]) -> None:
    assert codes(submitted(), by=by, people=people, two_person_rule=rule) == expected


def test_the_version_that_was_read_must_be_the_newest() -> None:
    assert codes(submitted(), version=1) == ["not_newest"]
    assert codes(submitted(), version=2) == []


def test_a_changed_record_needs_a_reason() -> None:
    stale = replace(submitted(), stale=True)
    assert codes(stale) == codes(stale, accept_stale_reason="   ") == ["stale"]
    assert codes(stale, accept_stale_reason="Only the owner's phone changed.") == []


def test_a_refusal_names_every_obstacle_and_every_way_out() -> None:
    stored = replace(submitted(finding(), body="⟨gap⟩"), stale=True)
    with pytest.raises(ActionRefused) as refused:
        refuse("D-0001", approval_obstacles(stored, by="Tomasz Lind", version=1, people=["Ingrid Vale"]))
    for said in ("not the newest", "gap is open", "grounding.number", "nobody approves their own", "stale"):
        assert said in refused.value.message
    assert "waive it with a reason" in refused.value.hint
    assert "Ask Ingrid Vale" in refused.value.hint


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "\x00"])
def test_decisions_are_made_by_named_persons(name: str) -> None:
    with pytest.raises(ActionRefused, match="No name was given"):
        person(name)


def test_a_name_is_one_line() -> None:
    assert person("  Ingrid\r\nBcc: x@y.example ") == "Ingrid Bcc: x@y.example"


def test_the_approval_in_force_is_that_of_the_newest_version() -> None:
    from assistant.review.stored import Decision

    old = Decision(1, State.APPROVED, "Ingrid Vale", NOW)
    new = Decision(2, State.APPROVED, "Maren Holt", NOW + timedelta(hours=1))
    assert replace(submitted(state=State.APPROVED), decisions=(old, new)).approved_by == "Maren Holt"
    assert replace(submitted(state=State.APPROVED), decisions=(old,)).approved_by is None
    assert replace(submitted(), decisions=(old, new)).approved_by is None
