"""Amounts as people type them, and rates that somebody gave: none is looked up."""

import re
from collections.abc import Mapping

from oberih.terms.errors import Fault, InputError

_AMOUNT = re.compile(r"^\s*(\d[\d_\s]*(?:[.,]\d+)?)\s*([kKмМmMbB]|млн|млрд|bn)?\s*$")
_SCALE = {"": 1.0, "k": 1e3, "m": 1e6, "м": 1e6, "млн": 1e6, "b": 1e9, "bn": 1e9, "млрд": 1e9}
MOST_BUDGETS = 50
MILLION = 1e6


def amount(text: str, name: str = "--budget") -> float:
    """An amount of money. Raises InputError.

    >>> amount("500M"), amount("1.5b"), amount("250 000")
    (500000000.0, 1500000000.0, 250000.0)
    """
    match = _AMOUNT.match(text)
    value = 0.0
    if match:
        number = re.sub(r"[_\s]", "", match[1]).replace(",", ".")
        value = float(number) * _SCALE[(match[2] or "").lower()]
    if value <= 0:
        raise InputError(Fault(key="plan.bad_amount", values={"option": name, "found": text}))
    return value


def budgets(text: str) -> tuple[float, ...]:
    """Budgets as `50M..500M/50M`, or a list with commas. Raises InputError.

    >>> budgets("50M..150M/50M"), budgets("1M,3M")
    ((50000000.0, 100000000.0, 150000000.0), (1000000.0, 3000000.0))
    """
    name = "--budgets"
    if ".." not in text:
        return tuple(sorted({amount(each, name) for each in text.split(",")}))
    ends, _, step = text.partition("/")
    low, high = (amount(each, name) for each in (ends.partition("..")[0], ends.partition("..")[2]))
    by = amount(step, name) if step else (high - low) / 9 if high > low else low
    n = int((high - low) / by + 1e-9) + 1
    if high < low or n > MOST_BUDGETS:
        raise InputError(Fault(key="plan.bad_budgets", values={"found": text, "most": MOST_BUDGETS}))
    return tuple(low + by * i for i in range(n))


def rates(texts: tuple[str, ...]) -> dict[str, float]:
    """Rates as `USD=0.92`: what one unit is in the catalogue's currency. Raises InputError.

    >>> rates(("USD=0.92",))
    {'USD': 0.92}
    """
    found = {}
    for text in texts:
        match = re.fullmatch(r"\s*([A-Z]{3})\s*=\s*(\d+(?:\.\d+)?)\s*", text)
        if not match or float(match[2]) <= 0:
            raise InputError(Fault(key="plan.bad_rate", values={"found": text}))
        found[match[1]] = float(match[2])
    return found


def factor(of: str, into: str, known: Mapping[str, float]) -> float | None:
    """What one unit of a currency is in another; `known` are rates into one and the same currency. None: unknown.

    >>> factor("USD", "EUR", {"EUR": 1.0, "USD": 0.92})
    0.92
    """
    if of == into:
        return 1.0
    if of not in known or into not in known:
        return None
    return known[of] / known[into]
