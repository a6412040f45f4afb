"""The API does what the command line does: every command and every option of one is found in the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from typer.main import get_command

from oberih.cli.main import app as program
from oberih.web.api import PARTS

#: commands that no address does, with the reason
NO_ADDRESS = {"serve": "it opens the page itself"}
#: options that no request has: who computes, where to write, how to print, and questions at a terminal
NOT_ASKED = {
    "--lang", "--json", "--out", "--force", "--catalogue", "--workers", "--batch", "--yes", "--table", "--html",
    "--csv", "--aside", "--engine", "--scheduler", "--study", "--help",
}  # fmt: skip
#: options by another name: what a request calls them, or why it has none
OTHERWISE = {
    ("assess", "--date"): "published",
    ("read", "--date"): "published", ("record add", "--date"): "published",
    ("study run", "--vary"): None,  # is /api/vary
    ("study vary", "--vary"): "fields", ("study vary", "--of"): "answer",
    ("campaign", "--from"): "first", ("campaign", "--to"): "last",
    ("plan", "--from"): "first", ("plan", "--to"): "last",
    ("hindcast", "--from"): "first", ("hindcast", "--to"): "last", ("record list", "--from"): "first",
    ("record list", "--to"): "last",
    ("plan", "--pledge"): "pledges", ("plan", "--rate"): "rates",
    ("schedule", "--limit-file"): "limits", ("schedule", "--format"): "formats", ("schedule", "--region"): "regions",
    ("schedule", "--queue"): "queues",
    ("briefing", "--format"): "formats", ("briefing", "--explain"): None,  # is an address of its own
    ("replay", "--mp4"): "formats", ("replay", "--webm"): "formats", ("replay", "--gif"): "formats",
    ("grid show", "--top"): None, ("grid ac", "--top"): None,  # the answer has all branches
    ("grid adequacy", "--for"): "rates",
}  # fmt: skip


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    command = get_command(program) if command is None else command
    if not hasattr(command, "commands"):
        yield " ".join(path), command
        return
    for name, inner in command.commands.items():
        yield from commands(inner, (*path, name))


def addresses() -> Iterator[tuple[str, APIRoute]]:
    for part in PARTS:
        for route in part.router.routes:
            assert isinstance(route, APIRoute)
            for name in (route.openapi_extra or {}).get("x-oberih-commands", ()):
                yield name, route


def fields(route: APIRoute) -> set[str]:
    """Names of all that a request to a route may say, inside its body too."""
    found: set[str] = set()
    for part in (route.dependant.path_params, route.dependant.query_params, route.dependant.body_params):
        for each in part:
            model = each.field_info.annotation
            found |= set(getattr(model, "model_fields", {})) or {each.name}
    return found


def test_every_command_has_an_address_and_every_address_a_command():
    known, done = {name for name, _ in commands()}, {name for name, _ in addresses()}
    assert done <= known, done - known
    assert known - done == set(NO_ADDRESS)


@pytest.mark.parametrize("name", sorted({name for name, _ in addresses()}))
def test_every_option_can_be_asked(name: str) -> None:
    command = dict(commands())[name]
    asked = {field for each, route in addresses() if each == name for field in fields(route)}
    for parameter in command.params:
        if parameter.param_type_name != "option" or NOT_ASKED & set(parameter.opts):
            continue
        option = max(parameter.opts, key=len)
        wanted = OTHERWISE.get((name, option), option.removeprefix("--").replace("-", "_"))
        assert wanted is None or wanted in asked, f"{name} {option}: not among {sorted(asked)}"


def test_no_option_is_excused_that_there_is_not():
    held = {(name, opt) for name, command in commands() for each in command.params for opt in each.opts}
    assert set(OTHERWISE) <= held, set(OTHERWISE) - held
