"""Help, common options and what is printed: nothing here needs a store."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from fakes.command_line import call

from assistant.cli import cli
from assistant.commands.drafting import ActionCommand
from assistant.commands.printing import plain
from assistant.commands.running import Command, Run, current_run

HEAVY = ("chromadb", "langchain_core", "openai", "sqlalchemy", "alembic", "streamlit", "jinja2", "wordllama", "scipy", "assistant.workflow")


def loaded_after(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command.load() if isinstance(command, ActionCommand) else command)]
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child is not None
            found += every_command(child, (*path, name))
    return found


COMMANDS = every_command(cli)


def test_importing_the_command_line_imports_next_to_nothing() -> None:
    assert not loaded_after("import assistant.cli") & {*HEAVY, "pydantic", "numpy", "yaml"}


def test_the_help_page_imports_nothing_that_works() -> None:
    code = "from assistant.cli import cli\ntry:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass"
    assert not loaded_after(code) & {*HEAVY, "numpy"}


@pytest.mark.parametrize(
    ("path", "command"), COMMANDS, ids=lambda value: " ".join(value) or "steadyhand" if isinstance(value, tuple) else ""
)
def test_every_command_has_help_and_a_leaf_has_an_example_that_parses(path: tuple[str, ...], command: click.Command) -> None:
    done = CliRunner().invoke(cli, [*path, "--help"])
    assert done.exit_code == 0
    assert command.help
    assert command.help.splitlines()[0].rstrip().endswith((".", ":"))
    if not isinstance(command, click.Group):
        assert isinstance(command, Command)
        assert command.examples
        for example in command.examples:
            assert " ".join(("steadyhand", *path)) in example


def test_the_help_page_has_every_common_option_and_cuts_no_summary() -> None:
    page = CliRunner().invoke(cli, ["--help"]).stdout
    for option in ("--json", "--model", "--now", "--data-dir", "--policy", "--seed", "--debug"):
        assert option in page
    for path, _ in COMMANDS:
        if len(path) == 1:
            assert f"\n  {path[0]} " in page
    assert "..." not in page.partition("Try it:")[2]


def test_every_action_of_the_registry_is_a_command() -> None:
    from assistant.actions.registry import ACTIONS

    for name, action in ACTIONS.items():
        page = "".join(CliRunner().invoke(cli, [name, "--help"]).stdout.split("\n"))
        assert not action.option or f"{'|'.join(action.kinds)}]" in page
        assert action.option or len(action.forms) == 1
        assert ("--force" in page) == bool(action.overrule)


@click.command(cls=Command)
def probe() -> None:
    run = current_run()
    click.echo(f"{run.json} {run.model} {run.instant.isoformat()} {run.seed}")


@pytest.fixture
def with_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cli.get_command
    monkeypatch.setattr(cli, "get_command", lambda ctx, name: probe if name == "probe" else found(ctx, name))


@pytest.mark.usefixtures("with_probe")
def test_common_options_stand_before_or_after_and_the_last_one_wins() -> None:
    before = CliRunner().invoke(cli, ["--json", "--model", "none", "--now", "2026-11-23T14:00Z", "--seed", "0", "probe"])
    after = CliRunner().invoke(cli, ["probe", "--json", "--model", "none", "--now", "2026-11-23T14:00Z", "--seed", "0"])
    assert before.stdout == after.stdout == "True none 2026-11-23T14:00:00+00:00 0\n"
    assert "openai:b" in CliRunner().invoke(cli, ["--model", "openai:a", "probe", "--model", "openai:b"]).stdout


@pytest.mark.parametrize(("given", "said"), [("2026-11-23T14:00", "has no offset"), ("14:00", "no ISO 8601"), ("tomorrow", "no ISO 8601")])
@pytest.mark.usefixtures("with_probe")
def test_a_now_that_is_no_instant(given: str, said: str) -> None:
    done = CliRunner().invoke(cli, ["--now", given, "probe"])
    assert done.exit_code == 2
    assert said in done.stderr
    assert "+01:00" in done.stderr


def test_without_now_the_clock_is_read_once() -> None:
    run = Run()
    assert run.instant is run.instant
    assert abs((run.instant - datetime.now(UTC)).total_seconds()) < 5


def test_what_others_wrote_cannot_steer_the_terminal() -> None:
    assert plain("a\x1b[2Jb\u202ec\rd\ttab\nline") == "a\\u001b[2Jb\\u202ec\\u000dd\ttab\nline"


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    done = call(tmp_path, "updaet", "x.json")
    assert (done.code, done.out) == (2, "")
    assert "updaet" in done.err


@pytest.mark.usefixtures("with_probe")
def test_an_unexpected_failure_is_one_calm_line_and_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("inner")

    monkeypatch.setattr(probe, "callback", broken)
    calm = CliRunner().invoke(cli, ["probe"])
    assert calm.exit_code == 3
    assert "--debug" in calm.stderr
    assert len(calm.stderr.splitlines()) == 1
    shown = CliRunner().invoke(cli, ["probe", "--debug"])
    assert shown.exit_code == 3
    assert "Traceback" in shown.stderr
    assert "broken" in shown.stderr


@pytest.mark.usefixtures("with_probe")
def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(probe, "callback", stopped)
    done = CliRunner().invoke(cli, ["probe"])
    assert done.exit_code == 130
    assert done.stderr.split() == ["Stopped."]


def test_the_app_is_started_with_the_settings_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ui.launch

    asked: dict[str, object] = {}
    monkeypatch.setattr(ui.launch, "launch", lambda settings, **options: asked.update(options, data_dir=settings.data_dir))
    assert call(tmp_path, "ui", "--port", "8600", "--sample").code == 0
    assert asked == {"data_dir": tmp_path, "port": 8600, "sample": True}
