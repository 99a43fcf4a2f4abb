"""Limits stop one person's misuse and never a school's use."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from core import ratelimit
from core.models import RateCount
from core.ratelimit import Limit, TooManyRequests, client_address, spend

LIMIT = Limit(name="test", seconds=3600, of_subject=3, of_address=20)


def request_from(address: str, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def test_the_same_thing_done_too_often_is_stopped(db):
    for _ in range(3):
        spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")
    with pytest.raises(TooManyRequests) as stopped:
        spend(request_from("192.0.2.2"), LIMIT, " Ann@example.org")
    assert 3500 < stopped.value.seconds <= 3600


def test_twenty_people_of_one_school_are_not(db):
    for number in range(20):
        spend(request_from("192.0.2.1"), LIMIT, f"parent{number}@example.org")


def test_but_one_address_that_goes_on_and_on_is(db):
    for number in range(20):
        spend(request_from("192.0.2.1"), LIMIT, f"parent{number}@example.org")
    with pytest.raises(TooManyRequests):
        spend(request_from("192.0.2.1"), LIMIT, "one-more@example.org")
    spend(request_from("192.0.2.9"), LIMIT, "elsewhere@example.org")


def test_one_limit_does_not_use_up_another(db):
    other = Limit(name="other", seconds=3600, of_subject=3, of_address=20)
    for _ in range(3):
        spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")
    spend(request_from("192.0.2.1"), other, "ann@example.org")


def test_after_its_time_the_count_begins_again(db):
    for _ in range(3):
        spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")
    RateCount.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")


def test_who_it_was_is_not_kept(db):
    spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")
    kept = str(list(RateCount.objects.values_list()))
    assert "ann" not in kept
    assert "192.0.2" not in kept


def test_counts_whose_time_is_over_are_deleted(db):
    spend(request_from("192.0.2.1"), LIMIT, "ann@example.org")
    assert ratelimit.forget() == 0
    RateCount.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert ratelimit.forget() == 2


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody of ours stands in front: the header is a claim
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first one was made up
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (1, "not an address", ""),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(settings, proxies, header, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    assert client_address(request_from("192.0.2.1", **headers)) == expected


def test_one_home_s_ipv6_addresses_count_as_one(settings):
    settings.TRUSTED_PROXIES = 0
    assert client_address(request_from("2001:db8:1:2:3::4")) == "2001:db8:1:2::"
    assert client_address(request_from("2001:db8:1:2:ffff::9")) == "2001:db8:1:2::"
    assert client_address(request_from("::ffff:192.0.2.1")) == "192.0.2.1"
