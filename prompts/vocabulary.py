"""Words and phrases to look for, and where in a text they stand, however they are disguised."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from prompts.disguises import (
    Chunk,
    chunks,
    fits,
    may_be_stretched,
    plain,
    readings,
    squeezed,
    stretches,
)

Numbers = frozenset[int]  # of word patterns and groups
Span = tuple[int, int]  # of positions, the second one past the last
Term = tuple[tuple[int, ...], int]  # the word patterns of a phrase, and what it stands for

_SHORTEST_PREFIX = 3
_SHORTEST_UNSPACED, _LONG = 8, 16
_ENDINGS = ("", "s", "es", "ed", "ing", "ion", "ions", "al", "y", "e")
_REMEMBERED = 4096  # words
_LONGEST_GLUED = 16  # letters of a word looked for within letters that stand apart


class Vocabulary:
    """Terms by number. A term is words parted by blanks; a word may end in * (any ending), stand
    between two (anywhere in a word), or be @name, any single word of that group."""

    def __init__(self, common: Iterable[str] = ()) -> None:
        """`common` words are never the half of a word torn apart: "the pen is", "as shown"."""
        self._common = frozenset(common)
        self._ids: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._inner: dict[str, int] = {}
        self._known = (self._exact, self._prefixes, self._inner)
        self._squeezed: dict[str, list[str]] = defaultdict(list)
        self._shapes: dict[tuple[str, int], list[str]] = defaultdict(list)  # initial, length
        self._members: dict[int, set[int]] = defaultdict(set)  # a word → groups it belongs to
        self._singles: dict[int, list[int]] = defaultdict(list)  # a word → targets
        self._terms: dict[int, list[Term]] = defaultdict(list)  # phrases by their first word
        self._targets: list[str] = []
        self._lengths: tuple[int, ...] = ()
        self._within: re.Pattern[str] | None = None
        # Most prompts are made of the same words; the sets are shared, so nobody changes them.
        self._of = lru_cache(_REMEMBERED)(self._read)
        self._of_whole = lru_cache(_REMEMBERED)(self._read_whole)

    def add(self, target: int, words: str) -> None:
        """Look for `words`, and call what is found `target`."""
        ids = tuple(self._id(word) for word in _parts(words))
        if len(ids) == 1:
            self._singles[ids[0]].append(target)
        elif ids:
            self._terms[ids[0]].append((ids, target))

    def member(self, group: str, word: str) -> None:
        """Let @group stand for the single word `word`, too."""
        parts = _parts(word)
        if len(parts) == 1:
            self._members[self._id(parts[0])].add(self._id(f"@{group}"))

    def close(self) -> None:
        """Make ready to read; nothing is added afterwards."""
        self._lengths = tuple(sorted({len(prefix) for prefix in self._prefixes}, reverse=True))
        for word in (*self._exact, *self._prefixes):
            self._squeezed[squeezed(word)].append(word)
        for word in (*self._exact, *self._prefixes):
            self._shapes[word[0], len(word)].append(word)
        if self._inner:
            self._within = re.compile("|".join(map(re.escape, self._inner)))

    def _id(self, word: str) -> int:
        number = self._ids.setdefault(word, len(self._ids))
        if word.startswith("*") and word.endswith("*"):
            self._inner[word.strip("*")] = number
        elif word.endswith("*"):
            self._prefixes[word[:-1]] = number
        elif not word.startswith("@"):
            self._exact[word] = number
        return number

    def find(self, text: str) -> Iterator[tuple[int, Span]]:
        """The targets of all terms in a plain text, with where they stand."""
        positions = self._positions(text)
        yield from self._matches(positions)
        # Written backwards: the words from the last to the first, each from its end.
        turned = self._turned(text)
        if turned:
            yield from self._matches(turned)

    def _matches(self, positions: list[Numbers]) -> Iterator[tuple[int, Span]]:
        count = len(positions)
        for at, here in enumerate(positions):
            for number in here:
                for target in self._singles.get(number, ()):
                    yield target, (at, at + 1)
                if number not in self._terms or at + 1 == count:
                    continue
                following = positions[at + 1]
                for ids, target in self._terms[number]:
                    end = at + len(ids)
                    if ids[1] in following and end <= count and _stands(ids, positions, at):
                        yield target, (at, end)

    def _positions(self, text: str) -> list[Numbers]:
        """What stands at each position: the numbers of all words that it may be."""
        words: list[str] = []
        found: list[Numbers] = []
        for chunk in chunks(text):
            whole = self._of_whole(chunk)
            if whole:
                words.append("")
                found.append(whole)
                continue
            for piece in chunk.words():
                words.append(piece)
                found.append(self._of(piece))
        self._join_torn(words, found)
        return self._join_letters(words, found)

    def _read_whole(self, chunk: Chunk) -> Numbers:
        """The numbers of a chunk that is one word with signs in it."""
        if len(chunk.pieces) == 1 and chunk.pieces[0] == chunk.whole:
            return frozenset()
        found: set[int] = set()
        for word in chunk.joined():
            found |= self._of(word)
        mask = chunk.mask()
        if mask is not None:
            alike = self._shapes.get((chunk.whole[0], len(mask)), ())
            for known in (self._exact, self._prefixes):
                found.update(known[word] for word in alike if word in known and fits(mask, word))
        return self._with_groups(found)

    def _read(self, word: str) -> frozenset[int]:
        """The numbers of a word in all its readings."""
        found: set[int] = set()
        for read in readings(word):
            self._look_up(read, found)
            if not found and may_be_stretched(read):
                self._stretched(read, found)
        return self._with_groups(found)

    def _with_groups(self, found: set[int]) -> frozenset[int]:
        return frozenset(found).union(*(self._members.get(number, ()) for number in found))

    def _look_up(self, word: str, found: set[int]) -> None:
        if word in self._exact:
            found.add(self._exact[word])
        size = len(word)
        for length in self._lengths:
            if length <= size and word[:length] in self._prefixes:
                found.add(self._prefixes[word[:length]])
        if self._within is not None and (size > _SHORTEST_PREFIX or not word.isascii()):
            found.update(self._inner[each] for each in self._within.findall(word))

    def _stretched(self, word: str, found: set[int]) -> None:
        """Words of which this one is a stretched form: every run at least as long."""
        short = squeezed(word)
        for length in {len(short), *self._lengths}:
            for candidate in self._squeezed.get(short[:length], ()):
                whole = length == len(short) and candidate in self._exact
                if (whole or candidate in self._prefixes) and stretches(candidate, word, whole):
                    found.add(self._exact[candidate] if whole else self._prefixes[candidate])
        if self._within is not None:
            found.update(self._inner[each] for each in self._within.findall(short))

    def _join_torn(self, words: list[str], found: list[Numbers]) -> None:
        """Words torn apart by a blank: "na ked"."""
        for at in range(len(words) - 1):
            pair = words[at : at + 2]
            both = "".join(pair)
            if len(both) < 4 or not all(pair) or max(map(len, pair)) < 2:
                continue
            if found[at] and len(pair[0]) > 2:
                continue  # "cream pie"
            if self._common.isdisjoint(pair) and any(both in known for known in self._known):
                found[at] |= self._of(both)

    def _join_letters(self, words: list[str], found: list[Numbers]) -> list[Numbers]:
        """Runs of single letters as the words they make, "n u d e", and words without blanks."""
        joined: list[Numbers] = []
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and len(words[end]) == 1:
                end += 1
            if end - at >= 3:
                joined += self._glued("".join(words[at:end])) or found[at:end]
                at = end
            else:
                joined += [found[at]] if found[at] else self._unspaced(words[at])
                at += 1
        return joined

    def _glued(self, letters: str) -> list[Numbers]:
        """The words in letters that stood apart, from the left, the longest first."""
        for read in readings(letters):
            if len(read) > 2 and (whole := self._of(read)):
                return [whole]
            inside: list[Numbers] = []
            at = 0
            while at < len(read):
                size = next((n for n in self._sizes(read, at) if n > 3), 1)
                if size > 1:
                    inside.append(self._of(read[at : at + size]))
                at += size
            if inside:
                return inside
        return []

    def _sizes(self, letters: str, at: int) -> Iterator[int]:
        """How many letters from `at` on are a word, the longest first."""
        for size in range(min(_LONGEST_GLUED, len(letters) - at), 2, -1):
            word = letters[at : at + size]
            if word in self._exact or any(
                word.endswith(ending) and word.removesuffix(ending) in self._prefixes
                for ending in _ENDINGS
            ):
                yield size

    def _unspaced(self, word: str) -> list[Numbers]:
        """A long word that is made of nothing but known ones as these: "nakedwoman"."""
        for read in readings(word) if len(word) >= _SHORTEST_UNSPACED else ():
            sizes = self._cover(read, 0, {})
            if sizes is not None and len(sizes) > 1:
                ends = accumulate(sizes)
                return [self._of(read[end - n : end]) for n, end in zip(sizes, ends, strict=True)]
        return [frozenset()]

    def _cover(self, word: str, at: int, tried: dict[int, list[int] | None]) -> list[int] | None:
        """The lengths of known words that make up the rest of `word`; short ones only in a long
        one: "therapist" is not the rapist."""
        if at == len(word):
            return []
        if at not in tried:
            tried[at] = None
            shortest = 3 if len(word) >= _LONG else 4
            for size in self._sizes(word, at):
                rest = self._cover(word, at + size, tried) if size >= shortest else None
                if rest is not None:
                    tried[at] = [size, *rest]
                    break
        return tried[at]

    def _turned(self, text: str) -> list[Numbers]:
        """The positions of a text read backwards; empty where none of its words is known so."""
        words = re.findall(r"[^\W_]+", text)[::-1]
        known = [
            len(word) > 3 and word[::-1] in self._exact and word not in self._common
            for word in words
        ]
        return [self._of(word[::-1]) for word in words] if any(known) else []


def _stands(ids: tuple[int, ...], positions: list[Numbers], at: int) -> bool:
    """Whether the words of a phrase after its second stand there, too."""
    return all(ids[n] in positions[at + n] for n in range(2, len(ids)))


def _parts(words: str) -> list[str]:
    """The words of a term, as a plain text has them."""
    parts: list[str] = []
    for word in words.split():
        if word.startswith("@"):
            parts.append(word)
            continue
        head, tail = "*" * word.startswith("*"), "*" * word.endswith("*")
        pieces = [piece for chunk in chunks(plain(word.strip("*"))) for piece in chunk.pieces]
        if pieces:
            pieces[0] = head + pieces[0]
            pieces[-1] += tail
        parts += pieces
    return parts
