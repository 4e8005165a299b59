from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from fakes.review_material import KNOWN, NOW, draft, record, store_with_draft
from sqlalchemy.exc import StatementError

from assistant.errors import ActionRefused, NotFound
from assistant.records.fingerprint import fingerprint
from assistant.review.store import open_store


def test_a_record_comes_back_equal_after_a_restart(tmp_path: Path) -> None:
    whole = record()
    saved = open_store(tmp_path).save_record(whole, now=NOW, by="Tomasz Lind", notes=["two lines had no time"])
    again = open_store(tmp_path).record("ESC-7")
    assert again == saved
    assert again.record == whole
    assert again.record.prevention[0].due_at == date(2026, 12, 1)
    assert (again.version, again.saved_by, again.saved_at, again.notes) == (1, "Tomasz Lind", NOW, ("two lines had no time",))
    assert again.saved_at.tzinfo is UTC
    assert again.fingerprint == fingerprint(whole)


def test_every_version_is_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for hour, title in enumerate(["One", "Two", "Three"]):
        store.save_record(record(title=title), now=NOW + timedelta(hours=hour), by="Tomasz Lind")
    assert [(held.version, held.record.title) for held in store.record_versions("ESC-7")] == [(1, "One"), (2, "Two"), (3, "Three")]
    assert store.record("ESC-7").record.title == "Three"
    assert store.record("ESC-7", version=1).record.title == "One"


def test_the_same_content_is_not_saved_twice(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    first = store.save_record(record(), now=NOW, by="import")
    assert store.save_record(record(), now=NOW + timedelta(days=1), by="import") == first
    assert len(store.record_versions("ESC-7")) == 1


def test_an_edit_of_an_old_version_does_not_overwrite_the_newer_one(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="import")
    store.save_record(record(title="Ingrid's"), now=NOW, by="Ingrid Vale", base_version=1)
    with pytest.raises(ActionRefused, match="Ingrid Vale saved version 2 after you opened version 1"):
        store.save_record(record(title="Tomasz's"), now=NOW, by="Tomasz Lind", base_version=1)
    assert store.record("ESC-7").record.title == "Ingrid's"


def test_all_or_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record("ESC-2"), now=NOW, by="Tomasz Lind")
    with pytest.raises(ActionRefused, match="a record of yours"):
        store.save_records([record("ESC-1"), record("ESC-2", title="Sample")], now=NOW, by="samples", sample=True)
    assert [held.record.id for held in store.records()] == ["ESC-2"]
    saved = store.save_records([record("ESC-3"), record("ESC-4")], now=NOW, by="import")
    assert [held.record.id for held in saved] == ["ESC-3", "ESC-4"]
    assert [held.record.id for held in store.records()] == ["ESC-2", "ESC-3", "ESC-4"]


@pytest.mark.parametrize("asked", ["ESC-9", "", "' OR 1=1 --"])
def test_what_is_not_there_is_told(tmp_path: Path, asked: str) -> None:
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="import")
    with pytest.raises(NotFound, match="There is no record"):
        store.record(asked)
    with pytest.raises(NotFound, match="no version 2; its newest is 1"):
        store.record("ESC-7", version=2)
    with pytest.raises(NotFound):
        store.record_versions(asked)


def test_samples_go_with_their_drafts_and_what_is_yours_stays(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.save_records([record("ESC-31"), record("ESC-32"), record("ESC-33")], now=NOW, by="samples", sample=True)
    for sample_id in ("ESC-31", "ESC-32", "ESC-33"):
        store.add_draft(draft(record_id=sample_id), record_version=1, author="Tomasz Lind", now=NOW, known=KNOWN)
    store.save_record(record("ESC-33", title="Made my own"), now=NOW, by="Tomasz Lind")
    assert [held.record.id for held in store.records(include_samples=False)] == ["ESC-33", "ESC-7"]

    deleted = store.delete_samples()

    assert (deleted.records, deleted.drafts) == (2, 2)
    assert [held.record.id for held in store.records()] == ["ESC-33", "ESC-7"]
    assert [held.id for held in store.drafts()] == ["D-0001", "D-0004"]
    assert store.delete_samples().records == 0


def test_a_draft_id_is_never_used_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record("ESC-31"), now=NOW, by="samples", sample=True)
    store.add_draft(draft(record_id="ESC-31"), record_version=1, author="Tomasz Lind", now=NOW, known={})
    store.delete_samples()
    store.save_record(record(), now=NOW, by="import")
    assert store.add_draft(draft(), record_version=1, author="Tomasz Lind", now=NOW, known={}).id == "D-0002"


def test_a_changed_sample_is_one_still_when_the_change_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="samples", sample=True)
    store.save_record(record(title="Next day"), now=NOW, by="samples", sample=True)
    assert store.records(include_samples=False) == []
    assert store.record("ESC-7").sample


def test_texts_of_any_script_and_sql_in_them_are_only_text(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    odd = "名前 🙂 \u202e '; DROP TABLE records; --"
    store.save_record(record("ESC 7 ü'", title=odd), now=NOW, by=odd)
    assert store.record("ESC 7 ü'").record.title == odd.strip()


def test_a_naive_time_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(StatementError, match="no zone"):
        store.save_record(record(), now=NOW.replace(tzinfo=None), by="import")
    assert store.records() == []
