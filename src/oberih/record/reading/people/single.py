"""One person, told without a number."""

import re
from collections.abc import Iterator, Sequence

from oberih.record.reading.base import Draft
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.people.words import NONE, PART, THING, type_at
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Shape

_GOT = re.compile(r"поранен(?:ня|ь)|травми?|опіки|контузі\w+")
_ONE_VERB = Shape(r"загину(?:в|ла)|помер(?:ла)?|гине|постражда(?:в|ла)|поранен(?:ий|а|о)|травмован(?:ий|а|о)"
                       r"|[ву]бит(?:ий|а|о)|госпіталізовано"
                       r"|killed|died|injured|wounded|hurt|dead|killing|injuring|wounding|dies|hospitali[sz]ed"
                       r"|поранила|поранив")  # fmt: skip
#: words whose idiom says that somebody died or was hurt: "lost her life", "was cut by glass"
_BY_IDIOM = Shape(
    r"lost|took|taken|claimed|cost|cut|struck|burned|pierced|suffered|sustained|received|needed|sought|забра\w+"
    r"|обірва\w+"
    r"|відібра\w+|body|тіло|не|rushed|sent|brought|grazed|succumbed|зазна\w+|діста\w+|отрима\w+"
)
_ONE_SURE = Shape(r"загину(?:в|ла)|помер(?:ла)?|постражда(?:в|ла)")
_ONE_NOUN = Shape(r"людин[ауи]|чоловік(?:а)?|жінк[ауи]|дівчин\w+|хлоп(?:чик|ець|ця|чика)|дитин[ауи]|особ[ау]"
                       r"|мешкан(?:ець|ка|ку|ця)"
                       r"|працівник(?:а)?|рятувальник(?:а)?|пенсіонер(?:а|ка|ку)?|водій|водія|сторож\w?|охорон(?:ець"
                       r"|ця)|медик(?:а)?|немовля|енергетик(?:а)?"
                       r"|man|woman|girl|boy|child|person|civilian|resident|worker|rescuer|employee|driver|guard"
                       r"|pensioner|medic|docker|stevedore"
                       r"|teenager|firefighter|baby|infant|patient|engineer|doctor|nurse|wife|husband|son|daughter"
                       r"|mother|father|brother|sister|electrician|lineman"
                       r"|serviceman|soldier|lineworker|one|member|officer|adult|male|female|citizen|passenger"
                       r"|student|villager|operator"
                       r"|local|paramedic|cleaner|farmer|fisherman|volunteer|sailor|volunteers?|teacher|grandmother"
                       r"|grandfather"
                       r"|toddler|motorist|cyclist|тракторист\w?|вчительк\w|бабус[яю]|дідус[ья]|підліт(?:ок|ка)"
                       r"|юнак\w?|лікар(?:ка|ку|я)?"
                       r"|поліцейськ(?:ий|ого)|військов(?:ий|ого)|доброволець|добровольця|волонтер(?:ка|ку|а)?"
                       r"|місцев(?:ий|а|ого|у)"
                       r"|фермер\w?|рибалк\w|монтер\w?|електромонтер\w?|слюсар\w?|пасажир(?:ка|ку|а)?|цивільн(?:ий|а"
                       r"|ого|у)")  # fmt: skip
_WITH = re.compile(r"^(?:донькою|дочкою|сином|дитиною|дружиною|чоловіком|внучкою|онуком|онукою|немовлям)$")
_COUPLE = Shape(r"подружж\w|couple")


def single(view: View, start: int, end: int, own: list[int]) -> Iterator[Draft]:
    """One person, told without a number: "загинула жінка", "a man of 71 has died", "killing a driver"."""
    words = view.words
    piece = words[start:end]
    if any(word.low in NONE for word in piece):
        return
    got = any(
        near(words, at) in ("отримав", "отримала", "дістав", "дістала", "зазнав", "зазнала") for at in range(start, end)
    )
    verb = next(
        (
            at
            for at in own
            if _BY_IDIOM.fullmatch(words[at].low)
            or _ONE_VERB.fullmatch(words[at].low)
            or (got and _GOT.fullmatch(words[at].low))
        ),
        None,
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
                and not THING.fullmatch(words[at].low)
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
    draft = view.draft(type_at(words, verb), view.span(first, last), "people.one", kind="person", verb=words[verb].low,
                       **counted(Quantity("=", n, 0, 0)))  # fmt: skip
    draft.part = bool(PART & {near(words, each) for each in range(max(0, first - 3), first)})
    yield draft


def _article(words: Sequence[Token], at: int, start: int) -> bool:
    return any(near(words, each) in ("a", "an", "another", "one") for each in range(max(start, at - 5), at))
