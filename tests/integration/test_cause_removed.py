"""With every sentence about the cause taken out of a record, no action says that the cause is known, and none of its words come back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.actions.action import Takes
from assistant.actions.registry import ACTIONS
from assistant.evidence.sentences import split_sentences
from assistant.records.model import EscalationRecord
from assistant.settings import Settings, load_settings
from assistant.wiring import Services
from assistant.workflow import draft_document, index_sample_reports

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
ASSERTS = re.compile(
    r"\b(?:(?:root )?cause (?:was|is|has been) (?!not|unknown|still|being|open|confirmed yet|under)|caused by|due to|because of|as a result of|triggered by|traced to|led to"
    r"|stemmed from|(?:found|identified|confirmed|know) (?:the |what )?(?:root )?cause)",
    re.IGNORECASE,
)
HONEST = re.compile(
    r"\b(?:not|no|never|none|nobody|whether|which|what|how|who|suspect\w*|would|if)\b|n['’]t\b|\?|PIR-\d+|^There the cause|report",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """One incident: what was seen and done, and the sentences that name its cause, with words that stand nowhere else."""

    title: str
    seen: str
    done: str
    causes: tuple[tuple[str, str], ...]
    field: str
    words: tuple[str, ...]


CASES = (
    Case("Label printing stops at two sites", "Labels queue up at Lyon and Ghent; 340 parcels wait.", "The print service was restarted; labels come out again.",
         (("observation", "Root cause: the spooler ran out of file handles after the driver upgrade."),), "The spooler ran out of file handles after a driver upgrade.", ("spooler", "driver")),
    Case("Nightly export arrives empty", "The export of 02:00 UTC holds a header and no rows.", "The export was started by hand at 07:40 UTC and holds 18,204 rows.",
         (("internal_note", "It was caused by a permission that the Tuesday clean-up revoked."),), "A clean-up revoked the exporter's permission.", ("permission", "revoked")),
    Case("Sign-in codes come late", "Codes arrive after four to nine minutes; 61 tickets so far.", "Codes are sent over the second carrier since 09:10 UTC.",
         (("observation", "We traced the delay to throttling at the first carrier."), ("internal_note", "Their throttling began at 08:02 UTC.")), "The first carrier was throttling our messages.", ("throttling",)),
    Case("Maps load without pins", "Pins are missing on every map for dealers in Iberia.", "Pins show again since 11:25 UTC.",
         (("action", "Found the cause: an expired certificate on the geocoder."),), "An expired certificate on the geocoder.", ("certificate", "geocoder")),
    Case("Refunds booked twice", "212 refunds were booked twice between 05:00 UTC and 06:30 UTC.", "The second bookings were reversed by 10:05 UTC.",
         (("observation", "The retry job ran on two nodes because the lock had no owner check."),), "The retry job ran on two nodes because its lock had no owner check.", ("lock", "retry")),
    Case("Dashboards show yesterday", "All dashboards stand still since 00:15 UTC.", "Figures are current again since 08:50 UTC.",
         (("decision", "Due to a leap in partition numbers the loader skipped the day; we roll forward."),), "The loader skipped a partition.", ("partition", "loader")),
    Case("Calls drop after ninety seconds", "Every call through the Oslo trunk ends after 90 seconds.", "Calls hold since the trunk was moved at 13:05 UTC.",
         (("internal_note", "As a result of the firewall's new session timer the trunk was cut."),), "The firewall's new session timer cut the trunk.", ("firewall", "timer")),
    Case("Invoices carry the wrong currency", "47 invoices to Swiss customers show EUR in place of CHF.", "The 47 invoices were cancelled and sent again.",
         (("observation", "The locale table was overwritten by the staging import, and that is the root cause."),), "A staging import overwrote the locale table.", ("locale", "staging")),
    Case("Uploads fail above 20 MB", "Uploads above 20 MB end with an error for all tenants.", "The limit is back at 200 MB since 12:20 UTC.",
         (("action", "Confirmed that the proxy's body limit had been reset by its container update."),), "A container update reset the proxy's body limit.", ("proxy", "container")),
    Case("Search finds nothing in Greek", "Queries in Greek give no results; other languages work.", "Greek queries give results again since 14:10 UTC.",
         (("observation", "What happened: the tokenizer plugin was missing after the reindex, which led to empty postings."),), "The tokenizer plugin was missing after a reindex.", ("tokenizer", "plugin")),
)  # fmt: skip


def _record(case: Case, *, cause: bool) -> EscalationRecord:
    told = [("observation", case.seen, "2026-03-12T08:40:00Z"), ("action", case.done, "2026-03-12T14:20:00Z")]
    if cause:
        told += [(kind, text, f"2026-03-12T10:{10 + place}:00Z") for place, (kind, text) in enumerate(case.causes)]
    fields: dict[str, Any] = {
        "id": "ESC-88",
        "title": case.title,
        "description": case.seen,
        "customer": {"name": "Ostrava Glass", "tier": "enterprise", "users_affected": 120, "contacts": [{"name": "Ivana Kral"}]},
        "type": "technical",
        "severity": "SEV-2",
        "status": "resolved",
        "started_at": "2026-03-12T08:00:00Z",
        "escalated_at": "2026-03-12T08:30:00Z",
        "acknowledged_at": "2026-03-12T08:45:00Z",
        "resolved_at": "2026-03-12T14:20:00Z",
        "customer_confirmed_at": "2026-03-12T14:40:00Z",
        "owner": {"name": "Rui Teles", "role": "Escalation Manager", "phone": "+351 21 555 0107"},
        "executive": {"name": "Ines Prado", "role": "Chief Operating Officer"},
        "root_cause": case.field if cause else None,
        "updates": [
            {"at": at, "kind": kind, "text": text, **({} if kind == "internal_note" else {"visibility": "public"})}
            for kind, text, at in told
        ],
    }
    return EscalationRecord.model_validate(fields)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Services:
    folder = tmp_path_factory.mktemp("removed")
    index_sample_reports(Services(Settings(data_dir=folder)))
    return Services(load_settings(data_dir=folder))


def _documents(house: Services, record: EscalationRecord) -> dict[str, str]:
    """Every document that can be written about a record as it stands."""
    found = {}
    for action in ACTIONS.values():
        if action.takes is not Takes.RECORD:
            continue
        for form in action.forms.values():
            if action.overrule or not action.refuse(form.kind, record):
                found[form.kind] = draft_document(house, record, form.kind, now=NOW).draft.document.body
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_no_action_says_that_the_cause_is_known(house: Services, case: Case) -> None:
    documents = _documents(house, _record(case, cause=False))
    assert {"resolution", "executive", "short", "rca-analysis", "rca-report", "rca-customer", "recovery-plan"} <= set(documents)
    for kind, body in documents.items():
        ours = body.partition("## Similar past incidents")[0]
        for sentence in split_sentences(ours):
            if HONEST.search(sentence.quote):
                continue
            assert not ASSERTS.search(sentence.quote), (kind, sentence.quote)
        for word in case.words:
            assert not re.search(rf"\b{word}", _without_reports(ours), re.IGNORECASE), (kind, word)


def _without_reports(body: str) -> str:
    """The text without lines that say themselves that they tell of a past report."""
    return "\n".join(line for line in body.splitlines() if "PIR-" not in line and "report" not in line)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_first_pass_says_that_it_is_inconclusive(house: Services, case: Case) -> None:
    draft = draft_document(house, _record(case, cause=False), "rca-analysis", now=NOW).draft
    assert draft.details["conclusion"] == "inconclusive"
    assert all(each["state"] in {"open", "rejected"} for each in draft.details["hypotheses"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_with_the_cause_in_the_record_it_is_told(house: Services, case: Case) -> None:
    documents = _documents(house, _record(case, cause=True))
    for kind in ("resolution", "rca-report", "rca-customer"):
        assert any(re.search(rf"\b{word}", documents[kind], re.IGNORECASE) for word in case.words), kind
    assert draft_document(house, _record(case, cause=True), "rca-analysis", now=NOW).draft.details["conclusion"] == "confirmed"
