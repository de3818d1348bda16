"""Artwork of our own: what the icon sets lack. Its names begin with @."""

from collections.abc import Callable, Mapping

from illustrator.artwork.characters import CHARACTERS
from illustrator.brushes.svgs import drawing, gradient, path

HIGH = 300  # units of every drawing, in both directions


def figure(name: str) -> str | None:
    """The SVG drawing of that name, `HIGH` units square; None when there is none."""
    draw = FIGURES.get(name)
    return draw() if draw else None


def _lighthouse() -> str:
    def half(y: float) -> float:
        return 17 + 10 * (y - 78) / 210  # the tower widens downwards

    def band(top: float, bottom: float, fill: str) -> str:
        edge = [(-1, top), (1, top), (1, bottom), (-1, bottom)]
        return path([(150 + side * half(y), y) for side, y in edge], fill)

    rock = (
        '<path d="M58,300 Q76,276 112,280 Q150,268 190,281 Q226,276 242,300Z" fill="url(#rock)"/>'
    )
    tower = band(78, 290, "url(#wall)")
    bands = "".join(band(top, top + 34, "url(#red)") for top in (96, 164, 232))
    lamp = (
        '<rect x="116" y="70" width="68" height="9" rx="3" fill="#2f3340"/>'
        '<path d="M120,70 V60 H180 V70" fill="none" stroke="#2f3340" stroke-width="2.5"/>'
        '<rect x="134" y="40" width="32" height="30" fill="url(#lamp)"/>'
        '<path d="M134,41 V70 M145,41 V70 M155,41 V70 M166,41 V70" stroke="#2f3340"'
        ' stroke-width="2.5"/><path d="M127,42 Q150,6 173,42Z" fill="url(#red)"/>'
        '<circle cx="150" cy="19" r="4.5" fill="#2f3340"/><path d="M150,19 V4" stroke="#2f3340"'
        ' stroke-width="2.5"/>'
    )
    openings = (
        '<rect x="144" y="136" width="12" height="19" rx="6" fill="#34405a"/>'
        '<rect x="144" y="204" width="12" height="19" rx="6" fill="#34405a"/>'
        '<path d="M139,290 V272 Q150,258 161,272 V290Z" fill="#5a3b2c"/>'
    )
    house = (
        '<path d="M184,290 V256 H232 V290Z" fill="url(#wall)"/>'
        '<path d="M178,258 L190,236 H226 L238,258Z" fill="url(#red)"/>'
        '<rect x="202" y="264" width="13" height="13" fill="#34405a"/>'
    )
    defs = (
        gradient("wall", [(0, "#ffffff"), (0.55, "#f1ece4"), (1, "#b9b3b6")], 1, 0)
        + gradient("red", [(0, "#ec5548"), (0.55, "#d23a31"), (1, "#8f1f24")], 1, 0)
        + gradient("lamp", [(0, "#fff6c8"), (1, "#ffd768")])
        + gradient("rock", [(0, "#86828a"), (1, "#56535c")])
    )
    return drawing(rock + house + tower + bands + lamp + openings, defs, HIGH, HIGH)


def _windmill() -> str:
    tower = (
        '<path d="M112,298 L130,122 H170 L188,298Z" fill="url(#wall)"/>'
        '<path d="M122,126 Q150,72 178,126Z" fill="url(#cap)"/>'
        '<path d="M108,236 H192 V244 H108Z" fill="#7a5138"/>'
        '<path d="M138,298 V268 Q150,254 162,268 V298Z" fill="#5a3b2c"/>'
        '<rect x="142" y="160" width="16" height="22" rx="3" fill="#4a6a8a"/>'
        '<rect x="142" y="204" width="16" height="20" rx="3" fill="#4a6a8a"/>'
    )
    ladder = "".join(f"M159,{y} h20 " for y in range(26, 96, 14))
    sail = (
        '<rect x="147" y="8" width="6" height="108" fill="#6a4630"/>'
        '<path d="M154,14 H180 V96 H154Z" fill="#fbf6ea" stroke="#8a6a50" stroke-width="2.5"/>'
        f'<path d="{ladder}" stroke="#d9c9ad" stroke-width="2"/>'
    )
    sails = "".join(
        f'<g transform="rotate({turn} 150 116)">{sail}</g>' for turn in (24, 114, 204, 294)
    )
    hub = '<circle cx="150" cy="116" r="9" fill="#4a3023"/>'
    defs = gradient("wall", [(0, "#f8f2e6"), (0.5, "#efe4d0"), (1, "#bda98a")], 1, 0) + gradient(
        "cap", [(0, "#a65c3e"), (1, "#6e3a28")], 1, 0
    )
    return drawing(tower + sails + hub, defs, HIGH, HIGH)


def _balloon() -> str:
    hull = "M150,6 C70,6 44,76 58,128 C72,180 118,214 132,236 H168 C182,214 228,180 242,128"
    hull += " C256,76 230,6 150,6Z"
    gores = "".join(
        f'<path d="M150,6 C{150 - a},6 {150 - b},76 {150 - c},128 C{150 - d},180 '
        f"{150 - e},214 {150 - f},236 H{150 + f} C{150 + e},214 {150 + d},180 {150 + c},128 "
        f'C{150 + b},76 {150 + a},6 150,6Z" fill="{fill}"/>'
        for a, b, c, d, e, f, fill in (
            (56, 76, 66, 56, 26, 14, "#f9c846"),
            (36, 46, 40, 34, 16, 9, "#e8453c"),
            (12, 19, 16, 13, 6, 4, "#3a86c8"),
        )
    )
    basket = (
        '<path d="M134,236 L136,264 M166,236 L164,264 M150,236 V264" stroke="#5a3b2c"'
        ' stroke-width="2.5"/><path d="M130,262 H170 L166,294 Q165,298 160,298 H140 Q135,298'
        ' 134,294Z" fill="url(#cane)"/><path d="M131,270 H169 M132,279 H168 M134,288 H166"'
        ' stroke="#7a4f2a" stroke-width="2"/><rect x="127" y="258" width="46" height="7" rx="3"'
        ' fill="#6d4526"/>'
    )
    body = f'<path d="{hull}" fill="#3a86c8"/>{gores}<path d="{hull}" fill="url(#round)"/>{basket}'
    shade = [(0, "#ffffff66"), (0.45, "#ffffff00"), (1, "#30105066")]
    defs = gradient("round", shade, 1, 0.25) + gradient(
        "cane", [(0, "#b8824c"), (1, "#7d5230")], 1, 0
    )
    return drawing(body, defs, HIGH, HIGH)


def _astronaut() -> str:
    legs = (
        '<path d="M{0},196 q{1},50 {2},68 q-2,14 12,16 h26 q12,-2 13,-14 l6,-60Z"'
        ' fill="url(#suit)"/>'
    ).format
    pack = '<rect x="92" y="112" width="116" height="98" rx="24" fill="url(#pack)"/>'
    left, right = legs(106, -6, -8), legs(150, 4, 6)
    boots = (
        '<path d="M96,262 h52 q6,24 -6,26 h-42 q-13,-2 -4,-26Z" fill="#5d657c"/>'
        '<path d="M155,262 h52 q9,24 -4,26 h-42 q-12,-2 -6,-26Z" fill="#5d657c"/>'
    )
    arms = (
        '<path d="M116,124 q-46,4 -58,-46 q-2,-14 12,-16 q12,0 16,14 q8,22 34,22Z"'
        ' fill="url(#suit)"/><circle cx="66" cy="62" r="16" fill="#5d657c"/>'
        '<path d="M184,122 q42,16 50,64 q0,12 -12,14 q-12,0 -16,-14 q-8,-24 -32,-32Z"'
        ' fill="url(#suit)"/><circle cx="222" cy="198" r="16" fill="#5d657c"/>'
    )
    trunk = (
        '<rect x="106" y="104" width="88" height="110" rx="34" fill="url(#suit)"/>'
        '<rect x="124" y="142" width="52" height="34" rx="8" fill="#c9cfdd"/>'
        '<circle cx="137" cy="159" r="6" fill="#e5483b"/><circle cx="152" cy="159" r="6"'
        ' fill="#3a86c8"/><rect x="161" y="153" width="9" height="12" rx="3" fill="#f2b63a"/>'
        '<path d="M110,196 h80" stroke="#b3bacb" stroke-width="6"/>'
    )
    helmet = (
        '<circle cx="150" cy="66" r="57" fill="url(#suit)"/>'
        '<rect x="109" y="35" width="82" height="64" rx="30" fill="#2a3352"/>'
        '<rect x="113" y="39" width="74" height="56" rx="27" fill="url(#visor)"/>'
        '<path d="M123,62 q6,-14 26,-16" stroke="#fff" stroke-width="6" stroke-linecap="round"'
        ' fill="none" opacity=".85"/><rect x="87" y="54" width="11" height="28" rx="5"'
        ' fill="#b3bacb"/><rect x="202" y="54" width="11" height="28" rx="5" fill="#b3bacb"/>'
    )
    defs = (
        gradient("suit", [(0, "#ffffff"), (0.55, "#eceff6"), (1, "#aab2c8")], 1, 1)
        + gradient("visor", [(0, "#ffd36b"), (0.45, "#e8823a"), (1, "#53307a")], 1, 1)
        + gradient("pack", [(0, "#a5abbd"), (1, "#6f768c")])
    )
    return drawing(pack + left + right + boots + arms + trunk + helmet, defs, HIGH, HIGH)


def _campfire() -> str:
    logs = "".join(
        f'<g transform="rotate({turn} 150 262)"><rect x="62" y="250" width="176" height="26"'
        ' rx="13"'
        ' fill="url(#log)"/><circle cx="231" cy="263" r="12" fill="#c99a66"/><circle cx="231"'
        ' cy="263" r="6" fill="none" stroke="#8a5a36" stroke-width="2.5"/></g>'
        for turn in (16, -16)
    )
    stones = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="26" ry="17" fill="{fill}"/>'
        for x, y, fill in (
            (52, 278, "#82808a"), (102, 288, "#9996a0"), (156, 291, "#787680"),
            (208, 288, "#918e98"), (252, 277, "#7c7a84"),
        )
    )  # fmt: skip
    flames = (
        '<path d="M150,22 C176,72 232,110 218,188 C210,238 178,254 150,254 C118,254 88,236 82,190'
        ' C78,150 104,132 112,96 C128,110 132,124 132,138 C150,112 156,66 150,22Z"'
        ' fill="url(#fire)"/><path d="M152,112 C166,146 196,166 188,206 C182,238 166,248 150,248'
        " C130,248 112,234 112,206 C112,184 128,176 132,156 C142,166 144,172 144,180"
        ' C154,164 158,140 152,112Z" fill="#ffb52e"/><path d="M150,176 C160,194 174,204 168,226'
        ' C164,242 156,246 150,246 C140,246 130,238 130,224 C130,210 146,200 150,176Z"'
        ' fill="#fff1b0"/>'
    )
    defs = gradient("fire", [(0, "#ff9a2a"), (0.5, "#f8641e"), (1, "#d8321c")]) + gradient(
        "log", [(0, "#8a5a36"), (1, "#52321e")]
    )
    return drawing(logs + flames + stones, defs, HIGH, HIGH)


def _bridge() -> str:
    posts = "".join(
        f'<rect x="{x}" y="{y}" width="8" height="44" rx="3" fill="#8a5a3c"/>'
        for x, y in ((10, 120), (54, 100), (100, 90), (146, 86), (192, 90), (238, 100), (282, 120))
    )
    body = (
        '<path d="M0,226 V172 Q150,110 300,172 V226 H256 Q244,166 150,164 Q56,166 44,226Z"'
        ' fill="url(#stone)"/><path d="M0,176 Q150,112 300,176 V164 Q150,100 0,164Z"'
        ' fill="#c9c0b4"/><path d="M0,196 h30 M62,172 h34 M124,150 h44 M206,170 h32 M268,196 h32"'
        ' stroke="#7d756c" stroke-width="3" opacity=".6"/>'
        f'{posts}<path d="M4,132 Q150,72 296,132" fill="none" stroke="#a06a46" stroke-width="9"'
        ' stroke-linecap="round"/><path d="M8,152 Q150,92 292,152" fill="none" stroke="#8a5a3c"'
        ' stroke-width="5"/>'
    )
    defs = gradient("stone", [(0, "#b3aaa0"), (1, "#7b736b")])
    return drawing(body, defs, HIGH, HIGH)


def _rainbow() -> str:
    colours = ("#e8453c", "#f58a2e", "#f9d03f", "#5cb85a", "#3f8fd8", "#7a5cc0")
    arcs = "".join(
        f'<path d="M{150 - radius},170 A{radius},{radius} 0 0 1 {150 + radius},170" fill="none"'
        f' stroke="{colour}" stroke-width="10.6" stroke-opacity=".92"/>'
        for radius, colour in zip(range(142, 0, -10), colours, strict=False)
    )
    return drawing(arcs, "", HIGH, HIGH)


FIGURES: Mapping[str, Callable[[], str]] = {
    "@lighthouse": _lighthouse,
    "@windmill": _windmill,
    "@balloon": _balloon,
    "@astronaut": _astronaut,
    "@campfire": _campfire,
    "@bridge": _bridge,
    "@rainbow": _rainbow,
    **CHARACTERS,
}
