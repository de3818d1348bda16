"""What the clients ask covers the API, and what the TypeScript one says of itself is true."""

import json
from pathlib import Path

import pytest
from graphql import build_schema, validate

from clients.dart.generate import read_operations
from schema.roots import Root, roots_in
from tests.node_houses import CLIENTS, TYPESCRIPT

ROOT = CLIENTS.parent


def test_the_operations_of_the_clients_cover_the_whole_api() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text())
    operations = read_operations()
    assert validate(schema, operations) == []
    roots = schema.query_type, schema.mutation_type, schema.subscription_type
    there = {Root(it.name.lower(), name) for it in roots if it for name in it.fields}
    assert there == set(roots_in(operations).values())


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((TYPESCRIPT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 10
    assert not [name for name, each in packages.items() if "resolved" in each]


@pytest.mark.parametrize(
    "example", sorted((TYPESCRIPT / "examples").glob("*.ts")), ids=lambda it: it.name
)
def test_the_readme_shows_the_examples_that_compile(example: Path) -> None:
    shown = example.read_text().partition("\n\n")[2].strip()
    assert shown in (TYPESCRIPT / "README.md").read_text()
