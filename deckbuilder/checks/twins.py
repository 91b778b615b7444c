"""Find fronts that ask nearly the same: cards to merge, and cards that a student will mix up.

Comparing every front with every other takes hours for 40,000 notes. So each front is filed under
its telling words, under these without one of them, and under its rarest one; only fronts that meet
in a file are compared.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from deckbuilder.checks.finding import Finding, finding_at
from deckbuilder.checks.thresholds import LIMITS
from deckbuilder.collection.contents import JudgedNote
from deckbuilder.problems import rules
from deckbuilder.text.words import word_set

_TURNING = word_set("besides cannot except neither never no non none nor not only without")
"""Words with which a question asks something else."""

_ORDINARY = re.compile(r"[a-zß-ɏ'’-]{2,}")
"""A word of Latin letters alone; Greek ones, figures and single letters name something."""

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Face:
    """One card: the telling words that it asks with and those that it asks for, both sorted.

    `total` is the sum of the hashes of the words it asks with, `rests` are the sums without each of
    them: fronts that differ in a word meet by these numbers, before a word is compared.
    """

    place: int
    note: JudgedNote
    key: str
    front: str
    asked: _Words
    answer: _Words
    total: int
    rests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two cards that meet, the earlier one first."""

    first: _Face
    second: _Face


def near_twins(notes: Sequence[JudgedNote]) -> Iterator[Finding[JudgedNote]]:
    """No two cards may ask the same thing in nearly the same words.

    The second card costs reviews and teaches nothing, and once a fact changes, one of the two is
    forgotten. Fronts count as nearly the same if they differ in order, endings, function words or
    a slip, if one only adds a word to the other, or if a long answer is the same word for word.

    Bad: [{question: 'Which enzyme makes GABA from glutamate?', answer: Decarboxylase},
      {question: 'From glutamate, which enzyme makes the GABA?', answer: The decarboxylase}]
    Good: [{question: 'Which enzyme makes GABA from glutamate?', answer: Decarboxylase},
      {question: 'Which enzyme breaks down GABA to succinate?', answer: Transaminase}]
    """
    faces = _all_faces(notes)
    pairs = (*_same_words(faces), *_one_more(faces), *_one_other(faces), *_within(faces))
    for pair in _told_once(pairs):
        if pair.first.asked != pair.second.asked or pair.first.answer == pair.second.answer:
            message = f"asks nearly the same as {_named(pair.first)}; merge the two or reword one"
            yield finding_at(pair.second.note, rules.NEAR_TWINS, message, pair.second.key)


def interfering_cards(notes: Sequence[JudgedNote]) -> Iterator[Finding[JudgedNote]]:
    """No two cards may ask the same thing and want different answers.

    The student cannot know which of the two is meant and fails both again and again. Either one of
    them is wrong, or the question lacks what tells them apart.

    Bad: [{question: 'What is the half-life of diazepam in plasma?', answer: 20 hours},
      {question: 'What is the half-life in plasma of diazepam?', answer: 50 hours}]
    Good: [{question: 'What is the half-life of diazepam in plasma at 20 years?', answer: 20 hours},
      {question: 'What is the half-life in plasma of diazepam at 70 years?', answer: 50 hours}]
    """
    for pair in _told_once(_same_words(_all_faces(notes))):
        if pair.first.answer != pair.second.answer:
            message = (
                f"asks the same as {_named(pair.first)} and wants another answer; "
                "say in both what tells them apart"
            )
            yield finding_at(pair.second.note, rules.INTERFERENCE, message, pair.second.key)


def _told_once(pairs: Iterable[_Pair]) -> Iterator[_Pair]:
    """Yield at most one pair for each later card, and none that is another rule's."""
    told: set[tuple[int, str]] = set()
    for pair in pairs:
        this = (pair.second.place, pair.second.key)
        if this not in told and not _is_another_card(pair):
            told.add(this)
            yield pair


def _is_another_card(pair: _Pair) -> bool:
    """Return whether another rule judges the pair, or a picture or the note tells it apart."""
    first, second = pair.first, pair.second
    same_picture = _picture(first.note) == _picture(second.note)
    same_front = first.front == second.front
    return first.place == second.place or not same_picture or same_front


def _all_faces(notes: Sequence[JudgedNote]) -> tuple[_Face, ...]:
    return tuple(face for place, note in enumerate(notes) for face in _faces(place, note))


def _faces(place: int, note: JudgedNote) -> Iterator[_Face]:
    for card in note.result.cards:
        hashes = [hash(word) for word in card.asked]
        total = sum(hashes)
        rests = tuple(total - each for each in hashes) if len(hashes) > LIMITS.twin_words else ()
        yield _Face(place, note, card.key, card.front, card.asked, card.wanted, total, rests)


def _same_words(faces: Iterable[_Face]) -> Iterator[_Pair]:
    """Yield the pairs that ask with the same telling words."""
    first: dict[_Words, _Face] = {}
    for face in faces:
        if len(face.asked) >= LIMITS.same_words:
            known = first.setdefault(face.asked, face)
            if known is not face:
                yield _Pair(known, face)


def _one_more(faces: Sequence[_Face]) -> Iterator[_Pair]:
    """Yield the pairs of which one has one telling word more that does not turn the question."""
    by_words: dict[_Words, _Face] = {}
    for face in faces:
        by_words.setdefault(face.asked, face)
    totals = {face.total for face in faces}
    for face in faces:
        for word, rest in _shortened(face, totals):
            known = by_words.get(rest)
            if known is not None and not _turns(word):
                yield _in_order(known, face)


def _one_other(faces: Sequence[_Face]) -> Iterator[_Pair]:
    """Yield the pairs with the same answer that differ in one word: a slip, or a long answer.

    Where three words or more stand in the same frame, the frame is a pattern that one fills in for
    drug after drug, and each of them is a card of its own.
    """
    frames: dict[_Words, list[tuple[str, _Face]]] = defaultdict(list)
    shared = _shared_rests(faces)
    for face in faces:
        for word, rest in _shortened(face, shared):
            if face.answer and not _turns(word):
                frames[rest].append((word, face))
    for filled in frames.values():
        is_pattern = len({word for word, _ in filled}) > LIMITS.words_in_frame
        files: dict[tuple[_Words, str], list[tuple[str, _Face]]] = defaultdict(list)
        for word, face in filled:
            loose = len(face.answer) >= LIMITS.telling_answer_words and not is_pattern
            file = files[face.answer, "" if loose else word[:2]]
            for other, known in file:
                if word != other and (loose or _is_slip(word, other)):
                    yield _in_order(known, face)
                    break
            else:
                file.append((word, face))


def _within(faces: Sequence[_Face]) -> Iterator[_Pair]:
    """Yield the pairs with the same answer of which one holds all telling words of the other."""
    frequency = Counter(word for face in faces for word in set(face.asked))
    answers = Counter(face.answer for face in faces)
    alike = [face for face in faces if face.answer and answers[face.answer] > 1]
    shorter: dict[tuple[_Words, str], list[_Face]] = defaultdict(list)
    for face in alike:
        if len(face.asked) >= LIMITS.twin_words:
            shorter[face.answer, _rarest(face.asked, frequency)].append(face)
    for face in alike:
        known = (other for word in face.asked for other in shorter.get((face.answer, word), ()))
        for other in known:
            more = set(face.asked) - set(other.asked)
            if more and set(other.asked) < set(face.asked) and not any(map(_turns, more)):
                yield _in_order(other, face)
                break


def _shortened(face: _Face, sums: AbstractSet[int]) -> Iterator[tuple[str, _Words]]:
    """Yield each telling word of a front with the others, if these sum up to one of `sums`."""
    if sums.isdisjoint(face.rests):
        return
    for place, (word, rest) in enumerate(zip(face.asked, face.rests, strict=True)):
        if rest in sums:
            yield word, (*face.asked[:place], *face.asked[place + 1 :])


def _shared_rests(faces: Iterable[_Face]) -> frozenset[int]:
    """Return the sums to which a word less brings two fronts, or one front in two ways."""
    counts = Counter(rest for face in faces for rest in face.rests)
    return frozenset(rest for rest, count in counts.items() if count > 1)


def _is_slip(one: str, other: str) -> bool:
    """Return whether two words are one word, misspelt."""
    long_enough = min(len(one), len(other)) >= LIMITS.misspelt_letters
    return long_enough and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _turns(word: str) -> bool:
    """Return whether a word makes another question of it: a denial, a figure or a symbol."""
    return word in _TURNING or not _ORDINARY.fullmatch(word)


def _rarest(asked: _Words, frequency: Mapping[str, int]) -> str:
    return min(asked, key=lambda word: (frequency[word], word))


def _in_order(one: _Face, other: _Face) -> _Pair:
    first, second = sorted((one, other), key=lambda face: face.place)
    return _Pair(first, second)


def _picture(note: JudgedNote) -> str:
    return note.result.picture.packed_name if note.result.picture else ""


def _named(face: _Face) -> str:
    return f'note "{face.note.id}" in {face.note.position("id")}'


def identical_fronts(notes: Iterable[JudgedNote]) -> Iterator[Finding[JudgedNote]]:
    """No two cards may ask the same thing in the same words."""
    seen: dict[tuple[str, str], JudgedNote] = {}
    for note in notes:
        for key, front in _fronts(note).items():
            first = seen.setdefault((front, _picture(note)), note)
            if first is not note:
                message = (
                    f'asks the same as note "{first.id}" in {first.position("id")}; '
                    "reword one or delete it"
                )
                yield finding_at(note, rules.IDENTICAL_FRONTS, message, key)


def _fronts(note: JudgedNote) -> dict[str, str]:
    return {card.key: card.front for card in note.result.cards}


RULES = (identical_fronts, near_twins, interfering_cards)
