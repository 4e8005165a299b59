"""Clock times that people write in words: "half past ten UTC", "six o'clock in the morning", "by nine in the evening (CET)".

A time that names no half of the day may be either; both readings are kept, so that neither "10:30" nor "22:30" is called wrong.
"""

from __future__ import annotations

import re

from assistant.evidence.notation import HOUR_WORDS, ZONE, number_in_words

_HOUR = rf"(?:{'|'.join(HOUR_WORDS)}|1[0-2]|0?[1-9])"
_MINUTES = r"(?:five|ten|twenty|twenty[\s-]five|\d{1,2})"
_PART = r"in the (?P<part{0}>morning|afternoon|evening)|at (?P<night{0}>night)"
_PATTERN = (
    rf"\b(?:(?P<half>half)[\s-]past[\s-]|(?:a )?(?P<quarter>quarter)[\s-](?P<side>past|to)[\s-]|(?P<minutes>{_MINUTES})(?: minutes?)? (?P<past>past) |(?P<before>{_MINUTES}) minutes? to |(?P<before_part>{_MINUTES}) to (?={_HOUR} (?:o['’]clock|in the|at night)\b))"
    rf"(?P<hour>{_HOUR})(?: o['’]clock)?\b(?:,? (?:{_PART.format(1)}))?"
    rf"|\b(?P<sharp>{_HOUR}) o['’]clock\b(?:,? (?:{_PART.format(2)}))?"
    rf"|(?<=\b(?:at|by) )(?P<bare>{_HOUR}) (?:{_PART.format(3)})|(?<=\b(?:from|till) )(?P<bare2>{_HOUR}) (?:{_PART.format(4)})"
    rf"|(?<=\b(?:since|until|after|about) )(?P<bare3>{_HOUR}) (?:{_PART.format(5)})|(?<=\b(?:before|around) )(?P<bare4>{_HOUR}) (?:{_PART.format(6)})"
)
CLOCK_IN_WORDS = re.compile(rf"(?:{_PATTERN})(?:\s*\(?{ZONE})?", re.IGNORECASE)
_NOON, _EARLIEST = 12, 7
"""An hour before seven that names neither half nor zone is one of the afternoon: few people write of "five o'clock" at night."""


def faces_in_words(found: re.Match[str]) -> tuple[str, str, str | None]:
    """The 24-hour face, the other face that it may be (empty when the words say which), and the zone as written."""
    said = found.groupdict()
    hour = _number(next(said[name] for name in ("hour", "sharp", "bare", "bare2", "bare3", "bare4") if said[name])) % _NOON
    minutes = 60 * hour + _past_the_hour(said)
    part = next((said[name] for name in said if name.startswith(("part", "night")) and said[name]), "").lower()
    if part:
        late = part in {"afternoon", "evening"} or (part == "night" and hour >= 6)
        return _face(minutes + 720 * late), "", said["zone"]
    afternoon = (said["zone"] is None and 0 < hour < _EARLIEST) or hour == 0
    return _face(minutes + 720 * afternoon), _face(minutes + 720 * (not afternoon)), said["zone"]


def _past_the_hour(said: dict[str, str | None]) -> int:
    if said["half"]:
        return 30
    if said["quarter"]:
        return 15 if (said["side"] or "").lower() == "past" else -15
    minutes = said["minutes"] or said["before"] or said["before_part"]
    return 0 if not minutes else _number(minutes) * (1 if said["past"] else -1)


def _number(said: str) -> int:
    return int(said) if said.isdigit() else int(number_in_words(said) or 0)


def _face(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
