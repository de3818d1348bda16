"""What becomes a class in Dart: each fragment, each operation, and each object in them that is more
than one fragment. What only some types of an interface have can be null."""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)
from graphql.type.introspection import TypeNameMetaFieldDef

# Dart's type, how it is read from JSON, and how it is written.
SCALARS = {
    "ID": ("String", "{} as String", "{}"),
    "String": ("String", "{} as String", "{}"),
    "Int": ("int", "{} as int", "{}"),
    "Float": ("double", "({} as num).toDouble()", "{}"),
    "Boolean": ("bool", "{} as bool", "{}"),
    "DateTime": ("DateTime", "DateTime.parse({} as String)", "{}.toUtc().toIso8601String()"),
    "JSON": ("Object", "{} as Object", "{}"),
    "Upload": ("Photo", "", "{}.toFile()"),
}

# Flutter has widgets of these names.
_OTHERWISE = {"AspectRatio": "HeadshotRatio"}


@dataclass(frozen=True)
class Field:
    """One field of a class: its Dart type without `?`, and how `it` is read."""

    name: str
    key: str
    type: str
    read: str
    nullable: bool


@dataclass
class Shape:
    """What becomes a class."""

    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    parents: list[str] = field(default_factory=list)


class Shapes:
    """The classes of all fragments and operations of a document, inner ones first."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self.found: dict[str, Shape] = {}
        definitions = document.definitions
        self._fragments = {
            each.name.value: each
            for each in definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        for fragment in self._fragments.values():
            on = self._type(fragment.type_condition.name.value)
            self._shape(fragment.name.value, on, fragment.selection_set)
        for each in definitions:
            if isinstance(each, OperationDefinitionNode) and each.name:
                root = schema.get_root_type(each.operation)
                assert root is not None
                self._shape(f"{each.name.value}Data", root, each.selection_set)

    def inherited(self, shape: Shape) -> set[str]:
        """The fields that a class has of those that it implements."""
        return {name for parent in shape.parents for name in self.found[parent].fields}

    def _type(self, name: str) -> GraphQLCompositeType:
        type_ = self._schema.type_map[name]
        assert is_composite_type(type_)
        return type_

    def _shape(self, name: str, on: GraphQLCompositeType, selected: SelectionSetNode) -> None:
        shape = Shape(name)
        self._add(shape, on, selected, certain=True)
        self.found[name] = shape

    def _add(
        self, shape: Shape, on: GraphQLCompositeType, selected: SelectionSetNode, certain: bool
    ) -> None:
        """Add what is selected of `on`; not `certain`: other types have none of it."""
        for each in selected.selections:
            if isinstance(each, FieldNode):
                self._add_field(shape, on, each, certain)
            elif isinstance(each, FragmentSpreadNode):
                name = each.name.value
                inner = self._fragments[name]
                type_ = self._type(inner.type_condition.name.value)
                known = certain and self._covers(type_, on)
                if known:
                    shape.parents.append(name)
                self._add(shape, type_, inner.selection_set, known)
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                type_ = self._type(each.type_condition.name.value)
                self._add(shape, type_, each.selection_set, certain and self._covers(type_, on))

    def _covers(self, type_: GraphQLCompositeType, on: GraphQLCompositeType) -> bool:
        """Whether whatever is `on` is of this type as well."""
        if type_ is on:
            return True
        return is_abstract_type(type_) and self._schema.is_sub_type(type_, on)

    def _add_field(
        self, shape: Shape, on: GraphQLCompositeType, node: FieldNode, certain: bool
    ) -> None:
        key = node.alias.value if node.alias else node.name.value
        if node.name.value == "__typename":
            type_: GraphQLOutputType = TypeNameMetaFieldDef.type
        else:
            assert isinstance(on, GraphQLObjectType | GraphQLInterfaceType)
            type_ = on.fields[node.name.value].type
        inner = self._class_of(shape, key, type_, node.selection_set)
        dart, read = read_as(type_, "it", inner)
        name = key.lstrip("_")
        old = shape.fields.get(name)
        if old is None or old.nullable:
            nullable = not (certain and is_non_null_type(type_))
            shape.fields[name] = Field(name, key, dart, read, nullable)

    def _class_of(
        self, shape: Shape, key: str, type_: GraphQLOutputType, selected: SelectionSetNode | None
    ) -> str:
        """The class of an object: its one fragment's, or one of its own."""
        if selected is None:
            return ""
        only = selected.selections[0]
        if len(selected.selections) == 1 and isinstance(only, FragmentSpreadNode):
            return only.name.value
        inside = key[0].upper() + key[1:]
        base = shape.name.removesuffix("Data")
        name = f"{base}Result" if inside == base != shape.name else base + inside
        assert name not in self.found, f"two classes would be called {name}"
        self._shape(name, self._type(get_named_type(type_).name), selected)
        return name


def dart_name(name: str) -> str:
    """What a type of the schema is called in Dart."""
    return _OTHERWISE.get(name, name)


def read_as(type_: GraphQLOutputType, source: str, inner: str) -> tuple[str, str]:
    """The Dart type of an output that is not null, and how it is read."""
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        item, read = read_as(bare.of_type, "each", inner)
        return f"List<{item}>", f"_list({source}, (each) => {read})"
    named = get_named_type(bare)
    if isinstance(named, GraphQLEnumType):
        return dart_name(named.name), f"{dart_name(named.name)}.of({source})"
    if named.name in SCALARS:
        dart, read, _ = SCALARS[named.name]
        return dart, read.format(source)
    return inner, f"_object({source}, {inner}.fromJson)"
