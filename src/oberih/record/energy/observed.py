"""What a row says of emergency cuts, region by region: seen (1), not (0), or unknown (None).

An empty list never means "none": the scope beside it says what the list is. A scope is read clause by clause, and the
first word that it knows decides.

| scope | named | others |
|---|---|---|
| all, every, nationwide | 1 | 1 |
| all but, all except (with codes or names) | 1 | 1, the excepted 0 |
| listed, named regions, a plain list | 1 | 0; unknown where the prose names a region beside the list |
| most, many, several, some, partly, not listed, "N regions" with fewer named | 1 | unknown |
| none | 1 | 0 |
| empty, or words that it does not know | 1 | unknown; nothing is known where the list is empty too |

The observation of a raid is "emergency cuts on the day of the raid or on the next". It is 1 where either column says
so; else unknown where either leaves the region open; else 0 where either says no; else unknown. So a day of which
nothing is said does not undo what the other says.
"""

import re
from collections.abc import Mapping, Sequence

from oberih.terms.regions import REGIONS

#: the regions that are observed: all but Crimea and Sevastopol (no figures since 2014) and Luhansk (all but wholly
#: occupied since July 2022: the operator's "all regions" does not speak of it). Of Donetsk, Zaporizhzhia and Kherson,
#: what an operator says holds for the part under control; Kherson's right bank was occupied until 11 November 2022
OBSERVED: tuple[str, ...] = tuple(sorted(set(REGIONS) - {"UA-43", "UA-40", "UA-09"}))

_NONE = re.compile(r"^\W*(none|no|without)\b|\b(not (applied|introduced|needed|used)|no emergency)\b", re.I)
_EXCEPT = re.compile(
    r"\b(all|every|everywhere|nationwide)\b.{0,20}?\b(but|except|excluding|apart from|save|without)\b", re.I
)
_MOST = re.compile(
    r"\b(most|majority|many|several|some|number of|part(s|ly|ial\w*)?|few|half|dozen|various|multiple|"
    r"not (all )?(listed|named|specified)|"
    r"unlisted|unnamed|without (a )?list|only .{0,20}named)\b", re.I
)  # fmt: skip
_ALL = re.compile(r"\b(all|every|everywhere|nationwide|whole country|entire country|national)\b", re.I)
_LISTED = re.compile(
    r"\b(listed|list|lists|named|named regions|regions? per|per (the )?(operator|ministry|minister))\b", re.I
)
_COUNT = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?:\s+or more)?\s+(?:\w+\s+)?"
    r"(?:regions?|oblasts?)\b", re.I
)  # fmt: skip
_NUMBERS = {word: n for n, word in enumerate(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    start=1)}  # fmt: skip
_EMERGENCY = re.compile(r"\bemergency\b", re.I)
_CODE = re.compile(r"\bUA-\d{2}\b")

Cells = Mapping[str, int | None]


def observed(columns: Sequence[tuple[Sequence[str], str]]) -> dict[str, int | None]:
    """The observation of one raid, by region of `OBSERVED`, from (list, scope) of the day and of the next day.

    >>> found = observed([(("UA-12",), "listed"), ((), "")])
    >>> found["UA-12"], found["UA-46"]
    (1, 0)
    >>> set(observed([((), "most"), ((), "")]).values())
    {None}
    """
    said = [_column(named, scope) for named, scope in columns]
    return {code: _either([each[code] for each in said]) for code in OBSERVED}


_OPEN = -1  #: some regions beside the named ones had cuts, and this may be one: not the same as a silent column


def _either(said: Sequence[int | None]) -> int | None:
    if 1 in said:
        return 1
    if _OPEN in said:
        return None
    return 0 if 0 in said else None


def _column(named: Sequence[str], scope: str) -> dict[str, int | None]:
    """1, 0, `_OPEN`, or None where the column is silent, for each region of one column."""
    word, clause = _decisive(scope, len(named))
    others: int | None = {"all": 1, "except": 1, "listed": 0, "none": 0, "most": _OPEN}.get(
        word, _OPEN if named else None
    )
    found: dict[str, int | None] = dict.fromkeys(OBSERVED, others)
    if word == "except":
        after = _EXCEPT.split(clause)[-1]
        found |= dict.fromkeys(mentioned(after), 0)
    elif word == "listed":
        found |= dict.fromkeys(mentioned(scope), _OPEN)
    found |= dict.fromkeys(named, 1)
    return {code: found[code] for code in OBSERVED}


def _decisive(scope: str, n_named: int) -> tuple[str, str]:
    """What the scope comes to, and the clause that says it."""
    clauses = [each.strip() for each in re.split(r"[;.]", scope) if each.strip()]
    told = [(each, _clause(each, n_named)) for each in clauses]
    about = [pair for pair in told if pair[1] and _EMERGENCY.search(pair[0])] or [pair for pair in told if pair[1]]
    return (about[0][1], about[0][0]) if about else ("", scope)


def _clause(clause: str, n_named: int) -> str:
    if _NONE.search(clause):
        return "none"
    if _EXCEPT.search(clause):
        return "except"
    outside = re.sub(r"\(.*?\)", " ", clause)  # "all (listed = most affected)": the words outside decide
    for text in (outside, clause):
        if _MOST.search(text):
            return "most"
        if _ALL.search(text):
            return "all"
        if count := _COUNT.search(text):
            n = _NUMBERS.get(count[1].lower()) or int(count[1])
            return "listed" if n_named >= n else "most"
        if _LISTED.search(text):
            return "listed"
    return ""


def mentioned(text: str) -> set[str]:
    """Regions that a sentence names by code or by English name. "Kyiv" alone may be the city, the oblast or both, so
    it is both.

    >>> sorted(mentioned("possible also in Khmelnytskyi and UA-18"))
    ['UA-18', 'UA-68']
    """
    found = set(_CODE.findall(text)) & set(REGIONS)
    found |= {code for code, region in REGIONS.items() if "Kyiv" not in region.en and region.en.lower() in text.lower()}
    return found | ({"UA-30", "UA-32"} if re.search(r"\bKyiv\b", text) else set())
