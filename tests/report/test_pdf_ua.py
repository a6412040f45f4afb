"""Papers pass the checker of PDF/UA in `pdf_ua`; papers that are spoilt do not, each for its own reason."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DecodedStreamObject, NameObject, NumberObject, TextStringObject


def test_a_paper_passes(paper: bytes, pdf_ua: Any) -> None:
    assert pdf_ua.faults(PdfReader(io.BytesIO(paper))) == []


def first(writer: PdfWriter, kind: str) -> Any:
    """The first structure element of a kind."""
    waiting = [writer.root_object["/StructTreeRoot"].get_object()]
    while waiting:
        each = waiting.pop(0)
        if each.get("/S") == kind:
            return each
        waiting += [kid for kid in _kids(each) if isinstance(kid, dict)]
    raise AssertionError(kind)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [each.get_object() for each in (kids if isinstance(kids, list) else [kids])]


def without(*path: str) -> Callable[[PdfWriter], None]:
    def spoil(writer: PdfWriter) -> None:
        at: Any = writer.root_object
        for name in path[:-1]:
            at = at[name].get_object()
        del at[path[-1]]

    return spoil


def _no_title_shown(writer: PdfWriter) -> None:
    writer.root_object["/ViewerPreferences"][NameObject("/DisplayDocTitle")] = BooleanObject(False)


def _no_mark(writer: PdfWriter) -> None:
    writer.root_object["/MarkInfo"].get_object()[NameObject("/Marked")] = BooleanObject(False)


def _other_standard(writer: PdfWriter) -> None:
    stream = writer.root_object["/Metadata"].get_object()
    stream.set_data(stream.get_data().replace(b"pdfuaid:part>1<", b"pdfuaid:part>2<"))


def _no_alt(writer: PdfWriter) -> None:
    del first(writer, "/Figure")["/Alt"]


def _skipped_level(writer: PdfWriter) -> None:
    first(writer, "/H2")[NameObject("/S")] = NameObject("/H4")


def _no_scope(writer: PdfWriter) -> None:
    del first(writer, "/TH")["/A"]


def _no_heads(writer: PdfWriter) -> None:
    row = first(writer, "/THead")
    for cell in _kids(_kids(row)[0]):
        cell[NameObject("/S")] = NameObject("/TD")


def _cell_gone(writer: PdfWriter) -> None:
    first(writer, "/TR")["/K"].pop()


def _wrong_place(writer: PdfWriter) -> None:
    first(writer, "/P")[NameObject("/S")] = NameObject("/TD")


def _untagged(writer: PdfWriter) -> None:
    _add_content(writer, b"\n0 0 m 50 50 l S\n")


def _within_artifact(writer: PdfWriter) -> None:
    _add_content(writer, b"\n/Artifact BMC /P <</MCID 999>> BDC 0 0 m 5 5 l S EMC EMC\n")


def _add_content(writer: PdfWriter, more: bytes) -> None:
    page = writer.pages[0]
    stream = DecodedStreamObject()
    contents = page.get_contents()
    assert contents is not None
    stream.set_data(contents.get_data() + more)
    page[NameObject("/Contents")] = writer._add_object(stream)


def _tabs(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/Tabs")] = NameObject("/R")


def _font(writer: PdfWriter) -> Any:
    return next(iter(writer.pages[0]["/Resources"].get_object()["/Font"].values())).get_object()


def _no_unicode(writer: PdfWriter) -> None:
    del _font(writer)["/ToUnicode"]


def _no_font_file(writer: PdfWriter) -> None:
    descriptor = _font(writer)["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    for name in [name for name in descriptor if name.startswith("/FontFile")]:
        del descriptor[name]


def _missing_letter(writer: PdfWriter) -> None:
    name = next(iter(writer.pages[0]["/Resources"].get_object()["/Font"]))
    _add_content(writer, f"\n/Artifact BMC BT {name} 9 Tf <0000> Tj ET EMC\n".encode())


def _encrypted(writer: PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="RC4-128")


def _own_type(writer: PdfWriter) -> None:
    first(writer, "/P")[NameObject("/S")] = NameObject("/Absatz")


def _bare_note(writer: PdfWriter) -> None:
    writer.add_annotation(0, {  # type: ignore[arg-type]
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/F"): NumberObject(4),
    })  # fmt: skip


def _bad_language(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/Lang")] = TextStringObject("Ukrainian!")


SPOILT: dict[str, tuple[Callable[[PdfWriter], None], str]] = {
    "no language": (without("/Lang"), "11-006"),
    "no such language": (_bad_language, "11-006"),
    "not marked": (_no_mark, "ISO 6.2"),
    "title not shown": (_no_title_shown, "07-002"),
    "no metadata": (without("/Metadata"), "06-001"),
    "another standard": (_other_standard, "06-002"),
    "no structure": (without("/StructTreeRoot"), "01-005"),
    "no text for a picture": (_no_alt, "13-004"),
    "a level skipped": (_skipped_level, "14-003"),
    "no scope": (_no_scope, "15-003"),
    "no header cells": (_no_heads, "ISO 7.5"),
    "a cell gone": (_cell_gone, "ISO 7.2"),
    "a cell outside a row": (_wrong_place, "09-004"),
    "a type of its own": (_own_type, "02-001"),
    "a line not tagged": (_untagged, "01-005"),
    "tagged within an artifact": (_within_artifact, "01-004"),
    "order of tabs": (_tabs, "28-009"),
    "a bare note": (_bare_note, "28-004"),
    "no Unicode": (_no_unicode, "31-027"),
    "no font": (_no_font_file, "31-009"),
    "a missing letter": (_missing_letter, "31-030"),
    "encrypted": (_encrypted, "26-002"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_spoilt_is_found(paper: bytes, pdf_ua: Any, case: str) -> None:
    spoil, number = SPOILT[case]
    writer = PdfWriter(clone_from=io.BytesIO(paper))
    spoil(writer)
    out = io.BytesIO()
    writer.write(out)
    found = pdf_ua.faults(PdfReader(out))
    assert [fault for fault in found if fault.startswith(number)], found
