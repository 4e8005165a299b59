"""The post-incident report: reading, writing, and naming every problem with its line."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.errors import ReportInvalid
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport, PreventionAction, TimelineEvent, write_report

GOOD = """---
services: [Checkout, Card vault]
cause_family: certificate
closed_on: 2025-03-04
symptom: Cards declined for some banks
customer_aliases: [Acme]
people: [Jo Doe]
hosts: [pay-01.internal]
tickets: [INC-7]
sample: true
---
# Post-Incident Report: PIR-7

## Summary
- **Customer**: Acme Ltd
- **Issue**: Cards declined
- **Severity**: SEV-1
- **Duration**: 2 hours
- **Impact**: 612 of 2,480 attempts declined

## Timeline
| Time | Event |
|---|---|
| 09:00 UTC | First reported |
| 09:05 UTC | Escalation \\| triggered |

## Root Cause
The chain was incomplete.

### Detail
A `# comment` is text.

## Resolution
Chain installed.

## Customer Impact
- **Business impact**: lost orders

## Prevention Actions
| Action | Owner | Due Date | Status |
|---|---|---|---|
| Check the chain | Platform | 2025-04-01 | open |

## Lessons Learned
- Look from outside.

## Recovery Actions Taken
- Credit.
"""

line = st.text(min_size=1, max_size=40).filter(lambda value: bool("".join(value.split()).strip()))
markdown = st.lists(
    st.sampled_from(["## Timeline", "\\## x", "##", "### sub", "| a | b |", "# Post-Incident Report: x", "---", "- item", "\\\\##", "a: b"])
    | line,
    min_size=1,
    max_size=5,
).map("\n".join)


def _valid(build, **values):
    """Drop texts that hold nothing but control characters, which the report refuses."""
    try:
        return build(**values)
    except ValidationError:
        return None


events = st.builds(lambda **v: _valid(TimelineEvent, **v), time=line, event=line).filter(bool)
actions = st.builds(lambda **v: _valid(PreventionAction, **v), action=line, owner=line, due_date=line, status=line).filter(bool)
names = st.lists(line, max_size=3).map(tuple)
reports = st.builds(
    lambda **values: _valid(PostIncidentReport, **values),
    id=line,
    customer=line,
    issue=line,
    severity=line,
    duration=line,
    impact=line,
    timeline=st.lists(events, min_size=1, max_size=3).map(tuple),
    root_cause=markdown,
    resolution=markdown,
    customer_impact=markdown,
    prevention_actions=st.lists(actions, max_size=2).map(tuple),
    lessons_learned=markdown,
    recovery_actions=markdown,
    services=names,
    cause_family=st.none() | line,
    closed_on=st.none() | st.dates(),
    symptom=st.none() | line,
    customer_aliases=names,
    people=names,
    hosts=names,
    tickets=names,
    sample=st.booleans(),
).filter(bool)


@given(reports)
@settings(max_examples=150, deadline=None)
def test_a_written_report_reads_back_equal(report):
    assert parse_report(write_report(report)) == report


def test_every_field_is_read():
    report = parse_report(GOOD)
    assert (report.id, report.customer, report.issue, report.severity) == ("PIR-7", "Acme Ltd", "Cards declined", "SEV-1")
    assert report.timeline[1].event == "Escalation | triggered"
    assert report.root_cause == "The chain was incomplete.\n\n### Detail\nA `# comment` is text."
    assert report.prevention_actions[0].due_date == "2025-04-01"
    assert (report.services, report.closed_on, report.sample) == (("Checkout", "Card vault"), date(2025, 3, 4), True)
    assert (report.people, report.hosts, report.tickets) == (("Jo Doe",), ("pay-01.internal",), ("INC-7",))


@pytest.mark.parametrize("style", ["- **{}:** {}", "**{}**: {}", "{}: {}", "* __{}__: {}", "- {}: {}"])
def test_summary_lines_are_read_in_the_usual_styles(style):
    text = GOOD.replace("- **Customer**: Acme Ltd", style.format("Customer", "Acme: Ltd"))
    assert parse_report(text).customer == "Acme: Ltd"


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    assert parse_report("\ufeff" + GOOD.replace("\n", "\r\n")) == parse_report(GOOD)


def test_all_problems_are_named_at_once_with_their_lines():
    text = (
        GOOD.replace("cause_family", "cause_famly")
        .replace("closed_on: 2025-03-04", "closed_on: soon")
        .replace("- **Severity**: SEV-1\n", "")
        .replace("| 09:00 UTC | First reported |", "| 09:00 UTC |")
        .replace("## Resolution\nChain installed.", "## Resolution\n")
        .replace("## Lessons Learned", "## Lessons")
    )
    with pytest.raises(ReportInvalid) as caught:
        parse_report(text, source="seven.md")
    problems = caught.value.problems
    assert caught.value.message.startswith("seven.md: 7 problems")
    expected = [
        ("line 3: ", "unknown key 'cause_famly'"),
        ("line 4: ", "key 'closed_on'"),
        ("line 14: ", "Summary lacks 'Severity'"),
        ("line 23: ", "Timeline row has 1 cells, expected 2"),
        ("line 32: ", "section 'Resolution' is empty"),
        ("line 43: ", "unknown section 'Lessons'"),
        ("line 48: ", "section '## Lessons Learned' is missing"),
    ]
    assert len(problems) == len(expected)
    for problem, (place, words) in zip(problems, expected, strict=True):
        assert problem.startswith(place)
        assert words in problem


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# Post-Incident Report: PIR-7", "# Report", "no heading '# Post-Incident Report: ID'"),
        ("# Post-Incident Report: PIR-7", "# Post-Incident Report:", "the first heading has no id"),
        ("sample: true\n---", "sample: true", "front matter is not closed"),
        ("services: [Checkout", "services: [Checkout]]", "not valid YAML"),
        ("| Time | Event |\n|---|---|\n", "", "Timeline has the columns"),
        ("| Time | Event |\n|---|---|\n", "| Time | Event |\n", "Timeline needs a row of dashes"),
        ("| 09:00 UTC | First", "09:00 | First", "text outside its table"),
        ("| Check the chain |", "|  |", "empty 'Action'"),
        ("## Resolution", "## Timeline", "section 'Timeline' stands twice"),
        ("- **Issue**: Cards declined", "- **Isue**: Cards declined", "unknown field 'Isue'"),
        ("- **Issue**: Cards declined", "- **Issue**:", "Summary field 'Issue' is empty"),
        ("- **Issue**: Cards declined", "- **Issue**: a\n- **Issue**: b", "names 'Issue' twice"),
        ("## Summary\n", "Hello.\n\n## Summary\n", "text before the first section"),
        ("tickets: [INC-7]", "tickets: [7]", "key 'tickets.0'"),
        ("closed_on: 2025-03-04", "closed_on: 2025-03-04 10:00:00", "key 'closed_on'"),
    ],
)
def test_one_problem_is_named(old, new, problem):
    assert old in GOOD
    with pytest.raises(ReportInvalid) as caught:
        parse_report(GOOD.replace(old, new))
    assert any(problem in line for line in caught.value.problems), caught.value.problems


def test_sections_in_another_order_are_a_problem():
    head, tail = GOOD.split("## Resolution\nChain installed.\n\n")
    with pytest.raises(ReportInvalid, match="another order"):
        parse_report(head + tail + "\n## Resolution\nChain installed.\n")


def test_reports_are_frozen_and_strict():
    report = parse_report(GOOD)
    with pytest.raises(ValidationError):
        report.id = "other"
    with pytest.raises(ValidationError):
        PostIncidentReport.model_validate(report.model_dump() | {"mood": "bad"})
