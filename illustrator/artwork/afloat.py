"""Boats and swimmers without the block of sea that some of their artwork comes with."""

import re

ICONS = frozenset({
    "canoe", "sailboat", "speedboat", "ship", "passenger-ship", "ferry", "person-rowing-boat",
    "person-swimming", "man-swimming", "woman-swimming",
})  # fmt: skip
TONE = re.compile(r"-(light|medium|dark)$")
OUTLINE = re.compile(r' d="([^"]*)"')
PART = re.compile(r"[Mm][^Mm]*")
# Only the sea reaches from one side to the other: it goes along the lower edge.
SEA = re.compile(r"h2[78](\.\d+)?(z|$)|h27\.\d+[vV]|v[89](\.\d+)?H2z|h27\.[89]\d*")


def dried(name: str, body: str) -> str:
    """The SVG body of a piece of artwork, its sea taken out."""
    if TONE.sub("", name) not in ICONS:
        return body
    return OUTLINE.sub(lambda found: f' d="{_without_sea(found[1])}"', body)


def _without_sea(outline: str) -> str:
    return "".join(part for part in PART.findall(outline) if not SEA.search(part))
