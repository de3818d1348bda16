"""What an operation may cost: an estimate made before anything runs.

Each object counts 1, each plain value and each connection or edge a tenth, and lists multiply by
the page size that was asked for. Introspection is free: GraphQL's rules limit it, and it is
answered from memory.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    visit,
)

from schema.limits import Limits, excess, fragments_in, is_introspection, operations_in

_SIZES = ("first", "last")


def cost_excess(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], limits: Limits
) -> list[GraphQLError]:
    """An error if the dearest operation of a valid document costs more than the limit."""
    for operation in operations_in(document):
        estimate = _Estimate(schema, document, variables, limits)
        try:
            estimate.operation(operation)
        except _TooDear:
            return [
                excess(
                    "cost",
                    limits.cost,
                    f"The query asks for more than {limits.cost:,} objects at once. Ask for "
                    "shorter pages with `first`, or for fewer lists within lists.",
                )
            ]
    return []


def size_variables(document: DocumentNode) -> set[str]:
    """The names of the variables that a document uses as page sizes."""
    found: set[str] = set()

    class Sizes(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: object) -> None:
            if node.name.value in _SIZES and isinstance(node.value, VariableNode):
                found.add(node.value.name.value)

    visit(document, Sizes())
    return found


class _TooDear(Exception):
    """The estimate has passed the limit; going on would only cost time."""


class _Estimate:
    """Adds up what one operation of a valid document may at most bring back, in tenths."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._fragments = fragments_in(document)
        self._variables = dict(variables)
        self._limits = limits
        self._spent = 0

    def operation(self, node: OperationDefinitionNode) -> None:
        for variable in node.variable_definitions or ():
            if isinstance(variable.default_value, IntValueNode):
                self._variables.setdefault(
                    variable.variable.name.value, int(variable.default_value.value)
                )
        root = self._schema.get_root_type(node.operation)
        if root is not None:
            self._level(root, [node.selection_set], times=1, page=None)

    def _level(
        self, parent: Any, selections: list[SelectionSetNode], times: int, page: int | None
    ) -> None:
        """Add the fields of `times` objects; `page` is the size asked of a connection."""
        merged: dict[str, list[tuple[Any, FieldNode]]] = {}
        for type_, node in self._fields(parent, selections, set()):
            key = node.alias.value if node.alias else node.name.value
            merged.setdefault(f"{type_.name}.{key}", []).append((type_, node))
        for group in merged.values():
            type_, node = group[0]
            below = [item.selection_set for _, item in group if item.selection_set]
            self._field(type_, node, below, times, page)

    def _field(
        self,
        parent: Any,
        node: FieldNode,
        below: list[SelectionSetNode],
        times: int,
        page: int | None,
    ) -> None:
        definition = getattr(parent, "fields", {}).get(node.name.value)
        named = get_named_type(definition.type) if definition else None
        if definition is None or not is_composite_type(named):
            self._spend(times)
            return
        size = self._asked(definition, node)
        if is_list_type(get_nullable_type(definition.type)):
            times *= size or page or self._limits.list_size
            size = None
        self._spend(times if _is_wrapping(named.name) else 10 * times)
        self._level(named, below, times, size)

    def _spend(self, tenths: int) -> None:
        self._spent += tenths
        if self._spent > 10 * self._limits.cost:
            raise _TooDear

    def _fields(
        self, parent: Any, selections: list[SelectionSetNode], seen: set[str]
    ) -> Iterator[tuple[Any, FieldNode]]:
        """The fields of some selections with the type each is asked of, each fragment once."""
        into = partial(self._fields, seen=seen)
        for node in (node for group in selections for node in group.selections):
            match node:
                case FieldNode():
                    if not is_introspection(node.name.value):
                        yield parent, node
                case InlineFragmentNode():
                    yield from into(
                        self._narrowed(parent, node.type_condition), [node.selection_set]
                    )
                case FragmentSpreadNode() if node.name.value not in seen:
                    seen.add(node.name.value)
                    if fragment := self._fragments.get(node.name.value):
                        type_ = self._narrowed(parent, fragment.type_condition)
                        yield from into(type_, [fragment.selection_set])

    def _narrowed(self, parent: Any, condition: Any) -> Any:
        return self._schema.get_type(condition.name.value) if condition else parent

    def _asked(self, definition: GraphQLField, node: FieldNode) -> int | None:
        """The page size a field is asked for, by itself, by a variable or by default."""
        name = next((name for name in _SIZES if name in definition.args), None)
        if name is None:
            return None
        given = next((arg.value for arg in node.arguments or () if arg.name.value in _SIZES), None)
        size: Any = None
        if isinstance(given, IntValueNode):
            size = int(given.value)
        elif isinstance(given, VariableNode):
            size = self._variables.get(given.name.value)
        else:
            size = _default(definition.args[name])
        most = self._limits.page_size
        # Never less than 1: `first: 0` must not make what is below it free.
        return max(1, min(size, most)) if isinstance(size, int) else most


def _default(argument: GraphQLArgument) -> Any:
    """The default of an argument, in whichever of the two ways a schema keeps it."""
    default = argument.default
    if default is None:
        return argument.default_value
    literal = default.literal
    return int(literal.value) if isinstance(literal, IntValueNode) else default.value


def _is_wrapping(name: str) -> bool:
    """Connections and edges hold objects, and count little themselves."""
    return name.endswith(("Connection", "Edge", "PageInfo"))
