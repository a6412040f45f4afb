"""Forms of a place name in every Ukrainian case, and its spelling in Latin letters: rules, and none too few.

A form too many does no harm, since a form counts only with a capital and where a sentence speaks of a place.
"""

import re
from functools import lru_cache


def listed(words: str) -> frozenset[str]:
    """The words of a closed list, written as they are read."""
    return frozenset(words.split())


_CONSONANT = "бвгґджзйклмнпрстфхцчшщ"
#: endings of adjectives and of nouns: ending → the endings of its other cases
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ий", ("ий", "ого", "ому", "им", "ім")),
    ("ій", ("ій", "ього", "ьому", "ім", "ого", "ому", "ою", "ії", "ієм", "ію", "ія")),
    ("ія", ("ія", "ії", "ію", "ією")),
    ("ська", ("ська", "ської", "ській", "ську", "ською")), ("цька", ("цька", "цької", "цькій", "цьку", "цькою")),
    ("ка", ("ка", "ки", "ці", "ку", "кою", "кої", "кій")), ("га", ("га", "ги", "зі", "гу", "гою", "гої", "гій")),
    ("ха", ("ха", "хи", "сі", "ху", "хою", "хої")), ("ьня", ("ьня", "ьні", "ьню", "ьнею")),
    ("а", ("а", "и", "і", "у", "ою", "ої", "ій", "ею")),
    ("я", ("я", "і", "ю", "ею", "ї", "єю", "ої", "ій")),
    ("ьке", ("ьке", "ького", "ькому", "ьким")), ("е", ("е", "ого", "ому", "им", "я", "ю", "ем", "і", "а", "у", "ім")),
    ("о", ("о", "а", "у", "ом", "і", "ові")),
    ("ці", ("ці", "ців", "цям", "цями", "цях", "ець")), ("ки", ("ки", "ків", "кам", "ками", "ках", "ок")),
    ("и", ("и", "ів", "ам", "ами", "ах", "", "ей", "ям", "ях", "их", "им", "ими")),
    ("і", ("і", "ів", "ям", "ями", "ях", "их", "им", "ими", "ам", "ах")),
    ("ль", ("ль", "ля", "лю", "лем", "лі")), ("ь", ("ь", "я", "ю", "ем", "і", "ові", "ю")),
    ("їв", ("їв", "єва", "єві", "єву", "євом")), ("ів", ("ів", "ова", "ові", "ову", "овом", "ева", "еві", "еву")),
    ("ець", ("ець", "ця", "цю", "цем", "ці")), ("ок", ("ок", "ка", "ку", "ком", "оку", "ока")),
    ("іг", ("іг", "огу", "озі", "огом", "ога")), ("іл", ("іл", "ола", "олу", "олі", "олом", "іла", "ілі", "ілу")),
    ("ч", ("ч", "ча", "чу", "чем", "чі", "чеві")),
)  # fmt: skip
_PLAIN = ("", "а", "у", "ом", "і", "ові", "ем", "ю", "я")
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia", "'": "",
}  # fmt: skip


def forms(word: str) -> set[str]:
    """Every case of one word of a name, in small letters.

    >>> {"борисполя", "борисполі", "бориспіль"} <= forms("Бориспіль"), "шостці" in forms("Шостка")
    (True, True)
    """
    low = word.lower()
    found = {low}
    for ending, others in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending):
            stem = low[: -len(ending)]
            found |= {stem + other for other in others}
    if low[-1] in _CONSONANT and not low.endswith(("ій", "ий")):
        found |= {low + ending for ending in _PLAIN}
    for match in re.finditer(r"і(?=[бвгджзклмнпрстфхцчшщ]ь?$)", low):  # Тернопіль → Тернополя, Канів → Канева
        for vowel in "ое":
            turned = low[: match.start()] + vowel + low[match.end() :]
            bare = turned.rstrip("ь")
            soft = turned.endswith("ь")
            found |= {bare + ending for ending in (("я", "ю", "ем", "і") if soft else ("а", "у", "ом", "і", "ові"))}
    return found


def latin(word: str) -> str:
    """A name in the Latin letters of Ukraine's own rules (resolution 55 of 2010), in small letters.

    >>> latin("Запоріжжя"), latin("Єнакієве"), latin("Згурівка")
    ('zaporizhzhia', 'yenakiieve', 'zghurivka')
    """
    low = word.lower().replace("зг", "зgh")
    initial = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
    return (initial.get(low[0]) or _LATIN.get(low[0], low[0])) + "".join(_LATIN.get(sign, sign) for sign in low[1:])


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A name in Latin letters without what writers disagree on: Mykolayiv, Mykolaiv and Mykolaïv are one.

    >>> folded("Zaporizhzhya") == folded("zaporizhzhia"), folded("Krasnyi Lyman") == folded("krasny liman")
    (True, True)
    """
    low = word.lower().replace("'", "").replace("’", "")
    low = low.replace("ï", "i").replace("zhzh", "zh").replace("kharkov", "kharkiv")
    low = re.sub(r"(?<=[^aeiou\s-])[iy]?[iy]e|(?<=[iy])e", "e", low)
    low = re.sub(r"(?<=[^aeiou\s-])[iy]{1,2}a", "ya", low)
    return re.sub(r"[iy]+", "y", low)
