"""The commands that write a document: one for every action of the registry, so that an action is one file there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, say_findings
from assistant.commands.running import Command, Run, current_run
from assistant.commands.targets import Target, find_record

if TYPE_CHECKING:
    from assistant.actions.action import DraftingAction
    from assistant.drafting.draft import Draft
    from assistant.workflow import Drafted


def commands() -> list[click.Command]:
    """One command an action. Only their files are read here: an action is imported when its own command is asked for."""
    return [ActionCommand(name, short_help=about) for name, about in _action_files()]


def _action_files() -> Iterator[tuple[str, str]]:
    """The names of all actions with what the first line of their module says of them."""
    for file in sorted(files("assistant.actions").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py") and "\nACTION = " in (source := file.read_text(encoding="utf-8")):
            said = source.strip('"').partition("\n")[0].rstrip('"').partition(": ")[2]
            yield file.name.removesuffix(".py").replace("_", "-"), f"{said[:1].upper()}{said[1:]}"


class ActionCommand(Command):
    """The command of an action, which it looks at when it is run or its help is shown."""

    @cached_property
    def action(self) -> DraftingAction:
        """The action."""
        from assistant.actions.registry import ACTIONS

        return ACTIONS[self.name or ""]

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """With the parameters that the action asks for."""
        self.load()
        return super().make_context(info_name, args, parent, **extra)

    def load(self) -> ActionCommand:
        """Take parameters, help and examples from the action, once."""
        if self.callback is None:
            self.params = [*_params(self.action), *self.params]
            self.help, self.examples, self.callback = _help(self.action), _examples(self.action), _callback(self.action)
        return self


def _help(action: DraftingAction) -> str:
    from assistant.actions.action import Takes

    documents = _listed([form.label.lower() for form in action.forms.values()])
    prints = "The document goes to standard output; findings and notices go to standard error."
    if action.takes is Takes.NOTHING:
        return f"Write the {documents} of all stored escalations. {prints}"
    about = "a record file, a stored id, or - for standard input"
    if action.takes is Takes.TOPIC:
        about += f"; or leave it out and give --{action.topic.replace(' ', '-')}"
    return f"Write the {documents} for TARGET: {about}. {prints}"


def _listed(labels: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def _params(action: DraftingAction) -> list[click.Parameter]:
    from assistant.actions.action import AUTO, Takes

    by_topic = action.takes is Takes.TOPIC
    params: list[click.Parameter] = []
    if action.takes is not Takes.NOTHING:
        params.append(click.Argument(["target"], required=not by_topic))
    if by_topic:
        params.append(click.Option([f"--{action.topic.replace(' ', '-')}", "topic"], metavar="TEXT", help=f"The {action.topic}, in words."))
    if action.option:
        choices = [AUTO, *action.forms] if action.choose else [*action.forms]
        help_ = "Which document; by default the one that the record's state asks for." if action.choose else "Which document."
        default = AUTO if action.choose else next(iter(action.forms))
        params.append(click.Option([f"--{action.option}", "choice"], type=click.Choice(choices), default=default, help=help_))
    if action.overrule:
        params.append(click.Option(["--force"], is_flag=True, help=f"{action.overrule[:1].upper()}{action.overrule[1:]}."))
    if action.attaches:
        folder = click.Path(file_okay=False, path_type=Path)
        params.append(click.Option(["--attachments"], type=folder, metavar="DIR", help=f"Write {action.attaches} into this folder."))
    return [
        *params,
        click.Option(["--save"], is_flag=True, help="Keep the draft for review; a record from a file is kept with it."),
        click.Option(["--by"], metavar="NAME", help="Who has it written; needed with --save."),
        click.Option(["--strict"], is_flag=True, help="End with exit code 1 when a finding blocks."),
    ]


def _examples(action: DraftingAction) -> tuple[str, ...]:
    from assistant.actions.action import Takes

    if action.takes is Takes.NOTHING:
        return (f"steadyhand {action.name}", f'steadyhand {action.name} --save --by "Priya Raman"')
    about = f'--{action.topic.replace(" ", "-")} "queue backlog"' if action.takes is Takes.TOPIC else "incident.yaml"
    return (f"steadyhand {action.name} {about}", f'steadyhand {action.name} ESC-3107 --save --by "Priya Raman"')


def _callback(action: DraftingAction) -> Callable[..., None]:
    from assistant.actions.action import Takes

    def write(target: str | None = None, *, save: bool, by: str | None, strict: bool, **asked: Any) -> None:
        if save and not (by or "").strip():
            msg = "--save needs --by NAME: a draft that is kept has a person who had it written."
            raise click.UsageError(msg)
        topic = (asked.get("topic") or "").strip()
        if action.takes is not Takes.NOTHING and not target and not topic:
            msg = f"Give a TARGET, or the {action.topic} with --{action.topic.replace(' ', '-')}."
            raise click.UsageError(msg)
        run = current_run()
        found = find_record(run, target) if target else None
        drafted = _draft(run, action, found, asked.get("choice"), topic=topic, force=asked.get("force", False))
        if run.json:
            result_json(_as_json(action, drafted.draft))
        else:
            _print(drafted.draft, found.notes if found else ())
        _attach(drafted.draft, asked.get("attachments"))
        if save:
            _save(run, found, drafted, by=by or "")
        if strict and drafted.draft.blocks:
            click.get_current_context().exit(1)

    return write


def _as_json(action: DraftingAction, draft: Draft) -> dict[str, Any]:
    told = draft.model_dump(mode="json", by_alias=True)
    return {**told.pop("details"), **told} if action.details_on_top else told


def _draft(run: Run, action: DraftingAction, found: Target | None, choice: str | None, *, topic: str, force: bool) -> Drafted:
    from assistant.actions.action import AUTO
    from assistant.workflow import draft_document

    record = found.record if found else None
    kind = action.kind_for(record, choice or AUTO, force=force)
    # A model takes its time; the composer is done before anybody could read what it does.
    on_step = _say_step if run.services.model is not None else _say_nothing
    drafted = draft_document(run.services, record, kind, now=run.instant, topic=topic, on_step=on_step)
    return steady(run, drafted)


def steady(run: Run, drafted: Drafted) -> Drafted:
    """The draft without the time that it took, where --now asks for an output that depends on the input alone."""
    from dataclasses import replace

    return drafted if run.now is None else replace(drafted, draft=drafted.draft.model_copy(update={"elapsed_ms": 0.0}))


def _say_step(step: str) -> None:
    aside(f"{step.capitalize()} ...")


def _say_nothing(_step: str) -> None:
    """For a step that takes no time."""


def _print(draft: Draft, notes: tuple[str, ...]) -> None:
    from assistant.evidence.facts import Audience

    head = f"Subject: {draft.document.subject}\n\n" if draft.audience is Audience.CUSTOMER else ""
    result(f"{head}{draft.document.body.rstrip()}")
    aside("")
    say_findings(draft.findings, draft.document.body, say=aside)
    for notice in (*draft.notices, *notes):
        aside(f"Note: {notice}")


def _attach(draft: Draft, folder: Path | None) -> None:
    if folder is None:
        return
    from assistant.errors import InputInvalid

    for attachment in draft.attachments:
        path = folder / attachment.name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(attachment.text, encoding="utf-8")
        except OSError as error:
            msg = f"{path} could not be written: {error.strerror or error}."
            raise InputInvalid(msg, hint="Name another folder with --attachments.") from error
        aside(f"Wrote {path}: {attachment.what}.")


def _save(run: Run, found: Target | None, drafted: Drafted, *, by: str) -> None:
    from assistant.workflow import start_draft

    stored = None
    if found:
        stored = found.stored or run.services.store.save_record(found.record, now=run.instant, by=by, notes=found.notes)
    draft = start_draft(run.services, stored, drafted, author=by, now=run.instant)
    blocking = len(draft.open_findings)
    open_ = f"; {counted(blocking, 'finding blocks', 'findings block')} its approval" if blocking else ""
    aside(f"Saved as {draft.id}{open_}. Hand it in with: steadyhand review submit {draft.id} --by NAME")
