"""The tables handed from room to room: what one row is, and the columns with their types.

Columns carry their unit in their name. `check` refuses a table that is not what its name promises.
"""

import polars as pl

_ID = pl.Int32
_CODE = pl.String

#: one row is … (see the comment beside each)
SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    # one weapon of one draw; `region` and `asset_class` are what it flies at, empty where it is nothing of the grid
    "weapons": {"draw": _ID, "weapon": _ID, "kind": _CODE, "launch_s": pl.Float64, "arrival_s": pl.Float64,
                "region": _CODE, "asset_class": _CODE, "fate": _CODE},
    # one engagement attempt of a layered defence; a jammer's has no rounds
    "shots": {"draw": _ID, "weapon": _ID, "fire_unit": _CODE, "time_s": pl.Float64, "rounds": pl.Int32,
              "stopped": pl.Boolean},
    # one weapon that arrives
    "leakers": {"draw": _ID, "weapon": _ID, "kind": _CODE, "region": _CODE, "asset_class": _CODE,
                "asset": _ID, "arrival_s": pl.Float64},
    # one asset that the raid touched, as it is from `from_h` on
    "states": {"draw": _ID, "asset": _ID, "asset_class": _CODE, "region": _CODE, "level": pl.Int8,
               "capacity_share": pl.Float64, "from_h": pl.Float64, "needs_spare": pl.Boolean},
    # one repair
    "works": {"draw": _ID, "asset": _ID, "asset_class": _CODE, "region": _CODE, "crew": _ID,
              "start_h": pl.Float64, "end_h": pl.Float64, "spare": pl.Boolean},
    # one generating unit and hour; cause: struck, tripped, stranded, fuel, none; return_h 0: nothing is to come back
    "units": {"draw": _ID, "unit": _ID, "region": _CODE, "technology": _CODE, "hour": pl.Int16,
              "available_mw": pl.Float64, "cause": _CODE, "return_h": pl.Float64},
    # one region and hour
    "served": {"draw": _ID, "hour": pl.Int16, "region": _CODE, "demand_mw": pl.Float64, "served_mw": pl.Float64,
               "cut_damage_mw": pl.Float64, "cut_automatic_mw": pl.Float64, "cut_emergency_mw": pl.Float64,
               "cut_scheduled_mw": pl.Float64},
    # one queue and half hour; status: on, scheduled, emergency
    "queues": {"draw": _ID, "region": _CODE, "queue": _CODE, "slot": pl.Int16, "status": _CODE},
    # one region and day of 24 hours from the raid's first hour; without heat counts hours of days below 0 degrees
    "people": {"draw": _ID, "region": _CODE, "day": pl.Int16, "person_hours_without_power": pl.Float64,
               "person_hours_without_heat": pl.Float64, "person_hours_without_water": pl.Float64,
               "critical_sites_past_backup": pl.Float64},
    # one draw
    "outcome": {"draw": _ID, "launched": pl.Int32, "stopped": pl.Int32, "lost": pl.Int32, "leaked": pl.Int32,
                "struck_assets": pl.Int32, "units_struck": pl.Int32, "units_tripped": pl.Int32,
                "generation_lost_mw": pl.Float64, "load_lost_mw": pl.Float64, "separated": pl.Boolean,
                "nadir_hz": pl.Float64, "automatic_shed_mw": pl.Float64,
                "unserved_mwh": pl.Float64, "raid_unserved_mwh": pl.Float64, "peak_cut_mw": pl.Float64,
                "peak_cut_share": pl.Float64, "hours_to_90": pl.Float64, "hours_to_100": pl.Float64,
                "hours_to_lifted": pl.Float64, "hours_to_restored": pl.Float64, "phi_mw_per_h": pl.Float64,
                "lambda_mw": pl.Float64, "e_h": pl.Float64, "pi_mw_per_h": pl.Float64,
                "censored": pl.Boolean},
    # one draw and kind of weapon
    "outcome_kinds": {"draw": _ID, "kind": _CODE, "launched": pl.Int32, "stopped": pl.Int32, "lost": pl.Int32,
                      "leaked": pl.Int32},
    # one draw and month of a campaign; month "all" is the whole of it
    "campaign_months": {"draw": _ID, "month": _CODE, "raids": pl.Float64, "launched": pl.Float64, "stopped": pl.Float64,
                        "leaked": pl.Float64, "struck_assets": pl.Float64, "unserved_mwh": pl.Float64,
                        "raid_unserved_mwh": pl.Float64, "saidi_h": pl.Float64, "queue_hours": pl.Float64,
                        "person_hours_without_power": pl.Float64, "person_hours_without_heat": pl.Float64,
                        "person_hours_without_water": pl.Float64, "people_without_heat_peak": pl.Float64},
    # one raid of a campaign; hours from its hour 0, infinite where not before the next raid or the end
    "campaign_raids": {"draw": _ID, "raid": _ID, "day": _ID, "start_hour": pl.Int16, "stopped": _ID, "lost": _ID,
                       "leaked": _ID, "struck_assets": _ID, "hours_to_lifted": pl.Float64,
                       "hours_to_restored": pl.Float64},
    # the course of one draw: means over `hours` from `hour` on
    "campaign_hours": {"draw": _ID, "hour": _ID, "hours": _ID, "demand_mw": pl.Float64, "served_mw": pl.Float64,
                       "base_cut_mw": pl.Float64, "cut_damage_mw": pl.Float64, "cut_automatic_mw": pl.Float64,
                       "cut_emergency_mw": pl.Float64, "cut_scheduled_mw": pl.Float64},
    # one quantity of a campaign by month
    "campaign_quantities": {"quantity": _CODE, "month": _CODE, "mean": pl.Float64, "se": pl.Float64, "p05": pl.Float64,
                            "p25": pl.Float64, "p50": pl.Float64, "p75": pl.Float64, "p95": pl.Float64},
    # one option of a plan by itself; gains are of the objective, from low to high with 90 % confidence
    "plan_ranking": {"place": pl.Int32, "option": _CODE, "option_class": _CODE, "cost": pl.Float64, "gain": pl.Float64,
                     "gain_low": pl.Float64, "gain_high": pl.Float64, "per_million": pl.Float64,
                     "per_million_low": pl.Float64, "per_million_high": pl.Float64, "chosen": pl.Int32,
                     "chosen_share": pl.Float64},
    # the best set found for a budget
    "plan_frontier": {"budget": pl.Float64, "cost": pl.Float64, "chosen": _CODE, "gain": pl.Float64,
                      "gain_low": pl.Float64, "gain_high": pl.Float64, "per_million": pl.Float64},
    # one more of an option beside the plan
    "plan_one_more": {"option": _CODE, "gain": pl.Float64, "gain_low": pl.Float64, "gain_high": pl.Float64,
                      "per_million": pl.Float64},
    # what a promise gains if it comes in a week
    "plan_weeks": {"pledge": _CODE, "week": pl.Int32, "gain": pl.Float64, "gain_low": pl.Float64,
                   "gain_high": pl.Float64},
    # one quantity with its intervals; region, hour and kind are null where the quantity is of all of them.
    # A probability stands in `mean`; `se` is the standard error of the mean over draws.
    "quantities": {"quantity": _CODE, "region": _CODE, "hour": pl.Int16, "kind": _CODE, "mean": pl.Float64,
                   "se": pl.Float64, "p05": pl.Float64, "p25": pl.Float64, "p50": pl.Float64, "p75": pl.Float64,
                   "p95": pl.Float64},
}  # fmt: skip


def check(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """The table itself, if it has the columns and types that its name promises. Raises TypeError with every
    difference."""
    promised = SCHEMAS[name]
    faults = [
        f"{column}: {table.schema.get(column, 'missing')} where {kind} is promised"
        for column, kind in promised.items()
        if table.schema.get(column) != kind
    ] + [f"{column}: not promised" for column in table.columns if column not in promised]
    if faults:
        raise TypeError(f"table {name!r}: " + "; ".join(faults))
    return table.select(list(promised))
