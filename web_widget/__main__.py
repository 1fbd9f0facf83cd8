"""Serve the pages and the API: ``python -m web_widget``."""

import logging
import re

import uvicorn

from web_widget.app import create_app
from web_widget.settings import Settings

# Whoever has a conversation's id can read it, and a search may hold anything: neither is for a log.
CONVERSATION = re.compile(r"^(/api/conversations/|/chat/)[^/?]+")


class HidePrivateParts(logging.Filter):
    """Takes conversation ids and query strings out of uvicorn's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, hide_private_parts(str(path)), version, status)
        return True


def hide_private_parts(path: str) -> str:
    return CONVERSATION.sub(r"\1...", path.partition("?")[0])


def main() -> None:
    settings = Settings()
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("uvicorn.access").addFilter(HidePrivateParts())
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


if __name__ == "__main__":
    main()
