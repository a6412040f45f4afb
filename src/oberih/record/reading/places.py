"""Regions named in a sentence, in both languages: adjectives in every case, -щина names, cities, and lists of them.

A closed list,
because a dictionary of names misleads here: it reads "Києві" as a man's name and "Суми" as sums of money.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.record.reading.tokens import Token, lower
from oberih.record.reading.towns import towns
from oberih.record.reading.wordings import Wording

#: adjective stem of an oblast → ISO; the stem takes "а, ої, ій, у, ою, і, их, им, ими"
_ADJECTIVES = {
    "вінницьк": "UA-05", "волинськ": "UA-07", "дніпропетровськ": "UA-12", "дніпровськ": "UA-12", "донецьк": "UA-14",
    "житомирськ": "UA-18", "закарпатськ": "UA-21", "запорізьк": "UA-23", "івано-франківськ": "UA-26",
    "київськ": "UA-32",
    "кіровоградськ": "UA-35", "луганськ": "UA-09", "львівськ": "UA-46", "миколаївськ": "UA-48", "одеськ": "UA-51",
    "полтавськ": "UA-53", "рівненськ": "UA-56", "сумськ": "UA-59", "тернопільськ": "UA-61", "харківськ": "UA-63",
    "херсонськ": "UA-65", "хмельницьк": "UA-68", "черкаськ": "UA-71", "чернівецьк": "UA-77", "чернігівськ": "UA-74",
}  # fmt: skip
#: names that stand for a region by themselves, whole or by stem; cities stand for the oblast that they lie in
_NAMES = {
    "UA-05": r"вінниччин\w+|вінниц(?:я|і|ю|ею)|жмеринк\w+|ладижин\w*",
    "UA-07": r"волин(?:ь|і|ню)|луцьк\w?\w?|ковел\w+",
    "UA-12": r"дніпропетровщин\w+|січеславщин\w+|дніпр(?:о|а|у|і|ом)|крив(?:ий|ого|ому|им)\s+р(?:іг|огу|озі|огом)"
             r"|криворіжж\w+|нікопол\w+|павлоград\w*|кам'янськ(?:е|ого|ому|им)|марганц\w+|синельников\w+",
    "UA-14": r"донеччин\w+|донецьк(?:у|ом|а)?|краматорськ\w{0,2}|слов'янськ\w{0,2}|маріупол\w+|покровськ\w{0,2}"
             r"|костянтинівк\w+",
    "UA-18": r"житомирщин\w+|житомир(?:а|і|у|ом)?|бердичев\w*|коростен\w+|звягел\w+",
    "UA-21": r"закарпатт\w+|ужгород\w{0,2}|мукачев\w+",
    "UA-23": r"запоріжж\w+|мелітопол\w+|бердянськ\w{0,2}|енергодар\w{0,2}",
    "UA-26": r"івано-франківщин\w+|прикарпатт\w+|івано-франківськ(?:у|а|ом)?|бурштин\w{0,2}|калуш\w{0,2}",
    "UA-32": r"київщин\w+|бровар\w+|біл(?:а|ої|ій|у)\s+церкв\w+|бориспол\w+|вишгород\w{0,2}|фастів|фастов\w|ірпен\w+"
             r"|буч[іау]|українк[аиі]",
    "UA-35": r"кіровоградщин\w+|кропивницьк(?:ий|ого|ому|им)|олександрі(?:я|ї|ю)|світловодськ\w{0,2}",
    "UA-09": r"луганщин\w+|луганськ(?:у|а|ом)?|сєвєродонецьк\w{0,2}|лисичанськ\w{0,2}",
    "UA-46": r"львівщин\w+|льв(?:ів|ова|ові|ову|овом)|стри[йює]\w?|дрогобич\w{0,2}|червоноград\w{0,2}|золочів"
             r"|золочев\w",
    "UA-48": r"миколаївщин\w+|микола(?:їв|єва|єві|єву|євом)|очаков\w+|очаків|вознесенськ\w{0,2}|первомайськ\w{0,2}",
    "UA-51": r"одещин\w+|одес(?:а|и|і|у|ою)|ізмаїл\w{0,2}|чорноморськ(?:у|а|ом)?|южн(?:е|ого|ому)",
    "UA-53": r"полтавщин\w+|полтав(?:а|и|і|у|ою)|кременчу[кцг]\w{0,2}|лубн\w{1,3}|миргород\w{0,2}",
    "UA-56": r"рівненщин\w+|рівн(?:е|ого|ому|им)|вараш\w{0,2}",
    "UA-59": r"сумщин\w+|сум(?:и|ах|ам|ами)|шостк[аиіу]|шостц[іи]|конотоп\w{0,2}|охтирк\w+|ромн(?:и|ах)",
    "UA-61": r"тернопільщин\w+|тернопілл\w+|терноп(?:іль|оля|олі|олю|олем)|кременц\w+",
    "UA-63": r"харківщин\w+|харк(?:ів|ова|ові|ову|овом)|ізюм\w{0,2}|чугу(?:їв|єва|єві)|лозов(?:а|ої|ій)"
             r"|куп'янськ\w{0,2}|балакл\w+",
    "UA-65": r"херсонщин\w+|херсон(?:а|і|у|ом)?|берислав\w{0,2}|нов(?:а|ої|ій)\s+каховк\w",
    "UA-68": r"хмельниччин\w+|хмельницьк(?:ий|ого|ому|им)|старокостянтин\w+|шепетівк\w+|шепетівц\w|нетішин\w{0,2}",
    "UA-71": r"черкащин\w+|черкас(?:и|ах|ам|ами)|умань|умані|канів|канев\w|сміл(?:а|и|і|у)",
    "UA-77": r"буковин\w+|чернівеччин\w+|чернівц\w+",
    "UA-74": r"чернігівщин\w+|черніг(?:ів|ова|ові|ову|овом)|ніжин\w{0,2}|прилук\w+|новгород-сіверськ\w+",
    "UA-30": r"києв(?:а|і|у|ом)|київ|столиц(?:я|і|ю|ею)",
    "UA-43": r"крим(?:у|ом|і)?|сімферопол\w+|керч\w*|євпаторі\w+|джанко\w+",
    "UA-40": r"севастопол\w+",
}  # fmt: skip
_ENGLISH = {
    "UA-05": r"vinnyts[iy]a", "UA-07": r"volyn|lutsk", "UA-12": r"dnipropetrovsk|dnipro|kryvyi rih|nikopol|pavlohrad"
                                                                r"|kamianske",
    "UA-14": r"donetsk|kramatorsk|sloviansk|mariupol|pokrovsk", "UA-18": r"zhytomyr", "UA-21": r"zakarpattia"
                                                                                               r"|transcarpathia"
                                                                                               r"|uzhhorod",
    "UA-23": r"zaporizhzh?[iy]?a|melitopol|berdiansk|enerhodar", "UA-26": r"ivano-frankivsk|burshtyn",
    "UA-32": r"brovary|bila tserkva|boryspil|vyshhorod|bucha", "UA-35": r"kirovohrad|kropyvnytskyi|oleksandriia",
    "UA-09": r"luhansk|sievierodonetsk|lysychansk", "UA-46": r"lviv|stryi|drohobych", "UA-48": r"mykola[iy]v|ochakiv"
                                                                                               r"|voznesensk",
    "UA-51": r"odess?a|iz[mn]ail", "UA-53": r"poltava|kremenchuk|myrhorod", "UA-56": r"rivne",
    "UA-59": r"sumy|shostka|konotop",
    "UA-61": r"ternopil", "UA-63": r"kharkiv|kharkov|izium|kupiansk|chuhuiv", "UA-65": r"kherson|beryslav",
    "UA-68": r"khmelnytsk(?:yi|y|yy)|starokostiantyniv|shepetivka", "UA-71": r"cherkasy|uman", "UA-77": r"chernivtsi"
                                                                                                        r"|bukovyna",
    "UA-74": r"chernihiv|nizhyn|pryluky", "UA-30": r"kyiv|kiev|kyyiv", "UA-43": r"crimea|simferopol|kerch|dzhankoi",
    "UA-40": r"sevastopol",
}  # fmt: skip

_ADJECTIVE = rf"(?:{'|'.join(_ADJECTIVES)})"
#: a list of adjectives of one gender that ends with its noun: "у Київській, Вінницькій та Одеській областях"
_OBLASTS = Wording(
    rf"\b{_ADJECTIVE}(?:ими|ої|ою|ій|их|им|а|у|і)(?:\s+областю|)(?:(?:\s*,\s*|\s+(?:та|і|й|а також|і в|та в|і у"
    rf"|та у)\s+"
    rf"|\s*,\s*(?:а також|та|і)\s+)(?:(?:у|в|на|над|з|із)\s+)?{_ADJECTIVE}(?:ими|ої|ою|ій|их|им|а|у|і))*"
    r"(?=\s+(?:та\s+\w+\s+)?(?:област|обл\b|обл\.|ова\b|ода\b|обласн|регіон|військов))",
)
_CITY_STATE = Wording(r"\bкиївськ\w+\s+міськ\w+|\bкмва\b|\bкмда\b")
_NAME = re.compile("|".join(rf"(?P<i{iso[3:]}>\b(?:{stems})(?!['\w-]))" for iso, stems in _NAMES.items()))
_STEM = re.compile(_ADJECTIVE)
#: the same as adjectives, in Ukraine's own spelling: "Sumska oblast"
_ENGLISH_ADJECTIVES = {
    "UA-05": "vinnytska", "UA-07": "volynska", "UA-12": "dnipropetrovska", "UA-14": "donetska", "UA-18": "zhytomyrska",
    "UA-21": "zakarpatska", "UA-23": "zapori[sz]k?[hz]?ka", "UA-26": "ivano-frankivska", "UA-32": "kyivska",
    "UA-35": "kirovohradska", "UA-09": "luhanska", "UA-46": "lvivska", "UA-48": "mykolaivska", "UA-51": "odeska",
    "UA-53": "poltavska", "UA-56": "rivnenska", "UA-59": "sumska", "UA-61": "ternopilska", "UA-63": "kharkivska",
    "UA-65": "khersonska", "UA-68": "khmelnytska", "UA-71": "cherkaska", "UA-77": "chernivetska",
    "UA-74": "chernihivska",
}  # fmt: skip
_ENGLISH = {
    iso: f"{stems}|{_ENGLISH_ADJECTIVES[iso]}" if iso in _ENGLISH_ADJECTIVES else stems
    for iso, stems in _ENGLISH.items()
}
_ENGLISH_NAME = "|".join(_ENGLISH.values())
_ENGLISH_OBLASTS = Wording(
    rf"\b(?:{_ENGLISH_NAME})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+as well as\s+)(?:the\s+)?(?:{_ENGLISH_NAME}))*"
    r"(?=\s+(?:oblasts?|regions?|provinces?|regional|region's)\b)"
)
_ENGLISH_EACH = re.compile("|".join(rf"(?P<i{iso[3:]}>\b(?:{stems})(?![\w-]))" for iso, stems in _ENGLISH.items()))
#: the capital's name stands for the government, not for the place
_GOVERNMENT = re.compile(
    r"\s*(?:'s\s+(?:air force|air defen[cs]e|officials|parliament|embassy|allies|western|government|partners"
    r"|military|forces)|(?:said|says|has said|wants|needs|asked"
    r"|urged|insists|hopes)\b"
    r"|independent\b|post\b|school\b|режим\w*|заявля|заявив|просить|хоче|прагне)"
)
_CAPITAL = Wording(r"\bthe (?:ukrainian )?capital\b(?! of)|\bthe ukrainian capital\b")


@dataclass(frozen=True, slots=True)
class Place:
    """One region named in a sentence; offsets are within the sentence."""

    iso: str
    start: int
    end: int
    body: bool = False  #: named only as part of an office ("голова Київської ОВА")


def _lists(low: str) -> Iterator[Place]:
    for match in _OBLASTS.finditer(low):
        body = bool(re.match(r"\s+(?:ова|ода|обласн\w+\s+(?:військ|держ|адмін)|військ)", low[match.end() :]))
        for stem in _STEM.finditer(low, match.start(), match.end()):
            yield Place(_ADJECTIVES[stem.group()], stem.start(), _word_end(low, stem.end()), body)
    for match in _ENGLISH_OBLASTS.finditer(low):
        body = bool(re.match(r"\s+(?:regional (?:military|state|admin|gov)|region's (?:gov|head))", low[match.end() :]))
        named = list(_ENGLISH_EACH.finditer(low, match.start(), match.end()))
        capital = [each for each in named if each.lastgroup == "i30"]
        for each in named:
            iso = f"UA-{(each.lastgroup or '')[1:]}"
            # "Kyiv and the Kyiv region": the first is the city, the last the region round it
            region = iso == "UA-30" and each is capital[-1]
            yield Place("UA-32" if region else iso, each.start(), each.end(), body)


#: nuclear plants stand for the region that they lie in
_CAPITALS = re.compile(r"(?<![\w'’-])(?:[A-ZА-ЯІЇЄҐ]|столиц|Столиц)")
_AND_REGION = Wording(
    r"\b(?:києві|києва|київ|києву|києвом|столиц\w|kyiv|kiev|the capital)\s+(?:та|і|й|and)\s+(?:у\s+|в\s+"
    r"|по\s+)?(?:the\s+|its\s+)?(?:surrounding\s+)?"
    r"(?P<region>області|область|областю|регіоні|region|oblast)\b(?!\s+of)"
)
_PLANTS = (
    ("UA-56", Wording(r"\bрівненськ\w+(?=[^.;]{0,60}\b(?:аес|атомн))|\brivne (?:npp|nuclear|plant|and|sites?)")),
    ("UA-68", Wording(r"\bхмельницьк\w+(?=[^.;]{0,60}\b(?:аес|атомн))|\bkhmelnytsk\w+ (?:npp|nuclear|plant|and"
                         r" rivne)")),
    ("UA-48", Wording(r"\bпівденноукраїнськ\w+|\bsouth ukraine\b")),
)  # fmt: skip


def _word_end(low: str, at: int) -> int:
    while at < len(low) and (low[at].isalnum() or low[at] == "'"):
        at += 1
    return at


def _singles(text: str, low: str) -> Iterator[Place]:
    for match in _CITY_STATE.finditer(low):
        yield Place("UA-30", match.start(), match.end(), True)
    for iso, pattern in _PLANTS:
        for match in pattern.finditer(low):
            if text[match.start()].isupper():
                yield Place(iso, match.start(), match.end())
    for match in _AND_REGION.finditer(low):
        yield Place("UA-32", match.start("region"), match.end("region"))
    for match in _CAPITAL.finditer(low):
        yield Place("UA-30", match.start(), match.end())
    for at in _CAPITALS.finditer(text):
        name = (_ENGLISH_EACH if at.group() < "\u0250" else _NAME).match(low, at.start())
        if name and not (_GOVERNMENT.match(low, name.end()) or _follows(low, name.end())):
            yield Place(f"UA-{(name.lastgroup or '')[1:]}", name.start(), name.end())


def _follows(low: str, at: int) -> bool:
    """Whether what follows makes the name another thing: a district, a river, a power station, a person."""
    return bool(
        re.match(r"\s+(?:аес|гес|тес|тец|river|npp|nuclear|thermal|hydro|polytechnic|dynamo)\b", low[at : at + 20])
    )


def places(text: str, words: Sequence[Token] = (), around: Sequence[str] = ()) -> list[Place]:
    """Regions of a sentence in order, each mention once; towns of the gazetteer too, where its words are given.

    `around` are the regions that the report has named so far, the latest first: they tell apart what several share.

    >>> [place.iso for place in places("У Київській та Одеській областях, у Києві й на Сумщині")]
    ['UA-32', 'UA-51', 'UA-30', 'UA-59']
    >>> [place.iso for place in places("in the Kyiv, Vinnytsia and Odesa regions and in Kyiv")]
    ['UA-32', 'UA-05', 'UA-51', 'UA-30']
    """
    low = lower(text)
    found: list[Place] = []
    for place in (*_lists(low), *_singles(text, low)):
        if all(place.end <= other.start or place.start >= other.end for other in found):
            found.append(place)
    if words:
        base = words[0].start - (len(text) - len(text.lstrip()))
        near = [*(place.iso for place in found), *around]
        for town in towns(words, near):
            start, end = words[town.first].start - base, words[town.last - 1].end - base
            if all(end <= other.start or start >= other.end for other in found) and not _follows(low, end):
                found.append(Place(town.iso, start, end))
    return sorted((place for place in found if not _no_place(text, low, place)), key=lambda place: place.start)


#: a name that only tells where somebody is, goes or comes from
_ELSEWHERE = re.compile(
    r"(?:\b(?:embassy|посольств\w+|services?|trains?|trip|visit|flight|поїзд\w*|потяг\w*|візит\w*|рейс\w*) (?:in|to"
    r"|for|from|у|в|до|із|з)"
    r"|\bvia|\bсполучення (?:з|із|між)|\bcapital of|\bstatement in|\bjournalists in|\breporters in|\btalks in"
    r"|\bзустріч\w* (?:у|в)"
    r"|\b(?:staff|ministry|officials|authorities|command|government|allies|embassies) in"
    r"|\barrived in|\bприбу\w+ (?:до|у|в))\s+$"
)
_DATELINE = re.compile(r"\W*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ' -]{2,25}(?:,|\.| [–—-]| \()|[A-Z][a-z]+ [–—] ")


_ITS = re.compile(r"['’]s (?:count|tally|figures?|claims?|forces|allies|partners|account|request|reckoning)\b")


def _no_place(text: str, low: str, place: Place) -> bool:
    """Whether a name is a dateline, the end of a railway line, or where somebody went: nothing of the raid."""
    if _ELSEWHERE.search(low[max(0, place.start - 25) : place.start]) and not place.body:
        return True
    if place.iso == "UA-43" and re.search(r"\b(?:пуск\w*|launch\w*)\b", low):
        return True
    if place.start < 3 and place.iso == "UA-30" and text[place.start : place.end].isupper() and _DATELINE.match(text):
        return True
    if re.search(
        r"\b(?:north|south|east|west|km|kilometres|miles|південь|північ|схід|захід)[\w-]* (?:of|від) (?:the"
        r" )?$",
        low[: place.start][-26:],
    ):
        return True
    if re.search(
        r"\b(?:впал\w+|упал\w+|fell|crashed)\b[^.;]{0,20}\b(?:мор[еія]|sea|акватор\w+)\b[^.;]{0,30}$",
        low[: place.start],
    ):
        return True
    if _ITS.match(low, place.end):
        return True  # the government, not the city
    return place.start > 1 and text[place.start - 1] in "–—" and text[place.start - 2].isalpha()
