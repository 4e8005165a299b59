"""Records in: the samples, files, and one typed in. Everything passes the same intake as on the command line."""

from __future__ import annotations

import json
import re
from typing import Any

import streamlit as st

from assistant.errors import InputInvalid
from assistant.records.model import Severity, Tier
from ui import session
from ui.widgets.frame import show_error, told
from ui.widgets.words import counted

_FILE_PLACE = re.compile(r"^\$\.| \(line \d+\)")
_SUFFIXES = ["json", "jsonl", "ndjson", "yaml", "yml"]


def put_in_samples() -> None:
    """Load the sample queue and the sample reports."""
    from assistant.workflow import load_samples

    with session.deed():
        records, _ = load_samples(session.services(), now=session.now())
        session.say(f"{counted(records, 'sample record')} loaded.")


def take_out_samples() -> None:
    """Remove everything that came as a sample."""
    from assistant.workflow import remove_samples

    with session.deed():
        records, drafts, reports = remove_samples(session.services())
        session.say(f"Removed {counted(records, 'sample record')}, {counted(drafts, 'draft')} and {counted(reports, 'sample report')}.")


@st.dialog("Import records", width="medium", icon=":material/upload_file:")
def import_dialog() -> None:
    """Files in, records out; or every problem of every file, and nothing is saved."""
    uploads = st.file_uploader(
        "Record files", type=_SUFFIXES, accept_multiple_files=True, key="import-files", help="JSON, YAML, or an export of a status system."
    )
    st.markdown(":small[:gray[All problems of all files are listed at once; nothing is half saved.]]")
    if st.button("Import", type="primary", key="import-go", disabled=not uploads):
        with told():
            _import([(upload.name, upload.getvalue()) for upload in uploads])
            st.rerun()


def _import(files: list[tuple[str, bytes]]) -> None:
    from assistant.intake import MEGABYTE, Imported, read_bytes

    services = session.services()
    limit = int(services.settings.max_record_mb * MEGABYTE)
    found: list[Imported] = []
    problems: list[str] = []
    for name, data in files:
        try:
            found.extend(read_bytes(data, name=name, max_bytes=limit).records)
        except InputInvalid as error:
            problems.extend(f"{name}: {problem}" for problem in error.problems or (error.message,))
    if problems:
        msg = f"{counted(len(problems), 'problem')} in {counted(len(files), 'file')}; nothing was saved."
        raise InputInvalid(msg, problems)
    services.store.save_records([item.record for item in found], now=session.now(), by=session.actor())
    session.say(f"{counted(len(found), 'record')} imported.")


@st.dialog("New record", width="medium", icon=":material/edit_square:")
def new_record_dialog() -> None:
    """The fields that a first message needs; the rest of a record comes by file."""
    with st.form("new-record", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        given: dict[str, Any] = {
            "id": left.text_input("Id", placeholder="ESC-4001", key="new-id"),
            "customer": right.text_input("Customer", key="new-customer"),
            "title": st.text_input("Title", placeholder="What the customer feels, in one line", key="new-title"),
            "description": st.text_area("What is happening", key="new-description", height=90),
        }
        one, two, three = st.columns(3)
        given["severity"] = one.selectbox("Severity", [level.value for level in Severity], index=None, key="new-severity")
        given["tier"] = two.selectbox("Plan", [tier.value for tier in Tier], index=None, key="new-tier")
        given["started_at"] = three.text_input("Started at", placeholder="2026-11-23T12:40Z", key="new-started")
        one, two = st.columns(2)
        given["contact"] = one.text_input("Contact at the customer", key="new-contact")
        given["owner"] = two.text_input("Owner", value=session.actor(), key="new-owner")
        sent = st.form_submit_button("Save record", type="primary", key="new-save")
    st.markdown(":small[:gray[Id, title and customer are required. What you write here may stand in customer text.]]")
    if sent:
        try:
            _save_typed(given)
        except InputInvalid as error:
            show_error(error)
            return
        st.rerun()


def _save_typed(given: dict[str, Any]) -> None:
    from assistant.intake import MEGABYTE, read_bytes

    record: dict[str, Any] = {name: given[name] for name in ("id", "title", "description", "severity", "started_at") if given[name]}
    if given["started_at"]:
        record["escalated_at"] = given["started_at"]
    record["customer"] = {"name": given["customer"]}
    if given["tier"]:
        record["customer"]["tier"] = given["tier"]
    if given["contact"]:
        record["customer"]["contacts"] = [{"name": given["contact"]}]
    if given["owner"]:
        record["owner"] = {"name": given["owner"]}
    services = session.services()
    try:
        read = read_bytes(json.dumps(record).encode(), name="form.json", format="native", max_bytes=MEGABYTE)
    except InputInvalid as error:
        msg = "The record was not saved."
        # A form has fields, not paths and lines.
        problems = [_FILE_PLACE.sub("", problem) for problem in error.problems]
        raise InputInvalid(msg, problems, "Correct the fields named above.") from error
    typed = read.records[0].record
    if any(stored.record.id == typed.id for stored in services.store.records()):
        msg = f"There is a record {typed.id} already; nothing was saved."
        raise InputInvalid(msg, hint="Choose another id, or import a file to change the record that is there.")
    stored = services.store.save_record(typed, now=session.now(), by=session.actor())
    session.say(f"{stored.record.id} saved.")
