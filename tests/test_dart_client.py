"""The Dart client as far as it can be judged without an SDK: it parses, is up to date, and
says what the schema says. What its links send is in `tests/test_clients_served.py`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_dart
from graphql import GraphQLEnumType, GraphQLSchema, build_schema, parse, validate
from tree_sitter import Language, Node, Parser

from clients.dart.generate import TARGET, generated, lower
from tests.node_houses import CLIENTS

DART = CLIENTS / "dart"
SOURCES = sorted(DART.rglob("*.dart"))

# What the sources may name without declaring it: of Dart itself, and of the packages in pubspec.
DARTS = """
    bool DateTime double Duration Exception FormatException Future int List Map MapEntry num Object
    StackTrace Stream StreamController StreamSubscription String Timer TypeError Uint8List Uri
"""
PACKAGES = """
    Abortable BaseClient BaseRequest ByteStream Client GraphQLError LikeCloseEvent MultipartFile
    Operation Request RequestAbortedException Response ResponseFormatException ServerException
    StreamedResponse TransportWebSocketLink http
"""
PARAMETERS = {"S", "T"}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((CLIENTS.parent / "schema.graphql").read_text())


def parsed(source: Path) -> Node:
    return Parser(Language(tree_sitter_dart.language())).parse(source.read_bytes()).root_node


def names_of_types(node: Node) -> Iterator[str]:
    """Every type that is named below a node, once for each time."""
    if node.type == "type_identifier":
        yield (node.text or b"").decode()
    for child in node.children:
        yield from names_of_types(child)


def faults(node: Node) -> Iterator[str]:
    """What the parser could not make sense of below a node."""
    if node.type == "ERROR" or node.is_missing:
        yield f"line {node.start_point[0] + 1}: {(node.text or b'').decode()[:80]!r}"
    elif node.has_error:
        for child in node.children:
            yield from faults(child)


@pytest.mark.parametrize("source", SOURCES, ids=lambda it: it.name)
def test_a_source_is_dart(source: Path) -> None:
    assert list(faults(parsed(source))) == []


def test_every_type_that_is_named_exists() -> None:
    library = [source for source in SOURCES if "lib" in source.parts]
    text = "".join(source.read_text() for source in library)
    declared = set(re.findall(r"^(?:\w+ )*(?:class|enum|typedef) (\w+)", text, re.MULTILINE))
    named = {name for source in library for name in names_of_types(parsed(source))}
    assert named - declared - PARAMETERS == {*DARTS.split(), *PACKAGES.split()}


def test_the_types_are_those_of_the_schema() -> None:
    assert generated() == TARGET.read_text(), "run `make clients`"


def test_every_operation_in_the_sources_fits_the_schema(schema: GraphQLSchema) -> None:
    text = TARGET.read_text()
    rest = "".join(source.read_text() for source in SOURCES if source != TARGET)
    quoted = re.findall(r"VisageOperation<\w+>\(\s+'(\w+)',\s+\"(.*)\",\n", text)
    assert len(quoted) == text.count("  static const ") > 20
    for name, query in quoted:
        document = parse(query.replace(r"\$", "$").replace(r"\"", '"'))
        assert validate(schema, document) == [], name
    asked = set(re.findall(r"VisageOperations\.(\w+)", rest))
    assert asked == {lower(name) for name, _ in quoted}


def test_every_code_has_an_exception_of_its_own(schema: GraphQLSchema) -> None:
    text = (DART / "lib" / "src" / "errors.dart").read_text()
    told = dict(re.findall(r"'([A-Z_]+)' => (\w+)\(", text))
    codes = schema.type_map["ErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert set(told) == set(codes.values)
    assert len(set(told.values())) == len(told)
    declared = set(re.findall(r"final class (\w+) extends VisageException", text))
    assert set(told.values()) < declared
