"""How a typed value stands in the record, in words with a look and an icon. Pure."""

from __future__ import annotations

from assistant.checks.finding import CheckedValue, ValueStatus

VALUE_WORDS: dict[ValueStatus, tuple[str, str, str]] = {
    ValueStatus.EXACT: ("in the record", "muted", "check"),
    ValueStatus.DERIVED: ("worked out from the record", "muted", "calculate"),
    ValueStatus.COMMITMENT: ("the time of a promise", "muted", "schedule"),
    ValueStatus.ABSENT: ("not in the record", "amber", "help"),
    ValueStatus.CONTRADICTED: ("the record has another", "amber", "compare_arrows"),
    ValueStatus.FROM_OTHER_CASE: ("from another case", "red", "block"),
}


def value_words(value: CheckedValue) -> str:
    """A value with how it stands and where it comes from: "12 % in the record (F32)"."""
    tags = f" ({', '.join(value.sources)})" if value.sources else ""
    return f"{value.text} {VALUE_WORDS[value.status][0]}{tags}"
