"""Every public log through intake and the right message: nothing crashes, nothing is invented, nothing is blocked."""

from pathlib import Path

import pytest
from fakes.records import feed

from assistant.drafting.rendering import Rendered
from assistant.records.policy import shipped_policy
from evals.benchmarks.drafts import DEFAULT, SHARED, draft_all, summarise, unaccounted_digits

pytestmark = pytest.mark.shared_data


def test_all_public_logs_become_sendable_drafts(shared_data: Path) -> None:
    paths = [shared_data / path.relative_to(SHARED) for path in DEFAULT]
    outcomes = list(draft_all(paths, shipped_policy()))
    assert len(outcomes) == 75 + 377
    assert {o.record.id: o.blocking for o in outcomes if o.blocking} == {}
    assert {o.record.id: o.invented for o in outcomes if o.invented} == {}
    assert [o.record.id for o in outcomes if o.gaps] == []
    assert summarise(outcomes)["plans_told_as_deeds"] == 0
    assert {o.record.id for o in outcomes if "{{" in o.rendered.subject or "None" in o.rendered.subject} == set()


def test_the_plain_look_finds_an_invented_number() -> None:
    rendered = Rendered("s", "We lost 4711 orders at 06:40 UTC.", {})
    policy = shipped_policy()
    record = feed()
    assert unaccounted_digits(rendered, record, policy, record.updates[-1].at) == ["4711"]
