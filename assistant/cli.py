"""The command line: `steadyhand COMMAND [TARGET] [OPTIONS]`.

Results go to standard output and everything said about them to standard error. Exit codes: 0 done, 1 a gate or a blocking finding, 2 usage,
input or configuration, 3 model or infrastructure. This module imports nothing heavy, so that `steadyhand --help` stays quick.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from assistant.commands import MODULES
from assistant.commands.printing import aside
from assistant.commands.running import Group, Run, common_options, write_examples
from assistant.errors import InputInvalid, SteadyhandError

UNEXPECTED = 3
STOPPED = 130
"""As a shell reports an interrupt: 128 and the signal's number."""
PIPE_CLOSED = 141
MOST_PROBLEMS = 40


class Root(Group):
    """The program. Its commands are imported when one of them, or the list of all, is asked for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.params = [*common_options(hidden=False), *(param for param in self.params if not getattr(param, "hidden", False))]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the help page."""
        return [command.name or "" for _, commands in self._sections() for command in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        return next((command for _, commands in self._sections() for command in commands if command.name == cmd_name), None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings."""
        sections = self._sections()
        limit = formatter.width - 6 - max(len(command.name or "") for _, commands in sections for command in commands)
        for heading, commands in sections:
            with formatter.section(heading):
                formatter.write_dl([(command.name or "", command.get_short_help_str(limit)) for command in commands])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Three lines to begin with."""
        write_examples(("steadyhand demo", "steadyhand update incident.yaml", "steadyhand ui --sample"), formatter)

    def main(
        self, args: Any = None, prog_name: str | None = None, complete_var: str | None = None, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run, tell every failure in words, and end with its exit code."""
        run = extra.setdefault("obj", Run())
        code = self._guarded(run, args=args, prog_name=prog_name, complete_var=complete_var, **extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _guarded(self, run: Run, **call: Any) -> int:
        try:
            code = super().main(standalone_mode=False, **call)
            sys.stdout.flush()
            return code if isinstance(code, int) else 0
        except click.Abort:
            aside("Stopped.")
            return STOPPED
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except SteadyhandError as error:
            _tell(error, debug=run.debug)
            return error.exit_code
        except Exception as error:  # whatever it is, a person under pressure gets one calm line; --debug shows the rest
            _tell_unexpected(error, debug=run.debug)
            return UNEXPECTED

    def invoke(self, ctx: click.Context) -> Any:
        """The command; a reader of the output that went away ends it quietly."""
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Nobody reads any more; what is still buffered must not fail once more when Python closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(PIPE_CLOSED)
        return value

    def _sections(self) -> list[tuple[str, list[click.Command]]]:
        return [(heading, [command for name in names for command in import_module(name).commands()]) for heading, names in MODULES]


def _tell(error: SteadyhandError, *, debug: bool) -> None:
    """What failed, every problem, and what to do next."""
    if debug:
        aside("".join(traceback.format_exception(error)))
    aside(f"Error: {error.message}")
    if isinstance(error, InputInvalid):
        for problem in error.problems[:MOST_PROBLEMS]:
            aside(f"  - {problem}")
        if len(error.problems) > MOST_PROBLEMS:
            aside(f"  ... and {len(error.problems) - MOST_PROBLEMS} more.")
    if error.hint:
        aside(error.hint)


def _tell_unexpected(error: Exception, *, debug: bool) -> None:
    if debug:
        aside("".join(traceback.format_exception(error)))
        return
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    aside(f"Error: steadyhand failed unexpectedly ({said}). Run the command again with --debug to see where.")


cli = Root(
    name="steadyhand",
    help="Drafts for customer escalations: every sentence backed, every decision a person's.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[],
)
cli = click.version_option(package_name="steadyhand", prog_name="steadyhand")(cli)


def main() -> None:
    """The program that `steadyhand` starts."""
    for stream in (sys.stdout, sys.stderr):
        # The same bytes whatever the terminal's language is.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli.main(prog_name="steadyhand")
