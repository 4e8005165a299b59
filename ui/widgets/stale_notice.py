"""Which facts of a draft are not so any more: the difference between what it cites and the record as it stands."""

from __future__ import annotations

from assistant.review.staleness import EvidenceChange
from assistant.review.stored import StoredDraft
from assistant.second_look import changes_under
from ui import session
from ui.widgets.frame import notice
from ui.widgets.words import esc

_MOST = 5
"""Changes that are listed; more would hide the letter."""


def stale_notice(draft: StoredDraft) -> None:
    """A box for a draft whose record has changed: what it used first, then what is new."""
    changes = changes_under(session.services(), draft, now=session.now())
    notice(stale_markup(changes), symbol="update")


def stale_markup(changes: tuple[EvidenceChange, ...]) -> str:
    """The words of the box, escaped."""
    used = [change for change in changes if change.sentences]
    said = "<b>The record has changed since this text was written.</b> Draft again to take up what is new."
    if changes and not used:
        said += " No sentence of it rests on what changed."
    shown = [*used, *(change for change in changes if not change.sentences)][:_MOST]
    items = "".join(f"<li>{esc(change.words)}</li>" for change in shown)
    more = len(changes) - len(shown)
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    return f"{said}<ul>{items}{rest}</ul>" if items else said
