"""`oberih read` as a user meets it: JSON, table, page and merged record; what it refuses."""

import json
import re
from html.parser import HTMLParser

UK = (
    "Уночі 5 грудня 2022 року ворог випустив 14 дронів, 12 із них збито, повідомили Повітряні сили. "
    "Від початку року їх було <b>понад 400</b> & більше."
)
EN = "Russia launched 14 drones overnight on 5 December 2022, and 12 of them were shot down, the Air Force said."
LATER = "The Air Force said on 6 December 2022 that 13 of the 14 drones launched on 5 December 2022 were shot down."


def files(door, **texts):
    for name, text in texts.items():
        (door.here / f"{name}.txt").write_text(text, encoding="utf-8")
    return [f"{name}.txt" for name in texts]


def test_one_file_is_an_object_and_several_a_list(door, say):
    first, second = files(door, a=UK, b=EN)
    one = json.loads(say("read", first, "--json").out)
    both = json.loads(say("read", first, second, "--json").out)
    assert [each["name"] for each in both] == ["a.txt", "b.txt"]
    assert one == both[0]
    assert one["summary"]["launched"] == [{"kind": "uav", "op": "=", "n": 14}]
    stopped = next(fact for fact in one["facts"] if fact["type"] == "destroyed")
    assert (stopped["n"], stopped["speaker"]) == (12, "Повітряні сили")
    assert UK[slice(*stopped["span"])] == stopped["quote"]


def test_standard_input_and_the_day_of_publication(say):
    told = say("read", "-", "--json", "--date", "2022-12-06", given="5 грудня ворог випустив 70 ракет.".encode())
    assert json.loads(told.out)["summary"]["dates"] == ["2022-12-05"]


def test_the_table_names_speakers_in_both_languages(door, say):
    (name,) = files(door, a=UK)
    assert "Повітряні сили" in say("read", name, "--lang", "en").out
    assert "Хто каже" in say("read", name, "--lang", "uk").out


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.focus, self.tags, self.boxes, self.named = 0, set(), set(), set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.add(tag)
        self.focus += told.get("tabindex") == "0"
        if told.get("role") == "tooltip":
            self.boxes.add(told["id"])
        if "aria-describedby" in told:
            self.named.add(told["aria-describedby"])


def test_the_page_underlines_facts_and_runs_nothing(door, say):
    (name,) = files(door, a=UK + " <script>alert(1)</script>")
    told = say("read", name, "--html", "--lang", "uk").out
    page = _Page()
    page.feed(told)
    assert page.focus > 2
    assert page.named == page.boxes
    assert not page.tags & {"script", "link", "img", "iframe", "b>"}
    assert "&lt;script&gt;" in told
    assert "правило count.destroy" in told
    shown = re.sub(r'<span class="read".*?</span>', "", told)
    assert "більше" in re.sub(r"<[^>]+>", "", shown)


def test_merged_reports_agree_and_later_official_figures_supersede(door, say):
    names = files(door, a=UK, b=EN, c=LATER)
    found = json.loads(say("read", *names, "--merge", "--json").out)
    held = {(each["type"], each["n"]): each for each in found["figures"]}
    assert held["launched", 14]["agreement"] == 1  # all three hear one voice
    assert set(held["launched", 14]["reports"]) == set(names)
    assert found["raid_date"] == "2022-12-05"
    assert "14" in say("read", *names, "--merge").out


def test_merging_keeps_conflicts_and_refuses_two_raids(door, say):
    one = "Уночі 5 грудня 2022 року в Києві загинуло троє людей, повідомив мер Віталій Кличко."
    two = "Уночі 5 грудня 2022 року в Києві загинуло п'ятеро людей, повідомив Іван Тестенко."
    names = files(door, a=one, b=two)
    found = json.loads(say("read", *names, "--merge", "--json").out)
    assert [(each["n"], each["status"]) for each in found["conflicts"]] == [(3, "conflict"), (5, "conflict")]
    (other,) = files(door, c="Уночі 7 грудня 2022 року ворог випустив 9 ракет.")
    told = say("read", *names, other, "--merge", "--lang", "en")
    assert told.code == 2
    assert "2022-12-07" in told.err


def test_every_fault_is_told_at_once(door, say):
    (good,) = files(door, a=UK)
    (door.here / "bad.pdf").write_bytes(b"%PDF-1.7 \x00\x01")
    (door.here / "empty.txt").write_bytes(b"")
    told = say("read", good, "bad.pdf", "empty.txt", "gone.txt", "--date", "5.12", "--json", "--html", "--lang", "en")
    assert told.code == 2
    assert told.out == ""
    for words in ("bad.pdf", "empty.txt", "gone.txt", "--date", "--html"):
        assert words in told.err


def test_many_files_are_read_in_processes_in_order(door, say):
    names = files(door, **{f"n{number:02d}": EN for number in range(30)})
    found = json.loads(say("read", *names, "--json", "--workers", "2").out)
    assert [each["name"] for each in found] == names
