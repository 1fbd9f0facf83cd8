"""How much a question list holds. The bot and the web process both keep to it, and may not import each other."""

MOST_QUESTIONS = 40
LONG_LIST = 5  # with more questions than these it helps to choose three
LONGEST_QUESTION = 300  # characters, as in all that follows
LONGEST_TITLE = 120
LONGEST_NOTES = 2_000
MOST_ACTIONS = 20
LONGEST_ACTION = 300
LONGEST_WHO = 80
LONGEST_BY = 80
# Bytes of the JSON that holds a list. The longest one has 23,000 characters, each of up to twelve bytes where the
# sender writes all that is no ASCII as \uXXXX; a list that is too long has to be read before we can say so.
LARGEST_LIST = 512 * 1024
