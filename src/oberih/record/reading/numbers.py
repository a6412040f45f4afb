"""Numbers in digits and words of both languages, in every case, with the words that bound them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from oberih.record.reading.base import Op, bounds
from oberih.record.reading.tokens import Token

#: no reported count is larger; a longer row of digits is something else
LARGEST = 100_000_000


def _ukrainian() -> dict[str, int]:
    """Every case of the numerals 1 to 900, and the collective ones (двоє, четверо, десятеро)."""
    forms: dict[str, int] = {}

    def add(value: int, *words: str) -> None:
        forms.update(dict.fromkeys(words, value))

    add(
        1, *["один", "одна", "одне", "одну", "одного", "одному", "одним", "одною", "однією", "одної", "однієї", "одній"]
    )
    add(2, *["два", "дві", "двох", "двом", "двома", "двоє", "обидва", "обидві", "обох", "обидвох"])
    add(3, *["три", "трьох", "трьом", "трьома", "троє"])
    add(4, *["чотири", "чотирьох", "чотирьом", "чотирма", "четверо"])
    for value, stem, soft, collective in (
        (5, "п'ят", "п'ять", "п'ятеро"), (6, "шіст", "шість", "шестеро"), (7, "сім", "сім", "семеро"),
        (8, "вісьм", "вісім", "восьмеро"), (9, "дев'ят", "дев'ять", "дев'ятеро"), (10, "десят", "десять", "десятеро"),
    ):  # fmt: skip
        add(
            value,
            soft,
            collective,
            collective + "х",
            collective[:-1] + "ом",
            *(stem + e for e in ("ьох", "ьом", "ьма", "ьома", "и")),
        )
        add(value, *(stem + e for e in ("ох", "ом", "ома")))
    add(6, "шести", "шістьма")
    add(7, "семи", "сьома", "сімома")
    add(8, "восьми", "вісьма", "вісьмома")
    for value, stem in enumerate(["оди", "два", "три", "чотир", "п'ят", "шіст", "сім", "вісім", "дев'ят"], start=11):
        ten = stem + "надцят"
        add(value, *(ten + e for e in ("ь", "и", "ьох", "ьом", "ьма", "ьома", "еро", "ером")))
    for value, stem in ((12, "двана"), (20, "два"), (30, "три")):
        add(value, *(stem + "дцят" + e for e in ("ь", "и", "ьох", "ьом", "ьма", "ьома")))
    add(20, "двадцятеро", "двадцятьох")
    add(30, "тридцятеро", "тридцятьох")
    add(40, "сорок", "сорока")
    for value, stem in ((50, "п'ятдесят"), (60, "шістдесят"), (70, "сімдесят"), (80, "вісімдесят")):
        add(value, *(stem + e for e in ("", "и", "ьох", "ьом", "ьма", "ьома")))
    add(90, "дев'яносто", "дев'яноста")
    add(100, "сто", "ста", "сотня", "сотню", "сотні", "сотнею")
    add(50, "півсотні", "півсотня", "півсотню")
    add(150, "півтораста")
    add(200, "двісті", "двохсот", "двомстам", "двомастами")
    add(300, "триста", "трьохсот", "трьомстам", "трьомастами")
    add(400, "чотириста", "чотирьохсот", "чотирьомстам", "чотирмастами")
    for value, stem, genitive in (
        (500, "п'ят", "п'яти"), (600, "шіст", "шести"), (700, "сім", "семи"), (800, "вісім", "восьми"),
        (900, "дев'ят", "дев'яти"),
    ):  # fmt: skip
        add(value, stem + "сот", genitive + "сот", stem + "ьмастами", stem + "омастами")
    add(10, "десяток", "десятком")
    add(12, "дюжина", "дюжину", "дюжиною", "дюжини")
    return forms


_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, int] = (
    _ukrainian()
    | {word: value for value, word in enumerate(_ONES.split(), start=1)}
    | {word: value * 10 for value, word in enumerate(_TENS.split(), start=2)}
    | {"dozen": 12, "hundred": 100, "both": 2, "couple": 2, "pair": 2, "дует": 2}
)
_COMPOUND = {f"{ten}-{one}": WORDS[ten] + WORDS[one] for ten in _TENS.split() for one in _ONES.split()[:9]}
WORDS |= _COMPOUND
#: an unnumbered dozen ("a dozen") and its like may follow an article
_ARTICLED = frozenset({"dozen", "hundred", "pair", "couple"})
_MULTIPLIER = {"десятки": 10, "десятків": 10, "десятками": 10, "сотень": 100, "тис": 1000, "тисяч": 1000, "тисячі":
1000, "тисяча": 1000, "тисячу": 1000, "тисячами": 1000, "тисячам": 1000,
               "thousand": 1000, "млн": 10**6, "мільйон": 10**6, "мільйона": 10**6, "мільйони": 10**6,
               "мільйонів": 10**6,
               "million": 10**6, "k": 1000}  # fmt: skip

_BOUNDS: dict[Op, str] = {
    ">": "понад|значно більше|well over|well above|just over|slightly over|далеко за|більше ніж|більше за|більше"
    "|більш ніж|більш як|більше як|more than|over|upwards of|in excess of",
    ">=": "не менше ніж|не менше|не менш як|не менш ніж|щонайменше|принаймні|як мінімум|мінімум|at least"
    "|no fewer than|no less than|not less than|a minimum of",
    "~": "близько|приблизно|орієнтовно|майже|порядку|about|around|approximately|roughly|some|nearly|almost"
    "|close to|circa",
    "<": "до|менше ніж|менше|менш ніж|не більше ніж|не більше|щонайбільше|максимум|up to"
    "|fewer than|less than|under|at most|as many as",
}
_OPERATORS: dict[tuple[str, ...], Op] = {
    tuple(phrase.split()): op for op, phrases in _BOUNDS.items() for phrase in phrases.split("|")
}
_OPERATOR_STARTS = frozenset(phrase[0] for phrase in _OPERATORS)
_BARE: dict[str, Op] = {
    "більшість": "most", "більшості": "most", "більшу": "most", "більша": "most", "most": "most", "majority": "most",
    "усі": "all", "всі": "all", "усіх": "all", "всіх": "all", "all": "all",
    "кілька": "some", "декілька": "some", "кількох": "some", "декількох": "some", "кількома": "some",
    "декількома": "some",
    "кільканадцять": "some", "десятки": "some", "десятків": "some", "десятками": "some", "several": "some",
    "dozens": "some",
    "few": "some", "scores": "some", "hundreds": "some", "сотні": "some", "сотнями": "some", "multiple": "some",
    "жодного": "none", "жодної": "none", "жодна": "none", "жоден": "none", "жодну": "none", "no": "none",
}  # fmt: skip
#: shares in several words: "the bulk of", "левова частка"
_SHARES: dict[Op, str] = {
    "most": "the bulk of|the vast majority of|the overwhelming majority of|the great majority of|a majority of"
    "|the majority of|the lion's share of|the greater part of|the larger part of|vast majority of"
    "|левову частку|левова частка|більшу частину|більша частина|переважну більшість|переважна більшість"
    "|переважну частину|основну масу|абсолютну більшість|майже всі|майже усі|майже всіх|майже усіх"
    "|практично всі|практично усі",
    "some": "a considerable share of|a considerable part of|a considerable number of|a significant number of"
    "|a significant part of|a significant share of|a significant portion of|a substantial part of|a large part of"
    "|a large number of|a good part of|a portion of|a part of|part of the|a number of|a share of|a handful of"
    "|значну частину|значна частина|чималу частину|частину|частина|низку|чимало|пару десятків",
}
_SHARED: dict[tuple[str, ...], Op] = {
    tuple(phrase.split()): op for op, phrases in _SHARES.items() for phrase in phrases.split("|")
}
_SHARE_STARTS = frozenset(phrase[0] for phrase in _SHARED)
#: "the remaining 30", "решту, 9": what is left of those named before
REST = frozenset({"решту", "решта", "решти", "remaining", "other", "інші", "інших", "remainder", "rest"})
_OF = frozenset({"із", "з", "зі", "of"})
_THEM = frozenset({"них", "яких", "котрих", "which", "them", "these", "those"})
_PLAIN = re.compile(r"(\d[\d \u00a0\u202f,.]*)(?:-(?:х|ти|ма|ох|м|й|я|а|у|и|ь|ми|ьох|ьма|ro))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count as written: what bounds it, the number, and the whole that it is a part of ("18 of 21")."""

    op: Op
    n: int | None
    first: int  #: index of its first word
    last: int  #: index after its last word
    whole: int | None = None
    of_them: bool = False  #: "of them", "з них": what is counted was named before
    n_max: int | None = None  #: the upper end of "10–15"
    but: int | None = None  #: 2 in "all but two"

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        return (self.n, self.n_max) if self.n_max is not None else bounds(self.op, self.n)


@lru_cache(maxsize=4096)
def _digits(word: str) -> float | None:
    match = _PLAIN.fullmatch(word)
    if not match:
        return None
    figures = re.sub(r"[ \u00a0\u202f]", "", match.group(1))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", figures):
        figures = figures.replace(",", "")
    if len(figures) > 12:
        return None
    try:
        return float(figures.replace(",", "."))
    except ValueError:
        return None


#: "пів сотні", "пів тисячі"
_HALVES = {"сотні": 50.0, "тисячі": 500.0, "десятка": 5.0, "мільйона": 500_000.0}
_ONE_AND_A_HALF = {"десятка": 15.0, "сотні": 150.0, "десятки": 15.0, "тисячі": 1500.0}


def _words(words: Sequence[Token], at: int) -> tuple[float | None, int]:
    """A number in words: hundreds, tens and ones fall, so "двадцять сім" is 27 and "сім двадцять" is 7."""
    total, last_size = 0, 10**9
    here = at
    while here < len(words) and here < at + 6:
        low = words[here].low
        if low == "and" and total >= 100 and here + 1 < len(words) and words[here + 1].low in WORDS:
            here += 1
            continue
        value = WORDS.get(low)
        if low == "пів" and here == at and here + 1 < len(words) and words[here + 1].low in _HALVES:
            return _HALVES[words[here + 1].low], here + 2
        if low in ("півтора", "півтори") and here == at and here + 1 < len(words):
            half = _ONE_AND_A_HALF.get(words[here + 1].low)
            return (half, here + 2) if half else (None, at)
        if value is None:
            break
        if value in (12, 100) and low in _ARTICLED and total and last_size < 100:
            total, last_size = total * value, value
        elif value < last_size and (total == 0 or _fits(last_size, value)):
            total, last_size = total + value, value
        else:
            break
        here += 1
    return (float(total), here) if total else (None, at)


def _fits(before: int, value: int) -> bool:
    return (before >= 100 and value < 100) or (20 <= before < 100 and before % 10 == 0 and value < 10)


def numeral(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The number that begins at a word, and the index after it; None where none does."""
    if at >= len(words):
        return None
    value: float | None
    if words[at].number:
        value, here = _digits(words[at].low), at + 1
    elif words[at].low in ("a", "an") and at + 1 < len(words) and words[at + 1].low in _ARTICLED:
        value, here = _words(words, at + 1)
    elif words[at].low in _MULTIPLIER and words[at].low.startswith("тисяч"):
        value, here = 1.0, at
    else:
        value, here = _words(words, at)
    if value is None:
        return None
    while here < len(words) and words[here].low in _MULTIPLIER:
        value *= _MULTIPLIER[words[here].low]
        here += 1
        if words[here - 1].low == "тис" and here < len(words) and words[here].low == ".":
            here += 1
        rest = numeral(words, here) if here < len(words) and words[here].low in WORDS else None
        if rest:
            value, here = value + rest[0], rest[1]
    if value > LARGEST or value != int(value):
        return None
    return int(value), here


def _operator(words: Sequence[Token], at: int) -> tuple[Op | None, int]:
    if at >= len(words) or words[at].low not in _OPERATOR_STARTS:
        return None, at
    lows = tuple([word.low for word in words[at : at + 3]])
    for length in (3, 2, 1):
        op = _OPERATORS.get(lows[:length])
        if op:
            return op, at + length
    return None, at


#: first words of every count: most words of a sentence begin none, and that is seen at once
_BEGINS = (
    frozenset(WORDS) | frozenset(_BARE) | frozenset(_MULTIPLIER) | {phrase[0] for phrase in _OPERATORS}
    | _SHARE_STARTS | REST | {"none", "півтора", "півтори", "single", "пів", "a", "an", "the", "not", "every",
    "each", "кожен", "кожну", "кожна", "кожного"}
)  # fmt: skip


def _low(words: Sequence[Token], at: int) -> str:
    return words[at].low if 0 <= at < len(words) else ""


def _part(words: Sequence[Token], at: int) -> tuple[int | None, bool, int]:
    """What follows a count: "of 38", "з них", or nothing."""
    here = at + 1 if _low(words, at) == "out" else at
    if _low(words, here) not in _OF:
        return None, False, at
    after = here + 1
    while _low(words, after) in ("the", "all", "усіх", "всіх", "загальних"):
        after += 1
    if _low(words, after) in _THEM:
        return None, True, after + 1
    whole = numeral(words, after)
    if whole and _low(words, whole[1]) not in ("%", "громад", "областей"):
        return whole[0], False, whole[1]
    return None, False, at


def quantity(words: Sequence[Token], at: int) -> Quantity | None:
    """The count that begins at a word, or None.

    >>> from oberih.record.reading.tokens import tokens
    >>> found = quantity(tokens("понад сімдесят ракет"), 0)
    >>> (found.op, found.n), quantity(tokens("18 of the 21 drones"), 0).whole
    (('>', 70), 21)
    """
    if at >= len(words) or not (words[at].low in _BEGINS or words[at].number):
        return None
    known: dict[int, Quantity | None] | None = getattr(words, "counts", None)
    if known is None:
        return _quantity(words, at)
    if at not in known:
        known[at] = _quantity(words, at)
    return known[at]


def _quantity(words: Sequence[Token], at: int) -> Quantity | None:
    if _low(words, at) in ("every", "each", "кожен", "кожну", "кожна", "кожного"):
        here = at + 1 + (_low(words, at + 1) == "one")
        if _low(words, here) in _OF:
            here += 1 + (_low(words, here + 1) in ("the", "these", "цих"))
            each = numeral(words, here)
            if each:
                return Quantity("=", each[0], at, each[1])
    special, found = _special(words, at)
    if special:
        return found
    op, here = _operator(words, at)
    bare = _BARE.get(_low(words, here)) if not op else None
    if op == "~" and _BARE.get(_low(words, here)) == "all":
        bare = "most"  # "nearly all of the 57 missiles"
    if bare:
        return _bare(words, at, here, bare)
    number = numeral(words, here)
    if number is None:
        return None
    n, here = number
    if _low(words, here) in ("%", "відсотків", "відсотки", "percent", "°", "км", "кв", "мвт", "mw", "km"):
        return None
    n_max = None
    if _low(words, here) in ("-", "–", "to", "до") and not op:
        upper = numeral(words, here + 1)
        spoken = {"to": "from", "до": "від"}.get(_low(words, here))
        if upper and upper[0] > n and (spoken is None or _low(words, at - 1) == spoken):
            op, n_max, here = ">=", upper[0], upper[1]
    if _low(words, here) == "+":
        op, here = ">=", here + 1
    whole, of_them, here = _part(words, here)
    return Quantity(op or "=", n, at, here, whole, of_them, n_max)


def _special(words: Sequence[Token], at: int) -> tuple[bool, Quantity | None]:
    """Shares, remainders and denials; whether the words can be nothing else, and the count that they are."""
    low = words[at].low
    if low in _DENIALS:
        nothing = _nothing(words, at)
        return nothing is not None or low in ("none", "not"), nothing
    if low in _SHARE_STARTS and (share := _share(words, at)):
        return True, share
    if low in REST:
        return True, _rest(words, at)
    return low in ("the", "single"), None


_DENIALS = frozenset({"none", "not", "жоден", "жодна", "жодної", "жодного", "жодну"})


def _nothing(words: Sequence[Token], at: int) -> Quantity | None:
    """ "None of the six", "not one of them", "жодної з чотирьох": how many there were, and that it befell none."""
    here = at + 1
    if _low(words, at) == "not":
        if _low(words, here) == "a" and _low(words, here + 1) == "single":
            here += 1
        elif _low(words, here) != "one":
            return None
        here += 1 + (_low(words, here + 1) == "one")
    if _low(words, here) not in _OF:
        return None
    whole, of_them, after = _part(words, here)
    if whole is None and not of_them:
        after = here + 1 + (_low(words, here + 1) in ("the", "цих", "тих", "these", "those"))
    return Quantity("none", None, at, after, whole, of_them)


def _share(words: Sequence[Token], at: int) -> Quantity | None:
    """ "The bulk of the drones", "частину ракет", "більшу частину"."""
    lows = tuple([word.low for word in words[at : at + 4]])
    for length in (4, 3, 2, 1):
        op = _SHARED.get(lows[:length])
        if op is None:
            continue
        here = at + length
        _, of_them, after = _part(words, here)
        if of_them:
            return Quantity(op, None, at, after, None, True)
        here += _low(words, here) in _OF
        here += _low(words, here) in ("the", "these", "those", "цих", "тих", "its", "all")
        _, them = (None, _low(words, here) in _THEM)
        return Quantity(op, None, at, here + them, None, them)
    return None


def _rest(words: Sequence[Token], at: int) -> Quantity | None:
    """ "The remaining 30", "решту, 9": so many of those named before."""
    here = at + 1
    here += _low(words, here) in (",", "–", "—", "(", ":")
    number = numeral(words, here)
    if number is None or (here > at + 1 and _low(words, number[1]) in ("%", "percent", "відсотків")):
        return None
    last = number[1]
    if here > at + 1 and _low(words, last) in (",", "–", "—", ")"):
        last += 1
    return Quantity("=", number[0], at, last, None, True)


def _bare(words: Sequence[Token], at: int, here: int, op: Op) -> Quantity | None:
    here += 1
    if op == "all":
        if _low(words, here) in ("of", "the"):
            here += 1 + (_low(words, here + 1) in ("the", "these", "them"))
        except_ = here + (_low(words, here) == ",")
        if _low(words, except_) in ("but", "except", "крім", "окрім"):
            left = numeral(words, except_ + 1)
            if left:
                last = left[1] + (_low(words, left[1]) == ",")
                return Quantity("all", None, at, last, None, True, None, left[0])
        number = numeral(words, here)
        if number:
            return Quantity("=", number[0], at, number[1])
        them = _low(words, here) in ("вони", "them") or _low(words, here - 1) == "them"
        return Quantity("all", None, at, here + (_low(words, here) in ("вони", "them")), None, them)
    if op == "most" and _low(words, here) == "частину":
        here += 1
    if op == "some" and _low(words, here) == "dozen":
        here += 1
    whole, of_them, after = _part(words, here)
    if whole and op == "most":
        return Quantity(op, None, at, after, whole)
    if of_them:
        return Quantity(op, None, at, after, None, True)
    if _low(words, here) in _OF:
        here += 1 + (_low(words, here + 1) == "the")
    return Quantity(op, None, at, here)
