from __future__ import annotations

from fakes.pages import text_of, toasts


def test_similar_without_reports_leads_to_them(app, services):
    assert "No past reports yet" in text_of(app("similar"))


def test_free_text_finds_reports_with_reasons_and_differences(app, samples):
    at = app("similar")
    assert "Describe what happens" in text_of(at)
    at.text_input(key="similar-text").set_value("card payments declined at checkout, wallets still work").run()
    said = text_of(at)
    assert not at.exception
    assert "Why it matches" in said
    assert "What differs" in said
    assert "<mark>" in said


def test_a_record_can_be_the_question(app, samples):
    at = app("similar", record="ESC-3107")
    at.segmented_control(key="similar-from").set_value("From a record").run()
    assert not at.exception
    assert at.selectbox(key="similar-record").value == "ESC-3107"
    assert "Why it matches" in text_of(at)


def test_nothing_similar_says_the_bar_and_what_helps(app, samples):
    at = app("similar")
    at.text_input(key="similar-text").set_value("the coffee machine on the third floor leaks").run()
    said = text_of(at)
    assert "Nothing similar" in said
    assert "passes the bar" in said


def test_filters_that_hide_say_so_and_can_be_cleared(app, samples):
    at = app("similar")
    at.text_input(key="similar-text").set_value("card payments declined at checkout, wallets still work").run()
    at.checkbox(key="similar-service-Report export").check().run()
    assert "The filters hide" in text_of(at)
    at.button(key="similar-clear").click().run()
    assert not at.checkbox(key="similar-service-Report export").value


def test_an_empty_library_offers_the_samples(app, services):
    at = app("knowledge")
    at.button(key="add-samples").click().run()
    assert not at.exception
    assert "48 sample reports added" in toasts(at)
    assert services.library.status().indexed == 48


def test_reports_can_be_found_by_words(app, samples):
    at = app("knowledge")
    at.text_input(key="knowledge-find").set_value("certificate webhooks").run()
    assert 0 < sum(str(button.key).startswith("open-report-") for button in at.button) < 20
    at.text_input(key="knowledge-find").set_value("no such report").run()
    assert "None of 48 match" in text_of(at)


def test_a_lost_index_is_told_and_rebuilt(app, samples):
    (samples.library.base.directory / "index" / "current.json").unlink()
    at = app("knowledge")
    assert "The index needs a rebuild" in text_of(at)
    at.button(key="rebuild-now").click().run()
    assert not at.exception
    assert samples.library.status().indexed == 48


def test_removing_the_sample_reports_empties_the_library(app, samples):
    at = app("knowledge")
    at.button(key="remove-sample-reports").click().run()
    assert samples.library.status().reports == 0
    assert "No past reports yet" in text_of(at)
