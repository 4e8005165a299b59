"""What all commands share: the common options, which may stand before or after the command, and what a run works with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wiring import Services


@dataclass
class Run:
    """One call of the command line: its common options, and the services that they ask for.

    Attributes:
        json: Whether the result is JSON for a program.
        model: In place of STEADYHAND_MODEL.
        now: The instant that stands for now; None for the clock.
        data_dir: In place of STEADYHAND_DATA_DIR.
        seed: For whatever is drawn at random; nothing is in this release.
        debug: Whether a failure shows its traceback.
        policy: In place of STEADYHAND_POLICY.
    """

    json: bool = False
    model: str | None = None
    now: datetime | None = None
    data_dir: Path | None = None
    seed: int | None = None
    debug: bool = False
    policy: Path | None = None

    @cached_property
    def instant(self) -> datetime:
        """When this call happens. Beside the app's session, the only place that reads the clock."""
        return self.now or datetime.now(UTC)

    @cached_property
    def settings(self) -> Settings:
        """The options in force.

        Raises:
            SteadyhandError: One has a value that it cannot have.
        """
        from assistant.settings import load_settings

        return load_settings(model=self.model, data_dir=self.data_dir, policy=self.policy)

    @cached_property
    def services(self) -> Services:
        """What the verbs work with, on the data directory in force."""
        from assistant.wiring import Services

        return Services(self.settings)


def current_run() -> Run:
    """The run of the command that is being carried out."""
    run: Run = click.get_current_context().find_root().ensure_object(Run)
    return run


class Instant(click.ParamType[datetime]):
    """A point in time with its offset; one without could mean any hour."""

    name = "ISO8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """To an aware datetime; everything else is a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"'{value}' is no ISO 8601 time. Write one such as 2026-11-23T14:00+01:00.", param, ctx)
        if at.utcoffset() is None:
            self.fail(f"'{value}' has no offset, so it could mean any hour. Write {value}Z for UTC, or {value}+01:00.", param, ctx)
        return at


_PATH = click.Path(path_type=Path)
_COMMON: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--json",), {"is_flag": True, "help": "Print the result as JSON."}),
    (("--model",), {"metavar": "none|openai:NAME", "help": "Who writes: `none` for the composer, which needs no model."}),
    (("--now",), {"type": Instant(), "help": "Take this instant for now, such as 2026-11-23T14:00Z."}),
    (("--data-dir",), {"type": _PATH, "metavar": "DIR", "help": "Where records, drafts and reports are kept."}),
    (("--policy",), {"type": _PATH, "metavar": "FILE", "help": "A policy file in place of the shipped one."}),
    (("--seed",), {"type": int, "metavar": "N", "help": "Seed for random choices; this release makes none."}),
    (("--debug",), {"is_flag": True, "help": "Show where a failure came from."}),
)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep a common option with the run; the one that stands last wins."""
    if value is not None and value is not False and param.name:
        setattr(ctx.find_root().ensure_object(Run), param.name, value)


def common_options(*, hidden: bool) -> list[click.Parameter]:
    """The options of every command.

    Args:
        hidden: Whether the help page leaves them out; only that of `steadyhand` itself lists them.
    """
    return [click.Option(names, expose_value=False, callback=_keep, hidden=hidden, **about) for names, about in _COMMON]


class Command(click.Command):
    """A command with the common options and with examples on its help page."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options(hidden=True))
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, then where the common options are told."""
        write_examples(self.examples, formatter)
        formatter.write_paragraph()
        formatter.write_text("Options of every command, such as --json and --now: steadyhand --help")


class Group(click.Group):
    """Several commands on one object, each with the common options."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "COMMAND ...")
        super().__init__(*args, **kwargs)
        self.params.extend(common_options(hidden=True))
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were defined, which is that of the work."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        write_examples(self.examples, formatter)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Command lines that a person can copy."""
    if examples:
        with formatter.section("Example" if len(examples) == 1 else "Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
