"""The README against the program: the settings table, and every command line in it."""

import re
import shlex
from pathlib import Path

import click
import pytest

from assistant.cli import cli
from assistant.doctor import settings_table

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def command_lines(text: str) -> list[list[str]]:
    """Every call of `steadyhand` in the fenced blocks, as words; each part of a pipe is a call of its own."""
    found: list[list[str]] = []
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if not re.match(r"\s*(?:\$ )?(?:\S+/)?steadyhand ", line):
                continue
            lexer = shlex.shlex(line.strip().removeprefix("$ "), posix=True, punctuation_chars="|&;<>")
            lexer.whitespace_split = True
            lexer.commenters = "#"
            call: list[str] = []
            words = [*lexer, "|"]
            for word in words:
                if word and set(word) <= set("|&;<>"):
                    if call and call[0].endswith("steadyhand"):
                        found.append(call[1:])
                    call = []
                else:
                    call.append(word)
    return found


CALLS = command_lines(README)


def parses(args: list[str]) -> None:
    """Carry the words through the program's parsers, down to the last command, without running it."""
    command: click.Command = cli
    parent: click.Context | None = None
    name = "steadyhand"
    while True:
        ctx = command.make_context(name, args, parent=parent)
        if not isinstance(command, click.Group):
            return
        name_, found, args = command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert found is not None
        command, parent, name = found, ctx, name_ or ""


def test_the_settings_table_is_the_generated_one() -> None:
    between = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", README, re.DOTALL)
    assert between, "README.md has no <!-- settings --> ... <!-- /settings --> block"
    assert between[1].strip() == settings_table(), "run `steadyhand doctor --settings-table` and put its output between the markers"


def test_the_readme_shows_command_lines() -> None:
    assert CALLS


@pytest.mark.parametrize("args", CALLS, ids=" ".join)
def test_every_command_line_of_the_readme_parses(args: list[str]) -> None:
    parses(list(args))


def test_a_command_line_that_is_wrong_would_be_found() -> None:
    text = "```sh\n$ steadyhand update x.yaml --json | steadyhand chekc -   # look\nsteadyhand update --bogus x.yaml > draft.md\n```\n"
    first, second, third = command_lines(text)
    parses(first)
    with pytest.raises(click.UsageError):
        parses(second)
    with pytest.raises(click.UsageError):
        parses(third)
