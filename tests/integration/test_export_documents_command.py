"""A document for colleagues on the command line: kept, approved, and exported only where colleagues read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes.command_line import APPROVER, PERSON, RECORD, call


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(RECORD), encoding="utf-8")
    data = tmp_path / "data"
    for step in (
        ("summary", str(file), "--save", "--by", PERSON),
        ("review", "submit", "D-0001", "--by", PERSON),
        ("review", "approve", "D-0001", "--by", APPROVER),
    ):
        done = call(data, *step)
        assert done.code == 0, done.err
    return data


@pytest.mark.parametrize("to", ["eml", "status", "chat"])
def test_it_is_refused_in_the_forms_that_a_customer_gets(approved: Path, to: str) -> None:
    for more in ((), ("--draft",)):
        done = call(approved, "export", "D-0001", "--to", to, *more)
        assert done.code == 1
        assert not done.out
        assert "This document is for colleagues" in done.err
        assert "md, html, docx" in done.err


def test_it_is_written_in_the_forms_for_colleagues(approved: Path, tmp_path: Path) -> None:
    assert 'steadyhand-audience: "colleagues"' in call(approved, "export", "D-0001", "--to", "md").out
    assert "<h1>" in call(approved, "export", "D-0001", "--to", "html").out
    file = tmp_path / "summary.docx"
    assert call(approved, "export", "D-0001", "--to", "docx", "--output", str(file)).code == 0
    assert file.read_bytes().startswith(b"PK")


def test_sharing_it_adds_nothing_to_the_record(approved: Path) -> None:
    before = call(approved, "records", "show", "ESC-7", "--json").json
    assert call(approved, "review", "sent", "D-0001", "--by", PERSON).code == 0
    assert call(approved, "records", "show", "ESC-7", "--json").json == before
