"""Makes the pages of eight sites in three languages, and says which of them translate each other.

Writes ``pages.parquet`` (domain, url, html), ``pairs.parquet`` (source_url, target_url) and ``beads.parquet`` (the same
with source_text, target_text) into a folder. The same number of pages and seed give the same files.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path
from random import Random

import html_pages
import pyarrow as pa
import pyarrow.parquet as pq
import sentences as s
from stories import Block, Story, beads

SITES = 8
# How many stories there are in each language.
SHARES = (0.93, 0.87, 0.82)


class Sites:
    """The pages so far, and what is true of them."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.pages: list[dict[str, object]] = []
        self.pairs: list[dict[str, str]] = []
        self.beads: list[dict[str, str]] = []
        self.titles: list[list[list[str]]] = [[[], [], []] for _ in range(SITES)]

    def address(self, site: int, language: int, title: str) -> str:
        """Where a page is: on some sites the address tells its language, on none its translations."""
        code = s.LANGUAGES[language]
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        slug, number = re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), self.rng.randint(1000, 999999)
        return (
            f"/{code}/{slug}-{number}.html",
            f"/index.php?id={number}",
            f"/{slug}/{number}?lang={code}",
            f"/a/{number}",
        )[site % 4]

    def add(self, site: int, language: int, title: str, content: str) -> str:
        """One page; its address."""
        domain = f"region-{site}.example"
        known = self.titles[site][language]
        related = self.rng.sample(known, min(3, len(known)))
        url = f"https://{domain}{self.address(site, language, title)}"
        html = html_pages.page(site, language, title, content, related, self.rng)
        self.pages.append({"domain": domain, "url": url, "html": html})
        return url

    def story(self, number: int) -> None:
        """The pages of one story, with what goes wrong on real sites."""
        rng = self.rng
        # Sites are of different sizes.
        site = min(rng.randrange(SITES), rng.randrange(SITES))
        story = Story.invent(number, rng)
        copies: dict[int, tuple[str, list[Block]]] = {}
        for language, share in enumerate(SHARES):
            if rng.random() < share:
                blocks = story.told(language, rng)
                title = blocks[0].sentences[0][1]
                copies[language] = self.add(site, language, title, html_pages.body(blocks)), blocks
                self.titles[site][language].append(title)
                if rng.random() < 0.03:
                    self.near_duplicate(site, language, blocks)
        if 0 in copies:
            for language in (1, 2):
                if language in copies:
                    self.translated(copies[0], copies[language])
                elif rng.random() < 0.2:
                    # The site shows the original where there is no translation.
                    self.add(site, language, copies[0][1][0].sentences[0][1], html_pages.body(copies[0][1]))

    def near_duplicate(self, site: int, language: int, blocks: list[Block]) -> None:
        """An earlier version of a page: without two of its paragraphs."""
        gone = self.rng.sample(range(2, len(blocks)), 2)
        left = [block for at, block in enumerate(blocks) if at not in gone]
        self.add(site, language, left[0].sentences[0][1], html_pages.body(left))

    def translated(self, source: tuple[str, list[Block]], target: tuple[str, list[Block]]) -> None:
        """Remembers what translates what."""
        pair = {"source_url": source[0], "target_url": target[0]}
        self.pairs.append(pair)
        self.beads += [{**pair, "source_text": one, "target_text": other} for one, other in beads(source[1], target[1])]

    def wrong_page(self) -> None:
        """A page that translates none: an error, a form, a list of titles."""
        rng = self.rng
        site, language = rng.randrange(SITES), rng.randrange(3)
        kind = rng.randrange(3)
        if kind < 2:
            title, *text = (row[language] for row in (html_pages.MISSING, html_pages.SIGN_IN)[kind])
            self.add(site, language, title, f"<h1>{title}</h1>" + "".join(f"<p>{sentence}</p>" for sentence in text))
        else:
            known = self.titles[site][language]
            titles = rng.sample(known, min(8, len(known)))
            name = html_pages.MENU[1][language]
            self.add(
                site,
                language,
                name,
                f"<h1>{name}</h1>" + "".join(f'<h2><a href="#">{title}</a></h2>' for title in titles),
            )


def generate(pages: int, seed: int, folder: Path) -> None:
    """Writes the three files."""
    sites = Sites(seed)
    number = 0
    while len(sites.pages) < pages * 0.96:
        sites.story(number)
        number += 1
    while len(sites.pages) < pages:
        sites.wrong_page()
    # Crawlers bring pages in no order.
    sites.rng.shuffle(sites.pages)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pages", "pairs", "beads"):
        table = pa.Table.from_pylist(getattr(sites, name))
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=max(1, table.num_rows // 8))
    print(
        f"{len(sites.pages)} pages, {len(sites.pairs)} pairs of pages, {len(sites.beads)} pairs of sentences in {folder}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generate(arguments.pages, arguments.seed, arguments.folder)
