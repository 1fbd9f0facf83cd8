"""Messages in other languages than English are noticed, and English is never taken for one."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import guide_action
from bot.actions.language import ActionOtherLanguage
from bot.actions.outside import OUTSIDE
from bot.components.language import LANGUAGE, WARM_UP, OtherLanguage
from knowledge.curated import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def component() -> OtherLanguage:
    return OtherLanguage(OtherLanguage.get_default_config())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "córka nie ma żadnej pomocy, z kim mogę porozmawiać"),
        ("pl", "nie wiem co mam zrobic z ta szkola"),
        ("ro", "învățătoarea spune că nu are timp pentru el"),
        ("ur", "اسکول میری بات نہیں سنتا"),
        ("ur_latn", "school wale meri baat nahi sunte, mein kya karun"),
        ("pa", "ਅਧਿਆਪਕ ਮੇਰੀ ਗੱਲ ਨਹੀਂ ਸੁਣਦਾ"),
        ("pnb", "سکول والے ساڈی گل نئیں سندے، اسیں کیہ کریے"),
        ("bn", "শিক্ষক আমার কথা শোনেন না"),
        ("ar", "المدرسة لا تستمع إلينا"),
        ("so", "macallinku ima dhageysto, maxaan sameeyaa"),
        ("pt", "a escola não quer falar comigo sobre o plano"),
        ("uk", "вчителька не хоче зі мною говорити"),
        ("cy", "dydy'r athrawes ddim yn gwrando arna i"),
        ("ru", "учительница меня не слушает"),
        ("tr", "öğretmen beni dinlemiyor, ne yapabilirim"),
        ("es", "la profesora no me escucha, ¿qué puedo hacer?"),
        ("fr", "l'institutrice ne m'écoute pas, que puis-je faire"),
        ("gu", "શિક્ષક મારી વાત સાંભળતા નથી"),
        ("ta", "ஆசிரியர் நான் சொல்வதைக் கேட்கவில்லை"),
        ("zh", "老师不听我说话"),
        ("fa", "معلم به حرف من گوش نمی‌دهد"),
        ("hi", "शिक्षक मेरी बात नहीं सुनते"),
        ("lt", "mokytoja manęs neklauso, ką man daryti"),
        ("hu", "a tanárnő nem hallgat meg engem"),
        ("unknown", "ມື້ນີ້ລູກຂອງຂ້ອຍບໍ່ຢາກໄປໂຮງຮຽນ"),
        ("unknown", "کوڕەکەم لە قوتابخانە یارمەتی وەرناگرێت"),
        ("vi", "cô giáo không nghe tôi nói"),
    ],
)
def test_a_message_in_another_language_is_noticed(component: OtherLanguage, code: str, text: str) -> None:
    assert component.find(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "plan", "senco", "EHCP", "whats APDR", "IEP pls", "Siobhan", "Mr Kowalski Nowak", "ta", "no", "ok thx", "lol",
        "DS yr 4 SEMH EBSA no EHCP", "sen co not reply email 2 wk", "my son he no have help", "sdkjfh sdkfj hsd",
        "👍👍",
        "teacher say target but nobody show me paper", "SALT OT EP CAMHS", "blah blah blah", "café visit anxiety",
    ],
)  # fmt: skip
def test_english_in_all_its_forms_is_english(component: OtherLanguage, text: str) -> None:
    assert component.find(text) is None


def test_no_english_training_example_is_taken_for_another_language(component: OtherLanguage) -> None:
    taken = []
    for path in sorted((ROOT / "bot/data/nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            # Other languages stand under what is outside and, where somebody is in danger, under safeguarding.
            if entry.get("intent") not in (None, *OUTSIDE, "safeguarding"):
                taken += [line for line in entry["examples"].splitlines() if component.find(line.removeprefix("- "))]
    assert taken == []


def test_a_sign_of_danger_is_left_as_it_is(component: OtherLanguage) -> None:
    message = Message({TEXT: "mój mąż mnie bije i boję się", INTENT: {"name": "safeguarding", "confidence": 0.9}})
    component.process([message])
    assert message.get(INTENT)["name"] == "safeguarding"


def test_the_language_goes_along_with_the_intent(component: OtherLanguage) -> None:
    message = Message({TEXT: "proszę mi pomóc", INTENT: {"name": "out_of_scope", "confidence": 0.9}})
    pressed = Message({TEXT: "/menu_topics"})
    component.process([message, pressed])
    assert message.get(INTENT)["name"] == "other_language"
    assert message.get(LANGUAGE) == "pl"
    assert pressed.get(INTENT) is None


def test_every_language_that_is_told_has_a_name(component: OtherLanguage) -> None:
    languages = load().guidance.languages
    written = yaml.safe_load((ROOT / "bot/components/language.yml").read_text(encoding="utf-8"))
    assert languages is not None
    assert {*written["library"].values(), *written["words"]} <= set(languages.languages)


def test_the_library_reads_all_its_tables_for_latin_letters_before_a_parent_waits() -> None:
    assert max(map(len, WARM_UP.split())) >= 5


def test_a_reply_says_which_part_of_it_is_in_which_language(
    knowledge_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DB", str(knowledge_database))
    guide_action.knowledge_store.cache_clear()
    assert said_in("pl")["translation"]["language"] == "pl"
    assert said_in("ur_latn")["translation"]["language"] == "ur-latn"
    assert said_in("pl")["translation"]["text"].startswith("To jest automatyczny przewodnik.")
    assert "translation" not in said_in("unknown")
    guide_action.knowledge_store.cache_clear()


def said_in(code: str) -> dict[str, Any]:
    tracker = Tracker("id", {}, {"language": code}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    ActionOtherLanguage().answer_itself(dispatcher, tracker)
    (message,) = dispatcher.messages
    if translation := message["custom"].get("translation"):
        assert message["reply"].startswith(translation["text"])
    custom: dict[str, Any] = message["custom"]
    return custom
