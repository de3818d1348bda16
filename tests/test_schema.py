"""The API that is promised: the committed schema is the one the code makes."""

from pathlib import Path

from graphql import GraphQLEnumType, build_schema, is_object_type

from errors import ErrorCode
from main import main

SCHEMA = Path(__file__).parent.parent / "schema.graphql"


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert main(["schema", "--check"]) == 0, "run `make schema`"


def test_every_error_code_is_promised_to_clients() -> None:
    codes = build_schema(SCHEMA.read_text()).type_map["ErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert set(codes.values) == set(ErrorCode)


def test_everything_with_an_id_can_be_found_by_it() -> None:
    schema = build_schema(SCHEMA.read_text())
    for kind in schema.type_map.values():
        if is_object_type(kind) and "id" in kind.fields and kind.name != "Viewer":
            assert "Node" in [interface.name for interface in kind.interfaces], kind.name
