"""What was struck or is named as the aim: energy, homes, hospitals; the codes are those of the annotated reports."""

import re
from collections.abc import Iterator, Sequence

from oberih.record.reading.base import Draft
from oberih.record.reading.triggers import Trigger
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Wording

_OBJECTS: tuple[tuple[str, Wording], ...] = (
    ("energy_facility", Wording(
        r"\bенергооб'?єкт\w*|\bенергетичн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт|систем|споруд|потужност)\w*|\b(?:по"
        r"|на) енергети(?:ці|ку)\b|\bоб'?єкт\w+ енергетик\w+"
        r"|\bенергосистем\w+|\bенергоінфраструктур\w+|\bпідстанці\w+|\b(?:тес|тец|гес)\b|\b\w*електростанці\w+"
        r"|\bоб'?єкт\w* (?:генерації|укренерго)"
        r"|\bенерговузл\w+|\bелектромереж\w+|\bлін\w+ електропередач\w*|\bенергетичн\w+ галуз\w+|\bенергооб\w+"
        r"|\bтеплоелектроцентрал\w+|\bгазов\w+ (?:інфраструктур|об'?єкт|сховищ)\w*"
        r"|\bгазосховищ\w+|\bгідровузл\w+|\bтрансформаторн\w+ підстанц\w+|\bпо (?:\w+ )?енергетиц\w"
        r"|\bенергетик[аиуі]\b(?= зазнал)|\bгенерац\w+"
        r"|\bhydro(?:electric|power)\w*|\bdams?\b|\bthermal (?:power |and hydro )?(?:plants?|stations?|generation)"
        r"|\bhydro plants\b|\bboiler houses?|\bgas (?:facilit|infrastructure|storage)\w*|\bgas and power"
        r"|\bpower (?:system|sector|lines?|substations?|generation|units?)|\belectricity (?:grid|network|facilities"
        r"|system)|\benergy (?:\w+ )?(?:facilit\w+|infrastructure|system|sites?|targets?)|\bpower (?:facilit\w+|plants?"
        r"|stations?|grid|infrastructure|installations?)"
        r"|\b(?:generation|generating|transmission|distribution)(?: and \w+)? (?:facilit|capacit|asset|network"
        r"|equipment)\w*"
        r"|\b(?:energy|power) (?:compan(?:y|ies)|firms?|enterprises?|workers' base)\b|\b(?:енергетичн\w+"
        r"|енергорозподільч\w+) (?:компані|підприємств)\w+"
        r"|\bsubstations?\b|\belectricity infrastructure"
    )),
    ("civil_infrastructure", Wording(r"\bцивільн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт)\w*"
                                        r"|\bcivil(?:ian)? (?:infrastructure|objects?|facilities|sites?|targets?)")),
    ("critical_infrastructure", Wording(r"\bкритичн\w+ інфраструктур\w*|\bcritical (?:energy |civilian"
                                           r" )?infrastructure")),
    ("residential", Wording(
        r"\b(?:багато\w+\s+|приватн\w+\s+|житлов\w+\s+)?будин(?:ок|к(?:и|ів|у|ах|ам))\b|\bжитлов\w+ (?:забудов"
        r"|квартал|масив|сектор|будів)\w*|\bбагатоповерхів\w+"
        r"|\bбудів(?:ель|лі|лю)\b(?! (?:кабінету|школи|вокзалу))|\bквартир\w*|поверхівк\w+|поверхів(?:ка|ок|ці)\b"
        r"|\bдомоволод\w+|\bпід'?їзд\w*|\bприватн\w+ (?:сектор|двор|забудов)\w*"
        r"|\bгуртожит\w+|\bжитл[оаі]м?\b|\bосел(?:ям|ях)\b|\b(?:nine|five|two|three|four|six|seven|eight|ten|multi"
        r"|\d+|sixteen|twelve|fourteen)-store?ys?\b|(?<!boiler )\bhouses?\b|\bdormitor\w+|\bflats?\b|\bdwellings?\b"
        r"|\bapartment\b|\bresidential\b|\bhomes? alight|\btower blocks?|\bосел(?:і|я|ь)\b|\b(?:apartment"
        r"|residential|private"
        r"|tower)\s+(?:buildings?|blocks?|houses?|areas?|homes?)"
        r"|(?<!boiler )\bhouses\b|\bhomes\b|\bbuildings\b|\bapartments\b|\bhigh-rises?\b"
    )),
    ("hospital", Wording(r"\bмедичн\w+ (?:заклад|установ|центр)\w*|\bамбулатор\w+|\bmaternity\b|\bmedical"
                            r" (?:centre|center|facilit)\w*|\bлікарн\w+|\bгоспітал(?:ь|ю|і|я|ях|ів|ем)\b"
                            r"|\bполіклінік\w+|\bпологов\w+"
                            r"|\bhospitals?\b|\bclinics?\b")),
    ("school", Wording(r"\bгімназі\w+|\bколедж\w*|\bдитсад\w*|\bдитсадок|\bсадочк\w+|\bдитсадк\w+|\bнавчальн\w+"
                          r" заклад\w*|\blyceum\b|\bcolleges?\b|\bnurser\w+|\bшкол\w+|\bліце\w+|\bдитяч\w+ сад\w*"
                          r"|\bдитсад\w*|\bуніверситет\w*|\bschools?\b"
                          r"|\bkindergartens?\b|\buniversit\w+")),
    ("port", Wording(r"\bпорт(?:|у|ова|ової|ову|ів|и|ом|ам|ах|ових|ові|овій)\b|\bports?\b|\bharbou?rs?\b|\bgrain"
                        r" terminals?\b|\bпричал\w*")),
    ("railway", Wording(r"\bзалізниц\w+|\bзалізничн\w+|\bвокзал\w*|\bпотяг\w*|\bпоїзд\w*|\bдепо\b|\bелектричк\w+"
                           r"|\bлокомотив\w*|\bвагон\w*|\brailways?\b|\brail\b"
                           r"|\btrains?\b(?! run| service|s run)|\blocomotives?\b|\bcarriages?\b|\bdepots?\b")),
    ("industry", Wording(r"\bпромислов\w+ (?:об'?єкт|зон|майданчик|підприємств|район|будівл)\w*|\bцех\w*"
                            r"|\bвиробнич\w+|\bсклад(?:и|у|ів|ах|ські|ських)?\b|\bтермінал\w*|\benterprises?\b"
                            r"|\bsteel (?:plant|works|mill)"
                            r"|\bmills?\b|\b(?:machine|chemical|defen[cs]e)[\w-]* (?:plants?|works)"
                            r"|\bpidpryiemstvo\b|\bпідприємств\w*|\bзавод\w*|\bскладськ\w+|\bfactor(?:y|ies)\b"
                            r"|\bwarehouses?\b"
                            r"|\bindustrial\b")),
)  # fmt: skip
_TAKEN = Wording(
    r"\b(?:to|in|into|from) (?:the )?hospitals?\b|\bгоспіталізов\w+|\b(?:до|з|із) (?:\w+ )?лікар(?:ень|ні)\b"
    r"|\bдоставлен\w+|\b(?:у|в) (?:\w+ )?лікарнях?\b(?! вибит)|\bgenerators\b"
)
_BYSTANDERS = frozenset({"school", "hospital", "railway", "industry", "port"})
_ONTO = re.compile(r"\b(?:по|на|у|в|on|at|against|targeting|into|targeted|struck|hit|of)\s+(?:\S+\s+){0,3}$")
_EQUIPMENT = Wording(r"\bобладнання\b|\bequipment\b")
#: an aim is named rather than struck: "condemned the attacks on civilian infrastructure"
_AIMED = frozenset({"attack", "hit", "damage", "launch", "debris", "people", "fell"})


def struck_objects(low: str) -> bool:
    """Whether a sentence names installations that an attack may be aimed at."""
    return any(pattern.search(low) for name, pattern in _OBJECTS if name not in ("residential", "school", "hospital"))


def object_facts(view: View, found: Sequence[Trigger], power_spoken_of: bool) -> Iterator[Draft]:
    """What a sentence says was struck or aimed at, each thing once; equipment counts where power was spoken of."""
    low, base = view.sentence.low, view.sentence.start
    if not any(each.what in _AIMED for each in found):
        return
    damaged = any(each.what in ("hit", "damage", "people") for each in found)
    for name, pattern in _OBJECTS:
        match = pattern.search(low)
        if match is None or (name == "residential" and not (damaged or any(each.what == "debris" for each in found))):
            continue
        if name == "hospital" and _TAKEN.search(low):
            continue  # where the hurt are treated is not what was hit
        if name in _BYSTANDERS and not damaged and not _ONTO.search(low[max(0, match.start() - 40) : match.start()]):
            continue  # "trains are late after the attack" tells of no hit on the railway
        yield view.draft("object", (base + match.start(), base + match.end()), "object", object=name)
        power_spoken_of = power_spoken_of or name == "energy_facility"
    match = _EQUIPMENT.search(low)
    if match and damaged and power_spoken_of:
        yield view.draft(
            "object", (base + match.start(), base + match.end()), "object.equipment", object="energy_facility"
        )
