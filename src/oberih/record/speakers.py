"""Who says it, where, and by what channel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from oberih.record.base import Draft
from oberih.record.view import View

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
    r"повітрян\w+ сил\w*|командуванн\w+ повітрян\w+(?: сил\w*)?|\bповідомленні командування|\bair force(?: command)?": "Повітряні сили",
    r"укренерго|ukrenergo": "Укренерго",
    r"київськ\w+ міськ\w+ військов\w+ адміністраці\w+|\bкмва\b|kyiv city military administration": "КМВА",
    r"міноборони (?:сша|сполучених)\w*|міністерств\w+ оборони (?:сша|сполучених)|міністерств\w+ сша|пентагон\w*"
    r"|pentagon"
    r"|(?:u\.?s\.? |american |us )(?:department of defen[sc]e|defen[cs]e department|defen[cs]e ministry)": "Міноборони США",
    r"міноборони(?! (?:сша|рф|росії))|міністерств\w+ оборони(?! (?:сша|сполуч|рф|росі))"
    r"|(?<!russian )(?<!russia's )(?:ukraine's |ukrainian )(?:ministry of defen[cs]e|defen[cs]e ministry)": "Міноборони",
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
_FULL = re.compile(
    rf"\b((?i:{_FIRST_ANY})[^\W\d_]{{0,3}})\s+([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_'’ʼ]*(?:['’ʼ-][^\W\d_]+)*)"
)
_TITLED = re.compile(
    r"\b(?i:mayor|governor|president|minister|spokesman|spokeswoman|spokesperson|commander|general|head|chief"
    r"|colonel|secretary"
    r"|мера?|губернатора?|голова|голови|президента?|міністра?|речника?|речниця|командувача?|очільника?)\s+"
    r"(?:[^\W\d_]+\s+){0,4}?([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_]{1,20})\s+([А-ЩЬЮЯЄІЇҐA-Z][^\W\d_]{2,25})"
)
_NOT_NAMES = re.compile(
    r"(?i:united|states|air|force|kyiv|russia\w*|ukrain\w+|сша|ова|україн\w+|росі\w+|сил\w*|оборон\w*|верховн\w+)"
)
_NOMINATIVE_FIRST = re.compile(
    r"(?:олексій|віталій|сергій|андрій|юрій|георгій|анатолій|валерій|григорій|володимир|денис|микола|іван|олег"
    r"|дмитро|максим|богдан|ігор|василь"
    r"|михайло|петро|роман|тарас|євген|ярослав|артем|антон|станіслав|вадим|віктор|павло|кирило|руслан|ілля|філіп"
    r"|герман|борис|ллойд|джо"
    r"|олександр|юлія|олена|ольга|марія|наталія|катерина|анна|ірина|світлана|тетяна|оксана|людмила|марк|тимур|[a-z]+)"
)
_SAID = frozenset({"say", "by"})
_HE = re.compile(r"\b(?:він|вона|he|she|за (?:його|її) словами|його словами|president said)\b")
_CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("website", re.compile(r"\bна (?:офіційному )?(?:веб)?сайті\b|\bweb-?site\b|\bsite of the\b")),
    ("tweet", re.compile(r"\btwitter\b|\bтві(?:т)?тер\w*|\btweet\w*|\bмікроблоз\w+")),
    ("address", re.compile(r"\bвідеозверненн\w+|\b(?:вечірн|щоденн|нічн)\w+ (?:відео)?зверненн\w+|\b(?:video|evening"
                           r"|nightly|daily) (?:video )?address\b")),
    ("post", re.compile(r"\btelegram\b|\bтелеграм\w*|\bfacebook\b|\bфейсбу\w+|\bнаписа(?:в|ла)\b|\bwrote\b"
                        r"|\bposted\b|\bдопис\w*")),
    ("briefing", re.compile(r"\bбрифінг\w*|\bbriefing\b")),
)  # fmt: skip
_CALL = re.compile(
    r"\bтелефонн\w+ розмов\w*|\bзателефону\w+|\bphone call\b|\btelephone\b|\bspoke by phone\b|\bby phone\b"
    r"|\bphoned\b|\bcalled his\b"
)
#: an institution that speaks at the head of its sentence: "В Укренерго повідомили"
_IN_BODY = re.compile(
    r"^\W*(?:в|у)\s+(?:нек\s+)?[«\"“]?(\w+)[»\"”]?\s+(?:повідоми|заяви|зазначи|поясни|уточни|розпові|додал|наголоси)\w+"
)
_IN_BODY_EN = re.compile(
    r"^\W*(?:a |the )?(?:message|notice|statement) (?:from|by) |\bsaid in a (?:message|notice|statement)\b"
    r"|\bin a (?:message|notice|statement)\b"
)
_ABOUT_THIS = re.compile(r"^\W*(?:про це|this was|that was|as)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a sentence; offsets are within the sentence."""

    name: str
    start: int
    end: int
    person: bool


@dataclass(slots=True)
class Said:
    """Who a sentence says speaks."""

    speaker: str | None = None  #: a person, or the body itself where no person is named
    organisation: str | None = None
    channel: str | None = None
    span: tuple[int, int] | None = None
    others: tuple[tuple[str, tuple[int, int]], ...] = ()  #: further speakers of the same sentence, with their words


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


def _mentions(view: View, voices: Voices) -> list[Mention]:
    text, low = view.sentence.text, view.sentence.low
    found: list[Mention] = []
    for match in _KNOWN_ANY.finditer(low):
        if text[match.start()].isupper():
            found.append(Mention(_KNOWN_NAMES[match.lastgroup or "k0"], *match.span(), person=True))
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
    found += _bodies(view, found)
    return sorted(found, key=lambda mention: mention.start)


def _bodies(view: View, people: list[Mention]) -> Iterator[Mention]:
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


def _channel(low: str) -> str | None:
    return next((name for name, pattern in _CHANNELS if pattern.search(low)), None)


def speech_facts(view: View, voices: Voices) -> tuple[Said, list[Draft]]:
    """Who speaks in a sentence, and the acts of speech that it tells of (statements, posts, calls)."""
    low, base = view.sentence.low, view.sentence.start
    mentions = _mentions(view, voices)
    drafts: list[Draft] = []
    people = [mention for mention in mentions if mention.person]
    call = _CALL.search(low)
    if call and len({mention.name for mention in people}) >= 2 and not _said(view):
        first, second = list(dict.fromkeys(mention.name for mention in people))[:2]
        drafts.append(view.draft("speech_act", (base + call.start(), base + call.end()), "speech.call", speaker=first,
                                 organisation=second, channel="call"))  # fmt: skip
        voices.last, voices.paragraph = first, view.sentence.paragraph
    elif call and len(people) >= 2:
        names = list(dict.fromkeys(mention.name for mention in people))
        if len(names) >= 2 and re.search(r"\bпровели\b|\bspoke\b|\bheld\b", low):
            drafts.append(view.draft("speech_act", (base + call.start(), base + call.end()), "speech.call",
            speaker=names[0],
                                     organisation=names[1], channel="call"))  # fmt: skip
    drafts += _published(view, mentions)
    said = _speaker(view, mentions, voices)
    if said.speaker and said.span:
        for name, span in ((said.speaker, said.span), *said.others):
            drafts.append(view.draft("speech_act", span, "speech.said", speaker=name, organisation=said.organisation,
                                     channel=said.channel or "statement"))  # fmt: skip
    return said, drafts


def _said(view: View) -> list[tuple[int, int]]:
    base = view.sentence.start
    return [(word.start - base, word.end - base) for word in view.words if word.tag in _SAID]


def _published(view: View, mentions: list[Mention]) -> list[Draft]:
    """ "Details are on the site of the ministry and in the minister's Twitter": two channels, two speakers."""
    low, base = view.sentence.low, view.sentence.start
    if not re.search(r"\bоприлюднен\w+|\bопублікован\w+|\bpublished\b|\bmade public\b|\bappeared\b", low):
        return []
    drafts = []
    for name, pattern in _CHANNELS:
        match = pattern.search(low)
        near = [each for each in mentions if match and abs(each.start - match.end()) < 40] if match else []
        if match and near:
            who = min(near, key=lambda each: (abs(each.start - match.end()), each.start))
            drafts.append(view.draft("speech_act", (base + match.start(), base + match.end()), "speech.channel",
                                     speaker=who.name, channel=name))  # fmt: skip
    return drafts


def _speaker(view: View, mentions: list[Mention], voices: Voices) -> Said:
    low, base = view.sentence.low, view.sentence.start
    verbs = _said(view)
    found: list[Mention] = []
    for start, end in verbs:
        if mentions:
            best = min(mentions, key=lambda each: _gap(low, each, start, end))
            if _gap(low, best, start, end) < 90 and best not in found:
                found.append(best)
    channel = _channel(low)
    if verbs and not found and _HE.search(low) and voices.last and view.sentence.paragraph - voices.paragraph <= 2:
        match = _HE.search(low) or re.search("", low)
        span = (base + match.start(), base + match.end()) if match else (base, base)
        return Said(voices.last, None, channel, span)
    if mentions:
        people = [each for each in mentions if each.person]
        if people:
            voices.last, voices.paragraph = (
                (found or people)[0].name if (found or people)[0].person else people[0].name,
                view.sentence.paragraph,
            )
    if not found:
        return Said()
    if channel is None and found[0].person is False and (_IN_BODY.search(low) or _IN_BODY_EN.search(low)):
        channel = "message"
    first = found[0]
    body = next((each.name for each in mentions if not each.person), None) if first.person else first.name
    others = tuple((each.name, (base + each.start, base + each.end)) for each in found[1:] if each.name != first.name)
    return Said(first.name, body, channel, (base + first.start, base + first.end), others)


def _gap(low: str, mention: Mention, start: int, end: int) -> float:
    """How far a name stands from a verb of saying; a name before the verb with nothing between is the nearest."""
    between = low[mention.end : start] if mention.end <= start else low[end : mention.start]
    clause = 60 if re.search(r"\b(?:що|that)\b", between) else 0
    return len(between) + clause
