"""What was typed into a form, as numbers and days; what is none is a fault with its field."""

from datetime import date

from oberih.terms.errors import Fault


def whole(name: str, text: str, faults: list[Fault]) -> int | None:
    """A whole number from 0 on; None where it is none, with one fault more.

    >>> found = []
    >>> whole("draws", " 500 ", found), whole("seed", "-1", found), [fault.where for fault in found]
    (500, None, ['seed'])
    """
    typed = text.strip()
    if typed.isdecimal() and typed.isascii() and len(typed) < 12:
        return int(typed)
    faults.append(Fault(key="web.not_whole", where=name, values={"found": text[:40]}))
    return None


def day(name: str, text: str, faults: list[Fault]) -> date | None:
    """A day; None for nothing, and with one fault more where it is none.

    >>> day("first", "2022-12-05", []), day("last", " ", [])
    (datetime.date(2022, 12, 5), None)
    """
    typed = text.strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        faults.append(Fault(key="web.bad_day", where=name, values={"found": typed[:40]}))
        return None
