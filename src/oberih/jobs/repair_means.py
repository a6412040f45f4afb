"""Who repairs, with which spares, how fast and from where: the command line and a file, as the search needs them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from oberih.repair.order.means import ANY, NEVER, NO_SPARE, NOTHING, Clock, Means
from oberih.scenario.cases import Case
from oberih.scenario.repairs import Conditions, Crews, Repair, RepairMeans, load_means
from oberih.terms.errors import Fault, InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was asked for, as text and as a file."""

    file: Path | None = None
    crews: int | None = None
    spares: str = ""  #: "transformer=2,line=1"
    needs: str = ""  #: "b5=transformer,g=turbine"
    alarm_share: float | None = None
    temperature_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The same, as the search needs it, with the names that users know."""

    names: tuple[str, ...]  #: of jobs: b5, g2; b5t and g2t for what comes first
    crews: int
    hours: tuple[float, ...]
    means: Means | None  #: None: crews that are alike, and nothing that anybody waits for
    spare_of: tuple[str | None, ...] = ()
    region_of: tuple[str | None, ...] = ()
    kinds: tuple[str, ...] = ()  #: of spares
    first_share: Mapping[str, float] = field(default_factory=dict)  #: of capacity, by name of what comes back in parts

    @property
    def short(self) -> dict[str, dict[str, int]]:
        """Kinds of spare that do not suffice, and by how many."""
        if self.means is None:
            return {}
        return {
            self.kinds[k]: {"needed": needed, "held": held(self.means, k), "come": come - held(self.means, k)}
            for k, (needed, come) in self.means.short().items()
        }


def held(means: Means, kind: int) -> int:
    """Spares of a kind that are there from the start."""
    return sum(hour == -NEVER for hour in means.spares_h[kind])


def ready(
    given: Given, case: Case, names: Sequence[str], hours: Sequence[float], horizon_h: float | None, faults: list[Fault]
) -> Ready:
    """What the jobs of these names are done with. Faults are added to the list."""
    before = len(faults)
    file = _file(given, faults)
    rows = _rows(given, file, names, faults)
    spares = dict(file.spares) | _numbers(given.spares, faults)
    if given.crews is not None and file.crews:
        faults.append(Fault(key="repairs.two_crews", where=str(given.file)))
    if len(faults) > before or len(hours) < len(names):
        return Ready(names=tuple(names), crews=given.crews or 1, hours=tuple(hours), means=None)
    crews = file.crews or (Crews.model_construct(n=given.crews or 1, kind=None, region=None),)
    hours = [row.hours or each for row, each in zip(rows, hours, strict=True)]
    shares = {name: row.first_share for name, row in zip(names, rows, strict=True) if row.first_share is not None}
    names, rows, hours, after = _in_parts(names, rows, hours)
    clock = _clock(given, file, faults)
    kinds = tuple(dict.fromkeys(row.spare for row in rows if row.spare))
    comes = {
        kind: sorted(
            [-NEVER] * spares.get(kind, 0)
            + [each.at_h for each in file.deliveries if each.spare == kind for _ in range(each.n)]
        )
        for kind in kinds
    }
    crew_kinds = list(dict.fromkeys([*(each.kind for each in crews), *(row.crew for row in rows)]))
    code = {kind: ANY if kind is None else i for i, kind in enumerate(crew_kinds)}
    regions, places, travel = _places(file, crews, rows, names, case, faults)
    if clock.rate and len(clock.rate) == 1:  # alarms and frost that do not change make work longer, and that is all
        hours, clock = [each / clock.rate[0] for each in hours], Clock()
    means = Means(
        crew_kind=tuple(code[each.kind] for each in crews for _ in range(each.n)),
        crew_place=tuple(place for each, place in zip(crews, places, strict=False) for _ in range(each.n)),
        job_kind=tuple(code[row.crew] for row in rows), job_place=tuple(places[len(crews) :]),
        job_spare=tuple(kinds.index(row.spare) if row.spare else NO_SPARE for row in rows),
        spares_h=tuple(tuple(comes[kind]) for kind in kinds), job_after=after, travel_h=travel, clock=clock,
    )  # fmt: skip
    faults += _lacking(means, names, rows, kinds, hours, horizon_h)
    plain = means.alike and clock.even
    return Ready(
        names=tuple(names), first_share=shares, crews=len(means.crew_kind), hours=tuple(hours),
        means=None if plain else means,
        spare_of=tuple(row.spare for row in rows), region_of=regions, kinds=kinds,
    )  # fmt: skip


def _in_parts(
    names: Sequence[str], rows: Sequence[Repair], hours: Sequence[float]
) -> tuple[list[str], list[Repair], list[float], tuple[int, ...]]:
    """Jobs with those that come first: branches and their first repairs, then generators and theirs; and what each job
    has to wait for."""
    jobs: list[tuple[str, Repair, float]] = []
    for kind in "bg":
        mine = [each for each in zip(names, rows, hours, strict=True) if each[0][0] == kind]
        jobs += mine
        jobs += [
            (f"{name}t", row.model_copy(update={"spare": None}), row.first_hours)
            for name, row, _ in mine
            if row.first_hours is not None
        ]
    place = {name: i for i, (name, _, _) in enumerate(jobs)}
    after = tuple(place.get(f"{name}t", NOTHING) for name, _, _ in jobs)
    return [name for name, _, _ in jobs], [row for _, row, _ in jobs], [each for _, _, each in jobs], after


def _file(given: Given, faults: list[Fault]) -> RepairMeans:
    if given.file is None:
        return RepairMeans()
    try:
        return load_means(given.file)
    except InputError as error:
        faults += error.faults
        return RepairMeans()


def _numbers(text: str, faults: list[Fault]) -> dict[str, int]:
    """Spares of "transformer=2,line=1"."""
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = re.fullmatch(r"([^=]{1,40})=\s*(\d{1,5})", part)
        if match is None or match[1].strip() in found:
            values = {"option": "--spares", "found": part, "example": "transformer=2,turbine=1"}
            faults.append(Fault(key="repairs.bad_list", values=values))
        else:
            found[match[1].strip()] = int(match[2])
    return found


def _rows(given: Given, file: RepairMeans, names: Sequence[str], faults: list[Fault]) -> list[Repair]:
    """What each job asks for: its own row, else that of all branches or generators; --needs wins over the file."""
    by_name = {row.what: row for row in file.repairs}
    for part in filter(None, (each.strip() for each in given.needs.split(","))):
        match = re.fullmatch(r"([bg]\d{0,9})\s*=\s*([^=]{1,40})", part)
        if match is None:
            values = {"option": "--needs", "found": part, "example": "b5=transformer,g=turbine"}
            faults.append(Fault(key="repairs.bad_list", values=values))
            continue
        old = by_name.get(match[1], Repair.model_construct(what=match[1], **_NOTHING))
        by_name[match[1]] = old.model_copy(update={"spare": match[2].strip()})
    where = "--needs" if given.file is None else str(given.file)
    faults.extend(
        Fault(key="repairs.undamaged", where=where, values={"what": what})
        for what in by_name
        if len(what) > 1 and what not in names
    )
    rows = []
    for name in names:
        mine = by_name.get(name, Repair.model_construct(what=name, **_NOTHING))
        of_all = by_name.get(name[0])
        filled = {} if of_all is None else {
            field: getattr(of_all, field) for field in _NOTHING if getattr(mine, field) is None
        }  # fmt: skip
        rows.append(mine.model_copy(update=filled))
    return rows


_NOTHING: dict[str, None] = dict.fromkeys(("hours", "spare", "crew", "region", "first_hours", "first_share"))


def _clock(given: Given, file: RepairMeans, faults: list[Fault]) -> Clock:
    """Pace of work: none is done under alarm, and frost makes each hour's work longer."""
    for option, value in (("--alarm-share", given.alarm_share), ("--temperature", given.temperature_c)):
        if value is not None and file.conditions:
            faults.append(Fault(key="repairs.two_conditions", where=str(given.file), values={"option": option}))
    alarm, cold = given.alarm_share or 0.0, given.temperature_c or 0.0
    if not 0 <= alarm <= 0.95:
        faults.append(Fault(key="repairs.bad_alarm", values={"found": alarm}))
        alarm = 0.0
    if not -60 <= cold <= 60:
        faults.append(Fault(key="repairs.bad_cold", values={"found": cold}))
        cold = 0.0
    rows = list(file.conditions)
    if not rows or rows[0].from_h > 0:
        rows.insert(0, Conditions.model_construct(from_h=0.0, alarm_share=alarm, temperature_c=cold))
    rates = tuple(
        (1 - row.alarm_share) / (1 + file.frost_slowdown * max(0.0, -row.temperature_c)) for row in rows
    )
    return Clock(tuple(float(row.from_h) for row in rows), rates)


def _places(
    file: RepairMeans, crews: Sequence[Crews], rows: Sequence[Repair], names: Sequence[str], case: Case,
    faults: list[Fault],
) -> tuple[tuple[str | None, ...], list[int], tuple[tuple[float, ...], ...]]:  # fmt: skip
    """Region of each job; place of each row of crews and each job; and hours between places."""
    regions = tuple(row.region or _region(case, name) for row, name in zip(rows, names, strict=True))
    if file.travel_h == 0 and not file.ways:
        return regions, [0] * (len(crews) + len(rows)), ((0.0,),)
    faults.extend(
        Fault(key="repairs.no_region", values={"what": name})
        for name, region in zip(names, regions, strict=True)
        if region is None
    )
    all_of = [*(each.region or regions[0] for each in crews), *regions]
    known = list(dict.fromkeys(all_of))
    apart = {frozenset(way.between): float(way.hours) for way in file.ways}
    travel = tuple(
        tuple(0.0 if a == b else apart.get(frozenset((str(a), str(b))), float(file.travel_h)) for b in known)
        for a in known
    )
    return regions, [known.index(each) for each in all_of], travel


def _region(case: Case, name: str) -> str | None:
    table = case.branch if name[0] == "b" else case.gen
    bus = table[int(name[1:].rstrip("t")) - 1, "from_bus" if name[0] == "b" else "bus"]
    region: str | None = case.bus[int(bus), "region"]
    return region


def _lacking(
    means: Means, names: Sequence[str], rows: Sequence[Repair], kinds: Sequence[str], hours: Sequence[float],
    horizon_h: float | None,
) -> list[Fault]:  # fmt: skip
    """What is never restored, or not before the horizon, and why."""
    faults = [
        Fault(key="repairs.no_crew", values={"what": names[j], "kind": rows[j].crew}) for j in means.unfit()
    ]
    if horizon_h is None:
        for k, (needed, come) in means.short().items():
            of_kind = [name for name, spare in zip(names, means.job_spare, strict=True) if spare == k]
            n = held(means, k)
            told: Mapping[str, object] = {
                "kind": kinds[k], "needed": needed, "names": ", ".join(of_kind), "held": n, "come": come - n,
                "never": needed - come,
            }  # fmt: skip
            faults.append(Fault(key="repairs.never", values=told))
        return faults
    for j, name in enumerate(names):
        comes = means.spare_h(j, 0)
        ends = means.clock.end(max(comes, 0.0), hours[j])
        if not horizon_h < ends < NEVER:
            continue
        if comes > 0:
            told = {"what": name, "ends": ends, "horizon": horizon_h, "comes": comes, "kind": rows[j].spare}
            faults.append(Fault(key="repairs.late_spare", values=told))
        else:
            told = {"found": name, "hours": ends, "horizon": horizon_h}
            faults.append(Fault(key="repair.longer", values=told))
    return faults
