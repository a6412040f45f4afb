"""Persons and bodies that a sentence names, their names brought to the nominative, in the letters of the report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from oberih.record.reading.bodies import bodies
from oberih.record.reading.declension import listed
from oberih.record.reading.surnames import declined, is_first_name, nominative
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Shape, Wording

#: surnames often quoted whose cases mislead the rules, by stem
_KNOWN: dict[str, str] = {
    r"зеленськ(?:ий|ого|ому|им)": "Зеленський", r"резніков(?:а|у|им)?": "Резніков", r"остін(?:а|у|ом)?": "Остін",
    r"клич(?:ко|ка|ку|ком)": "Кличко", r"кулеб(?:а|и|і|у|ою)": "Кулеба", r"ігнат(?:а|у|ом)": "Ігнат",
    r"шмигал(?:ь|я|ю|ем)": "Шмигаль", r"сибіг(?:а|и|у|ою)|сибізі": "Сибіга", r"байден(?:а|у|ом)?": "Байден",
    r"трамп(?:а|у|ом)?": "Трамп", r"путін(?:а|у|им)?": "Путін", r"шольц(?:а|у|ом)?": "Шольц",
    r"макрон(?:а|у|ом)?": "Макрон",
}  # fmt: skip
_KNOWN_NAMES = {f"k{number}": name for number, name in enumerate(_KNOWN.values())}
_KNOWN_ANY = re.compile("|".join(rf"(?P<k{number}>\b(?:{stem})\b)" for number, stem in enumerate(_KNOWN)))
_CAPITALS = re.compile(r"(?<![\w'’-])[А-ЩЬЮЯЄІЇҐ]")
_ENGLISH_KNOWN = Wording(r"\b(?:zelensk(?:yy|iy|y|yi|i)|klitschko|austin|biden|trump|macron|scholz|putin|starmer)\b")
#: titles that a surname may follow at once; the nominative ones leave it as it stands
_TITLE = Shape(
    r"(?P<plain>президент(?:ка)?|прем'єр|прем'єр-міністр(?:ка)?|міністр(?:ка)?|мер(?:ка)?|губернатор|голова"
    r"|очільни(?:к|ця)"
    r"|керівни(?:к|ця)|речни(?:к|ця)|командувач|начальни(?:к|ця)|генерал|полковник|підполковник|посадовець|міський"
    r" голова"
    r"|прокурор|секретар|канцлер|посол|віцепрем'єр)"
    r"|(?P<oblique>президент(?:а|у|ом|ові|ки)|прем'єра|прем'єр-міністр(?:а|у|ом)|міністр(?:а|у|ом|ові)|мер(?:а|у|ом"
    r"|ові)"
    r"|губернатор(?:а|у|ом)|голов(?:и|і|у|ою)|очільник(?:а|у|ом)|керівник(?:а|у|ом)|речник(?:а|у|ом)|речниц(?:і|ю|ею)"
    r"|командувач(?:а|у|ем)|начальник(?:а|у|ом)|генерал(?:а|у|ом)|полковник(?:а|у|ом)|прокурора|канцлер(?:а|у|ом))"
    r"|(?P<english>mr|mrs|ms|dr|gen|lt|col|maj|capt|gov|president|minister|secretary|mayor|governor|spokesman"
    r"|spokeswoman"
    r"|spokesperson|commander|chief|head|colonel|general|captain|brigadier|chancellor|ambassador|prosecutor|premier"
    r"|leader"
    r"|lieutenant|major|sir|senator|deputy|chairman|ceo)"
)
_MAYBE_NAME = Shape(r"[А-ЩЬЮЯЄІЇҐA-Z][^\W\d_'’ʼ]+(?:['’ʼ-][^\W\d_]+)*")
_NOT_NAMES = listed(
    "defence defense foreign affairs interior energy united states air force forces kyiv kiev ukraine ukrainian russia"
    " russian "
    "сша ова україни росії сили сил оборони верховної верховна mva ova ministry state city regional region oblast"
    " military "
    "administration the of monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july "
    "august september october november december telegram facebook twitter x patriot shahed nasams russian's council"
    " house "
    "kharkiv odesa odessa sumy dnipro lviv kherson poltava chernihiv mykolaiv zaporizhzhia kryvyi rih district"
    " emergency "
    "service minister president mayor governor prime general staff command security national police"
)
_PLACE = re.compile(r"(?:ської|ській|щини|цької|ької|щині)$")
_OFFICE = re.compile(
    r"(?:голов[аиіу]|глав[аиу]|очільни\w+|міністр\w*|головнокомандувач\w*|командувач\w*|речни\w+|керівни\w+|начальни\w+|представни\w+"
    r"|заступни\w+"
    r"|директор\w*|пресофіцер\w*|секретар\w*|радни\w+|працівник\w*|посадов\w+|прокурор\w*|посл?[аоу]\w{0,2}"
    r"|head|chief|spokes\w+|commander|minister|secretary|leader|director|governor|mayor|ceo|chairman|adviser|advisor"
    r"|deputy"
    r"|representative|officials?|officer)"
    r"\s+(?:of\s+|for\s+|at\s+|from\s+|in\s+)?(?:the\s+|ukraine's\s+|a\s+|правління\s+|нек\s+|компанії\s+"
    r"|обласної\s+|київської\s+)?"
    r"[«\"“]?$"
)
_OFFICE_AFTER = re.compile(
    r"[»\"”]?(?:'s)?\s+(?:deputy\s+)?(?:commander|chief|head|spokes\w+|secretary|minister|director|ceo|leader"
    r"|official|adviser"
    r"|representative|lt|gen|col)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a sentence; offsets are within the sentence."""

    name: str
    start: int
    end: int
    person: bool
    generic: bool = False  #: a body known by its head noun alone: a speaker only beside a verb of saying
    vague: bool = False  #: nobody in particular, or the attacker


@dataclass(slots=True)
class Voices:
    """Persons and bodies met so far in the report."""

    names: dict[str, str] = field(default_factory=dict)  #: stem → name in the nominative
    titles: dict[str, str] = field(default_factory=dict)  #: title → the person it was said of
    last: str | None = None  #: the person who spoke last
    offices: set[str] = field(default_factory=set)  #: offices that spoke while their holder was not named
    body: str | None = None  #: the body that spoke last
    paragraph: int = -9
    pentagon: bool = False  #: the report calls the US department of defence so


def named(view: View, voices: Voices) -> list[Mention]:
    """Persons and bodies that a sentence names, in order; a surname met before is known again."""
    found: list[Mention] = []

    def add(mention: Mention) -> bool:
        free = all(mention.end <= other.start or mention.start >= other.end for other in found)
        if free:
            found.append(mention)
        return free

    for mention in _persons(view):
        if add(mention):
            voices.names.setdefault(mention.name.lower()[: max(4, len(mention.name) - 2)], mention.name)
    for mention in _known(view, voices):
        add(mention)
    low = view.sentence.low
    for body in bodies(view.sentence.text, low):
        office = _OFFICE.search(low[max(0, body.start - 60) : body.start]) or _OFFICE_AFTER.match(low, body.end)
        if office or low[max(0, body.start - 8) : body.start].endswith(("силами ", "силам ")):
            continue
        if low.startswith("силами", body.start) or (body.generic and _titled(low, body.start, body.end)):
            continue
        name = body.name
        if name == "Pentagon" or (
            voices.pentagon
            and re.search(
                r"defen[cs]e department|department of"
                r" defen[cs]e",
                name.lower(),
            )
        ):
            name = "Pentagon"
        again = voices.body is not None and (
            voices.body.lower().endswith(" " + name.lower()) or name in ("company", "operator", "utility", "компанія")
        )
        if body.generic and " " not in name and voices.body and again:
            add(Mention(voices.body, body.start, body.end, person=False))  # "the administration", named in full before
            continue
        add(
            Mention(
                name,
                body.start,
                body.end,
                person=False,
                generic=body.generic,
                vague=body.vague or low[body.end :].startswith((" in moscow", " у москві", " в москві")),
            )
        )
    return sorted(found, key=lambda mention: mention.start)


def _titled(low: str, start: int, end: int) -> bool:
    """Whether a body is part of somebody's title ("head of the military administration")."""
    return bool(
        re.search(
            r"(?:голов|начальни|очільни|керівни|речни|head of|chief of)[^,.;–—]{0,40}$", low[max(0, start - 60) : start]
        )
    )


def _persons(view: View) -> Iterator[Mention]:
    """Persons with a first name or a title, as "Vitali Klitschko", "Mr Healey", "мера Терехова"."""
    words, base = view.words, view.sentence.start
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else None
        if word.capital and is_first_name(word.low) and following and _surname(following) and not _gap(word, following):
            last = at + 1
            if (
                last + 1 < len(words) and is_first_name(following.low) and _surname(words[last + 1])
                and not _gap(following, words[last + 1])
            ):  # fmt: skip
                last += 1
            if _third(words, last):
                last += 1
            surname = words[last].text
            yield Mention(
                _clean(nominative(word.text, surname)), words[last].start - base, _end(words[last]) - base, person=True
            )
            at = last + 1
            continue
        title = _TITLE.fullmatch(word.low)
        if title and following:
            found = _after_title(words, at + 1, oblique=title["oblique"] is not None)
            if found:
                here, name = found
                yield Mention(name, words[here].start - base, _end(words[here]) - base, person=True)
                at = here + 1
                continue
        at += 1


_SPEAKS = frozenset(
    {"said", "says", ",", "told", "added", "wrote", "announced", "reported", "stated", "noted", "warned"}
)


def _third(words: tuple[Token, ...], last: int) -> bool:
    """Whether a second given name stands before the surname: "Rafael Mariano Grossi said"."""
    if last + 2 >= len(words) or words[last].low[0] >= "\u0250":
        return False
    surname = words[last + 1]
    close = not _gap(words[last], surname) and words[last + 2].low in _SPEAKS
    return close and surname.capital and _surname(surname) and not _NO_SURNAME.fullmatch(surname.low)


_NO_SURNAME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|telegram|facebook|twitter|x"
)


def _after_title(words: tuple[Token, ...], at: int, *, oblique: bool) -> tuple[int, str] | None:
    """The surname after a title, a full stop or a given name between them allowed."""
    while at < len(words) and words[at].low in (
        ".",
        ",",
        "of",
        "executive",
        "officer",
        "administration",
        "council",
        "general",
        "minister",
        "director",
    ):
        at += 1
    while at + 1 < len(words) and _TITLE.fullmatch(words[at].low) and words[at].low[0] < "\u0250":
        at += 2 if words[at + 1].low == "." else 1
    if at >= len(words) or not _surname(words[at]) or is_first_name(words[at].low):
        return None
    following = words[at + 1] if at + 1 < len(words) else None
    if following and _surname(following) and not _gap(words[at], following) and words[at].low[0] < "\u0250":
        return (at + 1, _clean(following.text))  # "Governor Artur Surname" with a first name not in the list
    if words[at].low.startswith(
        ("україн", "київ", "харків", "одес", "росі", "сум", "дніпр", "пентагон", "міноборон", "офіс", "мвс")
    ) or _PLACE.search(words[at].low):
        return None
    if words[at].low[0] < "\u0250" and words[at - 1].low in (",", "of"):
        return None
    return at, _clean(declined(words[at].text) if oblique else words[at].text)


_COUNTRY = Shape(
    r"(?:молдов|польщ|литв|латві|естоні|франці|німеччин|британі|румуні|чехі|фінлянді|норвегі|швеці|туреччин|канад"
    r"|японі|італі|іспані|словаччин|угорщин|данії|нідерланд"
    r"|європ|америк|рад[иаі]$|служб|управлін|департамент|військ|комітет|держ|фонд|агентств|міськ|обласн|штат"
    r"|ізраїл|білорус|комісі|парламент|верховн|кабінет|генштаб|сбу|мвс|днс)\w*"
)


def _surname(word: Token) -> bool:
    return not _COUNTRY.fullmatch(word.low) and (
        bool(_MAYBE_NAME.fullmatch(word.text))
        and word.low not in _NOT_NAMES
        and not word.text.isupper()
        and not word.tag
    )


def _gap(first: Token, second: Token) -> bool:
    return second.start - first.end > 1


def _end(word: Token) -> int:
    return word.end - 2 if word.low.endswith("'s") else word.end


def _clean(name: str) -> str:
    return re.sub(r"['’]s$", "", name)


def _known(view: View, voices: Voices) -> Iterator[Mention]:
    text, low = view.sentence.text, view.sentence.low
    for at in _CAPITALS.finditer(text):
        if match := _KNOWN_ANY.match(low, at.start()):
            yield Mention(_KNOWN_NAMES[match.lastgroup or "k0"], *match.span(), person=True)
    for match in _ENGLISH_KNOWN.finditer(low):
        if text[match.start()].isupper():
            yield Mention(text[match.start() : match.end()], *match.span(), person=True)
    for word in view.words if voices.names else ():
        if not word.capital or len(word.low) < 4:
            continue
        known = next((name for stem, name in voices.names.items() if word.low.startswith(stem)), None)
        if known and len(word.low) <= len(known) + 3:
            begin = word.start - view.sentence.start
            yield Mention(known, begin, _end(word) - view.sentence.start, person=True)
