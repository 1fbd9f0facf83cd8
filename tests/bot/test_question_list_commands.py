"""What a parent types is understood, and never guessed."""

from datetime import date

import pytest

from bot.lists.agreed import is_nothing, is_unsaid, read_agreed
from bot.lists.commands import (
    Which,
    as_question,
    asks,
    read_command,
    read_commands,
    read_meeting,
    read_setting,
    read_which,
    speaks_of_meeting,
    tells_age,
)
from bot.lists.dates import find_date, read_date, read_past_date

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("phrase", "which"),
    [
        ("the first two", Which((1, 2))),
        ("last two", Which((-2, -1))),
        ("the last one", Which((-1,))),
        ("number one", Which((1,))),
        ("1 and 3", Which((1, 3))),
        ("1, 3 & the fifth", Which((1, 3, 5))),
        ("1 2 3", Which((1, 2, 3))),
        ("2 to 4", Which((2, 3, 4))),
        ("questions two and three", Which((2, 3))),
        ("the second one but not the first", Which((2,))),
        ("all three", Which(every=True)),
        ("both", Which(every=True)),
        ("that one", Which(that=True)),
        ("them", Which(that=True, many=True)),
        ("the one about maths", Which(about="maths")),
        ("the reading question", Which(about="reading")),
        ("all the ones about maths", Which(about="maths", every=True)),
    ],
)
def test_which_questions_are_meant(phrase: str, which: Which) -> None:
    assert read_which(phrase) == which


@pytest.mark.parametrize("phrase", ["the dog", "him", "", "the one about a... no, the one about b", "twelfty"])
def test_what_names_no_question_is_not_guessed(phrase: str) -> None:
    assert read_which(phrase) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add: will they watch her at playtime", "add_words"),
        ("can you please add a question about lunchtimes?", "add_about"),
        ("I want to ask if he can have a laptop", "add_asking"),
        ("change number 3 to is he happy", "change"),
        ("reword the last one", "change"),
        ('change "Tom" to "my son" in the second one', "replace_words"),
        ("put the last one first", "move_first"),
        ("move 4 up", "move_up"),
        ("move 4 to 2", "move_to"),
        ("put 3 after 5", "move_after"),
        ("swap 2 and 4", "swap"),
        ("delete number 2 please", "remove"),
        ("take that one off", "remove"),
        ("what have I got?", "show"),
        ("read it back to me", "show"),
        ("mark two as important", "important"),
        ("number 2 isn't important", "not_important"),
        ("start again", "start_again"),
        ("clear my list", "start_again"),
        ("that's all, thanks", "done"),
        ("the first two", "pick"),
        ("I'd like the second one", "pick"),
        ("not that one", "not_these"),
        ("none of them", "not_these"),
        ("show me others", "others"),
        ("yes please", "yes"),
        ("no thanks", "no"),
        ("undo that", "undo"),
        ("print my list", "files"),
        ("email it to the SENCO", "files"),
        ("help me get ready for Thursday", "guide"),
        ("what should I ask at the review", "guide"),
        ("we've got a meeting about the plan", "guide"),
        ("go on with my list", "resume"),
        ("the meeting is on 12 March", "date"),
        ("note what was agreed", "agreed"),
        ("we've just had the review", "agreed"),
        ("what was agreed?", "show"),
        ("the next meeting is on 12 March", "next_date"),
        ("we will meet again on 12 March", "next_date"),
        ("add the date of the next meeting", "ask_next"),
        ("add: when is the next meeting?", "add_words"),
        ("remove action 2", "remove_action"),
        ("delete the last thing agreed", "remove_action"),
        ("no notes have come", "chase"),
        ("I still haven't had the notes", "chase"),
        ("email them for the notes", "chase"),
        ("chase the notes", "chase"),
        ("notes still havent come", "chase"),
        ("note: bring the report", "note"),
        ("remind me what's on my list", "show"),
        ("how do I get back to this list later", "later"),
        ("add toilets at break time, is anyone checking", "add_rest"),
        ("add the first two", "pick"),
        ("add some more questions", "others"),
        ("only keep the top three", "keep_only"),
        ("too many, cut it down to five", "keep_only"),
        ("pick the most important ones", "choose_three"),
        ("put the last one frist", "move_first"),
        ("remoove number 2", "remove"),
        ("yeah the first and third", "pick"),
        ("no wait, not the first one, only the second", "pick"),
        ("no keep them", "no"),
        ("right I think that's everything", "done"),
        ("actually it's moved to the 15th", "date"),
        ("oh no the 16th of december", "date"),
        ("they've moved the meeting to Friday", "date"),
        ("what's the date of my meeting", "show"),
        ("make number one say why is he told off", "change"),
        ("had the meeting today", "date_was"),
        ("had the review", "agreed"),
        ("we had the review yesterday and they agreed that he gets a pass", "agreed"),
        ("they havent sent the minutes", "chase"),
        ("the 1st n 3rd one", "pick"),
        ("put that top", "move_first"),
        ("add next meeting 4th feb", "next_date"),
        ("meeting was on monday. they agreed 1 to 1 reading 3 times a week", "agreed"),
        ("chnage number 1 to can i have extra time", "change"),
        ("the notes never came", "chase"),
        ("ok he's safe now, carry on with list", "resume"),
        ("can you help me to write a question about homework", "add_about"),
    ],
)
def test_a_command_is_understood(text: str, name: str) -> None:
    command = read_command(text, TODAY)
    assert command and command.name == name


@pytest.mark.parametrize(
    "text", ["how often should we meet", "he's nine", "the sky is green", "take him out of class", "1 elephant", ""]
)
def test_what_is_no_command_is_none(text: str) -> None:
    assert read_command(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("add: will it help? and add: may he sit", ["add_words"] * 2, ["will it help?", "may he sit"]),
        ("remove the second one and put the last one first", ["remove", "move_first"], ["", ""]),
        ("also add will it help and mark it as important", ["add_words", "important"], ["will it help", ""]),
        ("delete 2. Then move 4 up", ["remove", "move_up"], ["", ""]),
    ],
)
def test_several_commands_in_one_message_are_told_apart(text: str, names: list[str], words: list[str]) -> None:
    commands = read_commands(text, TODAY)
    assert [command.name for command in commands] == names
    assert [command.text for command in commands] == words


@pytest.mark.parametrize(
    "text",
    [
        "add: can he take breaks and change seats",
        "add: will you put him in front and move the noisy boy",
        "delete number 2",
        "add: who will add up and take notes",
        "print it and delete number 2",
    ],
)
def test_the_words_of_one_question_are_not_taken_for_several_commands(text: str) -> None:
    assert read_commands(text, TODAY) == []


def test_a_slip_is_mended_in_a_command_and_never_in_the_words_of_a_parent() -> None:
    command = read_command("add: will you remoove the frist plan", TODAY)
    assert command and command.text == "will you remoove the frist plan"
    assert read_command("reword numbr 2 to is he hapy", TODAY) is None
    assert read_setting("he go to primery school") == "school"
    assert find_date("its tmrw", TODAY) == date(2026, 11, 23)


def test_a_meeting_that_has_been_is_not_one_to_come() -> None:
    assert speaks_of_meeting("my daughter meeting is tomorow with SENCO plz help question")
    assert not speaks_of_meeting("the meeting was on monday and I need to write it down")


@pytest.mark.parametrize("text", ["he's 17", "she is 5 years old", "my son is in year 4"])
def test_an_age_is_not_what_matters_most(text: str) -> None:
    assert tells_age(text) and not tells_age(f"{text} and cannot read")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add: will he have a TA", "will he have a TA"),
        ("add: can they say thank you", "can they say thank you"),
        ("change 2 to how long until then", "how long until then"),
        ('add "who helps?" to my list', "who helps?"),
        ("Add: what happens when Mrs P goes on leave?", "what happens when Mrs P goes on leave?"),
    ],
)
def test_not_a_word_of_the_parent_is_lost(text: str, words: str) -> None:
    command = read_command(text, TODAY)
    assert command and command.text == words


@pytest.mark.parametrize(
    "text",
    ["add: will it help", "delete number 2", "move 4 up", "change number 3 to is it working", "mark 2 as important"],
)
def test_a_plain_command_stands_alone(text: str) -> None:
    command = read_command(text, TODAY)
    assert command and command.alone


@pytest.mark.parametrize("text", ["it is important", "take it out", "the first two", "yes", "start again"])
def test_what_needs_the_talk_before_it_does_not_stand_alone(text: str) -> None:
    command = read_command(text, TODAY)
    assert command is None or not command.alone


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("will they watch her at playtime", "Will they watch her at playtime?"),
        ("how will i know.", "How will I know?"),
        ("his reading worries me", "His reading worries me"),
        ("Who helps?", "Who helps?"),
    ],
)
def test_words_are_tidied_without_changing_them(words: str, question: str) -> None:
    assert as_question(words) == question


def test_a_question_is_told_from_a_statement() -> None:
    assert asks("how often should we meet") and asks("he's nine, is that too old?")
    assert not asks("he is not reading at all")


def test_meetings_and_settings_are_heard() -> None:
    assert read_meeting("what should I ask at his first review") == "first-review"
    assert read_meeting("we want to ask for an EHC assessment") == "preparing-an-ehc-request"
    assert read_meeting("I've got a meeting") is None
    assert read_meeting("the ehcp review tomorrow") == "termly-review"
    assert read_meeting("i have meting on thursday for my son plan") == "plan-meeting"
    assert read_setting("he's at nursery") == "early_years"
    assert read_setting("sixth form") == "college"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Thursday", date(2026, 11, 26)),
        ("on Monday", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 23)),
        ("12 March", date(2027, 3, 12)),
        ("March 12th", date(2027, 3, 12)),
        ("the 14th", date(2026, 12, 14)),
        ("the 24th", date(2026, 11, 24)),
        ("3/12/2026", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("12 March 2020", date(2020, 3, 12)),
        ("next Thursday", None),
        ("Sunday", None),
        ("31 February", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_or_not_guessed(words: str, day: date | None) -> None:
    assert read_date(words, TODAY) == day


def test_a_day_is_found_in_a_sentence_that_names_one() -> None:
    assert find_date("help me get ready for Thursday, please", TODAY) == date(2026, 11, 26)
    assert find_date("Monday or Tuesday", TODAY) is None
    assert find_date("she is 9 and may go", TODAY) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Monday", date(2026, 11, 16)),
        ("yesterday", date(2026, 11, 21)),
        ("today", TODAY),
        ("3 November", date(2026, 11, 3)),
        ("12 December", date(2025, 12, 12)),
        ("the 24th", date(2026, 10, 24)),
        ("3/11/2026", date(2026, 11, 3)),
        ("12 March 2027", None),
        ("tomorrow", None),
        ("next Thursday", None),
    ],
)
def test_a_day_that_was_is_the_last_such_day(words: str, day: date | None) -> None:
    assert read_past_date(words, TODAY) == day
    command = read_command(f"the meeting was on {words}", TODAY)
    assert command and (command.name, command.day) == ("date_was", day)


@pytest.mark.parametrize(
    ("sentence", "agreed"),
    [
        ("the SENCO will test his reading by 5 December", ("Test his reading", "the SENCO", "5 December")),
        ("[name] to send the plan before Christmas", ("[name] to send the plan", "", "before Christmas")),
        ("they will watch him at lunch by the end of term.", ("Watch him at lunch", "they", "the end of term")),
        ("he gets a quiet place", ("He gets a quiet place", "", "")),
        ("we are going to meet again in January", ("Meet again in January", "we", "")),
        ("they said the TA will do phonics from January", ("Do phonics", "the TA", "from January")),
        ("they agreed he will get a quiet place", ("He will get a quiet place", "", "")),
        ("also they will refer him by January", ("Refer him", "they", "January")),
        ("they agreed to test him", ("Test him", "they", "")),
        ("it will be better", ("It will be better", "", "")),
        ("he gets {what}", ("He gets {what}", "", "")),
        (f"{'x' * 90} will help", (f"X{'x' * 89} will help", "", "")),
    ],
)
def test_what_was_agreed_is_read_into_what_who_and_by_when(sentence: str, agreed: tuple[str, str, str]) -> None:
    read = read_agreed(sentence)
    assert (read.what, read.who, read.by) == agreed


@pytest.mark.parametrize(
    "words", ["nothing", "nothing else", "nothing was agreed", "not much really", "they agreed nothing", "None."]
)
def test_nothing_agreed_is_no_agreement(words: str) -> None:
    assert is_nothing(words)


@pytest.mark.parametrize("words", ["not said", "they didn't say when", "nobody", "I don't know", "no date yet", "skip"])
def test_what_was_not_said_is_left_empty(words: str) -> None:
    assert is_unsaid(words)


@pytest.mark.parametrize("words", ["we agreed that he gets a pass", "no shouting at him", "the school nurse"])
def test_what_was_said_is_neither(words: str) -> None:
    assert not is_nothing(words) and not is_unsaid(words)
