"""One frozen scenario: what flew, what stands against it, and what it falls upon.

Every figure that is not known is a range (`Doubt`), and says where it comes from. Raid fields are inputs only:
nothing in this program searches over them.
"""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.record.raids.shares import stop_share
from oberih.scenario.campaign import Campaign
from oberih.scenario.doubt import Doubt
from oberih.scenario.doubt import within as _in
from oberih.scenario.layered import Sensor, Unit
from oberih.scenario.options import Option
from oberih.scenario.packs import places
from oberih.scenario.plane import Frozen, Map
from oberih.scenario.strengthening import Addition
from oberih.scenario.waves import Target, Wave
from oberih.terms.kinds import KINDS, Kind, ReportKind

#: classes of asset that a weapon may strike; nuclear units are never struck in this model, they may trip
AimClass = Literal["substation", "thermal", "chp", "hydro"]

MOST_WEAPONS = 2000  #: of one kind in one raid; the record's largest have some hundreds


def _once(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A region named twice is hit once, as reports repeat themselves."""
    return tuple(dict.fromkeys(codes))


FROM_RECORD = r"^record:\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"
Share = Annotated[Doubt, _in(0, 1)]
Hours = Annotated[Doubt, _in(0, 24 * 365)]


class WeaponGroup(Frozen):
    """Weapons of one kind, as many as a report or a planner says: exactly `n`, or from n_min to n_max, low ones
    likelier."""

    kind: ReportKind
    """Kind of weapon, as reports name it; "missile" and "target" are not typed further."""
    n_min: int = Field(ge=0, le=MOST_WEAPONS, strict=True)
    """Fewest that flew. A field `n` stands for both."""
    n_max: int = Field(ge=0, le=MOST_WEAPONS, strict=True)
    """Most that flew."""

    @model_validator(mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        if isinstance(value, dict) and "n" in value and "n_min" not in value and "n_max" not in value:
            rest = {name: field for name, field in value.items() if name != "n"}
            return {**rest, "n_min": value["n"], "n_max": value["n"]}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.n_min > self.n_max:
            raise PydanticCustomError("disordered_count", "", {"low": self.n_min, "high": self.n_max})
        return self


class RecordedRaid(Frozen):
    """One raid of the record, as a draw may take it."""

    date: dt.date
    """Day on which it begins; sets the season, the day of the week, and which raids teach stop shares."""
    start_hour: int | None = Field(default=None, ge=0, le=23, strict=True)
    """Local hour of its first clock time; none: drawn evenly."""
    weapons: tuple[WeaponGroup, ...] = Field(min_length=1)
    """What flew, group by group."""


class Raid(Frozen):
    """What flew, when, and which regions it hit."""

    model_config = ConfigDict(populate_by_name=True)

    source: str | None = Field(default=None, alias="from", pattern=FROM_RECORD)
    """A raid of the user's own record, "record:2022-12-05", or one drawn anew in each draw from those of a period,
    "record:2022-10-01..2022-12-31"; instead of weapons."""
    date: dt.date | None = None
    """Day on which it begins; sets the season, the day of the week, and which raids teach stop shares."""
    start_hour: int | None = Field(default=None, ge=0, le=23, strict=True)
    """Local hour in which it begins; None: drawn evenly."""
    duration_h: Hours = Doubt(low=1, mid=2, high=4, source="assumed")
    """How long weapons keep arriving."""
    weapons: tuple[WeaponGroup, ...] = ()
    """What flew, group by group."""
    waves: tuple[Wave, ...] = ()
    """What flies in waves, with paths on the plane of a layered defence; instead of weapons."""
    targets: tuple[Target, ...] = ()
    """What waves fly at where no power system is given."""
    pool: tuple[RecordedRaid, ...] = ()
    """Raids of the record to draw from, filled in from `from`."""
    missile_mix: dict[Kind, float] = {"cruise": 1.0}
    """How missiles that nobody typed fly. The published totals that stop shares are learnt from count raids as a
    whole."""
    hit_regions: Annotated[tuple[str, ...], AfterValidator(_once)] = ()
    """Regions of the pack where something of the grid was hit; empty: drawn by demand."""
    spread_km: float = Field(default=30.0, ge=0, le=500)
    """With paths and a country pack: weapons end evenly over a disc of this radius about their region's place."""
    energy_share: Share = Doubt(low=0.4, mid=0.6, high=0.8, source="assumed")
    """Share of the weapons that fly at the grid, not at something else."""
    aim: dict[AimClass, float] = {"substation": 0.6, "thermal": 0.25, "chp": 0.05, "hydro": 0.1}
    """What of the grid they fly at."""

    @model_validator(mode="after")
    def _weights(self) -> Self:
        for name, weights in (("missile_mix", self.missile_mix), ("aim", self.aim)):
            if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
                raise PydanticCustomError("bad_weights", "", {"field": name})
        if bool(self.weapons) + bool(self.waves) + bool(self.source or self.pool) > 1:
            raise PydanticCustomError("two_sources", "")
        groups = [*self.weapons, *(group for raid in self.pool for group in raid.weapons)]
        flown = sum(group.n_max for group in groups) + sum(
            (group.n_max or 0) + (group.rate_per_h is not None) for wave in self.waves for group in wave.weapons
        )
        if not self.source and flown == 0:
            raise PydanticCustomError("no_weapons", "")
        return self


class StopShares(Frozen):
    """Beta law of the share of a kind that is stopped in one raid."""

    mean: float = Field(gt=0, lt=1)
    """Mean share stopped over raids of this kind."""
    sd: float = Field(gt=0, lt=0.5)
    """Standard deviation of the share between raids."""
    source: str = "given"
    """Where the figure comes from."""
    means: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    """Posterior draws instead of one law: with each mean its concentration c, the share is Beta(mean c, (1 - mean)
    c)."""
    concentrations: tuple[Annotated[float, Field(gt=0)], ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if len(self.means) != len(self.concentrations):
            raise PydanticCustomError(
                "unpaired_draws", "", {"means": len(self.means), "concentrations": len(self.concentrations)}
            )
        if self.sd**2 >= self.mean * (1 - self.mean):
            raise PydanticCustomError("beta_too_wide", "", {"limit": (self.mean * (1 - self.mean)) ** 0.5})
        return self


class Defence(Frozen):
    """Air defence: at level `shares` each kind has a share stopped, common to the raid; at level `layered` fire units
    engage weapons one by one."""

    level: Literal["shares", "layered"] = "shares"
    """How finely defence is told: by shares, or by fire units."""
    coordination: bool = True
    """Layered: units know each other's engagements, but those that say otherwise."""
    presets: str | None = None
    """Layered: a file of presets of your own, named from the scenario's folder."""
    units: tuple[Unit, ...] = ()
    """Layered: the fire units."""
    sensors: tuple[Sensor, ...] = ()
    """Layered: what sees for linked units."""
    anchor: str | None = None
    """Layered: file of `oberih calibrate`, named from the scenario's folder. One scale a kind on single-shot chances
    makes the share stopped follow it."""
    anchor_kinds: tuple[Kind, ...] = ()
    """Layered: kinds to anchor; none named: all that fly."""
    calibration: str | None = None
    """File of `oberih calibrate`, named from the scenario's folder."""
    shares: dict[Kind, StopShares] = {}
    """Kinds that are not named take the share learnt from published raids."""
    options: tuple[Option, ...] = ()
    """Layered: what `oberih defence worth` looks at; none: one more of each class that stands, and a load of rounds."""
    lost_share: Share = Doubt(low=0, mid=0.02, high=0.05, source="assumed")
    """Of those not stopped: fell by itself."""


class Strikes(Frozen):
    """What arrivals do."""

    debris_chance: Share = Doubt(low=0.01, mid=0.03, high=0.08, source="assumed")
    """Of one stopped near its aim."""


class Grid(Frozen):
    """The power system that it falls upon."""

    pack: str = "ua"
    """Country pack: the name of a shipped one, or the folder of your own ("./mypack", from the scenario's folder)."""
    state: str = ""
    """Dated state of the pack; left out: the latest that is not after the raid, as its pack says."""
    trip_chance: Share = Doubt(low=0.03, mid=0.1, high=0.25, source="assumed")
    """Chance that a unit trips from one heavily struck substation of its region."""
    transit_loss: Share = Doubt(low=0.2, mid=0.5, high=1, source="assumed")
    """Of the share of a region's substations that is out, the part by which the region's transit falls too."""
    schedule_hour: int = Field(default=18, ge=0, le=23, strict=True)
    """Local hour from which a schedule for the next day can no longer be changed."""
    schedule_share: Share = Doubt(low=0.375, mid=0.375, high=0.375, source="three of six queues, a quarter exempt")
    """Most of a region's demand that schedules can take off at once: three of six queues and the exempt spared."""


class Weather(Frozen):
    """Daily mean temperature. Left out, it is the normal of the month with a deviation of each draw's own."""

    temperature_c: dict[str, tuple[float, ...]] = {}
    """Degrees by region, from the day of the raid on; "all" stands for every region without a row of its own."""
    file: str | None = None
    """A CSV file with the columns date, region and temperature_c, named from the scenario's folder; it fills
    `temperature_c`."""


class Repair(Frozen):
    """Who mends, and how fast."""

    safety_h: Hours = Doubt(low=1, mid=2, high=4, source="assumed")
    """After the raid, before crews may enter."""
    travel_h: Hours = Doubt(low=4, mid=6, high=10, source="assumed")
    """Of a crew from another region."""
    work_factor: Annotated[Doubt, _in(0.01, 100)] = Doubt(low=0.7, mid=1, high=1.6, source="assumed")
    """Hours of repair work, against the table."""


class Scenario(Frozen):
    """One raid on one power system. Hours run from the hour in which the raid begins."""

    schema_version: Literal[1] = 1
    """Version of this form of file."""
    name_uk: str = ""
    """Title in Ukrainian."""
    name_en: str = ""
    """Title in English."""
    hours: int = Field(default=72, ge=6, le=336, strict=True)
    """Hours to follow, from the hour in which the raid begins."""
    map: Map | None = None
    """A bare plane, for a layered defence without a power system. With a country pack, the pack has the plane."""
    raid: Raid
    """What flew, when, and which regions it hit."""
    defence: Defence = Defence()
    damage: Strikes = Strikes()
    """What arrivals do."""
    grid: Grid = Grid()
    """The power system that it falls upon."""
    weather: Weather = Weather()
    """Daily mean temperature."""
    repair: Repair = Repair()
    """Who mends, and how fast."""
    campaign: Campaign | None = None
    """A winter of such raids, for `oberih campaign`."""
    strengthening: tuple[Addition, ...] | None = None
    """What stands beside the pack: protection, spares, crews, generation, storage, imports, backup."""

    @model_validator(mode="after")
    def _regions(self) -> Self:
        """A region that the pack does not model is a mistake; a pack that is not there is told of where it is read."""
        country = places.country_folder(self.grid.pack)
        known = places.modelled(country, self.grid.state or places.state_on(country, self.raid.date))
        if known and (wrong := [code for code in self.raid.hit_regions if code not in known]):
            raise PydanticCustomError("unknown_region", "", {"found": wrong[0], "pack": self.grid.pack})
        return self

    @model_validator(mode="after")
    def _fill(self) -> Self:
        """The state of the pack and stop shares of all kinds, so that the frozen scenario says everything that the run
        will use."""
        if not self.grid.state:
            state = places.state_on(places.country_folder(self.grid.pack), self.raid.date)
            object.__setattr__(self, "grid", self.grid.model_copy(update={"state": state}))
        if self.defence.level == "layered":
            return self
        missing = {kind: stop_share(kind, self.raid.date) for kind in KINDS if kind not in self.defence.shares}
        learnt = {
            kind: StopShares(
                mean=round(share.mean, 4),
                sd=round(share.sd, 4),
                source=f"published totals of {share.raids} other raids" if share.raids else "assumed",
            )
            for kind, share in missing.items()
        }
        if learnt:
            shares = {kind: (self.defence.shares | learnt)[kind] for kind in KINDS}
            object.__setattr__(self, "defence", self.defence.model_copy(update={"shares": shares}))
        return self

    def doubts(self) -> dict[str, Doubt]:
        """All ranges of the scenario by dotted name, in the order of the file."""
        found: dict[str, Doubt] = {}
        for part in ("raid", "defence", "damage", "grid", "repair"):
            for name in type(getattr(self, part)).model_fields:
                value = getattr(getattr(self, part), name)
                if isinstance(value, Doubt):
                    found[f"{part}.{name}"] = value
        return found
