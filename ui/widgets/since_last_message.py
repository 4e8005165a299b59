"""What a draft tells the customer beside the last message that they have, and which of their promises it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.analysis.moved_times import MovedTime
from assistant.analysis.since_last import Answering, ChangedFigure, NewStatement, PromiseAnswer, SinceLast, since_last
from assistant.checks.finding import Finding, Sentence
from assistant.evidence.facts import Audience
from assistant.records.clock import promised_next_update
from assistant.records.commitments import WORDED_LIKE, PromiseKind, Standing
from assistant.review.ledger import promises_on
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from ui import session
from ui.widgets.frame import head
from ui.widgets.words import counted, esc, icon, moment, tag

_MOST = 4
"""New statements that are shown at once."""


def since_last_message(
    draft: StoredDraft, stored: StoredRecord, body: str, sentences: Sequence[Sentence], findings: Sequence[Finding]
) -> None:
    """Draw the differences between a message and the last one that was sent; nothing for a document for colleagues.

    Args:
        draft: Whose text it is; one that was sent is held against the message before it.
        stored: Its record.
        body: The text, which may be an edit that nobody has saved.
        sentences: Its sentences.
        findings: What the checks say of it.
    """
    if draft.audience is not Audience.CUSTOMER:
        return
    now, zone = session.now(), session.services().policy.zone
    found = _read(draft, stored, body, sentences, findings)
    if found is None:
        head("Changed since the last message", "none was sent before")
        return
    head(f"Changed since {moment(found.at, now=now, zone=zone)}", "last message sent")
    rows = since_rows(found, now=now, zone=zone)
    st.html(f'<div class="sh"><dl class="sh-pairs sh-since">{rows}</dl></div>')
    rest = found.statements[_MOST:]
    if rest:
        with st.expander(f"{len(rest)} more that the last message did not say", key=f"since-{draft.id}-{draft.version}", type="compact"):
            st.html(f'<div class="sh sh-list">{"".join(_statement(each, now, zone) for each in rest)}</div>')


def _read(
    draft: StoredDraft, stored: StoredRecord, body: str, sentences: Sequence[Sentence], findings: Sequence[Finding]
) -> SinceLast | None:
    services = session.services()
    sent = next((decision.at for decision in draft.decisions if decision.verdict is State.SENT), None)
    at = sent or session.now()
    earlier = [message for message in stored.record.sent_messages if message.at < at or (message.at == at and not sent)]
    if not earlier:
        return None
    promises = promises_on(services.store, stored.record, services.policy, now=at)
    next_update, _ = promised_next_update(stored.record, services.policy, now=at)
    return since_last(
        body,
        sentences,
        findings,
        earlier,
        [each for each in promises if each.commitment.made_at <= earlier[-1].at],
        now=at,
        next_update=next_update,
        zone=services.policy.zone,
    )


def since_rows(found: SinceLast, *, now: datetime, zone: ZoneInfo) -> str:
    """The differences as pairs of a term list; everything escaped."""
    rows = [_pair("Figure", _figure(each)) for each in found.figures]
    rows += [_pair(each.what, _time(each, now, zone)) for each in found.times]
    rows += [_pair(*_promise(each, now, zone)) for each in sorted(found.promises, key=_weight)]
    shown = "".join(_statement(each, now, zone) for each in found.statements[:_MOST])
    if shown:
        rows.append(_pair("New", f'<div class="sh-list">{shown}</div>'))
    if found.told_again:
        rows.append(_pair("Told again", f"{counted(found.told_again, 'sentence')} of the last message"))
    return "".join(rows) or _pair("Nothing", "It says what the last message said.")


def _pair(name: str, markup: str) -> str:
    return f"<dt>{esc(name)}</dt><dd>{markup}</dd>"


def _figure(each: ChangedFigure) -> str:
    before = ", ".join(f"<del>{esc(quote)}</del>" for quote in each.before)
    return (
        f"{before} {_ARROW} <b>{esc(each.after)}</b>{_unsaid(each.finding)}"
        f'<div class="sh-small">then “{esc(_short(each.told))}”<br>now “{esc(_short(each.sentence))}”</div>'
    )


_ARROW = '<span role="img" aria-label="now">→</span>'


def _time(each: MovedTime, now: datetime, zone: ZoneInfo) -> str:
    before = f"<del>{esc(_when(each.before, now, zone))}</del>" if each.before else "none told"
    after = f"<b>{esc(_when(each.after, now, zone))}</b>" if each.after else "none in this text"
    return f"{before} {_ARROW} {after}{_unsaid(each.finding)}"


def _when(at: datetime | str | None, now: datetime, zone: ZoneInfo) -> str:
    return moment(at, now=now, zone=zone) if isinstance(at, datetime) else str(at)


def _unsaid(finding: Finding | None) -> str:
    return f'<div class="sh-amber">{icon("warning")} Nothing in the text says that it changed.</div>' if finding else ""


_WEIGHTS = (Answering.NOT_ANSWERED, Answering.ANSWERED, Answering.LATER, Answering.SETTLED, Answering.PROPOSED)


def _weight(each: PromiseAnswer) -> int:
    return _WEIGHTS.index(each.answering)


def _promise(each: PromiseAnswer, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The name of the row, and the promise with what this text does about it."""
    made = each.promise.commitment
    due = f"due {moment(made.due_at, now=now, zone=zone)}" if made.due_at else "no time was promised"
    quote = f"“{esc(_short(made.text))}”"
    if each.answering is Answering.NOT_ANSWERED:
        return "Not answered", f'<b class="sh-amber">{quote}</b> <div class="sh-small">{esc(due)}; this text does not speak of it</div>'
    if each.answering is Answering.ANSWERED:
        by_sending = made.kind is PromiseKind.NEXT_UPDATE and not each.promise.late
        said = f"kept by this message if it goes out in time, {due}" if by_sending else f"this text speaks of it; {due}"
        return "Promise", f'{quote} <div class="sh-small sh-accent">{icon("check")} {esc(said)}</div>'
    if each.answering is Answering.LATER:
        why = f"{due}, later than the next message" if made.due_at else f"{due}, and this text does not speak of it"
        return "Promise", f'{quote} <div class="sh-small">{esc(why)}</div>'
    if each.answering is Answering.PROPOSED:
        before, _, question = WORDED_LIKE.partition(": ")
        return before, f'{quote} <div class="sh-small">{esc(due)}; {esc(question)} it in the ledger</div>'
    state = "open" if each.promise.standing is Standing.OPEN else each.promise.standing.value
    return "Promise", f'{quote} <div class="sh-small">{esc(state)}: {esc(each.promise.reason)}</div>'


def _statement(each: NewStatement, now: datetime, zone: ZoneInfo) -> str:
    tags = " ".join(tag(name) for name in each.tags) or '<span class="sh-amber">no source</span>'
    older = f' <span class="sh-small">also told {esc(moment(each.told_at, now=now, zone=zone))}</span>' if each.told_at else ""
    return f"<div>{esc(_short(each.text))} {tags}{older}</div>"


def _short(text: str, longest: int = 130) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
