"""Whom a message greets."""

import pytest

from assistant.drafting.messages import first_name


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ana Lucía Ferrer", "Ana Lucía"),
        ("Joel Mbeki", "Joel"),
        ("Elin", "Elin"),
        ("Piet de Vries", "Piet"),
        ("Ludwig van der Berg", "Ludwig"),
        ("Dr Ilse Braun", "Dr Braun"),
        ("Prof. Kenji Mori", "Prof. Mori"),
        ("de Vries", "de Vries"),
    ],
)
def test_given_names_without_particles(name: str, greeted: str) -> None:
    assert first_name(name) == greeted
