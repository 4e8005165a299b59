"""Earlier escalations of the same issue: which pairs of texts count, who is earlier, and that the order of the input decides nothing."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analysis.same_issue import earlier_same_issue
from assistant.records.model import EscalationRecord

NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def escalation(
    number: int, title: str, description: str = "", *, customer: str = "Meridian Foods", services: tuple[str, ...] = ("Order feed",)
) -> EscalationRecord:
    return EscalationRecord.model_validate(
        {
            "id": f"ESC-{number}",
            "title": title,
            "description": description or None,
            "customer": {"name": customer},
            "services": services,
            "started_at": NOON + timedelta(hours=number),
        }
    )


# Title, description; customer in common or another; whether somebody who knows both would say that the issue came back.
SAME = (
    (("Orders missing from the feed", ""), ("Orders missing again in the feed", ""), True),
    (
        ("Nightly export fails", "The nightly export stops with a timeout."),
        ("Export fails at night", "Timeout in the nightly export."),
        True,
    ),
    (("Webhook deliveries delayed", "Deliveries wait in the queue."), ("Delayed webhook deliveries", "The delivery queue grows."), False),
    (("Invoices sent twice", "Each invoice went out twice."), ("Duplicate invoices", "Invoices are sent twice to the same address."), True),
    (("Login loop after single sign-on", ""), ("Users caught in a login loop", "After single sign-on they land on the login page."), True),
    (("Price import drops rows with umlauts", ""), ("Rows with umlauts lost in price import", ""), False),
    (("Map tiles do not load", "Tiles stay grey on the map."), ("Grey map tiles", "The tiles of the map do not load."), True),
    (("Payroll file rejected by the bank", "The bank rejects the payroll file."), ("Bank rejects payroll file", ""), False),
    (("Search index stale", "New products are not found until the index is rebuilt."), ("Stale search index hides new products", ""), True),
    (("Certificate expired on the partner gateway", ""), ("Partner gateway: certificate expired", "Calls fail with TLS errors."), False),
)
DIFFERENT = (
    (("Orders missing from the feed", ""), ("Orders page loads slowly", "It takes 20 seconds to open."), True),
    (("Webhook deliveries delayed", "They wait in a queue."), ("Webhook signatures rejected", "The signature check fails."), False),
    (
        ("Product search shows too few results", "Half of the shoes are gone."),
        ("Product search offers sold-out items", "Stock is old."),
        False,
    ),
    (("Card payments declined", "Cards of one bank."), ("Travellers charged twice", "Payments were captured twice."), False),
    (
        ("Login loop after single sign-on", "Users land on the login page."),
        ("Password reset mails not sent", "Nobody gets the mail."),
        True,
    ),
    (("Nightly export fails", "Timeout in the export."), ("Export shows wrong currency", "Amounts in dollars, not euro."), True),
    (("Price import drops rows", "Umlauts are lost."), ("Price list shows old prices", "The cache is not emptied."), False),
    (("Mobile app crashes at start", "On older phones."), ("Mobile app drains the battery", "Phones are empty by noon."), True),
    (("Reports arrive late", "The scheduler runs behind."), ("Reports show wrong totals", "Sums include test orders."), True),
    (("Dashboard empty for managers", "A right is missing."), ("Dashboard colours unreadable", "Contrast is too low."), False),
)


def _alike(one: tuple[str, str], other: tuple[str, str], *, same_customer: bool) -> bool:
    first, second = escalation(1, *one), escalation(2, *other, customer="Meridian Foods" if same_customer else "Castellan Freight")
    return bool(earlier_same_issue([first, second]))


@pytest.mark.parametrize(("one", "other", "same_customer"), SAME)
def test_the_same_issue_in_other_words_order(one: tuple[str, str], other: tuple[str, str], same_customer: bool) -> None:
    assert _alike(one, other, same_customer=same_customer)


@pytest.mark.parametrize(("one", "other", "same_customer"), DIFFERENT)
def test_another_issue_of_the_same_service_is_another(one: tuple[str, str], other: tuple[str, str], same_customer: bool) -> None:
    assert not _alike(one, other, same_customer=same_customer)


def test_nothing_in_common_but_words_is_no_repeat() -> None:
    first = escalation(1, "Orders missing from the feed")
    stranger = escalation(2, "Orders missing from the feed", customer="Castellan Freight", services=("Checkout",))
    assert not earlier_same_issue([first, stranger])
    assert earlier_same_issue([first, escalation(2, "Orders missing from the feed", services=())])
    assert earlier_same_issue([first, escalation(2, "Orders missing from the feed", customer="Castellan Freight")])


def test_the_grounds_name_customer_words_and_day() -> None:
    first = escalation(1, "Orders missing from the feed")
    [told] = earlier_same_issue([escalation(30, "Feed: orders missing again", customer="Castellan Freight"), first])["ESC-30"]
    assert (told.id, told.title, told.on) == ("ESC-1", first.title, (NOON + timedelta(hours=1)).date())
    assert told.why == "same service, customer Meridian Foods, words in common: feed, missing, orders"


def test_the_customers_own_name_and_numbers_tell_no_issue() -> None:
    first = escalation(1, "Meridian Foods: outage 2041", services=())
    assert not earlier_same_issue([first, escalation(2, "Meridian Foods: wrong invoice 2041", services=())])


def test_a_record_without_a_time_repeats_nothing() -> None:
    undated = escalation(2, "Orders missing").model_copy(update={"started_at": None})
    assert not earlier_same_issue([escalation(1, "Orders missing"), undated])


TITLES = st.lists(st.sampled_from(["feed", "orders", "missing", "late", "export", "login", "slow"]), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(TITLES, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_input_decides_nothing_and_earlier_is_earlier(titles: list[str], chance: random.Random) -> None:
    records = [escalation(number // 2, title).model_copy(update={"id": f"ESC-{number}"}) for number, title in enumerate(titles)]
    found = earlier_same_issue(records)
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert earlier_same_issue(shuffled) == found
    began = {record.id: (record.started_at, record.id) for record in records}
    for record_id, earlier in found.items():
        assert all(began[each.id] < began[record_id] for each in earlier)  # type: ignore[operator]
        assert earlier_same_issue(records, only={record_id}) == {record_id: earlier}


def test_ten_thousand_of_one_service_take_no_square_of_time() -> None:
    chance = random.Random(3)  # noqa: S311 - the same records each time
    things, troubles = ("Orders", "Invoices", "Logins", "Exports"), ("fail", "vanish", "lag", "double")
    records = [
        escalation(number, f"{chance.choice(things)} {chance.choice(troubles)}", customer=f"Customer {number % 900}")
        for number in range(10_000)
    ]
    began = time.process_time()
    assert len(earlier_same_issue(records)) > 9000
    assert time.process_time() - began < 60
