"""`oberih plan` as a user meets it: sentences and tables in both languages, JSON, the run again, and refusals."""

import json

OPTIONS = """
scenario = "ozeria"
rates = { USD = 0.9 }
[[option]]
name = "gabions"
title_uk = "Габіони"
title_en = "Gabions"
cost = { low = 5e6, mid = 9e6, high = 15e6 }
adds = { add = "protection", asset_class = "substation", level = "gabions" }
[[option]]
name = "generation"
title_uk = "Генератори"
title_en = "Generators"
cost = { low = 20e6, mid = 30e6, high = 45e6 }
currency = "USD"
most = 2
adds = { add = "generation", mw = 100 }
[[option]]
name = "crews"
cost = { low = 1e6, mid = 3e6, high = 5e6 }
adds = { add = "crews", n = 5 }
"""
BRIEF = ("--draws", "48", "--workers", "1")


def test_a_plan_is_told_written_and_shown_again(say, door):
    (door.here / "mine.toml").write_text(OPTIONS, encoding="utf-8")
    told = say("plan", "mine.toml", "--budget", "40M", *BRIEF, "--out", "p", "--json")
    assert told.code == 0
    answer = json.loads(told.out)
    assert answer["currency"] == "EUR"
    costs = {row["option"]: row["cost"]["mid"] for row in answer["ranking"]}
    assert costs["generation"] == 27e6
    assert answer["plan"]["cost"] <= 40e6
    assert answer["plan"]["exact"]
    gains = [row["gain"]["mean"] for row in answer["frontier"]]
    assert len(gains) == 5
    for row in answer["ranking"]:
        assert row["gain"]["low"] <= row["gain"]["high"]
        assert row["per_million"]["low"] <= row["per_million"]["high"]
    assert {path.name for path in (door.here / "p").iterdir()} == {
        "run.json", "plan.json", "plan.uk.md", "plan.en.md", "scenario.toml", "options.toml", "tables",
    }  # fmt: skip
    again = say("runs", "show", answer["id"], "--json")
    assert json.loads(again.out) == answer
    for lang, words in (("en", "per million EUR, 90 % interval from"), ("uk", "за кожен мільйон EUR, 90 % інтервал")):
        shown = say("runs", "show", answer["id"], "--lang", lang)
        assert shown.code == 0
        assert words in " ".join(shown.out.split())
        assert words in " ".join((door.here / "p" / f"plan.{lang}.md").read_text(encoding="utf-8").split())


def test_what_is_wrong_with_money_and_options_is_said(say, door):
    (door.here / "mine.toml").write_text(OPTIONS, encoding="utf-8")
    (door.here / "bad.toml").write_text(OPTIONS.replace("low = 5e6", "low = -5e6"), encoding="utf-8")
    for arguments, words in (
        (("mine.toml", "--budget", "1M"), "is below every option: the cheapest, 'crews', costs 3,000,000"),
        (("mine.toml",), "how much money there is"),
        (("mine.toml", "--budget", "lots"), "expected an amount"),
        (("mine.toml", "--budgets", "5M..1M/1M"), "from below to"),
        (("mine.toml", "--budget", "40M", "--currency", "UAH"), "no rate from EUR into UAH"),
        (("mine.toml", "--budget", "40M", "--objective", "harm"), "expected one of raid_unserved_mwh"),
        (("mine.toml", "--budget", "40M", "--robust", "-1"), "expected a radius"),
        (("ozeria", "--budget", "40M"), "no options are given"),
        (("bad.toml", "--budget", "40M"), "a cost below nothing"),
        (("ozeria", "--options", "examples/plan.toml", "--budget", "40M"), "told by shares"),
        (("defence/layers", "--options", "mine.toml", "--budget", "40M"), "bare plane"),
    ):
        refused = say("plan", *arguments, "--lang", "en", "--out", "q")
        assert refused.code == 2, arguments
        assert words in refused.err, (arguments, refused.err)
        assert "Traceback" not in refused.err
    assert not (door.here / "q").exists()


def test_promises_of_a_report_are_played_by_week_and_kept_in_the_ledger(say, door):
    fact = {"type": "commitment", "kind": "munitions for NASAMS", "quote": "rounds for NASAMS", "speaker": "Austin"}
    facts = {"published": "2022-12-06", "facts": [fact, {**fact, "kind": "radars"}, {**fact, "kind": "Crotale"}]}
    (door.here / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    span = ("--from", "2020-11-15", "--to", "2020-12-05", "--weeks", "1,3", "--draws", "3", "--workers", "1")
    told = say("plan", "ozeria-defended", "--pledge", "facts.json", *span, "--json")
    assert told.code == 0, told.err
    weeks = json.loads(told.out)["weeks"]
    assert weeks["weeks"] == [1, 3]
    assert [row["name"] for row in weeks["pledges"]] == ["munitions for NASAMS", "radars"]
    assert [row["kind"] for row in weeks["left"]] == ["Crotale"]
    assert all(len(row["gains"]) == 2 for row in weeks["pledges"])
    shown = say("runs", "show", json.loads(told.out)["id"], "--lang", "en")
    assert "Promised, but not modelled here: Crotale" in " ".join(shown.out.split())
    rows = json.loads(say("pledges", "list", "--json").out)
    assert {row["name"] for row in rows} == {"munitions for NASAMS", "radars", "Crotale"}
    assert "0 of 3 promises entered" in say("pledges", "add", "facts.json", "--lang", "en").out
    came = say("pledges", "deliver", rows[0]["id"], "--on", "2023-01-05", "--lang", "en")
    assert "came on 2023-01-05" in came.out
    assert "1 delivered" in say("pledges", "list", "--lang", "en").out
    for arguments, words in (
        (("plan", "ozeria", "--pledge", "facts.json"), "no promise of this file can be played"),
        (("plan", "ozeria-defended", "--pledge", "facts.json", *span[:4], "--weeks", "9"), "expected weeks from 1"),
        (("pledges", "deliver", "nobody"), "no promise 'nobody'"),
    ):
        refused = say(*arguments, "--lang", "en")
        assert refused.code == 2
        assert words in refused.err


def test_a_plan_over_a_winter(say, door):
    (door.here / "mine.toml").write_text(OPTIONS, encoding="utf-8")
    span = ("--from", "2020-11-01", "--to", "2020-11-20", "--draws", "3", "--workers", "1")
    told = say("plan", "ozeria-winter", "--options", "mine.toml", "--budget", "12M", *span, "--json")
    assert told.code == 0, told.err
    answer = json.loads(told.out)
    assert answer["campaign"] == {"from": "2020-11-01", "to": "2020-11-20"}
    assert answer["ranking"][0]["place"] == 1
    refused = say("plan", "ozeria-winter", "--options", "mine.toml", "--budget", "12M", "--from", "2020-11-01", "--to",
                  "2020-10-01", "--lang", "en")  # fmt: skip
    assert refused.code == 2
    assert "Swap them" in refused.err


def test_the_search_is_proved_on_linear_options_and_the_ranking_is_csv(say, door):
    more = OPTIONS + '[[option]]\nname = "ties"\ncost = 10e6\nadds = { add = "imports", mw = 100 }\n'
    (door.here / "mine.toml").write_text(more, encoding="utf-8")
    told = say("plan", "mine.toml", "--budget", "40M", *BRIEF, "--exact", "--out", "p", "--json")
    assert told.code == 0, told.err
    proof = json.loads(told.out)["proof"]
    assert proof["linear"] == ["generation", "ties"]
    assert proof["bound_mwh"] <= proof["best_mwh"] + 1e-6 <= proof["searched_mwh"] + 2e-6 <= proof["nothing_mwh"] + 3e-6
    rows = say("plan", "mine.toml", "--budget", "40M", *BRIEF, "--csv").out.splitlines()
    assert rows[0].startswith("place,option,option_class,cost,gain")
    assert len(rows) == 5
