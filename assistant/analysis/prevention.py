"""A prevention plan for a type of issue: what past reports and records promised against it, each action once, with what became of it.

Nothing is invented: every action is in the words of a report or record and names where it stands. Names of customers, people, hosts and
tickets are left out. Dates are proposals. Pure; `now` is an argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.analysis.issue_type import TYPE_RULE, OfType, of_type, records_of_type
from assistant.analysis.prevention_pool import Entry, cluster, entries_of, names_anybody, names_in, with_carried, without_names
from assistant.analysis.prevention_words import classify, role_of
from assistant.evidence.names import NameFinder
from assistant.records.model import ActionStatus, EscalationRecord, PreventionClass
from assistant.records.policy import Policy
from assistant.records.recovery import NOBODY, working_day
from knowledge.report import PostIncidentReport

UNFINISHED = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS})


@dataclass(frozen=True)
class Promise:
    """An action that was promised earlier and is not done.

    Attributes:
        source: The report or record that promised it.
        since: When that was closed, or last written in; None where it is not recorded.
        due: The day it was promised for; None where no whole date is written.
        text: One plain sentence with all of it.
    """

    source: str
    since: date | None
    due: date | None
    text: str


@dataclass(frozen=True)
class Item:
    """One prevention action, in the words of a report or record.

    Attributes:
        action: What to do.
        class_: Its class.
        class_reason: What decided the class.
        count: In how many past incidents it stands.
        sources: Their ids, newest first.
        statuses: How often it is done, in progress, open, dropped.
        owner_role: Who owned it, as a role; "to be named" where no role is recorded.
        due: The day proposed for it.
        promises: What was promised before and is not done, oldest first.
        note: What to look at before it is promised again; empty where there is nothing.
    """

    action: str
    class_: PreventionClass
    class_reason: str
    count: int
    sources: tuple[str, ...]
    statuses: Mapping[ActionStatus, int]
    owner_role: str
    due: date
    promises: tuple[Promise, ...]
    note: str

    @property
    def promised_before(self) -> bool:
        """Whether it was promised earlier and is not done."""
        return bool(self.promises)


@dataclass(frozen=True)
class Pool:
    """All prevention actions of a type of issue.

    Attributes:
        issue_type: As asked.
        incidents: Which reports and records are of the type, and why.
        items: The actions: promised and not done first, then those of most incidents, then the newest.
        empty: For each class without an action, a sentence that says so.
        rule: By which rule the incidents were chosen.
    """

    issue_type: str
    incidents: tuple[OfType, ...]
    items: tuple[Item, ...]
    empty: Mapping[PreventionClass, str]
    rule: str = TYPE_RULE

    def of(self, class_: PreventionClass) -> tuple[Item, ...]:
        """The actions of one class, in order."""
        return tuple(item for item in self.items if item.class_ is class_)


def plan(
    issue_type: str,
    reports: Sequence[PostIncidentReport],
    records: Sequence[EscalationRecord],
    policy: Policy,
    *,
    now: datetime,
    ranked_ids: Sequence[str] = (),
) -> Pool:
    """Gather what past incidents of a type promised against a repeat.

    Args:
        issue_type: The type in a few words.
        reports: All past reports; those of the type are chosen by `issue_type.TYPE_RULE`.
        records: The stored records; a record and a report of the same incident count once, and the record's status is taken.
        policy: For the days that each class is given, and its zone.
        now: When the plan is made.
        ranked_ids: Ids that a search for the type finds, best first.
    """
    incidents = (*of_type(issue_type, reports, ranked_ids), *records_of_type(issue_type, records, ranked_ids))
    chosen = {each.id for each in incidents}
    own = entries_of([each for each in reports if each.id in chosen], [each for each in records if each.id in chosen], policy)
    entries = with_carried(own, [each for each in reports if each.id not in chosen])
    names = names_in(entries, reports, records)
    today = now.astimezone(policy.zone).date()
    ranked = sorted((_item(members, names, policy, today) for members in cluster(entries)), key=_rank)
    items = tuple(item for item, _ in ranked)
    return Pool(issue_type, incidents, items, _empty(issue_type, items, len(incidents)))


def _rank(found: tuple[Item, date | None]) -> tuple[bool, int, int, str]:
    item, newest = found
    return not item.promises, -item.count, -(newest.toordinal() if newest else 0), item.action


def _item(members: Sequence[Entry], names: NameFinder, policy: Policy, today: date) -> tuple[Item, date | None]:
    """The item of one group, and the day of its newest incident."""
    newest_first = sorted(members, key=lambda entry: (entry.closed or date.min, entry.source), reverse=True)
    words = _clearest(newest_first, names)
    class_, reason = _class_of(newest_first, words)
    promises, note = _standing(members, policy, today)
    roles = [role for entry in newest_first if (role := role_of(entry.owner, entry.people))]
    item = Item(
        action=words,
        class_=class_,
        class_reason=reason,
        count=len({entry.incident for entry in members}),
        sources=tuple(dict.fromkeys(entry.source for entry in newest_first)),
        statuses=dict(Counter(entry.status for entry in newest_first)),
        owner_role=Counter(roles).most_common(1)[0][0] if roles else NOBODY,
        due=working_day(today + policy.prevention.due_within[class_]),
        promises=promises,
        note=note,
    )
    return item, newest_first[0].closed


def _clearest(entries: Sequence[Entry], names: NameFinder) -> str:
    """The wording that holds most of what the others say too, then the shortest, then the newest."""
    said = Counter(word for entry in entries for word in entry.read.about)
    common = {word for word, times in said.items() if times > 1}
    order = sorted(range(len(entries)), key=lambda place: (-len(common & entries[place].read.about), len(entries[place].text), place))
    texts = [entries[place].text for place in order]
    return without_names(next((text for text in texts if not names_anybody(text, names)), texts[0]), names)


def _class_of(entries: Sequence[Entry], words: str) -> tuple[PreventionClass, str]:
    given = Counter(entry.class_ for entry in entries if entry.class_)
    if given:
        class_ = given.most_common(1)[0][0]
        return class_, f"as recorded in {next(entry.source for entry in entries if entry.class_ is class_)}"
    found = classify(words, None)
    for owner in dict.fromkeys(entry.owner for entry in entries):
        found = found if found.decided else classify(words, owner)
    return found.class_, found.reason


def _standing(members: Sequence[Entry], policy: Policy, today: date) -> tuple[tuple[Promise, ...], str]:
    """What was promised and is not done, oldest first; and what else to look at."""
    unfinished = [entry for entry in members if entry.status in UNFINISHED]
    followed = {entry.source: later.source for entry in unfinished if (later := _done_later(entry, members))}
    open_ = [entry for entry in unfinished if entry.source not in followed]
    late = [entry for entry in open_ if _is_late(entry, policy, today)]
    if late:
        return tuple(_promise(entry, today) for entry in late), ""
    if open_:
        entry = open_[-1]
        return (), f"Not due yet: {_state(entry)} in {entry.source}{f', for {say_day(entry.due)}' if entry.due else ', without a day'}."
    if followed:
        source, done_in = next(iter(followed.items()))
        return (), f"Not done in {source}, and told as done later in {done_in}: check that this covers both."
    done = [entry.source for entry in members if entry.status is ActionStatus.DONE]
    if done:
        return (), f"Done in {_listed(done)}: check that it holds here."
    return (), f"Dropped in {_listed([entry.source for entry in members])}: find out why before it is promised again."


def _done_later(entry: Entry, members: Iterable[Entry]) -> Entry | None:
    return next(
        (each for each in members if each.status is ActionStatus.DONE and entry.closed and each.closed and each.closed > entry.closed), None
    )


def _is_late(entry: Entry, policy: Policy, today: date) -> bool:
    old = entry.closed is not None and entry.closed + policy.prevention.old_after < today
    return old or (entry.due is not None and entry.due < today)


def _promise(entry: Entry, today: date) -> Promise:
    closed = f" ({'last entry' if entry.is_record else 'closed'} {say_day(entry.closed)})" if entry.closed else ""
    if entry.due:
        due = f" for {say_day(entry.due)}{', which is still to come' if entry.due >= today else ''}"
    else:
        due = f' for "{entry.due_written}"' if entry.due_written else " without a day"
    text = f"Promised in {entry.source}{closed}{due}; there it is {_state(entry)}."
    return Promise(entry.source, entry.closed, entry.due, text)


def _state(entry: Entry) -> str:
    return "in progress" if entry.status is ActionStatus.IN_PROGRESS else "still open"


def say_day(day: date) -> str:
    """A day in words: "8 May 2024"."""
    return f"{day.day} {day:%B} {day.year}"


def _listed(ids: Sequence[str]) -> str:
    each = list(dict.fromkeys(ids))
    return " and ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else each[0]


def _empty(issue_type: str, items: Sequence[Item], incidents: int) -> dict[PreventionClass, str]:
    held = {item.class_ for item in items}
    if not incidents:
        why = f'No past report or record is of the type "{issue_type}".'
    else:
        why = f'None of the {incidents} past incidents of the type "{issue_type}" has an action of this class.'
        why = f'The one past incident of the type "{issue_type}" has no action of this class.' if incidents == 1 else why
    return {class_: why for class_ in PreventionClass if class_ not in held}
