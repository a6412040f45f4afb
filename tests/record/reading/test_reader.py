"""What the reader makes of sentences in both languages, and of those that only look like a raid."""

from datetime import date

import pytest

from oberih.record import Report, from_text, read
from oberih.record.reading import reader


def _read(text: str, published: date | None = date(2024, 5, 2)) -> Report:
    return read(from_text(text, published=published))


def _counts(report: Report, name: str) -> list[tuple]:
    return [(each["kind"], each["op"], each["n"]) for each in report.summary[name]]


@pytest.mark.parametrize(
    ("text", "launched", "destroyed", "lost"),
    [
        ("Overnight Russia attacked Ukraine with 74 Shahed drones. Air defence shot down 28 of 74 drones, and another"
         " 46 were lost from radar.", [("uav", "=", 74)], [("uav", "=", 28)], [("uav", "=", 46)]),
        ("Of the 38 drones, 30 were shot down. Six did not reach their targets.",
         [("uav", "=", 38)], [("uav", "=", 30)], [("uav", "=", 6)]),
        ("Russian forces fired 81 missiles and eight Shahed drones, killing at least six people and wounding 12.",
         [("missile", "=", 81), ("uav", "=", 8)], [], []),
        ("Russia fired more than 70 missiles, most of which were intercepted.",
         [("missile", ">", 70)], [("missile", "most", None)], []),
        ("Russia launched a massive attack overnight with 36 missiles and 597 drones.",
         [("missile", "=", 36), ("uav", "=", 597)], [], []),
        ("A Kh-59 missile and two Iskander-M ballistic missiles were launched from occupied Crimea at Odesa Oblast.",
         [("kh59", "=", 1), ("iskander_m", "=", 2)], [], []),
        ("Some forty Kh-101/Kh-555 and Kalibr cruise missiles were launched; at least 30 were destroyed.",
         [("cruise", "~", 40)], [("cruise", ">=", 30)], []),
        ("Dozens of drones and several missiles targeted Odesa overnight.",
         [("uav", "some", None), ("missile", "some", None)], [], []),
        ("Уночі ППО збила 18 з 21 ракети.", [("missile", "=", 21)], [("missile", "=", 18)], []),
        ("Ворог атакував двадцятьма сімома «Шахедами», двадцять чотири з яких збито.",
         [("uav", "=", 27)], [("uav", "=", 24)], []),
        ("Близько сорока крилатих ракет випустив противник. Щонайменше 30 ракет знищено.",
         [("cruise", "~", 40)], [("missile", ">=", 30)], []),
        ("Ворог випустив до 35 зенітних ракет С-300 і 5 аеробалістичних ракет «Кинджал». Усі вони збиті.",
         [("s300", "<", 35), ("kinzhal", "=", 5)], [("kinzhal", "all", None)], []),
        ("Запущено 12 дронів: вісім дронів збито, ще три локаційно втрачено.",
         [("uav", "=", 12)], [("uav", "=", 8)], [("uav", "=", 3)]),
        ("Ворог випустив від 10 до 15 ракет.", [("missile", ">=", 10)], [], []),
        ("Росія випустила кілька ракет «Калібр» і один «Онікс».", [("kalibr", "some", None), ("onyx", "=", 1)], [], []),
    ],
)  # fmt: skip
def test_counts_of_weapons(text, launched, destroyed, lost):
    report = _read(text)
    assert _counts(report, "launched") == launched
    assert _counts(report, "destroyed") == destroyed
    assert _counts(report, "lost") == lost
    assert report.tells_of_raid


@pytest.mark.parametrize(
    "text",
    [
        "Since the start of the full-scale invasion Russia has launched more than 4,000 missiles, Zelensky said.",
        "During exercises the mock enemy launched 40 missiles. Air defence shot down 38 of them.",
        "On the anniversary of the first strike engineers recalled how 84 missiles were launched on 10 October 2022.",
        "The parliament passed the budget. The session lasted seven hours and 320 deputies voted.",
        "Russia could launch up to 70 missiles in the next raid. It has enough missiles for three more attacks.",
        "Iran launched 180 ballistic missiles at Israel on Tuesday.",
        "Ukrainian drones attacked a refinery in Russia; Russia's defence ministry said it shot down 121 drones.",
        "Kyiv said its allies would send 100 more interceptors for Patriot systems and 50 generators.",
        "З початку повномасштабного вторгнення Росія випустила по Україні понад 4 тисячі ракет, заявив Зеленський.",
        "Під час навчань умовний противник випустив 40 ракет. ППО збила 38.",
        "Рівно рік тому, 10 жовтня 2022 року, Росія випустила по Україні 84 ракети. Тоді було збито 43 ракети.",
        "Верховна Рада ухвалила бюджет. За нього проголосували 320 депутатів.",
        "За даними розвідки, ворог може випустити до 70 ракет. Росія готує новий масований обстріл.",
        "У Міноборони РФ заявили, що вночі над територією Росії збито 121 український безпілотник.",
        "Аварійні відключення скасовано в усіх областях, повідомили в Укренерго.",
        "",
    ],
)
def test_what_tells_of_no_raid(text):
    report = _read(text or "Ніч минула спокійно, повітряної тривоги не було.")
    assert not report.tells_of_raid
    assert report.raid_date is None
    assert not _counts(report, "launched")
    assert not _counts(report, "destroyed")


@pytest.mark.parametrize(
    ("text", "published", "day", "launched"),
    [
        ("Учора, 4 грудня, ворог запустив 10 дронів. Сьогодні, 5 грудня, росіяни випустили 70 ракет.",
         date(2022, 12, 5), date(2022, 12, 5), [("missile", "=", 70)]),
        ("5 грудня росіяни випустили 70 ракет. Нагадаємо, 23 листопада ворог випустив 67 ракет, 51 з них збили.",
         date(2022, 12, 5), date(2022, 12, 5), [("missile", "=", 70)]),
        ("Today Russia launched 20 drones; 15 were shot down. Yesterday it fired 70 missiles."
         " Of these 60 were shot down.",
         date(2022, 12, 6), date(2022, 12, 6), [("uav", "=", 20)]),
        ("Росія випустила 70 ракет 31 грудня, а з початку війни – понад 4000 ракет.",
         date(2023, 1, 1), date(2022, 12, 31), [("missile", "=", 70)]),
        ("On Monday Russia launched 20 drones.", date(2022, 12, 6), date(2022, 12, 5), [("uav", "=", 20)]),
    ],
)  # fmt: skip
def test_only_this_raid_enters_its_sums(text, published, day, launched):
    report = _read(text, published)
    assert report.raid_date == day
    assert _counts(report, "launched") == launched


def test_what_is_set_apart_is_kept_as_facts():
    report = _read("5 грудня випущено 70 ракет. Нагадаємо, 23 листопада ворог випустив 67 ракет.", date(2022, 12, 5))
    scopes = {fact.n: (fact.scope, fact.event) for fact in report.facts if fact.type == "launched"}
    assert scopes == {70: ("event", "raid"), 67: ("background", "2022-11-23")}


def test_without_a_year_dates_carry_none_and_it_is_said():
    report = _read("5 грудня Росія випустила 70 ракет.", None)
    assert report.summary["dates"] == []
    assert report.raid_date is None
    assert "record.note_no_year" in report.notes
    assert [fact.start for fact in report.facts if fact.type == "launched"] == ["--12-05"]


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("Троє людей загинули, одна з них дитина, ще 19 цивільних постраждали, зокрема четверо дітей.",
         [("person", "=", 3)], [("person", "=", 19)]),
        ("Внаслідок атаки загинули двоє людей, ще п'ятеро дістали поранення.",
         [("person", "=", 2)], [("person", "=", 5)]),
        ("Кількість жертв удару зросла до 15.", [("person", "=", 15)], []),
        ("Пошкоджено будинок, постраждалих немає.", [], [("person", "none", None)]),
        ("За словами мера, загинула 14-річна дівчинка.", [("person", "=", 1)], []),
        ("At least nine people were killed and more than 20 injured.", [("person", ">=", 9)], [("person", ">", 20)]),
        ("The number of dead has risen to 45, including six children.", [("person", "=", 45)], []),
        ("A missile hit a house. No one was hurt.", [], [("person", "none", None)]),
        ("Ракета влучила в поле.", [], []),
    ],
)  # fmt: skip
def test_tolls_and_stated_absence(text, killed, wounded):
    report = _read(text)
    assert _counts(report, "killed") == killed
    assert _counts(report, "wounded") == wounded


def test_part_of_a_toll_is_linked_to_its_whole():
    report = _read("Троє людей загинули, серед них одна дитина.")
    whole, part = [fact for fact in report.facts if fact.type == "killed"]
    assert (whole.n, part.n, part.part_of) == (3, 1, whole.id)


@pytest.mark.parametrize(
    ("text", "kinds", "regions"),
    [
        ("Через удари діють аварійні відключення. Найскладніше зі світлом у Запорізькій та Харківській областях.",
         ["emergency"], ["UA-23", "UA-63"]),
        ("На Львівщині знеструмлено понад 100 тис. споживачів.", ["loss"], ["UA-46"]),
        ("Hourly outages are scheduled in the Lviv and Ternopil regions.", ["schedule"], ["UA-46", "UA-61"]),
        ("After the attack 90,000 homes in Odesa Oblast were without power.", ["loss"], ["UA-51"]),
        ("Аварійні відключення скасовано в усіх областях.", [], []),
    ],
)  # fmt: skip
def test_cuts(text, kinds, regions):
    report = _read(text)
    assert report.summary["outage_kinds"] == kinds
    assert report.summary["outage_oblasts"] == regions


def test_customers_without_power_are_counted():
    report = _read("На Львівщині знеструмлено понад 100 тис. споживачів.")
    (cut,) = [fact for fact in report.facts if fact.type == "outage"]
    assert (cut.op, cut.n, cut.object, cut.place) == (">", 100_000, "customers", "UA-46")


@pytest.mark.parametrize(
    ("text", "hit", "named"),
    [
        ("Ракету випустили з окупованої Донеччини, влучання зафіксовано на Сумщині.", ["UA-59"], ["UA-59"]),
        ("Дрони збивали над Київською та Полтавською областями.", [], ["UA-32", "UA-53"]),
        ("Missiles hit energy facilities in the Kyiv, Vinnytsia and Odesa regions.",
         ["UA-32", "UA-05", "UA-51"], ["UA-32", "UA-05", "UA-51"]),
        ("Drones were shot down over Kyiv and Sumy regions.", [], ["UA-32", "UA-59"]),
        ("Росіяни вдарили по Харкову ракетою. Частина міста без світла.", ["UA-63"], ["UA-63"]),
    ],
)  # fmt: skip
def test_where_it_hit_and_what_it_only_flew_over(text, hit, named):
    report = _read(text)
    assert report.summary["oblasts_hit"] == hit
    assert report.summary["oblasts"] == named


def test_a_correction_keeps_both_figures_linked_and_sums_the_later():
    report = _read("Росія випустила 60 ракет. Згодом уточнили: ворог випустив 70 ракет.")
    first, second = [fact for fact in report.facts if fact.type == "launched"]
    assert second.supersedes == first.id
    assert _counts(report, "launched") == [("missile", "=", 70)]


def test_two_sources_that_differ_are_linked_as_a_contradiction():
    report = _read("Зеленський сказав, що Росія випустила 60 ракет. За даними Генштабу, Росія випустила 70 ракет.")
    first, second = [fact for fact in report.facts if fact.type == "launched"]
    assert (second.conflicts_with, first.speaker, second.speaker) == (first.id, "Зеленський", "Генштаб")


@pytest.mark.parametrize(
    ("text", "hour", "part"),
    [
        ("З 20:00 21 листопада до 03:00 22 листопада окупанти атакували Україну 14 дронами.", 20.0, None),
        ("Близько 3:40 ночі росіяни здійснили пуски 43 ракет.", 3 + 40 / 60, "night"),
        ("Вранці ворог випустив 10 ракет.", None, "morning"),
        ("From 7 am Russia fired 50 missiles.", 7.0, "morning"),
    ],
)
def test_hours_and_parts_of_the_day(text, hour, part):
    report = _read(text)
    assert report.start_hour == (pytest.approx(hour) if hour is not None else None)
    if part:
        assert report.time_of_day == part


def test_a_quotation_belongs_to_whoever_is_named_at_its_end():
    text = ("«Ворог випустив 20 ракет по енергетиці нашої країни цієї ночі. Збито 15 ракет завдяки роботі зенітників»,"
            " – написав Микола Олещук.")  # fmt: skip
    report = _read(text)
    assert {fact.speaker for fact in report.facts if fact.type in ("launched", "destroyed")} == {"Олещук"}


def test_a_fact_is_ready_for_json():
    import json

    report = _read("5 грудня Росія випустила понад 70 ракет.", date(2022, 12, 6))
    (row,) = [fact.to_dict() for fact in report.facts if fact.type == "launched"]
    assert json.loads(json.dumps(row)) == row
    assert (row["quote"], row["n_min"], row["n_max"], row["start"]) == ("понад 70 ракет", 71, None, "2022-12-05")


def test_every_note_has_words():
    from oberih.terms.words import say

    notes = _read("5 грудня Росія випустила 70 ракет. " * 7000, None).notes
    assert set(notes) == {"record.note_truncated", "record.note_no_year", "record.note_not_dated"}
    assert all(say(note, lang) for note in notes for lang in ("uk", "en"))


def test_a_night_has_two_dates_and_is_told_by_the_later():
    report = _read(
        "У ніч на 25 грудня (з 19:30 24 грудня) противник завдав комбінованого удару. Виявили 184 повітряні цілі:"
        " дві балістичні ракети КН-23 із Бєлгородської області; 10 крилатих ракет «Калібр» із Чорного моря."
        " Підтверджено збиття 59 ракет, а також 54 ударних безпілотників.",
        date(2024, 12, 25),
    )
    assert report.raid_date == date(2024, 12, 25)
    assert _counts(report, "launched") == [("target", "=", 184), ("iskander_m", "=", 2), ("kalibr", "=", 10)]
    assert _counts(report, "destroyed") == [("missile", "=", 59), ("uav", "=", 54)]
    assert (report.time_of_day, report.start_hour) == ("night", 19.5)


def test_where_it_is_hardest_may_be_said_before_the_cuts():
    report = _read("Найскладніша ситуація в Києві та Львові. Понад 7 млн споживачів залишилися без світла.")
    assert report.summary["outage_oblasts"] == ["UA-30", "UA-46"]


def test_a_text_of_crumbs_is_read_to_a_last_sentence(monkeypatch):
    monkeypatch.setattr(reader, "MOST_SENTENCES", 2)
    short = read(from_text("Збито 5 дронів.\nЗагинула жінка.\n"))
    long = read(from_text("Збито 5 дронів.\nЗагинула жінка.\nУ Києві пошкоджено лікарню.\n"))
    assert "record.note_truncated" not in short.notes
    assert "record.note_truncated" in long.notes
    assert [fact.quote for fact in long.facts] == [fact.quote for fact in short.facts]
