"""The real guidance holds what facts.md settles: neither a line of 'Do not say' nor one of list M.

Each wrong sentence below must be caught by its rule, so that the rule is known to work.
"""

import re
from dataclasses import dataclass
from datetime import date

import pytest

from knowledge.checks import check, texts
from knowledge.curated import Curated
from knowledge.models import Topic

NEGATED = r"\b(no|not|nor|none|never|nothing|without|cannot)\b"


@dataclass(frozen=True)
class Rule:
    """A sentence that matches ``pattern`` is wrong, unless it also matches ``unless``."""

    wrong: str
    pattern: str
    unless: str = r"(?!)"

    def broken_by(self, sentence: str) -> bool:
        return bool(
            re.search(self.pattern, sentence, re.IGNORECASE) and not re.search(self.unless, sentence, re.IGNORECASE)
        )


# By the row of facts.md that forbids it.
RULES = {
    "C2 three meetings are guidance": Rule(
        "School must meet you at least three times a year.",
        r"\b(must|by law|legal)\b.*\b(meet you|three (times|meet))|three (times|meet).*\b(must|by law)\b",
    ),
    "C16 the number is for schools": Rule(
        "Nurseries and colleges should meet you three times a year.",
        r"(nurser|college|early years).*(three times|three meetings)",
        r"only|\bnot?\b",
    ),
    "M1 best endeavours, not every need": Rule(
        "School must meet the reasonable needs of your child.",
        r"must (always )?(meet|provide) (the|every|all|any|each|your child's|one-to-one|1:1)\b.*",
        NEGATED,
    ),
    "M2 outcomes are agreed": Rule(
        "You are told the outcomes set for your child by the school.",
        r"(outcome|target)s? (that are |are )?set (for .*)?by (the )?school",
    ),
    "M3 no law asks for a plan document": Rule(
        "Every child with SEND must have a written plan.",
        r"(must|by law|legal right|a right|required|entitled).*"
        r"(\bIEP\b|written plan|education plan|support plan|school plan|passport|provision map)",
        rf"{NEGATED}|EHC",
    ),
    "M3 no right to an IEP": Rule(
        "You have a legal right to an IEP.",
        r"(IEP|education plan|support plan|passport).*(must|by law|right|required)|legal right.*\bIEP\b",
        rf"{NEGATED}|EHC",
    ),
    "M5 statutory guidance": Rule("The Code is legal guidance that schools follow.", r"legal guidance"),
    "M8 no fixed length": Rule(
        "A review meeting should last about an hour.", r"(last|take|takes|lasts|for) (about )?an hour"
    ),
    "M8 no yearly meeting with the SENCO": Rule(
        "You should see the SENCO at least once a year.",
        r"(see|meet|meeting with) the SENCO.*(once a year|yearly|every year)",
    ),
    "M16 the teacher remains responsible": Rule(
        "The class teacher is usually responsible for the support.",
        r"(usually|normally|often|mostly) (be |stays? |remains? |is )?responsible|responsible, usually",
    ),
    "M17 a child with an EHC plan has the plan": Rule(
        "Every child with SEN should have SEN support.",
        r"(every|all) child(ren)? with SEN\b.*\b(should|must) (have|get) SEN support",
    ),
    "M18 parents always take part in bringing in specialists": Rule(
        "School should talk to you first before it brings in a specialist.",
        r"(talk|speak) (to|with) you (first|before).*(specialist|expert)"
        r"|(specialist|expert).*(talk|speak) (to|with) you first",
    ),
    "M19 expected progress": Rule("Ask if there is no reasonable progress.", r"reasonable progress"),
    "M21 rights pass at the end of compulsory school age": Rule(
        "At 16, your rights pass to your child.",
        r"(at|from|over|turns?) 16,? .*rights?\b.*\bpass|rights?\b.*\bpass.*(at|from|over|turns?) 16\b",
        r"compulsory school age",
    ),
    "M24 teachers should assess": Rule(
        "Teachers are required to assess all pupils.", r"teachers? (must|are required to|have to) assess"
    ),
    "M25 early years should follow the cycle": Rule(
        "Nurseries must follow the four steps.",
        r"(nurser|early years|setting).*\bmust (follow|use|go).*(step|stage|cycle)",
    ),
    "M26 no period before a specialist": Rule(
        "School should call a specialist after a few months.",
        r"(few|three|six) months.*(specialist|expert)|(specialist|expert).*(few|three|six) months",
    ),
    "M27 assessment and plan are two things": Rule(
        "You can apply for an EHC.",
        r"\b(the|an|apply for) EHC\b(?! (plan|needs|assessment|law|request|outcome))",
    ),
    "M28 the young person asks after school age": Rule(
        "A parent can ask for a child from 0 to 25.", r"\b(parents?|you) (can|may) (ask|apply)\b.*\b25\b"
    ),
    "H3 no diagnosis first": Rule(
        "You need a diagnosis before you can ask.",
        r"\b(get|needs?|must have|have to have)\b[^,;:]*\bdiagnosis|diagnosis (is (need|requir)ed|first)",
        rf'{NEGATED}|"diagnosis first"|whether|if (school|someone)',
    ),
    "B22 no number of cycles": Rule(
        "You need two or three cycles before you ask for an EHC needs assessment.",
        r"\b(need|needs|must|have to|has to|required?|only after)\b.*\b(cycles|rounds|reviews)\b",
        NEGATED,
    ),
    "H3 school need not agree": Rule(
        "School must agree before you can ask the council for an EHC needs assessment.",
        r"school.{0,12}(must|has to|needs to) agree\b",
        NEGATED,
    ),
    "H3 no money spent": Rule(
        "School must spend £6,000 before you can ask for an assessment.",
        r"(must|has to|have to|need).{0,40}(£6,000|money).{0,60}(assess|ask|first)",
        NEGATED,
    ),
    "J4 not a sum for each child": Rule(
        "Every child gets £6,000 for help.",
        r"(each|every) (child|pupil) (gets|has|needs).*£6,000|£6,000 (for each|per|for every) (child|pupil)",
        NEGATED,
    ),
    "A36 help does not wait": Rule(
        "Nothing can start until the assessment is finished.",
        r"(nothing|help|support) (can|will|may|should) (only )?(start|begin|wait).*(until|till|assessment)",
        r"\b(not|never) ",
    ),
    "A35 inform, not consent": Rule(
        "School needs your consent to give SEN support.",
        r"(needs?|must (get|have|ask for)|only with|cannot .* without) your (formal )?(consent|permission)",
        r"\b(not|nor)\b",
    ),
    "M34 the Code's SMART": Rule(
        "SMART means specific, measurable, attainable, relevant and timely.",
        r"attainable|measurable.*(relevant|timely)",
    ),
    "B14 SMART is asked for in EHC plans": Rule(
        "Your child's targets must be SMART.",
        r"(must|by law|have to|required).*\bSMART|SMART.*(must|by law|required)",
        r"EHC",
    ),
    "G9 the ombudsman looks at councils": Rule(
        "The ombudsman will look at your school's SEN support.",
        r"ombudsman.*(school|SEN support)",
        NEGATED,
    ),
    "G10 no appeal about SEN support": Rule(
        "You can appeal to the Tribunal about SEN support.",
        r"appeal[^.]*\b(SEN support|school plan)",
        NEGATED,
    ),
    "M31 statements and School Action ended": Rule(
        "Ask for an EHC statement or School Action Plus.",
        r"School Action|EHC statement|statement of (SEN|special)|statementing|statemented",
        r"older|ended|replaced|used to",
    ),
    "I10 not every part-time timetable is unlawful": Rule(
        "All part-time timetables are illegal.",
        r"part-time timetables? (is|are) (all )?(always )?(illegal|unlawful|against the law|never allowed)",
        r"\bnot (every|all)\b",
    ),
    "L10 Individual Support Plans are proposed": Rule(
        "Your child has a right to an Individual Support Plan.",
        r"(right to|must (have|get|make)|entitled).*Individual Support Plan",
        NEGATED,
    ),
    "L3 the law has not changed": Rule(
        "The law on SEN support has changed.",
        r"\blaw (on SEN support |on SEN )?(has (now )?changed|changed in 2026)",
        rf"{NEGATED}|\b(if|whether|says?|said|told)\b",
    ),
    "N2 no trial of home education": Rule(
        "Try home education for a while and come back.",
        r"(try|trial).*(home educat|educat\w+ .*at home)|(home educat|at home).*\b(try it|trial)",
        NEGATED,
    ),
    "I15 behaviour alone says nothing": Rule(
        "Bad behaviour is always a sign of SEN.",
        r"behaviour (is|means|shows) (always |never )?(a sign of |that .*)?SEN",
        rf"{NEGATED}|whether",
    ),
    "B16 no set length of a cycle": Rule(
        "A cycle must last one term.", r"(cycle|round) (must|should|has to) (last|take) ", NEGATED
    ),
    "M36 one name for the cycle": Rule(
        "The graduated response has four steps.", r"graduated response", r"some schools say|means the same"
    ),
    "M37 a local word": Rule("Enablers can help the school.", r"\benablers?\b"),
    "M32 no forum is an authority": Rule("As Mumsnet says, it is a battle.", r"mumsnet"),
}


@pytest.fixture(scope="module")
def sentences(real: Curated) -> list[tuple[str, str]]:
    """Every statement that a parent anywhere in England may read, with the place where it stands."""
    guidance = real.guidance
    said = [(f"{topic.id} {name}", text) for topic in guidance.topics.values() for name, text in texts(topic)]
    said += [(f"question {question.id}", question.text) for question in guidance.questions.values()]
    said += [(f"notice {name}", f"{notice.title}. {notice.text}") for name, notice in guidance.notices.items()]
    said += [(f"danger {name}", danger.text) for name, danger in guidance.dangers.items()]
    said += [(f"duty {name}", duty.meaning) for name, duty in guidance.duties.items()]
    said += [(f"starter {name}", starter.title) for name, starter in guidance.starters.items()]
    parts = [(where, part) for where, text in said for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part]
    return [(where, part) for where, part in parts if not part.endswith("?")]  # a question states nothing


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_catches_the_wrong_sentence_it_was_made_for(rule: Rule) -> None:
    assert rule.broken_by(rule.wrong)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_text_says_what_the_facts_forbid(sentences: list[tuple[str, str]], rule: Rule) -> None:
    assert [f"{where}: {sentence}" for where, sentence in sentences if rule.broken_by(sentence)] == []


# What a topic has to say, by the row of facts.md: the topic, and what its short answer and detail hold.
SAID = {
    "C1 three meetings, should": ("meeting_frequency", r"School should meet you at least three times a year"),
    "C2 not a law": ("meeting_frequency", r"not (a )?law"),
    "C9 a parents' evening slot is not the same": ("meeting_frequency", r"parents' evening is not the same"),
    "C10 on top of parents' evenings is advice": ("meeting_frequency", r"good advice, not a rule"),
    "C12 the record should be given": ("meeting_notes", r"should .*give you (this|the|a) record"),
    "E1 no set document": ("school_plan", r"No law asks for"),
    "E3 detail is law only in an EHC plan": ("plan_contents", r"only in an EHC plan|only for EHC plans"),
    "A9 no diagnosis": ("diagnosis_not_needed", r"does not need a diagnosis"),
    "H1 at any time": ("ehc_assessment_request", r"at any time"),
    "H3 school need not agree": (
        "ehc_assessment_request",
        r"School (does not have|need not|doesn't have)( to)? agree",
    ),
    "H3 nothing to show first": (
        "ehc_assessment_request",
        r"(no|not need a) diagnosis,?[^.]* (cycles|rounds|reviews)[^.]*(money|£6,000) spent",
    ),
    "B22 not normally the first step": ("ehc_assessment_request", r"not normally (be )?the first step"),
    "B22 after no progress": ("not_making_progress", r"No set number of (rounds|cycles|reviews)"),
    "J6 money is not in the test": ("sen_funding", r"do not have to show that £6,000"),
    "J7 the sum with its year": ("sen_funding", r"2025-26"),
    "B14 SMART in the Code's words": (
        "outcomes_and_targets",
        r"specific, measurable, achievable, realistic and time-bound.*asks for this in EHC plans",
    ),
    "B14 no fixed form": ("outcomes_and_targets", r"no fixed form"),
    "G9 the ombudsman": (
        "complaints",
        r"ombudsman looks at [^.]*councils.*not look at [^.]*SEN support",
    ),
    "B15 the teacher stays responsible": (
        "who_is_responsible",
        r"should (not change|stay responsible|remain)",
    ),
    "A21 not the SENCO's alone": ("who_is_responsible", r"not the SENCO's job alone"),
    "B19 specialists at any point": ("specialist_advice", r"at any point.*should always"),
    "B20 parents always take part": ("specialist_advice", r"You should always be part of th(e|at) decision"),
    "A35 told, not asked": (
        "right_to_be_told",
        r"must tell you.*(not say that|not need|no need of|without)[^.]*consent",
    ),
    "B9 yet agreed": ("right_to_be_told", r"agree the help with you"),
    "B4 worries taken seriously": ("concerns_taken_seriously", r"School should take your worries seriously"),
    "I9 rare and short": ("part_time_timetable", r"should be rare and short"),
    "I10 not each is wrong": ("part_time_timetable", r"Not every part-time timetable"),
    "I3 unlawful even if you agree": ("exclusion", r"cool off[^.]*unlawful, even if you (agree|say yes)"),
    "N2 no trial": ("home_education", r"no trial period"),
    "L3 proposals": ("law_changes", r"proposals are not law"),
    "L7 no right today": ("law_changes", r"no right to (such|one|an Individual)"),
    "L10 the law of today": ("law_changes", r"Children and Families Act 2014"),
    "A2 should is not optional": ("must_and_should", r"able to explain why"),
    "A15 not a promise": ("school_duties", r"(not|no) (a )?(promise|guarantee)"),
    "D13 the line is school age": ("young_person_rights", r"compulsory school age"),
    "M31 statements ended": ("ehc_plan", r"statement[^.]*ended"),
    "I15 behaviour alone": ("behaviour_and_sen", r"Behaviour alone does not"),
    "M20 beyond the head": ("complaints", r"(?=.*governors)(?=.*disagreement resolution)(?=.*SENDIASS)"),
    "C15 academies may differ": ("annual_report", r"Academies"),
    "F14 the edition is named": ("medical_needs", r"2015"),
    "B16 no weeks are set": ("cycle_repeats", r"no set number of [^.]*weeks"),
    "A31 local names": ("levels_of_support", r"local names"),
}


def whole(topic: Topic) -> str:
    return " ".join([topic.short, *topic.detail, *topic.steps, *(note.text for note in topic.other_settings)])


@pytest.mark.parametrize(("topic", "pattern"), SAID.values(), ids=SAID)
def test_a_topic_says_what_the_facts_settle(real: Curated, topic: str, pattern: str) -> None:
    text = whole(real.guidance.topics[topic])
    assert re.search(pattern, text, re.IGNORECASE), text


# The force of the main point, where one of the five documents had it wrong.
DUTIES = {
    "meeting_frequency": "should",
    "meeting_notes": "should",
    "school_plan": "should",
    "plan_contents": "good_practice",
    "outcomes_and_targets": "should",
    "who_is_responsible": "should",
    "specialist_advice": "should",
    "part_time_timetable": "should",
    "concerns_taken_seriously": "should",
    "assess_stage": "should",
    "right_to_be_told": "must",
    "annual_report": "must",
    "diagnosis_not_needed": "must",
    "ehc_assessment_request": "must",
}


@pytest.mark.parametrize(("topic", "duty"), DUTIES.items())
def test_a_main_point_has_the_force_that_the_facts_give_it(real: Curated, topic: str, duty: str) -> None:
    assert real.guidance.topics[topic].duty == duty


@pytest.mark.parametrize("reference", ["6.20", "6.45", "6.48", "6.52", "6.58", "6.59", "6.65", "6.69", "6.71"])
def test_a_paragraph_that_says_should_is_nowhere_given_as_law(real: Curated, reference: str) -> None:
    forces = {
        source.force
        for topic in real.guidance.topics.values()
        for source in topic.sources
        if (source.work, source.reference) == ("code", reference)
    }
    assert forces == {"should"}


def test_taking_worries_seriously_is_cited_as_6_45(real: Curated) -> None:
    wrong = [
        f"{topic.id}: {paragraph}"
        for topic in real.guidance.topics.values()
        for paragraph in topic.detail
        if re.search(r"take (your|a parent's|parents') (worr|concern)\w+ seriously", paragraph)
        and "Code of Practice 6." in paragraph
        and "Code of Practice 6.45" not in paragraph
    ]
    assert wrong == []
    assert any(source.reference == "6.45" for source in real.guidance.topics["concerns_taken_seriously"].sources)


# Places that were not read (part Q of facts.md) or whose numbers differ by edition (I1, I9).
@pytest.mark.parametrize(
    ("work", "unread"),
    [
        ("send_regs", r"^50$|Schedule 1 para.* (8|9|1[0-3])"),
        ("equality2010", r"^114$"),
        ("exclusion_guidance", r"\d+\.|para"),
        ("attendance_guidance", r"\d"),
    ],
)
def test_no_place_is_quoted_that_nobody_read(real: Curated, work: str, unread: str) -> None:
    assert work in real.guidance.works
    references = [s.reference for t in real.guidance.topics.values() for s in t.sources if s.work == work]
    assert [reference for reference in references if re.search(unread, reference)] == []


def test_no_document_of_the_five_is_shown_as_a_source(real: Curated) -> None:
    titles = " ".join(work.title + work.url for work in real.guidance.works.values())
    assert not re.search(r"mumsnet|newcastle|rutland|devon", titles, re.IGNORECASE)


# Contacts (part K).


def test_no_number_is_given_for_sos_sen(real: Curated, sentences: list[tuple[str, str]]) -> None:
    contacts = [
        *real.guidance.contacts.values(),
        *(c for a in real.guidance.areas.values() for c in a.contacts),
    ]
    found = [contact for contact in contacts if "SOS" in contact.name]
    assert found, "SOS!SEN is among the contacts"
    assert [contact.phone for contact in found if contact.phone] == []
    assert [where for where, text in sentences if "SOS" in text and re.search(r"\d{4}", text)] == []


@pytest.mark.parametrize("name", ["nspcc", "family_lives"])
def test_no_opening_hours_are_given_where_lists_differ(real: Curated, name: str) -> None:
    contact = real.guidance.contacts[name]
    assert contact.hours is None
    assert not re.search(r"\b(am|pm|24 hours|day and night|weekdays|hours)\b", contact.what or "")


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("emergency", "999"),
        ("nhs_111_mental_health", "111"),
        ("childline", "0800 1111"),
        ("nspcc", "0808 800 5000"),
        ("samaritans", "116 123"),
        ("family_lives", "0808 800 2222"),
        ("ipsea", None),
    ],
)
def test_a_number_is_the_one_of_the_fact_sheet(real: Curated, name: str, phone: str | None) -> None:
    assert real.guidance.contacts[name].phone == phone


@pytest.mark.parametrize("area", ["rutland", "devon"])
def test_old_contacts_are_marked_as_not_confirmed(real: Curated, area: str) -> None:
    contacts = real.guidance.areas[area].contacts
    assert all(not contact.confirmed for contact in contacts if contact.checked < date(2026, 1, 1))
    assert any(contact.checked < date(2026, 1, 1) for contact in contacts)


# The reform (part L).

REFORM = re.compile(r"Individual Support Plan|White Paper|Education for All Bill|Specialist Provision Package")


def test_topics_that_the_reform_touches_carry_the_notice(real: Curated) -> None:
    topics = real.guidance.topics
    touched = {topic.id for topic in topics.values() if REFORM.search(whole(topic))}
    touched |= {topic.id for topic in topics.values() if any(s.work == "white_paper" for s in topic.sources)}
    touched |= {"law_changes", "sen_support_meaning", "code_of_practice", "school_plan", "parent_rights"}
    touched |= {topic.id for topic in topics.values() if topic.group == "ehc"}
    assert {topic for topic in touched if topics[topic].notice != "reform_2026"} == set()


def test_the_notice_is_dated_and_stands_in_one_place_only(real: Curated, sentences: list[tuple[str, str]]) -> None:
    notice = real.guidance.notices["reform_2026"]
    assert notice.dated.isoformat() >= "2026-11-22"
    assert "not law" in notice.text
    parts = {part for where, part in sentences if where == "notice reform_2026"}
    assert [where for where, part in sentences if part in parts and where != "notice reform_2026"] == []


def test_an_individual_support_plan_is_named_only_as_a_proposal(real: Curated) -> None:
    wrong = [
        f"{topic.id}: {text}"
        for topic in real.guidance.topics.values()
        for _, text in texts(topic)
        if "Individual Support Plan" in text and not re.search(r"\bpropos", text, re.IGNORECASE)
    ]
    assert wrong == []


# The content checks themselves.


def test_the_real_guidance_passes_its_checks(real: Curated) -> None:
    assert [str(mistake) for mistake in check(real, date.today())] == []
