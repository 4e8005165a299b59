"""Short fingerprints: two things with the same fingerprint have the same content."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from pydantic import BaseModel

LENGTH = 12
"""Hex digits kept of the SHA-256: 48 bits, plenty for the thousands of things that one store compares."""


def fingerprint(content: object) -> str:
    """SHA-256 over canonical JSON, first 12 hex digits.

    Keys are sorted, so their order does not matter; the order of a list does. A model's fields that are None count as absent, so that an
    optional field added in a later release changes no fingerprint.

    Args:
        content: A Pydantic model, a dataclass, or anything made of mappings, lists, sets, texts, numbers, dates and models.

    Raises:
        TypeError: Something in it has no canonical form.
    """
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_plain)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:LENGTH]


def _plain(part: object) -> Any:
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json", by_alias=True, exclude_none=True)
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    if isinstance(part, Mapping):
        return dict(part)
    if isinstance(part, AbstractSet):
        return sorted(part, key=lambda item: json.dumps(item, sort_keys=True, default=_plain))
    if isinstance(part, date):  # a datetime too
        return part.isoformat()
    msg = f"no canonical form for {type(part).__name__}"
    raise TypeError(msg)
