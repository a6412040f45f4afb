"""Who acts on counted weapons where the verb is in no list: what a defender does to weapons stops them.

"Gunners bagged 14 Shaheds", "на рахунку зенітників – 18": the list of such verbs has no end, while those who shoot
down are few.
"""

import re

from oberih.record.reading.counts.bare import NO_RAID
from oberih.record.reading.counts.memory import Memory
from oberih.record.reading.view import View, near
from oberih.record.reading.weapons import Weapons
from oberih.record.reading.wordings import Wording

_DEFENDER = Wording(
    r"\b(?:air[ -]?defen[cs]es?|air[ -]?defen(?:ders?|[cs]e (?:forces|units|crews|troops|gunners|teams))|defenders?"
    r"|gunners?|(?:gun |fire |missile |patriot )?crews|mobile (?:fire |air )?(?:groups?|teams?|units?)|fire groups?"
    r"|(?:f-16|mirage|fighter|helicopter|su-27|mig-29)s?(?: pilots?| crews?| jets?)?|pilots|interceptor drones?"
    r"|anti-aircraft (?:gunners|units|crews|teams|missile)|electronic warfare|sky shield|our (?:boys|warriors|soldiers"
    r"|guys|sky defenders|troops|forces)|patriots?(?= (?:claimed|got|had|made|crews))|sky defenders"
    r"|(?<!на )(?<!для )(?<!систем )(?<!системи )(?<!роботу )(?<!ракет )ппо|протиповітряна оборона|зенітник(?:и|ів"
    r"|ам|ами)|захисник(?:и|ів|ам|ами) неба|оборон(?:ці|ців|цям|цями)(?: неба)?"
    r"|(?:мобільн|вогнев|зенітн)\w+ (?:вогнев\w+ |ракетн\w+ )?груп\w*|мвг|екіпаж(?:і|ів|ам|ами)|воїн(?:и|ів|ам|ами)"
    r"|наші"
    r"|засоб(?:и|ами|ів) реб|реб|вогнев\w+ груп\w*|зенітн\w+ (?:ракетн\w+ )?(?:військ|підрозділ|дивізіон|бригад)\w*"
    r"|винищувач(?:і|ів|ами)|перехоплювач(?:і|ів|ами)|пілот(?:и|ів|ам|ами)|льотчик(?:и|ів|ам|ами)|сили оборони)\b"
)
_ATTACKER = re.compile(
    r"\b(?:russia\w*|moscow\w*|kremlin|enem(?:y|ies)|occup(?:iers?|ying)|invaders?|aggressor|adversary"
    r"|росі\w+|рф|москв\w+|кремл\w+|ворог\w*|окупант\w*|загарбник\w*|агресор\w*|противник\w*|рашист\w*)\b"
)
#: what defenders do with weapons without stopping them, and what does them no harm
_NO_HARM = re.compile(
    r"\b(?:fac(?:ed|ing|es)|met by|against|engag(?:ed|ing)|spot\w*|saw|seen|watch\w*|detect\w*|track\w*|monitor\w*"
    r"|count(?:ed|s|ing)"
    r"|record(?:ed|s)|regist\w+|log(?:ged|s)|report\w*|identif\w+|observ\w+|fail\w*|miss(?:ed|ing)\b|work(?:ed|ing"
    r"|s)?\b"
    r"|respond\w*|battl\w+|repelling|fought|fighting|confront\w*|target(?:ed|s|ing)\b|activ\w+|operat\w+|need\w*"
    r"|lack\w*"
    r"|проти|відбива\w+|відби(?:в|ла|ли)|працю\w+|відпрацюв\w+|бачи\w+|фіксув\w+|зафіксов\w+|виявл\w+|супровод\w+"
    r"|рахув\w+|нарахув\w+|спостеріга\w+"
    r"|протисто\w+|зустріча\w+|воюв\w+|протидія\w*|бор(?:олися|ються)|має|мають|потребу\w+|отрима\w+|бракує"
    r"|навчан\w+)\b"
)
_BY = re.compile(r"\bby (?:the |our |ukrainian |ukraine's |local )?$")
#: participles that say of a count something else than that it was stopped
_OTHER = re.compile(
    r"(?:recorded|counted|seen|spotted|reported|confirmed|identified|involved|aimed|fitted|equipped|launched|fired"
    r"|used|sent|made"
    r"|damaged|detected|tracked|observed|registered|logged|directed|expected|allowed|directed|bound|headed|added"
    r"|needed|listed"
    r"|based|tasked|carried|mounted|released|flown|deployed|employed|injured|killed|wounded|imported|assembled"
    r"|produced|believed"
    r"|thought|understood|said|known|considered|broken|hit|shown|given|unaccounted|scattered|unleashed|hurled|flung"
    r"|thrown"
    r"|виявлено|зафіксовано|запущено|випущено|нараховано|помічено|використано|задіяно|спрямовано|скеровано"
    r"|застосовано|пущено"
    r"|пораненo|пошкоджено|підтверджено|повідомлено|відомо|сказано|видно|кинуто|направлено|націлено|поранено"
    r"|зареєстровано"
    r"|підраховано|враховано|спостережено|атаковано|уражено|вражено|відзначено|згадано)"
)
_PARTICIPLE = re.compile(r"[a-z]{3,}(?:ed|en|ught|elled)|[а-яіїєґ']{4,}(?:но|то)")
_AUX = frozenset(
    {"were", "was", "been", "have", "had", "has", "being", "також", "also", "then", "later", "вдалося", "уже", "вже",
     "all", "either", "successfully", "успішно", "promptly", "eventually", "in", "turn"}
)  # fmt: skip


def stopped_by_role(view: View, group: Weapons, memory: Memory, kind: str) -> str | None:
    """The rule by which a count beside no known verb was stopped; None where nothing says so."""
    taken = group.quantity
    if taken is None or taken.op == "none" or group.launched or taken.last == taken.first:
        return None
    base = view.sentence.start
    zone = view.zone(view.words[group.first].start - base)
    if zone.modality != "fact" or NO_RAID.search(view.sentence.low[zone.start : zone.end]):
        return None
    start, end = view.words[group.first].start - base, view.words[group.last - 1].end - base
    low = view.sentence.low
    cut = max((low.rfind(sign, zone.start, start) for sign in (";", ": ", " – ", " — ")), default=-1)
    before, after = low[max(zone.start, cut) : start], low[end : zone.end].split(";")[0]
    named = _DEFENDER.within(view.sentence.low)
    defender = None
    for match in _DEFENDER.plain.finditer(before) if named else ():
        defender = match
    if defender and not _idle(before, defender.end()):
        return "count.defender"
    behind = _DEFENDER.plain.search(after) if named else None
    if behind and _BY.search(after[: behind.start()]) and not _NO_HARM.search(after, 0, behind.start()):
        return "count.defender"
    return "count.undone" if _undone(view, group, memory, kind) else None


_SPEAKS = re.compile(r"\b(?:said|says|told|reports?|reported|повідоми\w+|каж\w+|сказа\w+|розпові\w+)\b")
_WHERE = re.compile(r"\b(?:when|where|while|коли|де)\b")


def _idle(before: str, at: int) -> bool:
    """Whether a defender named before a count, at `at`, only watches, speaks, or is followed by the attacker."""
    return bool(
        _ATTACKER.search(before, at)
        or _NO_HARM.search(before, at)
        or _WHERE.search(before, at)
        or _SPEAKS.search(before)
    )


def _undone(view: View, group: Weapons, memory: Memory, kind: str) -> bool:
    """Whether fewer than flew had something done to them by a verb of no list: "78 came; 52 were splashed"."""
    taken = group.quantity
    flown = memory.launched.get(kind)
    if taken is None or taken.op not in ("=", "~", ">", ">=") or not taken.n or not flown or taken.n > flown:
        return False
    if kind in memory.shot:
        return False
    at = group.last
    while near(view.words, at) in _AUX:
        at += 1
    word = near(view.words, at)
    passive = at > group.last or word.endswith(("но", "то"))
    return passive and bool(_PARTICIPLE.fullmatch(word)) and not _OTHER.fullmatch(word) and not view.words[at].tag
