"""The box that tells which facts of a draft are not so any more."""

from assistant.review.staleness import EvidenceChange
from ui.widgets.stale_notice import stale_markup

USED = EvidenceChange("changed", "F10", "users_affected", "Users affected: 40", "Users affected: <64>", ("40 of your users are affected.",))


def test_what_the_text_uses_comes_first_and_is_escaped() -> None:
    new = EvidenceChange("new", "F12", "log entry 5, observation", "", "Exports are back.")
    markup = stale_markup((new, USED))
    assert markup.index("Users affected: 40") < markup.index("Exports are back.")
    assert "&lt;64&gt;" in markup
    assert "one sentence uses it" in markup
    assert "No sentence" not in markup


def test_a_long_list_is_cut_and_an_unused_change_is_said_to_be_unused() -> None:
    new = tuple(EvidenceChange("new", f"F{n}", "log entry", "", f"Entry {n}.") for n in range(9))
    markup = stale_markup(new)
    assert markup.count("<li>") == 6
    assert "and 4 more" in markup
    assert "No sentence of it rests on what changed." in markup
    assert "<ul>" not in stale_markup(())
