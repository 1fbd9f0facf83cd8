"""Personal data -> placeholders."""


def redact(text: str) -> str:
    return text
