"""How it sounds by an organisation's own standards: the words that it does not use, and its own rules, both from the policy."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.sentences import Span
from assistant.records.house_tone import BannedWord, OwnRule, ToneRules, TooSlow, first_place


def findings(rules: ToneRules, sentence: Span) -> Iterator[Finding]:
    """The banned words and the hits of the organisation's own rules in one sentence."""
    for banned in rules.banned:
        yield from _banned(banned, sentence)
    for rule in rules.own:
        try:
            place = rule.place(sentence.quote)
        except TooSlow:
            yield _not_applied(rule, sentence)
            continue
        if place:
            yield _finding(f"tone.own.{rule.id}", FindingSeverity(rule.severity), sentence, place, rule.reason, rule.suggestion)


def _banned(banned: BannedWord, sentence: Span) -> Iterator[Finding]:
    place = first_place(banned.pattern, sentence.quote)
    if not place:
        return
    word = sentence.quote[slice(*place)]
    say = banned.say[:1].upper() + banned.say[1:] if word[:1].isupper() else banned.say
    suggestion = f"Say “{banned.say}”." if banned.say else "Leave it out, or say it in other words."
    found = _finding("tone.banned", FindingSeverity.WARN, sentence, place, f"“{word}” is a word that we do not use.", suggestion)
    yield found.model_copy(update={"replacement": say}) if say else found


def _not_applied(rule: OwnRule, sentence: Span) -> Finding:
    message = f"The rule “{rule.id}” took too long on this sentence and was not applied."
    return _finding(
        f"tone.own.{rule.id}", FindingSeverity.INFO, sentence, (0, len(sentence.quote)), message, "Read the sentence for it yourself."
    )


def _finding(rule: str, severity: FindingSeverity, sentence: Span, place: tuple[int, int], message: str, suggestion: str) -> Finding:
    start, end = place
    return Finding(
        rule=rule,
        family=Family.TONE,
        severity=severity,
        start=sentence.start + start,
        end=sentence.start + end,
        text=sentence.quote[start:end],
        message=message,
        suggestion=suggestion,
    )
