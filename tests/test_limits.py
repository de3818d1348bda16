"""How much one document may ask for, and that documents are checked only once."""

import time
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query, parse

from schema.caches import Checked, CheckedDocuments, DocumentCache
from schema.costs import cost_excess
from schema.limits import Limits
from tests.serving import make_schema

PAGE = """query Page($first: Int = 50, $faces: Int! = 20) {
  originals(first: $first) { id faces(first: $faces) { edges { node { id } } } }
}"""


async def excess(text: str, limits: Limits | None = None, **variables: Any) -> dict[str, Any]:
    """The `extensions` of the one error, or nothing if the query was answered."""
    result = await make_schema(limits).execute(text, variable_values=variables)
    if not result.errors:
        return {}
    (error,) = result.errors
    assert isinstance(error, GraphQLError)
    return dict(error.extensions or {})


def query(*fields: str) -> str:
    return f"{{ {' '.join(fields)} }}"


def nested(levels: int) -> str:
    """A query whose selections nest `levels` deep (1, 5, 9, ...), a fragment in the middle."""

    def below(inside: str) -> str:
        return f"faces(first: 1) {{ edges {{ node {{ original {{ {inside} }} }} }} }}"

    inside = "id"
    for _ in range((levels - 5) // 4):
        inside = below(inside)
    start = query("originals(first: 1) " + query(below("...Rest")))
    return f"{start} fragment Rest on Original {query(inside)}"


# S2
@pytest.mark.parametrize(
    ("limit", "within", "beyond"),
    [
        ("depth", nested(9), nested(13)),
        (
            "aliases",
            query(*(f"a{number}: ping" for number in range(30))),
            query(*(f"a{number}: ping" for number in range(31))),
        ),
        (
            "directives",
            query(*["ping @skip(if: false)"] * 20),
            query(*["ping @skip(if: false)"] * 21),
        ),
        (
            "repeats",
            query(*["originals(first: 1) { id }"] * 60),
            query(*["originals(first: 1) { id }"] * 61),
        ),
        ("tokens", query(*["ping"] * 500), query(*["ping"] * 2_000)),
    ],
)
async def test_a_document_may_be_large_but_not_larger(limit: str, within: str, beyond: str) -> None:
    assert await excess(within) == {}
    found = await excess(beyond)
    maximum = getattr(Limits(), limit)
    assert found == {"code": "QUERY_TOO_COMPLEX", "limit": limit, "maximum": maximum}


# S2: a page of 50 photos with their faces is what the product is for.
async def test_the_cost_multiplies_along_nested_lists_with_the_sizes_asked_for() -> None:
    tight = Limits(cost=2_000)
    assert await excess(PAGE, tight) == {}
    assert await excess(PAGE, tight, first=50, faces=50) == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": "cost",
        "maximum": 2_000,
    }
    assert await excess(PAGE, tight, first=10, faces=50) == {}
    thrice = "faces { edges { node { original { faces { edges { node { id } } } } } } }"
    assert (await excess(query("originals", query(thrice))))["limit"] == "cost"
    # A list of nothing must not make what is in it free, nor may a page exceed the largest.
    assert (await excess(query("originals(first: 0)", query(thrice)))) == {}
    assert await excess("{ originals(first: 100000) { id } }") == {}


async def test_the_sizes_are_looked_at_again_when_the_document_is_known() -> None:
    schema = make_schema(Limits(cost=2_000))
    small = await schema.execute(PAGE, variable_values={"first": 1})
    large = await schema.execute(PAGE, variable_values={"faces": 50})
    again = await schema.execute(PAGE, variable_values={"first": 1})
    assert (bool(small.errors), bool(large.errors), bool(again.errors)) == (False, True, False)


async def test_fragments_within_fragments_do_not_multiply_the_work() -> None:
    fragments = " ".join(
        f"fragment F{number} on Query {query(*[f'...F{number + 1}'] * 2)}" for number in range(25)
    )
    document = f"{query('...F0')} {fragments} fragment F25 on Query {{ ping }}"
    started = time.process_time()
    assert await excess(document) == {}
    assert time.process_time() - started < 2


async def test_a_hopeless_document_gets_a_handful_of_errors_not_a_thousand() -> None:
    schema = make_schema()
    result = await schema.execute(query(*(f"nothing{number} @aa" for number in range(20))))
    assert len(result.errors or []) == 5  # four, and that there are more
    result = await schema.execute(query(*(f"nothing{number}" for number in range(500))))
    assert len(result.errors or []) == 5


async def test_introspection_can_be_switched_off_and_gives_no_hints_then() -> None:
    introspection = get_introspection_query()
    assert await excess(introspection) == {}
    result = await make_schema(Limits(introspection=False)).execute(introspection)
    assert result.errors
    result = await make_schema(Limits(introspection=False)).execute("{ pin }")
    assert "ping" not in (result.errors or [GraphQLError("ping")])[0].message


async def test_a_document_is_checked_once_and_a_wrong_one_is_not_kept() -> None:
    schema = make_schema()
    (documents,) = schema.get_extensions()
    assert isinstance(documents, CheckedDocuments)
    cache = documents.cache
    for text, hits in (("{ ping }", 2), ("{ pong }", 0), ("{ ping", 0)):
        before = cache.hits
        answers = [await schema.execute(text) for _ in range(3)]
        assert cache.hits - before == hits
        assert len({str(answer.errors) for answer in answers}) == 1


def test_the_cache_forgets_the_least_recently_used_and_never_outgrows_its_room() -> None:
    checked = Checked(parse("{ ping }"), sized=False, several=False, roots={})
    cache = DocumentCache(entries=2)
    for text in "a", "b":
        cache.put(text, checked)
    assert cache.get("a")
    cache.put("c", checked)
    assert [text for text in "abc" if cache.get(text)] == ["a", "c"]
    cache = DocumentCache(characters=100)
    for number in range(50):
        cache.put(f"{number:010}", checked)
    cache.put("x" * 11, checked)
    assert sum(bool(cache.get(f"{number:010}")) for number in range(50)) == 10
    assert not cache.get("x" * 11)


def test_an_interface_and_a_repeated_fragment_are_counted_once() -> None:
    schema = make_schema()._schema
    document = parse(
        "{ originals(first: 50) { ...A ...B ... on Original { id } } }"
        "fragment A on Original { faces(first: 50) { edges { node { id } } } }"
        "fragment B on Original { faces(first: 50) { edges { node { id } } } }"
    )
    assert not cost_excess(schema, document, {}, Limits(cost=3_100))
    assert cost_excess(schema, document, {}, Limits(cost=2_500))
