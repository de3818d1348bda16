"""Making art/icons.zip anew: `python -m illustrator.icons FOLDER`, once the lexicon names more.

FOLDER holds the unpacked npm packages fluent-emoji, fluent-emoji-flat and noto of @iconify-json
(their versions stand in art/README.md), each with its icons.json. Every piece of artwork that the
lexicon names is taken from all three, of people also those of three skin tones.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from illustrator.artwork.art import ICONS
from illustrator.plans import Icon
from illustrator.words.lexicon import Lexicon

PACKAGES = {"c": "fluent-emoji", "f": "fluent-emoji-flat", "n": "noto"}
TONES = ("light", "medium", "dark")
LARGEST = 90_000  # characters: beyond it a piece of set c takes seconds to draw
WHEN = (1980, 1, 1, 0, 0, 0)  # so that the same artwork makes the same archive
# Cut, never rounded: in compact paths "10.5.996" is two numbers, which rounding makes three.
_LONG = re.compile(r"(\.\d{3})\d+(?!\d*e)")


def body(package: dict[str, Any], name: str) -> str | None:
    """The SVG inside an icon's root, also by another name of it."""
    icon = package["icons"].get(name)
    if icon is not None:
        return _LONG.sub(r"\1", icon["body"])
    alias = package.get("aliases", {}).get(name)
    return body(package, alias["parent"]) if alias is not None else None


def bodies(packages: dict[str, dict[str, Any]], icons: list[Icon]) -> Iterator[tuple[str, str]]:
    """Files of the archive and what is in them."""
    for icon in icons:
        for set, package in packages.items():
            end = "-skin-tone" if set == "n" else ""
            tones = {f"-{tone}": f"-{tone}{end}" for tone in TONES} if icon.tones else {}
            for ours, theirs in {"": "", **tones}.items():
                drawn = body(package, icon.name + theirs)
                if drawn is not None and not (set == "c" and len(drawn) > LARGEST):
                    yield f"{set}/{icon.name}{ours}.svg", drawn


def archive(packages: dict[str, dict[str, Any]], icons: list[Icon]) -> bytes:
    """The zip."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name, drawn in bodies(packages, icons):
            info = zipfile.ZipInfo(name, WHEN)
            zipped.writestr(info, drawn, zipfile.ZIP_DEFLATED, 9)
    return file.getvalue()


def main(folder: Path) -> None:
    """Writes the archive, and says how large it is."""
    packages = {}
    for set, name in PACKAGES.items():
        (file,) = folder.glob(f"**/*{name}-[0-9]*/**/icons.json")
        packages[set] = json.loads(file.read_text("utf-8"))
    lexicon = Lexicon.read(None)
    icons = [icon for name, icon in sorted(lexicon.icons.items()) if not name.startswith("@")]
    made = archive(packages, icons)
    ICONS.write_bytes(made)
    print(f"{len(icons)} icons, {len(made) / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
