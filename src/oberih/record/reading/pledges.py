"""What is promised: munitions, systems, equipment. A pledge may be put into a scenario as an option."""

import re
from collections.abc import Iterator

from oberih.record.reading.base import Draft
from oberih.record.reading.view import View

_PROMISE = re.compile(
    r"\bзобов'язан\w+|\bнада(?:ти|дуть|сть|ють|ння|є|ли)\b|\bпереда(?:ти|сть|дуть|ли|є|ють|чу|на)\b"
    r"|\bпакет\w* (?:військової )?допомоги|\bвиділ(?:ить|или|яє|ять|ення)\b"
    r"|\bпрофінансу\w+|\bпередад\w+|\bготовність передати|\bнадішл\w+|\bнадіслати|\bhand(?:ed|ing|s)? over"
    r"|\bтрансформатор\w* (?:від|з|із)\b|\bпообіця\w+|\bобіця\w+|\bпоставк\w+|\bpledg\w+|\bcommit(?:ted|ment|ments"
    r"|s)\b|\b(?:will|would|to"
    r"|also) (?:hand over|transfer|finance|fund|allocate|donate|ship|send|provide|supply|deliver|give|receive)"
    r"|\bprovid(?:e|ed|ing)\b"
    r"|\bpromis\w+|\bdonat\w+|\bpackages?\b|\bsuppl(?:y|ied|ying)\b|\bdeliver\w*"
)
_SYSTEMS: dict[str, str] = {
    r"nasams?": "NASAMS", r"iris-t": "IRIS-T", r"patriot": "Patriot", r"hawk": "Hawk", r"gepard": "Gepard",
    r"avenger": "Avenger",
    r"crotale": "Crotale", r"aspide": "Aspide", r"samp/?-?t": "SAMP/T", r"stinger": "Stinger",
}  # fmt: skip
_ROUNDS = r"\b(?:боєприпас\w*|зенітн\w+ ракет\w*|ракет\w* (?:до|для)|munitions?|interceptors?|ammunition|rounds)\b"
_COUNTER_DRONE = re.compile(
    r"\bпротиді\w+\s+(?:безпілотн|дрон|бпла)\w*|\bборотьб\w+\s+(?:з|із|проти)\s+(?:безпілотн|дрон|бпла)\w*"
    r"|\bпротидронов\w+"
    r"|\bcounter-?\s?(?:uas|uavs?|drones?)\b|\bcounter(?:ing)?\s+(?:\w+\s+)?(?:drones|unmanned|uavs)"
    r"|\bagainst (?:drones|unmanned|uavs)\b|\banti-drone\b"
)
_GOODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("generators", re.compile(r"\bгенератор\w+|\bgenerators?\b")),
    ("transformers", re.compile(r"\bтрансформатор\w+|\bавтотрансформатор\w+|\b(?:auto)?transformers?\b")),
    ("energy equipment", re.compile(r"\bенергетичн\w+ обладнання|\b(?:energy|power) equipment\b")),
)


def pledge_facts(view: View) -> Iterator[Draft]:
    """Promises of a sentence, one fact for each thing promised."""
    low, base = view.sentence.low, view.sentence.start
    if not _PROMISE.search(low):
        return
    for stem, name in _SYSTEMS.items():
        system = re.search(rf"\b{stem}\b", low)
        if system is None:
            continue
        rounds = re.search(rf"{_ROUNDS}[^.;]{{0,100}}?\b{stem}\b|\b{stem}\b[»\"”]?\s+{_ROUNDS}", low)
        match = rounds or system
        yield view.draft("commitment", (base + match.start(), base + match.end()), "pledge.system",
                         kind=f"munitions for {name}" if rounds else name, modality="planned")  # fmt: skip
    for name, pattern in (("counter-UAS capability", _COUNTER_DRONE), *_GOODS):
        found = pattern.search(low)
        if found:
            yield view.draft(
                "commitment", (base + found.start(), base + found.end()), "pledge.goods", kind=name, modality="planned"
            )
