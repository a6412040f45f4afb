"""Words that the rules about people share, and how they cut a sentence."""

from collections.abc import Sequence
from itertools import pairwise

from oberih.record.reading.base import FactType
from oberih.record.reading.declension import listed
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import near
from oberih.record.reading.wordings import Shape

TRIGGERS = frozenset({"killed", "wounded", "casualties"})
COMMA = frozenset({",", ";", ":", "–", "—", "(", ")", "…"})
CUTS = COMMA | {"і", "й", "та", "а", "and", "but", "while", ".", "ще", "with"}
NONE = listed(
    "немає нема нема відсутні відсутній обійшлося обійшлось минулося ніхто нікого no nobody none без without absent"
    " zero"
    " уникли "
    "neither nor"
)
GROWTH = Shape(
    r"зрос\w+|збільши\w+|сягну\w+|підня\w+|rose|rises|risen|climbed|grew|grown|increased|reached|up"
    r"|raised|put|now|rising"
)
PART = listed(
    "зокрема серед них включно including among them одна один whom яких including тому числі включаючи"
    " котрих incl three-quarters"
)
#: what is counted is no person, whatever stands beside it
THING = Shape(
    r"будин\w*|будів\w*|квартир\w*|авто\w*|машин\w*|рок[иу]?|роки|років|годин\w*|хвилин\w*|км|метр\w*|локац\w*"
    r"|об'єкт\w*|област\w*|громад\w*"
    r"|район\w*|адрес\w*|поверх\w*|осел\w*|домоволод\w*|houses?|homes?|apart\w*|build\w*|cars?|years?|hours?"
    r"|minutes?|days?|weeks?|months?"
    r"|km|blocks?|flats?|floors?|storeys?|locations?|sites?|regions?|oblasts?|districts?|settlements?|vessels?"
    r"|ships?|percent|відсотк\w+|%"
    r"|raids?|waves?|attacks?|strikes?|атак\w*|ударів|удар\w*|бомб\w*|bombs?|випадк\w+|шкіл|schools?|windows|meals"
    r"|ракет\w*|missiles?|drones?"
    r"|субмарин\w*|літак\w*|aircraft|mw|мвт|черг\w*|днів|дні|день|тижн\w+|місяц\w+|substations?|підстанц\w+|teams"
    r"|ngos|корпус\w*"
    r"|January|am|pm|a\.m|p\.m|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|ранку|ночі|вечора"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|provinces?|провадж\w+"
    r"|грн|hryvnias?|updates?"
)


def personal(word: Token) -> bool:
    """Numerals that Ukrainian keeps for people: двоє, четверо, двох."""
    return word.low.endswith(("оє", "еро", "ьох")) or word.low == "двох"


IN_HOSPITAL = frozenset({"лікарні", "лікарню", "лікарнях", "реанімації", "hospital", "hospitals"})


def pieces_of(words: Sequence[Token], cuts: frozenset[str]) -> list[tuple[int, int]]:
    marks = [-1, *(at for at, word in enumerate(words) if word.low in cuts), len(words)]
    return [(first + 1, last) for first, last in pairwise(marks) if last > first + 1]


def type_at(words: Sequence[Token], at: int) -> FactType:
    """What a word says befell somebody; "fatal wounds" kill."""
    if words[at].tag == "wounded" and any(
        near(words, each).startswith(("смертельн", "fatal", "mortal")) for each in range(at - 2, at + 4)
    ):
        return "killed"
    return "killed" if words[at].tag == "killed" else "wounded"


def no_trigger(words: Sequence[Token], at: int) -> bool:
    """Words that only look as if they told of people: lives saved, toll roads, dead of night."""
    low = words[at].low
    if low.startswith(("звернул", "звертал")):
        sides = {near(words, at + 1), near(words, at - 1), near(words, at - 2)}
        return not sides & {"по", "за", "до", "допомогу", "допомогою", "медиків"}
    if low in ("hospital", "wards", "hospitals", "treated", "medical", "treatment"):
        around = {near(words, step) for step in range(at - 4, at)}
        return not around & {
            "sent",
            "taken",
            "rushed",
            "brought",
            "wards",
            "sought",
            "needed",
            "required",
            "being",
            "were",
        }
    if low == "lives":
        return near(words, at - 1) in ("save", "saved", "saves", "saving") or not any(
            near(words, before) in ("claimed", "took", "cost", "claiming", "taking", "lost", "losing", "lose")
            for before in range(at - 3, at)
        )
    return (low == "dead" and near(words, at + 1) == "of") or (low in ("toll",) and near(words, at + 1) in ("on", "of"))
