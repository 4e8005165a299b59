"""The commands: one file each, light to import; whatever a command works with is imported when it runs.

Reading order: `running` (the common options, and what a run works with), `targets` (a record from a file, an id or standard input),
`printing`, then one file a command. A module holds a function `commands()`; `MODULES` names the modules, in the order of the help page.
An action needs no file here: `drafting` makes a command of everything in `assistant.actions.registry`.
"""

from __future__ import annotations

_HERE = "assistant.commands"
MODULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Try it", (f"{_HERE}.demo", f"{_HERE}.ui", f"{_HERE}.doctor")),
    ("Write", (f"{_HERE}.drafting", f"{_HERE}.ask")),
    ("Look into it", (f"{_HERE}.similar", f"{_HERE}.check")),
    (
        "Decide and send",
        (f"{_HERE}.review", f"{_HERE}.export", f"{_HERE}.hypothesis", f"{_HERE}.commitments", f"{_HERE}.closing"),
    ),
    ("Measure", ("evals.command",)),
    ("Keep", (f"{_HERE}.records", f"{_HERE}.knowledge", f"{_HERE}.samples")),
)
"""The headings of the help page, and the modules under each. A module of another package, such as the evaluations' above this one, is named
in the same way: it is imported when its commands are asked for."""
