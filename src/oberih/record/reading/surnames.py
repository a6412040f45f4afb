"""First names as reports write them, and surnames brought to the nominative by their endings.

A dictionary of forms was tried beside these rules: see docs/why.md.
"""

import re
from functools import lru_cache

from oberih.record.reading.declension import folded, forms, latin, listed

_MEN = listed(
    "Олексій Володимир Денис Микола Віталій Сергій Андрій Юрій Іван Олег Дмитро Максим Богдан Ігор Василь Михайло"
    " Петро Роман "
    "Тарас Євген Євгеній Ярослав Артем Антон Станіслав Вадим Валерій Віктор Павло Григорій Кирило Руслан Ілля Філіп"
    " Георгій "
    "Герман Анатолій Борис Ллойд Джо Єнс Антоні Джейк Марк Тимур Олександр В'ячеслав Леонід Геннадій Едуард Костянтин "
    "Святослав Данило Давид Данііл Мирослав Назар Остап Степан Федір Артур Рустем Ростислав Гліб Захар Лев Матвій"
    " Семен "
    "Валентин Веніамін Аркадій Яків Макар Марат Мартин Микита Нестор Орест Пилип Прохор Савелій Тимур Устим Ян"
    " Даніель Еміль Ільдар Ренат "
    "Зіновій Любомир Зенон Йосип Казимир Роланд Яким Гордій Терентій Валентін Ігнат Лука Вальдемар "
    "Тимофій Юліан Арсен Всеволод Владислав В'ячеслав Ростислав Дональд Джон Борис Емманюель Еммануель Олаф Андреас"
    " Фрідріх "
    "Дональд Анджей Дональд Радослав Жозеп Шарль Кір Ріші Грант Бен Джеймс Пітер Марко Стів Майк Кіт Генрі Роберт"
    " Томас Майкл "
    "Вільям Самуель Ендрю Крістіан Матіас Ульф Петер Мартін Янніс Людовик Себастьян Каспер Рубен Антоніу Хорхе Рафаель "
    "Пат Філіппо Бруно Ян Ежи Владислав Войцех Дмітрій Дмитрий Ростислав Тарас Мустафа Рефат Айдер Рінат Роман Ернест"
)
_WOMEN = listed(
    "Юлія Олена Ольга Марія Наталія Наталя Катерина Анна Ганна Ірина Світлана Тетяна Оксана Людмила Урсула Аннa"
    " Анналена "
    "Кая Мет'ю Вікторія Галина Дарія Дар'я Діана Іванна Лариса Леся Любов Марина Надія Ніна Раїса Софія Христина Яна"
    " Лілія Жанна Лідія Олександра Ксенія Поліна Тамара Римма Неля Ельвіра Едіта Маргарита Вероніка Аліна"
    " Анастасія Єва Магда "
    "Ангела Алла Валентина Віра Єлизавета Зоя Інна Маріанна Мар'яна Олеся Роксолана Саманта Бріджит Деніз Джорджа Санна"
    " Метте Майя"
)
_ENGLISH = listed(
    "lloyd joe john james robert michael william david richard thomas mark donald steven andrew paul joshua kenneth"
    " kevin brian "
    "george peter antony jake jens ursula kaja annalena olaf boris friedrich emmanuel rishi keir ben grant mike pete"
    " marco keith "
    "wladyslaw donald andrzej radoslaw josep charles mette ulf petteri alexander alexandre giorgia pedro martin"
    " denise matthias "
    "samantha bridget jan jean simon karl ruben kajsa pal troels kasper tobias sebastien sebastian catherine jeremy"
    " henry "
    "volodymyr vladimir vitali vitalii vitaly oleksiy oleksii oleksandr denys mykola serhii serhiy sergiy sergii"
    " andrii andriy yurii "
    "yuriy yuri ihor igor vadym valerii valerie valery maksym pavlo dmytro mykhailo petro oleh viacheslav vyacheslav"
    " kostiantyn "
    "ruslan rustem illia ilia artem anton ivan roman taras taras bohdan vasyl mariana natalia nataliia natalya"
    " yuliia yulia olena "
    "olha iryna svitlana tetiana oksana kateryna anna hanna viktoriia victoria yevhen yevhenii hennadii heorhii"
    " stanislav viktor "
    "filip eduard danylo nazar leonid anatolii fedir gleb hlib arsen rostyslav sviatoslav vladyslav ernest laura"
    " jack tom sam "
    "valentyn valentin arkadii yakiv mykyta nestor orest pylyp tymur tymofii lubomyr liubomyr zenon yosyp"
    " hryhorii hryhoriy marat "
    "rinat renat vasyl yaroslav myroslav stepan semen matvii makar nelia alina polina lidiia tamara inna alla"
    " halyna lesia liliia "
    "liudmyla larysa nadiia sofiia daria darya marta yana anastasiia alona margaryta veronica christine hadja"
    " volker oliver nicola "
    "antonio jose luis carlos elina karin tanja christian nils lars mads espen jonas erik anders ingrid marie"
    " pierre olivier gabrielius "
    "dovile laurynas andris edgars hanno margus krisjanis gitanas alar kaupo inga evika radek tomasz piotr"
    " krzysztof jacek marcin "
    "jerzy petr fiala vaclav zuzana rastislav joao giulia guido wopke dick geert marc margarita roberta nathalie"
    " audrey melinda "
    "patrick philip edward alan ian colin nick nicholas stephen jason jeff greg gregory jonathan matthew chris"
    " christopher frank "
    "dmitry sergei sergey aleksandr alexei mikhail maria veronika lee ryan scott eric adam daniel julia sarah mary"
    " lisa linda jane"
)


@lru_cache(maxsize=1)
def _first_names() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Every form of a man's first name, of a woman's, and the nominatives of both, in small letters."""
    men = {form for name in _MEN for form in forms(name)} | {
        "олексія", "олексію", "олексієм", "віталія", "віталію", "віталієм", "сергія", "сергію", "сергієм", "андрія",
        "андрію",
        "андрієм", "юрія", "юрію", "юрієм", "григорія", "григорію", "григорієм", "валерія", "валерію", "валерієм",
        "анатолія",
        "анатолію", "анатолієм", "георгія", "георгію", "георгієм", "геннадія", "геннадію", "геннадієм", "євгенія",
        "євгенію",
        "євгенієм", "євгена", "євгену", "олега", "ігоря", "ігорю", "ігорем", "іллі", "іллю", "іллею", "федора", "петра",
        "матвія", "матвію", "тимофія", "лева", "антона",
    }  # fmt: skip
    women = {form for name in _WOMEN for form in forms(name)} | {"юлії", "юлію", "юлією", "марії", "марію", "марією",
        "наталії", "наталію", "наталією", "вікторії", "вікторію", "вікторією"}  # fmt: skip
    return frozenset(men), frozenset(women), frozenset(name.lower() for name in (*_MEN, *_WOMEN))


@lru_cache(maxsize=1)
def _latin_first_names() -> frozenset[str]:
    return frozenset({folded(name) for name in _ENGLISH} | {folded(latin(name)) for name in (*_MEN, *_WOMEN)})


@lru_cache(maxsize=20_000)
def is_first_name(low: str) -> bool:
    """Whether a word in small letters is a form of a first name.

    >>> is_first_name("віталія"), is_first_name("mykola"), is_first_name("харків")
    (True, True, False)
    """
    if low[:1] < "\u0250":
        return folded(low) in _latin_first_names()
    men, women, _ = _first_names()
    return low in men or low in women


_ADJECTIVES = ("ськ", "цьк", "н", "ов", "єв", "ев", "к", "г", "т", "р", "л", "ш", "д")
_MALE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), base)
    for pattern, base in (
        (r"(?<=[сц]ьк)(?:ого|ому|им)$", "ий"), (r"(?<=[оєеіїи]в)(?:им|а|у|ові|ым)$", ""),
        (r"(?<=[иіїя]н)(?:им|а|у|ові|ом)$", ""),
        (r"ь?ього$|ьому$", "ій"), (r"(?<=[бвгґдзклмнпрстхш])(?:ого|ому)$", "ий"),
        (r"(?<=ж|ч|щ)(?:ого|ому)$", "ий"), (r"(?<=жн|нн|рн|дн|пн|сн|вн)им$", "ий"),
        (r"(?<=[бвгґджзклмнпрстш])ц(?:я|ю|ем|еві)$", "ець"),
        (r"(?<=[бвгґджзйлмнпрстфхцчшщь]к)(?:а|у|ом|ові)$", "о"), (r"(?<=[аяоуюиіїеє]к)(?:а|у|ом|ові)$", ""),
        (r"(?<=[аоуеиі])(?:я|ю|єм|єві)$", "й"), (r"(?<=[бвдзлнрст])(?:я|ю|ем|еві)$", "ь"),
        (r"(?<=[бвгґджзклмнпрстфхцчшщ])(?:ом|ем|ові|еві)$", ""),
        (r"(?<=[бвгґджзлмнпрстфхчшщк])и$", "а"), (r"(?<=[бвгґджзлмнпрстфхчшщк])ою$", "а"), (r"(?<=[жчшщц])ею$", "а"),
        (r"(?<=[бвгґджзлмнпрстфхцчшщк])[ау]$", ""),
    )
)  # fmt: skip
_FEMALE = tuple(
    (re.compile(pattern), base)
    for pattern, base in ((r"(?<=[сц]ьк)(?:ої|ій|у|ою)$", "а"), (r"(?<=[оєе]в|[иії]н)(?:ої|ій|у|ою)$", "а"))
)  # fmt: skip


def nominative(first: str, surname: str) -> str:
    """A surname in the nominative, told by the case of the first name (or title) beside it.

    >>> nominative("Віталія", "Кличка"), nominative("Сергій", "Лисак"), nominative("Олексієм", "Резніковим")
    ('Кличко', 'Лисак', 'Резніков')
    >>> nominative("Олексія", "Кулеби"), nominative("Юлії", "Свириденко"), nominative("Mykola", "Oleshchuk")
    ('Кулеба', 'Свириденко', 'Oleshchuk')
    """
    low = first.lower().replace("’", "'").replace("ʼ", "'")
    _, women, plain = _first_names()
    if low in plain or low[:1] < "\u0250":
        return surname
    return declined(surname, female=low in women)


def declined(surname: str, *, female: bool = False) -> str:
    """A surname in an oblique case brought to the nominative by its ending.

    >>> declined("Синєгубова"), declined("Садового"), declined("Шмигалем"), declined("Калашника")
    ('Синєгубов', 'Садовий', 'Шмигаль', 'Калашник')
    """
    if surname[:1] < "\u0250":
        return surname
    for pattern, base in _FEMALE if female else _MALE:
        changed, count = pattern.subn(base, surname)
        if count and len(changed) > 2:
            return changed
    return surname
