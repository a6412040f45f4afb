"""What a report says of the power system: cuts and their kind, who is without power, units that tripped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oberih.record.reading.base import Draft, Span
from oberih.record.reading.numbers import quantity
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Shape, Wording

OutageKind = Literal["emergency", "schedule", "loss", "hard"]

#: kinds of cut as the reader tells them apart; tried in this order, a later one never inside an earlier
_KINDS: tuple[tuple[OutageKind, Wording], ...] = (
    ("emergency", Wording(
        r"\b(?:вимика|відключа|знеструмл|вимикал|відключал|вимкну)\w+ (?:\w+ )?(?:аварійно|екстрено)\b|\b(?:аварійн"
        r"|екстрен)\w+ (?:знеструмленн|графік|обмежен|стабілізац)\w*"
        r"|\b(?:аварійно|екстрено) (?:вимкн|відключ|знеструм|вимик)\w+|\bаварійки\b|\bemergency (?:power )?(?:limits"
        r"|restrictions|switch-?offs?|blackout|load)|\bcut-?offs? (?:of an )?emergency"
        r"|\bunscheduled (?:\w+ )?(?:outages?|shutdowns?|cuts?|blackouts?)|\b(?:аварійн"
        r"|екстрен)\w+\s+(?:\w+\s+){0,2}?(?:відключен|знеструмлен|вимкнен|знижен)\w*|\b(?:відключен\w+"
        r"|графік\w+) (?:аварійн|екстрен)\w+"
        r"|\bгав\b|\bсгав\b|\bemergency\s+(?:\w+\s+){0,2}?(?:outages?|shut-?\s?(?:downs?|offs?)|blackouts?|cuts?"
        r"|disconnections?|cut-offs?|shedding)\b"
    )),
    ("schedule", Wording(
        r"\bсвітло (?:\w+ )?за графік\w+|\bзастосовува\w+ графік\w+|\bдіють графік\w+|\bдія графік\w+|\b(?:чотири"
        r"|дві|шість|три) через (?:чотири|дві|шість|три)\b|\bобмежен\w+ (?:для|щодо) (?:промислов|бізнес"
        r"|підприємств)\w+"
        r"|\bдля (?:промисловості|бізнесу|підприємств) [^.;]{0,40}\bобмеж\w+|\bчергами? відключен\w*"
        r"|\bчерг\w+ (?:погодинн|відключ|знеструм)\w+"
        r"|\b(?:power|consumption|supply|electricity) (?:limits?|limitations?|restrictions?|rationing)\b"
        r"|\brationing\b|\b(?:outages?|cuts|power|blackouts?|switch-?offs?) (?:\w+ )?(?:by|on|according to"
        r"|under) (?:a |the )?(?:schedule|rota|timetable)\w*"
        r"|\b(?:hourly|rotational|rota'd|timed|rostered) (?:\w+ )?(?:switch-?offs?|outage|cut-?offs?"
        r"|disconnections?)|\b(?:schedules?|timetables?|rotas?) (?:of|for) (?:\w+ )?(?:outages?|cuts?|shutdowns?"
        r"|cut-?offs?|limits)|\bобмеж\w+ (?:споживання|потужност\w+)|\bповернул\w+ до графік\w+"
        r"|\bграфік\w*\s+(?:\w+\s+){0,2}?(?:відключен|обмежен|погодинн|стабілізац|знеструмлен)\w*"
        r"|\bпогодинн\w+\s+(?:\w+\s+)?(?:відключен|графік)\w*"
        r"|\b(?:планов|стабілізаційн)\w+\s+(?:відключен|обмежен)\w*|\bгпв\b|\bгоп\b"
        r"|\b(?:scheduled|hourly|rolling|planned|stabili[sz]ation|rotating)\s+(?:\w+\s+)?(?:outages?|blackouts?"
        r"|cuts?|shutdowns?|shut-?offs?)\b"
        r"|\b(?:hourly|scheduled|rolling|planned) (?:power )?(?:limits|restrictions|disconnections)|\b(?:outage"
        r"|blackout|power-?\s?(?:cut|limitation|outage)|shut-?off)\s+schedules?\b"
        r"|\bschedules? of (?:\w+ )?(?:outages|limits|cuts|shutdowns)"
    )),
    ("loss", Wording(
        r"\bпозбу\w+ (?:\w+ )?(?:світла|струму|електрики|електроенергії|живлення)|\b(?:світла|струму|електрики"
        r"|електроенергії|живлення) (?:\w+ )?позбу\w+"
        r"|\bні світла\b|\b(?:втратил|втрачал|лишил|залишил|утратил)\w* (?:\w+ ){0,2}?(?:електропостачання"
        r"|електроенергі\w|електрик\w|світл\w|живлення|струм)\b"
        r"|\b(?:електропостачання|живлення|світло|електроенергію) (?:втратил|утратил|втрачал)\w*"
        r"|\b(?:відключен|вимкнен|відімкнен|знеживлен)\w* (?:від електро\w+ |від світла )?(?:понад |майже |близько "
        r"|до )?[\d ,.]+ ?(?:тис\w*\.? )?(?:споживач|абонент|родин|клієнт|осел|домогоспод)\w*"
        r"|\bне мають (?:світла|електро\w+|струму|живлення)|\bзнеживлен\w+|\bсид(?:іли|ять|ить) (?:\w+ )?без світла"
        r"|\bбез електроживлення\b|\bвідімкнен\w+ (?:споживач|абонент)\w+"
        r"|\b(?:світло|струм) (?:блима|мерехт)\w+|\bпогас\w+\b|\bвимкнул\w+ світло\b|\bперебої в енергопостачанні"
        r"|\bобірва\w+ (?:електро|жив)\w+"
        r"|\bblacked[ -]out\b|\b(?:lights|light|power|electricity) (?:is |are |was |were |has |had "
        r"|have )?(?:been )?(?:still )?(?:out|off|down|gone|failed|interrupted|disrupted|severed)\b"
        r"|\bsuppl(?:y|ies) (?:was|were|is|has been|had been) (?:\w+ )?(?:cut|interrupted|disrupted|lost)|\b(?:still"
        r"|remain\w*|went|stay\w*|was|were|left) dark\b"
        r"|(?<!emergency )(?<!scheduled )(?<!hourly )(?<!rolling )(?<!planned )(?<!no )\boutages (?:were|are"
        r"|have been|was) (?:also )?(?:reported|recorded|affecting|hit)"
        r"|\bpowerless\b|\bwithout (?:electric )?(?:current|mains|heat and power|electricity and)"
        r"|\bno (?:electric )?(?:current|light|lights|mains)\b|\b(?:had|has|have) lost (?:\w+ ){0,2}(?:power"
        r"|electricity|current)"
        r"|\bdeprived of (?:\w+ )?(?:power|electricity|light|current)|\bcut(?:ting)? (?:\w+ )?(?:power"
        r"|electricity) (?:supplies )?(?:to|for|in|across)\b|\bknock(?:ed|ing)? (?:out )?power\b"
        r"|\b(?:customers|consumers|subscribers|households|homes|families) (?:were |are |was |have been "
        r"|had been )?(?:\w+ )?(?:disconnected|cut off|lost supply|blacked out)"
        r"|\bзнеструм\w+|\bбез (?:\w+ )?(?:\w+ та |\w+ і |\w+ й )?(?:світла|електро\w+|електрики|струму|енергії"
        r"|живлення)|\bсвітла (?:не має|немає|нема)|\bчекають на (?:струм|світло)"
        r"|\bнемає (?:світла|електро\w+|струму)|\bне має світла|\b(?:пропало|погасло|вимкнулося|не стало) (?:світл\w"
        r"|електро\w+)|\bсвітло (?:пропало|погасло|зникло)|\bу темряв\w+|\bтемряв\w+|\bобезструм\w+"
        r"|\bзник\w+\s+(?:\w+\s+){0,2}?(?:світло"
        r"|електро\w+|струм)"
        r"|\bвідсутн\w+\s+(?:світл|електр)\w+|\b(?:світло|електропостачання)\s+(?:\w+\s+)?(?:зникл|відсутн|втрачен)\w*"
        r"|\bперебо\w+\s+(?:\w+\s+)?(?:з|зі|із|в|у)\s+(?:електро|світл)\w+|\bблекаут\w*|\bвідключен\w+\s+(?:світла"
        r"|електро\w+)"
        r"|\bблекаути|\bwithout (?:\w+ (?:and )?)?(?:\w+ )?(?:power|electricity|light|lights|supply|current)\b"
        r"|\bcut(?:s|ting)? (?:off )?(?:the )?(?:power|electricity) (?:to|for|in)\b|\bknock(?:ed|ing) out (?:the"
        r" )?(?:power|electricity)"
        r"|\b(?:lost|losing) (?:\w+ and )?(?:light|lights|supply|heating and light|electric\w+)\b|\binto (?:the"
        r" )?dark(?:ness)?\b|\bin (?:the )?dark(?:ness)?\b|\bpartly dark\b|\bstayed dark\b|\bdarkened\b|\bcustomers?"
        r" (?:\w+ ){0,5}?(?:were |was |are |is )?cut off\b"
        r"|\b(?:consumers|customers|subscribers|households|homes)(?: \w+){0,4} (?:disconnected|cut off|off supply)"
        r"|\bpower (?:was|is|has been) (?:knocked out|cut|lost|off|out)\b|\boff the grid\b|\b(?:lost|losing|loss of)"
        r" (?:\w+ )?(?:power"
        r"|electricity)\b|\bpower (?:outages?|cuts?|failures?|was out)\b"
        r"|\b(?:cut off from|no) (?:power|electricity)\b|\bde-?energi[sz]ed\b|\bblackouts?\b|\bleft in the dark"
        r"|\bpower (?:supply )?(?:disruptions?|went out)"
    )),
    ("hard", Wording(
        r"\b(?:найскладніш|найважч|складн|важк)\w+\s+(?:\w+\s+){0,3}?(?:ситуаці\w+|зі світлом|становище)"
        r"|\bнайскладніше\b|\bнайважче\b"
        r"|\b(?:most difficult|hardest|worst)\b[^.]{0,30}\b(?:situation|hit|off|affected)\b|\bthe situation (?:is"
        r"|was|remains) (?:the )?(?:most difficult|worst|hardest)"
    )),
)  # fmt: skip
_LIFTED = re.compile(
    r"\b(?:скасован|відмінен|припинен|знят|завершен|ліквідован|усунут|withdrawn|заживлен)\w*|\bне (?:застосову"
    r"|прогнозу|плану|очіку)\w+|\b(?:lifted"
    r"|cancelled|canceled|ended|called off|withdrawn)\b"
    r"|\bno (?:outages|blackouts|power cuts)|\bnot (?:planned|expected|applied)|\bвідновлен\w+|\brestored\b"
)
CAUSED_BY_RAID = Wording(
    r"\b(?:внаслідок|через|після|унаслідок)\s+(?:\w+\s+){0,4}?(?:атак|обстріл|удар|влучан|пошкоджен|ракетн)\w*"
    r"|\b(?:after|due to|because of|following|as a result of|caused by)\s+(?:\S+\s+){0,5}?(?:attacks?|strikes?"
    r"|shelling|raids?|barrage|hits?|damage)\b"
)
_CUSTOMERS = Shape(
    r"споживач|абонент|родин|домогоспод|клієнт|осел|населен|customer|consumer|household|homes|subscriber|famil"
    r"|settlement|people|людей"
)
_UNITS = Wording(
    r"\b(?:енергоблок\w*|(?:атомн|енергетичн)\w+\s+(?:енерго)?блок\w*|блок(?:и|ів|ами)?\s+(?:аес|тес|тец)|реактор\w*"
    r"|(?:power|generating|nuclear|reactor|thermal)\s+(?:generating\s+)?units?|reactors?|units?(?= at| of| \d))\b"
)
_TRIP = Wording(
    r"\b(?:відключи\w+|зупини\w+|вимкну\w+|виведен\w+|відключен\w*|зупинен\w*|вимкнен\w*|знеструмлен\w*|відімкну\w+"
    r"|відімкнен\w+|від'єдна\w+|втратил\w+ (?:зв'язок|живлення)|розвантажен\w+)\b"
    r"|\b(?:tripped|trip|shut ?down|shutting down|disconnected|disconnecting|went off(?:line)?|(?:taken"
    r"|knocked) off(?:line)?|switched off|stopped|dropped off|halted)\b"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of a sentence that tell of cuts; offsets are within the sentence."""

    kind: OutageKind
    start: int
    end: int
    lifted: bool


def cuts(low: str) -> list[Cut]:
    """Mentions of cuts in a sentence (in lower case), in order.

    >>> [cut.kind for cut in cuts("діють аварійні відключення, частина споживачів без світла")]
    ['emergency', 'loss']
    """
    found: list[Cut] = []
    for kind, pattern in _KINDS:
        for match in pattern.finditer(low):
            if all(match.end() <= cut.start or match.start() >= cut.end for cut in found):
                around = low[max(0, match.start() - 60) : match.end() + 60]
                found.append(Cut(kind, *match.span(), lifted=bool(_LIFTED.search(around)) and kind != "hard"))
    return sorted(found, key=lambda cut: cut.start)


def customers(view: View) -> dict[str, object]:
    """The number of customers, homes or settlements without power, where a sentence counts them."""
    words, here = view.words, 0
    while here < len(words):
        count = quantity(words, here)
        if count is None:
            here += 1
            continue
        if count.n and any(_CUSTOMERS.match(near(words, at)) for at in range(count.last, count.last + 3)):
            return {**counted(count), "object": "customers"}
        here = max(count.last, here + 1)
    return {}


def tripped(view: View) -> bool:
    """Whether a sentence tells of generating units that went off."""
    return next(unit_facts(view), None) is not None


def unit_facts(view: View) -> Iterator[Draft]:
    """Generating units that a sentence says went off."""
    low = view.sentence.low
    unit = _UNITS.search(low)
    trip = _TRIP.search(low) if unit else None
    if unit is None or trip is None or low[max(0, trip.start() - 4) : trip.start()].strip() in ("не", "not"):
        return
    first, last = min(unit.start(), trip.start()), max(unit.end(), trip.end())
    base = view.sentence.start
    span: Span = (base + first, base + last)
    inside = [at for at, word in enumerate(view.words) if word.start <= base + unit.start()]
    count = next(
        (found for at in inside[-3:] if (found := quantity(view.words, at)) and found.last >= inside[-1]), None
    )
    columns = counted(count) if count else {"op": "some"}
    yield view.draft("unit_trip", span, "power.unit", kind="unit", object="power_unit", verb=trip.group(), **columns)
