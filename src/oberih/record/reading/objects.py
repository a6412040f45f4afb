"""What was struck or is named as the aim: energy, homes, hospitals; the codes are those of the annotated reports."""

import re
from collections.abc import Iterator, Sequence

from oberih.record.reading.base import Draft
from oberih.record.reading.triggers import Trigger
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Wording

_OBJECTS: tuple[tuple[str, Wording], ...] = (
    ("energy_facility", Wording(
        r"\bгазовидобувн\w+|\bвидобут\w+ газу|\bтеплов\w+ (?:генерац|станц|електро)\w*|\b(?:теплов"
        r"|котельн)\w+ станці\w+|\bкотельн\w+"
        r"|\bтеплокомуненерго\b|\bопор\w* (?:лінії|ліній|леп)|\bлеп\b|\b(?:енерго"
        r"|електро)(?:розподільч|мережев)\w+"
        r"|\bенергетичн\w+ (?:інфраструктур|об'єкт|сектор|вуз)\w*|\bенергосектор\w*|\bтрансформатор(?:и|ів|ну|на|ні"
        r"|а|ами)?\b"
        r"|\bелектростанц\w+|\bгідростанц\w+|\bстанці[їяйю]+ (?:дтек|центренерго|укргідроенерго)"
        r"|\bнафтогаз\w* (?:інфраструктур|об'єкт)\w*"
        r"|\bgas (?:production|extraction|transit|compressor|field|plant|pumping)\w*|\bgas-(?:production|producing"
        r"|extraction)\b"
        r"|\bproduction assets\b|\b(?:the|national|power|regional|region's|country's|ukraine's|city's"
        r"|local) (?:electricity )?grid\b(?! operator)"
        r"|\bheat(?:ing)?(?: and power| supply)? (?:plants?|stations?|facilit\w+|infrastructure)|\b(?:high-voltage"
        r"|transmission|electricity|distribution)"
        r" (?:lines?|pylons?|networks?|cables?)|\bpylons?\b|\bchp\b|\btpp\b|\bpower assets\b|\benergy (?:assets"
        r"|sector|network|grid|objects?|installations?|enterprises?|equipment)"
        r"|\b(?:auto)?transformers?\b(?! (?:will|to|for|from))|\belectric(?:al|ity)? (?:substations?|facilit\w+"
        r"|installations?|equipment|infrastructure)"
        r""
        r"|\bенергооб'?єкт\w*|\bенергетичн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт|систем|споруд|потужност)\w*|\b(?:по"
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
        r"\bхат(?:а|и|у|і|ах|ам)?\b|\bкотедж\w*|\bсадиб\w*|\b(?:приватн|житлов)\w+ (?:господарств|дом|обійст|хат"
        r"|осел|корпус|комплекс)\w*"
        r"|\bдім\b|\b(?:у|в) домі\b|\bдомів(?:ка|ки|ок|ку)\b|\bпомешкан\w+|\bобійст\w+|\bтаунхаус\w*|\bвисотк\w+"
        r"|\bвисотн\w+ будин\w+|\bбагатоквартирн\w+"
        r"|\bhomes?\b(?! (?:affairs|secretary|office|front|alight))(?! (?:was|were|is|are|remain\w*|lost|without"
        r"|in) (?:\w+ )?(?:without|power|electricity|the dark))"
        r"|\bcottages?\b|\bhousing\b|\btownhouses?\b|\bstore?ys\b|\b(?:high|low|mid)-rise\b|\btenements?\b"
        r"|\bliving quarters\b|\bdoorways?\b"
        r"|\bapartment(?:s|-block)\b|\bblocks? of flats\b"
        r"|\b(?:багато\w+\s+|приватн\w+\s+|житлов\w+\s+)?будин(?:ок|к(?:и|ів|у|ах|ам))\b|\bжитлов\w+ (?:забудов"
        r"|квартал|масив|сектор|будів)\w*|\bбагатоповерхів\w+"
        r"|\bбудів(?:ель|лі|лю)\b(?! (?:кабінету|школи|коледжу|ліцею|лікарні|заводу|вокзалу))|\bквартир\w*"
        r"|поверхівк\w+|поверхів(?:ка|ок|ці)\b"
        r"|\bдомоволод\w+|\bпід'?їзд\w*|\bприватн\w+ (?:сектор|двор|забудов)\w*"
        r"|\bгуртожит\w+|\bжитл[оаі]м?\b|\bосел(?:ям|ях)\b|\b(?:nine|five|two|three|four|six|seven|eight|ten|multi"
        r"|\d+|sixteen|twelve|fourteen)-store?ys?\b|(?<!boiler )\bhouses?\b|\bdormitor\w+|\bflats?\b|\bdwellings?\b"
        r"|\bapartment\b|\bresidential\b|\bhomes? alight|\btower blocks?|\bосел(?:і|я|ь)\b|\b(?:apartment"
        r"|residential|private"
        r"|tower)\s+(?:buildings?|blocks?|houses?|areas?|homes?)"
        r"|(?<!boiler )\bhouses\b|\bhomes\b|\bbuildings\b|\bapartments\b|\bhigh-rises?\b"
    )),
    ("hospital", Wording(r"\bстанці\w+ (?:екстреної|швидкої)\b|\bдиспансер\w*|\bмедзаклад\w*"
                            r"|\bмедичн\w+ (?:корпус|пункт|будів)\w*"
                            r"|\bambulance (?:station|depot|base)s?\b|\bhealth(?:care)? (?:facilit\w+|centres?"
                            r"|centers?)|\bsanatori\w+|"
                            r"\bмедичн\w+ (?:заклад|установ|центр)\w*|\bамбулатор\w+|\bmaternity\b|\bmedical"
                            r" (?:centre|center|facilit)\w*|\bлікарн\w+|\bгоспітал(?:ь|ю|і|я|ях|ів|ем)\b"
                            r"|\bполіклінік\w+|\bпологов\w+"
                            r"|\bhospitals?\b|\bclinics?\b")),
    ("school", Wording(r"\bосвітн\w+ (?:заклад|установ)\w*|\bзаклад\w* освіти|\bдитячий садок|\bсадок\b"
                          r"|\bучилищ\w+|\bінститут\w*|\bакадемі\w+"
                          r"|\beducational (?:institution|facilit|establishment)\w*|\bnursery\b|\bday-?care\b"
                          r"|\bacadem(?:y|ies)\b|\bvocational\b|"
                          r"\bгімназі\w+|\bколедж\w*|\bдитсад\w*|\bдитсадок|\bсадочк\w+|\bдитсадк\w+|\bнавчальн\w+"
                          r" заклад\w*|\blyceum\b|\bcolleges?\b|\bnurser\w+|\bшкол\w+|\bліце\w+|\bдитяч\w+ сад\w*"
                          r"|\bдитсад\w*|\bуніверситет\w*|\bschools?\b"
                          r"|\bkindergartens?\b|\buniversit\w+")),
    ("port", Wording(r"\bberths?\b|\bdocks?\b|\bpiers?\b|\bquays?\b|\bseaports?\b|\bпортов\w+|\bморвокзал\w*"
                        r"|\bпричальн\w+|\bдок(?:и|ів|у|ах)\b|"
                        r"\bпорт(?:|у|ова|ової|ову|ів|и|ом|ам|ах|ових|ові|овій)\b|\bports?\b|\bharbou?rs?\b|\bgrain"
                        r" terminals?\b|\bпричал\w*")),
    ("railway", Wording(r"\b(?:rail|train|railway|tram) (?:tracks?|lines?|stations?|cars?|wagons?|depots?)"
                           r"|\btracks\b|\bколі[їйямх]+\b|\bелектропоїзд\w*"
                           r"|\bзалізнич\w+|\brolling stock\b|\bsleepers?\b|\bfreight cars?\b|\brail(?:road|yard)\w*|"
                           r"\bзалізниц\w+|\bзалізничн\w+|\bвокзал\w*|\bпотяг\w*|\bпоїзд\w*|\bдепо\b|\bелектричк\w+"
                           r"|\bлокомотив\w*|\bвагон\w*|\brailways?\b|\brail\b"
                           r"|\btrains?\b(?! run| service|s run)|\blocomotives?\b|\bcarriages?\b"
                           r"|(?<!grain )(?<!fuel )(?<!oil )(?<!logistics )(?<!and )(?<!food )\bdepots?\b")),
    ("industry", Wording(r"\b(?:oil|fuel) (?:depots?|refiner\w+)|\brefiner(?:y|ies)\b|\bнафтобаз\w+"
                            r"|\bнафтопереробн\w+|\bелеватор\w*|\bангар\w*|\bзерносховищ\w+|\bлогістичн\w+ (?:центр"
                            r"|хаб|склад"
                            r"|комплекс)\w*|\bфабри\w+|\bкомбінат\w*|\bіндустріальн\w+"
                            r"|\bпромзон\w+|\bпромоб'єкт\w*|\bпідприємств\w+|\bагропідприємств\w+|\bвиробництв\w*"
                            r"|\bскладськ\w+|\bсклад(?:і|ом|ам|ами)\b"
                            r"|\belevators?\b|\bhangars?\b|\bgranar(?:y|ies)\b|\bsilos?\b|\bgrain (?:stores?|silos?"
                            r"|depots?|warehouses?)"
                            r"|\blogistics (?:\w+ )?(?:centre|center|hub|depot|site|facility|warehouse)s?"
                            r"|\bworkshops?\b|\bstorage (?:facilit\w+|sites?)|"
                            r"\bпромислов\w+ (?:об'?єкт|зон|майданчик|підприємств|район|будівл)\w*|\bцех\w*"
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
_AIM = Wording(
    r"\bпід прицілом\b|\b(?:ціллю|мішенню|об'єктом атаки)\b|\b(?:цілями|мішенями) (?:атаки |удару |ворога )?(?:були"
    r"|стали)\b|\bцілили\b"
    r"|\baimed at\b|\b(?:the|main|chief|primary) targets?\b|\bin the (?:crosshairs|sights)\b|\bwent for\b"
    r"|\bgoing (?:for|after)\b|\bbombed\b"
    r"|\bзачепи(?:ла|в|ло|ли)\b|\bпосічен\w+|\bпонівечен\w+|\bпотерпі(?:в|ла|ли|ло)\b|\bрозворочен\w+|\bгорів\b"
    r"|\bвигорі\w+|\bзгорі\w+"
    r"|\baffected\b|\bblew out\b|\bblown out\b|\bcrashed (?:into|on)\b|\bknocked out\b|\bburned|\bburning"
    r"|\blost (?:its|their) (?:roofs?|windows)\b"
    r"|\bcut by the (?:strike|attack)\b|\bbrought down by the\b|\bscorched\b|\btorn\b"
)
_AIMED = frozenset({"attack", "hit", "damage", "launch", "debris", "people", "fell"})


def struck_objects(low: str) -> bool:
    """Whether a sentence names installations that an attack may be aimed at."""
    return any(pattern.search(low) for name, pattern in _OBJECTS if name not in ("residential", "school", "hospital"))


def object_facts(view: View, found: Sequence[Trigger], power_spoken_of: bool) -> Iterator[Draft]:
    """What a sentence says was struck or aimed at, each thing once; equipment counts where power was spoken of."""
    low, base = view.sentence.low, view.sentence.start
    aim = _AIM.search(low)
    if not aim and not any(each.what in _AIMED for each in found):
        return
    damaged = bool(aim) or any(each.what in ("hit", "damage", "people") for each in found)
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
