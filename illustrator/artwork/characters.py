"""Whole people that the icon sets show as a head only, or not at all."""

from collections.abc import Callable, Mapping

from illustrator.brushes.svgs import drawing, gradient

HIGH = 300  # units of a drawing, in both directions
SKIN = gradient("skin", [(0, "#f6d0ae"), (1, "#dd9f78")])
SHOES = (
    '<path d="M112,292 Q112,280 128,280 H144 V298 H112Z" fill="#4a3a3a"/>'
    '<path d="M188,292 Q188,280 172,280 H156 V298 H188Z" fill="#4a3a3a"/>'
)
FACE = (
    '<circle cx="150" cy="58" r="36" fill="url(#skin)"/>'
    '<circle cx="130" cy="70" r="7" fill="#ee9f86" opacity="0.55"/>'
    '<circle cx="170" cy="70" r="7" fill="#ee9f86" opacity="0.55"/>'
    '<circle cx="137" cy="58" r="3.6" fill="#3a2c2c"/><circle cx="163" cy="58" r="3.6"'
    ' fill="#3a2c2c"/><path d="M138,76 Q150,86 162,76" fill="none" stroke="#a4503f"'
    ' stroke-width="3.4" stroke-linecap="round"/>'
)
GLASSES = (
    '<g fill="#ffffff30" stroke="#6b5a4a" stroke-width="2.6"><circle cx="136" cy="58" r="11"/>'
    '<circle cx="164" cy="58" r="11"/><path d="M147,57 Q150,54 153,57" fill="none"/></g>'
)
SHIELD = (
    '<path d="M56,134 Q88,128 120,134 V184 Q118,226 88,244 Q58,226 56,184Z" fill="#c79a3c"/>'
    '<path d="M63,140 Q88,135 113,140 V184 Q111,220 88,235 Q65,220 63,184Z" fill="url(#red)"/>'
    '<path d="M63,178 L88,156 L113,178 V196 L88,174 L63,196Z" fill="#f3e4b8"/>'
)
HELMET = (
    '<path d="M150,30 Q112,-6 96,34 Q92,56 100,70 Q106,40 150,34Z" fill="url(#red)"/>'
    '<path d="M114,100 V58 Q114,22 150,22 Q186,22 186,58 V100 Q150,116 114,100Z"'
    ' fill="url(#steel)"/><path d="M114,54 H186 V66 H114Z" fill="#23262e"/>'
    '<path d="M146,24 H154 V110 H146Z" fill="url(#dark)"/>'
    '<g fill="#23262e"><circle cx="166" cy="80" r="2.6"/><circle cx="176" cy="80" r="2.6"/>'
    '<circle cx="166" cy="90" r="2.6"/><circle cx="134" cy="80" r="2.6"/>'
    '<circle cx="124" cy="80" r="2.6"/><circle cx="134" cy="90" r="2.6"/></g>'
)
STEEL = (
    gradient("steel", [(0, "#f0f3f7"), (0.5, "#c3cad4"), (1, "#8b93a1")], 1, 0.4)
    + gradient("dark", [(0, "#aab2be"), (1, "#6a7280")], 1, 0.6)
    + gradient("blade", [(0, "#ffffff"), (0.5, "#dfe5ec"), (1, "#a9b3c0")], 1, 0)
    + gradient("red", [(0, "#d5453c"), (1, "#8f1f24")])
)


def _arms(sleeve: str) -> str:
    """Hanging, with hands."""
    return (
        f'<path d="M114,112 Q90,124 88,196 L106,200 Q110,160 124,140Z" fill="{sleeve}"/>'
        f'<path d="M186,112 Q210,124 212,196 L194,200 Q190,160 176,140Z" fill="{sleeve}"/>'
        '<circle cx="97" cy="206" r="11.5" fill="url(#skin)"/>'
        '<circle cx="203" cy="206" r="11.5" fill="url(#skin)"/>'
    )


def _grandmother() -> str:
    hair = (
        '<circle cx="150" cy="14" r="14" fill="url(#hair)"/>'
        '<path d="M110,62 Q106,18 150,17 Q194,18 190,62 Q184,38 150,35 Q116,38 110,62Z"'
        ' fill="url(#hair)"/>'
    )
    body = (
        '<path d="M126,282 V250 H142 V282Z M158,282 V250 H174 V282Z" fill="url(#skin)"/>'
        '<path d="M126,104 H174 L204,262 Q150,276 96,262Z" fill="url(#dress)"/>'
        '<path d="M102,228 Q150,242 198,228 L200,240 Q150,254 100,240Z" fill="#f4e6da"'
        ' opacity="0.7"/><rect x="140" y="86" width="20" height="22" fill="#dd9f78"/>'
        '<path d="M116,110 Q132,98 142,102 L150,190 L112,194Z" fill="url(#wool)"/>'
        '<path d="M184,110 Q168,98 158,102 L150,190 L188,194Z" fill="url(#wool)"/>'
        '<path d="M136,100 Q150,116 164,100" fill="none" stroke="#fdf6ee" stroke-width="7"/>'
    )
    defs = (
        SKIN
        + gradient("hair", [(0, "#eceaf0"), (1, "#b3afbd")])
        + gradient("dress", [(0, "#7d6bb0"), (1, "#584a86")])
        + gradient("wool", [(0, "#d98a9b"), (1, "#b4647b")])
    )
    return drawing(SHOES + body + _arms("url(#wool)") + FACE + hair + GLASSES, defs, HIGH, HIGH)


def _grandfather() -> str:
    hair = (
        '<path d="M113,66 Q104,40 120,34 Q122,46 118,64Z" fill="url(#hair)"/>'
        '<path d="M187,66 Q196,40 180,34 Q178,46 182,64Z" fill="url(#hair)"/>'
        '<path d="M131,71 Q141,64 150,70 Q159,64 169,71 Q158,78 150,74 Q142,78 131,71Z"'
        ' fill="url(#hair)"/><path d="M128,47 q8,-5 16,-1 M156,46 q8,-4 16,1" fill="none"'
        ' stroke="#b3afbd" stroke-width="4" stroke-linecap="round"/>'
    )
    body = (
        '<path d="M120,190 H180 L176,284 H156 L150,212 L144,284 H124Z" fill="url(#trousers)"/>'
        '<rect x="140" y="86" width="20" height="22" fill="#dd9f78"/>'
        '<path d="M116,110 Q132,98 142,100 H158 Q168,98 184,110 L188,206 Q150,214 112,206Z"'
        ' fill="url(#wool)"/><path d="M138,99 L150,128 L162,99Z" fill="#f7f3ea"/>'
        '<path d="M150,128 V208" stroke="#3d5844" stroke-width="2.5"/>'
        '<g fill="#e9d9a8"><circle cx="156" cy="146" r="3"/><circle cx="156" cy="168" r="3"/>'
        '<circle cx="156" cy="190" r="3"/></g>'
    )
    defs = (
        SKIN
        + gradient("hair", [(0, "#f0eef2"), (1, "#c2bfca")])
        + gradient("trousers", [(0, "#6a6f80"), (1, "#474b59")])
        + gradient("wool", [(0, "#6f9a77"), (1, "#4a7153")])
    )
    return drawing(SHOES + body + _arms("url(#wool)") + FACE + hair + GLASSES, defs, HIGH, HIGH)


def _knight() -> str:
    legs = (
        '<path d="M118,196 H146 L144,286 H120Z M154,196 H182 L180,286 H156Z" fill="url(#steel)"/>'
        '<path d="M108,298 Q110,278 126,278 H145 V298Z M192,298 Q190,278 174,278 H155 V298Z"'
        ' fill="url(#dark)"/><circle cx="132" cy="238" r="11" fill="url(#dark)"/>'
        '<circle cx="168" cy="238" r="11" fill="url(#dark)"/>'
    )
    body = (
        '<path d="M112,112 Q150,92 188,112 L182,214 Q150,226 118,214Z" fill="url(#steel)"/>'
        '<path d="M124,160 L176,160 L186,226 L150,216 L114,226Z" fill="url(#red)"/>'
        '<rect x="116" y="154" width="68" height="9" rx="3" fill="#6b4a2e"/>'
        '<path d="M116,106 Q86,112 86,140 Q104,150 122,132Z" fill="url(#dark)"/>'
        '<path d="M184,106 Q214,112 214,140 Q196,150 178,132Z" fill="url(#dark)"/>'
        '<path d="M196,138 L214,136 L220,186 L202,190Z" fill="url(#steel)"/>'
    )
    sword = (
        '<path d="M207,180 L206,60 L212,44 L218,60 L217,180Z" fill="url(#blade)"/>'
        '<rect x="190" y="178" width="44" height="8" rx="4" fill="#c79a3c"/>'
        '<rect x="207" y="184" width="10" height="28" rx="3" fill="#6b4a2e"/>'
        '<circle cx="212" cy="215" r="7" fill="#c79a3c"/>'
        '<circle cx="212" cy="196" r="12" fill="url(#dark)"/>'
    )
    return drawing(legs + body + sword + SHIELD + HELMET, STEEL, HIGH, HIGH)


CHARACTERS: Mapping[str, Callable[[], str]] = {
    "@grandmother": _grandmother,
    "@grandfather": _grandfather,
    "@knight": _knight,
}
