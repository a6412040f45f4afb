"""What the reader makes of wordings by class, in both languages: none of these stands in an annotated set."""

from datetime import date

import pytest

from oberih.record import from_text, read

PUBLISHED = date(2024, 5, 3)
CASES = [
    # (text, {field: expected})
    (
        "Overnight, Moscow's forces sent 112 attack drones towards Ukraine; 88 never made it, the Air Force said.",
        {"launched": [("uav", "=", 112)]},
    ),
    (
        "Air defences knocked out 17 of 23 cruise missiles.",
        {"launched": [("cruise", "=", 23)], "destroyed": [("cruise", "=", 17)]},
    ),
    (
        "A total of 61 drones took part in the attack, of which 52 were taken down and nine disappeared from radar.",
        {"launched": [("uav", "=", 61)], "destroyed": [("uav", "=", 52)], "lost": [("uav", "=", 9)]},
    ),
    ("The barrage comprised 40 missiles and some 120 drones.", {"launched": [("missile", "=", 40), ("uav", "~", 120)]}),
    (
        "Ukraine came under attack by 5 Iskander-M ballistic missiles and 90 Shahed-type drones.",
        {"launched": [("iskander_m", "=", 5), ("uav", "=", 90)]},
    ),
    (
        "As of 09:00, air defence had neutralised 57 UAVs. Another 21 failed to reach their targets.",
        {"destroyed": [("uav", "=", 57)], "lost": [("uav", "=", 21)]},
    ),
    ("Only three of the 31 missiles got through.", {"launched": [("missile", "=", 31)]}),
    (
        "Two people were killed and at least 14 wounded in Kherson, regional head Oleksandr Prokudin said on Telegram.",
        {
            "killed": [("person", "=", 2)],
            "wounded": [("person", ">=", 14)],
            "speakers": ["Prokudin"],
            "oblasts_hit": ["UA-65"],
        },
    ),
    (
        "The strike killed a 43-year-old woman and injured her two children in Kharkiv.",
        {"killed": [("person", "=", 1)], "wounded": [("person", "=", 2)]},
    ),
    (
        "There were no casualties, Mayor Ihor Terekhov wrote.",
        {"killed": [("person", "none", None)], "wounded": [("person", "none", None)]},
    ),
    (
        "The death toll has risen to nine, rescuers said, and 31 people remain in hospital.",
        {"killed": [("person", "=", 9)]},
    ),
    ("An elderly man died in hospital after yesterday's strike on Nikopol.", {"killed": [("person", "=", 1)]}),
    (
        "Some 120,000 customers in Chernihiv region are without power after drones hit a substation,"
        " Chernihivoblenergo said.",
        {
            "outage_kinds": ["loss"],
            "outage_oblasts": ["UA-74"],
            "objects": ["energy_facility"],
            "speakers": ["Chernihivoblenergo"],
        },
    ),
    (
        "Emergency shutdowns have been introduced in Kyiv, Odesa and Dnipropetrovsk regions.",
        {"outage_kinds": ["emergency"], "outage_oblasts": ["UA-32", "UA-51", "UA-12"]},
    ),
    ("Rolling blackouts will apply tomorrow from 8 a.m. to 10 p.m.", {"outage_kinds": ["schedule"]}),
    (
        "In Poltava region debris from a downed drone damaged a private house.",
        {"oblasts_hit": ["UA-53"], "objects": ["residential"]},
    ),
    (
        "Germany will hand over two more IRIS-T systems and 30 generators, Chancellor Friedrich Merz said.",
        {"commitments": ["IRIS-T", "generators"]},
    ),
    (
        "У ніч на 3 травня Росія здійснила атаку 81 дроном. Збито 52, ще 20 не досягли цілей.",
        {
            "launched": [("uav", "=", 81)],
            "destroyed": [("uav", "=", 52)],
            "lost": [("uav", "=", 20)],
            "dates": ["2024-05-03"],
        },
    ),
    (
        "Загалом в ударі було задіяно 12 ракет: шість «Калібрів» та шість «Іскандерів».",
        {"launched": [("missile", "=", 12), ("kalibr", "=", 6), ("iskander_m", "=", 6)]},
    ),
    ("Наші захисники приземлили 33 «шахеди» з 40.", {"launched": [("uav", "=", 40)], "destroyed": [("uav", "=", 33)]}),
    (
        "Знешкоджено: 21 Shahed; 3 Х-59; 1 «Орлан».",
        {"destroyed": [("uav", "=", 21), ("kh59", "=", 3), ("recon_uav", "=", 1)]},
    ),
    (
        "Повітряним ударом ворог убив трьох цивільних і поранив дев'ятьох у Костянтинівці.",
        {"killed": [("person", "=", 3)], "wounded": [("person", "=", 9)], "oblasts_hit": ["UA-14"]},
    ),
    ("Через атаку дронів у Сумах поранено двох жінок.", {"wounded": [("person", "=", 2)], "oblasts_hit": ["UA-59"]}),
    (
        "Кількість постраждалих збільшилася до 17, повідомив начальник ОВА Іван Федоров.",
        {"wounded": [("person", "=", 17)], "speakers": ["Федоров"]},
    ),
    ("На щастя, люди не постраждали.", {"wounded": [("person", "none", None)]}),
    (
        "Унаслідок обстрілу пошкоджено ТЕЦ, без світла лишилися 46 тисяч абонентів у Харкові.",
        {
            "outage_kinds": ["loss"],
            "outage_oblasts": ["UA-63"],
            "objects": ["energy_facility"],
            "oblasts_hit": ["UA-63"],
        },
    ),
    (
        "«Укренерго» застосувало аварійні відключення у Києві та області.",
        {"outage_kinds": ["emergency"], "speakers": []},
    ),
    (
        "Уламки дрона впали на дах школи у Святошинському районі Києва.",
        {"objects": ["school"], "oblasts_hit": ["UA-30"]},
    ),
    ("Норвегія профінансує закупівлю газу, а Литва передасть 10 трансформаторів.", {"commitments": ["transformers"]}),
    ("Минулої доби ворог завдав 46 авіаударів.", {"launched": []}),
    ("Українські безпілотники вразили НПЗ у Рязані.", {"launched": [], "oblasts_hit": []}),
    ("Over the past month Russia launched 5,600 drones, Zelensky said in his evening address.", {"launched": []}),
    ("З початку року ворог випустив понад 10 тисяч КАБів.", {"launched": []}),
    ("Russia may fire up to 60 missiles at the grid, intelligence warns.", {"launched": []}),
    (
        "Близько третьої ночі 7 дронів атакували Ізмаїл; шість збито.",
        {"launched": [("uav", "=", 7)], "destroyed": [("uav", "=", 6)]},
    ),
    (
        "At least 9 missiles struck Odesa's port, killing one docker.",
        {
            "launched": [("missile", ">=", 9)],
            "killed": [("person", "=", 1)],
            "objects": ["port"],
            "oblasts_hit": ["UA-51"],
        },
    ),
    ("Серед загиблих двоє дітей, всього загинуло 12 людей.", {"killed": [("person", "=", 12)]}),
    (
        "The attack left five dead and more than 20 injured, Ukraine's Interior Minister Ihor Klymenko said.",
        {"killed": [("person", "=", 5)], "wounded": [("person", ">", 20)], "speakers": ["Klymenko"]},
    ),
    ("Rescuers pulled three bodies from the rubble in Ternopil.", {"killed": [("person", "=", 3)]}),
    ("З-під завалів дістали тіла двох людей.", {"killed": [("person", "=", 2)]}),
    ("Ракета Х-59 влучила в підстанцію на Полтавщині.", {"objects": ["energy_facility"], "oblasts_hit": ["UA-53"]}),
    (
        "Ворог атакував 4 ракетами «Кинджал», 2 ракетами Х-59/69 та 60 БпЛА типу Shahed. Збито 2 Х-59/69 і 55 БпЛА.",
        {
            "launched": [("kinzhal", "=", 4), ("kh59", "=", 2), ("uav", "=", 60)],
            "destroyed": [("kh59", "=", 2), ("uav", "=", 55)],
        },
    ),
    (
        "Of the 104 drones launched, 91 were intercepted and 13 were suppressed by electronic warfare.",
        {"launched": [("uav", "=", 104)], "destroyed": [("uav", "=", 91)]},
    ),
    (
        "Fifteen Shaheds attacked Mykolaiv region, all were downed.",
        {"launched": [("uav", "=", 15)], "destroyed": [("uav", "=", 15)]},
    ),
    (
        "Росіяни скинули на Харків 4 КАБи, загинув 61-річний чоловік.",
        {"launched": [], "killed": [("person", "=", 1)], "oblasts_hit": ["UA-63"]},
    ),
    ("Nobody was injured.", {"wounded": [("person", "none", None)]}),
    ("За попередніми даними, без постраждалих.", {"wounded": [("person", "none", None)]}),
    ("В Одесі дрон поцілив у дев'ятиповерхівку, є загиблі.", {"oblasts_hit": ["UA-51"], "objects": ["residential"]}),
    ("Графіки відключень світла завтра не застосовуватимуть.", {"outage_kinds": []}),
    ("Електропостачання у Львові повністю відновлено.", {"outage_kinds": []}),
]


def _plain(values):
    return sorted(str((v["kind"], v["op"], v["n"]) if isinstance(v, dict) else v) for v in values)


@pytest.mark.parametrize(("text", "asked"), CASES)
def test_summary(text, asked):
    found = read(from_text(text, published=PUBLISHED)).summary
    for name, values in asked.items():
        assert _plain(found[name]) == sorted(map(str, values)), name
