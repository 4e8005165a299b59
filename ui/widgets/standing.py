"""Where an escalation stands, as markup: clocks, red flags, what is owed, what is known and not known, and who owns what. Pure; all escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.briefing import Owns, Unknown
from assistant.evidence.facts import Evidence
from assistant.overview import Owed
from assistant.records.clock import Clock, Clocks, ClockState, say_duration
from assistant.records.flags import Flag, RedFlag
from ui.widgets.record_fields import LABELS
from ui.widgets.words import badge, clock_left, clock_look, esc, icon, moment, tag

_LATE = frozenset({RedFlag.DELAYED_ACKNOWLEDGMENT, RedFlag.COMMUNICATION_GAP})
"""The flags that a passed clock raises: red is for what is late, and the others are amber."""
_NAMES = {"first response": "First response", "next update": "Next update", "resolution": "Resolution"}
_FIELD = re.compile(r" \(`\w+`\)")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def clocks_markup(clocks: Clocks, *, now: datetime, zone: ZoneInfo) -> str:
    """The three clocks side by side: state, due time, and where it comes from."""
    cells = "".join(_clock(clock, now, zone) for clock in (clocks.first_response, clocks.next_update, clocks.resolution))
    return f'<div class="sh sh-clocks">{cells}</div>'


def _clock(clock: Clock, now: datetime, zone: ZoneInfo) -> str:
    look, symbol = clock_look(clock)
    if clock.met_at:
        late = clock.state is ClockState.MET_LATE
        symbol, look = ("warning", "amber") if late else ("check_circle", "accent")
        state = f"Met {say_duration(clock.late_by)} late" if late else "Met"
        when = f"at {moment(clock.met_at, now=now, zone=zone)}" + (
            f", due {moment(clock.due_at, now=now, zone=zone)}" if clock.due_at else ""
        )
    elif clock.due_at:
        state = clock_left(clock, now=now)
        state = f"{state[:1].upper()}{state[1:]}"
        when = f"{'was due' if clock.state is ClockState.OVERDUE else 'due'} {moment(clock.due_at, now=now, zone=zone)}"
    else:
        state, when = "On change" if clock.state is ClockState.ON_CHANGE else "Does not run", ""
    sign = f'<span class="sh-{look}">{icon(symbol)}</span> ' if symbol else ""
    tint = f"sh-{look}" if look in {"red", "amber"} else ""
    return (
        f'<div><div class="sh-small">{_NAMES.get(clock.name, clock.name)}</div><div>{sign}<b class="{tint}">{esc(state)}</b> {esc(when)}</div>'
        f'<div class="sh-small">{esc(plain_words(clock.reason, now=now, zone=zone))}</div></div>'
    )


def plain_words(text: str, *, now: datetime, zone: ZoneInfo) -> str:
    """A sentence of the rules for the page: instants as clock times, and no names of fields."""
    words = []
    for word in _FIELD.sub("", text).split(" "):
        bare = word.rstrip(",.;)")
        try:
            at = datetime.fromisoformat(bare) if _INSTANT.match(bare) else None
        except ValueError:
            at = None
        words.append(moment(at, now=now, zone=zone) + word[len(bare) :] if at and at.tzinfo else word)
    return " ".join(words)


def field_name(where: str) -> str:
    """Where something stands: a field by the name that the page gives it, else as it is told."""
    words = LABELS.get(where, where.replace("_", " "))
    return f"{words[:1].upper()}{words[1:]}"


def flags_markup(flags: Sequence[Flag], *, now: datetime, zone: ZoneInfo) -> str:
    """Red flags with since when, where they stand, and what clears them."""
    return f'<div class="sh">{"".join(_flag(flag, now, zone) for flag in flags)}</div>'


def _flag(flag: Flag, now: datetime, zone: ZoneInfo) -> str:
    name = flag.name.value[:1].upper() + flag.name.value[1:]
    look = ("red" if flag.name in _LATE else "amber") if flag.stands else ""
    since = f"since {moment(flag.since, now=now, zone=zone)}" if flag.since else "since a time that the record does not hold"
    if flag.cleared_at:
        since += f", cleared {moment(flag.cleared_at, now=now, zone=zone)}"
    grounds = "".join(
        f"<li><span class='sh-small'>{esc(field_name(g.where))}</span> “{esc(_clip(plain_words(g.words, now=now, zone=zone)))}”</li>"
        for g in flag.grounds
    )
    clears = (
        f'<div class="sh-small">{icon("arrow_forward")} Clears it: {esc(plain_words(flag.clears, now=now, zone=zone))}</div>'
        if flag.stands
        else ""
    )
    return (
        f'<div class="sh-flag">{badge(name, look, "flag")} <span class="sh-small">{esc(since)}</span>'
        f"<div>{esc(flag.reason)}</div><ul>{grounds}</ul>{clears}</div>"
    )


def owed_list(owed: Sequence[Owed], *, now: datetime, zone: ZoneInfo) -> str:
    """What is owed, the earliest first."""
    rows = []
    for each in owed:
        look, symbol = ("red", "error") if each.late else ("muted", "radio_button_unchecked")
        due = moment(each.due_at, now=now, zone=zone) if each.due_at else "No time set"
        who = esc(each.owner) if each.owner else '<span class="sh-amber">nobody named</span>'
        tags = " ".join(tag(name) for name in each.tags)
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look}">{icon(symbol)}</span><div><b class="{"sh-red" if each.late else ""}">'
            f"{'Late · ' if each.late else ''}{esc(due)}</b> {esc(each.what)} <div class='sh-small'>{who} {tags}</div></div></div>"
        )
    return f'<div class="sh">{"".join(rows)}</div>'


def facts_markup(facts: Sequence[Evidence]) -> str:
    """The filled fields with their tags; what stays inside says so."""
    rows = "".join(
        f"<dt>{tag(item.id)}</dt><dd>{esc(item.text)}{'' if item.public else ' <span class=sh-small>internal</span>'}</dd>"
        for item in facts
    )
    return f'<div class="sh"><dl class="sh-pairs sh-facts">{rows}</dl></div>'


def unknown_markup(unknown: Sequence[Unknown]) -> str:
    """What the record does not say."""
    rows = "".join(f"<div>{icon('help')} {esc(each.text)}</div>" for each in unknown)
    return f'<div class="sh sh-list">{rows}</div>'


def owners_markup(owners: Sequence[Owns]) -> str:
    """Who owns what; nobody is told as such."""
    rows = "".join(
        f"<dt>{esc(each.who) if each.who else '<span class=sh-amber>Nobody named</span>'}</dt><dd>{esc(each.what)}</dd>" for each in owners
    )
    return f'<div class="sh"><dl class="sh-pairs">{rows}</dl></div>'


def _clip(words: str, longest: int = 240) -> str:
    line = " ".join(words.replace("**", "").split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]} …"
