"""What a reader may want to know of the rule behind a finding: how often it was right, what it finds and what it leaves. Pure; all escaped."""

from __future__ import annotations

from assistant.checks.tone import all_rules, help_of
from ui.widgets.words import esc

_EXAMPLES = 2


def rule_help(rule: str) -> str:
    """A folded part of a card; empty for a rule that has no figure of its own."""
    measured = help_of(rule)
    row = next((each for each in all_rules() if f"tone.{each.id}" == rule), None)
    if not measured or row is None:
        return ""
    finds = "".join(f"<li>“{esc(text)}”</li>" for text in row.bad[:_EXAMPLES])
    leaves = "".join(f"<li>“{esc(text)}”</li>" for text in row.good[:_EXAMPLES])
    examples = (f"It finds<ul>{finds}</ul>" if finds else "") + (f"It leaves<ul>{leaves}</ul>" if leaves else "")
    return f'<details class="sh-rule sh-small"><summary>About this rule</summary><div>{esc(measured)} {examples}</div></details>'
