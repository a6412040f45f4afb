"""Counted weapons in a sentence: "понад 50 крилатих ракет Х-101", "28 of 74 Shahed drones", "a Kh-22 missile"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from oberih.record.reading.lexicon import HEADS, KIND_TAGS, MODELS
from oberih.record.reading.numbers import Quantity, numeral, quantity
from oberih.record.reading.tokens import Token
from oberih.record.reading.wordings import Shape
from oberih.terms.kinds import ReportKind

_QUOTES = frozenset("«»“”\"„'()")
_FAMILY: dict[str, ReportKind] = {
    "kh101": "cruise", "kalibr": "cruise", "iskander_k": "cruise", "iskander_m": "ballistic", "kn23": "ballistic",
    "s300": "ballistic",
}  # fmt: skip
_AND = frozenset({"і", "й", "та", "and", ","})
#: guided bombs, artillery and what defends: no kind of the record, and no part of its counts
_OTHER = Shape(
    r"авіабомб\w*|бомб\w*|каб(?:и|ів|ами|ам)?|bombs?|glide|shells|снаряд\w*|мін(?:и)?|фав\w*|рсзв"
    r"|літак\w*|aircraft"
)
#: what follows a missile that is no attacker: "ракети до Patriot", "missiles for NASAMS", "missile carriers"
_SERVES = Shape(
    r"до|для|for|carriers?|носі\w+|defen[cs]e|production|strikes?|attacks?|systems?|units?|alerts?"
    r"|threat|danger|barrage|salvo|небезпек\w+"
)
#: endings that say "one of them" in the cases that a verb of launching or shooting down takes
_SINGULAR = Shape(r"ракет(?:а|у|ою)|(?:дрон|безпілотник|шахед)(?:|а|ом)(?:-\w+)?|missile|drone|rocket|uav")
_ARTICLES = frozenset({"a", "an", "another", "single"})
_LONE = frozenset({"single", "lone", "further", "solitary", "sole", "second", "third"})
_ADJECTIVE = Shape(r"[а-щьюяєіїґ'-]{3,}(?:их|ими|ий|ого|ою|ої|ому|і|у)|[a-z-]+(?:ed|ic|made)")
#: what a sentence may say after a bare number that still counts weapons named before
_NO_NOUN = frozenset({"destroy", "lost", "launch", "fell", "left", "hit", "reach"})
_FILLERS = frozenset({"було", "були", "was", "were", "have", "had", "been", "локаційно", "ще", "also", "вдалося",
                      "успішно",
                      "не", "did", "failed", "більше", "з", "із", "–", "—", "-", ",", ".", ";", ")", "and", "та",
                      "і", "more", "further", "became", "got", "вважаються", "лежать", "simply", "either", "others",
                      "remained",
                      "went",
                      "respectively", "with", "by", "via", "завдяки", "засобами", "never", "так", "теж", "також",
                      "відповідно", "вже", "already", "then", "тоді", "нині", "on", "over", "над", "лише",
                      "of", "“", "«", '"'})  # fmt: skip


_DEFENCE = Shape(r"patriot|nasams?|iris-t|hawk|samp|samp/t|gepard|stingers?|систем\w*|зрк|комплекс\w*"
                      r"|петріот\w*|air|ппо|цих|них|them"
                      r"|its|ukrainian")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weapons:
    """So many weapons of a kind, as a sentence names them."""

    first: int  #: index of the first word
    last: int  #: index after the last word
    kind: ReportKind | None  #: None where the kind was named before ("of them 18")
    model: str | None
    quantity: Quantity | None  #: None for a plural without a number
    whole: bool = False  #: stands after "з", "of": the whole from which a part is told
    launched: bool = False  #: "випущених", "launched" stands beside it
    ours: bool = False  #: flown by the defender: no part of a raid on it
    downed: int | None = None  #: index of the participle that says they were stopped: "12 збитих дронів"


@dataclass(frozen=True, slots=True)
class _Noun:
    kind: ReportKind
    model: str | None
    last: int
    singular: bool
    launched: bool
    ours: bool
    downed: int | None = None


_AUXILIARY = frozenset(
    {"were", "was", "are", "is", "have", "had", "has", "been", "also", "було", "були", "ще", "more", "others"}
)
_WAVE = frozenset(
    {"total", "number", "use", "loss", "wave", "swarm", "group", "series", "combination", "fleet", "launch"}
)
_PASSED = frozenset(
    {"got", "broke", "slipped", "came", "made", "penetrated", "прорвалися", "прорвались", "прорвалось", "пройшли"}
)
_PASSED_BY = frozenset({"through", "it", "past", "penetrated", "прорвалися", "прорвались", "прорвалось", "пройшли"})
_FIGURE = frozenset({"number", "figure", "total", "count", "tally", "them"})
_DOWNED = Shape(
    r"(?:збит|знищен|перехоплен|знешкоджен|нейтралізован|подавлен|ліквідован)(?:их|ими|і)|downed|intercepted|destroyed"
    r"|neutrali[sz]ed|felled|suppressed"
)


def _resolve(tags: set[str]) -> ReportKind:
    """The kind that a set of words names together: "ракет Іскандер-М/С-300" are ballistic, "дронів і ракет" targets."""
    models = (tags & MODELS) - {"kh_other"}
    if "kh_other" in tags and not models:
        return "missile"
    if models - {"s300"} == {"iskander_m"} and "s300" not in models:
        return "iskander_m"
    if models == {"kn23"}:
        return "iskander_m"  # as reports count them, if no Iskander is named beside it
    if len(models) == 1:
        return cast(ReportKind, next(iter(models)))  # every model but kh_other is a ReportKind
    if models:
        families = {_FAMILY.get(model, "missile") for model in models}
        return families.pop() if len(families) == 1 else "missile"
    if "uav" in tags:
        return "target" if "missile" in tags else "recon_uav" if "recon" in tags else "uav"
    if "recon" in tags:
        return "recon_uav"
    for kind in ("cruise", "ballistic", "missile"):
        if kind in tags:
            return cast(ReportKind, kind) if "target" not in tags else "target"
    return "target"


def _noun(words: Sequence[Token], at: int) -> _Noun | None:  # noqa: PLR0912 - one branch a kind of word
    """The name of a weapon that begins at a word, with its adjectives and models."""
    tags: set[str] = set()
    models: list[str] = []
    head, last, here = "", at, at
    launched = ours = False
    downed: int | None = None
    while here < len(words) and here < at + 14:
        word = words[here]
        tag = word.tag
        if tag in KIND_TAGS:
            if tag in HEADS and head and tag != head and not (head == "target" or tag == "target"):
                break
            if tag in HEADS and head == tag and here > last and words[here - 1].low not in ("strike", "attack"):
                break
            head = head or (tag if tag in HEADS else "")
            tags.add(tag)
            if tag in MODELS and any(sign.isdigit() or sign.isupper() for sign in word.text):
                models.append(word.text)
            last = here + 1
        elif word.number and here and words[here - 1].low == "/" and tags:
            last = here + 1
        elif not tags and _DOWNED.fullmatch(word.low):
            downed = here
        elif tag in ("guided", "ours") or word.low in ("launched", "strike", "attack", "шт", "одиниць"):
            launched |= word.low.startswith(("запущен", "випущен")) or word.low == "launched"
            ours |= tag == "ours"
        elif word.text in _QUOTES:
            last += here == last
        elif not (
            (word.low == "/" and tags)
            or (word.number and here and words[here - 1].low == "/")
            or (not tags and word.low in ("strike", "attack", "and", "cruise") and _before_decoys(words, here))
            or (
                word.low in ("та", "і", "and", "or", "або", "чи")
                and tags & MODELS
                and here + 1 < len(words)
                and _model_next(words, here + 1)
            )
            or (not tags and _ADJECTIVE.fullmatch(word.low) and not tag)
        ):
            break
        here += 1
    if (
        not tags
        or (tags == {"s300"} and not models)
        or any(_OTHER.fullmatch(word.low) for word in words[at : here + 1])
    ):
        return None
    if here < len(words) and _serves(words, last):
        return None
    singular = any(
        word.tag in ("cruise", "ballistic")
        and not word.low.startswith(("балістик", "cruise", "ballistic"))
        and word.low.endswith(("ий", "ого", "ому", "им", "у", "а"))
        for word in words[at:last]
    ) or any(_SINGULAR.fullmatch(word.low) for word in words[at:last] if word.tag in HEADS)
    while last > at and words[last - 1].text in _QUOTES and words[last - 1].text not in '»”"':
        last -= 1
    return _Noun(_resolve(tags), "/".join(models) or None, last, singular, launched, ours, downed)


def _before_decoys(words: Sequence[Token], at: int) -> bool:
    """Whether "strike and decoy drones" goes on here."""
    return [word.low for word in words[at : at + 3]] == ["strike", "and", "decoy"] or (
        [word.low for word in words[at - 1 : at + 2]] == ["strike", "and", "decoy"]
    )


def _serves(words: Sequence[Token], last: int) -> bool:
    """Whether what follows makes the weapon the defender's, or a part of another name ("missile strikes")."""
    if last >= len(words) or not _SERVES.fullmatch(words[last].low):
        return False
    if last + 1 < len(words) and words[last + 1].tag in HEADS:
        return False  # "Shahed-136/131 strike drones"
    if words[last].low in ("до", "для", "for"):
        after = words[last + 1 : last + 5]
        return any(_DEFENCE.fullmatch(word.low) for word in after)
    return words[last - 1].low not in ("missiles", "drones", "ракет", "дронів", "ракети", "uavs")


def _model_next(words: Sequence[Token], at: int) -> bool:
    """Whether another model follows at once, so that one number counts both ("Х-101 та Х-555")."""
    while at < len(words) and words[at].text in _QUOTES:
        at += 1
    return at < len(words) and words[at].tag in MODELS - {"s300"}


def _joined(words: Sequence[Token], noun: _Noun) -> _Noun:
    """The noun together with a second one that has no number of its own: "629 дронів і ракет"."""
    if noun.last < len(words) and words[noun.last].low in _AND - {","}:
        second = _noun(words, noun.last + 1)
        if second and not second.singular and words[noun.last + 1].tag in KIND_TAGS | {"guided"}:
            after = words[second.last].low if second.last < len(words) else ""
            if noun.kind == "target" or after in ("збито", "знищено"):
                return noun
            kind: ReportKind = noun.kind
            if second.kind != noun.kind:
                kind = "target" if "uav" in (noun.kind, second.kind) else "missile"
            return _Noun(kind, noun.model, second.last, False, noun.launched, noun.ours)
    return noun


def _partitive(words: Sequence[Token], count: Quantity) -> _Noun | None:
    """ "30 of the missiles", "12 із цих ракет": what is counted is named behind "of"."""
    if count.last >= len(words) or words[count.last].low not in ("of", "із", "з", "зі"):
        return None
    here = count.last + 1
    while here < len(words) and words[here].low in ("the", "these", "those", "цих", "тих", "усіх"):
        here += 1
    return _noun(words, here)


_AFTER_WHOLE = frozenset(
    {"та", "і", "й", "and", "or", "while", "were", "was", "запущених", "випущених", "launched", "fired", "–"}
)


def _ends(after: Token | None) -> bool:
    """Whether nothing is counted by the number before: "92 цілі зі 151", not "28 ракет з 3 літаків"."""
    return after is None or not (after.tag or after.low[0].isalpha()) or after.low in _AFTER_WHOLE


def _out_of(words: Sequence[Token], count: Quantity, noun: _Noun) -> tuple[Quantity, int]:
    """A count with the whole that stands behind its noun: "92 цілі зі 151", "28 drones out of 74"."""
    here = noun.last + (noun.last < len(words) and words[noun.last].low == "out")
    if count.whole is None and here < len(words) and words[here].low in ("із", "з", "зі", "of"):
        whole = numeral(words, here + 1)
        after = words[whole[1]] if whole and whole[1] < len(words) else None
        if whole and count.n is not None and whole[0] > count.n and _ends(after):
            return replace(count, whole=whole[0]), whole[1]
    return count, noun.last


_ATTACKED = frozenset({"attack", "assault", "нападу", "ураження"})


def _means(words: Sequence[Token], at: int) -> _Noun | None:
    """ "705 means of air attack", "705 Russian means of attack"."""
    for here in range(at, min(at + 2, len(words))):
        if words[here].low in ("means", "items", "assets") and here + 1 < len(words) and words[here + 1].low == "of":
            for end in range(here + 2, min(here + 5, len(words))):
                if words[end].low in _ATTACKED:
                    return _Noun("target", None, end + 1, False, False, False)
            return None
    return None


_BE = frozenset({"were", "was", "are", "–", "—", "було", "були", "склали", "становили"})
_OF_THOSE = frozenset(
    {"of", "з", "із", "the", "them", "these", "those", "attackers", "них", "ці", ",", "which", "яких"}
)


def _were(words: Sequence[Token], count: Quantity) -> _Noun | None:
    """What a bare number is said to be: "thirty-six of the attackers were Shaheds", "653, – безпілотники"."""
    here = count.last
    while here < min(count.last + 4, len(words)) and words[here].low in _OF_THOSE:
        here += 1
    if here >= len(words) or words[here].low not in _BE or (here == count.last and words[here].low in ("–", "—")):
        return None
    noun = _noun(words, here + 1)
    after = words[noun.last] if noun is not None and noun.last < len(words) else None
    if noun is None or noun.singular or noun.downed is not None or (after is not None and after.tag in _NO_NOUN):
        return None
    return noun


#: verbs that take "with" in Ukrainian: what follows was stopped, and is no whole: "впоралися з 18 «шахедами»"
_AGAINST = re.compile(r"впорал|справи|розправ|покінч|розібр|дал")


def _counted(words: Sequence[Token], at: int, count: Quantity) -> Weapons | None:
    noun = _noun(words, count.last) or _partitive(words, count) or _means(words, count.last) or _were(words, count)
    before = words[at - 1].low if at else ""
    whole = (
        before in ("з", "із", "зі")
        and not (at > 1 and words[at - 2].tag == "destroy" and _AGAINST.match(words[at - 2].low))
    ) or (
        before in ("of", "the")
        and any(w.low == "of" for w in words[max(0, at - 3) : at])
        and not any(w.tag in ("destroy", "launch", "hit") or w.low in _WAVE for w in words[max(0, at - 3) : at])
    )
    if noun:
        noun = _joined(words, noun)
        count, last = _out_of(words, count, noun)
        noun = replace(noun, last=last)
        if count.op == "=" and noun.launched and not whole and before == "of":
            whole = True
        return Weapons(at, noun.last, noun.kind, noun.model, count, whole, noun.launched, noun.ours, noun.downed)
    following = words[count.last] if count.last < len(words) else None
    if (
        count.op == "some"
        and words[at].low.startswith("част")
        and following
        and not following.tag
        and not count.of_them
    ):
        return None  # "11 «Калібрів», частину – над морем"
    beside = {word.tag for word in (words[at - 1 : at] if at else ())} | {following.tag if following else ""}
    ahead = count.last
    while ahead < len(words) and words[ahead].low in _AUXILIARY:
        ahead += 1
    beside |= {words[ahead].tag} if count.last < ahead < len(words) else set()
    if beside & {"killed", "wounded", "casualties", "person", "child"} or (count.op == "none" and not count.of_them):
        return None
    if (
        following
        and following.low in _PASSED
        and {word.low for word in words[count.last : count.last + 3]} & _PASSED_BY
    ):
        return None  # "nine got through": neither stopped nor lost
    if (following and words[count.last - 1].low == ".") or _is_date(words, count):
        return None
    if (
        before in ("at", "to")
        and at > 1
        and words[at - 2].low in _FIGURE
        and following
        and following.low in (",", ".", ";")
    ):
        return Weapons(at, count.last, None, None, count, whole, True)  # "put the number at 69"
    if before in ("на", "at", "in", "у", "в", "по", "о", "об", "to", "aged") and not count.of_them:
        return None
    told = following is not None and following.low in (":", "(") and at and words[at - 1].tag in _NO_NOUN
    if (
        told
        or count.of_them
        or count.whole
        or following is None
        or following.tag in _NO_NOUN
        or following.low in _FILLERS
    ):
        return Weapons(at, count.last, None, None, count, whole)
    return None


_LIKELY = Shape(
    r"попередньо|ймовірно|імовірно|типу|presumably|likely|probably|preliminarily|reportedly"
    r"|believed|identified|be|to|as|of|type|a|\(|,|–|—|«|\"|“"
)


def _specified(words: Sequence[Token], named: Weapons) -> Weapons:
    """The kind that an apposition gives: "дві крилаті ракети, попередньо Х-59", "a missile (Kh-22)"."""
    here = named.last
    while here < len(words) and here < named.last + 6 and _LIKELY.fullmatch(words[here].low):
        here += 1
    if here == named.last or here >= len(words) or words[here].tag not in MODELS:
        return named
    inside = words[here - 1].low in ("(", "«", "“", '"') or any(
        words[at].low.startswith(
            ("попер", "ймов", "імов", "presum", "likely", "prob", "prelim", "report", "believed", "ident")
        )
        for at in range(named.last, here)
    )
    noun = _noun(words, here)
    if not inside or noun is None:
        return named
    return replace(named, kind=noun.kind, model=noun.model, last=noun.last)


def _more_names(words: Sequence[Token], here: int) -> int:
    """Past further names of a list that one number counts: «Shahed», «Гербера» та інші."""
    while here < len(words):
        low = words[here].low
        if words[here].text in _QUOTES or words[here].tag in MODELS | {"uav"} or low in ("інші", "інших", "others"):
            here += 1
        elif low in (",", "/", "та", "і", "й", "and", "or") and here + 1 < len(words):
            following = next((word for word in words[here + 1 : here + 3] if word.text not in _QUOTES), None)
            if following is None or not (
                following.tag in MODELS | {"uav"} or following.low in ("інші", "інших", "others", "other")
            ):
                return here
            here += 1
        elif low in ("other", "types", "типів") and words[here - 1].low in ("other", "інших", "інші", "and"):
            here += 1
        else:
            return here
    return here


def _tabled(words: Sequence[Token], named: Weapons) -> Weapons | None:
    """A count that follows its noun as in a table: "Shahed: 45", "Х-101 – 20", "ZALA – один"."""
    here = _more_names(words, named.last)
    if here + 1 >= len(words) or words[here].low not in ("–", "—", "-", ":", "x", "х", "|"):
        return None
    count = quantity(words, here + 1)
    if count is None or count.op in ("none", "most", "all"):
        return None
    after = words[count.last] if count.last < len(words) else None
    if after is not None and after.low not in (
        ",",
        ";",
        ".",
        ")",
        "»",
        "”",
        '"',
        "\n",
        "шт",
        "одиниць",
        "units",
        "(",
        "–",
        "▪",
        "•",
        "-",
        "/",
        "|",
        "та",
        "і",
        "and",
    ):
        return None
    if after is not None and after.low in ("–", "-") and count.last + 1 < len(words) and words[count.last + 1].tag:
        return None
    return Weapons(named.first, count.last, named.kind, named.model, count, False, named.launched, named.ours)


_MONTHISH = Shape(r"січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд|годин|ранку|ночі|вечора"
                       r"|january|february|march|april"
                       r"|may\b|june|july|august|septem|octo|novem|decem|hours|am\b"
                       r"|pm\b|a\.m|p\.m|o'clock")  # fmt: skip


def _is_date(words: Sequence[Token], count: Quantity) -> bool:
    """Whether a bare number tells the time rather than counts."""
    text = words[count.first].low
    if ":" in text or (count.n or 0) in range(2014, 2060):
        return True
    around = [words[i].low for i in (count.first - 1, count.last) if 0 <= i < len(words)]
    return any(_MONTHISH.match(word) for word in around) or (
        bool(around) and around[0] in ("о", "об", "at", "№", "статті")
    )


def weapons(words: Sequence[Token]) -> Iterator[Weapons]:
    """Every counted weapon of a sentence in order; a single one ("крилату ракету Х-22") counts as one."""
    here = 0
    while here < len(words):
        word = words[here]
        counts = quantity(words, here)
        found = _counted(words, here, counts) if counts else None
        if found is None and (word.tag in KIND_TAGS or word.tag in ("guided", "ours") or word.low in _ARTICLES):
            start = here + (word.low in _ARTICLES)
            start += start < len(words) and words[start].low in _LONE
            noun = _noun(words, start) if start < len(words) and words[start].tag else None
            if noun:
                one = noun.singular and (word.tag != "" or word.low in _ARTICLES)
                one = one or (word.low in ("a", "an", "another") and words[start].tag in MODELS)
                count = Quantity("=", 1, here, start) if one else None
                if not one:
                    noun = _joined(words, noun)
                found = Weapons(here, noun.last, noun.kind, noun.model, count, False, noun.launched, noun.ours)
        if found and (found.quantity is None or (found.quantity.last == found.quantity.first and word.tag)):
            found = _tabled(words, found) or found
        if found and found.kind in ("missile", "cruise", "ballistic") and found.model is None:
            found = _specified(words, found)
        if found:
            yield found
            here = max(found.last, here + 1)
        else:
            here = max(counts.last, here + 1) if counts and counts.n is not None else here + 1
