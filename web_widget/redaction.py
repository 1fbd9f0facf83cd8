"""Personal data -> placeholders, before a parent's words leave the web process.

The words it knows by name stand in ``redaction.yml``. It would rather miss a name in small letters than take the
meaning out of a question, so it is a help and no guarantee.
"""

import re
from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import cache
from pathlib import Path

import phonenumbers
from ruamel.yaml import YAML

Span = tuple[int, int]
Replace = Callable[[re.Match[str]], str]

MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    r"(?:\d{1,2}\s?[/.\-\s]\s?\d{1,2}\s?[/.\-\s]\s?(?:\d{4}|\d{2})(?!\d)|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|{ORDINAL}\s(?:of\s)?{MONTH}\.?,?\s\d{{2,4}}|{MONTH}\s(?:the\s)?{ORDINAL},?\s\d{{4}})"
)
# A date with nothing or only a time behind it ("03.12.2026 10.30"). With other digits behind it, it is a phone number.
WRITTEN_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])([ .-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?:\s+\d{1,2}(?:\.\d\d)?)?")
BIRTH = r"(?:born|d\.?o\.?b\b\.?|date\s+of\s+birth|birth\s?dates?|birthdays?)"
TO_THE_DATE = r"(?:is|was|on|the|in|of|his|her|my|it's|a|year)"
# Ten or eleven digits, as people write them and as a phone writes them down.
PHONE = r"(?<![\d£.])(?:(?:\+|00)\s?44[\s.()-]*(?:\(?0\)?)?|\(?0)(?:[\s.()-]{0,2}\d){9,10}(?!\d)"
ZERO = r"(?:oh|o|zero|nought)"
DIGIT_WORD = (
    rf"(?:(?:double|triple|treble)\s+)?(?:{ZERO}|one|two|three|four|five|six|seven|eight|nine)\b(?:\s+hundred\b)?"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]{2,})*")
# Characters that nobody sees, as they come along with what is copied; and letters and digits of East Asian keyboards.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u180e\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"))
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum() or chr(code) in "＠．"}
# These join or part letters, or turn them round, in other scripts; between Latin ones they do nothing.
UNSEEN_IN_LATIN = re.compile("(?<=[ -\u024f])[\u200c-\u200f\u2066-\u2069]+(?=[ -\u024f])")
DASH_IN_NUMBER = re.compile("(?<=\\d)[\u2010-\u2015](?=\\d)")
INITIALS = re.compile(r"(?:[A-HJ-Z]\.?\s+){1,2}(?=[A-Z][a-z])")


class Trust(IntEnum):
    """How much the words before it say that a name follows."""

    LISTED = 1  # only a name that the list holds
    CAPITAL = 2  # any word with a capital letter
    ANY = 3  # any word


def redact(text: str) -> str:
    """``text`` with [name], [email] and the like in the place of personal data."""
    # What was taken out may have hidden more of it. Every round leaves fewer characters outside placeholders.
    while (redacted := _redact_once(text)) != text:
        text = redacted
    return text


def _redact_once(text: str) -> str:
    text = _uncover(text)
    for pattern, replace in _patterns():
        text = pattern.sub(replace, text)
        if replace is _phone:
            text = _put(text, [(found.start, found.end) for found in _phone_numbers(text)], "[phone]")
    return _put(text, _names(text), "[name]")


def _uncover(text: str) -> str:
    """Without what would hide a number or a name from every pattern, and no reader sees."""
    text = UNSEEN_IN_LATIN.sub("", text.translate(UNSEEN | WIDE))
    return DASH_IN_NUMBER.sub("-", text)


@cache
def _words() -> dict[str, frozenset[str]]:
    lists = YAML(typ="safe").load(Path(__file__).with_suffix(".yml"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


def _either(name: str) -> str:
    """A pattern for any word of the list ``name``, the longest first."""
    return "|".join(sorted(map(re.escape, _words()[name]), key=lambda word: (-len(word), word)))


@cache
def _patterns() -> list[tuple[re.Pattern[str], Replace]]:
    areas = _either("postcode_areas")
    inward = r"\d\s?[ABD-HJLNP-UW-Z]{2}\b"
    common, capital_only = _either("streets"), _either("streets_with_capital")
    street = rf"(?:(?i:{common})|{capital_only})\b"
    # A word of a street's name, as long as it is not one that only comes between a number and "the road".
    street_word = rf"(?!(?i:{_either('not_streets')})\b)[^\W\d_]['’\w-]*\.?\s+"
    capital = r"(?:St\.?\s+)?[A-Z][\w'’-]+\s+"
    kind = (
        r"(?:Primary|Infants?|Juniors?|Academy|High|Secondary|Grammar|Nursery|Prep(?:aratory)?|Community|C\s?of\s?E|CofE"
        r"|CE|RC|Catholic)"
    )
    numbered = r"nhs|upn|uln|national insurance|ni|passport|account|case|reference|ref|pupil|student|hospital|claim"
    rules: list[tuple[str, Replace]] = [
        (r"[^\s@<>()\[\],;:\"]+@\w(?:[\w.-]*\w)?", _fixed("[email]")),
        (
            r"(?i)(?<![\w.+-])[\w.+-]+(?:\s+dot\s+[\w.+-]+)*\s+at\s+"
            rf"(?:[\w-]+(?:\s+dot\s+[a-z]+)+|(?:{_either('mail_providers')})(?:\.[a-z]{{2,}})+)\b",
            _fixed("[email]"),
        ),
        (r"(?i)(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[a-z]{2,})+\b", _fixed("[email]")),
        (
            r"(?i)(?<![\w.+-])[\w.+-]+\s?[(\[{]\s?at\s?[)\]}]\s?[\w-]+"
            r"(?:\s?(?:\.|[(\[{]\s?dot\s?[)\]}])\s?[a-z]{2,})+",
            _fixed("[email]"),
        ),
        (r"(?i)(?:https?://|www\.)[^\s\[\]\"<>]+|\b[\w.-]+\.(?:[a-z]{2,6}/[^\s\[\]\"<>]+|sch\.uk\b)", _web_address),
        (PHONE, _phone),
        (rf"(?i)\b(?:{ZERO}|double\s+(?:{ZERO}|four))(?:[\s,-]+{DIGIT_WORD}){{6,}}", _fixed("[phone]")),
        (rf"(?i)\b({BIRTH}(?:\s+{TO_THE_DATE}\b|[\s:=,-]){{0,6}}){DATE}", _after("[date of birth]")),
        (
            rf"(?i)(?<!\d){DATE}(?=(?:\s+(?:is|was))?\s+(?:his|her|my|their|the)\s+{BIRTH}|\s*[(,]?\s*{BIRTH})",
            _fixed("[date of birth]"),
        ),
        (rf"(?i)\b(?:GIR\s?0AA|(?:{areas})\d[A-Z\d]?(?:\s{{0,2}}|[.-]){inward})", _fixed("[postcode]")),
        (rf"\b(?:{areas.upper()})\s\d[A-Z\d]?\s{inward}", _fixed("[postcode]")),
        (r"(?i)\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", _fixed("[number]")),
        (r"(?i)\b[A-Z]\s?\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?[A-Z\d]\b", _fixed("[number]")),
        (
            r"(?<![\w/.-])(?:\d{3}([ -])\d{3}\1\d{4}|\d{4}([ -])\d{4}\2\d{4}(?:\2\d{4})?|\d{7,})(?![\w/-])",
            _fixed("[number]"),
        ),
        (
            rf"(?i)\b((?:{numbered})\s?(?:number|num|no\.?|#)?(?:\s+is|\s+was|[\s:#-])*)(?!(?:19|20)\d\d\b)"
            r"(?:[a-z]{1,4}/)?[a-z]{0,3}\d(?:[ /-]?\d){3,}[a-z]?\b(?!%)",
            _after("[number]"),
        ),
        (
            r"(?<![\w£.,/])(?:(?i:flat|unit|apartment)\s+\w{1,4},?\s+)?\d{1,4}[a-zA-Z]?,?\s+"
            rf"(?:(?:{street_word}){{1,3}}|The\s+){street}",
            _fixed("[address]"),
        ),
        (rf"(?<=\b[Ll]ive on )(?:{capital}){{1,3}}{street}", _fixed("[address]")),
        (rf"(?:{capital}){{1,4}}(?:{kind}(?:\s+{kind})*(?:\s+(?:School|Academy|College))?|School|College)\b", _school),
        # "St Joseph's" is mostly a school, and never more than a name.
        (r"(?i)\bst\.?\s+[a-z]{3,}['’]s\b", _fixed("[school]")),
        (
            r"(?i)\b((?:goes|go|going|moved|moving|went)\s+to|attends?|is\s+at|started\s+at|starts\s+at)\s+"
            rf"(?:st\.?\s+)?([a-z]\w{{3,}})\s+{kind}(?:\s+school)?\b",
            _small_school,
        ),
    ]
    return [(re.compile(pattern), replace) for pattern, replace in rules]


def _fixed(placeholder: str) -> Replace:
    return lambda match: placeholder


def _after(placeholder: str) -> Replace:
    """The first group stays."""
    return lambda match: match[1] + placeholder


def _web_address(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?)'\"")
    return "[web address]" + match[0][len(address) :]


def _school(match: re.Match[str]) -> str:
    """Words before the first that is part of the name stay: "At Oakwood Primary"."""
    common = _words()["common_before_school"] | _words()["never_names"]
    start = match.start()
    for word in re.finditer(r"[\w'’-]+", match[0]):
        if word[0].lower() not in common:
            start += word.start()
            return match.string[match.start() : start] + "[school]"
    return match[0]


def _small_school(match: re.Match[str]) -> str:
    common = _words()["common_before_school"] | _words()["never_names"]
    return match[0] if match[2].lower() in common else f"{match[1]} [school]"


def _phone(match: re.Match[str]) -> str:
    return match[0] if WRITTEN_DATE.fullmatch(match[0]) else "[phone]"


def _phone_numbers(text: str) -> phonenumbers.PhoneNumberMatcher:
    """What PHONE misses: numbers of other countries."""
    return phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.VALID)


@cache
def _cues() -> list[tuple[re.Pattern[str], Trust, int]]:
    """What comes before a name, how far it is to be trusted, and how many words the name may have."""
    people = _either("people")
    called = r"(?:\s+(?:is\s+|who\s+is\s+|who's\s+)?(?:called|named))?"
    is_ = r"(?:['’]?s|['’]?re|\s+is|\s+are|\s+was)?"
    i_am = r"(?:I['’]?m|I\s+am|i['’]?m)"
    of_a_child = r"(?:my|his|her|their|(?:son|daughter|child)['’]?s)"
    thanks = (
        r"(?i:thanks|thank\s+you|thx|cheers|regards|(?:best|warm)\s+wishes|yours\s+(?:sincerely|faithfully))"
        r"(?i:\s+again|\s+so\s+much|\s+in\s+advance)?"
    )
    cues = [
        (rf"\b(?:{people}){called}\s+", Trust.CAPITAL, 3),
        (rf"(?i)\b(?:{people}){called},?\s+", Trust.LISTED, 3),
        (rf"\b(?:{people}),\s+(?=[A-Z][a-z'’-]+,)", Trust.CAPITAL, 1),
        (r"\b(?:[Mm]um|[Mm]other|[Dd]ad|[Ff]ather|[Pp]arent|[Cc]arer|[Nn]an|[Gg]ran)\s+(?:of|to)\s+", Trust.CAPITAL, 3),
        (r"\b(?:Mrs?|Miss|Ms|Mx|Dr|Prof|Professor|Doctor)\b\.?\s+", Trust.CAPITAL, 3),
        (r"\bmiss\s+", Trust.CAPITAL, 2),
        (r"\b(?:mrs?|dr)\b\.?\s+", Trust.ANY, 1),
        (rf"(?i)\b{of_a_child}\s+(?:full\s+|first\s+)?name(?:['’]s|\s+is)\s+", Trust.ANY, 2),
        (r"(?i)\b(?:name|pupil|child|student)\s?:\s*", Trust.CAPITAL, 3),
        (rf"\b{i_am}\s+", Trust.CAPITAL, 3),
        (r"\b(?:[Ii]t['’]s|[Tt]his\s+is)\s+(?=[A-Z][a-z'’-]+\s+(?:here|speaking|again)\b)", Trust.CAPITAL, 3),
        (r"(?i)\b(?:i['’]?m|i\s+am|this\s+is|it['’]?s)\s+", Trust.LISTED, 3),
        (r"(?i)\bthis\s+is\s+(?=(?:[^\W\d_]+\s+){1,3}(?:speaking|calling)\b)", Trust.ANY, 3),
        (rf"\b(?:[Hh]e|[Ss]he|[Tt]hey){is_}\s+(?:called|named)\s+", Trust.CAPITAL, 3),
        (rf"(?i)\b(?:he|she|they){is_}\s+(?:called|named)\s+", Trust.LISTED, 3),
        (rf"(?m)\b{thanks}[\s,.!-]+(?=(?:[A-Z][\w'’.-]*\s?){{1,3}}[.!]?\s*x*\s*$)", Trust.CAPITAL, 3),
    ]
    return [(re.compile(pattern), trust, most) for pattern, trust, most in cues]


def _names(text: str) -> list[Span]:
    spans = [
        span
        for cue, trust, most in _cues()
        for match in cue.finditer(text)
        for span in _names_at(text, match.end(), trust, most)
    ]
    # A name told once is a name everywhere.
    told = {word[0] for start, end in spans for word in WORD.finditer(text, start, end)}
    known, doubtful = _words()["given_names"], _words()["also_words"]
    for word in WORD.finditer(text):
        again = word[0] in told and (word[0][0].isupper() or word[0] in known) and word[0].lower() not in doubtful
        if again or (word[0].istitle() and word[0].lower() in known):
            # With what follows it: Sarah Jones.
            spans.append(next(_names_at(text, word.start(), Trust.CAPITAL, 3), word.span()))
    return spans


def _names_at(text: str, start: int, trust: Trust, most: int) -> Iterator[Span]:
    """The name that begins at ``start``, if one does, and those that "and" adds to it."""
    initials = INITIALS.match(text, start) if trust >= Trust.CAPITAL else None
    first = end = initials.end() if initials else start
    for _ in range(most):
        word = WORD.match(text, end if end == first else end + 1)
        if not word or (end > first and text[end] != " ") or not _is_name(word[0], trust):
            break
        end = word.end()
    if end > first:
        yield start, end
        joined = re.compile(r"\s+(?:and|&)\s+").match(text, end)
        if joined:
            yield from _names_at(text, joined.end(), min(trust, Trust.CAPITAL), most)


def _is_name(word: str, trust: Trust) -> bool:
    small = word.lower()
    if len(word) < 2 or small in _words()["never_names"]:
        return False
    if small in _words()["given_names"]:
        return True
    if word[0].isupper() and not word.isupper():
        return trust >= Trust.CAPITAL
    return trust is Trust.ANY and not word.isupper() and not small.endswith(("ing", "ed", "ly"))


def _put(text: str, spans: list[Span], placeholder: str) -> str:
    """``placeholder`` in the place of each span; spans that touch or have only a space between them become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    for start, end in reversed(joined):
        text = text[:start] + placeholder + text[end:]
    return text
