"""Whether a clause tells of this raid: sums over a war, other days, plans, drills and other wars are set apart."""

from itertools import pairwise

from oberih.record.reading.base import Modality, Scope
from oberih.record.reading.wordings import Wording

_CUMULATIVE = Wording(
    r"\bin the month\b|\ba winter in which\b|"
    r"\b(?:з|від|із) (?:самого )?початку (?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня"
    r"|листопада|грудня)"
    r"|\b(?:у|в) 20\d\d(?:-му|-м)? році|\bза 20\d\d(?:-й)? рік|\bза (?:весь |увесь )?(?:січень|лютий|березень"
    r"|квітень|травень|червень|липень|серпень|вересень|жовтень|листопад|грудень)\b"
    r"|\b(?:during|throughout) (?:the (?:whole|entire) (?:of )?|all of )?(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)\b(?! \d)"
    r"|\bin (?:january|february|march|april|may|june|july|august|september|october|november|december) alone\b"
    r"|\b(?:during|over|throughout) the (?:whole |entire )?(?:week|month)\b|\bцьогоріч\b|\bto date\b|\b(?:за"
    r"|протягом|упродовж) (?:останні\w* |минул\w+ )?(?:\d+|два|дві|три|чотири|п'ять|шість|сім"
    r"|вісім|дев'ять"
    r"|десять) (?:доби|днів|дні|тижн\w+|місяц\w+|рок\w+)"
    r"|\b(?:in|over|during|within) (?:the |a |this |these |past |last |previous )*(?:two |three |four |five |six "
    r"|seven |eight |nine |ten |\d+ )(?:days|weeks|months|years)\b|\b(?:з|від|із) (?:самого )?початку (?:\w+"
    r" )?(?:\w+ )?(?:війни|вторгнення|агресії|року|осені|зими|місяця|тижня"
    r"|конфлікту)"
    r"|\bза (?:весь|увесь) (?:час|період)|\bза (?:минул\w+ |останн\w+ |попередн\w+ )?(?:\w+ )?(?:тиждень|тижні\w?"
    r"|місяц\w+|місяць|рік|роки|років|зиму|осінь)\b"
    r"|\b(?:упродовж|протягом|впродовж) (?:\w+ )?(?:\w+ )?(?:року|місяця|місяців|тижня|тижнів|війни|зими|осені)"
    r"|\bцього (?:року|місяця|тижня)\b|\bцієї (?:осені|зими|весни)\b|\bвід лютого\b|\bз лютого\b|\bз жовтня\b"
    r"|\bвід жовтня\b"
    r"|\b(?:загальні|сукупні) втрати|\bщомісяця|\bщороку|\bщодня\b|\bщотижня"
    r"|\bsince (?:the (?:start|beginning|outset|full)|february|october|last|early|mid|late|january|september|20\d\d"
    r"|then\b|moscow)"
    r"|\bso far (?:this|in)|\bover the (?:past|last|course of)(?! (?:24 hours|day|night))|\bin the (?:past"
    r"|last) (?:\w+ )?(?:weeks?|months?|years?)"
    r"|\bthis (?:year|month|week|winter|autumn)\b|\bin total since|\bthroughout the (?:war|year|winter)"
    r"|\bevery (?:month|week|day|night)\b"
    r"|\bper (?:month|week|year)\b|\ball year\b|\ba month\b(?! ago)"
)
#: a long time, told beside a superlative too: "the highest monthly number"
_LONG = Wording(
    r"\bin the first \w+ (?:weeks|months|years)\b|\b(?:monthly|yearly|weekly) (?:number|total|toll|figure)|"
    r"\bза (?:перші|останні) \w+ (?:місяц\w+|тижн\w+|рок\w+)"
)
_DAY = Wording(
    r"\b(?:за|протягом|упродовж|впродовж) (?:(?:минул|останн|попередн|ц)\w+ )?доб[уи]\b|\bза день\b"
    r"|\bover the (?:past|last) (?:day|24 hours)"
    r"|\bin the (?:past|last) (?:day|24 hours)|\bthe past (?:day|24 hours)|\bover 24 hours|\bthe day's\b|\b(?:over"
    r"|in|within) (?:the|that|a) day\b"
    r"|\bthat day's\b"
)
_BACKGROUND = Wording(
    r"^,?\s+(?:and\s+)?(?:[a-z]+|\d+)\s+(?:days?|weeks?|months?|years?)\s+after\s+"
    r"(?!the\b|that\b|it\b|being)|\ba year ago today\b|"
    r"\bwhat had been the\b|\bon that \d{1,2} (?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|"
    r"\b(?:night|day|attack|raid|strike|barrage) in (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b(?! \d)|\bprevious (?:record|peak|high)\b"
    r"|\bпопередн\w+ (?:рекорд|максимум)\w*|"
    r"^\W*(?:раніше|досі|до того)\b(?! повідомля)(?!,)|\bпопередн\w+ (?:приліт|влучанн)\w*|\b(?:told parliament"
    r"|intrusions?)\b|\bрік тому|\bторік|\bминул(?:ого|ої) (?:тижня|місяця|року|осені|зими|весни|разу)|\bу минулому"
    r"|\bрічниц\w+"
    r"|\bроковин\w*"
    r"|\b(?:день|дні|днів|тиждень|тижні|тижнів|місяць|місяці|місяців|роки|років) тому\b|\bпід час (?:попередн|минул"
    r"|першо)\w+"
    r"|\b(?:попередн|минул)\w+ (?:атак|обстріл|удар)\w*|\bраніше цього (?:року|місяця|тижня)|\bвчорашн\w+"
    r"|\blast (?:week|month|year|winter|autumn|fall|spring|summer|october|november|december|january|time)|\b(?:a|one"
    r"|two|three|four|five|six|\d+) (?:days?|weeks?|months?|years?) (?:ago|earlier)"
    r"|\bearlier this (?:week|month|year)|\banniversar\w+|\bthe (?:previous|last|earlier) (?:attack|raid|strike"
    r"|barrage)|\byears? ago"
    r"|\b(?:a|one|two|three|several|few) (?:days?|weeks?|nights?) after (?:the )?(?:moscow|russia\w*|kremlin"
    r"|russian \w+) (?:\w+ )?(?:launch|fir|sen|pound|attack|struck|hit|unleash|kill)\w*"
    r"|\bcompared (?:to|with)|\bпорівняно з"
)
_POSSIBLE = Wording(
    r"\bмо(?:же|жуть|гли б|гла б|жливо|жлив\w+)\b|\bздатн(?:ий|а|і|е|о)\b|\bякщо\b(?! (?:ж )?(?:узяти|взяти|брати"
    r"|говорити|рахувати|дивитися|порівню))|\bімовірн\w+|\bймовірн\w+"
    r"|\bзагроз\w+ (?:застосування|пуск)|\bб\b.{0,30}\bвипустил"
    r"|\bдостатньо (?:ракет|дронів)|\bcould\b(?! not\b| be (?:intercept|shot|stop|brought|down)|n't)"
    r"|(?<![\dhtdn] )(?<!in )(?<!of )(?<!since )(?<!early )(?<!late"
    r" )\bmay\b(?! \d)|\bmight\b|\bif\b|\bcapable of\b|\bthreat of\b|\bwould"
    r" (?:launch|fire|attack|use|strike|be able|need|have)\b"
    r"|\benough (?:missiles|drones)"
    r"|\bability to\b|\bpossible\b"
)
_PLANNED = Wording(
    r"\bготу(?:є|ють|ється)\w*|\bплану(?:є|ють)\b|\bмає намір|\bзбира(?:є|ють)ться|\bнакопичу\w+|\bplans? to\b"
    r"|\bpreparing\b|\bintends? to\b"
    r"|\bwill (?:launch|fire|attack|use)|\bstockpil\w+"
)
_DRILL = Wording(
    r"\bпід час навчань|\bнавчан(?:ня|нях|ь)\s+(?:ппо|протиповітр|військ|сил|з цивільн|рятув|«)"
    r"|\bвійськов\w+ навчан\w+|\bтренуванн\w+"
    r"|\bумовно\b|\bнавчальн\w+ (?:сигнал|тривог)\w*|\bумовн\w+ (?:поранен|постражд|пожеж|загибл|противник|ворог"
    r"|ціл|ракет)\w*|\bтактичн\w+ навчан\w+|\bкомандно-штабн\w+|\bexercises?\b"
    r"|\bdrills?\b|\bsimulat\w+"
    r"|\btraining (?:raid|targets?|range)|\bwar ?games?\b|\bmock (?:attack|raid)"
)
#: a year by itself is a long time; "in December 2024" is not
_YEAR = Wording(
    r"(?:^|[^a-z]|\b(?!of|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)[a-z]+ )in 20\d\d\b"
)
_SINCE_LAST = Wording(r"\bsince last \w+|\bз минул\w+ \w+|\bвід минул\w+ \w+|\bas (?:in|on) previous \w+")
#: "the biggest since", "for the third time in a week": the raid is compared, not summed
_COMPARED = Wording(
    r"(?:\bнай\w+|\bрекорд\w*|\b[ву]перше|\bвдруге|\bвтретє|\b[ву]четверте|\bв?п'яте|\bперш(?:ий|а|е|у|ою)|\bодн\w+"
    r" (?:із|з) най\w+|\b(?:перш|друг|трет|четверт|п'ят|шост|сьом|восьм|дев'ят|десят|\w+надцят|двадцят|тридцят"
    r"|\d+-?)\w{0,3} (?:масован|комбінован|(?=за\b)|поспіль|атак|удар|обстріл|ніч|день|раз)\w*"
    r"|\b(?:largest|biggest|deadliest|heaviest|worst|longest|most|first|second|third|fourth|\d+(?:th|st|nd|rd)"
    r"|seventh|fifth|sixth|record|highest|ever"
    r"|another|latest)\b)[^.;:]{0,90}?(?:від початку|з початку|за (?:\w+ )?(?:\w+ )?(?:тиждень|місяц\w+|місяць|рік"
    r"|роки|років|війну|час|зиму|осінь|весь час[^,.;]*)|цього (?:року|місяця|тижня)|цієї \w+"
    r"|since|so far|in (?:\w+ ){0,2}(?:weeks?|months?|years?|war)|of the (?:year|war|month)|this (?:year|month|week"
    r"|winter|autumn)|від лютого|з лютого)"
    r"(?:[^,.;:]{0,40}(?:війни|вторгнення|агресії|року|осені|зими|місяця|тижня|конфлікту|february|war|invasion|year"
    r"|october|20\d\d|summer|winter|start|beginning))?"
)
#: another war, or the defender's own flights: a clause that says so tells of no raid on Ukraine
_RUSSIAN = (
    r"(?:росії|рф|курськ|бєлгород|белгород|брянськ|воронеж|ростов|краснодар|саратов|рязан|тул(?:і|ьськ)|орл(?:і"
    r"|ов)|смоленськ|самар|татарстан"
    r"|єлабу|алабу|ленінград|псков|волгоград|астрахан|мурманськ|іркутськ|москв|підмосков|таганро|новоросійськ|туапсе"
    r"|енгельс|сочі|кубан|чечн)"
)
_ELSEWHERE = Wording(
    rf"\b(?:у|в|на|по|під|біля) {_RUSSIAN}\w*(?! (?:моря|направ))|\bсмоленськ\w+ нпз\b"
    rf"|\bнафтопереробн\w+ завод\w* [«\"“]"
    r"|\b(?:in|on) (?:the )?(?:kursk|belgorod|bryansk|voronezh|rostov|krasnodar|saratov|ryazan|tula|oryol"
    r"|smolensk|samara|tatarstan|leningrad"
    r"|pskov|volgograd|astrakhan|murmansk|irkutsk|novorossiysk|tuapse|engels|sochi|moscow region"
    r"|taganrog)\b(?! airfield)"
    r"|\b(?:сбу|гур|українськ\w+ (?:спецслужб|розвідк|військов)\w*) (?:\w+ ){0,2}?(?:атакува|урази|вдари|удари"
    r"|знищи)\w*|\bспецопераці\w+"
    r"\b(?:по|на) (?:ізраїл|сирі|ємен|іран|росі|рф\b|москв|бєлгород|кримськ\w+ міст)\w*|\bнад (?:ізраїлем"
    r"|територією (?:рф|росії)|росією|бєлгород\w+|курськ\w+|брянськ\w+)"
    r"|\bміноборони (?:рф|росії)|\bміністерств\w+ оборони (?:рф|росії|росій)|\bукраїнськ\w+ (?:дрон|бпла|безпілотник"
    r"|ракет)\w*"
    r"|\b(?:at|on|against|towards?) (?:israel|syria|yemen|iran|gaza|lebanon|tel aviv|russia|moscow|belgorod"
    r"|a russian)\b|\bover (?:israel|russia|belgorod|kursk|bryansk)\b"
    r"|\b(?:russia(?:n|'s)|moscow's) (?:ministry of defen[cs]e|defen[cs]e ministry|mod\b)|\bdefen[cs]e ministry"
    r" in moscow|\bministry of defen[cs]e in moscow|\bukrainian (?:drones?"
    r"|missiles?|uavs?)\b"
    r"|\b(?:poland|romania|moldova|latvia|estonia) (?:had |has )?(?:shot|downed|intercepted|reported"
    r"|recorded)\w*|\b(?:polish|romanian|moldovan) (?:airspace|territory|forces|jets)"
    r"|\b(?:польща|румунія|молдова) (?:збила|перехопила|зафіксувала)|\bover its own territory\b|\bfigures?"
    r" of \w+ in our\b|\brussia reports?\b"
    r"|\bidf\b|\bізраїльськ\w+"
)
#: where a sentence turns to another matter, so that a mark on one side does not colour the other
_TURN = Wording(
    r";|,?\s+(?:and\s+)?(?=(?:[a-z]+|\d+)\s+(?:days?|weeks?|months?|years?)\s+after"
    r"\s+(?:\d|what|another|russian|a (?:previous|similar|missile|drone)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten) ))"
    r"|,\s+(?:а|але|this time|цього разу|тоді як|тимчасом|хоча|натомість|while|whereas|but|bringing|and since"
    r"|and in total|compared"
    r"|а всього|загалом|порівняно)\b"
    r"|,?\s+(?=(?:a|one|two|three|several) (?:days?|weeks?|nights?) after (?:the )?(?:moscow|russia))"
    r"|\s+[–—]\s+(?:загалом|усього|всього|а |in all)"
)


def zones(low: str) -> list[tuple[int, int]]:
    """Stretches of a sentence between its turns, as offsets."""
    cuts = [0, *(match.start() for match in _TURN.finditer(low)), len(low)]
    return [(first, last) for first, last in pairwise(cuts) if last > first]


def scope(low: str) -> Scope:
    """Scope that a clause (in lower case) gives to its counts.

    >>> scope("з початку повномасштабного вторгнення випущено 4000 ракет"), scope("загинули за добу")
    ('cumulative', 'day')
    """
    if _ELSEWHERE.search(low) or _BACKGROUND.search(_SINCE_LAST.blank(low).replace("a day earlier", " ")):
        return "background"
    if _LONG.search(low):
        return "cumulative"
    summed = _COMPARED.blank(low)
    if _CUMULATIVE.search(summed) or _YEAR.search(summed):
        return "cumulative"
    return "day" if _DAY.search(low) else "event"


#: what somebody says did not happen
_DENIED = Wording(
    r"\brumou?rs?\b|\bчутк[аиуою]+\b|\bчуток\b|\bфейк\w*|\bfakes?\b|\bhoax\w*|\b(?:are|is|was|were) (?:false|untrue"
    r"|not true|invented)\b|\bnot so that\b"
    r"|\bfalse (?:reports?|claims?|information)\b|\bнеправд\w+|\bне відповіда\w+ дійсності|\bспростува\w+"
    r"|\bспростову\w+|\bнібито\b|\bбуцім\w*|\bначебто\b"
    r"|\bdismiss(?:ed|es)\b|\brefut(?:ed|es)\b|\bno truth\b|\bdoes not correspond\b|\bdenied (?:what|that|reports"
    r"|talk|claims)\b|\bнеправдив\w+|\bвигад\w+"
    r"|\bsupposed (?:strike|attack|hit)\b|\bnor is it so\b|\bwill rehearse\b|\brehears\w+"
)


def modality(low: str) -> Modality:
    """Whether a clause tells of what happened, might happen, is planned, or was played in a drill."""
    if _DRILL.search(low):
        return "drill"
    if _PLANNED.search(low):
        return "planned"
    if _DENIED.search(low):
        return "possible"
    return "possible" if _POSSIBLE.search(low) else "fact"
