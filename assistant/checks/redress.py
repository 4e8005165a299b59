"""Money for the customer: a credit told as granted or refused, held against what the record says of it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import Claim
from assistant.checks.finding import FindingSeverity
from assistant.checks.senses import kin, weighty
from assistant.checks.wording import stem
from assistant.evidence.facts import Mode
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.model import EscalationRecord

_BILL = r"(?:bill|invoice|fee|rent|subscription|charge|price|cost|costs|statement|account|renewal|licen[cs]e|contract)s?"
_MONEY = re.compile(
    r"\b(?:credit(?:s|ed|ing)?|refund\w*|compensat\w+|reimburs\w+|waive\w*|discount\w*|goodwill|gratis|voucher\w*|rebate\w*|free (?:month|week|day|year)s?|(?:free of|without|at no|no) (?:extra |additional |further )?(?:charge|cost)|money back)\b(?!\s+cards?)"
    rf"|\b(?:tak(?:e|es|en|ing)|took|knock(?:s|ed|ing)?|deduct(?:s|ed|ing)?|cut|strik(?:e|es|ing)|struck|comes?|coming|came)\b[^.;,]{{0,40}}(?:\boff (?:of )?(?:(?:your|the|this|next|that|[a-z]+['’]s|\w+) ){{1,3}}{_BILL}\b|(?:{_BILL}\b|%|\bper\s?cent\b|[€$£]\s?\d[\d.,]*|\b(?:EUR|USD|GBP|CHF) \d[\d.,]*|\bmoney\b)[^.;,]{{0,12}}\boff\b)|\b(?:off|on|against|towards?|from) (?:your|the) (?:next |\w+ )?{_BILL}\b(?=\s*$|[.,;])"
    rf"|\b(?:strik\w+|struck|dropp?\w*|cancel\w*|skip\w*|deduct\w*|forg\w+|leav\w+ out)\b[^.;,]{{0,30}}\b(?:bill|invoice|fee|rent|charge)s?\b"
    rf"|\b(?:reduc\w+|lower\w*) (?:of |in |to )?(?:your|the) (?:\w+ )?{_BILL}\b|\b(?:forgo|forego|absorb|bear|shoulder|cover|pay(?:ing|s)? for|pay(?:ing|s)? back|paid (?:for|back))\b|\bon (?:us|the house)\b|\bpay(?:ing)? (?:your|the|these|those|all) (?:[\w-]+ ){{0,2}}(?:fees?|costs?|fares?|bills?|expenses)\b|\bextend(?:s|ed|ing)? your (?:[\w-]+ )?(?:licen[cs]es?|subscriptions?|contracts?|plans?)\b|\bat our (?:own )?expense\b|\bnot (?:be )?(?:charged?|billed?|invoiced?)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|I|us|our|you|your|will|gets?|receives?)\b|\b(?:is|are|was|were|been|has|have)\b", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:declin\w+|refus\w+|reject\w+|turned down|den(?:y|ied)|no (?:service |cash )?(?:credit|refund|compensation|discount)s?\b(?! (?:has|was|is|have) (?:yet )?(?:been )?(?:decided|discussed))|ineligible|not (?:eligible|entitled|qualify|owed|apply|provided?|due|granted|authori[sz]ed|approved|foreseen)"
    r"|excluded|rul(?:es?|ed) out|provides? no|cannot (?:offer|give|grant))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:not|no|nothing|nobody|n['’]t|whether|if|possible|possibly|pending|await\w*|look(?:ing)? (?:at|into)|consider\w*|decide\w*|decision|undecided|undetermined|requested|request\w*|to be|review\w*|cannot|credit cards?|asks?|asked|asking|discuss\w*|come up|mention\w*|owe you an answer|answer|open|talk\w*|unclear|would|could|may|might)\b|n['’]t\b|\?\s*$",
    re.IGNORECASE,
)
_GRANTS = re.compile(
    r"\b(?:approv\w+|authori[sz]\w+|grant(?:s|ed)|agreed|offer(?:s|ed)|signed off|confirmed|set aside|entitled|paid by us|issued|promised)\b|\d",
    re.IGNORECASE,
)
_RAISED = re.compile(r"\b(?:request\w*|ask(?:s|ed)?|discuss\w*|mention\w*|come up|came up|decid\w+|yet)\b", re.IGNORECASE)
"""Whether anybody spoke of it: "no credit was requested" refuses none."""
_ASIDE = re.compile(
    r"\b(?:that|which|as) (?:you|they|the customer) (?:\w+ )?(?:ask\w*|request\w*|want\w*)(?: for)?\b|\byour request for\b|\bthe (?:requested)\b",
    re.IGNORECASE,
)
_MONEY_WORDS = frozenset(
    stem(word) for word in ("credit", "refund", "compensation", "customer", "account", "grant", "approve", "month", "fee")
)


class _Standing(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    OPEN = "open"


@lru_cache(maxsize=4096)
def _standing(text: str) -> _Standing | None:
    """How a text leaves a credit; None when it speaks of none."""
    if not _MONEY.search(text):
        return None
    plain = _ASIDE.sub(" ", text)
    if _REFUSED.search(plain) and not _RAISED.search(plain):
        return _Standing.REFUSED
    if _gives(text):
        return _Standing.GRANTED
    return _Standing.OPEN if _OPEN.search(_FREE.sub(" ", plain)) else _Standing.GRANTED


_GIVEN = re.compile(
    r"\b(?:approve[sd]|authori[sz]e[sd]|grant(?:s|ed)|(?<!as )agree[sd]|accept(?:s|ed) (?:it|this|the (?:claim|credit|refund))|waive[sd]|signed off|(?:we|will) (?:pay|cover|bear|refund|credit|reimburse|waive)"
    r"|at our (?:own )?(?:cost|expense)|(?:will|['’]ll) (?:(?:get|receive)(?! (?:an?|our|the|no) (?:answer|reply|message|update|decision|call|report|letter|e?-?mail|note|word))|(?:all )?be (?:refunded|credited|reimbursed|waived|compensated)))\b",
    re.IGNORECASE,
)
_NOT_YET_GIVEN = re.compile(
    r"\b(?:not|no|nobody|nothing|never|none|be|needs?|must|if|whether|until|unless|once|before|asks?|asked|wants?|requests?|requested|propos\w+|suggest\w*|who|could|would|may|might|can|should)\b|n['’]t\b",
    re.IGNORECASE,
)


def _gives(text: str) -> bool:
    """Whether a part of the text says that somebody granted it: "400 approved by our director, not yet booked"."""
    if _DEPENDS.search(text):
        return False
    parts = re.split(r"[,;] | but ", text)
    return any((given := _GIVEN.search(part)) and not _NOT_YET_GIVEN.search(_WHICH.sub(" ", part[: given.start()])) for part in parts)


_DEPENDS = re.compile(
    r"\b(?:if|unless|provided|subject to|depends on|as soon as|once) [^.;,]{0,40}\b(?:agrees?|approv\w+|decid\w+|sign\w*|confirm\w*|authori[sz]\w+|says yes)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:that|which|who) (?:was|were|is|are|did|had|has|have)\b[^.;,]{0,30}", re.IGNORECASE)
"""What tells which ones: "the two that were not broadcast"."""


_FREE = re.compile(r"\b(?:no|not|without) (?:be |extra |additional |further )?(?:charge|cost|charged|billed|invoiced|fee)\b", re.IGNORECASE)
"""A "no" that gives."""


@lru_cache(maxsize=64)
def _standings(basis: Basis) -> tuple[tuple[_Standing, Point], ...]:
    """What the clauses of the evidence say of a credit; "the manager refuses" speaks of what the clause before it asks for."""
    found = list[tuple[_Standing, Point]]()
    for before, point in zip([None, *basis.points], basis.points, strict=False):
        standing = _of_record(point)
        if standing is None and found and before is found[-1][1] and before.field == point.field and _REFUSED.search(point.said):
            standing = _Standing.REFUSED
        if standing:
            found.append((standing, point))
    return tuple(found)


def _of_record(point: Point) -> _Standing | None:
    if (point.field == "gestures" or _MONEY.search(point.said) or _amounts(point.said)) and _gives(point.said):
        return _Standing.GRANTED
    if point.mode is Mode.FIELD and point.field == "gestures":
        none = re.search(r"\bnone\b", point.text, re.IGNORECASE) and not _RAISED.search(point.text)
        return _Standing.REFUSED if none or _REFUSED.search(point.said) else _Standing.OPEN
    return _standing(point.said)


def credit(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A credit told as granted, or as refused, where the record does not say so."""
    if record is not None:
        return None  # the commitment checks hold it against what the record authorises
    told = _standing(quote)
    if (
        told is None
        or told is _Standing.OPEN
        or not any(words.search(quote) for words in (_OURS, _REFUSED, _GRANTS))
        or _OTHERS_PAY.search(quote)
    ):
        return None
    held = _standings(basis)
    about = weighty(kin(quote)) - _MONEY_WORDS
    for standing, point in held:
        near = bool(about & kin(point.said)) or not about
        if standing is told and (told is _Standing.REFUSED or (_GRANTS.search(point.said) and near)):
            return None
    if told is _Standing.REFUSED:
        if not held:
            return None
        message, suggestion = "The record does not say that a credit was refused.", "Say what the record says of the credit."
        return "credit", FindingSeverity.WARN, message, suggestion
    return (
        "credit",
        FindingSeverity.WARN,
        "Nothing in the record grants a credit or refund.",
        "Leave it out until somebody with the right to grant it has done so.",
    )


_SETTLED = re.compile(
    r"\b(?:has|have|was|were|is|are)(?: (?:already|now|been|just|since|today|fully)){0,3} (?:booked|paid(?: out)?|credited|transferred|refunded|wired|deducted|reimbursed|issued)\b|\b(?:is|are|['’]s) (?:on (?:its|the) way|coming your way|in your account)\b",
    re.IGNORECASE,
)
_HAS_SETTLED = re.compile(r"\b(?:booked|paid|credited|transferred|refunded|wired|deducted|reimbursed|issued)\b", re.IGNORECASE)
_TO_SETTLE = re.compile(r"\b(?:will|to be|payable|due|with the next|not|no|none|nobody|unpaid|if|after)\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b(?:to|into|in|against|on) your (?:\w+ )?account\b|\byour way\b", re.IGNORECASE)


def settled(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """Money told as paid or booked that the record has at most as granted."""
    said = _SETTLED.search(quote)
    if record is not None or not said or quote.endswith("?") or _TO_SETTLE.search(quote):
        return None
    ours = _amounts(quote) & frozenset[str]().union(*(_amounts(point.said) for point in basis.points if _of_record(point)))
    if not (ours or _standing(quote) or _ACCOUNT.search(quote)):
        return None
    paid = (point for point in basis.points if _HAS_SETTLED.search(point.said) and not _TO_SETTLE.search(point.said))
    if any(_of_record(point) or _amounts(quote) & _amounts(point.said) for point in paid):
        return None
    message = "The record does not say that this was paid or booked."
    return "credit", FindingSeverity.WARN, message, "Say what was granted, and when it is due."


def _amounts(text: str) -> frozenset[str]:
    """The sums and shares of a text."""
    kinds = {ValueKind.MONEY, ValueKind.PERCENT}
    return frozenset(f"{value.kind} {value.canonical}" for value in extract_values(text) if value.kind in kinds)


_EACH = re.compile(r"\b(?:each|every|per|apiece|a head)\b", re.IGNORECASE)


def for_each(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A sum told for each of several that the record has once."""
    sums = frozenset(value.canonical for value in extract_values(quote) if value.kind is ValueKind.MONEY)
    if record is not None or not sums or not _EACH.search(quote):
        return None
    held = [point for point in basis.points if sums & {value.canonical for value in extract_values(point.said)}]
    if not held or any(_EACH.search(point.said) for point in held):
        return None
    message = "The record has this sum once, and the sentence gives it to each."
    return "credit", FindingSeverity.WARN, message, "Give the sum as the record does."


_OTHERS_PAY = re.compile(
    r"\b(?:you|customers?|users?|guests?|buyers?|applicants?|readers?|they)(?:['’](?:ve|d))? (?:\w+ ){0,2}?(?:pay|paid|cover|refund(?:ed)?|reimburse[sd]?)\b|\bto pay for\b",
    re.IGNORECASE,
)
"""Somebody else's paying is no gesture of ours."""
