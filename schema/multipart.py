"""Files in GraphQL requests: the `Upload` scalar and the multipart request specification.

https://github.com/jaydenseric/graphql-multipart-request-spec: a form with `operations` (JSON),
`map` (JSON: part name to the places in `operations` where the file belongs) and the files.
"""

from typing import Any

import strawberry
from graphql import GraphQLError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from errors import BadUserInput
from schema.wire import decode

# A request carries one picture; a little room for what comes later.
_MAX_FILES = 4
_MAX_FIELDS = 8
_MAX_PLACES = 8
# The largest `operations` or `map`.
_MAX_FIELD_BYTES = 256 * 1024


def _file(value: object) -> UploadFile:
    if not isinstance(value, UploadFile):
        raise GraphQLError(
            "A file belongs here. Send it as a part of a multipart request "
            "(https://github.com/jaydenseric/graphql-multipart-request-spec)."
        )
    return value


def _never(value: object) -> str:
    raise GraphQLError("Files go in, never out.")


# In the schema's `scalar_map`, so that an input says `image: UploadFile` and clients see `Upload`.
UPLOAD_SCALARS: dict[object, Any] = {
    UploadFile: strawberry.scalar(
        name="Upload",
        description="A file, sent as the GraphQL multipart request specification says.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        parse_value=_file,
        serialize=_never,
    )
}


async def read_form(request: Request) -> FormData:
    """The parsed form, whose files the caller closes; BadUserInput if it is no proper form."""
    try:
        return await request.form(
            max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES
        )
    except MultiPartException as error:
        raise BadUserInput(f"The multipart body cannot be read: {error.message}") from error
    except HTTPException as error:
        # What Starlette makes of the same inside an application.
        raise BadUserInput(f"The multipart body cannot be read: {error.detail}") from error


def operations_of(form: FormData) -> object:
    """`operations` with the files put in their places; BadUserInput where the form is wrong."""
    operations = _json_field(form, "operations")
    places = _json_field(form, "map")
    if not isinstance(operations, dict):
        raise BadUserInput("`operations` must be one JSON object: one operation a request.")
    if not isinstance(places, dict) or not all(_are_paths(paths) for paths in places.values()):
        raise BadUserInput('`map` must be a JSON object such as {"0": ["variables.input.image"]}.')
    if sum(len(paths) for paths in places.values()) > _MAX_PLACES:
        raise BadUserInput(f"`map` puts files in more than {_MAX_PLACES} places.")
    for part, paths in places.items():
        file = form.get(part)
        if not isinstance(file, UploadFile):
            raise BadUserInput(
                f"`map` names the part {part!r}, but there is no such file. A part is a file if it "
                "has a filename."
            )
        for path in paths:
            _put(operations, path, file)
    return operations


def _json_field(form: FormData, name: str) -> object:
    value = form.get(name)
    if not isinstance(value, str):
        raise BadUserInput(f"The multipart body has no field `{name}`.")
    return decode(value, f"`{name}`")


def _are_paths(paths: object) -> bool:
    return isinstance(paths, list) and all(isinstance(path, str) for path in paths)


def _put(operations: dict[str, Any], path: str, file: UploadFile) -> None:
    """Put a file where a dotted path such as `variables.files.0` leads."""
    *way, last = path.split(".")
    place: Any = operations
    try:
        if not way or way[0] != "variables":
            raise KeyError(path)
        for step in way:
            place = place[_step(place, step)]
        key = _step(place, last)
        place[key]  # it must be there, as null
        place[key] = file
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadUserInput(f"`map` leads to {path!r}, which is not in `operations`.") from error


def _step(place: object, step: str) -> str | int:
    return int(step) if isinstance(place, list) else step
