"""Time zones as people write them: abbreviations, offsets, names such as US/Pacific."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_HOURS: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "SAST": 2, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "BRT": -3, "ART": -3, "IST": 5.5, "SGT": 8, "HKT": 8, "PHT": 8, "WIB": 7, "ICT": 7, "JST": 9, "KST": 9, "AWST": 8,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_REGIONS = {"PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York"}
AMBIGUOUS = {"BST": "British Summer Time, UTC+1", "CST": "US Central, UTC-6", "IST": "India, UTC+5:30"}
"""Abbreviations that more than one country uses, and how they are read here."""

_OFFSET = re.compile(r"(?P<utc>\b(?:UTC|GMT)\s?)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:])", re.IGNORECASE)
_REGION = re.compile(r"\b[A-Za-z]+(?:/[A-Za-z_-]+){1,2}\b")
_ABBREVIATION = re.compile(
    r"(?<![A-Za-z])(?:" + "|".join(sorted((*_HOURS, *_REGIONS), key=len, reverse=True)) + r")(?![A-Za-z])", re.IGNORECASE
)


def find_zone(text: str, *, dashes: bool) -> tuple[tzinfo | None, str, str]:
    """The zone that a time names.

    Args:
        text: What is left of the words once date and clock are taken out.
        dashes: Whether "-05:00" can be an offset; beside a bare clock time it is the end of a span.

    Returns:
        The zone or None, its words as a name (upper case), and the text without them.
    """
    offset = _OFFSET.search(text)
    if offset and (offset["sign"] == "+" or offset["utc"] or dashes) and int(offset["hours"]) <= 14 and int(offset["minutes"] or 0) < 60:
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        zone = timezone(span if offset["sign"] == "+" else -span)
        return zone, str(zone), _without(text, offset)
    region = _REGION.search(text)
    if region and (found := _named(region[0])):
        return found, region[0], _without(text, region)
    short = _ABBREVIATION.search(text)
    # Lower case is a word more often than a zone ("est", "met"), except for the two that cannot be mistaken.
    if short and (short[0].isupper() or short[0].lower() in {"utc", "gmt"}):
        name = short[0].upper()
        return _short(name), "UTC" if name in {"Z", "GMT"} else name, _without(text, short)
    return None, "", text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _named(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _short(name: str) -> tzinfo:
    if name in _REGIONS:
        return ZoneInfo(_REGIONS[name])
    hours = _HOURS[name]
    return timezone(timedelta(hours=hours)) if hours else UTC
