"""The contract of an action: one file in `assistant/actions/`, one prompt and one template a document, one evaluation set, no more."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from fakes.command_line import NOW, RECORD
from pydantic import BaseModel

from assistant.actions.action import DraftingAction, Takes
from assistant.actions.phrase_records import RecordRow
from assistant.actions.phrases import TRIGGERS, ReadingState, read_phrase
from assistant.actions.registry import ACTIONS
from assistant.drafting.prompting import manifest
from assistant.drafting.slots import SLOTS
from evals.cases import read_cases, set_files

ROOT = Path(__file__).parents[2]
TEN = {
    "triage": "Triage escalation from [Customer]",
    "war-room": "Set up war room for [Issue]",
    "update": "Write customer update for [Issue]",
    "summary": "Summarize escalation [ID]",
    "recovery-plan": "Create recovery plan for [Customer]",
    "rca": "Run RCA for [Incident]",
    "apology": "Write apology for [Situation]",
    "status-report": "Create escalation status report",
    "metrics": "Show escalation metrics",
    "prevention-plan": "Create prevention plan for [Issue type]",
}
every_action = pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))


def test_the_ten_actions_are_there_with_their_phrases() -> None:
    assert {name: action.trigger for name, action in ACTIONS.items() if name in TEN} == TEN


@every_action
def test_an_action_is_one_file(action: DraftingAction) -> None:
    holding = [
        path for path in (ROOT / "assistant" / "actions").glob("*.py") if f'\n    name="{action.name}",' in path.read_text(encoding="utf-8")
    ]
    assert [path.stem for path in holding] == [action.name.replace("-", "_")]
    source = holding[0].read_text(encoding="utf-8")
    assert "\nACTION = DraftingAction(" in source
    said = source.strip('"').partition("\n")[0]
    assert re.match(rf"{re.escape(action.name.split('-')[0])}.*: \w", said, re.IGNORECASE), (
        "the first line tells the command line what it does"
    )


@every_action
def test_each_document_has_a_prompt_and_a_template(action: DraftingAction) -> None:
    assert action.forms
    for form in action.forms.values():
        assert files("prompts").joinpath("draft", f"{form.kind}.j2").is_file()
        assert f"draft/{form.kind}" in manifest()
        template = files("prompts").joinpath("templates", f"{form.kind}.md.j2").read_text(encoding="utf-8")
        assert re.search(r"^Subject: ", template, re.MULTILINE), form.kind


def _models(of: Any) -> Iterator[type[BaseModel]]:
    """A slot class with all that it is made of."""
    if isinstance(of, type) and issubclass(of, BaseModel):
        yield of
        for field in of.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(of):
        yield from _models(part)


@every_action
def test_all_that_a_writer_may_say_is_described(action: DraftingAction) -> None:
    for form in action.forms.values():
        assert form.slots.model_fields
        for model in _models(form.slots):
            undescribed = [name for name, field in model.model_fields.items() if len(field.description or "") < 20]
            assert undescribed == [], model.__name__
    if action.name in {"update", "apology"}:
        assert all(SLOTS[form.kind] is form.slots for form in action.forms.values())


@every_action
def test_its_phrase_is_understood(action: DraftingAction) -> None:
    rows = [
        RecordRow("ESC-7", "Brightwater Clinics", "Patient letters are not sent", ("Letters",), "investigating", "SEV-2"),
        RecordRow("ESC-8", "Kaskade Ferries", "Staff cannot sign on", ("Single sign-on",), "open", "SEV-1"),
    ]
    about = {Takes.RECORD: "ESC-7", Takes.TOPIC: "expired certificate", Takes.NOTHING: ""}[action.takes]
    assert bool(about) == ("[" in action.trigger)
    reading = read_phrase(re.sub(r"\[.+\]", about, action.trigger), TRIGGERS, rows)
    assert reading.state is ReadingState.RESOLVED
    assert (reading.action, reading.record_id or reading.issue_type or "") == (action.name, about)


@every_action
def test_it_has_an_evaluation_set(action: DraftingAction) -> None:
    cases = [case for path in set_files(action.name) for case in read_cases(path)]
    assert len(cases) >= 5
    assert {case.action for case in cases} == {action.name}


# The real thing: an eleventh action in a copy of the house

ACTION_FILE = '''"""Handover: a note for whoever takes over the shift."""

from __future__ import annotations

from pydantic import Field

from assistant.actions.action import DraftingAction
from assistant.drafting.form import Brief, Composed, DocumentForm, Sources, WorkedOut, about_record
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Audience


class HandoverSlots(Slots):
    """What a writer may say in a handover."""

    newest: list[Statement] = Field(description="One to three statements: what the next shift must know, newest first.")
    watch: Statement | None = Field(description="What to keep an eye on, if the evidence names something; else null.")


def _compose(brief: Brief) -> Composed:
    log = sorted(brief.evidence.of("updates"), key=lambda item: item.at or brief.order.now, reverse=True)
    title = brief.evidence.field("title")
    watch = Statement(text=f"Watch: {brief.order.escalation.title}", cites=[title.id]) if title else None
    slots = HandoverSlots(newest=[Statement(text=item.text, cites=[item.id]) for item in log[:3]], watch=watch)
    return Composed(slots, frozenset({watch.text}) if watch else frozenset())


def _work_out(slots: HandoverSlots, brief: Brief, _: Sources) -> WorkedOut:
    record = brief.order.escalation
    return WorkedOut({"record": record, "owner": record.owner}, {"entries": len(slots.newest)})


ACTION = DraftingAction(
    name="handover",
    trigger="Write handover note for [Shift]",
    forms={
        "handover": DocumentForm(
            "handover",
            "Handover",
            Audience.INTERNAL,
            HandoverSlots,
            about_record(Audience.INTERNAL),
            _compose,
            _work_out,
            parts=(("newest", r"^## Newest first$", "the section “Newest first”"),),
        )
    },
)
'''
PROMPT_FILE = """{% block system %}
You fill the typed parts of a document for colleagues: the note for whoever takes over the shift.
{% include "_partials/internal_safety.j2" %}
{% endblock %}
{% block user %}
{% include "_partials/internal_evidence.j2" %}
Write what the next shift must know, newest first.
{% include "_partials/answer.j2" %}
{% endblock %}
"""
TEMPLATE_FILE = """Subject: Handover of {{ record.id | plain }}

# Handover: {{ record.title | plain }}

Owner: {{ owner.name | plain if owner else "nobody named" }}.

## Newest first

{% for said in slots.newest %}
- {{ said | cited }}
{% else %}
The log is empty.
{% endfor %}
{% if slots.watch %}

{{ slots.watch | cited }}
{% endif %}
"""
CASES = [
    {
        "id": f"handover-{number}",
        "action": "handover",
        "why": "The newest entry stands first and an empty log is told.",
        "now": NOW,
        "record": {**RECORD, "updates": RECORD["updates"][:number]},
        "reports": "none",
        "expect": {"says": [says], "details": {"entries": number}},
    }
    for number, says in ((0, "The log is empty"), (1, "index was restarted"), (2, "/31 %.*\\n- .*restarted/"))
]
TRY_IT = """
import json, pathlib, sys
import assistant
from assistant.actions.handover import HandoverSlots
from assistant.cli import cli
from assistant.drafting.prompting import current_fingerprint, prompt_ref
from click.testing import CliRunner
from evals.cases import Houses, check, read_cases, set_files
asked = CliRunner().invoke(cli, ["ask", "Write handover note for ESC-7", "--json", "--now", sys.argv[2]])
houses = Houses(pathlib.Path(sys.argv[1]))
print(json.dumps({
    "at": assistant.__file__,
    "help": CliRunner().invoke(cli, ["--help"]).stdout,
    "asked": asked.stdout or asked.stderr,
    "prompt": prompt_ref("draft/handover").id,
    "fingerprint": current_fingerprint("draft/handover", HandoverSlots),
    "cases": {case.id: check(case, houses) for path in set_files("handover") for case in read_cases(path)},
}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages with four files more and one entry in the manifest of the prompts."""
    copy = tmp_path_factory.mktemp("house")
    for package in ("assistant", "prompts", "knowledge", "evals"):
        shutil.copytree(ROOT / package, copy / package)
    (copy / "assistant/actions/handover.py").write_text(ACTION_FILE, encoding="utf-8")
    (copy / "prompts/draft/handover.j2").write_text(PROMPT_FILE, encoding="utf-8")
    (copy / "prompts/templates/handover.md.j2").write_text(TEMPLATE_FILE, encoding="utf-8")
    (copy / "evals/datasets/handover.jsonl").write_text("\n".join(json.dumps(case) for case in CASES), encoding="utf-8")
    with (copy / "prompts/manifest.toml").open("a", encoding="utf-8") as file:
        file.write('\n[prompts."draft/handover"]\nversion = 1\nfingerprints = ["to be filled"]\n')
    (copy / "record.json").write_text(json.dumps(RECORD), encoding="utf-8")
    return copy


def _run(house: Path, *args: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STEADYHAND_", "OPENAI_"))}
    env = {**kept, "PYTHONPATH": str(house), "STEADYHAND_DATA_DIR": str(house / "data")}
    done = subprocess.run([sys.executable, *args], cwd=house, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_action_is_added_by_its_own_files_alone(house: Path) -> None:
    written = json.loads(_run(house, "-m", "assistant", "handover", "record.json", "--json", "--now", NOW, "--save", "--by", "Priya Raman"))
    assert [written[key] for key in ("action", "kind", "record_id", "written_by")] == ["handover", "handover", "ESC-7", "composer"]
    body = written["document"]["body"]
    assert body.index("31 % of searches") < body.index("The search index was restarted")
    assert {sentence["status"] for sentence in written["sentences"] if "31 %" in sentence["text"]} == {"record"}
    assert [finding for finding in written["findings"] if finding["severity"] != "info"] == []

    told = json.loads(_run(house, "-c", TRY_IT, str(house / "houses"), NOW))
    assert Path(told["at"]).is_relative_to(house), "the copy was used"
    assert re.search(r"^  handover +A note for whoever takes over the shift\.$", told["help"], re.MULTILINE)
    assert json.loads(told["asked"])["document"] == written["document"], "its phrase is understood, and the record was kept"
    assert told["cases"] == {"handover-0": [], "handover-1": [], "handover-2": []}
    assert told["prompt"] == "draft/handover"
    assert re.fullmatch(r"[0-9a-f]{12}", told["fingerprint"]), "what the contract test of the prompts asks to be written into the manifest"
