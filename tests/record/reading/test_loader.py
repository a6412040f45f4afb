"""Files that can be read, files that cannot, and what is said of those."""

import hashlib
import io
import os
import sys
from datetime import date

import pytest

from oberih.record import load
from oberih.record.reading import loader
from oberih.terms.errors import ReportError

UK = "Уночі 5 грудня ворог запустив 14 дронів, усі збито. Її підтвердили Повітряні сили."
EN = "Russia launched 14 drones at Ukraine overnight, and all of them were shot down by air defence."
PAGE = f"""<!doctype html><html lang="uk"><head><meta charset="utf-8"><title>Удар</title>
<meta property="article:published_time" content="2022-12-06T10:00:00+02:00"></head><body>
<nav><a href="/">Головна</a> <a href="/n">Новини</a></nav><article><h1>Удар по енергетиці</h1><p>{UK}</p>
<p>Через влучання в енергооб'єкти у Київській та Одеській областях діють аварійні відключення світла.</p></article>
<footer>Усі права захищено</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-u"])
def test_encodings_give_one_text(tmp_path, encoding):
    path = tmp_path / "report.txt"
    data = UK.encode(encoding)
    path.write_bytes(data)
    document = load(path)
    assert document.text == UK
    assert (document.language, document.name) == ("uk", "report.txt")
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_line_ends_accents_and_invisible_signs_are_made_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Зби\u0301то 14 дро\u00adнів.\r\nЇх було \u200bбагато, і всі впали.".encode())
    assert load(path).text == "Збито 14 дронів.\nЇх було багато, і всі впали."


@pytest.mark.parametrize(
    ("name", "text", "option", "day", "told_by"),
    [
        ("a.txt", UK, date(2022, 12, 7), date(2022, 12, 7), "option"),
        ("2022-12-05.uk.txt", UK, None, date(2022, 12, 5), "file name"),
        ("a.html", PAGE, None, date(2022, 12, 6), "page"),
        ("2021-01-01.html", PAGE, None, date(2022, 12, 6), "page"),
        ("a.txt", "Опубліковано: 6 грудня 2022, 10:30\n" + UK, None, date(2022, 12, 6), "text"),
        ("a.txt", "6 December 2022\n" + EN, None, date(2022, 12, 6), "text"),
        ("20221399.txt", UK, None, None, None),
        ("a.txt", UK, None, None, None),
    ],
)
def test_where_the_day_of_publication_comes_from(tmp_path, name, text, option, day, told_by):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = load(path, published=option)
    assert (document.published, document.published_from) == (day, told_by)


def test_the_main_text_of_a_page_without_its_menu(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.replace("utf-8", "windows-1251").encode("cp1251"))
    text = load(path).text
    assert "аварійні відключення" in text
    assert "Головна" not in text
    assert "<p>" not in text


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EN.encode())))
    document = load("-")
    assert (document.text, document.name, document.language) == (EN, "-", "en")


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [
        (b"", "fault.report_empty", "empty"),
        (b" \n\t\r\n ", "fault.report_empty", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "record.binary", "PNG"),
        (b"%PDF-1.7\n1 0 obj", "record.binary", "PDF"),
        (b"PK\x03\x04\x14\x00\x00\x00", "record.binary", "ZIP"),
        (bytes(range(256)) * 20, "record.binary", "binary"),
        ("Ночью враг выпустил пять ракет, все они были сбиты нашими силами.".encode(), "record.other_cyrillic", "ы"),
        ("Ноќта непријателот лансираше ракети врз градот".encode(), "record.other_cyrillic", "ј"),
        ("W nocy rosjanie wystrzelili pięć rakiet, wszystkie zostały zestrzelone.".encode(), "record.other_latin", "ę"),
        ("In der Nacht wurden fünf Raketen abgefeuert, alle wurden zerstört.".encode(), "record.other_latin", "ü"),
        (b"lorem ipsum dolor sit amet consectetur adipiscing elit", "record.latin_plain", "English"),
        ("昨夜俄罗斯发射了十枚导弹".encode(), "record.other_script", "Cjk"),
        (b"12345 67890 !!!", "record.no_letters", "letters"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, data, key, said):
    path = tmp_path / "report"
    path.write_bytes(data)
    with pytest.raises(ReportError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert fault.key == key
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert fault.text("uk") != fault.text("en")


def test_missing_file_and_folder(tmp_path):
    for path, key in ((tmp_path / "none.txt", "record.missing"), (tmp_path, "record.folder"),
                      (tmp_path / "a\0b", "record.unreadable")):  # fmt: skip
        with pytest.raises(ReportError) as caught:
            load(path)
        assert caught.value.faults[0].key == key


def test_a_large_file_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), loader.LARGEST_BYTES + 1)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(ReportError) as caught:
        load(path)
    assert caught.value.faults[0].key == "record.too_large"
    assert "20" in str(caught.value)


def test_a_large_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(loader, "LARGEST_BYTES", 100)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EN.encode() * 3)))
    with pytest.raises(ReportError) as caught:
        load("-")
    assert caught.value.faults[0].key == "record.too_large"
