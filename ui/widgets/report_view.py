"""Past reports: one hit of a search, and a report whole. All text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

from knowledge.explain import MatchedPassage
from knowledge.report import PostIncidentReport
from knowledge.search import Match
from ui.widgets.words import esc, icon


def hit_markup(match: Match) -> str:
    """Title, score, excerpt with the matched words marked, why it matches and what differs."""
    about = [
        match.id,
        match.severity or "",
        ", ".join(match.services),
        f"closed {match.closed_on:%d %B %Y}".replace(" 0", " ") if match.closed_on else "",
    ]
    about.append(match.duration or "")
    excerpt = f'<p class="sh-excerpt">{marked(match.passages[0])}</p>' if match.passages else ""
    width = max(2, min(100, round(match.score * 100)))
    score = f'<span class="sh-score"><span class="sh-bar"><i style="width:{width}%"></i></span>{match.score:.2f}</span>'
    return (
        f'<div class="sh sh-hit"><div class="sh-row"><span class="sh-record" role="heading" aria-level="2">{esc(match.title)}</span>{score}</div>'
        f'<div class="sh-small">{esc(" · ".join(part for part in about if part))}</div>{excerpt}'
        f'<div class="sh-two"><div><h4>Why it matches</h4><ul>{_items(match.reasons, "check", "accent")}</ul></div>'
        f"<div><h4>What differs</h4><ul>{_items(match.differences or ('No difference is known from what was given.',), 'alt_route', 'amber')}</ul></div></div></div>"
    )


def _items(lines: Iterable[str], symbol: str, look: str) -> str:
    return "".join(f'<li><span class="sh-{look}">{icon(symbol)}</span><span>{esc(line)}</span></li>' for line in lines)


def marked(passage: MatchedPassage) -> str:
    """A passage with its matched words marked."""
    pieces: list[str] = []
    at = 0
    for start, end in passage.spans:
        pieces += [esc(passage.text[at:start]), f"<mark>{esc(passage.text[start:end])}</mark>"]
        at = end
    return "".join((*pieces, esc(passage.text[at:])))


@st.dialog("Post-incident report", width="large", icon=":material/description:")
def report_dialog(report: PostIncidentReport) -> None:
    """A report whole. It is read by colleagues, so names stand in it as they were written."""
    st.html(report_markup(report))
    st.html(
        f'<div class="sh sh-small">{icon("lock")} Internal: names of other customers stand in it. Drafts are given it with the names taken out.</div>'
    )


def report_markup(report: PostIncidentReport) -> str:
    """The fixed sections of a report."""
    summary = (
        ("Customer", report.customer),
        ("Severity", report.severity),
        ("Duration", report.duration),
        ("Impact", report.impact),
        ("Services", ", ".join(report.services)),
        ("Kind of cause", report.cause_family or ""),
    )
    pairs = "".join(f"<dt>{name}</dt><dd>{esc(value)}</dd>" for name, value in summary if value)
    events = _table(("Time", "Event"), [(event.time, event.event) for event in report.timeline])
    actions = _table(("Action", "Owner", "Due", "Status"), [(a.action, a.owner, a.due_date, a.status) for a in report.prevention_actions])
    sections = (
        ("Timeline", events),
        ("Root cause", prose(report.root_cause)),
        ("Resolution", prose(report.resolution)),
        ("Customer impact", prose(report.customer_impact)),
        ("Prevention actions", actions if report.prevention_actions else '<p class="sh-muted">None is recorded.</p>'),
        ("Lessons learned", prose(report.lessons_learned)),
        ("Recovery actions taken", prose(report.recovery_actions)),
    )
    body = "".join(f"<h3>{name}</h3>{markup}" for name, markup in sections)
    sample = " · sample" if report.sample else ""
    return (
        f'<div class="sh"><div class="sh-record">{esc(report.issue)}</div><div class="sh-small" style="margin-bottom:10px">{esc(report.id)}{sample}</div>'
        f'<dl class="sh-pairs">{pairs}</dl><div class="sh-report">{body}</div></div>'
    )


def prose(text: str) -> str:
    """A section's text with its lists and bold labels."""
    rows = []
    for line in text.split("\n"):
        if line.strip():
            shown = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", esc(re.sub(r"^\s*[-*•]\s+", "– ", line)))
            rows.append(f"<div>{shown}</div>")
    return "".join(rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{esc(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{esc(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
