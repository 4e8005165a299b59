"""The cause that a sentence names, if it does.

A sentence names a cause when a causal phrase has a cause in it: "we have identified the root cause" has none, and "due to this issue" leads
nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assistant.analysis.causes.causal_patterns import (
    ABOUT_LEVEL,
    ACT,
    AFTER,
    ALERT,
    BARE,
    BECAUSE,
    BEFORE,
    CALLED,
    CUT,
    DEED_ONLY,
    FOUND,
    GUESS,
    HELD_UP,
    IN_COURSE,
    LATE,
    LEADING,
    LOOKING,
    NEGATED,
    NOTICED,
    NOTICED_BY,
    NOUN_IS,
    ONLY_A_NAME,
    PEOPLE,
    RELATED,
    SEEKING,
    SIGNS,
    SINCE,
    SUSPECT,
    THOUGHT,
    UNREAL,
)
from assistant.analysis.causes.mechanisms import Mechanism, mechanism_of
from assistant.analysis.causes.wording import CHANGE, DEFECT, EFFECT, HEDGED_EFFECT, MECHANISM, RECOVERED, content, without_denials


@dataclass(frozen=True)
class Naming:
    """A cause that a sentence names.

    Attributes:
        cause: The words that name it, as the sentence has them.
        plain: Whether the wording says "cause" outright; a sequence of events or a finding only implies it.
        leading: Whether the sentence gives nothing but "this" or "the issue" as the effect, so that it leans on the one before.
    """

    cause: str
    plain: bool
    leading: bool = False


@lru_cache(maxsize=8192)
def naming(sentence: str, title: str = "", label: str = "") -> Naming | None:
    """The cause that a sentence names, or None.

    Args:
        sentence: One sentence.
        title: What failed; a sentence that only gives that again as the cause of trouble names none.
        label: What stood before it in the entry; "root cause" makes any sentence one that names it.
    """
    if label in {"cause", "root cause"} and content(sentence) and not UNREAL.search(sentence):
        return Naming(without_denials(sentence).strip(" ."), plain=True)
    if ABOUT_LEVEL.search(sentence):
        return None
    guessed = _guessed(sentence, title)
    if guessed:
        return guessed
    low = sentence.lower()
    if not any(sign in low for sign in SIGNS) or UNREAL.search(sentence):
        return None
    text = without_denials(sentence)
    leading = LEADING.match(text) is not None
    for pattern in (NOUN_IS, AFTER):
        for match in pattern.finditer(text):
            cause = CUT.sub("", match["cause"]).strip(" ,.:")
            before = text[: match.start()]
            if (
                not content(cause)
                or ONLY_A_NAME.match(cause)
                or ALERT.search(text[: match.end()])
                or (SEEKING if pattern is NOUN_IS else NOTICED_BY).search(before)
            ):
                continue
            rest = text[: match.start("cause")] if before.strip() else match["cause"]
            plain = pattern is NOUN_IS or (not _passes_on(before, cause) and (leading or _of_the_incident(rest, title)))
            return Naming(cause, plain=plain, leading=leading)
    told_first = BEFORE.match(text)
    if told_first:
        cause = told_first["cause"].strip(" ,.:")
        found = FOUND.search(cause)
        bare = BARE.search(cause)
        if _is_symptom(cause) or NEGATED.search(cause) or (LOOKING.match(text) and mechanism_of(cause) is Mechanism.OTHER):
            return None
        if (
            _names_more(found["cause"] if found else cause, title)
            and not _about_people(cause)
            and not (bare and not content(bare["of_what"]))
        ):
            return Naming(
                cause,
                plain=LOOKING.match(text) is None
                and _of_the_incident(text[told_first.end("cause") :], title)
                and HEDGED_EFFECT.search(cause) is None,
            )
    return _implied(text, title, leading=leading)


def _guessed(sentence: str, title: str) -> Naming | None:
    """A cause that a sentence without a causal word gives: a guess that says so, a change since which it lasts, one thing that holds up others."""
    guess = GUESS.match(sentence)
    if guess and _names_more(guess["cause"], title) and not UNREAL.search(guess["cause"]):
        return Naming(guess["cause"].strip(" ."), plain=False)
    if UNREAL.search(sentence):
        return None
    suspect = SUSPECT.match(sentence)
    if suspect and not RECOVERED.search(sentence):
        thing = (suspect["cause"] or suspect["cause2"] or suspect["cause3"]).strip(" ,.:")
        if content(thing) - content(title) and not NOTICED.search(thing) and not _is_symptom(thing):
            return Naming(thing, plain=False)
    since = SINCE.match(sentence)
    troubled = since is not None and (EFFECT.search(since["effect"]) or LATE.search(since["effect"]))
    changed = since if troubled else HELD_UP.match(sentence)
    return Naming(changed["cause"].strip(" ,.:"), plain=False) if changed and _names_more(changed["cause"], title) else None


def _of_the_incident(effect: str, title: str) -> bool:
    """Whether what was brought about is trouble, or what the title speaks of, and not anything that anybody did."""
    return EFFECT.search(effect) is not None or CALLED.search(effect) is not None or bool(content(effect) & content(title))


def _passes_on(before: str, cause: str) -> bool:
    """Whether it only tells how one product's trouble reaches another: "creations may fail due to errors in ..."."""
    if HEDGED_EFFECT.search(before) or ACT.match(before):
        return True
    return _is_symptom(cause)


def _is_symptom(cause: str) -> bool:
    """Whether the words only tell what people notice: "the error rate peaked"."""
    return EFFECT.search(cause) is not None and mechanism_of(cause) is Mechanism.OTHER and MECHANISM.search(cause) is None


def _implied(text: str, title: str, *, leading: bool) -> Naming | None:
    because = BECAUSE.search(text)
    if because and content(because["cause"] or because["died"]):
        return Naming((because["cause"] or because["died"]).strip(" ,.:"), plain=False, leading=leading)
    related = RELATED.search(text)
    if related and (MECHANISM.search(related["cause"]) or CHANGE.search(related["cause"])) and _names_more(related["cause"], title):
        return Naming(CUT.sub("", related["cause"]).strip(" ,.:"), plain=False, leading=leading)
    course = IN_COURSE.match(text)
    if course and CHANGE.search(course["cause"] or course["cause2"]) and EFFECT.search(course["effect"] or course["effect2"]):
        recovery = RECOVERED.search(text) and not course["cause"]  # "X recovered after the rollback" tells of the end
        return None if recovery else Naming(course["cause"] or course["cause2"], plain=False)
    defect = DEFECT.search(text)
    if (
        defect
        and not NEGATED.search(text[: defect.start()])
        and not RECOVERED.search(text)
        and content(text) - content(title)
        and not PEOPLE.match(text)
    ):
        return Naming(text.strip(" ."), plain=False, leading=False)
    thought = THOUGHT.search(text)
    if thought and not RECOVERED.search(text) and not NOTICED.search(thought["cause"]):
        cause = CUT.sub("", thought["cause"]).strip(" ,.:")
        if mechanism_of(cause) is not Mechanism.OTHER and _names_more(cause, title):
            return Naming(cause, plain=False)
    found = FOUND.search(text)
    if found:
        cause = CUT.sub("", found["cause"]).strip(" ,.:")
        troubled = mechanism_of(cause) is not Mechanism.OTHER and EFFECT.search(cause) and not RECOVERED.search(cause)
        telling = MECHANISM.search(cause) or CHANGE.search(cause) or troubled
        noticed = NOTICED.search(cause) and not (MECHANISM.search(cause) or CHANGE.search(cause))
        if telling and not noticed and not HEDGED_EFFECT.search(cause) and _names_more(cause, title) and not DEED_ONLY.search(cause):
            return Naming(cause, plain=False)
    return None


def _names_more(cause: str, title: str) -> bool:
    return bool(content(cause) - content(title)) and (
        len(content(cause)) > 1 or MECHANISM.search(cause) is not None or mechanism_of(cause) is not Mechanism.OTHER
    )


def _about_people(cause: str) -> bool:
    return PEOPLE.match(cause) is not None and not MECHANISM.search(cause)
