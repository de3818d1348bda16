"""Every operation of the API as an example, read from `examples/`: GraphiQL's tabs, and tests.

`NN-name.graphql` has one operation, whose comment says first which flow it belongs to; the file
`NN-name.json` beside it has its variables. In them `{{Upload.original.id}}` is what the example
with the operation `Upload` was answered with, below its one field; `{{the chosen file}}` is a file
to be sent by the multipart request specification, `{{a week ago}}` a moment, and `{{any words}}`
for whoever runs it to put in. A comment line `Authorization: …` is a header to send with it.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "examples"

_FLOW = re.compile(r"# (\w+): ")
_OPERATION = re.compile(r"^(?:query|mutation|subscription) (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One example: its file's name without ending, its flow, its operation's name, its text, and
    its variables as JSON, empty if it has none."""

    name: str
    flow: str
    operation: str
    query: str
    variables: str

    def values(self) -> dict[str, Any]:
        """The variables, with placeholders as they stand there."""
        found: dict[str, Any] = json.loads(self.variables or "{}")
        return found


def read_examples(folder: Path = FOLDER) -> list[Example]:
    """All examples in the order of their numbers; none where the folder was left out."""
    return [_read(file) for file in sorted(folder.glob("*.graphql"))]


def _read(file: Path) -> Example:
    query, variables = file.read_text(), file.with_suffix(".json")
    flow, operation = _FLOW.match(query), _OPERATION.search(query)
    if flow is None or operation is None:
        raise ValueError(f"{file.name} does not say its flow, or names no operation.")
    given = variables.read_text() if variables.exists() else ""
    return Example(file.stem, flow[1], operation[1], query, given)


def examples_json() -> bytes:
    """All examples for browsers, read from disk: call it once, at start-up."""
    return json.dumps([asdict(each) for each in read_examples()], ensure_ascii=False).encode()
