"""Whether words may become a picture."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise, product
from pathlib import Path

from prompts.disguises import in_latin, plain
from prompts.rules import InvalidRules, Kind, Rule, Rules, merged, read_rules, unknown_group
from prompts.vocabulary import Span, Vocabulary

LIBRARY = "glin_profanity"
_FINE = -1
_SIGNS = frozenset("@*$")  # the lists' own disguises; ours are found for every word
_MOST_SPANS = 12  # of one list of a rule; a text that says a word more often is no clearer


class Moderation:
    """The rules of one process; made by `read`, asked by `check`."""

    def __init__(self, rules: Rules) -> None:
        kinds = list(Kind)
        self._rules = sorted(rules.rules, key=lambda rule: kinds.index(rule.kind))
        self._patterns = [
            (number, re.compile("|".join(rule.patterns)))
            for number, rule in enumerate(self._rules)
            if rule.patterns
        ]
        self._vocabulary = Vocabulary(rules.common.split())
        self._slots: list[
            tuple[int, int]
        ] = []  # a target → its rule (below 0: what is harmless) and which of its lists
        for name, words in rules.groups.items():
            for word in words:
                self._vocabulary.member(name, word)
        for phrase in rules.fine:
            self._vocabulary.add(_FINE, phrase)
        for number, rule in enumerate(self._rules):
            for slot, words in enumerate((rule.unless, rule.words, *rule.all)):
                self._look_for(rules.terms(words), number, slot)
        self._distances = [each.within for each in rules.harmless]
        for number, each in enumerate(rules.harmless):
            self._look_for(rules.terms(each.words), ~number, 0)
            self._look_for(rules.terms(each.beside), ~number, 1)
        self._vocabulary.close()

    def _look_for(self, terms: Iterable[str], number: int, slot: int) -> None:
        self._slots.append((number, slot))
        for term in terms:
            self._vocabulary.add(len(self._slots) - 1, term)

    @classmethod
    def read(cls, extra: Path | None) -> "Moderation":
        """The shipped rules, and those of an operator's file. Reads files, for a tenth of a second:
        call it in a thread, once. InvalidRules says what is wrong with a file."""
        shipped = Path(__file__).with_suffix(".toml")
        rules = read_rules(shipped)
        if extra is not None:
            rules = merged(rules, read_rules(extra), extra)
        if unknown := unknown_group(rules):
            known = ", ".join(sorted(rules.groups))
            raise InvalidRules(
                f"{extra or shipped}: {unknown[0]}: there is no group {unknown[1]};"
                f" there are: {known}."
            )
        return cls(rules.model_copy(update={"rules": [*rules.rules, *_listed(rules)]}))

    def check(self, words: str) -> Rule | None:
        """The gravest rule that `words` break; None where they may become a picture."""
        text = plain(words)
        hits: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        fine: list[Span] = []
        for target, span in self._vocabulary.find(text):
            if target == _FINE:
                fine.append(span)
            else:
                number, slot = self._slots[target]
                hits[number][slot].append(span)
        latin = in_latin(text)
        for number, pattern in self._patterns:
            if pattern.search(text) or (latin != text and pattern.search(latin)):
                hits[number][1].append((-1, -1))
        for number, within in enumerate(self._distances):
            if ~number in hits:
                fine += _harmless(hits.pop(~number), within)
        for number in sorted(hits):
            if _broken(self._rules[number], _counting(hits[number], fine)):
                return self._rules[number]
        return None


def _counting(slots: dict[int, list[Span]], fine: list[Span]) -> dict[int, list[Span]]:
    """The spans that do not lie within a phrase in which no word counts."""
    return {
        slot: kept
        for slot, spans in slots.items()
        if (kept := [s for s in spans if not any(f[0] <= s[0] and s[1] <= f[1] for f in fine)])
    }


def _harmless(slots: dict[int, list[Span]], within: int) -> Iterator[Span]:
    """Of the spans of the words (slot 0) those that stand near one of what explains them (1)."""
    for start, end in slots.get(0, ()):
        if any(
            start - after < within and before - end < within for before, after in slots.get(1, ())
        ):
            yield start, end


def _broken(rule: Rule, slots: dict[int, list[Span]]) -> bool:
    """Whether what was found breaks the rule; slot 0 is `unless`, 1 `words`, then each of `all`."""
    if 0 in slots:
        return False
    if 1 in slots:
        return True
    wanted = range(2, 2 + len(rule.all))
    if not rule.all or any(slot not in slots for slot in wanted):
        return False
    together = product(*(slots[slot][:_MOST_SPANS] for slot in wanted))
    return any(_near(spans, rule) for spans in together)


def _near(spans: Iterable[Span], rule: Rule) -> bool:
    """Whether the spans are different words, close to each other and in order."""
    given = list(spans)
    ordered = sorted(given)
    if any(after[0] < before[1] for before, after in pairwise(ordered)):
        return False
    if rule.ordered and given != ordered:
        return False
    return ordered[-1][0] - ordered[0][1] < rule.within


def _listed(rules: Rules) -> Iterator[Rule]:
    """A rule for each of the library's lists that is asked for. Its files are read as they are:
    importing the library takes longer than everything else here, and its own matching takes
    10 ms a prompt."""
    found = find_spec(LIBRARY)
    if found is None or found.origin is None:
        raise InvalidRules(f"{LIBRARY} is not installed; pip install -r requirements.lock.")
    for language, left_out in rules.lists.items():
        file = Path(found.origin).parent / "data" / "dictionaries" / f"{language}.json"
        if not file.is_file():
            known = ", ".join(sorted(each.stem for each in file.parent.glob("*.json")))
            raise InvalidRules(f"lists: there is no list {language}; there are: {known}.")
        skipped = {word.casefold() for word in left_out}
        words = [
            word
            for word in json.loads(file.read_text("utf-8"))["words"]
            if word.casefold() not in skipped and _SIGNS.isdisjoint(word) and len(word) > 1
        ]
        if words:
            yield Rule(id=f"list-{language}", kind=Kind.PROFANITY, words=words)
