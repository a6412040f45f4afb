"""A case from wherever it is: a file by its suffix, a shipped example by its name, a country pack."""

from importlib.resources import files
from pathlib import Path

from oberih.scenario.cases.base import Case, CaseError
from oberih.scenario.cases.from_pack import case_of_pack
from oberih.scenario.cases.from_pandapower import read_pandapower
from oberih.scenario.cases.from_pypsa import read_pypsa
from oberih.scenario.cases.matpower import read_matpower_text
from oberih.scenario.cases.read import read_text
from oberih.scenario.pack import Pack, load_pack
from oberih.terms.errors import Fault

SUFFIXES = (".m", ".nc", ".json")
PACK = "pack:"


def shipped() -> tuple[str, ...]:
    """Names of the cases that come with Oberih.

    >>> "pglib_opf_case5_pjm" in shipped()
    True
    """
    folder = files("oberih").joinpath("examples", "cases")
    return tuple(sorted(entry.name[:-2] for entry in folder.iterdir() if entry.name.endswith(".m")))


def load_case(given: Path | str | Pack) -> Case:
    """A case from a file (.m of MATPOWER, .nc of PyPSA, .json of pandapower), from the name of a shipped one, or from a
    country pack: "pack:ua", "pack:ua/2022-12". Raises CaseError or PackError with every fault.

    >>> load_case("pglib_opf_case5_pjm").load_mw
    1000.0
    """
    if isinstance(given, Pack):
        return case_of_pack(given)
    if isinstance(given, str) and given.startswith(PACK):
        pack, _, state = given.removeprefix(PACK).partition("/")
        return case_of_pack(load_pack(pack, state) if state else load_pack(pack))
    path = Path(given)
    if str(given) in shipped() and not path.exists():
        return _example(str(given))
    match path.suffix.lower():
        case ".m":
            return read_matpower_text(read_text(path), str(path))
        case ".nc":
            return read_pypsa(path)
        case ".json":
            return read_pandapower(path)
        case other:
            values = {"value": other or str(given), "known": ", ".join(SUFFIXES), "shipped": ", ".join(shipped())}
            raise CaseError(Fault(key="cases.suffix", where=str(given), values=values))


def _example(name: str) -> Case:
    entry = files("oberih").joinpath("examples", "cases", f"{name}.m")
    return read_matpower_text(entry.read_text(encoding="utf-8"), f"{name}.m")
