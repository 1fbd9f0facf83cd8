"""``python -m web_widget``: serves the pages and the API."""

import logging
import sys

import uvicorn
from pydantic import ValidationError

from web_widget.app import create_app
from web_widget.settings import Settings


def main() -> int:
    """Serve until stopped. Returns 1 where a setting is missing or wrong, or a file that was learnt."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            print(f"The setting {'.'.join(map(str, fault['loc'])).upper()} is wrong: {fault['msg']}.", file=sys.stderr)
        return 1
    try:
        app = create_app(settings)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        # An access log would name conversations, and whoever has an id can read one.
        access_log=False,
        log_level="warning",
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
