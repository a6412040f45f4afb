"""Names of a package that are imported when they are first asked for.

A room's `__init__` offers all that is public; whoever wants one part of it should not wait for libraries that another
part brings (a solver, compiled loops, a reader of HTML).
"""

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def on_demand(package: str, where: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package whose public names stand in these modules of it.

    >>> ask = on_demand("oberih.terms", {"LANGS": "words"})
    >>> ask("LANGS")
    ('uk', 'en')
    >>> ask("NOBODY")
    Traceback (most recent call last):
    AttributeError: module 'oberih.terms' has no attribute 'NOBODY'
    """

    def ask(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{where[name]}"), name)

    return ask
