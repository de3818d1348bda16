"""How large a GraphQL document may be, and what its shape alone tells about that.

What it would cost to answer needs the schema, and is in `schema/costs.py`.
"""

from collections import Counter
from dataclasses import dataclass

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    visit,
)

from errors import ErrorCode
from schema.faults import Fault, PublicError


@dataclass(frozen=True)
class Limits:
    """The most that one request may ask for."""

    depth: int = 12
    aliases: int = 30
    tokens: int = 2_000
    directives: int = 20
    # The same object again and again in a document: checking that they can be merged is quadratic
    # (380 times in 2,000 tokens: half a second).
    repeats: int = 60
    # A page of 50 originals, each with 10 cartoons and 20 faces, all fields of all, is 3,006.
    cost: int = 4_000
    validation_errors: int = 4
    introspection: bool = True
    # What a list is taken for: without a page size, and at most (larger ones are refused later).
    list_size: int = 10
    page_size: int = 50


def measure(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """The limits that a document exceeds by its shape alone; knows no schema."""
    census = _Census()
    visit(document, census)
    depth = max((_Depths(document).of(node) for node in operations_in(document)), default=0)
    found = {
        "depth": (depth, limits.depth, "nests {} levels deep"),
        "aliases": (census.aliases, limits.aliases, "has {} aliases"),
        "directives": (census.directives, limits.directives, "has {} directives"),
        "repeats": (census.most_repeated, limits.repeats, "has the same object {} times"),
    }
    return [
        excess(name, most, f"The query {said.format(f'{count:,}')}; at most {most:,} may be.")
        for name, (count, most, said) in found.items()
        if count > most
    ]


def excess(limit: str, maximum: int, message: str) -> PublicError:
    details = {"limit": limit, "maximum": maximum}
    return PublicError.of(Fault(ErrorCode.QUERY_TOO_COMPLEX, message, details))


def operations_in(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def fragments_in(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


def is_introspection(name: str) -> bool:
    return name in ("__schema", "__type")


class _Census(Visitor):
    """Counts what stands in a document, fragments once each."""

    def __init__(self) -> None:
        super().__init__()
        self.aliases = 0
        self.directives = 0
        self._names: Counter[str] = Counter()

    @property
    def most_repeated(self) -> int:
        return max(self._names.values(), default=0)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.aliases += node.alias is not None
        if node.selection_set:
            self._names[node.alias.value if node.alias else node.name.value] += 1

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self.directives += 1


class _Depths:
    """How deep selections nest through fragments; each fragment is walked once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = fragments_in(document)
        self._known: dict[str, int] = {}

    def of(self, node: Node) -> int:
        match node:
            case FieldNode():
                if node.selection_set is None or is_introspection(node.name.value):
                    return 0
                return 1 + self._inside(node.selection_set)
            case FragmentSpreadNode():
                return self._fragment(node.name.value)
            case OperationDefinitionNode() | InlineFragmentNode():
                return self._inside(node.selection_set)
        return 0

    def _inside(self, selections: SelectionSetNode) -> int:
        return max((self.of(node) for node in selections.selections), default=0)

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # a fragment within itself is refused by GraphQL's rules
            if name in self._fragments:
                self._known[name] = self._inside(self._fragments[name].selection_set)
        return self._known[name]
