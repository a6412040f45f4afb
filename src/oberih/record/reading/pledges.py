"""What is promised: munitions, systems, equipment. A pledge may be put into a scenario as an option.

A clause promises where a verb of giving stands in it; one that asks for a thing, or tells that it has come, does not.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from oberih.record.reading.base import Draft
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Wording

_PROMISE = Wording(
    r"\bon (?:the|its|their) way\b|\ben route\b|\b(?:is|are) coming\b|\bwould (?:be (?:sent|provided|supplied"
    r"|delivered)|arrive|come)\b|\bbe (?:sent|supplied|handed)\b"
    r"|\bsent\b|\bwill be\b|\bmobili[sz]\w+|\bextend\w*|\bбуд(?:е|уть)\b|\bдомовлен\w+|\bприскор\w+|\bпрямує\b"
    r"|\bу дорозі\b|\bв дорозі\b|\bвезуть\b|\bїдуть\b"
    r"|\bпередача\b|\bпередачу\b|\bвідвантаж\w+|\bдодатков\w+ партії?\b|\bзобов'яза\w+|\bнада(?:ти|дуть|сть|ють|ння"
    r"|є|ли|в|ла|мо)\b|\bпереда(?:ти|сть|дуть|ли|є|ють|чу|на|ння|мо|в|ла)\b"
    r"|\bпакет\w*\b|\bдопомог\w+|\bвиділ(?:ить|или|ив|ила|яє|яють|ять|ення|яти|ити)\b|\bдола?уч\w+|\bпостав(?:ить"
    r"|лять|ити|ляє)\b"
    r"|\b(?:про|спів)?фінансу\w+|\bоплат\w+|\bзаплат\w+|\bпередад\w+|\bготов(?:ий|а|і|ість|ніст\w+)\b|\bна[дп]і?шл\w+"
    r"|\bна[дп]ісл\w+|\bнадсила\w+|\bвідправ\w+|\bзакуп\w+|\bкуп(?:ить|ують|лять|ити|івлю)\b|\bпридба\w+|\bзамов\w+"
    r"|\bпрофінанс\w+|\bвнес\w+|\bпожертв\w+|\bподару\w+|\bпідтверд\w+|\bанонсу\w+|\bоголоси\w+|\bпогоди\w+|\bдомов\w+"
    r"|\bтрансформатор\w* (?:від|з|із)\b|\b(?:по)?обіця\w+|\bпоставк\w+|\bрішення\b|\bвнеск\w+|\bвнесок\b|\bнадійд\w+"
    r"|\bpledg\w+|\bcommit(?:ted|ment|ments|s|ting)\b|\bhand(?:ed|ing|s)?\b|\bprovid(?:e|es|ed|ing)\b|\bpromis\w+"
    r"|\bdonat\w+|\bpackages?\b|\bsuppl(?:y|ies|ied|ying)\b|\bdeliver\w*|\btransfer\w*|\bfinanc(?:e|es|ed|ing)\b"
    r"|\bfund(?:s|ed|ing)?\b|\bpay(?:s|ing)? for\b|\bcontribut\w+|\ballocat\w+|\bearmark\w+|\bprocur\w+|\bpurchas\w+"
    r"|\bship(?:s|ping|ped)?\b|\bsend(?:s|ing)?\b|\bdispatch(?:es|ing)?\b|\bgiv(?:e|es|ing)\b|\bto buy\b"
    r"|\bbuy(?:s|ing)\b"
    r"|\bwill (?:buy|get|receive|have|arrive|come|go)\b|\bis to (?:get|receive)\b|\bagree[ds]?\b|\bdecision\b"
    r"|\bdonor\w*"
    r"|\bapprov\w+|\bannounc\w+|\bunveil\w+|\bready to\b|\boffer\w*|\blend(?:s|ing)?\b|\bcover the cost\b|\bgrant\w*"
    r"|\bsign(?:ed|s)\b|\bassistance\b|\baid\b"
)
#: who asks has not been promised anything
_ASKS = Wording(
    r"\b(?:ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|urg(?:es|ed|ing)|request\w*|needs?|needed|appeal\w*|plead\w*"
    r"|demand\w*|lacks?|wants?|short of|shortage\w*|could have|should)\b"
    r"|\b(?:заклика?\w+|попроси\w+|прос(?:ить|ять)|потребу\w+|потрібн\w+|необхідн\w+|браку\w+|бракує|нестач\w+|треба"
    r"|проханн\w+|чека\w+)\b"
)
#: what has come already is no promise any more
_CAME = Wording(
    r"\balready (?:been )?(?:delivered|arrived|handed|received|installed|sent|in)\b|\b(?:has|have) (?:been"
    r" )?(?:arrived|reached)\b"
    r"|\breached\b|\bвже (?:доставлен|отримал|прибул|переда|надійшл|працю|встановлен)\w*|\bдоставлено\b"
)
#: what a system has shot down tells of its use
_USED = Wording(r"\b(?:shot|shooting|downed|intercept(?:ed|s|ing)|збил\w*|збит\w*|перехопил\w*|перехоплено)\b")
_CLAUSE = Wording(r";|, (?:while|whereas|but|though|although|а(?! також)|але|тоді як|натомість|водночас|хоча)\b")
_SYSTEMS: dict[str, str] = {
    r"nasams?": "NASAMS", r"iris-t(?:\s+sl[ms])?": "IRIS-T", r"(?:patriot"
        r"|петріот)\w{0,3}": "Patriot", r"hawks?": "Hawk",
    r"(?:gepard|гепард)\w{0,3}": "Gepard", r"avengers?": "Avenger", r"crotales?": "Crotale", r"aspides?": "Aspide",
    r"samp/?-?t": "SAMP/T", r"(?:stinger|стінгер)\w{0,3}": "Stinger", r"gravehawks?": "Gravehawk", r"skynex": "Skynex",
    r"terrahawks?": "Terrahawk", r"lmm|martlets?": "LMM", r"mistrals?"
                                                          r"|містрал\w*": "Mistral", r"starstreaks?": "Starstreak",
    r"piorun\w*": "Piorun", r"rapid ?rangers?": "Rapid Ranger", r"skyguards?": "Skyguard", r"патріот(?:и|ів|ам|ами"
    r"|у)?(?=[»\"”])": "Patriot", r"vampires?": "VAMPIRE", r"raven": "RAVEN",
}  # fmt: skip
#: systems that are themselves the rounds
_ALONE = frozenset({"LMM", "Stinger", "Mistral", "Starstreak", "Piorun"})
#: rounds that tell by their own name what fires them
_NAMED_ROUNDS: dict[str, str] = {
    r"pac-?[23]\b(?:\s+mse)?"
    r"|gem-?t\b": "Patriot", r"aim-?120\w*|amraams?|aim-?9\w*": "NASAMS", r"aster(?:-?(?:15|30))?\b": "SAMP/T",
}  # fmt: skip
_NAMED_SYSTEMS = tuple((Wording(rf"\b(?:{stem})(?![\w])"), name) for stem, name in _SYSTEMS.items())
_ROUNDS_OF = tuple((Wording(rf"\b(?:{stem})"), name) for stem, name in _NAMED_ROUNDS.items())
_ROUND = (
    r"(?:боєприпас\w*|боєкомплект\w*|снаряд\w*|ракет(?:и|у|а|ами|ам)?|перехоплювач\w*|munitions?|interceptors?"
    r"|ammunition|rounds|missiles?|shells)"
)
_FOR = r"(?:до|для|for|to|of|used (?:by|in)|fired by|compatible with)"
#: "and a battery": what follows is a thing of its own, no longer what the rounds are for
_ANOTHER = re.compile(r"\b(?:and|plus|with|та|і|й|разом)\s+(?:a|an|another|one|two|three|four|five|ще|одну|дві|\d+)\b")
_LAUNCHER = re.compile(r"\s(?:launchers?|systems?|пускових|комплекс\w+)\b")
_PRONOUN = Wording(
    rf"\b(?:разом )?(?:із|з) {_ROUND}\b|\b(?:together |along )?with (?:its |their |the )?{_ROUND}\b(?! for (?!it"
    rf"|them))|\b{_ROUND}\s+(?:\w+\s+)?(?:for (?:it|them|those|these|the systems?)|до (?:неї|нього|них|цих|цього"
    rf"|цієї|тих)"
    r"|для (?:неї|нього|них|цих))\b"
)
_COUNTER_DRONE = Wording(
    r"\bпротиді\w+\s+(?:безпілотн|дрон|бпла)\w*|\bборотьб\w+\s+(?:з|із|проти)\s+(?:безпілотн|дрон|бпла)\w*"
    r"|\bпротидронов\w+"
    r"|\bcounter-?\s?(?:uas|uavs?|drones?)\b|\bcounter(?:ing)?\s+(?:\w+\s+)?(?:drones|unmanned|uavs)"
    r"|\bagainst (?:drones|unmanned|uavs)\b|\banti-drone\b"
)
_GOODS: tuple[tuple[str, Wording], ...] = (
    ("interceptor"
     " drones", Wording(r"\bдрон\w*-перехоплювач\w*|\bперехоплювач\w* дрон\w*|\binterceptor drones?\b|\bdrone"
                           r" interceptors?\b")),
    ("radars", Wording(r"\bрадар(?:и|ів|ами)?\b|\bрадіолокац\w+ станц\w+|\bradars?\b")),
    ("generators", Wording(r"\b(?:електро)?генератор\w+|\bgenerators?\b|\bgensets?\b")),
    ("transformers", Wording(r"\b(?:авто)?трансформатор\w+|\b(?:auto-?)?transformers?\b")),
    ("energy equipment", Wording(
        r"\bенергетичн\w+ (?:\w+ )?обладнання|\bобладнання для (?:\w+ )?(?:енерг\w+|відновлення енерг\w+)"
        r"|\b(?:energy|power|electrical|grid)(?:[ -](?:grid|repair|sector))? equipment\b|\bequipment for the"
        r" (?:\w+ )?(?:grid|energy)"
    )),
)  # fmt: skip


def pledge_facts(view: View) -> Iterator[Draft]:
    """Promises of a sentence, one fact for each thing promised."""
    low, base = view.sentence.low, view.sentence.start
    told: set[str] = set()
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(low)), len(low)]
    for start, end in pairwise(cuts):
        clause = low[start:end]
        promise = _PROMISE.search(clause)
        if promise is None or _CAME.search(clause):
            continue
        asks = _ASKS.search(clause)
        used = _USED.search(clause)
        for kind, rule, first, last in _things(clause):
            if used and rule == "pledge.system":
                continue
            if (asks and asks.start() < first and not promise.end() <= asks.start()) or kind in told:
                continue
            told.add(kind)
            span = (base + start + first, base + start + last)
            yield view.draft("commitment", span, rule, kind=kind, modality="planned")


def _things(clause: str) -> Iterator[tuple[str, str, int, int]]:
    """Things named in a clause: kind, rule, and where their words stand."""
    last = ""
    for pattern, name in _NAMED_SYSTEMS:
        for system in pattern.finditer(clause):
            first, end, rounds = _rounds(clause, *system.span())
            fired = name not in _ALONE or _LAUNCHER.search(clause, system.start(), system.end() + 14)
            kind = f"munitions for {name}" if rounds and fired else name
            last = name
            yield kind, "pledge.system", first, end
    for pattern, name in _ROUNDS_OF:
        for found in pattern.finditer(clause):
            yield f"munitions for {name}", "pledge.system", *found.span()
    pronoun = _PRONOUN.search(clause)
    if pronoun and last:
        yield f"munitions for {last}", "pledge.system", *pronoun.span()
    for name, pattern in (("counter-UAS capability", _COUNTER_DRONE), *_GOODS):
        goods = pattern.search(clause)
        if goods:
            yield name, "pledge.goods", *goods.span()


def _rounds(clause: str, start: int, end: int) -> tuple[int, int, bool]:
    """The words that hold a system's name, and whether they name its rounds rather than the system."""
    after = re.match(
        rf"[»\"”]?\s+(?:[\w-]+\s+){{0,2}}?{_ROUND}\b(?!\s+(?:systems?|batter|launcher|defen))", clause[end : end + 60]
    )
    if after and not re.search(r"\b(?:and|with|та|і|й|for|разом)\b", after.group()):
        return start, end + after.end(), True
    for before in re.finditer(rf"\b{_ROUND}\b", clause[max(0, start - 110) : start]):
        between = clause[max(0, start - 110) : start][before.end() :]
        adjacent = re.fullmatch(r"\s+[«\"“]?", between)
        if (adjacent or re.search(rf"^\s+(?:[\w-]+\s+){{0,3}}?{_FOR}\b", between)) and not _ANOTHER.search(between):
            return max(0, start - 110) + before.start(), end, True
    return start, end, False
