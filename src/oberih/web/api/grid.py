"""Grid cases and their repair through the API: each question is asked in the background, and has an answer."""

from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import Field

from oberih.terms.errors import Fault, InputError
from oberih.web.api.base import Asking, FileAs, Language, Letters, Seed, Text, Work, ask_for, does, new_router
from oberih.web.speech import Spoken

router = new_router()
States = Annotated[
    dict[str, Any] | None, FileAs("states.json"),
    Field(description="Damage states; left out: the intact case.", examples=[{"states": [{"branches_out": [3, 7]}]}]),
]
StateNumber = Annotated[int | None, Field(ge=1, lt=2**31, description="Which of the states, from 1.")]
Hours = Annotated[
    str | None, FileAs("hours.csv"), Field(max_length=1_000_000, description="CSV: factor, an hour a row.")
]
Rows = Annotated[
    list[Annotated[int, Field(ge=1, lt=2**31)]], Field(max_length=10_000, description="Rows in service, from 1.")
]
Share = Annotated[float | None, Field(ge=0, le=1)]
Flow = Annotated[Literal["powermodels", "matpower", "plain"], Field(description="How a case becomes a linear flow.")]


class CaseGiven(Asking):
    """A grid case, by name or as text."""

    case: Letters | None = Field(
        default=None, description="Name of a shipped case, or pack:NAME; /api/grid/cases lists them.",
        examples=["pglib_opf_case5_pjm"],
    )  # fmt: skip
    case_text: Annotated[
        str | None, FileAs("case.m"), Field(max_length=2_500_000, description="A MATPOWER file instead.")
    ] = None


class ShowAsked(CaseGiven):
    """What `oberih grid show` takes."""

    states: States = None
    state: StateNumber = None


class ShedAsked(CaseGiven):
    """What `oberih grid shed` takes."""

    states: States = None
    convention: Flow = "plain"
    minimum_output: bool = False
    storage: bool = False
    hours: Hours = None


class ServedAsked(ShedAsked):
    """What `oberih grid served` takes."""

    state: StateNumber = None
    by: Literal["bus", "region"] = "bus"
    critical_share: Share = None


class OpfAsked(ShowAsked):
    """What `oberih grid opf` takes."""

    convention: Flow = "powermodels"


class MldAsked(OpfAsked):
    """What `oberih grid mld` takes."""

    unit_commitment: bool = False


class AdequacyAsked(CaseGiven):
    """What `oberih grid adequacy` takes."""

    rates: Annotated[str | None, FileAs("rates.csv"), Field(max_length=1_000_000, description="CSV: row, rate.")] = None
    rate: Share = None
    load_curve: Literal["rts79"] | None = None
    load_curve_text: Annotated[
        str | None, FileAs("load.csv"), Field(max_length=1_000_000, description="CSV: load_mw or share, an hour a row.")
    ] = None
    samples: int = Field(default=100_000, ge=2, le=10_000_000)
    seed: Seed = 1


class HorizonAsked(ShowAsked):
    """What `oberih grid horizon` takes."""

    hours: Annotated[Text, FileAs("hours.csv"), Field(description="CSV: factor, an hour a row.")]
    window: int = Field(default=24, ge=1, le=8760)
    step: int = Field(default=12, ge=1, le=8760)
    units: Annotated[
        str | None, FileAs("units.csv"), Field(max_length=1_000_000, description="CSV of what binds hours of units.")
    ] = None
    start_share: float = Field(default=0.5, ge=0, le=1)
    end_share: Share = None
    convention: Flow = "plain"
    minimum_output: bool = False


class OutAsked(ShowAsked):
    """A case with something out."""

    out_branches: Rows = Field(default=[])
    out_units: Rows = Field(default=[])


class MinuteAsked(OutAsked):
    """What `oberih grid minute` takes: a case with an outage, or a scenario and a draw."""

    scenario: Annotated[
        str | None, FileAs("scenario.toml"), Field(max_length=1_000_000, description="Instead of a case.")
    ] = None
    draw: int = Field(default=0, ge=0, lt=2**31)
    seed: Seed = 1
    inertia: float | None = Field(default=None, gt=0, le=1000)
    damping: float | None = Field(default=None, ge=0, le=1000)
    droop: float | None = Field(default=None, gt=0, le=1e9, description="A very large one is none.")
    reserve: Share = None
    overload: float | None = Field(default=None, gt=0, le=1e6)
    overload_delay: float | None = Field(default=None, gt=0, le=1e6)
    nominal: float | None = Field(default=None, gt=0, le=1000)
    scheme: Literal["eu-2017", "ua-2022"] | None = None
    plot: Literal["svg", "png", "html"] | None = Field(default=None, description="A picture as a file, of a case.")
    lang: Language = None


class RepairAsked(ShowAsked):
    """What `oberih repair` takes."""

    damaged_branches: Letters = Field(default="", description="Rows in service, from 1: 1,2 or 4-9.")
    damaged_gens: Letters = ""
    crews: int | None = Field(default=None, ge=1, le=10_000)
    hours_each: Letters = "1"
    spares: Letters = Field(default="", description="transformer=2")
    needs: Letters = Field(default="", description="b5=transformer, g=turbine")
    alarm_share: Share = None
    temperature: float | None = Field(default=None, ge=-60, le=60, description="°C")
    means: Annotated[
        str | None, FileAs("means.toml"), Field(max_length=1_000_000, description="TOML; see docs/repair.md.")
    ] = None
    horizon: float | None = Field(default=None, gt=0, le=1e6, description="Hours.")
    order: Letters = Field(default="", description="An order to compare: b2,g1,b1.")
    critical_share: Share = None
    critical_weight: float = Field(default=1.0, ge=1, le=1e6)
    convention: Flow = "plain"
    seconds: float = Field(default=45.0, ge=1, le=3600)
    seed: Seed = 1


@router.get("/api/grid/cases", summary="Cases that may be named.")
def list_cases() -> list[str]:
    """Shipped ones, and those of packs."""
    from oberih.jobs.grid_cases import listed  # noqa: PLC0415

    return listed()


@router.post("/api/grid/show", summary="A case: totals, islands, flows.", status_code=202, **does("grid show"))
def show(request: Request, lang: Spoken, asked: ShowAsked) -> Work:
    """What `oberih grid show --json` prints is its answer."""
    return _ask(request, lang, "grid_show", asked)


@router.post("/api/grid/export", summary="A case as a MATPOWER file.", status_code=202, **does("grid export"))
def export(request: Request, lang: Spoken, asked: CaseGiven) -> Work:
    """One file."""
    return _ask(request, lang, "grid_export", asked)


@router.post(
    "/api/grid/shed", summary="The least load that must be shed in each state.", status_code=202, **does("grid shed")
)
def shed(request: Request, lang: Spoken, asked: ShedAsked) -> Work:
    """What `oberih grid shed --json` prints is its answer."""
    return _ask(request, lang, "grid_shed", asked)


@router.post("/api/grid/served", summary="Who is served in each state.", status_code=202, **does("grid served"))
def served(request: Request, lang: Spoken, asked: ServedAsked) -> Work:
    """What `oberih grid served --json` prints is its answer."""
    return _ask(request, lang, "grid_served", asked)


@router.post("/api/grid/opf", summary="The cheapest dispatch.", status_code=202, **does("grid opf"))
def opf(request: Request, lang: Spoken, asked: OpfAsked) -> Work:
    """What `oberih grid opf --json` prints is its answer."""
    return _ask(request, lang, "grid_opf", asked)


@router.post("/api/grid/mld", summary="The most load that can be delivered.", status_code=202, **does("grid mld"))
def mld(request: Request, lang: Spoken, asked: MldAsked) -> Work:
    """What `oberih grid mld --json` prints is its answer."""
    return _ask(request, lang, "grid_mld", asked)


@router.post("/api/grid/adequacy", summary="Whether generation is enough.", status_code=202, **does("grid adequacy"))
def adequacy(request: Request, lang: Spoken, asked: AdequacyAsked) -> Work:
    """What `oberih grid adequacy --json` prints is its answer."""
    return _ask(request, lang, "grid_adequacy", asked)


@router.post(
    "/api/grid/horizon", summary="The least cut over hours that bind together.", status_code=202, **does("grid horizon")
)
def horizon(request: Request, lang: Spoken, asked: HorizonAsked) -> Work:
    """What `oberih grid horizon --json` prints is its answer."""
    return _ask(request, lang, "grid_horizon", asked)


@router.post("/api/grid/minute", summary="The first minute, event by event.", status_code=202, **does("grid minute"))
def minute(request: Request, lang: Spoken, asked: MinuteAsked) -> Work:
    """What `oberih grid minute --json` prints is its answer."""
    if asked.scenario is not None and asked.case is None and asked.case_text is None:
        from oberih.jobs.scenarios import checked  # noqa: PLC0415

        checked(asked.scenario, power=True)
        return ask_for(request, lang, "grid_minute", asked, "scenario", more={"lang": asked.lang or lang})
    return _ask(request, lang, "grid_minute", asked, {"lang": asked.lang or lang})


@router.post("/api/grid/ac", summary="An AC check of a state.", status_code=202, **does("grid ac"))
def ac(request: Request, lang: Spoken, asked: OutAsked) -> Work:
    """What `oberih grid ac --json` prints is its answer. Needs pandapower on this machine."""
    return _ask(request, lang, "grid_ac", asked)


@router.post("/api/repair", summary="The best order of repairs of a case.", status_code=202, **does("repair"))
def repair(request: Request, lang: Spoken, asked: RepairAsked) -> Work:
    """What `oberih repair --json` prints is its answer."""
    return _ask(request, lang, "repair", asked)


def _ask(request: Request, lang: Any, kind: str, asked: CaseGiven, more: dict[str, Any] | None = None) -> Work:
    """Raises InputError for no case, for two, and for a name that is none."""
    given = [name for name in ("case", "case_text", "scenario") if getattr(asked, name, None) is not None]
    if len(given) != 1:
        raise InputError(Fault(key="editor.one_case", where="case", values={"found": ", ".join(given) or "—"}))
    if asked.case is not None:
        from oberih.jobs.grid_cases import check_name  # noqa: PLC0415

        check_name(asked.case)
    return ask_for(request, lang, kind, asked, asked.case or "case.m", more=more)
