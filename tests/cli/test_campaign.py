"""`oberih campaign` as a user meets it: a table by month, JSON, the run again, and refusals with a remedy."""

import json

SHORT = ("--from", "2020-11-01", "--to", "2020-12-10", "--draws", "3", "--workers", "1")
PLAN = """
[raid]
date = 2020-11-01
[[raid.weapons]]
kind = "cruise"
n = 3
[grid]
pack = "ozeria"
[campaign]
"""


def test_a_campaign_is_told_written_and_shown_again(say, door):
    told = say("campaign", "ozeria-winter", *SHORT, "--out", "w", "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert [row["month"] for row in answer["months"]] == ["2020-11", "2020-12"]
    for name in ("unserved_mwh", "people_without_heat_peak", "queue_hours"):
        assert answer["total"][name]["p05"] <= answer["total"][name]["p50"] <= answer["total"][name]["p95"]
    assert {path.name for path in (door.here / "w" / "tables").iterdir()} == {
        f"campaign_{name}.parquet" for name in ("months", "raids", "hours", "quantities")
    }
    again = say("runs", "show", answer["id"], "--json")
    assert json.loads(again.out) == answer
    for lang, word in (("en", "Queue-hours"), ("uk", "Черго-години")):
        shown = say("runs", "show", answer["id"], "--lang", lang)
        assert shown.code == 0
        assert word in shown.out


def test_what_never_comes_back_is_said_with_the_reason(say, door):
    spares = "spares = { substation = 0, thermal = 0, chp = 0, hydro = 0 }\nraids_per_30_days = 20\n"
    (door.here / "mine.toml").write_text(PLAN + spares, encoding="utf-8")
    told = say("campaign", "mine.toml", *SHORT, "--lang", "en")
    assert told.code == 0
    assert "Never restored" in told.out
    assert "nothing is delivered" in told.out
    assert "Censored" in told.out


LAYERED = """
[defence]
level = "layered"
[[defence.units]]
name = "north"
preset = "gun"
x_km = 300
y_km = 200
"""


def test_units_that_run_dry_are_told(say, door):
    plan = PLAN.replace("[[raid.weapons]]", "[[raid.waves]]\n[[raid.waves.weapons]]").replace("n = 3", "n = 30")
    unit = LAYERED.replace('"gun"', '"Buk"') + "chance = { cruise = 0.5 }\nrange_km = 500\n"
    plan = plan.replace("[grid]", unit + "[grid]")
    (door.here / "dry.toml").write_text(plan + "raids_per_30_days = 20\n", encoding="utf-8")
    told = say("campaign", "dry.toml", *SHORT, "--lang", "en", "--out", "dry")
    assert told.code == 0, told.err
    assert "1 of 1 units have no rounds left on the last day" in told.out


CREWS = """
[[strengthening]]
add = "crews"
n = 5
arrives = 2020-11-20
"""


def test_rounds_that_reach_nobody_are_named_together_and_crews_may_come_later(say, door):
    supply = """
deliveries = [
    { what = "rounds", n = 5, ordered = 2020-11-02, lead_days = 3 },
    { what = "rounds", n = 5, to = "north", ordered = 2020-11-02, lead_days = 3 },
    { what = "thermal", n = 5, to = "north", ordered = 2020-11-02, lead_days = 3 },
]
"""
    (door.here / "mine.toml").write_text(PLAN + supply + CREWS, encoding="utf-8")
    refused = say("campaign", "mine.toml", *SHORT, "--lang", "en")
    assert refused.code == 2
    for words in ("rounds reach nobody", "the defence is not layered", "is no round"):
        assert words in refused.err
    assert "crews" not in refused.err
    (door.here / "good.toml").write_text(PLAN + CREWS, encoding="utf-8")
    told = say("campaign", "good.toml", *SHORT, "--lang", "en", "--out", "good")
    assert told.code == 0, told.err
    layered = PLAN.replace("[[raid.weapons]]", "[[raid.waves]]\n[[raid.waves.weapons]]")
    layered = layered.replace("[grid]", LAYERED + "[grid]")
    (door.here / "bad.toml").write_text(layered + supply.replace('"north"', '"nroth"'), encoding="utf-8")
    refused = say("campaign", "bad.toml", *SHORT, "--lang", "en")
    assert refused.code == 2
    assert "has the name or preset 'nroth'. Expected one of: gun, north" in refused.err


def test_faults_of_days_and_of_the_plan_are_named(say, door):
    for days, words in (
        (("--from", "2020-12-01", "--to", "2020-11-01"), "Swap them"),
        (("--from", "2020-12-01", "--to", "2023-11-01"), "at most 366"),
        (("--from", "soon", "--to", "later"), "expected a day"),
    ):
        refused = say("campaign", "ozeria-winter", *days, "--lang", "en")
        assert refused.code == 2
        assert words in refused.err
    bad = "crews = 0\n[[campaign.deliveries]]\nwhat = 'substation'\nn = 1\nordered = 2020-11-10\narrives = 2020-11-01\n"
    (door.here / "bad.toml").write_text(PLAN + bad, encoding="utf-8")
    refused = say("campaign", "bad.toml", *SHORT, "--lang", "en")
    assert refused.code == 2
    assert "crews 0 is no crew" in refused.err
    (door.here / "late.toml").write_text(PLAN + bad.replace("crews = 0\n", ""), encoding="utf-8")
    refused = say("campaign", "late.toml", *SHORT, "--lang", "en")
    assert "before it is ordered" in refused.err
    (door.here / "out.toml").write_text(PLAN + "dates = [2022-01-01]\nalarm_share = { May = 0.1 }\n", encoding="utf-8")
    refused = say("campaign", "out.toml", *SHORT, "--lang", "en")
    assert "lies outside" in refused.err
    assert "is no month" in refused.err
