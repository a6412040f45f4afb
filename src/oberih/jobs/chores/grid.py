"""Grid cases in the background: what `oberih grid` and `oberih repair` answer."""

from oberih.jobs import grid_ac as ac
from oberih.jobs import grid_horizon as horizon
from oberih.jobs import grid_minute as minute
from oberih.jobs import grid_optimal as optimal
from oberih.jobs import grid_shed as shed
from oberih.jobs import grid_show as show
from oberih.jobs import repair_order as order
from oberih.jobs.chores import Chore, Outcome


def case_of(chore: Chore) -> str:
    """The case's file that came with the ask, or its name."""
    file = chore.file("case_text")
    return str(chore.given["case"] if file is None else file)


def grid_show(chore: Chore) -> Outcome:
    """As `oberih grid show` does it."""
    return Outcome(answer=show.show(case_of(chore), chore.file("states"), chore.given.get("state")).to_json())


def grid_export(chore: Chore) -> Outcome:
    """As `oberih grid export` does it: one file."""
    from oberih.scenario.cases import load_case, write_case  # noqa: PLC0415

    name = "exported.m"
    write_case(load_case(case_of(chore)), chore.home / name)
    return Outcome(files=(name,))


def _asked(chore: Chore, *more: str) -> shed.Asked:
    return shed.Asked(
        case=case_of(chore), states=chore.file("states"), hours=chore.file("hours"), tell=chore.steps,
        **chore.some("convention", "minimum_output", "storage", *more),
    )  # fmt: skip


def grid_shed(chore: Chore) -> Outcome:
    """As `oberih grid shed` does it."""
    return Outcome(answer=shed.shed(_asked(chore)).to_json())


def grid_served(chore: Chore) -> Outcome:
    """As `oberih grid served` does it."""
    asked = _asked(chore, "state", "critical_share")
    return Outcome(answer=shed.served_by(asked, chore.given.get("by", "bus")).to_json())


def grid_opf(chore: Chore) -> Outcome:
    """As `oberih grid opf` does it."""
    found = optimal.opf(case_of(chore), states=chore.file("states"), **chore.some("convention", "state"))
    return Outcome(answer=found.to_json())


def grid_mld(chore: Chore) -> Outcome:
    """As `oberih grid mld` does it."""
    found = optimal.mld(
        case_of(chore), states=chore.file("states"), **chore.some("convention", "state", "unit_commitment")
    )
    return Outcome(answer=found.to_json())


def grid_adequacy(chore: Chore) -> Outcome:
    """As `oberih grid adequacy` does it."""
    curve = chore.file("load_curve_text") or chore.given.get("load_curve")
    found = optimal.adequacy(
        case_of(chore), rates=chore.file("rates"), curve=curve, **chore.some("rate", "samples", "seed")
    )
    return Outcome(answer=found.to_json())


def grid_horizon(chore: Chore) -> Outcome:
    """As `oberih grid horizon` does it."""
    asked = horizon.Asked(
        case=case_of(chore), hours=chore.home / chore.given["hours"], states=chore.file("states"),
        units=chore.file("units"),
        **chore.some("state", "window", "step", "start_share", "end_share", "convention", "minimum_output"),
    )  # fmt: skip
    return Outcome(answer=horizon.horizon(asked).to_json())


def grid_minute(chore: Chore) -> Outcome:
    """As `oberih grid minute` does it, of a case or of a scenario."""
    from oberih.grid.cascade import Settings  # noqa: PLC0415

    scenario = chore.file("scenario")
    if scenario is not None:
        found = minute.scenario_minute(
            str(scenario), chore.given.get("draw", 0), chore.given.get("seed", 1), chore.given.get("scheme")
        )
    else:
        found = minute.case_minute(
            case_of(chore), chore.file("states"), chore.given.get("state"), chore.given.get("out_branches", ()),
            chore.given.get("out_units", ()),
            Settings(
                **{
                    name: chore.given[field] for name, field in _SETTINGS.items() if chore.given.get(field) is not None
                }
            ),
        )  # fmt: skip
    form = chore.given.get("plot")
    if form:
        minute.draw_plot(found, chore.home / f"minute.{form}", chore.given.get("lang", "en"))
    return Outcome(answer=found.to_json(), files=(f"minute.{form}",) if form else ())


_SETTINGS = {
    "inertia_s": "inertia", "damping": "damping", "droop": "droop", "reserve": "reserve", "overload": "overload",
    "overload_s": "overload_delay", "nominal_hz": "nominal", "scheme": "scheme",
}  # fmt: skip


def grid_ac(chore: Chore) -> Outcome:
    """As `oberih grid ac` does it."""
    found = ac.ac(
        case_of(chore), chore.file("states"), chore.given.get("state"), chore.given.get("out_branches", ()),
        chore.given.get("out_units", ()),
    )  # fmt: skip
    return Outcome(answer=found.to_json())


def repair(chore: Chore) -> Outcome:
    """As `oberih repair` does it."""
    asked = order.Asked(
        case=case_of(chore), states=chore.file("states"), means=chore.file("means"), tell=chore.steps,
        horizon_h=chore.given.get("horizon"), temperature_c=chore.given.get("temperature"),
        **chore.some(
            "damaged_branches", "damaged_gens", "state", "crews", "hours_each", "spares", "needs", "alarm_share",
            "order", "critical_share", "critical_weight", "convention", "seconds", "seed",
        ),
    )  # fmt: skip
    return Outcome(answer=order.repair_order(asked).to_json())
