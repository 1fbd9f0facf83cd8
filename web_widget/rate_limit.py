"""How many messages one client may send in a minute."""

import math
import time
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from web_widget.errors import TooFast


class RateLimit:
    """``per_minute`` hits from one client address in any 60 seconds; 0 switches the limit off."""

    def __init__(self, per_minute: int):
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, client: str) -> None:
        """Count a hit. Raises TooFast, which says how many seconds to wait."""
        client = _household(client)
        if self._item is None or self._limiter.hit(self._item, client):
            return
        reset = self._limiter.get_window_stats(self._item, client).reset_time
        raise TooFast(max(1, math.ceil(reset - time.time())))


def _household(client: str) -> str:
    """``client``; of an IPv6 address the part that a provider gives to one customer, who may choose the rest anew."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return client
    return str(address.ipv4_mapped or int(address) >> 64)
