"""Country packs through the API: looked at, checked, and fetched as a copy."""

from typing import Annotated, Literal

from fastapi import Path, Query
from fastapi.responses import Response

from oberih.web.api.base import does, new_router, plain_json

router = new_router()
Named = Annotated[str, Path(max_length=80, description="Name of a shipped pack, with its state: ua:2022-12.")]


@router.get("/api/packs", summary="Packs that ship, with their dated states.", **does("pack list"))
def list_packs() -> Response:
    """What `oberih pack list --json` prints."""
    from oberih.jobs.packs import listed  # noqa: PLC0415

    return plain_json(listed())


@router.get("/api/packs/{pack}", summary="What a pack holds.", **does("pack show"))
def show(pack: Named) -> Response:
    """What `oberih pack show --json` prints."""
    from oberih.jobs.packs import held, shipped  # noqa: PLC0415

    return plain_json(held(shipped(pack)).to_json())


@router.get("/api/packs/{pack}/check", summary="Check all states of a pack, or one.", **does("pack check"))
def check(pack: Named) -> dict[str, list[str]]:
    """The states that were checked; every fault at once where there are any."""
    from oberih.jobs.packs import check as checked  # noqa: PLC0415
    from oberih.jobs.packs import shipped  # noqa: PLC0415

    return {"states": checked(shipped(pack))}


@router.get(
    "/api/packs/{pack}/figures", summary="Every figure with its range and source.", response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/csv": {}}}}, **does("pack figures"),
)  # fmt: skip
def figures(pack: Named, form: Annotated[Literal["json", "csv"], Query(description="In which form.")] = "json"
) -> Response:  # fmt: skip
    """What `oberih pack figures` prints."""
    from oberih.jobs import packs, shelf  # noqa: PLC0415

    table = packs.figures(packs.shipped(pack))
    if form == "csv":
        return Response(shelf.as_csv(table), media_type="text/csv; charset=utf-8")
    return plain_json(shelf.as_rows(table))


@router.get(
    "/api/packs/{pack}/copy", summary="A copy under another name, to make a pack of your own from.",
    response_class=Response, responses={200: {"content": {"application/zip": {}}}}, **does("pack copy"),
)  # fmt: skip
def copy(
    pack: Named, name: Annotated[str, Query(max_length=40, description="Its id: small Latin letters.")]
) -> Response:  # fmt: skip
    """What `oberih pack copy` writes, as one ZIP file."""
    from oberih.jobs.packs import shipped, zipped  # noqa: PLC0415

    headers = {"content-disposition": 'attachment; filename="pack.zip"'}
    return Response(zipped(shipped(pack), name), media_type="application/zip", headers=headers)
