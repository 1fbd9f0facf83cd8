"""The question list: its changes, what a parent says of it, and the search in the question bank."""
