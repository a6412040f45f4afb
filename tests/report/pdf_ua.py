"""PDF/UA-1 (ISO 14289-1) as far as a machine can look, after the failure conditions of the Matterhorn Protocol 1.1.

typst checks what it writes by its own rules; this reads the finished file and knows nothing of typst. Each fault begins
with the condition's number, or with the clause of the standard where the protocol leaves it to another.

Not looked at: what needs a person (does an alt text say what the picture says, is the order of reading right), widths
of glyphs against the font program, CMaps by name, and what a briefing never holds (forms, sound, video, attachments,
signatures).
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

#: structure types of ISO 32000-1, 14.8.4
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct",
    "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
    "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby",
    "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form",
}  # fmt: skip
#: what must stand within what (09-004 to 09-008)
WITHIN = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"},
    "TFoot": {"Table"}, "LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"},
}  # fmt: skip
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
UA, DC, RDF = (
    "{http://www.aiim.org/pdfua/ns/id/}", "{http://purl.org/dc/elements/1.1/}",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
)  # fmt: skip


def faults(reader: PdfReader) -> list[str]:
    """Every condition that the file fails; none where it passes."""
    if reader.is_encrypted:
        return ["26-002 encrypted: assistive technology may not be let in"]
    root = reader.trailer["/Root"]
    tree = root.get("/StructTreeRoot")
    out = [*_catalogue(root), *_metadata(root)]
    if tree is None:
        return [*out, "01-005 there is no structure tree"]
    nodes = list(_walk(tree, "/StructTreeRoot", dict(tree.get("/RoleMap", {}))))
    out += [*_roles(tree), *_nesting(nodes), *_headings(nodes), *_texts(nodes), *_tables(nodes), *_notes(nodes)]
    out += [*_content(reader, nodes), *_pages(reader)]
    return out + [fault for font in _fonts(reader) for fault in _font(font)]


def _catalogue(root: Any) -> Iterator[str]:
    mark = root.get("/MarkInfo", {})
    if not _is_true(mark.get("/Marked")):
        yield "ISO 6.2 not marked as tagged (MarkInfo/Marked)"
    if _is_true(mark.get("/Suspects")):
        yield "01-007 Suspects is true"
    if not _is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "07-002 the window does not show the title (DisplayDocTitle)"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(root.get("/Lang", ""))):
        yield "11-006 no language for the document (Lang)"
    layers = root.get("/OCProperties", {}).get("/D", {})
    if "/AS" in layers or (layers and not layers.get("/Name")):
        yield "20-002 layers without a name, or switched by themselves"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "25-001 a dynamic form"


def _is_true(value: Any) -> bool:
    """A Boolean of the file: pypdf's own object is true whatever it holds."""
    return getattr(value, "value", value) is True


def _metadata(root: Any) -> Iterator[str]:
    stream = root.get("/Metadata")
    if stream is None:
        yield "06-001 no XMP metadata"
        return
    xmp = ET.fromstring(stream.get_object().get_data())
    parts = {each.text for each in xmp.iter(f"{UA}part")} | {each.get(f"{UA}part") for each in xmp.iter()}
    if "1" not in parts:
        yield "06-002 the metadata do not say PDF/UA-1 (pdfuaid:part)"
    titles = [li.text for title in xmp.iter(f"{DC}title") for li in title.iter(f"{RDF}li")]
    if not any(titles):
        yield "06-003 no title in the metadata (dc:title)"


def _walk(tree: Any, parent: str, roles: dict[str, str], above: tuple[Any, ...] = ()) -> Iterator[dict[str, Any]]:
    """Each structure element in the order of reading, with its standard type and that of its parent."""
    for each in _kids(tree):
        if not isinstance(each, dict) or "/S" not in each:
            continue
        own = str(each["/S"])
        for _ in range(len(roles)):
            own = str(roles.get(own, own))
        name = own.removeprefix("/")
        yield {"type": name, "parent": parent.removeprefix("/"), "element": each, "above": above}
        # what is only a wrapper does not count as a parent
        seen = parent if name in ("NonStruct", "Div", "Span") else name
        yield from _walk(each, seen, roles, (*above, name))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    listed = kids if isinstance(kids, list) else [kids]
    return [each.get_object() if hasattr(each, "get_object") else each for each in listed]


def _roles(tree: Any) -> Iterator[str]:
    roles = {str(key)[1:]: str(value)[1:] for key, value in dict(tree.get("/RoleMap", {})).items()}
    for name in roles.keys() & STANDARD:
        yield f"02-004 the standard type {name} is given another meaning"
    for name in roles:
        at, seen = name, set()
        while at in roles and at not in seen:
            seen.add(at)
            at = roles[at]
        if at in seen:
            yield f"02-003 the type {name} is mapped in a circle"
        elif at not in STANDARD:
            yield f"02-001 the type {name} is mapped to no standard type"


def _nesting(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if node["type"] not in STANDARD:
            yield f"02-001 no standard type: {node['type']}"
        if node["parent"] not in WITHIN.get(node["type"], {node["parent"]}):
            yield f"09-004 {node['type']} within {node['parent']}"


def _headings(nodes: list[dict[str, Any]]) -> Iterator[str]:
    found = [node for node in nodes if re.fullmatch(r"H\d*", node["type"])]
    levels = [int(node["type"][1:]) for node in found if node["type"] != "H"]
    if levels and len(levels) < len(found):
        yield "14-007 H and H1… in one document"
    if levels and levels[0] != 1:
        yield f"14-002 the first heading is H{levels[0]}"
    for one, after in pairwise(levels):
        if after > one + 1:
            yield f"14-003 H{after} follows H{one}"


def _texts(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        element = node["element"]
        told = str(element.get("/Alt", "")).strip() or str(element.get("/ActualText", "")).strip()
        if node["type"] == "Figure" and not told:
            yield "13-004 a figure without a text"
        if node["type"] == "Formula" and not told:
            yield "17-002 a formula without a text"
        if "/Lang" in element and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(element["/Lang"])):
            yield f"11-001 no such language: {element['/Lang']}"


def _tables(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for at, node in enumerate(nodes):
        if node["type"] != "Table":
            continue
        depth = len(node["above"])
        inside = []
        for each in nodes[at + 1 :]:
            if len(each["above"]) <= depth:
                break
            inside.append(each)
        heads = [each for each in inside if each["type"] == "TH"]
        if not heads:
            yield "ISO 7.5 a table without header cells"
        for each in heads:
            if _attribute(each["element"], "/Scope") is None:
                yield "15-003 a header cell that does not say of what (Scope)"
        yield from _rows(inside)


def _rows(inside: list[dict[str, Any]]) -> Iterator[str]:
    """Rows of a table have the same number of columns, cells that span several counted so."""
    widths: list[int] = []
    hangs: Counter[int] = Counter()  # cells of earlier rows that reach into a row
    for each in inside:
        if each["type"] == "TR":
            widths.append(hangs[len(widths)])
        elif each["type"] in ("TH", "TD"):
            wide, high = (int(_attribute(each["element"], name) or 1) for name in ("/ColSpan", "/RowSpan"))
            widths[-1] += wide
            for below in range(1, high):
                hangs[len(widths) - 1 + below] += wide
    if len(set(widths)) > 1:
        yield f"ISO 7.2 rows of a table have {sorted(set(widths))} columns"


def _attribute(element: Any, name: str) -> Any:
    given = element.get("/A", [])
    given = given.get_object() if hasattr(given, "get_object") else given
    for each in given if isinstance(given, list) else [given]:
        each_object = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each_object, dict) and name in each_object:
            return each_object[name]
    return None


def _notes(nodes: list[dict[str, Any]]) -> Iterator[str]:
    ids = [str(node["element"].get("/ID", "")) for node in nodes if node["type"] == "Note"]
    if "" in ids or len(set(ids)) < len(ids):
        yield "19-003 notes without an ID of their own"


def _content(reader: PdfReader, nodes: list[dict[str, Any]]) -> Iterator[str]:
    """All that is painted is tagged or an artifact, and what is tagged stands in the tree, once."""
    listed = _listed(nodes)
    for number, page in enumerate(reader.pages, 1):
        stream = page.get_contents()
        if stream is None:
            continue
        marks = list(_marked(stream.operations, page["/Resources"], reader))
        used = Counter(mark for mark in marks if isinstance(mark, int))
        wrong = dict.fromkeys(mark for mark in marks if isinstance(mark, str))
        yield from (f"{mark} (page {number})" for mark in wrong)
        in_tree = listed.get(page.indirect_reference.idnum, Counter())
        if set(used) != set(in_tree):
            yield f"01-005 page {number}: marked content and structure tree name other pieces"
        if any(n > 1 for n in in_tree.values()):
            yield f"01-005 page {number}: a piece of content stands in the tree twice"


def _listed(nodes: list[dict[str, Any]]) -> dict[int, Counter[int]]:
    """Numbers of marked content in the structure tree, by page."""
    out: dict[int, Counter[int]] = {}
    for node in nodes:
        own = node["element"].raw_get("/Pg").idnum if "/Pg" in node["element"] else 0
        for kid in _kids(node["element"]):
            if isinstance(kid, int):
                out.setdefault(own, Counter())[int(kid)] += 1
            elif isinstance(kid, dict) and kid.get("/Type") == "/MCR" and "/Stm" not in kid:
                page = kid.raw_get("/Pg").idnum if "/Pg" in kid else own
                out.setdefault(page, Counter())[int(kid["/MCID"])] += 1
    return out


def _marked(operations: list[Any], resources: Any, reader: PdfReader) -> Iterator[str | int]:
    """Numbers of marked content as they come, and what is wrong with the marks or with the letters."""
    open_marks: list[str] = []
    font: Any = {}
    for operands, operator in operations:
        name = operator.decode("latin-1")
        if name in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            if isinstance(properties, str):
                properties = resources.get("/Properties", {}).get(properties, {})
            properties = properties.get_object() if hasattr(properties, "get_object") else properties
            tagged = "/MCID" in properties
            kind = "artifact" if operands[0] == "/Artifact" else "tagged" if tagged else "span"
            if kind == "artifact" and "tagged" in open_marks:
                yield "01-003 an artifact within tagged content"
            if kind == "tagged" and "artifact" in open_marks:
                yield "01-004 tagged content within an artifact"
            if tagged:
                yield int(properties["/MCID"])
            open_marks.append(kind)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            font = resources["/Font"][operands[0]].get_object()
        elif name in ("Tj", "TJ") and font.get("/Encoding") == "/Identity-H" and _has_no_glyph(operands[0]):
            yield "31-030 a letter that the font has no picture of (.notdef)"
        if name in PAINTS and not {"tagged", "artifact"} & set(open_marks):
            form = resources.get("/XObject", {}).get(operands[0]) if name == "Do" else None
            form = form.get_object() if form is not None else None
            if form is None or form.get("/Subtype") != "/Form":
                yield "01-005 content that is neither tagged nor an artifact"
                continue
            inner = ContentStream(form, reader)
            yield from _marked(inner.operations, form.get("/Resources", resources), reader)
    if open_marks:
        yield "01-005 marked content that does not end"


def _has_no_glyph(shown: Any) -> bool:
    pieces = [each for each in (shown if isinstance(shown, list) else [shown]) if isinstance(each, str | bytes)]
    codes = [each if isinstance(each, bytes) else each.original_bytes for each in pieces]
    return any(code[at : at + 2] == b"\0\0" for code in codes for at in range(0, len(code), 2))


def _pages(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        if page.get("/Tabs") != "/S":  # the protocol asks it of pages with annotations alone
            yield f"28-009 page {number}: the order of tabs is not that of the structure (Tabs)"
        for each in page.get("/Annots", []):
            note = each.get_object()
            if note.get("/Subtype") == "/Popup" or int(note.get("/F", 0)) & 2:
                continue
            if "/StructParent" not in note:
                yield f"28-002 page {number}: an annotation outside the structure"
            if not str(note.get("/Contents", "")).strip():
                yield f"28-004 page {number}: an annotation without a text (Contents)"


def _fonts(reader: PdfReader) -> list[Any]:
    """Every font, those of forms within forms too, once."""
    found: dict[int, Any] = {}

    def collect(resources: Any) -> None:
        for font in resources.get("/Font", {}).values():
            found[font.get_object().indirect_reference.idnum] = font.get_object()
        for each in resources.get("/XObject", {}).values():
            form = each.get_object()
            if form.get("/Subtype") == "/Form" and "/Resources" in form:
                collect(form["/Resources"].get_object())

    for page in reader.pages:
        collect(page["/Resources"].get_object())
    return list(found.values())


def _font(font: Any) -> Iterator[str]:
    name = str(font.get("/BaseFont", font.get("/Name", "?")))
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {})
    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    if font.get("/Subtype") != "/Type3" and not embedded:
        yield f"31-009 {name}: not embedded"
    if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
        yield f"31-004 {name}: no CIDToGIDMap"
    if "/CIDSystemInfo" not in inner and inner is not font:
        yield f"31-001 {name}: no CIDSystemInfo"
    if "/ToUnicode" not in font:
        yield f"31-027 {name}: letters are not mapped to Unicode"
        return
    cmap = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    mapped = [target for block in re.findall(r"beginbf(?:char|range)(.*?)endbf", cmap, re.S)
              for target in re.findall(r"<([0-9A-Fa-f]+)>\s*$", block, re.M)]  # fmt: skip
    if not mapped or any(int(each, 16) in (0, 0xFEFF, 0xFFFE) for each in mapped):  # 31-029 too
        yield f"31-028 {name}: letters are mapped to nothing"
