"""What a page knows about the person in front of it: the services, the time, who acts, which record, and what is to be said next.

Services are shared by everybody who has the app open; everything of one person lives in `st.session_state` and in the address.
"""

from __future__ import annotations

import getpass
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import streamlit as st

from assistant.errors import SteadyhandError
from assistant.review.ledger import owed_promises
from assistant.review.queue import QueueItem, read_queue
from assistant.settings import load_settings
from assistant.wiring import Services

_log = logging.getLogger("steadyhand.ui")

QUEUE, COMPOSE, REVIEW, SIMILAR, KNOWLEDGE = (f"app_pages/{name}.py" for name in ("queue", "compose", "review", "similar", "knowledge"))


_opened: dict[str, Services] = {}
_opening = threading.Lock()


def services() -> Services:
    """The services of the settings in force; one set for all sessions of this process.

    Not in `st.cache_resource`, because `ui.serve` opens them before there is a session; this module is imported once, so it keeps them.

    Raises:
        SteadyhandError: The settings are not valid.
    """
    settings = load_settings()
    secret = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    key = f"{settings.model_dump_json()}{hash(secret)}"
    with _opening:
        if key not in _opened:
            _opened[key] = Services(settings)
        return _opened[key]


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def queue() -> tuple[QueueItem, ...]:
    """Every escalation, sorted by what is owed next. Not by way of `assistant.workflow`, whose imports would hold up the first page."""
    store, policy, at = services().store, services().policy, now()
    records = store.records()
    promises = owed_promises(store, policy, now=at, records=records)
    return read_queue(records, store.drafts(), policy, now=at, promises=promises)


# Who acts


def people() -> list[str]:
    """Everybody who is known to work here: the settings first, then whoever acted before."""
    known = [*services().settings.user_names, *services().store.actors(), st.session_state.get("actor", "")]
    return list(dict.fromkeys(name for name in known if name))


def actor() -> str:
    """Who acts. Until somebody says so: the first of the settings' users, the only one who acted before, or the login name."""
    if not st.session_state.get("actor"):
        known = services().settings.user_names or tuple(services().store.actors()[:1])
        st.session_state["actor"] = known[0] if known else _login()
    return str(st.session_state["actor"])


def _login() -> str:
    try:
        return getpass.getuser() or "local user"
    except (OSError, KeyError):
        return "local user"


# Which record


def chosen_record() -> str:
    """The record of the address, else the one that was looked at last; empty for none."""
    asked = st.query_params.get("record", "")
    if asked:
        st.session_state["record"] = asked
    return str(asked or st.session_state.get("record", ""))


def choose_record(record_id: str, **params: str) -> None:
    """Remember a record and put it into the address, so that a link opens the same view."""
    st.session_state["record"] = record_id
    st.query_params.from_dict({"record": record_id, **params})


# What is to be said


def say(text: str) -> None:
    """Say something in passing, on this run or the next."""
    st.session_state.setdefault("said", []).append(text)


def said() -> list[str]:
    """What was to be said; it is said once."""
    return list(st.session_state.pop("said", []))


def trouble() -> SteadyhandError | None:
    """The error of the last deed, told once."""
    found = st.session_state.pop("trouble", None)
    return found if isinstance(found, SteadyhandError) else None


@contextmanager
def deed() -> Iterator[None]:
    """Something that a person did. An error of it is kept and shown on the page; what was typed stays."""
    try:
        yield
    except SteadyhandError as error:
        st.session_state["trouble"] = error
    except Exception as error:
        st.session_state["trouble"] = unforeseen(error)


def unforeseen(error: Exception) -> SteadyhandError:
    """An error that nobody planned for, in words; its trace goes to the log and never to the page."""
    _log.error("unforeseen error", exc_info=error)
    msg = f"Something in steadyhand failed ({type(error).__name__}); what was saved before is unharmed."
    return SteadyhandError(msg, "Try it again. If it happens again, the terminal that runs the app shows the details to report.")
