"""Lists the requirements that no test names: `python -m tests.coverage_map [requirements.md]`.

A test names what it guards in a comment, as `# C9` or `# C9, S1`. Without an argument the ids come
from `requirements.txt` beside this file; a document is searched for list items such as `- C9 …`.
"""

import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
_COMMENT = re.compile(r"# ([A-Z]\d+(?:,? [A-Z]\d+)*)(?!\w)")


def requirements(source: Path) -> list[str]:
    """The ids in `source`, in its order."""
    return re.findall(r"^(?:- )?([A-Z]\d+)(?= |$)", source.read_text(), re.MULTILINE)


def named_by_tests() -> Counter[str]:
    """How often the tests name each id."""
    return Counter(
        id
        for path in HERE.glob("test_*.py")
        for found in _COMMENT.findall(path.read_text())
        for id in re.findall(r"[A-Z]\d+", found)
    )


def main(arguments: list[str]) -> None:
    wanted = requirements(Path(arguments[0]) if arguments else HERE / "requirements.txt")
    named = named_by_tests()
    without = [id for id in wanted if not named[id]]
    print(f"{len(wanted) - len(without)} of {len(wanted)} requirements are named by a test.")
    print("Without a test:", " ".join(without) or "none")
    if unknown := sorted(set(named) - set(wanted)):
        print("Named by a test, but no requirement:", " ".join(unknown))


if __name__ == "__main__":
    main(sys.argv[1:])
