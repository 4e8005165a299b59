"""Files that are no records: each is refused with the reason and its place, and never with a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputInvalid
from assistant.intake import MEGABYTE, read_bytes, read_path

GOOD = b"id: a\ntitle: t\ncustomer: {name: c}\n"


def problems(data: bytes, name: str = "record.yaml", max_bytes: int = MEGABYTE) -> tuple[str, ...]:
    with pytest.raises(InputInvalid) as caught:
        read_bytes(data, name=name, max_bytes=max_bytes)
    return caught.value.problems


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.json", "the file is empty"),
        (b" \n\t\n", "a.yaml", "the file is empty"),
        (b"\xef\xbb\xbf", "a.yaml", "the file is empty"),
        (b"# only a comment\n", "a.yaml", "holds no record"),
        (b"[]", "a.json", "holds no record"),
        ("id: ä".encode("utf-16"), "a.yaml", "UTF-16"),
        ("id: a".encode("utf-16-le"), "a.yaml", "UTF-16"),
        ("id: a\ntitle: Störung".encode("latin-1"), "a.yaml", "line 2, column 10: the byte 0xF6 is not UTF-8"),
        (b"\x7fELF\x02\x01\x00\x00\x01", "a.yaml", "binary"),
        (b"PK\x03\x04abcdef", "a.yaml", "ZIP or Office"),
        (b"%PDF-1.7 text", "a.yaml", "PDF"),
        (b'{"id": "a",\n "title": }', "a.json", "line 2, column 11"),
        (b'{"id": "a"} trailing', "a.json", "line 1, column 13"),
        (b"id: a\ntitle: [t\ncustomer: x", "a.yaml", "line 3"),
        (b"id: a\n\ttitle: t", "a.yaml", "line 2, column 1"),
        (b'{"id": "a",\n "title": "t",\n "id": "b"}', "a.json", '$.id (line 3): the key "id" stands twice'),
        (b'{"id": "a", "id": "b"}\n{"id": "c"}', "a.jsonl", 'line 1: the key "id" stands twice'),
        (b"id: a\ntitle: t\nid: b\n", "a.yaml", 'line 3: the key "id" stands twice'),
        (b'{"csat": NaN}', "a.json", "NaN is no number"),
        (b'{"csat": -Infinity}', "a.json", "Infinity is no number"),
        (b'{"csat": 1e999}', "a.json", "too large"),
        (b'{"csat": ' + b"9" * 6000 + b"}", "a.json", "too large"),
        (b"id: a\ntitle: x\x01y", "a.yaml", "line 2, column 9: control character U+0001"),
        (b'{"id": "a", "title": "x\\u0000y"}', "a.json", "$.title (line 1): control character U+0000 at character 2"),
        (b'{"id": "a", "title": "\\ud800"}', "a.json", "control character U+D800"),
        (b'id: a\ntitle: "x\\x07"', "a.yaml", "$.title (line 2): control character U+0007"),
        (b"a: &x [1]\nb: *x", "a.yaml", "line 2: the alias *x cannot be used"),
        (b"a: !!python/object/apply:os.system ['true']", "a.yaml", "line 1: the tag"),
        (b"a: !secret b", "a.yaml", "line 1: the tag"),
        (b"? [a, b]\n: c", "a.yaml", "cannot be a key"),
        (b"[" * 100_000, "a.json", "nested too deeply"),
        (b"[" * 100_000, "a.yaml", "nested more than"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "a.json", "nested more than"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "a.json", "nested more than"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "a.jsonl", "line 1: "),
        (b"x: " + b"\x01" * 500_000, "a.yaml", "and 499980 more"),
        (b"null", "a.json", "no object"),
        (b"%YAML 9.9\n--- a", "a.yaml", "YAML"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(data: bytes, name: str, said: str) -> None:
    found = problems(data, name)
    assert any(said in problem for problem in found), found


def test_an_alias_bomb_is_refused_without_being_built() -> None:
    bomb = b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 30):
        bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n".encode()
    assert "alias" in problems(bomb)[0]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", ["\n" * 200_000, "ignore " + " " * 200_000, "1 " * 100_000, "<!--" * 50_000, "# " * 100_000, "issue " * 40_000]
)
def test_long_dull_texts_are_read_quickly(text: str) -> None:
    entry = {"time": "2031-03-05T09:00Z", "when": "2031-03-05T09:00Z", "status": text, "text": "x" + text + "resolved"}
    logged = {"id": "a", "title": "t", "log": [entry, {**entry, "time": text}], "start": "2031-03-05"}
    google = {"id": "a", "external_desc": "x" + text, "begin": "2031-03-05T09:00Z", "updates": [entry]}
    assert outcome(json.dumps(logged).encode(), "a.json", max_bytes=10 * MEGABYTE) == ("a",)
    assert outcome(json.dumps(google).encode(), "a.json", max_bytes=10 * MEGABYTE) == ("a",)
    repeated = "{" + ",".join(['"k": 1'] * 20_000) + "}"
    assert len(outcome(repeated.encode(), "a.json")) >= 19_999


def test_a_byte_order_mark_is_accepted() -> None:
    assert read_bytes(b"\xef\xbb\xbf" + GOOD, name="a.yaml", max_bytes=MEGABYTE).records[0].record.id == "a"
    windows = GOOD.replace(b"\n", b"\r\n")
    assert read_bytes(windows, name="a.yaml", max_bytes=MEGABYTE).records[0].record.title == "t"


def test_a_file_over_the_limit_names_size_limit_and_setting(tmp_path: Path) -> None:
    file = tmp_path / "big.json"
    with file.open("wb") as stream:
        stream.truncate(50 * MEGABYTE)
    with pytest.raises(InputInvalid) as caught:
        read_path(file, max_bytes=10 * MEGABYTE)
    assert "50.0 MB" in caught.value.problems[0]
    assert "10.0 MB" in caught.value.problems[0]
    assert "STEADYHAND_MAX_RECORD_MB" in caught.value.problems[0]
    assert "limit" in problems(GOOD, max_bytes=10)[0]


def test_all_syntax_problems_of_jsonl_are_listed() -> None:
    found = problems(b'{"id": 1,}\n\n{"id": "b"\n', "a.jsonl")
    assert [problem.split(",")[0] for problem in found] == ["line 1", "line 3"]


def test_a_folder_gives_the_records_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(GOOD)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "a.json").write_text('{"id": "b", "title": "t", "customer": {"name": "c"}}')
    (tmp_path / "notes.txt").write_text("not a record")
    (tmp_path / ".hidden.yaml").write_text("nonsense")
    assert [item.place for item in read_path(tmp_path, max_bytes=MEGABYTE).records] == ["b.yaml", "deeper/a.json"]


def test_a_folder_is_imported_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GOOD)
    (tmp_path / "b.yaml").write_bytes(GOOD)
    (tmp_path / "c.json").write_text("{")
    (tmp_path / "d.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(InputInvalid) as caught:
        read_path(tmp_path, max_bytes=MEGABYTE)
    said = "\n".join(caught.value.problems)
    assert 'the id "a" stands twice: a.yaml, and b.yaml' in said
    assert "c.json: line 1, column 2" in said
    assert "d.json: the text is UTF-16" in said


def test_missing_paths_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="No such file"):
        read_path(tmp_path / "absent.yaml", max_bytes=MEGABYTE)
    with pytest.raises(InputInvalid, match="no record files"):
        read_path(tmp_path, max_bytes=MEGABYTE)
    with pytest.raises(InputInvalid, match="no path"):
        read_path("a\0b", max_bytes=MEGABYTE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_permission_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(GOOD)
    file.chmod(0)
    with pytest.raises(InputInvalid, match="Permission"):
        read_path(file, max_bytes=MEGABYTE)


def outcome(data: bytes, name: str, format: str = "auto", max_bytes: int = MEGABYTE) -> tuple[str, ...]:
    """What comes out: the ids of the records, or the problems; anything else than these two fails the test."""
    try:
        result = read_bytes(data, name=name, format=format, max_bytes=max_bytes)
    except InputInvalid as error:
        return (*error.problems, *([] if str(error).isprintable() else [str(error).encode().decode()]))
    return tuple(imported.record.model_validate_json(imported.record.model_dump_json(by_alias=True)).id for imported in result.records)


NAMES = st.sampled_from(["a.json", "a.jsonl", "a.yaml", "-"])
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ":", ",", '"', "\n", "  ", "- ", "---", "&a ", "*a", "!!str ", "|\n", ">", "#", "'", "\\u0000", "\\ud800", "NaN",
     "1e999", "id", "title", "customer", "name", "updates", "at", "time", "text", "log", "begin", "external_desc", "null", "2026-05-14",
     "06:40", "PDT", "\u202e", "\x00", "\xe9", "<!--", "T-2h", "12", "0x1F", "~", "<<"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), name=NAMES)
def test_any_bytes_give_records_or_problems(data: bytes, name: str) -> None:
    assert outcome(data, name)


@settings(max_examples=600, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40), name=NAMES)
def test_any_pieces_of_the_formats_give_records_or_problems(pieces: list[str], name: str) -> None:
    assert outcome("".join(pieces).encode(), name)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["2026-05-14 06:40", "10:15", "resolved", "PDT"]),
)
KEYS = st.sampled_from(
    "id title customer name updates log time at text status begin end start severity external_desc services contacts email when x".split()  # noqa: SIM905
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25)


@settings(max_examples=600, deadline=None)
@given(value=st.dictionaries(KEYS, VALUES, max_size=8), format=st.sampled_from(["auto", "native", "google-cloud", "update-log"]))
def test_any_json_in_any_format_gives_records_or_problems(value: dict[str, object], format: str) -> None:
    assert outcome(json.dumps(value).encode(), "a.json", format)
