"""Persons and bodies that a sentence names, their names brought to the nominative."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from oberih.record.reading.view import View

#: surnames often quoted, by stem, in both scripts: a dictionary takes half of them for adjectives
_KNOWN: dict[str, str] = {
    r"зеленськ\w+|zelensk\w+": "Зеленський", r"резніков\w*|reznikov": "Резніков", r"остін\w{0,2}|austin": "Остін",
    r"шмигал\w+|shmyhal": "Шмигаль", r"клич(?:ко|ка|ку|ком)|klitschko": "Кличко", r"кулеб\w+|kuleba": "Кулеба",
    r"олещук\w*|oleshchuk": "Олещук", r"ігнат(?:а|у|ом)?|ihnat": "Ігнат", r"лисак\w{0,2}|lysak": "Лисак",
    r"кудрицьк\w+|kudrytskyi": "Кудрицький", r"галущенк\w+|halushchenko": "Галущенко",
    r"синєгубов\w*|syniehubov": "Синєгубов",
    r"терехов\w*|terekhov": "Терехов", r"тимошенк\w+|tymoshenko": "Тимошенко", r"залужн\w+|zaluzhn\w+": "Залужний",
    r"сирськ\w+|syrsk\w+": "Сирський", r"єрмак\w{0,2}|yermak": "Єрмак", r"умєров\w*|umerov": "Умєров",
    r"свириденк\w+|svyrydenko": "Свириденко",
    r"сибіг\w+|sybiha": "Сибіга", r"кіпер\w{0,2}|kiper": "Кіпер", r"козицьк\w+|kozytskyi": "Козицький",
    r"федоров\w*|fedorov": "Федоров",
    r"попк\w{1,2}|popko": "Попко", r"ткаченк\w+|tkachenko": "Ткаченко", r"байден\w*|biden": "Байден",
    r"столтенберг\w*|stoltenberg": "Столтенберг",
    r"зайченк\w+|zaichenko": "Зайченко", r"клименк\w+|klymenko": "Клименко",
}  # fmt: skip
_KNOWN_NAMES = {f"k{number}": name for number, name in enumerate(_KNOWN.values())}
_KNOWN_ANY = re.compile("|".join(rf"(?P<k{number}>\b(?:{stem})\b)" for number, stem in enumerate(_KNOWN)))
_ORGANISATIONS: dict[str, str] = {
    r"повітрян\w+ сил\w*|командуванн\w+ повітрян\w+(?: сил\w*)?|\bповідомленні командування"
    r"|\bair force(?: command)?": "Повітряні сили",
    r"укренерго|ukrenergo": "Укренерго",
    r"київськ\w+ міськ\w+ військов\w+ адміністраці\w+|\bкмва\b|kyiv city military administration": "КМВА",
    r"міноборони (?:сша|сполучених)\w*|міністерств\w+ оборони (?:сша|сполучених)|міністерств\w+ сша|пентагон\w*"
    r"|pentagon"
    r"|(?:u\.?s\.? |american |us )(?:department of defen[sc]e|defen[cs]e (?:department|ministry))": "Міноборони США",
    r"міноборони(?! (?:сша|рф|росії))|міністерств\w+ оборони(?! (?:сша|сполуч|рф|росі))"
    r"|(?<!russian )(?<!russia's )(?:ukraine's |ukrainian )"
    r"(?:ministry of defen[cs]e|defen[cs]e ministry)": "Міноборони",
    r"міненерго\w*|міністерств\w+ енергетик\w+|energy ministry|ministry of energy": "Міненерго",
    r"генштаб\w*|генеральн\w+ штаб\w*|general staff": "Генштаб",
    r"дснс|державн\w+ служб\w+ (?:україни )?з надзвичайн\w+ ситуац\w+|state emergency service": "ДСНС",
    r"енергоатом\w*|energoatom": "Енергоатом", r"\bдтек\b|\bdtek\b": "ДТЕК",
    r"нацполіці\w+|національн\w+ поліці\w+|national police": "Нацполіція",
    r"сил\w* оборони півдня|оперативн\w+ командуванн\w+ «?південь": "Сили оборони півдня", r"магате|\biaea\b": "МАГАТЕ",
    r"прокуратур\w+|prosecutor\w*": "прокуратура", r"обленерго|oblenergo": "обленерго",
    r"\bоп\b|офіс\w* президента|presidential office": "Офіс президента",
    r"міськ\w+ рад\w+|city council": "міськрада",
}  # fmt: skip
_ORG_NAMES = {f"o{number}": name for number, name in enumerate(_ORGANISATIONS.values())}
_ORG_ANY = re.compile("|".join(rf"(?P<o{number}>\b(?:{stem}))" for number, stem in enumerate(_ORGANISATIONS)))
#: an office held in a body: the person speaks, not the body
_OFFICE = re.compile(
    r"(?:голов[аиіу]|глав[аиу]|очільни\w+|міністр\w*|командувач\w*|речни\w+|керівни\w+|начальни\w+|представни\w+"
    r"|заступни\w+|директор\w*"
    r"|head|chief|spokes\w+|commander|minister|secretary|leader)\s+(?:of\s+)?(?:the\s+|правління\s+|нек\s+)?[«\"“]?$"
)
_FIRST = (
    (
        "олексі volodymyr|володимир денис микол віталі сергі андрі юрі іван олег дмитр максим богдан ігор василь "
        "михайл петр роман тарас"
        " євген ярослав артем антон станіслав вадим валері віктор павл григорі кирил руслан іллі ілля філіп фил "
        "георгі герман анатолі борис"
        " ллойд джо єнс антоні урсул юлі олен ольг марі наталі катерин анн ірин світлан тетян оксан людмил джейк "
        "марк тимур"
        " oleksii denys mykola vitali serhii andrii yurii ivan oleh dmytro maksym bohdan ihor vasyl mykhailo petro "
        "roman taras yevhen lloyd joe"
        " oleksandr олександр"
    )
    .replace("|", " ")
    .split()
)
_FIRST_ANY = "|".join(sorted(set(_FIRST), key=len, reverse=True))
_FULL = re.compile(rf"\b((?i:{_FIRST_ANY})[^\W\d_]{{0,3}})\s+([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_'’ʼ]*(?:['’ʼ-][^\W\d_]+)*)")
_TITLED = re.compile(
    r"\b(?i:mayor|governor|president|minister|spokesman|spokeswoman|spokesperson|commander|general|head|chief"
    r"|colonel|secretary"
    r"|мера?|губернатора?|голова|голови|президента?|міністра?|речника?|речниця|командувача?|очільника?)\s+"
    r"(?:[^\W\d_]+\s+){0,4}?([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_]{1,20})\s+([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_]{2,25})"
)
_NOT_NAMES = re.compile(
    r"(?i:defen[cs]e|foreign|affairs|interior|energy|united|states|air|force|kyiv|russia\w*|ukrain\w+|сша|ова|україн\w+|росі\w+|сил\w*|оборон\w*|верховн\w+)"
)
_NOMINATIVE_FIRST = re.compile(
    r"(?:олексій|віталій|сергій|андрій|юрій|георгій|анатолій|валерій|григорій|володимир|денис|микола|іван|олег"
    r"|дмитро|максим|богдан|ігор|василь"
    r"|михайло|петро|роман|тарас|євген|ярослав|артем|антон|станіслав|вадим|віктор|павло|кирило|руслан|ілля|філіп"
    r"|герман|борис|ллойд|джо"
    r"|олександр|юлія|олена|ольга|марія|наталія|катерина|анна|ірина|світлана|тетяна|оксана|людмила|марк|тимур|[a-z]+)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a sentence; offsets are within the sentence."""

    name: str
    start: int
    end: int
    person: bool


@dataclass(slots=True)
class Voices:
    """Persons met so far in the report."""

    names: dict[str, str] = field(default_factory=dict)  #: stem → name in the nominative
    last: str | None = None
    paragraph: int = -9


def nominative(first: str, surname: str) -> str:
    """A surname in the nominative, told by the case of the first name beside it.

    >>> nominative("Віталія", "Кличка"), nominative("Сергій", "Лисак"), nominative("Олексієм", "Резніковим")
    ('Кличко', 'Лисак', 'Резніков')
    """
    if _NOMINATIVE_FIRST.fullmatch(first.lower()):
        return surname
    for ending, base in (
        ("ського", "ський"), ("цького", "цький"), ("ському", "ський"), ("цькому", "цький"), ("ським", "ський"),
        ("цьким", "цький"),
        ("ської", "ська"), ("ською", "ська"), ("енка", "енко"), ("енку", "енко"), ("енком", "енко"), ("овим", "ов"),
        ("євим", "єв"),
        ("ова", "ов"), ("єва", "єв"), ("ову", "ов"), ("чка", "чко"), ("ука", "ук"), ("юка", "юк"), ("ака", "ак"),
        ("яка", "як"),
        ("ка", "ко"), ("ом", ""), ("ем", "ь"), ("я", "ь"), ("а", ""),
    ):  # fmt: skip
        if surname.endswith(ending) and len(surname) > len(ending) + 1:
            return surname[: -len(ending)] + base
    return surname


def named(view: View, voices: Voices) -> list[Mention]:
    """Persons and bodies that a sentence names, in order; a surname met before is known again."""
    text, low = view.sentence.text, view.sentence.low
    found: list[Mention] = []
    found += [
        Mention(_KNOWN_NAMES[match.lastgroup or "k0"], *match.span(), person=True)
        for match in _KNOWN_ANY.finditer(low)
        if text[match.start()].isupper()
    ]
    for match in _FULL.finditer(text):
        if text[match.start()].isupper() and all(
            match.end() <= other.start or match.start() >= other.end for other in found
        ):
            name = nominative(match.group(1), match.group(2))
            voices.names.setdefault(match.group(2).lower()[: max(4, len(name) - 2)], name)
            found.append(Mention(name, match.start(2), match.end(2), person=True))
    for match in _TITLED.finditer(text):
        if _NOT_NAMES.fullmatch(match.group(1)) or _NOT_NAMES.fullmatch(match.group(2)):
            continue
        if all(match.end(2) <= other.start or match.start(2) >= other.end for other in found):
            found.append(Mention(match.group(2), match.start(2), match.end(2), person=True))
    for word in view.words if voices.names else ():
        if not word.capital or len(word.low) < 4:
            continue
        begin, end = word.start - view.sentence.start, word.end - view.sentence.start
        known = next((name for stem, name in voices.names.items() if word.low.startswith(stem)), None)
        if (
            known
            and len(word.low) <= len(known) + 3
            and all(end <= other.start or begin >= other.end for other in found)
        ):
            found.append(Mention(known, begin, end, person=True))
    found += _bodies(view)
    return sorted(found, key=lambda mention: mention.start)


def _bodies(view: View) -> Iterator[Mention]:
    low = view.sentence.low
    for match in _ORG_ANY.finditer(low):
        if _OFFICE.search(low[max(0, match.start() - 40) : match.start()]):
            continue
        before = low[max(0, match.start() - 10) : match.start()]
        if before.endswith(("силами ", "сили ")) or low.startswith("силами", match.start()):
            continue
        yield Mention(_ORG_NAMES[match.lastgroup or "o0"], *match.span(), person=False)
    for place in view.places:
        office = _OFFICE.search(low[max(0, place.start - 40) : place.start])
        if (
            place.body
            and not office
            and not any(match.start() <= place.start < match.end() for match in _ORG_ANY.finditer(low))
        ):
            yield Mention(f"ОВА {place.iso}", place.start, place.end, person=False)
