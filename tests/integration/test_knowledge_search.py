"""The search over the reports that ship with the product: what is found, what is not, and how it is explained."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from knowledge.embeddings import WordLlamaEmbedder
from knowledge.explain import NO_DIFFERENCE
from knowledge.ingest import Library, sample_texts
from knowledge.query import Filters, Query
from knowledge.search import KnowledgeBase

UNRELATED = [
    "cake recipe for a birthday",
    "best hiking trails in the Alps",
    "Satellite ground station lost telemetry during the eclipse",
    "Elevator monitoring sensors report wrong floor numbers",
    "Drone fleet GPS drift\nSeveral delivery drones landed outside of their zone. The navigation team examines the receivers.",
    "MRI scanner images corrupted after a software upgrade in radiology",
]
RELATED = {
    "CSV export dropped leading zeros from SKU codes": "PIR-0107",
    "customer cannot log in, login loops back after password": "PIR-0108",
    "search is slow in Asia\nUsers in Singapore report that product search times out. Europe is fine.": "PIR-0118",
    "monthly reports delayed many hours\nThe month end exports have not arrived for the finance team.": "PIR-0106",
    "accounts deactivated by directory sync": "PIR-0142",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("samples")
    Library(folder, WordLlamaEmbedder()).add_samples()
    return KnowledgeBase(folder, WordLlamaEmbedder())


@pytest.mark.parametrize("text", UNRELATED)
def test_an_unrelated_question_finds_nothing_and_says_what_was_closest(base, text):
    result = base.search(Query(text))
    assert result.nothing_similar
    assert result.results == ()
    assert result.closest is not None
    assert result.closest.score < result.floor
    assert result.closest.differences


@pytest.mark.parametrize(("text", "expected"), RELATED.items())
def test_an_incident_told_in_other_words_finds_its_like(base, text, expected):
    result = base.search(Query(text))
    assert not result.nothing_similar
    assert result.results[0].id == expected
    assert result.closest == result.results[0]


def test_scores_fall_lie_between_floor_and_one_and_differences_are_never_empty(base):
    result = base.search(Query("Webhooks arrive hours late at the customer's receiver"), k=10)
    scores = [match.score for match in result.results]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    assert all(result.floor <= score <= 1.0 for score in scores)
    assert all(match.differences and match.reasons for match in result.results)


def test_marked_places_are_the_matched_words(base):
    for match in base.search(Query("Card payments declined: handshake failure after the certificate was renewed")).results:
        assert match.report is not None
        assert match.passages
        for passage in match.passages:
            marked = [passage.text[start:end] for start, end in passage.spans]
            assert all(word and word == word.strip() for word in marked)
            assert all(first[1] <= second[0] for first, second in zip(passage.spans, passage.spans[1:], strict=False))
            assert passage.section in dict.fromkeys(match_sections(base, match.id))
            section = next(p.text for p in document(base, match.id).passages if p.section == passage.section)
            assert section[passage.start : passage.start + len(passage.text)] == passage.text


def document(base, document_id):
    return next(document for document in base.documents() if document.id == document_id)


def match_sections(base, document_id):
    return [passage.section for passage in document(base, document_id).passages]


def test_matched_words_stand_in_the_report_as_written(base):
    match = base.search(Query("Leading zeros lost in the CSV export of article codes")).results[0]
    held = document(base, match.id).whole.lower()
    assert match.matched
    assert all(word.lower() in held for word in match.matched)


def test_reasons_and_differences_name_services_and_causes(base):
    query = Query(
        "Card payments declined for some issuers; wallets kept working",
        services=("Checkout payments",),
        cause="The certificate was renewed without its intermediate, so the TLS handshake failed.",
    )
    result = base.search(query, k=10)
    first = result.results[0]
    assert first.id == "PIR-0101"
    assert "Same service: Checkout payments." in first.reasons
    assert any(reason.startswith("Similar symptom") for reason in first.reasons)
    assert any(reason.startswith("Similar cause") for reason in first.reasons)
    assert any(name.startswith("cause: ") for name in first.parts)
    others = [match for match in result.results if "Checkout payments" not in match.services]
    assert others
    assert all(any(difference.startswith("Other service") for difference in match.differences) for match in others)


def test_a_report_in_its_own_words_says_that_no_difference_is_known(base):
    own = document(base, "PIR-0101")
    match = base.search(Query(own.whole, services=own.services, cause=own.cause), k=1).results[0]
    assert match.id == "PIR-0101"
    assert match.differences == (NO_DIFFERENCE,)


def test_without_a_cause_the_other_cause_is_told_as_a_difference(base):
    match = base.search(Query("Leading zeros lost in the CSV export of article codes")).results[0]
    assert any("no cause is given here yet" in difference for difference in match.differences)


def test_filters_hide_and_count_what_they_hide(base):
    query = Query("Webhooks arrive hours late at the customer's receiver")
    everything = base.search(query, k=48)
    only = base.search(query, k=48, filters=Filters(cause_families=("CAPACITY",)))
    assert {match.cause_family for match in only.results} == {"capacity"}
    assert only.hidden_by_filters == len(everything.results) - len(only.results) > 0
    none = base.search(query, filters=Filters(services=("Single sign-on",), severities=("SEV-9",)))
    assert none.nothing_similar
    assert none.closest is None
    since = base.search(query, k=48, filters=Filters(since=date(2025, 1, 1), until=date(2025, 12, 31)))
    assert all(match.closed_on is not None and match.closed_on.year == 2025 for match in since.results)


def test_an_incident_does_not_find_itself(base):
    query = Query("Leading zeros lost in the CSV export of article codes")
    result = base.search(query, exclude_ids=["PIR-0107"])
    assert "PIR-0107" not in [match.id for match in result.results]
    assert result.hidden_by_filters == 0


@pytest.mark.parametrize("text", ["", "   \n ", "the of and", "???", "\x00", "日本語のみ", "a" * 20_000])
def test_odd_queries_find_nothing_without_an_error(base, text):
    assert base.search(Query(text)).nothing_similar


def test_rank_and_search_order_alike(base):
    query = Query("Login very slow on Monday mornings")
    ranked = [name for name, _ in base.rank(query, k=48)]
    found = [match.id for match in base.search(query, k=48).results]
    assert found == [name for name in ranked if name in found]


def test_eight_threads_get_the_answers_of_one(tmp_path, base):
    shared = KnowledgeBase(base.directory, WordLlamaEmbedder())
    texts = [*RELATED, *UNRELATED] * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: [match.id for match in shared.search(Query(text)).results], texts))
    assert found == [[match.id for match in base.search(Query(text)).results] for text in texts]


def test_filters_can_be_offered_with_counts(base):
    offered = base.facets()
    assert sum(offered["severities"].values()) == len(sample_texts())
    assert "certificate" in offered["cause_families"]
