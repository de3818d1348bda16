"""Where the subjects of a flat picture stand: a calm group on one line, and what flies above."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from illustrator.arranging.casting import VIEWS
from illustrator.arranging.staging import HEAPS, HOUSES, VILLAGE, staged
from illustrator.artwork.sprites import Sprites
from illustrator.flat.clusters import Cluster, Piece, Room, heaped, joined
from illustrator.flat.foregrounds import beside, busts, tethered
from illustrator.flat.landscapes import AIRY
from illustrator.plans import Icon, Plan, Relation, Scene, Size, Stand, Subject
from illustrator.stages import Take
from imaging.arrays import U8

SET = "f"  # of the artwork: flat
# px of the longer side: far from true to scale, so that a cup can be seen beside a house.
LONGEST = {Size.TINY: 180, Size.SMALL: 330, Size.MEDIUM: 410, Size.LARGE: 480, Size.HUGE: 600}
INSTEAD = {"umbrella-with-rain-drops": "umbrella"}  # the rain falls from the sky
WHOLE = frozenset({"desert-island"})  # of views, what has no sky of its own
HOUSE = 0.62  # of what is large: how large a village's houses are
SERVED = 0.72  # how large things are on a table with people behind it
IN_HAND = 0.4  # of a person's height: how large small things are beside one
GROWN = 1.2  # how much larger people are who have small things beside them alone
MOST = 7  # of one kind
FEWER = (1.0, 1.0, 0.8, 0.68, 0.6, 0.56, 0.52, 0.5)  # how much smaller the more there are
TONES = ("light", "medium", "dark")
FLYING = 300  # px at most, of what flies above others


def grouped(plan: Plan, take: Take, sprites: Sprites, room: Room) -> list[Piece]:
    """The pieces of a picture, the hindmost first; subjects without artwork are left out."""
    subjects = _shown(staged(plan.subjects, place_of(plan)), sprites)
    scale = room.scale * take.zoom
    kinds = [_pieces(each, take, sprites, scale, len(subjects)) for each in subjects]
    if not kinds:
        return []
    near, tabled = busts(kinds, plan.scene, take, room), room.table > 0
    if near:
        apart = {each.subject.position for each in near}
        kinds = [each for each in kinds if each[0].subject.position not in apart]
        kinds = [[one.moved(0, 0, SERVED) for one in each] for each in kinds] if tabled else kinds
        room = beside(room, near) if kinds else room
    kinds = _to_scale(kinds)
    afloat = plan.scene in AIRY and plan.scene is not Scene.SPACE
    flying = [] if afloat else _flying(kinds, plan)
    behind = _behind(kinds)
    rest = [each for each in kinds if each not in flying and each not in behind]
    row = _row(_clusters(rest, sprites), take, room, afloat)
    placed = [*near, *_hung(behind, row, take, room), *row, *_flown(flying, row, take, room)]
    placed = sorted((_facing(each, take, room) for each in placed), key=lambda each: each.z)
    return tethered(placed)


def place_of(plan: Plan) -> Scene:
    """Where it is; who swims or sails at a beach is in the sea, if nobody stands on the sand."""
    wet = bool(plan.subjects) and all(each.icon.stand is Stand.WATER for each in plan.subjects)
    return Scene.SEA if wet and plan.scene is Scene.BEACH else plan.scene or Scene.MEADOW


def _shown(subjects: Sequence[Subject], sprites: Sprites) -> list[Subject]:
    """Those there is artwork of: a village is several houses, and a landscape is no subject."""
    found = []
    for subject in subjects:
        name = INSTEAD.get(subject.icon.name, subject.icon.name)
        if name == VILLAGE:
            for number, house in enumerate(HOUSES):
                icon = Icon(house, Size.LARGE, Stand.GROUND)
                scale = HOUSE * (1.0, 0.86, 1.15)[number % 3]
                found.append(replace(subject, icon=icon, count=1, scale=scale, relation=None))
        elif sprites.has(name) and (name not in VIEWS or name in WHOLE):
            found.append(replace(subject, icon=replace(subject.icon, name=name)))
    return found


def _to_scale(kinds: list[list[Piece]]) -> list[list[Piece]]:
    """Small things beside people as small as they are, unless the words call them large."""
    people = [each[0].tall for each in kinds if each[0].subject.icon.stand is Stand.PERSON]
    if not people:
        return kinds
    most = IN_HAND * max(people) * GROWN
    small = [_is_small(each[0].subject) for each in kinds]
    alone = all(less or each[0].subject.icon.stand in (Stand.PERSON, Stand.SKY)
                for each, less in zip(kinds, small, strict=True))  # fmt: skip
    scaled = []
    for pieces, less in zip(kinds, small, strict=True):
        scale = min(1.0, most / max(pieces[0].wide, pieces[0].tall)) if less else 1.0
        scale = GROWN if alone and pieces[0].subject.icon.stand is Stand.PERSON else scale
        scaled.append([each.moved(0, 0, scale) for each in pieces])
    return scaled


def _is_small(subject: Subject) -> bool:
    icon = subject.icon
    return (
        icon.stand is Stand.OBJECT and icon.size in (Size.TINY, Size.SMALL) and subject.scale <= 1.2
    )


def pixels_of(piece: Piece, sprites: Sprites) -> U8:
    """Its sprite, in the colour the words ask for."""
    longest = max(8, round(max(piece.wide, piece.tall)))
    sprite = sprites.sprite(piece.name, SET, longest, piece.subject.colour)
    return sprite[:, ::-1] if piece.turned else sprite


def _pieces(
    subject: Subject, take: Take, sprites: Sprites, scale: float, kinds: int
) -> list[Piece]:
    """As many as the words say, not yet in their places."""
    name = subject.icon.name
    if subject.icon.tones:
        toned = f"{name}-{TONES[int(take.dice.integers(len(TONES)))]}"
        name = toned if sprites.has(toned) else name
    shape, count = sprites.shape(name, SET), min(max(subject.count, 1), MOST)
    longest = LONGEST[subject.icon.size] * scale * subject.scale * FEWER[count]
    longest *= (1.2 if kinds == 1 else 0.96) * (1.12 if shape.tall < 0.6 else 1.0)
    longest = min(longest, 640.0)
    piece = Piece(subject, name, 0, 0, longest * shape.wide, longest * shape.tall)
    return [piece] * count


def _flying(kinds: Sequence[list[Piece]], plan: Plan) -> list[list[Piece]]:
    if plan.scene is not None and plan.scene.is_inside:
        return []
    held = {id(each) for each in kinds if each[0].subject.relation is Relation.HOLDS}
    return [
        each for each in kinds if each[0].subject.icon.stand is Stand.SKY and id(each) not in held
    ]


def _behind(kinds: Sequence[list[Piece]]) -> list[list[Piece]]:
    """What is huge is a backdrop to the others, where words do not say more; two are a pair."""
    close = {Relation.ON, Relation.IN}
    huge = [
        each
        for each in kinds
        if each[0].subject.icon.size is Size.HUGE and each[0].subject.relation not in close
    ]
    others = any(each not in huge and each[0].subject.icon.stand is not Stand.SKY for each in kinds)
    return huge if others else huge[3:]


def _clusters(kinds: Iterable[list[Piece]], sprites: Sprites) -> list[Cluster]:
    """What belongs together by the words, in their order."""
    clusters: list[Cluster] = []
    lonely = False  # whether the last thing named is one, to which the next may be joined
    for pieces in sorted(kinds, key=lambda each: each[0].subject.position):
        relation, name = pieces[0].subject.relation, pieces[0].subject.icon.name
        if lonely and relation is Relation.BY and len(pieces) > 3 and name in HEAPS:
            clusters[-1], lonely = heaped(clusters[-1], pieces), False
            continue
        if lonely and len(pieces) == 1 and relation is not None:
            pair = joined(clusters[-1], pieces[0], relation, sprites.shape(pieces[0].name, SET))
            if pair is not None:
                clusters[-1] = pair
                continue
        clusters += [Cluster((each,)) for each in pieces]
        lonely = len(pieces) == 1
    return clusters


def _row(clusters: Sequence[Cluster], take: Take, room: Room, afloat: bool) -> list[Piece]:
    """Side by side and as large as the room allows, leaning to the variant's side."""
    if not clusters:
        return []
    crowd, rows = len(clusters) > 3, 2 if len(clusters) < 8 else 3
    gap = 12.0 if len(clusters) > 1 else 0.0
    widths = [each.width * (1.32 / rows if crowd else 1.0) for each in clusters]
    overhang = (clusters[0].width - widths[0]) / 2
    total = sum(widths) + gap * (len(widths) - 1) + overhang
    total += (clusters[-1].width - widths[-1]) / 2
    tallest = max(each.height for each in clusters) + (56 * (rows - 1) if crowd else 0)
    scale = min(1.0, (room.right - room.left) / total, (room.base - room.top) / tallest)
    slack = room.right - room.left - total * scale
    x = room.left + slack / 2 + take.side * min(slack / 2, room.lean) + overhang * scale
    row: list[Piece] = []
    for number, (cluster, width) in enumerate(zip(clusters, widths, strict=True)):
        back = number % rows if crowd else 0
        lift = 56 * back if crowd or not afloat else 40 * (number % 2)
        at = x + width * scale / 2
        for piece in cluster.scaled(scale * (1 - 0.08 * back)).centred():
            z = 100 + piece.z + 30 * (rows - back) + number
            row.append(
                replace(piece, x=at + piece.x, base=room.base - lift + piece.base, z=z,
                        flying=piece.flying or afloat)
            )  # fmt: skip
        x += (width + gap) * scale
    return row


def _centre(row: Sequence[Piece], room: Room) -> float:
    if not row:
        return room.middle
    left = min(each.x - each.wide / 2 for each in row)
    return (left + max(each.x + each.wide / 2 for each in row)) / 2


def _across(row: Sequence[Piece], take: Take, room: Room) -> int:
    """The emptier side."""
    shift = _centre(row, room) - room.middle
    if abs(shift) < 8:
        return 1 if take.number % 2 else -1
    return -1 if shift > 0 else 1


def _hung(huge: Sequence[list[Piece]], row: Sequence[Piece], take: Take, room: Room) -> list[Piece]:
    """Behind the others, away from them."""
    placed = []
    for number, pieces in enumerate(huge[:2]):
        piece, away = pieces[0], _across(row, take, room) * (1 if number == 0 else -1)
        under = piece.subject.relation is Relation.UNDER
        shift = (0.17 if under else 0.26) * (room.right - room.left)
        scale = min(1.0, (room.base - room.top) / piece.tall, 520 / piece.wide)
        x = room.middle + away * shift
        half = piece.wide * scale / 2
        x = min(max(x, room.left + half - 30), room.right - half + 30)
        placed.append(replace(piece, x=x, base=room.base - 22, wide=piece.wide * scale,
                              tall=piece.tall * scale, z=number))  # fmt: skip
    return placed


def _flown(
    flying: Sequence[list[Piece]], row: Sequence[Piece], take: Take, room: Room
) -> list[Piece]:
    """Above: alone in the middle of the air, or else small and on the emptier side."""
    pieces = [each for kind in flying for each in kind]
    alone, away = not row, _across(row, take, room)
    tallest = min((each.base - each.tall for each in row), default=room.base)
    placed = []
    for number, piece in enumerate(pieces):
        most = 640 / len(pieces) ** 0.6 if alone else FLYING / max(1, len(pieces) - 1) ** 0.4
        scale = min(1.0, most / max(piece.wide, piece.tall))
        wide, tall = piece.wide * scale, piece.tall * scale
        if alone:
            step = (room.right - room.left) / len(pieces)
            x = room.left + step * (number + 0.5) + take.side * 70 * (len(pieces) < 3)
            base = (room.top + room.base) / 2 + tall / 2 + (number % 2) * 90 - 20
        else:
            spread = 0.27 - 0.54 * number / max(1, len(pieces) - 1)
            x = room.middle + away * spread * (room.right - room.left)
            base = max(room.top + tall, min(tallest - 30, room.top + tall + 70) - 60 * (number % 2))
        half = wide / 2
        x = min(max(x, room.left + half), room.right - half)
        placed.append(replace(piece, x=x, base=base, wide=wide, tall=tall, z=60, flying=True))
    return placed


def _facing(piece: Piece, take: Take, room: Room) -> Piece:
    """Artwork looks to the left: what stands on the left is turned, to look into the picture."""
    if not piece.subject.icon.mirrored:
        return piece
    if piece.subject.count > 1:
        return replace(piece, turned=take.side < 0)
    shift = piece.x - room.middle
    leftish = shift < -60 or (abs(shift) <= 60 and take.side < 0)
    return replace(piece, turned=leftish)
