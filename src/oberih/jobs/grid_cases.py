"""Grid cases that a page may name: those that ship, and the cases of shipped packs; never a file of this machine."""

from oberih.jobs.packs import listed as packs
from oberih.scenario.cases import CaseError, shipped
from oberih.scenario.cases.load import PACK, SUFFIXES
from oberih.terms.errors import Fault


def listed() -> list[str]:
    """Names of all of them."""
    of_packs = {f"{PACK}{row['pack']}": None for row in packs()}
    of_packs |= {f"{PACK}{row['pack']}/{row['state']}": None for row in packs()}
    return [*shipped(), *of_packs]


def check_name(case: str) -> None:
    """Raises CaseError for a name that is none of them.

    >>> check_name("pglib_opf_case5_pjm"), check_name("pack:ua")
    (None, None)
    """
    if case not in listed():
        values = {"value": case, "known": SUFFIXES[0], "shipped": ", ".join(shipped())}
        raise CaseError(Fault(key="cases.suffix", where="case", values=values))
