"""Everything that a browser or an HTTP client meets. The bot is met over HTTP only."""
