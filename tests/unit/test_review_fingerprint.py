import re
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from fakes.review_material import NOW, record

from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord


@dataclass(frozen=True)
class Pair:
    left: str
    right: frozenset[str]


def test_it_is_twelve_hex_digits_of_the_sha256_of_canonical_json() -> None:
    # printf '{"a":[1,2],"b":"x"}' | sha256sum
    assert fingerprint({"b": "x", "a": [1, 2]}) == fingerprint({"a": [1, 2], "b": "x"}) == "d0f56dda38d3"
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(record()))


def test_order_of_keys_and_sets_does_not_matter_but_order_of_lists_does() -> None:
    assert fingerprint({"x", "y", "z"}) == fingerprint({"z", "x", "y"})
    assert fingerprint([1, 2]) != fingerprint([2, 1])


def test_models_dataclasses_and_mappings_inside_each_other() -> None:
    deep = MappingProxyType({"pair": Pair("a", frozenset({"b", "c"})), "record": record(), "at": NOW})
    assert fingerprint(deep) == fingerprint({"at": NOW, "record": record(), "pair": Pair("a", frozenset({"c", "b"}))})


def test_a_record_keeps_its_fingerprint_through_json_and_loses_it_with_any_change() -> None:
    again = EscalationRecord.model_validate_json(record().model_dump_json(by_alias=True, exclude_none=True))
    assert fingerprint(again) == fingerprint(record())
    assert fingerprint(record(title="Search returns something")) != fingerprint(record())


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form for object"):
        fingerprint({"a": object()})
    with pytest.raises(ValueError, match="JSON"):
        fingerprint(float("nan"))
