"""What a draft rests on that is no longer so."""

from __future__ import annotations

from typing import Any

from fakes.review_material import draft

from assistant.checks.finding import Sentence, SentenceStatus
from assistant.drafting.draft import Draft, EvidenceItem
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.review.staleness import what_changed


def _record(**changes: Any) -> EscalationRecord:
    fields: dict[str, Any] = {
        "id": "ESC-1",
        "title": "Exports are empty",
        "customer": {"name": "Northgate", "users_affected": 40},
        "severity": "SEV-2",
        "updates": [
            {"at": "2026-03-04T07:00:00Z", "kind": "observation", "visibility": "public", "text": "Exports are empty since 06:40 UTC."},
            {"at": "2026-03-04T08:00:00Z", "kind": "action", "visibility": "public", "text": "The export worker was restarted."},
        ],
    }
    return EscalationRecord.model_validate({**fields, **changes})


def _evidence(record: EscalationRecord) -> EvidenceSet:
    return gather(record, shipped_policy())


def _draft(record: EscalationRecord, *texts: tuple[str, str], **of_draft: Any) -> Draft:
    """A draft whose sentences cite the evidence that holds these words."""
    evidence = _evidence(record)
    items = tuple(EvidenceItem(id=item.id, text=item.text, origin=item.origin) for item in evidence.items)
    withheld = tuple(EvidenceItem(id=item.id, text=item.text, origin=item.origin) for item in evidence.withheld)
    sentences = tuple(
        Sentence(text=text, start=0, end=len(text), status=SentenceStatus.RECORD, sources=tuple(i.id for i in items if words in i.text))
        for text, words in texts
    )
    return draft().model_copy(update={"evidence": items, "withheld": withheld, "sentences": sentences, **of_draft})


def test_a_corrected_fact_names_the_sentences_that_used_it() -> None:
    before = _record()
    written = _draft(before, ("40 of your users are affected.", "Users affected"), ("I am sorry for your 40 users.", "Users affected"))
    (change,) = what_changed(written, _evidence(_record(customer={"name": "Northgate", "users_affected": 64})))
    tag = written.sentences[0].sources[0]
    assert change.words == f"{tag} was “Users affected: 40”, is now “Users affected: 64”; two sentences use it."
    assert change.sentences == ("40 of your users are affected.", "I am sorry for your 40 users.")


def test_tags_that_move_are_no_change() -> None:
    before = _record()
    written = _draft(before, ("Exports are empty since 06:40 UTC.", "since 06:40"))
    grown = _record(workaround="Use the nightly file.", updates=[
        {"at": "2026-03-04T06:50:00Z", "kind": "observation", "visibility": "public", "text": "A user reports an empty export."},
        *[update.model_dump(mode="json") for update in before.updates],
    ])  # fmt: skip
    changes = what_changed(written, _evidence(grown))
    assert {(change.what, change.after) for change in changes} == {
        ("new", "Use the nightly file."),
        ("new", "A user reports an empty export."),
    }
    assert all(change.words.startswith("New in the record: “") for change in changes)


def test_an_edited_a_hidden_and_a_vanished_entry() -> None:
    before = _record()
    written = _draft(before, ("Exports are empty since 06:40 UTC.", "since 06:40"), ("We restarted the worker.", "restarted"))
    first, second = (update.model_dump(mode="json") for update in before.updates)
    edited = _record(updates=[{**first, "text": "Exports are empty since 05:10 UTC."}, second])
    assert [(c.what, c.after) for c in what_changed(written, _evidence(edited))] == [("changed", "Exports are empty since 05:10 UTC.")]
    hidden = _record(updates=[first, {**second, "visibility": "internal"}])
    (change,) = what_changed(written, _evidence(hidden))
    assert (change.what, change.sentences) == ("withheld", ("We restarted the worker.",))
    assert "is internal now; one sentence uses it." in change.words
    (gone,) = what_changed(written, _evidence(_record(updates=[first])))
    assert gone.what == "gone"


def test_what_is_used_comes_first_and_what_was_unticked_is_no_news() -> None:
    before = _record()
    written = _draft(before, ("We restarted the worker.", "restarted"))
    unticked = next(item for item in written.evidence if "since 06:40" in item.text)
    written = written.model_copy(update={"evidence": tuple(item for item in written.evidence if item != unticked), "withheld": (unticked,)})
    changes = what_changed(
        written,
        _evidence(_record(title="Exports fail", updates=[before.updates[0].model_dump(mode="json")])),
    )
    assert [(change.what, bool(change.sentences)) for change in changes] == [("gone", True), ("changed", False)]
    assert "no sentence uses it" in changes[1].words
    assert what_changed(written, _evidence(before)) == ()
