"""The word list: every sentence that a person may read, in Ukrainian and English, by key.

Findings and faults are data; a language is the last step. The lists are TOML files in `words/`, one table a key, with
`uk` and `en`. A sentence may hold `{name}` fields as in `str.format`. A count takes `{n|ракета|ракети|ракет}` or
`{n|missile|missiles}`: the form that fits the number in field `n`, without the number itself.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Lang = Literal["uk", "en"]
LANGS: tuple[Lang, ...] = ("uk", "en")

_PLURAL = re.compile(r"\{(\w+)((?:\|[^|{}]*)+)\}")


@cache
def word_list() -> dict[str, dict[str, str]]:
    """All sentences: key → language → text. Raises ValueError where a key stands twice."""
    words: dict[str, dict[str, str]] = {}
    for entry in sorted(files("oberih.terms").joinpath("words").iterdir(), key=lambda each: each.name):
        if not entry.name.endswith(".toml"):
            continue
        for room, sentences in tomllib.loads(entry.read_text(encoding="utf-8")).items():
            for name, texts in sentences.items():
                key = f"{room}.{name}"
                if key in words:
                    raise ValueError(f"{entry.name}: key {key!r} stands twice in the word list")
                words[key] = texts
    return words


def plural(n: float, lang: Lang, *forms: str) -> str:
    """The form of a noun that fits a number.

    >>> [plural(n, "uk", "ракета", "ракети", "ракет") for n in (1, 2, 5, 11, 21, 22)]
    ['ракета', 'ракети', 'ракет', 'ракет', 'ракета', 'ракети']
    >>> [plural(n, "en", "missile", "missiles") for n in (0, 1, 2)]
    ['missiles', 'missile', 'missiles']
    """
    if lang == "en":
        return forms[0] if n == 1 else forms[1]
    if n != int(n):
        return forms[1]  # a fraction takes the genitive singular, which for these nouns is near enough the second form
    ones, tens = int(abs(n)) % 10, int(abs(n)) % 100
    if ones == 1 and tens != 11:
        return forms[0]
    if 2 <= ones <= 4 and not 12 <= tens <= 14:
        return forms[1]
    return forms[2]


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The sentence of a key in a language, its fields filled. Raises KeyError for a key or language nobody wrote."""
    text = word_list()[key][lang]

    def fitting(match: re.Match[str]) -> str:
        number = values[match.group(1)]
        return plural(float(str(number)), lang, *match.group(2)[1:].split("|"))

    return _PLURAL.sub(fitting, text).format(**values)
