"""Knowledge: the past reports that drafts and searches lean on, and the state of their index."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path, PurePath

import streamlit as st

from assistant.errors import InputInvalid
from assistant.wiring import knowledge_errors
from assistant.workflow import add_reports, index_sample_reports
from knowledge.document import Document
from knowledge.ingest import Status
from ui import session
from ui.widgets.frame import head, notice, page_title, told, who_acts
from ui.widgets.report_view import report_dialog
from ui.widgets.words import badge, counted, esc

PAGE = 20


def page() -> None:
    """The whole page."""
    status = session.services().library.status()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Knowledge", "Past reports that drafts and searches lean on")
        who_acts()
    if status.problem and status.reports:
        notice(f"<b>The index needs a rebuild.</b> {esc(status.problem)}", symbol="update")
        st.button("Rebuild the index now", type="primary", key="rebuild-now", on_click=_rebuild)
    left, right = st.columns([880, 396], gap="large")
    with left:
        _reports(status)
    with right:
        _status(status)
        _add()


def _reports(status: Status) -> None:
    if not status.indexed:
        st.html(
            '<div class="sh" style="padding:8px 0"><div class="sh-record">No past reports yet</div>'
            '<p class="sh-muted">Add post-incident reports as Markdown files, or look around with the samples.</p></div>'
        )
        if not status.reports:
            st.button("Add the sample reports", type="primary", key="add-samples", on_click=_add_samples)
        return
    documents = sorted(
        session.services().knowledge.documents(), key=lambda each: (each.closed_on is not None, each.closed_on), reverse=True
    )
    words = st.text_input(
        "Find a report",
        key="knowledge-find",
        type="search",
        icon=":material/search:",
        placeholder="Find a report by id, title, service or kind of cause",
        label_visibility="collapsed",
        live="300ms",
        persist_state="session",
    )
    found = [each for each in documents if _holds(each, words or "")]
    if not found:
        st.html(f'<div class="sh" style="padding:18px 0"><span class="sh-record">None of {len(documents)} match</span></div>')
        st.button("Clear the search", key="knowledge-clear", on_click=_clear)
        return
    pages = -(-len(found) // PAGE)
    at = int(st.session_state.get("knowledge-page", 1)) if pages > 1 else 1
    with st.container(gap=None):
        for document in found[(min(at, pages) - 1) * PAGE :][:PAGE]:
            _row(document)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(f'<div class="sh sh-small">{len(found)} of {counted(len(documents), "report")}</div>', width="content")
        if pages > 1:
            st.pagination(pages, key="knowledge-page")


def _holds(document: Document, words: str) -> bool:
    text = " ".join((document.id, document.title, *document.services, document.cause_family or "", document.severity or "")).casefold()
    return all(word in text for word in words.casefold().split())


def _clear() -> None:
    st.session_state["knowledge-find"] = ""


def _row(document: Document) -> None:
    about = (document.id, document.severity or "", ", ".join(document.services), document.cause_family or "")
    closed = f"{document.closed_on.day} {document.closed_on:%b %Y}" if document.closed_on else ""
    sample = badge("Sample") if document.sample else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"queue-row-report-{document.id}", wrap=False):
        st.html(
            '<div class="sh" style="display:grid;grid-template-columns:1fr 92px 64px;gap:12px;align-items:center">'
            f'<div><div style="font-weight:600">{esc(document.title)}</div><div class="sh-small">{esc(" · ".join(part for part in about if part))}</div></div>'
            f'<div class="sh-small">{esc(closed)}</div><div>{sample}</div></div>'
        )
        if st.button("Open", key=f"open-report-{document.id}", disabled=not document.is_report):
            report = session.services().knowledge.report(document.id)
            if report:
                report_dialog(report)


# The index


def _status(status: Status) -> None:
    head("Index", "ready" if status.indexed and not status.problem else "not ready")
    rows = (
        ("Reports kept", str(status.reports)),
        ("In the index", "none yet" if status.indexed is None else str(status.indexed)),
        ("Of them samples", str(status.samples)),
        ("Meaning by", status.embedder),
        ("Written", counted(status.generation, "time")),
    )
    st.html(f'<dl class="sh sh-pairs">{"".join(f"<dt>{name}</dt><dd>{esc(value)}</dd>" for name, value in rows)}</dl>')
    with st.container(horizontal=True):
        st.button("Rebuild", icon=":material/autorenew:", key="rebuild", on_click=_rebuild, disabled=not status.reports)
        st.button("Remove sample reports", key="remove-sample-reports", on_click=_remove_samples, disabled=not status.samples)
    st.html('<div class="sh sh-small">On the command line: <span class="sh-code">steadyhand knowledge rebuild</span></div>')


def _rebuild() -> None:
    with session.deed(), knowledge_errors():
        session.say(f"The index was written anew from {counted(session.services().library.rebuild(), 'report')}.")


def _remove_samples() -> None:
    with session.deed(), knowledge_errors():
        session.say(f"{counted(session.services().library.remove_samples(), 'sample report')} removed.")


def _add_samples() -> None:
    with session.deed():
        session.say(f"{counted(index_sample_reports(session.services()), 'sample report')} added.")


# New reports


def _add() -> None:
    head("Add reports", "Markdown with the fixed sections")
    serial = int(st.session_state.get("knowledge-uploads", 0))
    uploads = st.file_uploader("Reports", type="md", accept_multiple_files=True, key=f"add-reports-{serial}", label_visibility="collapsed")
    replace = st.checkbox("Replace reports with the same id", key="replace-reports")
    if st.button("Add to the index", type="primary", key="add-reports-go", disabled=not uploads):
        with told():
            _index([(upload.name, upload.getvalue()) for upload in uploads], replace=replace)
            # A new key empties the uploader; what was added must not be offered again.
            st.session_state["knowledge-uploads"] = serial + 1
            st.rerun()
    st.markdown(":small[:gray[Every problem of every file is listed at once; nothing is half added.]]")


def _index(files: list[tuple[str, bytes]], *, replace: bool) -> None:
    """Add uploaded reports. They pass through a folder of their own, because the library reads files."""
    with tempfile.TemporaryDirectory(prefix="steadyhand-") as folder:
        paths = []
        for number, (name, data) in enumerate(files):
            path = Path(folder) / str(number) / PurePath(name).name
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        try:
            done = add_reports(session.services(), paths, replace=replace)
        except InputInvalid as error:
            # The folder is nobody's business; a problem names the file as it was uploaded.
            problems = [re.sub(rf"{re.escape(folder)}/\d+/", "", problem) for problem in error.problems]
            msg = "No report was added."
            raise InputInvalid(msg, problems, "Correct the files and add them again.") from error
    session.say(f"{counted(len(done.added), 'report')} added, {len(done.replaced)} replaced, {len(done.unchanged)} unchanged.")


with knowledge_errors():
    page()
