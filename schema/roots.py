"""What an operation is called where it is counted: its type and root field, never its own name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    SelectionSetNode,
)

from schema.limits import fragments_in, operations_in


@dataclass(frozen=True)
class Root:
    """An operation of a valid document: query, mutation or subscription, and what it asks for."""

    operation: str
    field: str


REFUSED = Root("refused", "none")
SEVERAL = "several"

Roots = Mapping[str | None, Root]


def roots_in(document: DocumentNode) -> Roots:
    """The operations of a document, by their names."""
    found: dict[str | None, Root] = {}
    for node in operations_in(document):
        fields = set(_fields(node.selection_set, fragments_in(document))) - {"__typename"}
        field = next(iter(fields)) if len(fields) == 1 else SEVERAL if fields else "__typename"
        found[node.name.value if node.name else None] = Root(node.operation.value, field)
    return found


def root_of(roots: Roots, name: str | None) -> Root:
    """The operation of this name; the only one, when none is given."""
    return roots.get(name) or next(iter(roots.values()), REFUSED)


def _fields(
    selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[str]:
    """The names of fields; of each fragment once, for a hostile document nests them."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, FragmentSpreadNode):
            if fragment := fragments.pop(node.name.value, None):
                yield from _fields(fragment.selection_set, fragments)
        else:
            yield from _fields(node.selection_set, fragments)  # type: ignore[attr-defined]
