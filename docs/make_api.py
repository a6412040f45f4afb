"""Write docs/api.md from the docstrings of public names: `make api`.

The jobs are told in full: they are what a program asks for. Of the other rooms the names stand that each offers at its
door, with the first sentence. A test compares the page with the code.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import oberih
from oberih import jobs

PAGE = Path(__file__).with_name("api.md")
ROOMS = ("record", "scenario", "store", "study", "raid", "defence", "damage", "grid", "outage", "repair", "people",
         "weather", "luck")  # fmt: skip
LEDE = """# API reference

Made from the docstrings by `make api`; a test keeps it in step with the code. What the command line asks for stands in
`oberih.jobs`, and can be asked for from Python by the same names and the same options:

```python
from oberih import jobs

run = jobs.assess("src/oberih/examples/2022-12-05.uk.txt", jobs.Options(draws=20, hours=24, langs=("en",)))
print(run.regions.head(3))                  # a Polars data frame: one row a region and quantity
print(run.query("SELECT count(*) FROM outcome"))
```

Faults are raised as `oberih.terms.errors.OberihError` and its children, all at once (`error.faults`), each with where
it is, what was found and what is expected. Figures carry their unit in their name. Rooms below the jobs are what the
jobs are made of; kernels (`_kernels`) are nobody's interface. The page answers as JSON too: docs/page.md.
"""


def page() -> str:
    """The whole page as it should stand."""
    out = [LEDE, "## Jobs", "", _wrapped(_said(jobs, whole=True)), ""]
    out += _entries(jobs, list(jobs.__all__))
    for module in _asked_by_the_command_line():
        out += [f"### `{module.__name__}`", "", _wrapped(_said(module, whole=False)), ""]
        out += _entries(module, _names(module))
    for room in ROOMS:
        module = importlib.import_module(f"oberih.{room}")
        out += [f"## {room.capitalize()}", "", _wrapped(_said(module, whole=False)), ""]
        out += _entries(module, list(module.__all__), whole=False)
    return "\n".join(out).rstrip() + "\n"


def _asked_by_the_command_line() -> Iterator[ModuleType]:
    """Modules of the jobs that some command imports, by name."""
    folder = Path(oberih.__file__).parent / "cli"
    found = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "oberih.jobs":
                found |= {f"oberih.jobs.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oberih.jobs."):
                found.add(str(node.module))
    known = {each.name for each in pkgutil.walk_packages(jobs.__path__, "oberih.jobs.")}
    for name in sorted(found & known):
        yield importlib.import_module(name)


def _names(module: ModuleType) -> list[str]:
    """What a module offers: the names at its door, else its own functions and classes, in the order of the file."""
    if hasattr(module, "__all__"):
        return [name for name in module.__all__ if not name.isupper()]
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and (inspect.isfunction(value) or inspect.isclass(value))
    ]


def _entries(module: ModuleType, names: list[str], *, whole: bool = True) -> list[str]:
    out = []
    for name in names:
        value = getattr(module, name)
        if not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        head = f"**`{name}{_signature(value)}`**" if whole else f"**`{name}`**"
        out.append(_wrapped(f"- {head} {_said(value, whole=whole)}", "  "))
    return [*out, ""] if out else []


def _signature(value: object) -> str:
    """Names of what is given, with defaults that are short."""
    try:
        given = inspect.signature(value).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    out, starred = [], False
    for each in given:
        if each.name in ("self", "cls"):
            continue
        if each.kind is each.KEYWORD_ONLY and not starred:
            out.append("*")
            starred = True
        out.append(each.name if each.default is each.empty else f"{each.name}={_short(each.default)}")
    return f"({', '.join(out)})"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 20 and not text.startswith("<") else "…"


def _said(value: object, *, whole: bool) -> str:
    """The first sentence of a docstring, or its first paragraph and what it raises."""
    text = inspect.getdoc(value) or ""
    if inspect.isclass(value) and text.startswith(f"{value.__name__}("):
        text = ""  # what a data class says of itself by itself
    parts = [" ".join(part.split()) for part in text.split(">>>")[0].split("\n\n") if part.strip()]
    if not parts:
        return ""
    if not whole:
        return re.split(r"(?<=\.) (?=[A-Z`])", parts[0])[0]
    return " ".join([parts[0], *(part for part in parts[1:] if part.startswith("Raises"))])


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
