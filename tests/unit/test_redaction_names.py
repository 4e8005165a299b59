"""Redaction where names are nasty: they overlap, stand inside words, come composed and decomposed, and beside placeholders."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.evidence.denylist import DenyList
from assistant.evidence.redaction import PLACEHOLDER, Redactor
from assistant.records.model import EscalationRecord

CONTACTS = ("José Müller", "José Müller-Lüdenscheidt", "Ángel Ñandú", "Anna Maria", "Maria Anna Gómez")
DENY = DenyList(
    customers=frozenset({"Brenner Lines", "Brenner Lines Nord", "Lines Nord AG", "Café Morávia", "Ærø Færger"}),
    people=frozenset({"Petra Lindqvist", "Zoë Åkesson", "Nord Petersen"}),
    references=frozenset({"PIR-0303", "PIR-03", "Project Heron"}),
)
WHOLE = sorted((*CONTACTS, *DENY.customers, *DENY.people, *DENY.references))
RECORD = EscalationRecord.model_validate(
    {"id": "ESC-9", "title": "t", "customer": {"name": "Skagen Ferries", "contacts": [{"name": name} for name in CONTACTS]}}
)


def _forms(name: str) -> st.SearchStrategy[str]:
    written = [name, name.upper(), name.replace(" ", "\u00a0"), name.replace(" ", "\n")]
    return st.sampled_from([unicodedata.normalize(form, each) for each in written for form in ("NFC", "NFD")])


NAMES = st.sampled_from(WHOLE).flatmap(_forms)
AROUND = st.sampled_from(
    [
        "",
        " ",
        "x",
        "-",
        "’s ",
        "'",
        ", ",
        "(",
        ")",
        "/",
        "\u0301",
        "\u200b",
        "\u00ad",
        "[",
        "]",
        "[PERSON-1]",
        "[OTHER-2]",
        "[CUSTOMER]",
        "[OTHER-",
        "🙂",
        "\r\n",
    ]
)
TEXTS = st.lists(st.tuples(AROUND, NAMES, AROUND)).map(lambda parts: "".join(piece for part in parts for piece in part))


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if unicodedata.category(char) not in {"Mn", "Cf"})


@settings(deadline=None)
@given(TEXTS)
@example("[PERSON-1]José Müller[PERSON-1]")
@example("Brenner Lines Nord AG")
@example("e\u0301José")
def test_it_comes_back_byte_for_byte(text: str) -> None:
    redactor = Redactor(RECORD, DENY)
    back = redactor.restore(redactor.redact(text))
    assert back.encode("utf-8", "surrogatepass") == text.encode("utf-8", "surrogatepass")


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_two_texts_of_one_draft_do_not_mix(first: str, second: str) -> None:
    redactor = Redactor(RECORD, DENY)
    sent = redactor.redact(first), redactor.redact(second)
    assert (redactor.restore(sent[1]), redactor.restore(sent[0])) == (second, first)
    assert redactor.restore(f"{sent[0]}\n{sent[1]}") == f"{first}\n{second}"


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([" ", ", ", "\n", " (", ") ", " – ", " [PERSON-1] "]), NAMES), min_size=1, max_size=6))
def test_nothing_of_the_lists_survives(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece for part in parts for piece in part) + " "
    left = _folded(PLACEHOLDER.sub(" ", Redactor(RECORD, DENY).redact(text)))
    for _, name in parts:
        for word in _folded(name).split():
            assert word not in left.replace("/", " ").split(), (word, left)


@settings(deadline=None)
@given(st.sampled_from(["nordic", "heronry", "annals", "brennerlike", "petrarch", "linesman", "josephine", "mariachi"]))
def test_a_name_inside_a_word_is_left_in_it(word: str) -> None:
    text = f"The {word} was late."
    assert Redactor(RECORD, DENY).redact(text) == text


def test_the_longest_of_overlapping_names_is_taken_and_the_rest_does_not_stay() -> None:
    left = PLACEHOLDER.sub("", Redactor(RECORD, DENY).redact("Brenner Lines Nord AG and PIR-0303."))
    assert not {"Brenner", "Lines", "Nord", "PIR"} & set(left.replace("-", " ").split())


@settings(deadline=None)
@given(NAMES)
def test_composed_and_decomposed_are_the_same_person_and_come_back_as_written(name: str) -> None:
    redactor = Redactor(RECORD, DENY)
    for form in ("NFC", "NFD", "NFKC"):
        written = unicodedata.normalize(form, name)
        assert redactor.restore(redactor.redact(f"It was {written}.")) == f"It was {written}."
