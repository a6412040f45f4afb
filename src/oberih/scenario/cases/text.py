"""The bones of a MATPOWER file: which tables it holds, and on which line each row stands.

A case file is a MATLAB programme. What is read of it are values assigned to fields of one struct; a statement that
would compute something is a fault, since leaving it out would give another network than the file's author has.
"""

import re
from dataclasses import dataclass, field

from oberih.terms.errors import Fault

_STRUCT = re.compile(r"^function\s+(\w+)\s*=\s*\w+(\s*\(\s*\))?\s*;?$")
_ASSIGN = re.compile(r"^(\w+)\.(\w+)\s*=\s*(.*)$")
_IDLE = re.compile(r"^(function\b.*|end|endfunction|return|define_constants|clear\b.*)\s*;?$")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")


@dataclass(slots=True)
class Table:
    """One table: rows as text, one space or more between cells, and the line of each, from 1."""

    line: int
    opened: str  #: [ or {
    rows: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statements:
    """What a file says: fields with one value, and tables; and what is wrong with how it says it."""

    scalars: dict[str, tuple[int, str]]  #: name → line, text
    tables: dict[str, Table]
    faults: tuple[Fault, ...]


class _Reader:
    """Goes through a file line by line, inside a table or outside."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.struct = "mpc"
        self.scalars: dict[str, tuple[int, str]] = {}
        self.tables: dict[str, Table] = {}
        self.faults: list[Fault] = []
        self.name = ""
        self.table: Table | None = None
        self.begun = ""  #: the beginning of a row that goes on in the next line

    def fault(self, key: str, line: int, **values: object) -> None:
        self.faults.append(Fault(key=f"cases.{key}", where=f"{self.where}:{line}", values=values))

    def outside(self, code: str, line: int) -> str:
        """Take one statement; what is left of the line is given back."""
        if named := _STRUCT.match(code):
            self.struct = named[1]
            return ""
        if _IDLE.match(code):
            return ""
        found = _ASSIGN.match(code)
        if found is None or found[1] != self.struct:
            self.fault("computed", line, value=code[:60])
            return ""
        name, value = found[2], found[3]
        if value[:1] in ("[", "{"):
            self.name, self.table = name, Table(line, value[0])
            return value[1:] or " "
        value, _, rest = value.partition(";") if "'" not in value else (value.rstrip("; "), "", "")
        if "[" in value or "]" in value or "(" in value:
            self.fault("computed", line, value=code[:60])
        else:
            self.scalars[name] = (line, value.strip())
        return rest.strip()

    def inside(self, table: Table, code: str, line: int) -> str:
        """Take rows; what is left of the line after the closing bracket is given back."""
        blank = _QUOTED.sub(lambda text: "_" * len(text[0]), code) if "'" in code or '"' in code else code
        end = blank.find("]" if table.opened == "[" else "}")
        body = blank if end < 0 else blank[:end]
        if "[" in body or "{" in body or "=" in body:  # another table begins where this one has not ended
            self.fault("unclosed", table.line, table=self.name, bracket=table.opened)
            self.table, self.begun = None, ""
            return code.strip()
        start = 0
        for part in body.split(";"):
            text = code[start : start + len(part)]
            start += len(part) + 1
            last = start > len(body)
            if last and end < 0 and text.rstrip().endswith("..."):
                self.begun += text.rstrip()[:-3] + " "
                return ""
            row = (self.begun + (text if table.opened == "{" else text.replace(",", " "))).strip()
            self.begun = ""
            if row:
                table.rows.append(row)
                table.lines.append(line)
        if end < 0:
            return ""
        self.tables[self.name] = table
        self.table = None
        return code[end + 1 :].lstrip("; \t")


def statements(text: str, where: str) -> Statements:
    """Take a file apart. `where` stands before the line in each fault."""
    reader = _Reader(where)
    commented = False
    for line, full in enumerate(text.splitlines(), 1):
        stripped = full.strip()
        if stripped in ("%{", "%}"):
            commented = stripped == "%{"
        if commented:
            continue
        code = _uncommented(full).strip()
        while code:
            if reader.table is not None:
                code = reader.inside(reader.table, code, line)
            elif code[0] in "]}":
                reader.fault("unopened", line, bracket=code[0])
                code = code[1:].lstrip("; \t")
            else:
                code = reader.outside(code, line)
    if reader.table is not None:
        reader.fault("unclosed", reader.table.line, table=reader.name, bracket=reader.table.opened)
    return Statements(reader.scalars, reader.tables, tuple(reader.faults))


def _uncommented(line: str) -> str:
    """The line without its comment; a % between quotes is none."""
    at = line.find("%")
    if at < 0 or not ("'" in line[:at] or '"' in line[:at]):
        return line if at < 0 else line[:at]
    at = _QUOTED.sub(lambda text: "_" * len(text[0]), line).find("%")
    return line if at < 0 else line[:at]
