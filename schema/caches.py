"""Documents that were parsed and found valid, kept for the next request that sends the same text.

Parsing and validating even `{ping}` costs ten times what executing it does. One `DocumentCache`
belongs to one schema and its limits, so the text alone is the key. Only valid documents are kept:
a syntax error is found anew each time, by the caller that knows how to report it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import structlog
from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse
from graphql.validation import NoSchemaIntrospectionCustomRule, specified_rules, validate
from graphql.validation.rules import ASTValidationRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from structlog.typing import FilteringBoundLogger

from errors import ErrorCode
from instruments.panel import Panel
from schema.costs import cost_excess, size_variables
from schema.faults import Fault, PublicError, code_of, worded
from schema.limits import Limits, measure, operations_in
from schema.roots import REFUSED, Root, Roots, root_of, roots_in

_UNDECIDED = Fault(
    ErrorCode.BAD_USER_INPUT,
    "The document holds several operations: say which one with `operationName`.",
)


@dataclass(frozen=True)
class Checked:
    """A valid document; `sized` says whether its cost depends on variables, `roots` what its
    operations ask for."""

    document: DocumentNode
    sized: bool
    several: bool
    roots: Roots


class DocumentCache:
    """A bounded store of checked documents, least recently used out first."""

    def __init__(self, *, entries: int = 256, characters: int = 100_000) -> None:
        """At most `entries` documents with `characters` of source in all.

        A parsed document takes up to 300 times the memory of its source, so the characters
        are what bounds the memory: 30 MB at worst.
        """
        self._entries = entries
        self._characters = characters
        self._kept: OrderedDict[str, Checked] = OrderedDict()
        self._held = 0
        self.hits = 0
        self.misses = 0

    def get(self, query: str) -> Checked | None:
        """The document of this text, if it was checked before."""
        checked = self._kept.get(query)
        if checked is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(query)
        return checked

    def put(self, query: str, checked: Checked) -> None:
        """Keep a checked document; one that alone would fill a tenth of the store is not kept."""
        if query in self._kept or len(query) > self._characters // 10:
            return
        self._kept[query] = checked
        self._held += len(query)
        while len(self._kept) > self._entries or self._held > self._characters:
            oldest, _ = self._kept.popitem(last=False)
            self._held -= len(oldest)


class CheckedDocuments(SchemaExtension):
    """Parses, limits and validates an operation, or takes the checked document from the cache."""

    def __init__(
        self, cache: DocumentCache, limits: Limits, panel: Panel, log: FilteringBoundLogger
    ) -> None:
        self.cache = cache
        self._log = log
        self._limits = limits
        self._panel = panel
        self._checked: Checked | None = None
        self._root = REFUSED
        self._streaming = ExitStack()

    def on_operation(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            with self._streaming:
                yield
        finally:  # also when its client has gone
            self._noted(time.perf_counter() - began)

    def _noted(self, seconds: float) -> None:
        """Count, time and log an operation that is over. What changes something is worth a line."""
        operation, field = self._root.operation, self._root.field
        self._panel.traffic.operated(operation, field, seconds)
        self._panel.traces.present().rename(f"{operation} {field}")
        tell = self._log.info if operation == "mutation" else self._log.debug
        tell(operation, field=field, ms=round(seconds * 1000, 1), codes=self._codes())

    def _codes(self) -> list[str]:
        """The codes of the errors that were told."""
        context = self.execution_context
        errors = context.pre_execution_errors or (context.result and context.result.errors)
        return [code_of(error) for error in errors or ()]

    def _begin(self, root: Root) -> None:
        self._root = root
        if root.operation == "subscription":
            self._streaming.enter_context(self._panel.traffic.streaming(root.field))

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        context.parse_options["max_tokens"] = self._limits.tokens
        if context.query:
            self._checked = self.cache.get(context.query)
            if self._checked:
                context.graphql_document = self._checked.document
            else:
                context.graphql_document = _parsed(context.query, self._limits.tokens)
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        assert document is not None
        schema = context.schema._schema
        errors: list[GraphQLError] = []
        checked = self._checked
        if checked is None:
            errors = violations(schema, document, self._limits)
            checked = _checked(document)
        fresh = self._checked is None
        if not errors and (fresh or checked.sized):
            variables = context.variables or {}
            errors = cost_excess(schema, document, variables, self._limits)
        if not errors and fresh and context.query:
            self.cache.put(context.query, checked)
        # Strawberry would take the first; `operation_name` already hides that none was given.
        if not errors and checked.several and context._provided_operation_name is None:
            errors = [PublicError.of(_UNDECIDED)]
        if not errors:
            self._begin(root_of(checked.roots, context._provided_operation_name))
        # Not None: Strawberry's own validation is skipped.
        context.pre_execution_errors = errors
        yield


def violations(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What is wrong with a document: first the limits, then, if it is within them, GraphQL's rules.

    In this order because validating a hostile document is itself what costs.
    """
    if over := measure(document, limits):
        return over
    rules: list[type[ASTValidationRule]] = [
        *specified_rules,
        MaybeNullValidationRule,
        OneOfInputValidationRule,
    ]
    if not limits.introspection:
        rules.append(NoSchemaIntrospectionCustomRule)
    found = validate(
        schema,
        document,
        rules,
        max_errors=limits.validation_errors,
        hide_suggestions=not limits.introspection,
    )
    code = ErrorCode.GRAPHQL_VALIDATION_FAILED
    return [PublicError.of(Fault(code, worded(error)), error) for error in found]


def checked_documents(limits: Limits, panel: Panel | None = None) -> Callable[[], CheckedDocuments]:
    """The extension for `Schema(extensions=[...])`, with one cache for the schema's lifetime."""
    cache, shown = DocumentCache(), panel or Panel()
    log = structlog.get_logger("graphql").bind()  # once: it costs as much as counting
    return lambda: CheckedDocuments(cache, limits, shown, log)


def _checked(document: DocumentNode) -> Checked:
    return Checked(
        document,
        sized=bool(size_variables(document)),
        several=len(operations_in(document)) > 1,
        roots=roots_in(document),
    )


def _parsed(query: str, tokens: int) -> DocumentNode | None:
    """The document, or None on a syntax error.

    Raising here would end a socket's operation in a bare `complete`; given None, Strawberry
    parses again and reports the error properly.
    """
    try:
        return parse(query, max_tokens=tokens)
    except GraphQLError:
        return None
