"""The charts of the Evaluation page in a real browser, in both themes, in a wide and in a narrow window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.app_server import serving
from fakes.evaluation import FLOOR, MODEL, cell, draft_of, kept, run_of
from fakes.overflow import overflow
from playwright.sync_api import Page, expect

from evals.cell import Variant

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LONG = Variant(model="openai:house/a-model-with-a-name-that-is-longer-than-a-line", prompt="draft/progress@3")


def test_figures_are_drawn_with_their_intervals(open_page: Callable[..., Page], tmp_path: Path):
    cells = [
        cell(f"case-{number:02d}", variant, values={"expected": number % (9 - 2 * place) != 1, "leak": True, "slots filled": 0.9 + number / 400}, draft=draft_of("It works."))
        for number in range(20)
        for place, variant in enumerate((FLOOR, MODEL, LONG))
    ]  # fmt: skip
    kept(run_of(cells), tmp_path / "data")
    with serving(tmp_path / "data") as address:
        for scheme in ("light", "dark"):
            for width in (1280, 390):
                page = open_page(f"{address}/evaluation", scheme=scheme, width=width)
                charts = page.locator('[data-testid="stVegaLiteChart"]')
                expect(charts.locator(".marks")).to_have_count(3)
                expect(page.get_by_label("Expected by variant, with 95 % interval. composer", exact=False).first).to_be_attached()
                _is_inside(page, charts.first)
                assert overflow(page) <= 0
                assert page.locator("table.sh-variants tbody tr").count() == 3


def _is_inside(page: Page, chart) -> None:
    box = chart.locator(".marks").bounding_box()
    assert box is not None
    assert box["width"] > 250
    assert box["x"] + box["width"] <= page.viewport_size["width"]
