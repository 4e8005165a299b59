"""All formats, in the order in which `auto` tries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.intake.google_cloud import GoogleCloudFormat
from assistant.intake.native import NativeFormat
from assistant.intake.reading import Format
from assistant.intake.update_log import UpdateLogFormat

_NATIVE: Format = NativeFormat()
FORMATS: tuple[Format, ...] = (GoogleCloudFormat(), UpdateLogFormat(), _NATIVE)
FORMAT_NAMES: tuple[str, ...] = ("auto", *(each.name for each in FORMATS))
"""The values of `--format`."""


def find_format(name: str) -> Format | None:
    """The format of a name; None for one that there is not."""
    return next((each for each in FORMATS if each.name == name), None)


def recognise(value: Mapping[str, Any]) -> Format:
    """The format that a document has by its keys; a record file when no other fits."""
    return next((each for each in FORMATS if each.recognises(value)), _NATIVE)
