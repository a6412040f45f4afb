"""What was struck or is named as the aim: energy, homes, hospitals; the codes are those of the annotated reports."""

import re
from collections.abc import Iterator, Sequence

from oberih.record.reading.base import Draft
from oberih.record.reading.triggers import Trigger
from oberih.record.reading.view import View

_OBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("energy_facility", re.compile(
        r"\bенергооб'?єкт\w*|\bенергетичн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт|систем|споруд|потужност)\w*|\b(?:по"
        r"|на) енергети(?:ці|ку)\b|\bоб'?єкт\w+ енергетик\w+"
        r"|\bенергосистем\w+|\bенергоінфраструктур\w+|\bпідстанці\w+|\b(?:тес|тец|гес)\b|\b\w*електростанці\w+"
        r"|\bоб'?єкт\w* (?:генерації|укренерго)"
        r"|\benergy (?:\w+ )?(?:facilit\w+|infrastructure|system|sites?|targets?)|\bpower (?:facilit\w+|plants?"
        r"|stations?|grid|infrastructure|installations?)"
        r"|\bsubstations?\b|\belectricity infrastructure"
    )),
    ("civil_infrastructure", re.compile(r"\bцивільн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт)\w*"
                                        r"|\bcivil(?:ian)? (?:infrastructure|objects?|facilities|sites?|targets?)")),
    ("critical_infrastructure", re.compile(r"\bкритичн\w+ інфраструктур\w*|\bcritical infrastructure")),
    ("residential", re.compile(
        r"\b(?:багато\w+\s+|приватн\w+\s+|житлов\w+\s+)?будин(?:ок|к(?:и|ів|у|ах|ам))\b|\bжитлов\w+ (?:забудов"
        r"|квартал|масив|сектор|будів)\w*|\bбагатоповерхів\w+"
        r"|\bбудів(?:ель|лі|лю)\b|\bквартир\w*|\bосел(?:і|я|ь)\b|\b(?:apartment|residential|private"
        r"|tower)\s+(?:buildings?|blocks?|houses?|areas?|homes?)"
        r"|\bhouses\b|\bhomes\b|\bbuildings\b|\bapartments\b|\bhigh-rises?\b"
    )),
    ("hospital", re.compile(r"\bлікарн\w+|\bгоспітал\w+|\bполіклінік\w+|\bпологов\w+|\bhospitals?\b|\bclinics?\b")),
    ("school", re.compile(r"\bшкол\w+|\bліце\w+|\bдитяч\w+ сад\w*|\bдитсад\w*|\bуніверситет\w*|\bschools?\b"
                          r"|\bkindergartens?\b|\buniversit\w+")),
    ("port", re.compile(r"\bпорт(?:|у|ова|ової|ову|ів|и)\b|\bports?\b")),
    ("railway", re.compile(r"\bзалізниц\w+|\bзалізничн\w+|\brailways?\b")),
    ("industry", re.compile(r"\bпідприємств\w*|\bзавод\w*|\bскладськ\w+|\bfactor(?:y|ies)\b|\bwarehouses?\b"
                            r"|\bindustrial\b")),
)  # fmt: skip
_EQUIPMENT = re.compile(r"\bобладнання\b|\bequipment\b")
#: an aim is named rather than struck: "condemned the attacks on civilian infrastructure"
_AIMED = frozenset({"attack", "hit", "damage", "launch", "debris"})


def object_facts(view: View, found: Sequence[Trigger], power_spoken_of: bool) -> Iterator[Draft]:
    """What a sentence says was struck or aimed at, each thing once; equipment counts where power was spoken of."""
    low, base = view.sentence.low, view.sentence.start
    if not any(each.what in _AIMED for each in found):
        return
    damaged = any(each.what in ("hit", "damage") for each in found)
    for name, pattern in _OBJECTS:
        match = pattern.search(low)
        if match is None or (name == "residential" and not (damaged or any(each.what == "debris" for each in found))):
            continue
        yield view.draft("object", (base + match.start(), base + match.end()), "object", object=name)
        power_spoken_of = power_spoken_of or name == "energy_facility"
    match = _EQUIPMENT.search(low)
    if match and damaged and power_spoken_of:
        yield view.draft(
            "object", (base + match.start(), base + match.end()), "object.equipment", object="energy_facility"
        )
