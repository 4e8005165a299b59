"""What tokens cost, by a table with a date. A model that is not in it has no known price, which is never told as zero."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.drafting.model import PROVIDER_URL
from assistant.errors import InputInvalid

_PER = 1_000_000


class Price(BaseModel):
    """Of a million tokens, in the table's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]


class PriceTable(BaseModel):
    """Prices of one day.

    Attributes:
        date: When they were read, as YYYY-MM-DD.
        currency: Of all of them.
        base_url: The address at which they hold; another endpoint has prices of its own.
        models: By the model's name at the endpoint.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    currency: str = "USD"
    base_url: str = PROVIDER_URL
    models: dict[str, Price]

    def price(self, model: str, base_url: str) -> Price | None:
        """The price of a model at an address; None where it is not known."""
        return self.models.get(model) if base_url.rstrip("/") == self.base_url.rstrip("/") else None


@dataclass(frozen=True)
class Pricing:
    """What a model costs in this run.

    Attributes:
        price: Per million tokens; None where it is not known.
        free: Whether nobody is paid: the composer and the bundled models.
    """

    price: Price | None = None
    free: bool = False

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """Of so many tokens; None where the price is not known."""
        if self.free:
            return 0.0
        return None if self.price is None else (input_tokens * self.price.input + output_tokens * self.price.output) / _PER


def price_table(path: Path | None = None) -> PriceTable:
    """The table in a file, or the one that ships.

    Raises:
        InputInvalid: The file is no price table.
    """
    return _shipped() if path is None else _read(path.name, _text(path))


@cache
def _shipped() -> PriceTable:
    return _read("prices.toml", files("evals.running").joinpath("prices.toml").read_text(encoding="utf-8"))


def _text(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The price table {path} cannot be read."
        raise InputInvalid(msg, [str(error)], "Name a TOML file.") from error


def _read(name: str, text: str) -> PriceTable:
    try:
        return PriceTable.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        msg = f"{name} is no price table."
        raise InputInvalid(msg, [str(error)], "It needs date, currency, base_url and a table of models with input and output.") from error
