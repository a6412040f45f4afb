"""`oberih study vary` as a user meets it: a table, JSON, a file, and refusals with a remedy."""

import json

SHORT = ("--draws", "16", "--workers", "1")
ONE = ("--vary", "repair.work_factor=0.5,2", *SHORT)


def test_a_curve_is_told_in_both_languages_and_written(say, door):
    for lang, word in (("en", "Change (90 %)"), ("uk", "Зміна (90 %)")):
        told = say("study", "vary", "2022-12-05", *ONE, "--lang", lang, "--csv", "points.csv")
        assert told.code == 0
        assert word in told.out
    rows = (door.here / "points.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "repair.work_factor,mean,mean_low,mean_high,change,change_low,change_high"
    assert len(rows) == 3
    (door.here / "points.csv").unlink()
    answer = json.loads(say("study", "vary", "2022-12-05", *ONE, "--json").out)
    assert [row["values"] for row in answer["points"]] == [{"repair.work_factor": 0.5}, {"repair.work_factor": 2.0}]


def test_what_is_not_varied_is_refused_with_the_reason(say):
    told = say("study", "vary", "2022-12-05", "--vary", "raid.energy_share=0.1..0.9", "--lang", "en")
    assert told.code == 2
    assert "what protects" in told.err
    told = say("study", "run", "2022-12-05", "--vary", "raid.aim.thermal=0..1", "--lang", "en")
    assert told.code == 2
    assert "what protects" in told.err
    told = say("study", "vary", "2022-12-05", "--csv", "no/such/folder.csv", "--lang", "en")
    assert told.code == 2
    assert "no/such/folder.csv" in told.err
