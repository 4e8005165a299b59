"""What tokens cost: a price that is not known is not zero."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.drafting.model import PROVIDER_URL
from assistant.errors import InputInvalid
from evals.running.prices import Pricing, price_table

TABLE = 'date = "2026-11-01"\ncurrency = "EUR"\nbase_url = "http://127.0.0.1:8080/v1"\n[models]\nsmall = { input = 1.0, output = 4.0 }\n'


def test_a_price_holds_at_its_own_address_only(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(TABLE)
    table = price_table(tmp_path / "prices.toml")
    assert (table.date, table.currency) == ("2026-11-01", "EUR")
    price = table.price("small", "http://127.0.0.1:8080/v1/")
    assert Pricing(price=price).cost(500_000, 250_000) == 1.5
    assert table.price("small", PROVIDER_URL) is None
    assert table.price("large", "http://127.0.0.1:8080/v1") is None


def test_what_is_not_known_is_none_and_what_nobody_is_paid_for_is_nothing() -> None:
    assert Pricing().cost(1000, 1000) is None
    assert Pricing(free=True).cost(1000, 1000) == 0.0


def test_the_shipped_table_is_dated_and_output_costs_more_than_input() -> None:
    table = price_table()
    assert table.currency == "USD"
    assert table.base_url == PROVIDER_URL
    assert all(0 < price.input < price.output for price in table.models.values())


@pytest.mark.parametrize("text", ["date = 1", TABLE.replace("2026-11-01", "today"), TABLE.replace("1.0", "-1.0"), TABLE + "[more]\n", "=="])
def test_a_file_that_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(text)
    with pytest.raises(InputInvalid, match="is no price table"):
        price_table(tmp_path / "prices.toml")
    with pytest.raises(InputInvalid, match="cannot be read"):
        price_table(tmp_path / "none.toml")
