"""Wordings of dates, counts and tolls that a whole class of reports uses, each in a sentence of its own."""

from datetime import date

import pytest

from oberih.record import from_text, read

PUBLISHED = date(2025, 12, 10)  # a Wednesday


def _summary(text: str) -> dict:
    return read(from_text(text, published=PUBLISHED)).summary


def _counts(text: str, name: str) -> list[tuple]:
    return [(each["kind"], each["op"], each["n"]) for each in _summary(text)[name]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Шостого грудня росіяни запустили по Харкову три ракети.", "2025-12-06"),
        ("У ніч із п'ятого на шосте грудня по Одесі летіли 20 дронів.", "2025-12-06"),
        ("Ворог атакував Суми 06.12: 12 «шахедів», 9 збито.", "2025-12-06"),
        ("Russia launched 70 drones overnight into Sunday, Ukraine's air force said on Monday.", "2025-12-07"),
        ("Ukraine came under attack from 110 drones late on Monday and into Tuesday.", "2025-12-09"),
        ("Six people were injured in the attack on the night of Monday to Tuesday.", "2025-12-09"),
        ("Ukraine's defenders brought down all 14 cruise missiles in the night of 8 to 9 December.", "2025-12-09"),
        ("Вранці в суботу, 6 грудня, завершили пошуки після атаки 4 грудня. Загинули 12 людей.", "2025-12-04"),
        ("Russian missiles hit Odesa on Dec. 6, killing one.", "2025-12-06"),
        ("Ukrainian forces neutralized 479 aerial targets on December 9: 460 drones and 19 missiles.", "2025-12-09"),
        ("Станом на 9:00 9 грудня збито 84 дрони зі 110, що летіли з вечора 8 грудня.", "2025-12-09"),
        ("The attack came a day after Moscow launched 300 drones on 8 December. This time, 40 drones were sent and 33"
         " shot down, the Air Force said on Wednesday.", "2025-12-10"),
    ],
)  # fmt: skip
def test_the_day_of_the_raid(text, day):
    assert _summary(text)["dates"] == [day]


@pytest.mark.parametrize(
    ("text", "launched", "destroyed", "lost"),
    [
        ("Of 188 drones, 76 were shot down and 96 dropped off radar on December 9.",
         [("uav", "=", 188)], [("uav", "=", 76)], [("uav", "=", 96)]),
        ("The barrage on December 9 included 36 missiles, 34 of which were intercepted, and 28 drones, 24 of which were"
         " downed.", [("missile", "=", 36), ("uav", "=", 28)], [("missile", "=", 34), ("uav", "=", 24)], []),
        ("The Air Force reported the downing of 29 drones on December 9; 14 more were recorded as lost.",
         [], [("uav", "=", 29)], [("uav", "=", 14)]),
        ("Впродовж ночі ворог запустив шість балістичних ракет та 60 дронів. Вдалося збити 4 ракети й 48 дронів.",
         [("ballistic", "=", 6), ("uav", "=", 60)], [("ballistic", "=", 4), ("uav", "=", 48)], []),
        ("Out of 39 missiles launched, 30 were neutralised; nine got through.",
         [("missile", "=", 39)], [("missile", "=", 30)], []),
        ("Air defence shot 33 of the 40 drones out of the sky on December 9.",
         [("uav", "=", 40)], [("uav", "=", 33)], []),
        ("Air defences intercepted nearly all of the 57 missiles on December 9.",
         [("missile", "=", 57)], [("missile", "most", None)], []),
        ("Повітряні сили відзвітували про 12 знищених ракет із 16 та всі 13 збитих дронів за ніч на 9 грудня.",
         [("missile", "=", 16), ("uav", "=", 13)], [("missile", "=", 12), ("uav", "=", 13)], []),
    ],
)  # fmt: skip
def test_what_flew_and_what_was_stopped(text, launched, destroyed, lost):
    assert (_counts(text, "launched"), _counts(text, "destroyed"), _counts(text, "lost")) == (launched, destroyed, lost)


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("A woman and two children were killed in Sumy on December 9.", [("person", "=", 3)], []),
        ("Внаслідок атаки на Харків 9 грудня поранено чоловіка, жінку та дитину.", [], [("person", "=", 3)]),
        ("One person was killed in Odesa and two others, a 34-year-old man and his wife, were wounded.",
         [("person", "=", 1)], [("person", "=", 2)]),
        ("The death toll from Saturday's attack on Ternopil has risen from 25 to 28.", [("person", "=", 28)], []),
        ("Кількість загиблих після удару по Сумах 8 грудня зросла до дев'яти: у лікарні померла жінка.",
         [("person", "=", 9)], []),
        ("Nine people were killed and 70 hurt in Kyiv, rescuers said; by evening the minister spoke of 12 dead and 90"
         " injured.", [("person", "=", 12)], [("person", "=", 90)]),
    ],
)  # fmt: skip
def test_tolls(text, killed, wounded):
    assert (_counts(text, "killed"), _counts(text, "wounded")) == (killed, wounded)


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("Берлін передасть ще одну батарею Patriot і ракети до цих комплексів.", ["Patriot", "munitions for Patriot"]),
        ("Canada will pay for further NASAMS interceptors.", ["munitions for NASAMS"]),
        ("Zelensky asked the allies to send more Patriot systems.", []),
        ("The transformers from Azerbaijan have already been delivered, while Lithuania is sending 90 generators.",
         ["generators"]),
        ("Two missiles were shot down by a Patriot battery that Germany had supplied.", []),
    ],
)  # fmt: skip
def test_promises(text, promised):
    assert _summary(text)["commitments"] == promised
