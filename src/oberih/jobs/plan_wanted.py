"""A plan asked for by the page: from what was typed to what `oberih plan` asks for, each fault with its field.

Files are not named by their paths here. Options are the shipped ones or a text that was handed over; the scenario is
a shipped one, or that of a run of the catalogue. Both go along with the question as files.
"""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from oberih.jobs.chores import Chore
from oberih.jobs.errands import Errand, Errands
from oberih.jobs.examples import FOLDER, examples
from oberih.jobs.shelf import Shelf
from oberih.jobs.typed import day, whole
from oberih.store import RunRow
from oberih.terms.errors import Fault, InputError, OberihError, RunError

SHIPPED = "plan.toml"  #: the catalogue of options that is taken where none is handed over
OPTIONS, SCENARIO = "options.toml", "scenario.toml"  #: as the files are called that come with a question
DRAWS, WINTERS = 256, 32  #: where nothing is said: half of what the command line takes, as somebody waits
MOST_DRAWS = 2000  #: of a plan asked for by the page
MOST_NAME = 80
OF_RUNS = ("assess", "run", "plan")  #: kinds of runs that keep their scenario
FIELDS = (
    "options", "scenario", "budget", "budgets", "currency", "rates", "objective", "robust", "draws", "seed",
    "campaign", "first", "last", "exact",
)  # fmt: skip
_BETWEEN = re.compile(r"[,;\s]+")
#: the field that a fault is of, and the same said without the command line's words
_OF_FIELD = {
    "plan.no_budget": ("budget", "planpage.no_budget"), "plan.too_little": ("budget", "planpage.too_little"),
    "plan.bad_budgets": ("budgets", "planpage.bad_budgets"), "plan.bad_rate": ("rates", "planpage.bad_rate"),
    "plan.no_rate": ("rates", "planpage.no_rate"), "plan.bad_objective": ("objective", "planpage.bad_objective"),
    "plan.bad_radius": ("robust", "planpage.bad_radius"), "plan.no_first_day": ("first", "planpage.no_first_day"),
    "campaign.backwards": ("last", "planpage.backwards"), "campaign.too_long": ("last", "planpage.too_long"),
    "campaign.no_rate": ("campaign", "campaign.no_rate"), "campaign.outside": ("campaign", "campaign.outside"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that was checked, ready to be put among the errands."""

    name: str
    files: Mapping[str, bytes]
    given: Mapping[str, Any]  #: as JSON holds it

    def put(self, errands: Errands) -> Errand:
        """Have it done in the background. Raises InputError where too much waits already."""
        return errands.add("plan", self.given, self.files, name=self.name)


def scenarios() -> list[tuple[str, str]]:
    """Shipped scenarios with a power system: name, and what the first line of the file says."""
    return [
        (each.name, each.about) for each in examples()
        if "\n[map" not in FOLDER.joinpath(each.name.removeprefix("examples/")).read_text(encoding="utf-8")
    ]  # fmt: skip


def objectives() -> tuple[str, ...]:
    """What can be made small."""
    from oberih.plan.objective import NAMES  # noqa: PLC0415

    return NAMES


def wanted(typed: Mapping[str, str], shelf: Shelf, catalogue: str | Path | None, own: bytes = b"") -> Wanted:
    """Check what was typed; `own` is a catalogue of options that was handed over. Raises InputError with every fault,
    each with its field, or the line of its file, in `where`."""
    from oberih.jobs.plan import LEAST_DRAWS, LEAST_WINTERS  # noqa: PLC0415  # brings the compiled rooms

    said = {name: typed.get(name, "").strip() for name in FIELDS}
    own = own or _options_of(said["scenario"], shelf)
    faults: list[Fault] = []
    campaign = bool(said["campaign"])
    usual, least = (WINTERS, LEAST_WINTERS) if campaign else (DRAWS, LEAST_DRAWS)
    typed_draws = whole("draws", said["draws"] or str(usual), faults)
    draws = usual if typed_draws is None else typed_draws
    seed = whole("seed", said["seed"] or "1", faults)
    if not least <= draws <= MOST_DRAWS:
        values: dict[str, object] = {"found": draws, "low": least, "high": MOST_DRAWS}
        faults.append(Fault(key="planpage.bad_draws", where="draws", values=values))
        draws = usual  # the rest is looked at too
    asked: dict[str, Any] = {
        "budget": said["budget"] or None, "budgets": said["budgets"] or None,
        "currency": said["currency"].upper() or None, "rates": [each for each in _BETWEEN.split(said["rates"]) if each],
        "objective": said["objective"] or "raid_unserved_mwh", "robust": _decimal("robust", said["robust"], faults),
        "exact": bool(said["exact"]), "campaign": campaign, "draws": draws, "seed": seed,
        "options": OPTIONS if own else SHIPPED, "scenario": SCENARIO,
    }  # fmt: skip
    for name in ("first", "last"):
        found = day(name, said[name], faults)
        asked[name] = found.isoformat() if campaign and found is not None else None
    if asked["currency"] and not re.fullmatch("[A-Z]{3}", asked["currency"]):
        faults.append(Fault(key="planpage.bad_currency", where="currency", values={"found": said["currency"][:20]}))
        asked["currency"] = None
    options = own or FOLDER.joinpath(SHIPPED).read_bytes()
    try:
        title, scenario = _scenario(said["scenario"], shelf, options)
    except OberihError as error:
        faults += [fault if fault.where in (OPTIONS, SCENARIO) else replace(fault, where="scenario")
                   for fault in error.faults]  # fmt: skip
        raise InputError(*faults) from None
    files = {asked["options"]: options, SCENARIO: scenario}
    given = {name: value for name, value in asked.items() if value is not None}
    faults += _checked(given, files, catalogue)
    if faults:
        raise InputError(*faults)
    return Wanted(title[:MOST_NAME], files, given)


def _scenario(chosen: str, shelf: Shelf, options: bytes) -> tuple[str, bytes]:
    """What the scenario is called, and its text. Raises OberihError."""
    from oberih.jobs.scenarios import checked, example, of_options, of_run  # noqa: PLC0415

    if not chosen:
        text = of_options(options.decode("utf-8", errors="replace"))
        if text is None:
            raise InputError(Fault(key="planpage.choose_scenario"))
        return SHIPPED, text.encode()
    if chosen in dict(scenarios()):
        return chosen.removeprefix("examples/"), example(chosen).encode()
    row = shelf.row(chosen)
    if row.kind not in OF_RUNS:
        raise RunError(Fault(key="planpage.no_scenario", values={"found": chosen}))
    text = _of_plan(row) if row.kind == "plan" else of_run(row)
    checked(text, power=True)
    return row.title, text.encode()


def _of_plan(row: RunRow) -> str:
    """The scenario that a plan was made for: it is played again, and not shown. Raises RunError."""
    try:
        return (row.folder / SCENARIO).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RunError(Fault(key="planpage.no_scenario", values={"found": row.id})) from None


def _options_of(chosen: str, shelf: Shelf) -> bytes:
    """The options of a plan that is asked anew; none of anything else, nor where they were the shipped ones."""
    row = next((each for each in shelf.runs() if each.id == chosen and each.kind == "plan"), None)
    place = None if row is None else row.folder / OPTIONS
    found = place.read_bytes() if place is not None and place.is_file() else b""
    return b"" if found == FOLDER.joinpath(SHIPPED).read_bytes() else found


def _checked(given: Mapping[str, Any], files: Mapping[str, bytes], catalogue: str | Path | None) -> list[Fault]:
    """What the job itself has to say."""
    from oberih.jobs.chores.raids import plan_asked  # noqa: PLC0415  # brings the compiled rooms
    from oberih.jobs.plan import prepare  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="oberih-") as folder:
        home = Path(folder)
        for name, data in files.items():
            (home / name).write_bytes(data)
        try:
            prepare(plan_asked(Chore(home=home, given=given, catalogue=catalogue, tell=_nobody)))
        except InputError as error:
            return [_placed(fault) for fault in error.faults]
    return []


def _nobody(done: int, total: int, mean: float | None, half: float | None) -> None:
    """Nobody listens: nothing is played here."""


def _placed(fault: Fault) -> Fault:
    """The fault with its field in `where`; a place in a file keeps file and line, without the folder."""
    values = dict(fault.values)
    if fault.key == "plan.bad_amount":
        return Fault(key="planpage.bad_amount", where=str(values["option"]).removeprefix("--"), values=values)
    if fault.key in _OF_FIELD:
        field, key = _OF_FIELD[fault.key]
        return Fault(key=key, where=field, values=values)
    if fault.where == "--seed":
        return replace(fault, where="seed")
    file, colon, line = fault.where.partition(":")
    return replace(fault, where=f"{Path(file).name}{colon}{line}" if file else "scenario")


def field_of(fault: Fault) -> str:
    """The field beside which a fault is said."""
    if fault.where in FIELDS:
        return fault.where
    return "options" if fault.where.partition(":")[0] in (OPTIONS, SHIPPED) else "scenario"


def _decimal(name: str, text: str, faults: list[Fault]) -> float | None:
    if not text:
        return None
    if re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", text):
        return float(text.replace(",", "."))
    faults.append(Fault(key="planpage.bad_radius", where=name, values={"found": text[:40]}))
    return None
