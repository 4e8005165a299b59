"""Slots to document: labels, order, promises and clock times come from templates and policy, the slots only fill their places.

While rendering, every piece that something backs is wrapped in private-use marks; they come out again as exact spans, so that each
sentence of the finished text knows its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.checks.context import Backing
from assistant.checks.finding import SentenceStatus
from assistant.drafting.slots import GAP_OPEN, MessageSlots, Statement, gap
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import MessageKind, promised_next_update, say_time
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord
from assistant.records.policy import OnChange, Policy

_OPEN, _CLOSE, _SEPARATOR = "\ue000", "\ue002", "\ue001"
_FORM = "="
"""Stands among the tags of a piece whose wording is the house's own."""
_MARK = re.compile(f"{_OPEN}([^{_SEPARATOR}]*){_SEPARATOR}([^{_CLOSE}]*){_CLOSE}")
_PRIVATE_USE = re.compile("[\ue000-\ue0ff]")


@dataclass(frozen=True)
class Rendered:
    """A finished message.

    Attributes:
        subject: One line.
        body: Markdown.
        known: Each sentence of the body that was rendered, with what stands behind it.
    """

    subject: str
    body: str
    known: Mapping[str, Backing]


@dataclass(frozen=True)
class _Voice:
    """Who speaks: the owner in the first person, or the team where the record names no owner."""

    I_will: str
    I_would: str
    me: str


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    folder = files("prompts") / "templates"
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )
    environment.filters |= {"plain": _plain, "say": _say, "backed": _backed}
    environment.globals["gap"] = lambda instruction: _wrap(gap(_plain(instruction)), ())
    return environment


def _plain(value: object) -> str:
    """One line without marks: names and titles must not bring in lines or spans of their own."""
    return " ".join(_PRIVATE_USE.sub("", str(value)).split())


def _wrap(text: str, tags: Iterable[str]) -> str:
    return f"{_OPEN}{' '.join(tags)}{_SEPARATOR}{text}{_CLOSE}"


@pass_context
def _say(context: Context, value: Statement | list[Statement]) -> str:
    """Filter: statements, marked with their tags."""
    forms = context["forms"]
    statements = value if isinstance(value, list) else [value]
    return " ".join(_wrap(_close(_plain(item.text)), [*item.cites, *([_FORM] if item.text in forms else [])]) for item in statements)


@pass_context
def _backed(context: Context, text: object, *names: str) -> str:
    """Filter: wording of the template, marked with the tags of the record fields or policy lines that it leans on."""
    tags = context["tags"]
    return _wrap(_plain(text), [*(tags[name] for name in names if name in tags), _FORM])


def _close(sentence: str) -> str:
    return sentence if re.search(r"[.!?…:⟩]['\"”)]*$", sentence) else f"{sentence}."


@cache
def template_fingerprint(kind: MessageKind) -> str:
    """SHA-256 over the message's template and its signature partial, first 12 hex digits."""
    folder = files("prompts") / "templates"
    return fingerprint([(folder / name).read_text(encoding="utf-8") for name in (f"{kind.value}.md.j2", "_signature.md.j2")])


def render(
    slots: MessageSlots,
    record: EscalationRecord,
    policy: Policy,
    evidence: EvidenceSet,
    *,
    now: datetime,
    forms: frozenset[str] = frozenset(),
    note: str = "",
) -> Rendered:
    """Render the message of these slots.

    Args:
        slots: What the writer said.
        record: For names, severity and clocks.
        policy: For the pace and the zone of promised times.
        evidence: To tag what the template says on the record's or the policy's behalf.
        now: When the message is written, in any zone.
        forms: Statements whose wording is the house's own; see `assistant.drafting.composer.Composed`.
        note: What a person asked for and the writer could not do; stands as a gap before the signature.
    """
    tags = {item.field: item.id for item in reversed(evidence.items)} | {
        item.origin.removeprefix("policy, "): item.id for item in evidence.items if item.field == "policy"
    }

    template = _environment().get_template(f"{slots.kind.value}.md.j2")
    marked = template.render(**_surroundings(slots, record, policy, now=now), note=note, tags=tags, forms=forms)
    subject_line, _, marked_body = marked.lstrip("\n").partition("\n")
    subject = _plain(_MARK.sub(r"\2", subject_line)).removeprefix("Subject: ")
    body, spans = _unmark(re.sub(r"\n{3,}", "\n\n", marked_body).strip())
    return Rendered(subject, body, _known(body, spans))


def _unmark(marked: str) -> tuple[str, list[tuple[int, int, tuple[str, ...]]]]:
    pieces: list[str] = []
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    length = position = 0
    for match in _MARK.finditer(marked):
        before = marked[position : match.start()]
        pieces += [before, match[2]]
        length += len(before)
        spans.append((length, length + len(match[2]), tuple(match[1].split())))
        length += len(match[2])
        position = match.end()
    pieces.append(marked[position:])
    return "".join(pieces), spans


def _known(body: str, spans: list[tuple[int, int, tuple[str, ...]]]) -> dict[str, Backing]:
    known: dict[str, Backing] = {}
    for sentence in split_sentences(body):
        inside = [(start, end, tags) for start, end, tags in spans if start < sentence.end and sentence.start < end]
        sources = tuple(dict.fromkeys(tag for _, _, tags in inside for tag in tags if tag != _FORM))
        form = bool(inside) and all(_FORM in tags for _, _, tags in inside)
        if GAP_OPEN in sentence.quote:
            status = SentenceStatus.FOR_A_PERSON
        elif not inside or (form and not sources):
            status = SentenceStatus.TEMPLATE
        else:
            status = status_of(sources)
        known[sentence.quote] = Backing(status, sources, form)
    return known


def status_of(sources: Iterable[str]) -> SentenceStatus:
    """What a sentence with these tags is: a record fact outranks a policy line, which outranks a past report."""
    initials = {tag[0] for tag in sources if tag}
    for initial, status in (("F", SentenceStatus.RECORD), ("P", SentenceStatus.POLICY), ("S", SentenceStatus.PAST_REPORT)):
        if initial in initials:
            return status
    return SentenceStatus.UNSUPPORTED


def first_name(name: str) -> str:
    """What a greeting says: all given names but the family name; the whole name when it is one word."""
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 else name


def _surroundings(slots: MessageSlots, record: EscalationRecord, policy: Policy, *, now: datetime) -> dict[str, Any]:
    owner, executive = record.owner, record.executive
    row = policy.row(record.severity)
    at, is_limit = promised_next_update(record, policy, now=now)
    moment = say_time(at, now=now, zone=policy.zone)
    today = at.astimezone(policy.zone).date() == now.astimezone(policy.zone).date()
    by = f"by {moment}{' today' if today and slots.kind.value == 'progress' else ''}"
    contact = record.customer.contacts[0] if record.customer.contacts else None
    reach = ", ".join(part for part in (owner.name, owner.email, owner.phone) if part) if owner else policy.organisation.team
    call = "Would you be open to a call this week?"
    if executive and executive.phone:
        call += f" My direct line is {executive.phone}."
    return {
        "slots": slots,
        "record": record,
        "policy": policy,
        "owner": owner,
        "executive": executive,
        "executive_name": executive.name if executive else gap("for you: your name"),
        "organisation": policy.organisation.name,
        "team": policy.organisation.team,
        "greeting": first_name(contact.name) if contact else "everyone",
        "contact": reach,
        "addressed": f", {first_name(executive.name)}" if executive else "",
        "voice": _Voice("I'll", "I'd", "me") if owner else _Voice("We will", "We would", "us"),
        "cadence": row.update_every.label,
        "next_update": f"as soon as something changes, and {by} at the latest" if is_limit else by,
        "sooner": "" if is_limit or isinstance(row.update_every, OnChange) else ", sooner if something changes",
        "confirmed_at": say_time(record.customer_confirmed_at, now=now, zone=policy.zone) if record.customer_confirmed_at else "",
        "questions": f"Questions? Call me directly at {owner.phone}." if owner and owner.phone else "Questions? Reply to this message.",
        "call": call,
    }
