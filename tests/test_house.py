"""The rules of the house that no linter knows: who imports whom, sizes, what files may say."""

import ast
import gc
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

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Who may import whom, from the bottom up: a part sees only parts above it in this list. `errors`
# and `kinds`, the words of the house, and `failpoints` are open to all.
MAY_IMPORT = {
    "errors": "",
    "kinds": "",
    "failpoints": "",
    "shapes": "",
    "settings": "shapes",
    "addresses": "",
    "links": "",
    "children": "",
    "batches": "",
    "progress": "",
    "instruments": "",
    "telemetry": "instruments",
    "tables": "",
    "tariffs": "tables",
    "events": "",
    "prompts": "",
    "imaging": "events",
    "illustrator": "imaging",
    "sandboxed": "",
    "sandbox": "sandboxed",
    "sessions": "",
    "providers": "settings addresses sessions",
    "web": "",
    "bus": "",
    "tokens": "settings",
    "mail": "settings addresses",
    "storage": "settings",
    "engines": "settings shapes links tables imaging events illustrator",
    "documents": "children tariffs",
    "studio": "settings storage engines bus tokens mail sessions providers sandbox events prompts"
    " tariffs instruments",
    "moving": "settings documents storage progress",
    "doctor": "settings documents storage engines imaging batches progress",
    "audit": "settings documents batches progress",
    "operators": "settings tokens sessions documents",
    "resolvers": "studio documents imaging bus addresses links mail sessions events settings"
    " prompts tariffs",
    "peers": "",
    "serving": "peers",
    "worker": "studio documents imaging engines bus settings batches events prompts links progress"
    " instruments serving",
    "schema": "resolvers studio documents imaging links settings sessions events tariffs"
    " instruments",
    "routes": "resolvers studio storage tokens",
    "probes": "resolvers studio instruments",
    "processes": "settings children documents",
    "app": "schema routes probes web studio documents imaging telemetry settings instruments",
    "demo": "children settings progress",
    "commands": "app processes serving moving doctor audit operators schema worker studio documents"
    " telemetry settings progress demo",
    "main": "commands",
}
# The same inside of the illustrator, exactly what each part there imports of the others. So the
# words know no style, and the painted and the flat styles know nothing of each other.
IN_THE_ILLUSTRATOR = {
    "plans": "",
    "stages": "plans",
    "takes": "plans stages",
    "brushes": "plans stages",
    "artwork": "brushes",
    "words": "artwork plans",
    "scenery": "brushes plans stages",
    "arranging": "artwork plans stages",
    "painted": "arranging artwork brushes plans scenery stages",
    "flat": "arranging artwork brushes plans stages",
    "type": "artwork brushes flat painted plans stages",
    "illustrating": "artwork takes type words",
    "icons": "artwork plans words",
}
WORDS = {"errors", "kinds", "failpoints"}
NOT_SHIPPED = {"benchmarks", "chaos", "clients", "tests"}

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


FILES = committed()
MODULES = [name for name in FILES if name.endswith(".py")]


def part_of(name: str) -> str:
    """The part of the house a file belongs to: its folder, or itself."""
    return name.partition("/")[0].removesuffix(".py")


PARTS = {part_of(name) for name in MODULES}
SHIPPED = [name for name in MODULES if part_of(name) not in NOT_SHIPPED]


@cache
def text_of(name: str) -> str:
    """What a file says; nothing, where it is no text."""
    try:
        return (ROOT / name).read_text()
    except UnicodeDecodeError:
        return ""


@cache
def nodes_of(name: str) -> list[ast.AST]:
    """Every node of a module, itself first; kept, since a walk costs more than a rule."""
    return list(ast.walk(ast.parse(text_of(name), name)))


@pytest.fixture(scope="module", autouse=True)
def _kept_for_a_while() -> Iterator[None]:
    """Half a million nodes: the garbage collector would go through them again and again."""
    gc.disable()
    yield
    nodes_of.cache_clear()
    gc.enable()


@cache
def names_imported(name: str) -> set[str]:
    """Whatever a module imports, wherever in it, by its full name."""
    found = set()
    for node in nodes_of(name):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"imports are absolute: {name}"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def imported(name: str) -> set[str]:
    """The top-level names a module imports."""
    return {each.partition(".")[0] for each in names_imported(name)}


def functions_in(name: str) -> list[Function]:
    return [node for node in nodes_of(name) if isinstance(node, Function)]


def own_lines(function: Function) -> int:
    """The lines of a function without those of functions made in it, which count for themselves."""
    whole = {*range(function.lineno, (function.end_lineno or 0) + 1)}
    if len(whole) > LONGEST_FUNCTION:
        for node in ast.walk(function):
            if isinstance(node, Function) and node is not function:
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
        needed = {each for name in MODULES if part_of(name) == part for each in imported(name)}
        assert set(allowed.split()) <= needed, part


def test_the_parts_of_the_illustrator_import_what_their_table_says() -> None:
    found: dict[str, set[str]] = {}
    for name in MODULES:
        folder, _, rest = name.partition("/")
        if folder == "illustrator" and rest != "__init__.py":
            named = [each.split(".") for each in names_imported(name)]
            needed = {each[1] for each in named if each[0] == folder}
            found.setdefault(part_of(rest), set()).update(needed - {part_of(rest)})
    assert found == {part: set(allowed.split()) for part, allowed in IN_THE_ILLUSTRATOR.items()}
    above: set[str] = set()
    for part in IN_THE_ILLUSTRATOR:
        assert found[part] <= above, part
        above.add(part)


def test_a_module_imports_only_what_its_part_may() -> None:
    assert not [name for name in MODULES if any(map(GPL.fullmatch, imported(name)))]
    for name in SHIPPED:
        part = part_of(name)
        assert imported(name) & PARTS <= {part} | WORDS | set(MAY_IMPORT[part].split()), name


def test_a_module_opens_with_a_sentence_and_stays_short() -> None:
    for name in MODULES:
        module = nodes_of(name)[0]
        assert isinstance(module, ast.Module)
        assert ast.get_docstring(module), name
        assert len(text_of(name).splitlines()) <= LONGEST_FILE, name
        long = [each.name for each in functions_in(name) if own_lines(each) > LONGEST_FUNCTION]
        assert not long, name


def calls_on_the_loop(function: ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """The calls in the body of an async function, not those of functions made in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def blocks(called: str, name: str) -> bool:
    """Whether a call of this name holds up the event loop."""
    if called.startswith("hashlib.") and name in HASHES_LITTLE:
        return False
    return bool(BLOCKING.fullmatch(called)) and not HARMLESS.fullmatch(called)


def test_nothing_blocks_the_event_loop() -> None:
    for name in SHIPPED:
        for function in functions_in(name):
            if isinstance(function, ast.AsyncFunctionDef):
                for call in calls_on_the_loop(function):
                    called = ast.unparse(call.func)
                    assert not blocks(called, name), f"{name}:{call.lineno}: {called}"


def test_no_file_knows_a_registry_or_a_machine() -> None:
    for name in FILES:
        text = text_of(name)
        assert not MACHINE_PATH.search(text), name
        if ".min." not in name:  # a bundle names where its own parts come from
            assert not REGISTRY.search(text), name


def calls_of(called: str) -> Iterator[tuple[str, ast.expr]]:
    """The calls of a function in what is shipped: the module, and the first argument."""
    for name in SHIPPED:
        for node in nodes_of(name):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == called:
                yield name, node.args[0]


def test_every_failpoint_is_somewhere() -> None:
    marked = {step.value for _, step in calls_of("failpoint") if isinstance(step, ast.Constant)}
    assert set(STEPS) - marked <= {"ending.store", "retry.store"}  # chosen by the outcome


def test_a_generation_changes_in_one_place_which_tells_of_it() -> None:  # O2
    for name, changed in calls_of("change"):
        if name != "documents/announcing.py":
            assert ast.unparse(changed) != "Generation", f"{name} misses take_step"


def test_the_name_schema_is_ours() -> None:
    found = find_spec("schema.build")
    assert found is not None
    assert found.origin == str(ROOT / "schema" / "build.py")
