"""So many messages in a minute, and then a while to wait."""

import pytest

from web_widget.errors import TooFast
from web_widget.rate_limit import RateLimit


def test_the_limit_is_for_each_client() -> None:
    limit = RateLimit(2)
    limit.check("192.0.2.1")
    limit.check("192.0.2.1")
    with pytest.raises(TooFast):
        limit.check("192.0.2.1")
    limit.check("192.0.2.2")


@pytest.mark.parametrize(
    ("first", "second"), [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("192.0.2.1", "::ffff:192.0.2.1"), ("", "")]
)
def test_one_customer_is_one_client_however_the_address_ends(first: str, second: str) -> None:
    limit = RateLimit(1)
    limit.check(first)
    with pytest.raises(TooFast):
        limit.check(second)
    limit.check("2001:db8:1:3::1")
    limit.check("::ffff:192.0.2.2")


def test_it_says_how_long_to_wait() -> None:
    limit = RateLimit(1)
    limit.check("192.0.2.1")
    with pytest.raises(TooFast) as refused:
        limit.check("192.0.2.1")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    assert refused.value.values == {"seconds": int(refused.value.headers["Retry-After"])}


def test_the_window_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    limit = RateLimit(1)
    limit.check("192.0.2.1")
    now += 59
    with pytest.raises(TooFast) as refused:
        limit.check("192.0.2.1")
    assert refused.value.headers == {"Retry-After": "1"}
    now += 2
    limit.check("192.0.2.1")


def test_nought_switches_it_off() -> None:
    limit = RateLimit(0)
    for _ in range(1_000):
        limit.check("192.0.2.1")
