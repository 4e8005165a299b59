"""Earlier escalations of the same issue, by the words that two escalations have in common. Pure, one pass over all of them.

Two escalations are of the same issue when they have the customer or a service in common, and their titles and descriptions are alike: the
cosine of their word stems, weighted by rarity and twice in a title, reaches `SAME_CUSTOMER` or `SAME_SERVICE`. Both figures were set on
made-up pairs (tests/unit/test_same_issue.py), so that two different troubles of one service stay apart. Paraphrases without a common word
are not recognised. Past reports come from a search, which knows more than words; see `earlier_reports`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from assistant.records.flags import MOST_EARLIER, Earlier
from assistant.records.model import EscalationRecord
from knowledge.search import SearchResult
from knowledge.terms import occurrences, words

SAME_CUSTOMER = 0.42
SAME_SERVICE = 0.48
"""The cosine, 0 to 1, from which two escalations count as the same issue; higher where only a service is in common."""
SAME_REPORT = 0.6
"""The score of a search, 0 to 1, from which a past report can be of the same issue. What is only similar scores from 0.42 on."""
_TITLE_WEIGHT = 2.0
_DESCRIPTION_CHARACTERS = 600
"""How much of a description is read: what is wrong stands at its beginning."""
_TELLING = 8
"""How many of a record's rarest stems find its candidates."""
_PRIOR = 20
"""Documents with no word in common that rarity is counted with, so that of three escalations none has a rare word."""
_TELLS_NOTHING = frozenset(
    words(
        "issue issues problem problems error errors trouble customer customers user users report reports reported since again still today"
        " yesterday about around minutes minute hours hour utc day days new several some many noticed happening happens occurs cannot can"
    )
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A record as it is compared: when it began, its blocks (customer first, then services), its weighted stems, the most telling of them."""

    record: EscalationRecord
    began: datetime
    blocks: tuple[str, ...]
    weights: dict[str, float]
    telling: tuple[str, ...]


def earlier_same_issue(records: Iterable[EscalationRecord], *, only: Collection[str] | None = None) -> Mapping[str, tuple[Earlier, ...]]:
    """For each escalation that came before, the latest earlier ones of the same issue, at most `MOST_EARLIER`, oldest first.

    Earlier is who began earlier; of two that began together, the one with the smaller id. A record without any time repeats nothing.

    Args:
        records: The escalations, each once, in any order.
        only: Look only at these ids; None for all.
    """
    dated = [(record.began_at.astimezone(UTC), record) for record in records if record.began_at]
    dated.sort(key=lambda pair: (pair[0], pair[1].id))
    found: dict[str, tuple[Earlier, ...]] = {}
    postings: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for told in _weighed(dated):
        if only is None or told.record.id in only:
            same = [(other, shared) for other in _candidates(told, postings) if (shared := _shared(told, other))]
            if same:
                found[told.record.id] = tuple(_earlier(told, other, shared) for other, shared in same[-MOST_EARLIER:])
        for block in told.blocks:
            for stem in told.telling:
                postings[block, stem].append(told)
    return found


def _weighed(dated: list[tuple[datetime, EscalationRecord]]) -> list[_Told]:
    """Every record with its stems, weighted and scaled to length 1."""
    counts = [_stems(record) for _, record in dated]
    spread = Counter(stem for stems in counts for stem in stems)
    rarity = {stem: math.log((len(dated) + _PRIOR) / (held + 1)) for stem, held in spread.items()}
    told = []
    for (began, record), stems in zip(dated, counts, strict=True):
        weights = {stem: times * rarity[stem] for stem, times in stems.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        weights = {stem: weight / length for stem, weight in weights.items()}
        telling = sorted(weights, key=lambda stem: (-weights[stem], stem))[:_TELLING] if len(weights) > _TELLING else weights
        blocks = (f"customer {record.customer.name.casefold()}", *(f"service {service.casefold()}" for service in record.services))
        told.append(_Told(record, began, blocks, weights, tuple(telling)))
    return told


def _stems(record: EscalationRecord) -> dict[str, float]:
    """The telling stems of title and description with their weights; numbers and the customer's own name tell no issue."""
    own = _TELLS_NOTHING.union(words(record.customer.name))
    stems = dict.fromkeys(words(record.description[:_DESCRIPTION_CHARACTERS]), 1.0) if record.description else {}
    stems.update(dict.fromkeys(words(record.title), _TITLE_WEIGHT))
    return {stem: weight for stem, weight in stems.items() if stem not in own and not stem[0].isdigit()}


def _candidates(told: _Told, postings: Mapping[tuple[str, str], list[_Told]]) -> list[_Told]:
    """Earlier records of the same customer or service that share a telling stem, in order of time; for each stem the latest ones."""
    lists = [postings[block, stem][-MOST_EARLIER:] for block in told.blocks for stem in told.telling if (block, stem) in postings]
    unique = {other.record.id: other for listed in lists for other in listed}
    return sorted(unique.values(), key=lambda other: (other.began, other.record.id)) if len(unique) > 1 else list(unique.values())


def _shared(told: _Told, other: _Told) -> tuple[str, ...]:
    """The stems in common, the weightiest first, where they make it the same issue; empty where they do not."""
    common = [stem for stem in told.weights if stem in other.weights]
    alike = sum(told.weights[stem] * other.weights[stem] for stem in common)
    if alike < (SAME_CUSTOMER if told.blocks[0] == other.blocks[0] else SAME_SERVICE):
        return ()
    return tuple(sorted(common, key=lambda stem: (-told.weights[stem] * other.weights[stem], stem)))


def _earlier(told: _Told, other: _Told, shared: tuple[str, ...]) -> Earlier:
    where = "same customer" if told.blocks[0] == other.blocks[0] else f"same service, customer {other.record.customer.name}"
    written = [_as_written(stem, other.record.title, other.record.description or "") for stem in shared[:4]]
    return Earlier(other.record.id, other.record.title, other.began.date(), f"{where}, words in common: {', '.join(written)}")


@lru_cache(maxsize=20_000)
def _as_written(stem: str, title: str, description: str) -> str:
    text = f"{title}\n{description}"
    place = next(iter(occurrences(text, {stem})), None)
    return text[place.start : place.end].casefold() if place else stem


def earlier_reports(record: EscalationRecord, found: SearchResult, *, floor: float = SAME_REPORT) -> tuple[Earlier, ...]:
    """Past reports of the same issue among those that a search found for a record, oldest first.

    A report counts when its score reaches `floor`, it was closed before the record began, customer or service is the same, and its title
    holds at least half of the telling words of the record's title, the names of its services left out.
    """
    began = record.began_at
    own = _TELLS_NOTHING.union(words(record.customer.name), *(words(service) for service in record.services))
    told = frozenset(words(record.title)) - own
    services = {service.casefold() for service in record.services}
    same: list[Earlier] = []
    for match in found.results:
        report = match.report
        customer = report is not None and report.customer.casefold() == record.customer.name.casefold()
        service = bool(services & {each.casefold() for each in match.services})
        common = told & frozenset(words(match.title))
        late = began is not None and match.closed_on is not None and match.closed_on >= began.date()
        if match.score < floor or late or not (customer or service) or not common or 2 * len(common) < len(told):
            continue
        where = "past report, same customer" if customer else "past report, same service"
        written = sorted(_as_written(stem, match.title, "") for stem in common)
        same.append(Earlier(match.id, match.title, match.closed_on, f"{where}, words in common: {', '.join(written)}"))
    return tuple(sorted(same, key=lambda each: (each.on or date.min, each.id)))
