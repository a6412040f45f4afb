"""Institutions that speak in reports: a closed list of those often quoted, and any other told by its head noun."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oberih.record.reading.declension import listed
from oberih.record.reading.wordings import Wording

#: pattern → the name in the nominative; patterns stand in small letters
_UKRAINIAN: dict[str, str] = {
    r"(?:командуванн\w+ )?повітрян\w+ сил(?! рф)\w*|повідомленні командування": "Повітряні сили",
    r"(?:нек )?[«\"“]?укренерго": "Укренерго", r"ukrenergo": "Ukrenergo",
    r"київськ\w+ міськ\w+ військов\w+ адміністраці\w+|кмва": "КМВА", r"кмда": "КМДА",
    r"міноборони (?:сша|сполучених)\w*|міністерств\w+ оборони (?:сша|сполучених штатів(?: америки)?)|міністерств\w+ сша"
    r"|пентагон(?:у|і|ом)?": "Міноборони США",
    r"міноборони (?:рф|росії)|міністерств\w+ оборони (?:рф|росії)|російськ\w+ міноборони": "Міноборони РФ",
    r"міноборони|міністерств\w+ оборони(?= україни| повідом|,|\.| у| в| заяв)": "Міноборони",
    r"міненерго\w*": "Міненерго", r"міністерств\w+ енергетики україни": "Міністерство енергетики України",
    r"міністерств\w+ енергетик\w+": "Міністерство енергетики",
    r"пресслужб\w+ (?:нек )?[«\"“]?укренерго": "Укренерго",
    r"дтек одеськ\w+ електромереж\w+": "ДТЕК Одеські електромережі",
    r"дтек київськ\w+ (?:регіональні )?електромереж\w+": "ДТЕК Київські електромережі",
    r"дтек дніпровськ\w+ електромереж\w+": "ДТЕК Дніпровські електромережі", r"юнісеф": "ЮНІСЕФ",
    r"генштаб\w*|генеральн\w+ штаб\w*": "Генштаб",
    r"дснс|державн\w+ служб\w+ (?:україни )?з надзвичайн\w+ ситуац\w+|рятувальн\w+ служб\w+": "ДСНС",
    r"нек [«\"“]?енергоатом\w*|нак? [«\"“]?енергоатом\w*|енергоатом\w*": "Енергоатом", r"дтек": "ДТЕК", r"мвс": "МВС",
    r"сбу": "СБУ", r"гур(?: мо)?": "ГУР", r"нацполіці\w+|національн\w+ поліці\w+": "Нацполіція",
    r"сил\w* оборони півдня": "Сили оборони півдня",
    r"поліці[яїєю]{1,2} (?P<land>[а-щьюяєіїґ']+щини)": "Поліція {land}",
    r"(?:командуванн\w+ )?сил\w* (?:протиповітряної )?оборони(?= (?:україни|повідом|зазнач|заяв|інформ|додал|уточн))":
    "Сили оборони", r"магате": "МАГАТЕ", r"оон": "ООН",
    r"офіс\w* президента": "Офіс президента",
    r"офіс\w* генпрокурора|офіс\w* генерального прокурора": "Офіс генпрокурора",
    r"укрзалізниц\w+": "Укрзалізниця", r"нафтогаз\w*": "Нафтогаз", r"укргідроенерго": "Укргідроенерго",
    r"центренерго": "Центренерго", r"кремл(?:ь|і|я)": "Кремль",
    r"оперативн\w+ командуванн\w+ [«\"“]?(?P<side>південь|схід|північ|захід)[»\"”]?": "Оперативне командування"
    " «{side}»",
    r"повітрян\w+ командуванн\w+ [«\"“]?(?P<pside>південь|схід|центр|захід)[»\"”]?": "Повітряне командування «{pside}»",
}  # fmt: skip
_ENGLISH: dict[str, str] = {
    r"air forces?(?: command)?(?! (?:commander|chief|spokes|base))(?: of the armed forces(?: of ukraine)?)?":
    "Air Force",
    r"ukrhydroenergo": "Ukrhydroenergo", r"kyiv city military administration": "Kyiv City Military Administration",
    r"pentagon": "", r"kremlin": "", r"white house": "", r"presidential administration": "",
    r"(?:[\w']+ )?(?:department of defen[sc]e|defen[cs]e (?:department|ministry))": "",
    r"(?:uk|us|u\.s\.|german|british|polish|french|dutch|danish|russian|norwegian|swedish) (?:ministry|department)"
    r" of defen[cs]e": "",
    r"ministry of (?:defen[cs]e|energy|internal affairs|health|foreign affairs)|ministry of communities and"
    r" territories development": "",
    r"state emergency service": "State Emergency Service", r"iaea": "IAEA", r"ohchr": "OHCHR", r"hrmmu": "HRMMU",
    r"(?:defen[cs]e|military) intelligence": "", r"security service(?: of ukraine)?": "", r"interior ministry": "",
    r"unicef": "UNICEF", r"presidential office": "", r"mayor's office": "", r"governor's office": "",
    r"ukrainian (?:military|authorities|army)": "",
    r"general staff(?: of (?:the|ukraine's) armed forces(?: of ukraine)?)?": "General Staff", r"european"
    r" (?:commission|union|council)": "",
    r"(?:international committee of the )?red cross(?: society)?": "", r"ukrainian (?:side|regulator)": "",
    r"government of (?:japan|norway|canada|germany|denmark|sweden|the netherlands|poland|ukraine)": "",
    r"(?:un|united nations) (?:human )?rights (?:monitoring )?mission": "", r"state border guard service": "",
    r"nato": "NATO", r"unhcr": "UNHCR", r"ocha": "OCHA", r"un": "UN", r"world health organi[sz]ation": "",
    r"ukrainian railways": "", r"(?:state )?nuclear regulator": "", r"cabinet of ministers": "", r"verkhovna"
    r" rada": "", r"energoatom|enerhoatom": "Energoatom", r"dtek": "DTEK", r"naftogaz": "Naftogaz",
    r"ukrzaliznytsia|ukrzaliznytsya": "Ukrzaliznytsia", r"national police": "National Police",
    r"energy ministry": "Energy Ministry", r"president's office": "President's Office", r"ukrenergo": "Ukrenergo",
}  # fmt: skip
#: heads of other Ukrainian bodies: stem, nominative, ending of an adjective before it
_HEADS: tuple[tuple[str, str, str], ...] = (
    (r"обласн\w+ прокуратур\w{1,2}", "обласна прокуратура", "а"),
    (r"обласн\w+ військов\w+ адміністраці\w{1,2}", "обласна військова адміністрація", "а"), (r"електромереж\w{1,2}",
    "електромережі", "і"),
    (r"прокуратур\w{1,2}", "прокуратура", "а"), (r"адміністраці\w{1,2}", "адміністрація", "а"),
    (r"(?:міськ|обласн|сільськ|селищн)\w+ рад(?:а|и|і|у)", "рада", "а"),
    (r"поліці\w{1,2}", "поліція", "а"), (r"влад[аиіу]", "влада", "а"),
    (r"служб[аиіу]", "служба", "а"), (r"сторон[аиіу]", "сторона", "а"), (r"пресслужб[аиіу]", "пресслужба", "а"),
    (r"управлінн\w{1,2}", "управління", "е"), (r"командуванн\w{1,2}", "командування", "е"),
    (r"військов(?:і|их|им)", "військові", "і"), (r"рятувальник(?:и|ів|ам)", "рятувальники", "і"),
    (r"енергетик(?:и|ів|ам)", "енергетики", "і"), (r"правоохоронц(?:і|ів|ям)", "правоохоронці", "і"),
    (r"медик(?:и|ів|ам)", "медики", "і"), (r"правоохоронн\w+ орган\w+", "правоохоронні органи", "і"),
    (r"посольств\w{1,2}", "посольство", "е"), (r"мзс", "МЗС", "е"), (r"обленерго", "обленерго", "е"),
    (r"[а-щьюяєіїґ']+обленерго", "", ""),
    (r"ова", "ОВА", "а"), (r"прикордонник(?:и|ів|ам)", "прикордонники", "і"), (r"моніторинг\w+ канал\w+",
    "моніторингові канали", "і"),
    (r"міська влада", "міська влада", "а"), (r"розвідк[аиу]|розвідці", "розвідка", "а"), (r"міськрад[аиіу]",
    "міськрада", "а"),
    (r"зс[уш]", "ЗСУ", "і"), (r"мзс", "МЗС", "е"), (r"облрад[аиіу]", "облрада", "а"),
)  # fmt: skip
_ADJECTIVE = r"(?!голов)[а-щьюяєіїґ'-]+(?:ськ|цьк|льн|н|ов)(?:ого|ому|их|им|ої|ій|ою|ий|а|у|е|і)"
#: what a Ukrainian body stands in as a speaker: subject or place of speech
_SPOKEN = Wording(
    rf"(?:(?P<adjective>{_ADJECTIVE})\s+)?(?P<head>" + "|".join(f"(?:{stem})" for stem, _, _ in _HEADS) + r")(?![\w'-])"
)
_HEAD_OF = tuple((re.compile(stem), name, ending) for stem, name, ending in _HEADS)
#: heads of other English bodies
_ENGLISH_HEAD = Wording(
    r"\b(?:(?:[\w'-]+\s+){0,4}?)(?:ministry(?: of (?:defen[cs]e|energy|internal affairs|interior|health|foreign"
    r" affairs))?"
    r"|department of defen[cs]e|monitoring mission|administrations?|authorit(?:y|ies)|officials|police"
    r"|prosecutors?(?:'s? office)?|council|command"
    r"|forces|military(?! administration| command)|army|navy|(?<!press )service|\w*oblenergo|utility|operator"
    r"|government|embassy|agency|mission"
    r"|command|staff"
    r"|rescuers"
    r"|firefighters|monitors?|company|defenders)\b"
)
_LOOSE = listed(
    "the a an to of by as and but said says ukraine's ukrainian country's ukraine according with from in on at that"
    " after regional's "
    "for while its their his her our into against over under through between is was are were be been has have had"
    " did do it they we "
    "who which when where this these those all some more most several per near with one two"
)


@dataclass(frozen=True, slots=True)
class Body:
    """An institution named in a sentence; offsets are within the sentence. `generic` bodies count only beside a"
    " verb."""

    name: str
    start: int
    end: int
    generic: bool = False
    vague: bool = (
        False  #: nobody in particular ("authorities"), or the attacker: not listed among the report's speakers
    )


#: bodies that a careful reader does not list as a report's sources
_VAGUE = re.compile(
    r"authorities|officials?$|^military$|^army$|rescuers|firefighters|defenders|^forces|monitors?|russia|moscow"
    r"|kremlin|belarus|grid operator|^utility"
    r"|^operator|^press service|^defen[cs]e council|^company|^council|^government|^staff$|^command$"
    r"|^service$|^agency$|^administration$|^mission|"
    r"рф|росі|кремл|білорус|сторона|^військові|влада|рятувальники|медики|енергетики|правоохоронці|^служба"
    r"|^управління|^командування$|^адміністрація$"
    r"|^рада$|канали|прикордонники|^пресслужба|^розвідка"
)


#: whose office it is belongs to the name: "the prosecutor's office"
_OFFICER = re.compile(r"prosecutor|mayor|president|governor|minister|ombudsman|chancellor")


def _numbered(patterns: dict[str, str], prefix: str) -> tuple[Wording, dict[str, str]]:
    names = {f"{prefix}{number}": name for number, name in enumerate(patterns.values())}
    joined = "|".join(rf"(?P<{prefix}{number}>{stem})" for number, stem in enumerate(patterns))
    return Wording(rf"(?<![\w-])(?:{joined})(?![\w])"), names


_BEYOND_LATIN = re.compile("[\u0250-\U0010ffff]+")
_UK_ANY, _UK_NAMES = _numbered(_UKRAINIAN, "u")
_EN_ANY, _EN_NAMES = _numbered(_ENGLISH, "e")


def bodies(text: str, low: str) -> Iterator[Body]:
    """Institutions of a sentence; `low` is `text` in small letters."""
    english = len(_BEYOND_LATIN.sub("", low)) > 0.7 * len(low)
    taken: list[tuple[int, int]] = []
    pattern, names = (_EN_ANY, _EN_NAMES) if english else (_UK_ANY, _UK_NAMES)
    for match in pattern.finditer(low):
        group = next((name for name in match.groupdict() if name in names and match[name]), None)
        if group is None:
            continue
        told = match.groupdict()
        fields = {key: told[key].capitalize() for key in ("side", "pside", "land") if told.get(key)}
        taken.append(match.span())
        name = names[group].format(**fields) if fields else names[group] or _as_written(text, match)
        whose = _WHOSE.match(text, match.end()) if name == "Міноборони" else None
        if whose:
            taken[-1] = (match.start(), whose.end())
            yield Body(f"{name}{whose.group()}", match.start(), whose.end())
            continue
        yield Body(name, *match.span(), vague=bool(_VAGUE.search(name.lower())))
    for start, end, name in _english(text, low) if english else _ukrainian(text, low):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            yield Body(name, start, end, generic=True, vague=bool(_VAGUE.search(name.lower())))


#: whose ministry speaks, if not Ukraine's own
_WHOSE = re.compile(
    r" (?:Нідерландів|Німеччини|Великої Британії|Британії|Польщі|Литви|Латвії|Естонії|Данії|Швеції|Норвегії|Франції"
    r"|Італії|Канади|Чехії|Румунії|Фінляндії|Іспанії|Бельгії|Туреччини|Молдови|Японії|Словаччини)\b"
)


def _as_written(text: str, match: re.Match[str]) -> str:
    """An English name as in the text, without the country's possessive before it ("Ukraine's defence ministry")."""
    words = match.group().split()
    drop = len(words[0]) + 1 if len(words) > 1 and words[0] in ("the", "ukraine's", "country's", "a", "its") else 0
    return text[match.start() + drop : match.end()]


def _ukrainian(text: str, low: str) -> Iterator[tuple[int, int, str]]:
    for match in _SPOKEN.finditer(low):
        if match.start() and (low[match.start() - 1].isalnum() or low[match.start() - 1] in "'-"):
            continue
        head = match["head"]
        name, ending = next((name, ending) for stem, name, ending in _HEAD_OF if stem.fullmatch(head))
        adjective = match["adjective"]
        if not name:  # a name of its own, as written
            name = text[match.start("head") : match.end("head")]
            yield match.start("head"), match.end("head"), name[0].upper() + name[1:]
            continue
        if adjective:
            stem = re.sub(r"(?:ого|ому|их|им|ої|ій|ою|ий|а|у|е|і)$", "", adjective)
            name = f"{stem}{ending} {name}"
            if text[match.start()].isupper() and match.start() and name[0].isalpha():
                name = name[0].upper() + name[1:]
        yield match.start(), match.end(), name


def _english(text: str, low: str) -> Iterator[tuple[int, int, str]]:
    for match in _ENGLISH_HEAD.finditer(low):
        words = [(each.start() + match.start(), each.group()) for each in re.finditer(r"[\w'-]+", match.group())]
        loose = [at for at, (_, word) in enumerate(words) if word in _LOOSE]
        words = words[loose[-1] + 1 :] if loose and loose[-1] + 1 < len(words) else words if not loose else words[-1:]
        start = words[0][0]
        name = text[start : match.end()]
        if re.search(r"\bwho [^,.;]{0,30}$", low[max(0, start - 40) : start]):
            continue  # "who heads the city's defence council" says what somebody is
        if words and words[0][1].endswith("'s") and len(words) > 1 and not _OFFICER.match(words[0][1]):
            start = words[1][0]
            if words[1][1] in ("army", "military"):  # nobody says "army" of a speaker without whose it is
                start = words[0][0]
            name = text[start : match.end()]
        if low.startswith("regional prosecutor", start):
            start += len("regional ")
            name = text[start : match.end()]
        yield start, match.end(), name
