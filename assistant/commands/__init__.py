"""The commands: one file each, light to import; whatever a command works with is imported when it runs.

Reading order: `running` (the common options, and what a run works with), `targets` (a record from a file, an id or standard input),
`printing`, then one file a command. A module holds a function `commands()`; `MODULES` names the modules, in the order of the help page.
An action needs no file here: `drafting` makes a command of everything in `assistant.actions.registry`.
"""

from __future__ import annotations

MODULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Try it", ("demo", "ui", "doctor")),
    ("Write", ("drafting", "ask")),
    ("Look into it", ("similar", "check")),
    ("Decide and send", ("review", "export", "hypothesis", "commitments", "closing")),
    ("Keep", ("records", "knowledge", "samples")),
)
"""The headings of the help page, and the modules under each."""
