"""People killed and hurt, as a report counts them; "постраждалих немає" is a stated absence, silence is nothing.

A sentence is cut at commas, dashes and "and". A number counts people if it stands beside a word for them, or so near to
"killed" and its like that nothing else can be meant; its kind is that of the nearest such word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.declension import listed
from oberih.record.reading.lexicon import KIND_TAGS
from oberih.record.reading.numbers import Quantity, quantity
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near

_TRIGGERS = frozenset({"killed", "wounded", "casualties"})
_COMMA = frozenset({",", ";", ":", "–", "—", "(", ")", "…"})
_CUTS = _COMMA | {"і", "й", "та", "а", "and", "but", "while", ".", "ще", "with"}
_NONE = listed(
    "немає нема нема відсутні відсутній обійшлося обійшлось минулося ніхто нікого no nobody none без without absent"
    " zero"
    " уникли "
    "neither nor"
)
_GROWTH = re.compile(
    r"зрос\w+|збільши\w+|сягну\w+|підня\w+|rose|rises|risen|climbed|grew|grown|increased|reached|up"
    r"|raised|put|now|rising"
)
_PART = listed(
    "зокрема серед них включно including among them одна один whom яких including тому числі включаючи"
    " котрих incl three-quarters"
)
#: what is counted is no person, whatever stands beside it
_THING = re.compile(
    r"будин\w*|будів\w*|квартир\w*|авто\w*|машин\w*|рок[иу]?|роки|років|годин\w*|хвилин\w*|км|метр\w*|локац\w*"
    r"|об'єкт\w*|област\w*|громад\w*"
    r"|район\w*|адрес\w*|поверх\w*|осел\w*|домоволод\w*|houses?|homes?|apart\w*|build\w*|cars?|years?|hours?"
    r"|minutes?|days?|weeks?|months?"
    r"|km|blocks?|flats?|floors?|storeys?|locations?|sites?|regions?|oblasts?|districts?|settlements?|vessels?"
    r"|ships?|percent|відсотк\w+|%"
    r"|raids?|waves?|attacks?|strikes?|атак\w*|ударів|удар\w*|бомб\w*|bombs?|випадк\w+|шкіл|schools?|windows|meals"
    r"|ракет\w*|missiles?|drones?"
    r"|субмарин\w*|літак\w*|aircraft|mw|мвт|черг\w*|днів|дні|день|тижн\w+|місяц\w+|substations?|підстанц\w+|teams"
    r"|ngos|корпус\w*"
    r"|January|am|pm|a\.m|p\.m|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|ранку|ночі|вечора"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|provinces?|провадж\w+"
    r"|грн|hryvnias?|updates?"
)
_BARE_AFTER = listed(
    ", . ; ) … in and у в та і й with others more were was have are – — - дістали отримали зазнали були було є"
    " suffered sustained got "
    'received on at across after over by from important під на від ( so as інших ще : “ ” » " ! when including'
    " among of за внаслідок "
    "що today yesterday overnight there here now alone altogether nationwide while died is has"
) | {""}
#: people in the same breath who came to no harm
_SAVED = re.compile(r"деблок|врят|евакуй|евакую|вивел|визвол|rescued|evacuat|saved|freed|sheltered")
_GOT = re.compile(r"поранен(?:ня|ь)|травми?|опіки|контузі\w+")
_ONE_VERB = re.compile(r"загину(?:в|ла)|помер(?:ла)?|гине|постражда(?:в|ла)|поранен(?:ий|а|о)|травмован(?:ий|а|о)"
                       r"|вбит(?:ий|а|о)|госпіталізовано"
                       r"|killed|died|injured|wounded|hurt|dead|killing|injuring|wounding|dies|hospitali[sz]ed"
                       r"|поранила|поранив")  # fmt: skip
_ONE_SURE = re.compile(r"загину(?:в|ла)|помер(?:ла)?|постражда(?:в|ла)")
_ONE_NOUN = re.compile(r"людин[ауи]|чоловік(?:а)?|жінк[ауи]|дівчин\w+|хлоп(?:чик|ець|ця|чика)|дитин[ауи]|особ[ау]"
                       r"|мешкан(?:ець|ка|ку|ця)"
                       r"|працівник(?:а)?|рятувальник(?:а)?|пенсіонер(?:а|ка|ку)?|водій|водія|сторож\w?|охорон(?:ець"
                       r"|ця)|медик(?:а)?|немовля|енергетик(?:а)?"
                       r"|man|woman|girl|boy|child|person|civilian|resident|worker|rescuer|employee|driver|guard"
                       r"|pensioner|medic|docker|stevedore"
                       r"|teenager|firefighter|baby|infant|patient|engineer|doctor|nurse|wife|husband|son|daughter"
                       r"|mother|father|brother|sister|electrician|lineman"
                       r"|serviceman|soldier|lineworker|one")  # fmt: skip
_WITH = re.compile(r"^(?:донькою|дочкою|сином|дитиною|дружиною|чоловіком|внучкою|онуком|онукою|немовлям)$")
_COUPLE = re.compile(r"подружж\w|couple")


@dataclass(frozen=True, slots=True)
class _Count:
    at: int
    last: int  #: index after the words that are counted
    quantity: Quantity
    child: bool
    trigger: int | None  #: index of the word that says what befell them, where it stands at once beside


def _counts(words: Sequence[Token]) -> Iterator[_Count]:
    here = 0
    while here < len(words):
        count = quantity(words, here) if near(words, here - 1) != "no" else None
        if (
            count is None
            or (count.op == "none" and near(words, count.last) in ("one", "one's"))
            or _is_part_of_name(words, count)
        ):
            here += 1
            continue
        found = _people(words, count)
        if found:
            yield found
            here = max(found.last, here + 1)
        else:
            here = max(count.last, here + 1)


def _is_part_of_name(words: Sequence[Token], count: Quantity) -> bool:
    """Whether a number is an age, a time, a date or a length: "60-year-old", "13 років", "14-річна"."""
    text = words[count.first].low
    if (
        near(words, count.first - 1) in ("of", "aged", ",")
        and words[count.first - 2].tag in ("person", "child")
        and count.first >= 2
        and (near(words, count.first - 1) != "," or near(words, count.last) in (",", "."))
        and count.op == "="
        and (count.n or 0) < 110
    ):
        return True
    after = near(words, count.last)
    return (
        "-year" in text or "річн" in text or ":" in text or bool(re.match(r"річн|-year|year-old|yo\b", after))
        or (after in ("років", "роки", "рік", "years", "year") ) or (near(words, count.first - 1) in ("of",
        "aged") and after in ("has", "was", "died"))
    )  # fmt: skip


def _people(words: Sequence[Token], count: Quantity) -> _Count | None:
    """What a number counts, if it counts people; None for anything else."""
    unknown = 0
    for here in range(count.last, min(count.last + 5, len(words))):
        word = words[here]
        if word.tag in ("person", "child"):
            return _Count(count.first, here + 1, count, word.tag == "child", None)
        if word.tag in _TRIGGERS:
            if unknown <= 2:
                return _Count(count.first, count.last, count, False, here)
            break
        if word.low in _CUTS or word.number or word.tag in KIND_TAGS or _THING.fullmatch(word.low):
            break
        unknown += word.low not in (
            "were",
            "was",
            "are",
            "have",
            "been",
            "had",
            "has",
            "is",
            "було",
            "були",
            "people",
            "too",
            "also",
            "of",
            "them",
            "the",
            "її",
            "з",
            "них",
            "left",
            "confirmed",
            "reported",
            "feared",
        )
    growth = any(_GROWTH.fullmatch(near(words, at)) for at in range(count.first - 2, count.first + 1))
    reach = range(count.first - 1, max(-1, count.first - (30 if growth else 5)), -1)
    before = next((at for at in reach if words[at].tag in _TRIGGERS), None)
    if before is not None and any(
        words[at].low in _COMMA or (words[at].number and not growth) for at in range(before + 1, count.first)
    ):
        between = [words[at].low for at in range(before + 1, count.first)]
        if between not in (["–"], ["—"], [":"], ["-"]):
            before = None
    after = near(words, count.last)
    if (
        before is not None
        and not _THING.fullmatch(after)
        and (words[count.last].tag if count.last < len(words) else "") not in KIND_TAGS
        and (after in _BARE_AFTER or (words[before].tag in ("killed", "wounded") and count.first - before <= 3))
    ):
        return _Count(count.first, count.last, count, False, before)
    told = near(words, count.first - 1) in ("їх", "тепер", "now") and after in _BARE_AFTER
    if told or (_personal(words[count.first]) and (after in _BARE_AFTER or after in ("–", "—", "у", "в"))):
        return _Count(count.first, count.last, count, False, None)
    return None


def _personal(word: Token) -> bool:
    """Numerals that Ukrainian keeps for people: двоє, четверо, двох."""
    return word.low.endswith(("оє", "еро", "ьох")) or word.low == "двох"


#: a toll that a report gives only to say that it has changed
_EARLIER = re.compile(
    r"\b(?:спершу|спочатку|раніше (?:\w+ )?(?:повідомля|йшлося|говорил|називал)\w*|до цього (?:\w+ )?повідомля\w+"
    r"|попередньо повідомля\w+|ще (?:вранці|вночі|зранку) (?:\w+ )?(?:повідомля|йшлося)\w*"
    r"|earlier|initially|initial \w+|preliminary \w+|first \w+ (?:spoke|put|gave)|at first|previously|first"
    r" (?:bulletin|report|count|reports)|had (?:said|reported|spoken"
    r"|written))\b[^;.]*$"
)
_NOW = re.compile(r"\b(?:тепер|вже|уже|нині|станом|згодом|потім|now|later|since|by (?:evening|morning|noon)|then)\b")


_IN_HOSPITAL = frozenset({"лікарні", "лікарню", "лікарнях", "реанімації", "hospital", "hospitals"})


def _pieces(words: Sequence[Token], cuts: frozenset[str]) -> list[tuple[int, int]]:
    marks = [-1, *(at for at, word in enumerate(words) if word.low in cuts), len(words)]
    return [(first + 1, last) for first, last in pairwise(marks) if last > first + 1]


def _type(words: Sequence[Token], at: int) -> FactType:
    return "killed" if words[at].tag == "killed" else "wounded"


def people_facts(view: View) -> Iterator[Draft]:
    """Killed and wounded people that a sentence counts, or says that there are none."""
    yield from _superseded(view, list(_told(view)))


_ONE_OF_MANY = re.compile(r"людин[ауи]|чоловік[аи]?|жінк[аиу]|дівчин[аиук]\w*|хлоп(?:чик|ець|ця|чика)|дитин[ауи]"
                          r"|немовля|пенсіонер(?:а|ка|ку)?"
                          r"|рятувальник(?:а)?|водій|водія|син(?:а)?|доньк[ау]|дочк[ау]|мати|матір|батько"
                          r"|бабус[яю]|онук[ау]?"
                          r"|man|woman|girl|boy|child|person|civilian|resident|teenager|toddler|infant|baby"
                          r"|mother|father|son|daughter"
                          r"|husband|wife|grandmother|grandfather|grandson|granddaughter|driver|rescuer|pensioner"
                          r"|worker")  # fmt: skip
_LINKS = frozenset(
    {
        "and",
        "та",
        "і",
        "й",
        "her",
        "his",
        "their",
        "its",
        "її",
        "його",
        "їхня",
        "їхній",
        "a",
        "an",
        "with",
        "разом",
        "з",
    }
)
_BEFORE_LIST = frozenset({",", ":", "–", "—", "-", "(", "including", "among", "зокрема", "серед", "них", "them", "of"})


@dataclass(frozen=True, slots=True)
class _Row:
    """Persons told one by one: "a woman and two children", "чоловіка, жінку та дитину"."""

    first: int
    last: int
    total: int


def _rows(words: Sequence[Token]) -> Iterator[_Row]:
    """Rows of persons of which one at least is told without a number, and no more than a few words apart."""
    items: list[tuple[int, int, int]] = []  # first, last, how many
    at = 0
    while at < len(words):
        count = quantity(words, at)
        if count and count.op == "=" and count.n and count.whole is None and not count.of_them:
            noun = next(
                (
                    here
                    for here in range(count.last, min(count.last + 3, len(words)))
                    if words[here].tag in ("person", "child")
                ),
                None,
            )
            plain = noun is not None and not any(
                words[here].tag or _THING.fullmatch(words[here].low) for here in range(count.last, noun)
            )
            if noun is not None and plain and count.n < 100 and not _is_part_of_name(words, count):
                items.append((at, noun + 1, count.n))
                at = noun + 1
                continue
            at = count.last
            continue
        if _ONE_OF_MANY.fullmatch(words[at].low):
            items.append((at, at + 1, -1))
        at += 1
    run: list[tuple[int, int, int]] = []
    for item in [*items, (10**6, 10**6, 0)]:
        apposed = run and run[-1][2] > 0 and item[0] < 10**6 and near(words, run[-1][1]) == ","
        if run and item[0] < 10**6 and not apposed and _linked(words, run[-1][1], item[0]):
            run.append(item)
            continue
        if len(run) > 1 and any(number < 0 for _, _, number in run):
            between = [words[each].low for each in range(run[-2][1], run[-1][0])]
            if {"and", "та", "і", "й"} & set(between):
                yield _Row(run[0][0], run[-1][1], sum(abs(number) for _, _, number in run))
        run = [item] if item[0] < 10**6 else []


def _linked(words: Sequence[Token], end: int, start: int) -> bool:
    between = words[end:start]
    if not between or len(between) > 5 or not any(word.low in ("and", "та", "і", "й", ",") for word in between):
        return False
    return all(
        word.low in _LINKS or word.low in (",", "-") or word.number or "year" in word.low or "річн" in word.low
        or word.low.endswith(("ий", "а", "у", "ого", "old", "aged", "elderly", "young", "teenage")) for word in between
    ) and not any(word.tag in _TRIGGERS for word in between)  # fmt: skip


def _row_drafts(view: View) -> Iterator[tuple[_Row, Draft]]:
    """Rows of persons that were killed or wounded as one number."""
    words = view.words
    triggers = [at for at, word in enumerate(words) if word.tag in ("killed", "wounded") and not _no_trigger(words, at)]
    for row in _rows(words) if triggers else ():
        start = row.first
        while start and (
            words[start - 1].low in _LINKS or "річн" in words[start - 1].low or "-year" in words[start - 1].low
        ):
            start -= 1
        if near(words, start - 1) in _BEFORE_LIST and near(words, start - 1) != "of" and start > 0:
            continue  # who those are that were counted before
        far = {at: (row.first - at if at < row.first else at - row.last + 1) for at in triggers}
        at = min(triggers, key=lambda each: far[each])
        low, high = sorted((at, row.first))
        if far[at] > 8 or any(
            words[each].low in (";", ":", ",", "–", "—") for each in range(low, high) if not start <= each < row.last
        ):
            continue
        if words[at].low in ("toll", "number", "bodies") or near(words, at - 1) in ("не", "not", "no", "without"):
            continue
        yield row, view.draft(
            _type(words, at), view.span(row.first, row.last), "people.row", kind="person", verb=words[at].low,
            **counted(Quantity("=", row.total, row.first, row.last)),
        )  # fmt: skip


def _told(view: View) -> Iterator[Draft]:
    rows = list(_row_drafts(view))
    for draft in _counted_people(view):
        inside = [
            row for row, each in rows
            if each.type == draft.type and draft.span[0] < view.words[row.last - 1].end
            and view.words[row.first].start < draft.span[1]
        ]  # fmt: skip
        if not inside or draft.get("op") == "none":
            yield draft
    for _, draft in rows:
        yield draft


def _counted_people(view: View) -> Iterator[Draft]:
    words = view.words
    triggers = [at for at, word in enumerate(words) if word.tag in _TRIGGERS and not _no_trigger(words, at)]
    if not triggers:
        return
    counts = list(_counts(words))
    yield from _absences(view, triggers, counts)
    last: FactType | None = None
    pieces = _pieces(words, _CUTS)
    for number, (start, end) in enumerate(pieces):
        own = [at for at in triggers if start <= at < end]
        inside = [count for count in counts if start <= count.at < end]
        if own:
            last = _type(words, own[0])
        if own and not inside:
            yield from _single(view, start, end, own)
        for count in inside:
            type_ = _befell(words, count, own, last, pieces, number)
            if type_ is None or count.quantity.op in ("most", "all", "none"):
                continue
            if any(_SAVED.match(words[at].low) for at in range(start, end)):
                continue
            last = type_
            draft = _counted(view, count, type_)
            draft.part = _is_part(words, count, own)
            before = view.sentence.low[: words[count.at].start - view.sentence.start]
            earlier = _EARLIER.search(before)
            if earlier and not _NOW.search(earlier.group()):
                draft.columns["scope"] = "background"
            if (
                not _risen(words, count)
                and near(words, count.at - 1) in ("from", "з", "із")
                and _GROWTH.fullmatch(near(words, count.at - 2))
            ):
                draft.columns["scope"] = "background"  # "up from five": the toll of before
            if near(words, count.at - 1) in ("not", "не") or near(words, count.at - 2) == "не":
                draft.columns["scope"] = "background"
            yield draft


#: where a sentence turns to a later toll: "nine were killed, rescuers said; by evening the minister spoke of 12"
_LATER = re.compile(
    r"(?:;|,? but|, and|, а|\bа|,)\s+(?:by (?:the )?(?:\w+ )?(?:evening|morning|noon|midday|night|nightfall"
    r"|afternoon|end)|later|since then|now|hours later"
    r"|згодом|пізніше|потім|тепер|(?:до|на|під|ближче до) (?:вечор\w|вечір|ран\w+|обід\w?|полудн\w)|за годину"
    r"|через (?:\w+ )?годин\w+)\b"
)


def _number(draft: Draft) -> int:
    """The number that a fact holds; 0 where it holds none."""
    return int(str(draft.get("n") or 0))


def _superseded(view: View, drafts: list[Draft]) -> list[Draft]:
    """A toll before a later one in the same sentence is one of before."""
    grown = any(_GROWTH.fullmatch(word.low) for word in view.words)
    for draft in drafts if grown else ():
        if draft.rule == "people.one" and any(
            other.type == draft.type and other.rule == "people.count" for other in drafts
        ):
            draft.part = True  # "the toll rose to nine: a woman died in hospital"
    turn = _LATER.search(view.sentence.low)
    if turn is None:
        return drafts
    at = view.sentence.start + turn.start()
    for draft in drafts:
        grew = any(
            other.type == draft.type and other.span[0] > at and _number(other) > _number(draft) > 0 for other in drafts
        )
        if draft.span[0] < at and grew:
            draft.columns["scope"] = "background"
    return drafts


def _no_trigger(words: Sequence[Token], at: int) -> bool:
    """Words that only look as if they told of people: lives saved, toll roads, dead of night."""
    low = words[at].low
    if low.startswith(("звернул", "звертал")):
        return near(words, at + 1) not in ("по", "за", "до")
    if low in ("hospital", "wards", "hospitals", "treated", "medical", "treatment"):
        around = {near(words, step) for step in range(at - 4, at)}
        return not around & {
            "sent",
            "taken",
            "rushed",
            "brought",
            "wards",
            "sought",
            "needed",
            "required",
            "being",
            "were",
        }
    if low == "lives":
        return near(words, at - 1) in ("save", "saved", "saves", "saving") or not any(
            near(words, before) in ("claimed", "took", "cost", "claiming", "taking", "lost", "losing", "lose")
            for before in range(at - 3, at)
        )
    return (low == "dead" and near(words, at + 1) == "of") or (low in ("toll",) and near(words, at + 1) in ("on", "of"))


def _befell(
    words: Sequence[Token],
    count: _Count,
    own: list[int],
    last: FactType | None,
    pieces: list[tuple[int, int]],
    number: int,
) -> FactType | None:
    """Whether those counted were killed or wounded: by the nearest word that says so."""
    if count.trigger is not None:
        if words[count.trigger].tag == "casualties":
            return "wounded" if words[count.trigger].low.startswith("victim") else None
        return _type(words, count.trigger)
    sure = [at for at in own if words[at].tag != "casualties"]
    if sure:
        return _type(words, min(sure, key=lambda at: (abs(at - count.at), at < count.at)))
    if own:
        return None
    now = near(words, count.at - 1) in ("їх", "тепер", "now")
    if (
        last is not None
        and number
        and (now or count.child or _personal(words[count.at]) or _is_part(words, count, own))
    ):
        return last
    if count.last > count.quantity.last or _personal(words[count.at]):
        ahead = _ahead(words, pieces, number)
        late = [words[at].low for at in range(count.last, len(words))]
        late = late[: late.index(";")] if ";" in late else late
        if last == "killed" and ahead is None and set(late) & _IN_HOSPITAL:
            return "wounded"
        # "троє людей, з них одна дитина, загинули": what befell them comes later; else what came before goes on
        return ahead or last
    return None


def _ahead(words: Sequence[Token], pieces: list[tuple[int, int]], number: int) -> FactType | None:
    for start, end in pieces[number + 1 : number + 5]:
        if near(words, start - 1) in (";", ".", ":"):
            return None
        for at in range(start, end):
            if words[at].tag in ("killed", "wounded"):
                return _type(words, at)
            other = quantity(words, at)
            if other and not other.of_them and not _PART & {near(words, before) for before in range(at - 3, at)}:
                return None
    return None


def _is_part(words: Sequence[Token], count: _Count, own: list[int]) -> bool:
    trigger = near(words, count.trigger) if count.trigger is not None else ""
    if (
        trigger.startswith(("госпітал", "hospitali"))
        and count.at
        and any(
            words[at].tag == "wounded" and not words[at].low.startswith(("госпітал", "hospitali"))
            for at in range(count.at)
        )
    ):
        return True
    marks = any(near(words, at) in _PART for at in range(max(0, count.at - 3), count.at))
    after = {near(words, count.last + step) for step in range(3)}
    if near(words, count.last) in ("among",) or (
        near(words, count.last) in ("were", "was", "are", "is") and near(words, count.last + 1) == "among"
    ):
        return True
    of_them = count.quantity.of_them or count.quantity.whole is not None
    hospital = (
        bool(after & {"in", "у", "в", "remain", "remained", "тяжкі", "важкі", "critical", "лікарні", "–"})
        and not own
        and not count.child
    )
    clinic = any(
        re.match(r"реанімац|тяжк|важк|лікарн|critical|serious|intensive|hospital|школ", near(words, at))
        for at in range(count.last, count.last + 4)
    )
    return of_them or (count.child and (marks or not own)) or (marks and not own) or ((hospital or not own) and clinic)


def _risen(words: Sequence[Token], count: _Count) -> bool:
    """Whether a range tells how a toll grew: "has risen from 25 to 28"."""
    before = near(words, count.at - 1) in ("from", "від", "з", "із")
    return count.quantity.n_max is not None and before and bool(_GROWTH.fullmatch(near(words, count.at - 2)))


def _counted(view: View, count: _Count, type_: FactType) -> Draft:
    words = view.words
    taken = count.quantity
    if _risen(words, count):
        taken = replace(taken, op="=", n=taken.n_max, n_max=None)
    if taken.op == "<" and near(words, count.at) in ("до", "to") and any(
        _GROWTH.fullmatch(near(words, at)) for at in range(max(0, count.at - 5), min(count.at + 5, len(words)))
    ):  # fmt: skip
        taken = replace(taken, op="=")
    trigger = next((word.low for word in words if word.tag == type_), None)
    last = max(count.last, (count.trigger or 0) + 1) if count.trigger and count.trigger >= count.last else count.last
    return view.draft(type_, view.span(count.at, last), "people.count", kind="person", verb=trigger, **counted(taken))


def _absences(view: View, triggers: list[int], counts: list[_Count]) -> Iterator[Draft]:
    """ "Загиблих і постраждалих немає", "nobody was killed or injured": both kinds at once."""
    words = view.words
    for start, end in _pieces(words, _COMMA | {"але", "but"}):
        own = [at for at in triggers if start <= at < end]
        unhurt = [at for at in own if near(words, at - 1) in ("не", "not") and words[at].tag != "casualties"]
        none = unhurt or [at for at in range(start, end) if words[at].low in _NONE]
        if not own or not none or any(start <= count.at < end and count.quantity.op != "none" for count in counts):
            continue
        first = none[0]
        if unhurt:
            own = unhurt
        if words[first].low in ("no", "without", "без", "neither") and not 0 < own[0] - first <= (
            7 if words[first].low == "neither" else 4
        ):
            continue
        if "інформації" in {word.low for word in words[start:end]} or "information" in {
            word.low for word in words[start:end]
        }:
            continue
        types: list[FactType] = []
        for at in own:
            both = words[at].tag == "casualties"
            for each in ("killed", "wounded") if both else (_type(words, at),):
                if each not in types:
                    types.append(each)
        span = view.span(min(first, own[0]), max(own[-1], none[-1]) + 1)
        for type_ in types:
            yield view.draft(
                type_,
                span,
                "people.absence",
                kind="person",
                polarity="negative",
                **counted(Quantity("none", None, 0, 0)),
            )


def _single(view: View, start: int, end: int, own: list[int]) -> Iterator[Draft]:
    """One person, told without a number: "загинула жінка", "a man of 71 has died", "killing a driver"."""
    words = view.words
    piece = words[start:end]
    if any(word.low in _NONE for word in piece):
        return
    got = any(
        near(words, at) in ("отримав", "отримала", "дістав", "дістала", "зазнав", "зазнала") for at in range(start, end)
    )
    verb = next(
        (at for at in own if _ONE_VERB.fullmatch(words[at].low) or (got and _GOT.fullmatch(words[at].low))), None
    )
    if verb is None or near(words, verb - 1) in ("не", "not", "без"):
        return
    couple = next((at for at in range(start, end) if _COUPLE.fullmatch(words[at].low)), None)
    nouns = [at for at in range(start, end) if _ONE_NOUN.fullmatch(words[at].low)]
    english = words[verb].low[0] < "\u0250"
    if couple is not None:
        n, at = 2, couple
    elif english:
        if not nouns and verb - start < 12:
            nouns = [
                at for at in range(start, verb)
                if not words[at].tag and words[at].low.isalpha() and len(words[at].low) > 3
                and not _THING.fullmatch(words[at].low)
                and near(words, at + 1) in ("died", "was", "has", "killed", "injured", "wounded", "is", "had")
            ]  # fmt: skip
        articled = [at for at in nouns if _article(words, at, start) or near(words, at - 1) in ("his", "her", "their")]
        if not articled:
            return
        n, at = 1, min(articled, key=lambda each: abs(each - verb))
    elif nouns:
        n, at = 1, min(nouns, key=lambda each: abs(each - verb))
    elif _ONE_SURE.fullmatch(words[verb].low) and not any(word.tag in ("person", "child") for word in piece):
        n, at = 1, verb
    else:
        return
    if n == 1 and any(
        _WITH.search(near(words, each)) and near(words, each - 2) + near(words, each - 1) != ""
        for each in range(at, end)
    ):
        n = 2
    first, last = min(at, verb), max(at, verb) + 1
    draft = view.draft(_type(words, verb), view.span(first, last), "people.one", kind="person", verb=words[verb].low,
                       **counted(Quantity("=", n, 0, 0)))  # fmt: skip
    draft.part = bool(_PART & {near(words, each) for each in range(max(0, first - 3), first)})
    yield draft


def _article(words: Sequence[Token], at: int, start: int) -> bool:
    return any(near(words, each) in ("a", "an", "another", "one") for each in range(max(start, at - 5), at))
