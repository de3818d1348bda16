"""Every example of `examples/`, run as somebody runs it by hand against a real server."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, build_schema, parse

from benchmarks.servers import Running
from chaos.forks import Forks
from schema.roots import Root, roots_in
from tests.callers import newest_code
from tests.clients import File, GraphQLClient, Json
from tests.forked import run
from tests.portrait_photos import ASTRONAUT, photo_bytes
from tests.posing import open_site
from web.examples import Example, read_examples

ROOT = Path(__file__).parent.parent
EXAMPLES = {each.operation: each for each in read_examples()}

FILE = "{{the chosen file}}"
HOLE = re.compile(r"\{\{(.+?)\}\}")
PATH = re.compile(r"[A-Z]\w*(\.\w+)+")
TOKEN = re.compile(r"^# Authorization: Bearer (.+)$", re.MULTILINE)

# Left after their first event, since they go on for ever or take long; what happens meanwhile.
LEFT_EARLY = {"Changes": "DrawAnew", "Resume": "", "FollowAvatar": ""}


@dataclass
class Story:
    """The examples as one device runs them. What one needs of an earlier one is looked up in its
    answer, and that is run first if it was not. `given` tells what only this person can know;
    `photo` is the file to be sent."""

    client: GraphQLClient
    photo: File
    given: Mapping[str, Callable[[], Awaitable[str | None]]]
    answers: dict[str, Any] = field(default_factory=dict)

    async def run(self, operation: str) -> Any:
        """What an example is answered with, below its one field; of a subscription its last event.
        `Refused` when there are errors."""
        if operation not in self.answers:
            example = EXAMPLES[operation]
            variables = {name: await self.filled(it) for name, it in example.values().items()}
            said = TOKEN.search(example.query)
            token = await self.filled(said[1]) if said else None
            self.client.speak_by(token)
            (self.answers[operation],) = (await self._answer(example, variables)).values()
        return self.answers[operation]

    async def filled(self, value: Any) -> Any:
        """A variable or header with everything between braces put in."""
        if isinstance(value, dict):
            return {name: await self.filled(each) for name, each in value.items()}
        if not isinstance(value, str) or not (hole := HOLE.fullmatch(value)):
            return value
        words = hole[1]
        return await (self._earlier(words) if PATH.fullmatch(words) else self.given[words]())

    async def _earlier(self, path: str) -> Any:
        operation, *steps = path.split(".")
        found = await self.run(operation)
        for step in steps:
            found = found[int(step) if step.isdecimal() else step]
        return found

    async def _answer(self, example: Example, variables: Json) -> Json:
        node = operation_in(example)
        if node.operation is OperationType.SUBSCRIPTION:
            return await self._last(example, variables)
        files = dict.fromkeys(file_places(example.values()), self.photo)
        if files:
            return await self.client.upload(example.query, variables, files)
        return await self.client.execute(example.query, **variables)

    async def _last(self, example: Example, variables: Json) -> Json:
        events = self.client.subscribe(example.query, **variables)
        async with asyncio.timeout(60):
            if example.operation not in LEFT_EARLY:
                return [event async for event in events][-1]
            first = asyncio.create_task(anext(events))
            if meanwhile := LEFT_EARLY[example.operation]:
                await self.run(meanwhile)
            event: Json = await first
            await events.aclose()
        return event


def operation_in(example: Example) -> OperationDefinitionNode:
    """The one operation of an example."""
    (found,) = parse(example.query).definitions
    assert isinstance(found, OperationDefinitionNode), example.name
    return found


def file_places(value: Any, path: str = "variables") -> Iterator[str]:
    """Where in variables a file goes, as in `variables.input.image`."""
    if value == FILE:
        yield path
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from file_places(each, f"{path}.{name}")


def declared_by(example: Example) -> set[str]:
    """The names of an example's variables."""
    declared = operation_in(example).variable_definitions or ()
    return {each.variable.name.value for each in declared}


async def nothing() -> None:
    """Stands in variables where a file goes."""


async def a_week_ago() -> str:
    return (datetime.now(UTC) - timedelta(days=7)).isoformat()


@pytest.fixture(scope="module")
async def story(served: Running, forks: Forks) -> AsyncIterator[Story]:
    photo = photo_bytes(ASTRONAUT)

    _, said = await run(forks, "main", "operator", "examples", **served.environment)

    async def operator() -> str:
        return said.split()[-1]

    async with open_site(photo=photo) as site, GraphQLClient(served.url) as client:

        async def link() -> str:
            return site.link("photo")

        given = {
            "the six digits of the mail": lambda: newest_code(served),
            'what "python main.py operator NAME" prints': operator,
            "a link to a photo, https://…": link,
            "a week ago": a_week_ago,
            "the chosen file": nothing,
        }
        yield Story(client, (ASTRONAUT, photo, "image/png"), given)


# What an answer shows that is more than the absence of errors.
SHOWN: dict[str, Callable[[Any], bool]] = {
    "Follow": lambda it: it["images"][0]["style"] == "COMIC",
    "Wait": lambda it: it["status"] == "SUCCEEDED",
    "Original": lambda it: [each["style"] for each in it["cartoons"]] == ["FLAT", "COMIC"],
    "Face": lambda it: it["status"] == "SUCCEEDED" and it["images"][0]["mimeType"] == "image/png",
    "DownloadedFaces": lambda it: it["totalCount"] == 1,
    "Node": lambda it: it["__typename"] == "Face",
    "FollowPictures": lambda it: len(it["images"]) == it["cost"] == 2,
    "Changes": lambda it: bool(it["cursor"]),
    "CancelGeneration": lambda it: it["status"] in {"RUNNING", "CANCELLED", "SUCCEEDED"},
    "Resume": lambda it: bool(it["generation"]["id"]),
    "Generations": lambda it: {each["node"]["kind"] for each in it["edges"]} == {"PICTURES"},
    "Avatar": lambda it: it["email"] == "asha@example.com",
    "Flush": lambda it: it["requiresConfirmation"],
    "FlushForGood": lambda it: it["flushed"] and it["avatar"]["photo"] is None,
    "Me": lambda it: it["emailVerified"],
    "SetPreferences": lambda it: it["preferences"]["theme"] == "dark",
    "FollowHeadshot": lambda it: it["images"][0]["style"] == "STUDIO",
    "GrantCredits": lambda it: it["tier"] == "BASIC" and it["total"] >= 50,
    "Refund": lambda it: it["used"] == 0,
    "Analytics": lambda it: any(each["kind"] == "CARTOON" for each in it["rows"]),
    "SignOut": lambda it: it is True,
}


@pytest.mark.parametrize("operation", EXAMPLES)
async def test_an_example_runs_as_it_stands(story: Story, operation: str) -> None:
    answer = await story.run(operation)
    assert SHOWN.get(operation, bool)(answer), answer


def test_no_field_of_the_root_types_lacks_an_example() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text())
    roots = schema.query_type, schema.mutation_type, schema.subscription_type
    there = {Root(it.name.lower(), name) for it in roots if it for name in it.fields}
    shown = [roots_in(parse(each.query)) for each in EXAMPLES.values()]
    assert there == {root for each in shown for root in each.values()}


def test_an_example_is_named_as_its_file_and_has_its_variables() -> None:
    for example in EXAMPLES.values():
        number, _, words = example.name.partition("-")
        assert number.isdecimal()
        assert words.replace("-", "") == example.operation.lower(), example.name
        assert declared_by(example) == set(example.values()), example.name
    assert len(EXAMPLES) == len(list((ROOT / "examples").glob("*.graphql")))
