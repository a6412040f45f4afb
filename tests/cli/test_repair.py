"""`oberih repair` as a user meets it: the answer told and as JSON, refusals with a remedy."""

import json

CASE = "pglib_opf_case24_ieee_rts"
DAMAGE = ("--damaged-branches", "5,7,10", "--damaged-gens", "1,9,12,22,33")


def test_the_order_is_told_in_both_languages_and_as_json(say):
    told = say("repair", CASE, *DAMAGE, "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert answer["exact"]
    assert {each["name"] for each in answer["order"]} == {"b5", "b7", "b10", "g1", "g9", "g12", "g22", "g33"}
    assert answer["ens_mwh"] == answer["bound_mwh"] < answer["rules"]["gain"]["ens_mwh"]
    for lang, words in (("en", "Exact: no order"), ("uk", "Точно: жодна черга")):
        shown = say("repair", CASE, *DAMAGE, "--crews", "2", "--lang", lang)
        assert shown.code == 0
        assert words in shown.out


def test_a_state_of_a_file_and_hours_of_each(say, door):
    (door.here / "states.json").write_text(
        '{"states": [{"branches_out": [11], "gens_out": [22, 23]}]}', encoding="utf-8"
    )
    told = say("repair", CASE, "--states", "states.json", "--hours-each", "3,1,2", "--json")
    assert sorted(each["end_h"] - each["start_h"] for each in json.loads(told.out)["order"]) == [1, 2, 3]
    refused = say("repair", CASE, "--states", "states.json", "--state", "2", "--json")
    assert refused.code == 2


def test_a_refusal_names_all_faults_and_prints_no_answer(say):
    refused = say("repair", CASE, "--damaged-branches", "99", "--crews", "0", "--lang", "en", "--json")
    assert refused.code == 2
    assert refused.out == ""
    assert "row 99 does not exist" in refused.err
    assert "--crews 0" in refused.err


MEANS = """
travel_h = 2
[spares]
transformer = 1
[[crews]]
n = 1
kind = "lines"
region = "north"
[[crews]]
n = 1
region = "south"
[[repairs]]
what = "b"
crew = "lines"
region = "north"
[[repairs]]
what = "g"
region = "south"
[[repairs]]
what = "b7"
spare = "transformer"
[[repairs]]
what = "g12"
spare = "transformer"
hours = 5
[[deliveries]]
spare = "transformer"
n = 1
lead_h = 12
[[conditions]]
from_h = 0
alarm_share = 0.3
[[conditions]]
from_h = 8
temperature_c = -10
"""


def test_a_file_of_crews_spares_ways_and_frost(say, door):
    (door.here / "means.toml").write_text(MEANS, encoding="utf-8")
    answer = json.loads(say("repair", CASE, *DAMAGE, "--means", "means.toml", "--json").out)
    order = {each["name"]: each for each in answer["order"]}
    assert answer["exact"]
    assert answer["never_restored"] == []
    assert {order[name]["crew"] for name in ("b5", "b7", "b10")} == {1}
    starts = sorted(order[name]["start_h"] for name in ("b7", "g12"))
    assert starts[1] >= 12  # one is held, and one comes then
    assert order["b10"]["region"] == "north"
    assert order["g12"]["spare"] == "transformer"
    assert min(rule["ens_mwh"] for rule in answer["rules"].values()) >= answer["ens_mwh"] - 1e-6


def test_alarms_and_frost_make_all_of_it_longer(say):
    plain = json.loads(say("repair", CASE, *DAMAGE, "--json").out)
    slow = json.loads(say("repair", CASE, *DAMAGE, "--alarm-share", "0.2", "--temperature", "-10", "--json").out)
    assert slow["ens_mwh"] > plain["ens_mwh"]
    assert abs(slow["end_h"] - plain["end_h"] * 1.1 / 0.8) < 1e-9
    assert abs(slow["ens_mwh"] - plain["ens_mwh"] * 1.1 / 0.8) < 1e-6


def test_what_is_never_restored_is_refused_with_the_reason_or_counted_to_the_horizon(say):
    short = ("--needs", "b=transformer", "--spares", "transformer=2")
    refused = say("repair", CASE, *DAMAGE, *short, "--lang", "en")
    assert refused.code == 2
    assert "1 is never restored" in refused.err
    assert "2 are held and 0 come" in refused.err
    told = say("repair", CASE, *DAMAGE, *short, "--horizon", "20", "--json")
    answer = json.loads(told.out)
    assert [each["spare"] for each in answer["never_restored"]] == ["transformer"]
    assert answer["end_h"] == answer["periods"][-1]["to_h"] == 20
    assert len(answer["order"]) == 7
    said = say("repair", CASE, *DAMAGE, *short, "--horizon", "20", "--lang", "uk")
    assert "Не відновлено ніколи" in said.out


def test_faults_of_the_file_are_named_together_with_their_lines(say, door):
    bad = MEANS.replace("lead_h = 12", "ordered_h = 9\narrives_h = 3").replace('"g12"', '"12"')
    bad = bad.replace("n = 1", "n = 0", 1)
    (door.here / "bad.toml").write_text(bad, encoding="utf-8")
    refused = say("repair", CASE, *DAMAGE, "--means", "bad.toml", "--lang", "en")
    assert refused.code == 2
    for words in ("before it is ordered at hour 9", "Expected b5 for branch 5", "crews[1].n", "bad.toml:"):
        assert words in refused.err
    (door.here / "more.toml").write_text(MEANS.replace('"g12"', '"g2"').replace('"south"', '"s"', 1), encoding="utf-8")
    refused = say("repair", CASE, *DAMAGE, "--means", "more.toml", "--crews", "2", "--spares", "two", "--lang", "en")
    for words in ("g2 is not damaged", "--crews and the file's crews", "--spares 'two'"):
        assert words in refused.err
    late = MEANS.replace("transformer = 1", "transformer = 0").replace("n = 1\nlead_h = 12", "n = 2\nlead_h = 90")
    (door.here / "late.toml").write_text(late, encoding="utf-8")
    refused = say("repair", CASE, *DAMAGE, "--means", "late.toml", "--horizon", "72", "--lang", "en")
    assert "its spare transformer is there from hour 90" in refused.err
    refused = say("repair", CASE, *DAMAGE, "--hours-each", "80", "--horizon", "72", "--lang", "en")
    assert "longer than the horizon" in refused.err
