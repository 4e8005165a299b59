"""A repair that is proposed before it is kept: nothing is saved until a person accepts exactly what was shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.command_line import PERSON, RECORD
from fakes.model_material import settings

from assistant.drafting.revising import to_mend
from assistant.errors import ActionRefused
from assistant.records.model import EscalationRecord
from assistant.review.stored import StoredDraft
from assistant.second_look import accept_repair, propose_repair
from assistant.wiring import Services
from assistant.workflow import draft_document, save_edit, start_draft

BLAME = "This is the fault of one of our careless engineers."
STOCK = "We apologize for any inconvenience."
NOW = EscalationRecord.model_validate(RECORD).updates[-1].at


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(settings("", data_dir=tmp_path, model="none"))


@pytest.fixture
def edited(services: Services) -> StoredDraft:
    """A kept draft with two sentences of a person in it that the checks find."""
    stored = services.store.save_record(EscalationRecord.model_validate(RECORD), now=NOW, by="import")
    kept = start_draft(services, stored, draft_document(services, stored.record, "progress", now=NOW), author=PERSON, now=NOW)
    body = kept.body.replace("**What We've Done**", f"{BLAME} {STOCK}\n\n**What We've Done**")
    return save_edit(services, kept.id, subject=kept.subject, body=body, by=PERSON, now=NOW)


def test_a_proposal_keeps_nothing(services: Services, edited: StoredDraft) -> None:
    proposed = propose_repair(services, edited.id, now=NOW)
    assert BLAME not in proposed.repair.text
    assert len(to_mend(proposed.repair.report)) < len(to_mend(proposed.before))
    assert services.store.draft(edited.id) == edited


def test_what_is_accepted_is_what_was_proposed(services: Services, edited: StoredDraft) -> None:
    proposed = propose_repair(services, edited.id, now=NOW)
    done = accept_repair(services, proposed, by="Ingrid Vale", now=NOW)
    assert done.stored.body == proposed.repair.text
    assert done.stored.version == edited.version + len(proposed.repair.rounds)
    assert done.stored.newest.author == "Ingrid Vale"
    assert done.stored.versions[: edited.version] == edited.versions


def test_somebody_elses_newer_version_is_not_overwritten(services: Services, edited: StoredDraft) -> None:
    proposed = propose_repair(services, edited.id, now=NOW)
    newer = save_edit(services, edited.id, subject=edited.subject, body=f"{edited.body}\n\nThank you.", by="Ingrid Vale", now=NOW)
    with pytest.raises(ActionRefused):
        accept_repair(services, proposed, by=PERSON, now=NOW)
    assert services.store.draft(edited.id) == newer


def test_what_somebody_waived_is_left_as_it_is(services: Services, edited: StoredDraft) -> None:
    for finding in edited.newest.findings:
        if finding.text and finding.text in STOCK:
            services.store.waive(edited.id, finding, by=PERSON, reason="The customer asked for these words.", now=NOW)
    proposed = propose_repair(services, edited.id, now=NOW)
    assert BLAME not in proposed.repair.text
    assert STOCK in proposed.repair.text
