"""The rules of the house that no linter knows: who imports whom, sizes, what files may say."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from failpoints import STEPS

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Who may import whom, from the bottom up: a part sees only parts above it in this list. `errors`
# and `kinds`, the words of the house, and `failpoints` are open to all.
MAY_IMPORT = {
    "errors": "",
    "kinds": "",
    "failpoints": "",
    "settings": "",
    "addresses": "",
    "children": "",
    "batches": "",
    "telemetry": "",
    "events": "",
    "prompts": "",
    "imaging": "events",
    "illustrator": "imaging",
    "sandbox": "",
    "sessions": "",
    "providers": "settings addresses sessions",
    "web": "",
    "bus": "",
    "tokens": "settings",
    "mail": "settings addresses",
    "storage": "settings",
    "engines": "settings imaging events illustrator",
    "documents": "children",
    "studio": "settings storage engines bus tokens mail sessions providers sandbox events prompts",
    "moving": "settings documents storage",
    "doctor": "settings documents storage imaging batches",
    "operators": "settings tokens sessions documents",
    "resolvers": "studio documents imaging bus addresses mail sessions events settings prompts",
    "worker": "studio documents imaging engines bus settings batches events prompts",
    "schema": "resolvers studio documents imaging settings sessions",
    "routes": "resolvers studio storage tokens",
    "peers": "",
    "serving": "peers",
    "processes": "settings children documents",
    "app": "schema routes web studio documents imaging telemetry settings",
    "main": "app processes serving moving doctor operators schema worker settings telemetry",
}
WORDS = {"errors", "kinds", "failpoints"}
NOT_SHIPPED = {"benchmarks", "chaos", "tests"}

# Calls that would hold up everybody else on the event loop.
BLOCKING = re.compile(
    r"open|input|time\.sleep|(os|shutil|cv2|Image|ImageOps|subprocess|requests)\.\w+"
    r"|hashlib\.(sha\d+|md5|blake2\w|file_digest|scrypt|pbkdf2_hmac)"
    r"|.*\.(read|write)_(text|bytes)"
)
HARMLESS = re.compile(r"os\.(getpid|close|kill|killpg|urandom|cpu_count|fspath|path\.\w+)")
HASHES_LITTLE = {
    "resolvers/wishes.py",  # a few words
    "storage/memory.py",  # the twin for tests
}

# Written so that this file does not name what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp)/\w")
REGISTRY = re.compile(r"(?:pypi|npmjs|pythonhosted|debian|golang|crates|anaconda)[.](?:org|com|io)")
GPL = re.compile(r"_?secantus\w*")


def committed() -> list[str]:
    """Every file of the repository, and those that are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


MODULES = [name for name in committed() if name.endswith(".py")]


def part_of(name: str) -> str:
    """The part of the house a file belongs to: its folder, or itself."""
    return name.partition("/")[0].removesuffix(".py")


PARTS = {part_of(name) for name in MODULES}


@cache
def parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(), name)


def imported(tree: ast.Module) -> Iterator[str]:
    """The top-level names a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield (node.module or "").partition(".")[0]


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without those of functions made in it, which count for themselves."""
    whole = {*range(function.lineno, (function.end_lineno or 0) + 1)}
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node is not function:
            whole -= {*range(node.lineno, (node.end_lineno or 0) + 1)}
    return len(whole)


def test_every_part_is_in_the_table_and_sees_only_what_is_above_it() -> None:
    assert set(MAY_IMPORT) == PARTS - NOT_SHIPPED
    above: set[str] = set()
    for part, allowed in MAY_IMPORT.items():
        assert set(allowed.split()) <= above, part
        above.add(part)


def test_the_table_allows_no_import_that_nobody_needs() -> None:
    for part, allowed in MAY_IMPORT.items():
        modules = [name for name in MODULES if part_of(name) == part]
        needed = {each for name in modules for each in imported(parsed(name))}
        assert set(allowed.split()) <= needed, part


@pytest.mark.parametrize("name", MODULES)
def test_a_module_keeps_to_the_house(name: str) -> None:
    text, tree, part = (ROOT / name).read_text(), parsed(name), part_of(name)
    assert ast.get_docstring(tree), "it opens with a sentence"
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert own_lines(node) <= LONGEST_FUNCTION, node.name
    names = set(imported(tree))
    assert not list(filter(GPL.fullmatch, names)), "GPL programs are spoken to, never imported"
    if part not in NOT_SHIPPED:
        assert names & PARTS <= {part} | WORDS | set(MAY_IMPORT[part].split())


def calls_on_the_loop(function: ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """The calls in the body of an async function, not those of functions made in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("name", [name for name in MODULES if part_of(name) not in NOT_SHIPPED])
def test_nothing_blocks_the_event_loop(name: str) -> None:
    for function in ast.walk(parsed(name)):
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        for call in calls_on_the_loop(function):
            called = ast.unparse(call.func)
            blocks = BLOCKING.fullmatch(called) and not HARMLESS.fullmatch(called)
            if called.startswith("hashlib.") and name in HASHES_LITTLE:
                continue
            assert not blocks, f"{function.name}: {called} in line {call.lineno}"


@pytest.mark.parametrize("name", committed())
def test_no_file_knows_a_registry_or_a_machine(name: str) -> None:
    try:
        text = (ROOT / name).read_text()
    except UnicodeDecodeError:
        return
    assert not MACHINE_PATH.search(text)
    if ".min." not in name:  # a bundle names where its own parts come from
        assert not REGISTRY.search(text)


def test_every_failpoint_is_somewhere() -> None:
    marked = {
        node.args[0].value
        for name in MODULES
        if part_of(name) not in NOT_SHIPPED
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "failpoint"
        and isinstance(node.args[0], ast.Constant)
    }
    assert set(STEPS) - marked <= {"ending.store", "retry.store"}  # chosen by the outcome


def test_a_generation_changes_in_one_place_which_tells_of_it() -> None:  # O2
    for name in MODULES:
        if part_of(name) in NOT_SHIPPED or name == "documents/announcing.py":
            continue
        for node in ast.walk(parsed(name)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "change":
                assert ast.unparse(node.args[0]) != "Generation", f"{name} misses take_step"


def test_the_name_schema_is_ours() -> None:
    found = find_spec("schema.build")
    assert found is not None
    assert found.origin == str(ROOT / "schema" / "build.py")
