"""What the reader makes of wordings by class, in both languages: none of these stands in an annotated set."""

from datetime import date

import pytest

from oberih.record import from_text, read

PUBLISHED = date(2024, 5, 3)
CASES = [
    # (text, {field: expected})
    ("Gunners bagged 14 Shaheds over Sumy region.", {"launched": [], "destroyed": [("uav", "=", 14)]}),
    ("Fifty-two drones met their end over four regions.", {"launched": [], "destroyed": [("uav", "=", 52)]}),
    ("The bulk of the drones were shot down.", {"destroyed": [("uav", "most", None)]}),
    (
        "None of the six Kinzhals could be intercepted.",
        {"launched": [("kinzhal", "=", 6)], "destroyed": [("kinzhal", "none", None)]},
    ),
    (
        "Сили ППО впоралися з двома ракетами та дюжиною безпілотників.",
        {"launched": [], "destroyed": [("missile", "=", 2), ("uav", "=", 12)]},
    ),
    (
        "Усього ворог застосував 56 засобів повітряного нападу: 40 БпЛА та 16 ракет. Збито 50.",
        {"destroyed": [("target", "=", 50)]},
    ),
    (
        "Type: launched / downed\nKh-101: 12 / 9\nKalibr: 4 / 2",
        {
            "launched": [("kh101", "=", 12), ("kalibr", "=", 4)],
            "destroyed": [("kh101", "=", 9), ("kalibr", "=", 2)],
        },
    ),
    ("Вночі збито 18 «шахедів».\n\nВолодимир Когут, начальник Полтавської ОВА", {"speakers": ["Когут"]}),
    ("МВС підтвердило загибель двох людей.", {"killed": [("person", "=", 2)], "speakers": ["МВС"]}),
    ("Загиблих, на щастя, немає.", {"killed": [("person", "none", None)]}),
    ("Спершу йшлося про 19 поранених, тепер їх 23.", {"wounded": [("person", "=", 23)]}),
    ("He thanked Norway for 400 transformers now en route.", {"commitments": ["transformers"]}),
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
    (
        "Мер Харкова Ігор Терехов у своєму телеграм-каналі написав, що в Індустріальному районі загинула жінка.",
        {
            "speakers": ["Терехов"],
            "speech_acts": ["telegram Терехов"],
            "killed": [("person", "=", 1)],
            "oblasts_hit": ["UA-63"],
        },
    ),
    (
        "«Ворог знову вдарив по енергетиці», – заявила прем'єр-міністерка Юлія Свириденко.",
        {"speakers": ["Свириденко"], "objects": ["energy_facility"]},
    ),
    (
        "За даними Харківської обласної прокуратури, поранень зазнали 11 людей.",
        {"speakers": ["Харківська обласна прокуратура"], "wounded": [("person", "=", 11)]},
    ),
    (
        "Як поінформували в Генеральному штабі, протягом доби ворог завдав трьох ракетних ударів.",
        {"speakers": ["Генштаб"]},
    ),
    (
        "Речниця Сил оборони півдня Наталія Гуменюк в ефірі телемарафону розповіла про збиття чотирьох «Калібрів».",
        {"speakers": ["Гуменюк"], "destroyed": [("kalibr", "=", 4)]},
    ),
    (
        "Про наслідки атаки на Криворізький район повідомив голова ради оборони Олександр Вілкул.",
        {"speakers": ["Вілкул"], "oblasts": ["UA-12"]},
    ),
    (
        "У Facebook командувач Повітряних сил написав: «Збито 20 із 24 безпілотників».",
        {"launched": [("uav", "=", 24)], "destroyed": [("uav", "=", 20)]},
    ),
    (
        "Президент Володимир Зеленський у вечірньому відеозверненні подякував Німеччині за додаткову систему"
        " Patriot, яку вона передасть.",
        {"speakers": ["Зеленський"], "speech_acts": ["address Зеленський"], "commitments": ["Patriot"]},
    ),
    (
        "Kyiv mayor Vitali Klitschko said on Telegram that a drone had hit a residential building in the Obolon"
        " district.",
        {
            "speakers": ["Klitschko"],
            "speech_acts": ["telegram Klitschko"],
            "oblasts_hit": ["UA-30"],
            "objects": ["residential"],
        },
    ),
    (
        "According to Naftogaz, four gas production facilities in Poltava and Kharkiv regions were damaged.",
        {"speakers": ["Naftogaz"], "oblasts_hit": ["UA-53", "UA-63"]},
    ),
    (
        "Ukraine's Energy Ministry reported power outages in five regions.",
        {"speakers": ["Energy Ministry"], "outage_kinds": ["loss"]},
    ),
    (
        '"This was a deliberate attack on our children," Kharkiv Governor Oleh Syniehubov wrote on X.',
        {"speakers": ["Syniehubov"], "speech_acts": ["tweet Syniehubov"]},
    ),
    (
        "Air Force spokesman Yurii Ihnat told a briefing that 47 Shaheds were launched and 44 destroyed.",
        {
            "speakers": ["Ihnat"],
            "speech_acts": ["briefing Ihnat"],
            "launched": [("uav", "=", 47)],
            "destroyed": [("uav", "=", 44)],
        },
    ),
    (
        "Secretary of State Antony Blinken spoke by phone with Foreign Minister Dmytro Kuleba.",
        {"speech_acts": ["call Blinken-Kuleba"]},
    ),
    (
        "Уночі 2 травня безпілотники атакували Шостку, Конотоп і Глухів.",
        {"oblasts": ["UA-59"], "oblasts_hit": ["UA-59"], "dates": ["2024-05-02"]},
    ),
    (
        "Drones were intercepted over Bila Tserkva, Uman and Vinnytsia.",
        {"oblasts": ["UA-32", "UA-71", "UA-05"], "oblasts_hit": []},
    ),
    (
        "Пуски відбувалися з Курської області, Приморсько-Ахтарська та мису Чауда в Криму.",
        {"oblasts": [], "oblasts_hit": []},
    ),
    (
        "Дрони пролетіли транзитом через Черкащину й Кіровоградщину на захід.",
        {"oblasts": ["UA-71", "UA-35"], "oblasts_hit": []},
    ),
    (
        "On Thursday morning, missiles hit Dnipro, killing six.",
        {"dates": ["2024-05-02"], "oblasts_hit": ["UA-12"], "killed": [("person", "=", 6)]},
    ),
    ("Вчора ввечері росіяни вдарили ракетою по Полтаві.", {"dates": ["2024-05-02"], "oblasts_hit": ["UA-53"]}),
    (
        "In the early hours of 3 May, Russian forces hit a school in Kramatorsk.",
        {"dates": ["2024-05-03"], "oblasts_hit": ["UA-14"], "objects": ["school"]},
    ),
    (
        "Between 21:00 on 1 May and 06:30 on 2 May the enemy launched 39 drones.",
        {"dates": ["2024-05-02"], "launched": [("uav", "=", 39)]},
    ),
    (
        "Rescuers finished clearing the rubble in Uman: 23 dead, including six children.",
        {"killed": [("person", "=", 23)]},
    ),
    (
        "A 58-year-old man was killed and his wife was hospitalised.",
        {"killed": [("person", "=", 1)], "wounded": [("person", "=", 1)]},
    ),
    ("Two teenagers were among the seven injured.", {"wounded": [("person", "=", 7)]}),
    (
        "No deaths or injuries were reported.",
        {"killed": [("person", "none", None)], "wounded": [("person", "none", None)]},
    ),
    ("Внаслідок атаки постраждало п'ятеро енергетиків.", {"wounded": [("person", "=", 5)]}),
    ("Поранення отримав 34-річний водій.", {"wounded": [("person", "=", 1)]}),
    ("Одна людина загинула, ще троє у важкому стані.", {"killed": [("person", "=", 1)]}),
    (
        "Відомо про одного загиблого та вісьмох поранених.",
        {"killed": [("person", "=", 1)], "wounded": [("person", "=", 8)]},
    ),
    ("Загиблих 4, постраждалих 23.", {"killed": [("person", "=", 4)], "wounded": [("person", "=", 23)]}),
    ("Травми дістали щонайменше 15 мешканців.", {"wounded": [("person", ">=", 15)]}),
    ("Число жертв у Тернополі сягнуло 33.", {"killed": [("person", "=", 33)]}),
    ("Killed: 3. Injured: 12.", {"killed": [("person", "=", 3)], "wounded": [("person", "=", 12)]}),
    ("More than 100,000 homes in Odesa lost electricity.", {"outage_kinds": ["loss"], "outage_oblasts": ["UA-51"]}),
    (
        "Hourly outage schedules are in force in all regions, said Ukrenergo.",
        {"outage_kinds": ["schedule"], "speakers": ["Ukrenergo"]},
    ),
    ("У Запоріжжі частково знеструмлено лівий берег.", {"outage_kinds": ["loss"], "outage_oblasts": ["UA-23"]}),
    (
        "Черкаська, Полтавська та Сумська області тимчасово без світла через удар по підстанції.",
        {"outage_kinds": ["loss"], "outage_oblasts": ["UA-71", "UA-53", "UA-59"]},
    ),
    (
        "На Чернігівщині запроваджено графіки погодинних відключень.",
        {"outage_kinds": ["schedule"], "outage_oblasts": ["UA-74"]},
    ),
    (
        "Через брак потужності в енергосистемі в Києві застосовано екстрені відключення.",
        {"outage_kinds": ["emergency"], "outage_oblasts": ["UA-30"]},
    ),
    (
        "A grain warehouse and port equipment in Izmail were damaged.",
        {"objects": ["port", "industry"], "oblasts_hit": ["UA-51"]},
    ),
    ("Пошкоджено вокзал у Ковелі та кілька пасажирських вагонів.", {"objects": ["railway"], "oblasts_hit": ["UA-07"]}),
    (
        "У Дрогобичі спалахнула пожежа на об'єкті критичної інфраструктури.",
        {"objects": ["critical_infrastructure"], "oblasts_hit": ["UA-46"]},
    ),
    (
        "The hospital's windows were blown out by the blast in Okhtyrka.",
        {"objects": ["hospital"], "oblasts_hit": ["UA-59"]},
    ),
    (
        "Протягом тижня росіяни застосували проти України майже 1100 дронів, понад 890 КАБів і 50 ракет, повідомив"
        " Зеленський.",
        {"launched": []},
    ),
    (
        "This was the largest drone attack since the start of the full-scale war: 728 drones and 13 missiles.",
        {"launched": [("uav", "=", 728), ("missile", "=", 13)]},
    ),
    (
        "Це вже третя масована атака за тиждень: 597 дронів і 26 крилатих ракет.",
        {"launched": [("uav", "=", 597), ("cruise", "=", 26)]},
    ),
    ("Минулого року цього дня ворог випустив 84 ракети.", {"launched": []}),
    ("Russian air defences intercepted 62 Ukrainian drones overnight, Moscow said.", {"launched": [], "destroyed": []}),
    ("Росія накопичила до 500 ракет, вважають у ГУР.", {"launched": []}),
    ("Earlier officials had reported two dead; the toll now stands at four.", {"killed": [("person", "=", 4)]}),
    ("Спершу повідомляли про 7 поранених, тепер їх 12.", {"wounded": [("person", "=", 12)]}),
    (
        "Збито 14 з 16 «шахедів», які летіли на Одещину.",
        {"launched": [("uav", "=", 16)], "destroyed": [("uav", "=", 14)], "oblasts": ["UA-51"], "oblasts_hit": []},
    ),
    (
        "Of 54 Shaheds, more than 40 were shot down over Kyiv.",
        {"launched": [("uav", "=", 54)], "destroyed": [("uav", ">", 40)], "oblasts": ["UA-30"]},
    ),
    (
        "Air defence destroyed 32 of the 36 missiles, including 29 Kh-101s and three Kalibrs.",
        {
            "launched": [("missile", "=", 36)],
            "destroyed": [("missile", "=", 32), ("kh101", "=", 29), ("kalibr", "=", 3)],
        },
    ),
    (
        "Сили ППО ліквідували 67 цілей: 13 ракет «Калібр» та 54 БпЛА.",
        {"destroyed": [("target", "=", 67), ("kalibr", "=", 13), ("uav", "=", 54)]},
    ),
    ("Ще 18 імітаторів зникли з радарів.", {"lost": [("uav", "=", 18)]}),
    ("Влучання двох ракет та 12 дронів зафіксовано на семи локаціях.", {"hit_locations": 7}),
    ("Debris fell at nine sites in the capital.", {"debris_locations": 9, "oblasts": ["UA-30"]}),
    (
        "The Netherlands pledged rounds for Patriot and the EU promised 500 generators.",
        {"commitments": ["munitions for Patriot", "generators"]},
    ),
    (
        "Італія готує передачу другої батареї SAMP/T та ракет до IRIS-T.",
        {"commitments": ["SAMP/T", "munitions for IRIS-T"]},
    ),
    ("Парламент Литви ратифікував торговельну угоду з Канадою.", {"launched": [], "speakers": [], "oblasts": []}),
    (
        "Russia's barrage included 58 missiles and 194 drones, of which 34 and 100 were destroyed; 10 missiles and"
        " 86 drones"
        " failed to reach their targets.",
        {
            "launched": [("missile", "=", 58), ("uav", "=", 194)],
            "destroyed": [("missile", "=", 34), ("uav", "=", 100)],
            "lost": [("missile", "=", 10), ("uav", "=", 86)],
        },
    ),
    (
        "All 18 missiles launched at Ukraine overnight were shot down. Six Shahed-136/131 strike drones and three"
        " Orlan-10"
        " and Supercam reconnaissance UAVs were also downed.",
        {
            "launched": [("missile", "=", 18)],
            "destroyed": [("missile", "=", 18), ("uav", "=", 6), ("recon_uav", "=", 3)],
        },
    ),
    ("Росіяни запустили 40 дронів. Усіх, крім трьох, збито.", {"destroyed": [("uav", "=", 37)]}),
    (
        "Сили ППО збили/подавили 357 БпЛА з 375 та 15 із 21 ракети.",
        {"launched": [("uav", "=", 375), ("missile", "=", 21)], "destroyed": [("uav", "=", 357), ("missile", "=", 15)]},
    ),
    ("In Sumska and Chernihivska oblasts power lines were damaged.", {"oblasts_hit": ["UA-59", "UA-74"]}),
    ("У Києві та області пролунали вибухи, пошкоджено гуртожиток.", {"oblasts": ["UA-30", "UA-32"]}),
    (
        "Six people were taken to hospital after the strike on Zhytomyr, the governor said.",
        {"wounded": [("person", "=", 6)], "objects": []},
    ),
    (
        "The EU condemned Russia, which fired 91 missiles and 97 drones a day earlier; 79 missiles were downed.",
        {"launched": [("missile", "=", 91), ("uav", "=", 97)], "dates": ["2024-05-02"]},
    ),
    (
        "Ворог атакував 653 БпЛА та 52 ракетами. Збито 592 дрони та 31 ракету, 16 ракет і 63 дрони влучили.",
        {"destroyed": [("uav", "=", 592), ("missile", "=", 31)]},
    ),
    (
        "Air defences downed 35 drones; 62 more were lost, likely due to jamming.",
        {"destroyed": [("uav", "=", 35)], "lost": [("uav", "=", 62)]},
    ),
]


def _plain(values):
    if not isinstance(values, list):
        return [str(values)]
    return sorted(str((v["kind"], v["op"], v["n"]) if isinstance(v, dict) else v) for v in values)


@pytest.mark.parametrize(("text", "asked"), CASES)
def test_summary(text, asked):
    found = read(from_text(text, published=PUBLISHED)).summary
    for name, values in asked.items():
        assert _plain(found[name]) == (sorted(map(str, values)) if isinstance(values, list) else [str(values)]), name
