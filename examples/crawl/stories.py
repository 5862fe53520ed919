"""Stories in three languages, with what translates what in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

import sentences as s

THINGS, GROUPS, ITEMS, REASONS = (s.parts(table) for table in (s.THINGS, s.GROUPS, s.ITEMS, s.REASONS))
TITLES, TEMPLATES = s.parts(s.TITLES), s.parts(s.TEMPLATES)
BYLINES = s.parts("Published on {date} by {person}|Publié le {date} par {person}|Veröffentlicht am {date} von {person}")
PRACTICAL = s.parts("""
Opening hours: daily until {time}|Horaires : tous les jours jusqu’à {time}|Öffnungszeiten: täglich bis {time}
Admission: {n} euros|Entrée : {n} euros|Eintritt: {n} Euro
Contact: {person}, {village}|Contact : {person}, {village}|Kontakt: {person}, {village}
Getting there: by bus from {village2}|Accès : en bus depuis {village2}|Anreise: mit dem Bus ab {village2}
""")

Three = tuple[str, str, str]


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a list item: sentences with the numbers of what they say."""

    tag: str
    sentences: list[tuple[tuple[int, ...], str]]


@dataclass(frozen=True)
class Story:
    """What is told, in all languages: blocks of sentences."""

    number: int
    blocks: list[tuple[str, list[tuple[int, Three]]]]

    @staticmethod
    def invent(number: int, rng: Random) -> Story:
        """A story of its own: some places, some people and what happens to them."""
        cast = Cast(rng)
        count = iter(range(1000))

        def said(template: Three) -> tuple[int, Three]:
            return next(count), cast.fill(template)

        blocks = [("h1", [said(rng.choice(TITLES))]), ("p", [said(BYLINES[0])])]
        templates = rng.sample(TEMPLATES, rng.randint(10, 26))
        while templates:
            size = rng.randint(2, 4)
            blocks.append(("p", [said(template) for template in templates[:size]]))
            templates = templates[size:]
        if rng.random() < 0.4:
            blocks += [("li", [said(template)]) for template in rng.sample(PRACTICAL, rng.randint(2, 4))]
        return Story(number, blocks)

    def told(self, language: int, rng: Random) -> list[Block]:
        """As somebody has translated it: a paragraph may be left out, and two sentences may have become one."""
        paragraphs = [at for at, (tag, said) in enumerate(self.blocks) if tag == "p" and len(said) > 1]
        left_out = rng.choice(paragraphs) if rng.random() < (0.1, 0.25, 0.25)[language] else None
        blocks = []
        for at, (tag, said) in enumerate(self.blocks):
            if at == left_out:
                continue
            units: list[tuple[tuple[int, ...], str]] = [((number,), three[language]) for number, three in said]
            if language > 0 and len(units) > 1 and rng.random() < 0.12:
                units = joined(units)
            blocks.append(Block(tag, units))
        return blocks


def joined(units: list[tuple[tuple[int, ...], str]]) -> list[tuple[tuple[int, ...], str]]:
    """The first two sentences as one, if the second begins with an article."""
    (one, first), (two, second), *rest = units
    article, space, tail = second.partition(" ")
    if article not in ("Le", "La", "Les", "Die", "Das", "Der") or not first.endswith("."):
        return units
    return [
        (
            (*one, *two),
            f"{first[:-1].rstrip()} ; {article.lower()} {tail}".replace(" ;", " ;" if article[0] == "L" else ";"),
        ),
        *rest,
    ]


@dataclass
class Cast:
    """The people, places and numbers of one story."""

    rng: Random
    people: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)
    things: list[Three] = field(default_factory=list)
    groups: list[Three] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = [(first, last) for first in s.FIRST_NAMES for last in s.LAST_NAMES]
        self.people = [" ".join(name) for name in self.rng.sample(names, 3)]
        self.villages = self.rng.sample(s.VILLAGES, 3)
        self.things = self.rng.sample(THINGS, 4)
        self.groups = self.rng.sample(GROUPS, 3)

    def fill(self, template: Three) -> Three:
        """A template with words and numbers in its places, the same in all languages."""
        rng = self.rng
        person, person2 = rng.sample(self.people, 2)
        village, village2 = rng.sample(self.villages, 2)
        day, month, year = rng.randint(1, 28), rng.randrange(12), rng.randint(2019, 2026)
        hour, minute = rng.randint(7, 21), rng.choice((0, 15, 30, 45))
        small, small2, big = rng.randint(3, 98), rng.randint(3, 98), rng.randint(1001, 96000)
        thing, group, item, reason = (rng.choice(table) for table in (self.things, self.groups, ITEMS, REASONS))
        past = sorted(rng.sample(range(1480, 1990), 2))
        filled = []
        for at, text in enumerate(template):
            values = {
                "person": person,
                "person2": person2,
                "village": village,
                "village2": village2,
                "thing": thing[at],
                "groups": group[at],
                "items": item[at],
                "reason": reason[at],
                "n": str(small),
                "n2": str(small2),
                "big": f"{big:,}".replace(",", (",", "\u202f", ".")[at]),
                "year": str(past[0]),
                "year2": str(past[1]),
                "date": f"{day}{('', 'er' if day == 1 else '', '.')[at]} {s.MONTHS[at][month]} {year}",
                "time": (f"{hour}:{minute:02}", f"{hour} h {minute:02}", f"{hour}.{minute:02} Uhr")[at],
            }
            values |= {name.capitalize(): value[:1].upper() + value[1:] for name, value in values.items()}
            text = text.format_map(values)
            filled.append(re.sub(r"\b(d|D)e (?=[AEIOUYÉ])", r"\1’", text) if at == 1 else text)
        return filled[0], filled[1], filled[2]


def beads(source: list[Block], target: list[Block]) -> list[tuple[str, str]]:
    """The sentences of two copies of a story that translate each other. Only targets join sentences."""
    of_source = {numbers[0]: text for block in source for numbers, text in block.sentences}
    pairs = []
    for block in target:
        for numbers, text in block.sentences:
            there = [of_source[number] for number in numbers if number in of_source]
            if there:
                pairs.append((" ".join(there), text))
    return pairs
