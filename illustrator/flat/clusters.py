"""Subjects that the words join: one on, in, under, behind or over another, or held by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from illustrator.artwork.sprites import Shape
from illustrator.plans import Relation, Stand, Subject

HELD = 0.44  # of the one who holds it
SHELTERS, SHELTER = frozenset({"umbrella"}), 0.86  # of a person's height
IN_HANDS = 0.3  # of a person's height
# Where one sits on what has a back, as a share of its height.
SEATS = {"chair": 0.46, "couch-and-lamp": 0.42, "bed": 0.5, "person-in-bed": 0.5, "bicycle": 0.6}


@dataclass(frozen=True)
class Room:
    """What a group may take up, px: it stands on `base`."""

    base: float
    left: float
    right: float
    top: float
    scale: float = 1.0  # of all sizes
    lean: float = 120.0  # how far it may stand to the variant's side
    table: float = 0.0  # the far edge of what is between it and those behind a table
    bottom: float = 1030.0  # where who is very near is cut off

    @property
    def middle(self) -> float:
        """Between its walls."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Piece:
    """A subject in its place: px, `x` its middle and `base` its lower edge."""

    subject: Subject
    name: str  # of the artwork
    x: float
    base: float
    wide: float
    tall: float
    z: int = 0  # what is drawn first is the lowest
    flying: bool = False  # touches no ground
    turned: bool = False
    cut: float | None = None  # px: nothing of it is seen below
    hand: tuple[float, float] | None = None  # where the string that it is on ends

    def moved(self, x: float, base: float, scale: float = 1.0, z: int = 0) -> "Piece":
        """Elsewhere, and of another size."""
        wide, tall = self.wide * scale, self.tall * scale
        return replace(self, x=x, base=base, wide=wide, tall=tall, z=z)


@dataclass(frozen=True)
class Cluster:
    """Pieces around a point of the ground, which is x = 0 and base = 0."""

    pieces: tuple[Piece, ...]

    @property
    def _edges(self) -> tuple[float, float]:
        left = min(each.x - each.wide / 2 for each in self.pieces)
        return left, max(each.x + each.wide / 2 for each in self.pieces)

    @property
    def width(self) -> float:
        """px."""
        left, right = self._edges
        return right - left

    @property
    def height(self) -> float:
        """px above the ground."""
        return max(each.tall - each.base for each in self.pieces)

    def scaled(self, scale: float) -> "Cluster":
        """All of it larger or smaller."""
        return Cluster(
            tuple(
                each.moved(each.x * scale, each.base * scale, scale, each.z) for each in self.pieces
            )
        )

    def centred(self) -> tuple[Piece, ...]:
        """The pieces, their middle at x = 0."""
        left, right = self._edges
        return tuple(replace(each, x=each.x - (left + right) / 2) for each in self.pieces)


def joined(cluster: Cluster, piece: Piece, relation: Relation, shape: Shape) -> Cluster | None:
    """`piece`, named after what `cluster` holds, at the other end of a relation; None: beside it.

    "A cat on a chair" joins the chair to the cat. `shape` is that of `piece`.
    """
    first = cluster.pieces[0]
    if len(cluster.pieces) > 1 and relation is not Relation.HOLDS:
        return None
    if piece.name in SHELTERS and first.subject.icon.stand is Stand.PERSON:
        return _sheltered(first, piece)
    match relation:
        case Relation.HOLDS if piece.subject.icon.stand is Stand.SKY:  # a kite, a balloon
            x = first.x - first.wide * 0.5 - piece.wide * 0.34
            aloft = piece.moved(x, first.base - first.tall * 0.72, 0.64, -1)
            return Cluster((*cluster.pieces, replace(aloft, flying=True)))
        case Relation.HOLDS:
            upright = first.subject.icon.stand is Stand.PERSON and not first.subject.icon.bust
            share, lift = (IN_HANDS, 0.3) if upright else (HELD, 0.1)
            scale = share * first.tall / max(piece.wide, piece.tall)
            x, base = first.x - first.wide * 0.3, first.base - first.tall * lift
            aside = piece.moved(x, base, scale, 3)
            return Cluster((*cluster.pieces, replace(aside, flying=True)))
        case Relation.ON:
            return _on(first, piece, shape)
        case Relation.IN if piece.subject.icon.stand not in (Stand.UNDERWATER, Stand.WATER):
            below = piece.moved(0, 0, max(1.0, 1.1 * first.wide / piece.wide), 2)
            lid = shape.tops[len(shape.tops) // 2] * below.tall
            return Cluster((first.moved(0, 0.4 * first.tall - lid, 1.0, 0), below))
        case Relation.UNDER:
            above = piece.moved(0, 0, max(1.0, 1.7 * first.tall / piece.tall), 0)
            return Cluster((above, first.moved(above.wide * 0.12, 16, 0.9, 2)))
        case Relation.BEHIND:
            front = piece.moved(0, 14, 1.0, 2)
            return Cluster((first.moved(piece.wide * 0.42, -10, 1.0, 0), front))
        case Relation.OVER:
            lower = piece.moved(0, 0, 0.9, 0)
            upper = first.moved(0, -lower.tall - 24, 0.8, 2)
            return Cluster((replace(upper, flying=True), lower))
    return None


def _on(first: Piece, piece: Piece, shape: Shape) -> Cluster:
    """On the upper edge of what carries it, which is made wide enough."""
    carrier = piece.moved(0, 0, max(1.0, 1.05 * first.wide / piece.wide), 0)
    small = min(1.0, 0.8 * carrier.wide / first.wide)
    middle = shape.tops[len(shape.tops) // 3 : -(len(shape.tops) // 3)]
    surface = SEATS.get(piece.name, min(middle)) * carrier.tall
    return Cluster((carrier, replace(first.moved(0, -surface + 10, small, 2), flying=True)))


def _sheltered(first: Piece, piece: Piece) -> Cluster:
    """Under an umbrella, which is held at the height of the chest."""
    scale = SHELTER * first.tall / max(piece.wide, piece.tall)
    above = piece.moved(first.x - first.wide * 0.26, first.base - 0.44 * first.tall, scale, -1)
    return Cluster((first, replace(above, flying=True)))


def heaped(cluster: Cluster, pieces: Sequence[Piece]) -> Cluster:
    """Who lies on a heap of `pieces`: two rows of them before and below, staggered."""
    first = cluster.pieces[0]
    larger = max(1.0, 0.3 * first.wide / pieces[0].wide)
    pieces = [each.moved(0, 0, larger) for each in pieces]
    row, upper = -(-len(pieces) // 2), len(pieces) // 2
    step = max(0.66 * pieces[0].wide, 0.98 * first.wide / row)
    heap = []
    for number, piece in enumerate(pieces):
        high, at = number < upper, number if number < upper else number - upper
        x = (at - ((upper if high else row) - 1) / 2) * step
        heap.append(piece.moved(x, -0.42 * piece.tall if high else 0, 1.0, 1 if high else 3))
    lying = first.moved(0, -0.8 * pieces[0].tall, 1.0, 2)
    return Cluster((*heap, replace(lying, flying=True)))
