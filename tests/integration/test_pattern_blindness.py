"""The same issue again: found among stored escalations and past reports, and told by report, summary and triage alike."""

from pathlib import Path

import pytest
from fakes.review_material import NOW, record

from assistant.briefing import same_issue_before, summarise, triage_with_history
from assistant.overview import status_report
from assistant.records.flags import RedFlag
from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import load_samples


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(load_settings(data_dir=tmp_path / "data"))


def test_report_summary_and_triage_name_the_same_earlier_escalation(services: Services) -> None:
    later = {"title": "Search: again nothing is returned", "started_at": "2026-11-23T12:30:00Z"}
    services.store.save_records([record("ESC-7"), record("ESC-8", **later)], now=NOW, by="import")
    again = services.store.record("ESC-8").record

    same, notes = same_issue_before(services, again)
    assert [each.id for each in same] == ["ESC-7"]
    assert notes, "without an index of reports it is said that none was searched"
    in_report = [
        flag
        for line in status_report(services, now=NOW).open
        for flag in line.flags
        if flag.name is RedFlag.PATTERN_BLINDNESS and line.item.record.id == "ESC-8"
    ]
    summary = summarise(services, again, now=NOW)
    in_summary = [flag for flag in summary.flags if flag.name is RedFlag.PATTERN_BLINDNESS]
    assert in_report == in_summary
    assert in_report[0].grounds[-1].where == "earlier escalation ESC-7"
    assert "similar" in [unknown.field for unknown in summary.unknown]
    [flag] = [flag for flag in triage_with_history(services, again, now=NOW)[0].triage.flags if flag.id == "pattern-blindness"]
    assert flag.evidence[0].origin == "earlier escalation ESC-7"


def test_a_past_report_of_the_same_issue_counts_and_a_similar_one_does_not(services: Services) -> None:
    load_samples(services, now=NOW)
    declined = services.store.record("ESC-3107").record
    same, notes = same_issue_before(services, declined)
    assert notes == ()
    assert [each.id for each in same] == ["PIR-0101"]
    assert same[0].on is not None
    assert same[0].on < NOW.date()
    assert same[0].why == "past report, same service, words in common: card, declined, shop, web"
    # Its search finds reports at up to 0.71, of other issues of the same service.
    assert same_issue_before(services, services.store.record("ESC-3108").record)[0] == ()


def test_a_report_that_was_closed_after_the_record_began_is_not_earlier(services: Services) -> None:
    load_samples(services, now=NOW)
    long_ago = services.store.record("ESC-3107").record.model_copy(
        update={"started_at": NOW.replace(year=2020), "escalated_at": NOW.replace(year=2020)}
    )
    assert same_issue_before(services, long_ago)[0] == ()
