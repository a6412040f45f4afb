"""`oberih serve`: the page for a browser on this machine."""

from contextlib import suppress
from typing import Annotated

import typer

from oberih.cli import options as o
from oberih.cli.console import language, speaking
from oberih.terms.words import say

Port = Annotated[
    int,
    typer.Option(help="Port on this machine; 0: any free one.", min=0, max=65535, rich_help_panel=o.RUNNING),
]


def register(app: typer.Typer) -> None:
    """Add the command to a program."""
    app.command("serve")(serve)


def serve(port: Port = 8411, catalogue: o.Catalogue = None, lang: o.Language = None) -> None:
    """Open the page: drop a report, look at runs, find your queue.

    It answers on this machine alone and asks nothing of the network. Ctrl-C ends it; a report that was being assessed
    is taken up again when the page is next opened.

    Example: [bold]oberih serve[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.web.serve import serve as open_page  # noqa: PLC0415

        with suppress(KeyboardInterrupt):  # that is how it is meant to end
            open_page(port, catalogue, lambda address: print(say("web.open_at", spoken, address=address), flush=True))
        print(say("web.closed", spoken))
