"""What is found: ailments, their remedies, and the report of a visit."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

Mend = Callable[[], Awaitable[object]]

SHOWN = 5  # of each ailment, by name


@dataclass(frozen=True)
class Ailment:
    """A kind of damage, in the plural, and what is done about it, in a sentence."""

    what: str
    remedy: str


LOST_PHOTOS = Ailment(
    "Photos whose file is missing",
    "Nothing brings them back but a backup of the files; their owners can delete them.",
)
LOST_FACES = Ailment(
    "Faces whose file is missing",
    "Nothing brings them back but a backup of the files; their owners can delete them.",
)
LOST_CARTOONS = Ailment(
    "Cartoons whose file is missing",
    "--apply removes their documents: cartoons are temporary, and can be drawn again.",
)
LOST_AVATARS = Ailment(
    "Registrations with a picture whose file is missing",
    "Nothing brings them back but a backup of the files; a new registration makes a new avatar.",
)
LOST_PICTURES = Ailment(
    "Headshots or pictures from words whose file is missing",
    "Nothing brings them back but a backup of the files; their owners can delete them.",
)
CUT_OFF = Ailment(
    "Pictures whose file has lost a part, or is another one",
    "--apply removes cartoons like that; bring all others back from a backup of the files.",
)
LOST_SIZES = Ailment(
    "Pictures with a small size missing",
    "--apply makes it again from the picture.",
)
LOST_NOTES = Ailment(
    "Pictures whose private notes are missing",
    "--apply forgets them: the engine looks at the picture anew.",
)
STRAYS = Ailment(
    "Cartoons of photos that are gone, or of which another one was kept",
    "--apply removes them with their files.",
)
DOUBLES = Ailment(
    "Pictures that their generation knows nothing of",
    "--apply removes such cartoons with their files; others are left to their owners.",
)
UNASKED = Ailment(
    "Registrations whose avatar nobody was asked for",
    "Their guests have to register again: a worker asks only for what was left a moment ago.",
)
STUCK_CUTS = Ailment(
    "Photos that still wait for a face which was cut long ago",
    "--apply lets their other cartoons be kept again.",
)
OWNERLESS = Ailment(
    "Accounts that own or paid something and are missing",
    "--apply makes the account again: its credits from the usage log, its tier and all else empty.",
)
LEFT_BEHIND = Ailment(
    "Accounts of devices that still have something though somebody has signed in there",
    "--apply hands it over to the person, as signing in does.",
)
MISCOUNTED = Ailment(
    "Accounts whose credits are not what the usage log adds up to",
    "--apply reckons them anew from their entries.",
)
UNTOLD = Ailment(
    "Accounts with less than nothing, or whose credits moved without an entry or with two",
    "They are left alone, for nobody knows which is right: bring the usage log back from a backup.",
)
HELD = Ailment(
    "Credits that are held for what is over or gone",
    "--apply gives them back.",
)
UNTENDED = Ailment(
    "Accounts with entries to write or holds to look after for long",
    "--apply does it now, as any worker would: is one running?",
)
MISPAID = Ailment(
    "Generations that say they cost something else than was taken",
    "--apply lets them say what was taken; an operator may grant or refund the rest.",
)
UNSETTLED = Ailment(
    "Generations whose results were never handed over or dropped",
    "--apply does it now, as any worker would: is one running?",
)
ABANDONED = Ailment(
    "Generations that wait for a worker that is gone",
    "--apply puts them back into the queue, as any worker would: is one running?",
)
LOST_DOCUMENTS = Ailment(
    "Results whose document is missing, or knows nothing of them, while their file is there",
    "--apply makes the document again from the generation.",
)
LOST_RESULTS = Ailment(
    "Results of which neither document nor file is there",
    "--apply lets the generation of a cartoon forget it; others come back from a backup alone.",
)
ORPHANS = Ailment("Files that no document knows", "--apply removes them.")
STRANGERS = Ailment(
    "Files that are not named as Visage names files",
    "They are left alone: move them elsewhere.",
)
UNFINISHED = Ailment("Files that were never written to their end", "--apply removes them.")
UNREADABLE = Ailment(
    "Documents that cannot be read",
    "They are left alone: restore them from a backup.",
)


@dataclass(frozen=True)
class Finding:
    """One damage: what it is, where, and how to mend it, if that can be done safely. `mend` looks
    again first, because the house lives on; it may be called twice."""

    ailment: Ailment
    subject: str
    mend: Mend | None = None
    count: int = 1


@dataclass
class Report:
    """What a visit found: how much of each ailment and how much was mended, and the first few."""

    found: Counter[Ailment] = field(default_factory=Counter)
    mended: Counter[Ailment] = field(default_factory=Counter)
    first: dict[Ailment, list[str]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        self.found[finding.ailment] += finding.count
        shown = self.first.setdefault(finding.ailment, [])
        if len(shown) < SHOWN:
            shown.append(finding.subject)

    @property
    def left(self) -> int:
        """How much damage is left."""
        return self.found.total() - self.mended.total()

    def lines(self) -> Iterator[str]:
        """The report, for people."""
        for ailment, count in self.found.items():
            mended = self.mended[ailment]
            yield f"{ailment.what}: {count}" + (f", {mended} of them mended" if mended else "")
            yield from (f"    {subject}" for subject in self.first[ailment])
            if count > len(self.first[ailment]) and len(self.first[ailment]) == SHOWN:
                yield f"    and {count - SHOWN} more"
            if mended < count:
                yield f"  {ailment.remedy}"
        if self.left:
            yield f"Damage left: {self.left}."
        else:
            yield "All damage is mended." if self.found else "No damage found."
