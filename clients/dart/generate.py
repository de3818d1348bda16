"""Writes the Dart types: enums and inputs of schema.graphql, and what each operation brings.

python -m clients.dart.generate
"""

import json
import re
import textwrap
from pathlib import Path

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_required_input_field,
    parse,
    print_ast,
    separate_operations,
    strip_ignored_characters,
    visit,
)

from clients.dart.shapes import SCALARS, Shape, Shapes, dart_name

HERE = Path(__file__).parent
TARGET = HERE / "lib" / "src" / "generated.dart"
HEAD = """\
// Generated from schema.graphql and operations/ by `make clients`: not to be changed by hand.
// ignore_for_file: lines_longer_than_80_chars

import 'photo.dart';

/// The text of an operation, and how to read what it brings.
class VisageOperation<T> {
  const VisageOperation(this.name, this.text, this.read);

  final String name;
  final String text;
  final T Function(Map<String, Object?> data) read;
}

T _object<T>(Object? json, T Function(Map<String, Object?>) read) =>
    read(json! as Map<String, Object?>);

T? _maybe<T>(Object? json, T Function(Object?) read) => json == null ? null : read(json);

List<T> _list<T>(Object? json, T Function(Object?) read) =>
    [for (final each in json! as List<Object?>) read(each)];

Map<String, Object?> _given(Map<String, Object?> fields) =>
    fields..removeWhere((_, value) => value == null);
"""
RESERVED = {"default", "in", "is", "new", "switch", "with"}


def lower(name: str) -> str:
    return name[0].lower() + name[1:]


def camel(value: str) -> str:
    """`NOT_FOUND` as `notFound`."""
    head, *rest = value.lower().split("_")
    name = head + "".join(word.capitalize() for word in rest)
    return f"{name}_" if name in RESERVED else name


def comment(text: str | None, indent: str = "") -> str:
    lines = textwrap.wrap(text or "", 90 - len(indent))
    return "".join(f"{indent}/// {line}\n" for line in lines)


def _class(shape: Shape, inherited: set[str]) -> str:
    parents = f" implements {', '.join(shape.parents)}" if shape.parents else ""
    fields = list(shape.fields.values())
    lines = [f"class {shape.name}{parents} {{", f"  const {shape.name}({{"]
    lines += [f"    {'' if it.nullable else 'required '}this.{it.name}," for it in fields]
    lines += ["  });", "", f"  {shape.name}.fromJson(Map<String, Object?> json)", "      : this("]
    for it in fields:
        key = f"json['{it.key}']"
        read = re.sub(r"\bit\b", key, it.read)
        value = f"_maybe({key}, (it) => {it.read})" if it.nullable else read
        lines.append(f"          {it.name}: {value},")
    lines += ["        );", ""]
    for it in fields:
        lines += ["  @override"] if it.name in inherited else []
        lines.append(f"  final {it.type}{'?' if it.nullable else ''} {it.name};")
    return "\n".join([*lines, "}"])


def _enum(type_: GraphQLEnumType) -> str:
    called = dart_name(type_.name)
    values = [f"  {camel(name)}('{name}')," for name in type_.values]
    return "\n".join(
        [
            f"{comment(type_.description)}enum {called} {{",
            *values,
            "",
            "  /// One that only a newer server knows.",
            "  unknown('');",
            "",
            f"  const {called}(this.wire);",
            "",
            "  /// As it is sent.",
            "  final String wire;",
            "",
            f"  static {called} of(Object? wire) =>",
            "      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);",
            "}",
        ]
    )


def _input(type_: GraphQLInputObjectType) -> str:
    lines = [f"{comment(type_.description)}class {type_.name} {{", f"  const {type_.name}({{"]
    optional = {name for name, it in type_.fields.items() if not is_required_input_field(it)}
    lines += [f"    {'' if it in optional else 'required '}this.{it}," for it in type_.fields]
    lines += ["  });", ""]
    written = []
    for name, each in type_.fields.items():
        mark = "?" if name in optional else ""
        dart, write = _write(each.type)
        lines.append(f"{comment(each.description, '  ')}  final {dart}{mark} {name};")
        value = write.format(name if write == "{}" else name + mark)
        written.append(f"        '{name}': {value},")
    lines += ["", "  Map<String, Object?> toJson() => _given({", *written]
    return "\n".join([*lines, "      });", "}"])


def _write(type_: GraphQLInputType) -> tuple[str, str]:
    """The Dart type of an input, and how it is written."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return dart_name(named.name), "{}.wire"
    if isinstance(named, GraphQLInputObjectType):
        return named.name, "{}.toJson()"
    return SCALARS[named.name][0], SCALARS[named.name][2]


def _types_used(schema: GraphQLSchema, document: DocumentNode) -> set[str]:
    """The enums and inputs that the operations speak of, and those inside these."""
    info = TypeInfo(schema)
    found: set[str] = set()

    class Used(Visitor):
        def enter(self, *_: object) -> None:
            for type_ in (info.get_type(), info.get_input_type()):
                if type_ is not None:
                    add(get_named_type(type_).name)

    def add(name: str) -> None:
        if name in found:
            return
        found.add(name)
        type_ = schema.type_map[name]
        if isinstance(type_, GraphQLInputObjectType):
            for each in type_.fields.values():
                add(get_named_type(each.type).name)

    visit(document, TypeInfoVisitor(info, Used()))
    return found


def _operations(document: DocumentNode) -> str:
    lines = ["/// Every operation of the API.", "abstract final class VisageOperations {"]
    for name, each in separate_operations(document).items():
        quoted = json.dumps(strip_ignored_characters(print_ast(each))).replace("$", r"\$")
        lines.append(f"  static const {lower(name)} = VisageOperation<{name}Data>(")
        lines += [f"    '{name}',", f"    {quoted},", f"    {name}Data.fromJson,", "  );"]
    return "\n".join([*lines, "}"])


def read_operations() -> DocumentNode:
    """All that stands in the folder of operations."""
    paths = sorted((HERE.parent / "operations").glob("*.graphql"))
    documents = [parse(path.read_text()) for path in paths]
    return DocumentNode(definitions=tuple(d for each in documents for d in each.definitions))


def generated() -> str:
    """What `lib/src/generated.dart` is to hold."""
    schema = build_schema((HERE.parent.parent / "schema.graphql").read_text())
    document = read_operations()
    used = _types_used(schema, document)
    types = [each for name, each in sorted(schema.type_map.items()) if name in used]
    shapes = Shapes(schema, document)
    parts = [HEAD.rstrip()]
    parts += [_enum(each) for each in types if isinstance(each, GraphQLEnumType)]
    parts += [_input(each) for each in types if isinstance(each, GraphQLInputObjectType)]
    parts += [_class(each, shapes.inherited(each)) for each in shapes.found.values()]
    parts.append(_operations(document))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(generated())
