"""Single texts and bitexts: read, segment, detect, match, check, evaluate, convert, train, lexicons and pools."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import diptych
import pytest


@pytest.mark.parametrize(
    "name",
    ["en.docx", "en.epub", "en.html", "en.md", "en.odt", "en.pdf", "en.srt", "en.vtt", "en.txt.gz", "en.txt.zst"],
)
def test_read(samples: Path, name: str) -> None:
    path = samples / "formats" / f"lighthouse.{name}"
    document = diptych.read(path)
    assert document.path == path and document.language == "en"
    assert len(document) == len(document.text) > 1000
    assert "Skarra" in document.text
    for kind, start, end in document.blocks:
        assert kind.isidentifier() and 0 <= start <= end <= len(document)
    same = diptych.read(path.read_bytes(), name=path.name)
    assert (same.text, same.blocks) == (document.text, document.blocks)


def test_read_places_are_characters() -> None:
    document = diptych.read("<h1>Été</h1><p>Ça brûle.</p>".encode(), name="x.html")
    assert [document.text[start:end] for _, start, end in document.blocks] == ["Été", "Ça brûle."]
    assert [kind for kind, *_ in document.blocks] == ["heading", "paragraph"]


def test_read_a_web_page() -> None:
    prose = (
        "<p>"
        + "The lighthouse was built in 1862 by people from the village, who carried the stones themselves. " * 6
        + "</p>"
    )
    menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/a>About us</a></li></ul></nav>"
    page = f"{menu}<main><h1>The light</h1>{prose}</main>"
    document = diptych.read(page.encode(), name="page.html")
    assert "Home" not in document.main_text and "built in 1862" in document.main_text
    assert [document.text[start:end] for _, start, end in document.boilerplate] == ["Home", "About us"]
    alone = diptych.read(page.encode(), name="page.html", main_content=True)
    assert alone.boilerplate == [] and "Home" not in alone.text


def test_read_options(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Größe".encode("cp1252"))
    assert diptych.read(path, encoding="windows-1252").text == "Größe"
    assert diptych.read(b"<p>A &amp; B</p>", from_="html").text.strip() == "A & B"
    with pytest.raises(diptych.InputError, match="`nonsense` is no format"):
        diptych.read(path, from_="nonsense")
    with pytest.raises(diptych.InputError, match="nonsense"):
        diptych.read(path, encoding="nonsense")


def test_read_errors(tmp_path: Path) -> None:
    with pytest.raises(diptych.FileError, match=r"none\.txt: cannot read: .*; check the name and the folder") as caught:
        diptych.read(tmp_path / "none.txt")
    assert isinstance(caught.value, OSError)
    with pytest.raises(diptych.DiptychError):
        diptych.read(tmp_path)
    with pytest.raises(diptych.InputError, match=r"broken\.docx"):
        diptych.read(b"PK\x03\x04 nothing", name="broken.docx")


def test_a_pdf_is_read_by_a_child(samples: Path, tmp_path: Path) -> None:
    """What brings a reader down is an error, and the interpreter lives."""
    whole = (samples / "formats" / "lighthouse.en.pdf").read_bytes()
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(whole[: len(whole) // 3] + b"\0" * 100)
    try:
        diptych.read(damaged)
    except diptych.DiptychError as error:
        assert "damaged.pdf" in str(error)
    assert "Skarra" in diptych.read(samples / "formats" / "lighthouse.en.pdf").text
    # Those of right-to-left scripts come out in reading order.
    assert diptych.read(samples / "formats" / "harbour.he.pdf").language == "he"


def test_segment(harbour: tuple[str, str]) -> None:
    text = diptych.segment("Dr. Roux left. « Enfin ! » Nobody minded.", lang="en")
    assert [sentence.id for sentence in text] == list(range(len(text)))
    assert text[0].text == str(text[0]) == "Dr. Roux left." and text[-1].text == "Nobody minded."
    assert (text[0].start, text[0].end) == (0, 14) and text.language == "en"
    assert [sentence.text for sentence in text[:2]] == [sentence.text for sentence in list(text)[:2]]
    assert repr(text[0]) == 'Sentence(0, "Dr. Roux left.", 0, 14)' and "3 sentences" in repr(text)
    with pytest.raises(IndexError):
        text[9]
    contents = Path(harbour[1]).read_bytes()
    for sentence in diptych.segment(harbour[1]):
        assert contents[sentence.start : sentence.end].decode().split() == sentence.text.split()
    assert len(diptych.segment("One. Two.\nThree.", split="lines")) == 2
    assert len(diptych.segment("")) == 0
    assert diptych.segment(diptych.read(harbour[1])).document.text == Path(harbour[1]).read_text(encoding="utf-8")


def test_detect() -> None:
    assert diptych.detect("The harbour was empty that morning, and nobody knew why.") == "en"
    assert diptych.detect("Порт был пуст тем утром, и никто не знал почему.") == "ru"
    assert diptych.detect("") == diptych.detect("12 34") == "und"


def test_match(samples: Path) -> None:
    names = ["harbour", "kitchen", "lighthouse"]
    english = [samples / f"{name}.en.txt" for name in names]
    french = [samples / f"{name}.fr.txt" for name in reversed(names)]
    found = diptych.match(english, french)
    assert [(pair.source, pair.target) for pair in found] == [(0, 2), (1, 1), (2, 0)]
    assert all(0.1 <= pair.score <= 1 and round(pair.score, 4) == pair.score for pair in found)
    texts = [[path.read_text(encoding="utf-8") for path in paths] for paths in (english, french)]
    given = diptych.match(*texts, threads=1, packs=True, source_lang="en", target_lang="fr")
    assert [(pair.source, pair.target) for pair in given] == [(0, 2), (1, 1), (2, 0)]
    lexicons = [diptych.Lexicon.builtin("en", "fr")]
    alike = diptych.match(texts[0], [diptych.segment(text) for text in texts[1]], packs=False, lexicons=lexicons)
    assert [(pair.source, pair.target) for pair in alike] == [(0, 2), (1, 1), (2, 0)]
    assert diptych.match(*texts, min_score=1.0) == [] == diptych.match([], texts[1])
    assert repr(found[0]).startswith("Match(0, 2, 0.")
    with pytest.raises(diptych.InputError, match="min_score is 2; set it to a number from 0 to 1"):
        diptych.match(*texts, min_score=2)
    with pytest.raises(diptych.FileError, match=r"none\.txt"):
        diptych.match(["none.txt"], texts[1])


def test_check() -> None:
    english = ["The bridge opened in 1962.", "It cost 48 million.", "Nobody was there."]
    french = ["Le pont a ouvert en 1926.", "Il a coûté 48 millions.", "Nobody was there."]
    remarks = diptych.check(diptych.align(english, french, source_lang="en", target_lang="fr"))
    (number,) = [remark for remark in remarks if remark.rule == "number"]
    assert number.source_ids == [0] == number.target_ids and "1962" in number.what and "1962" in number.source_text
    assert repr(number).startswith("Remark(number, ")


def test_check_a_file(samples: Path) -> None:
    assert isinstance(diptych.check(samples / "formats" / "lighthouse.tmx"), list)


def test_evaluate(samples: Path, harbour: tuple[str, str]) -> None:
    gold = samples / "harbour.gold"
    figures = diptych.evaluate(diptych.align(*harbour), gold)
    assert 0.9 < figures["strict"]["f1"] <= 1 and set(figures["strict"]) >= {"precision", "recall", "f1"}
    assert diptych.evaluate(gold, str(gold))["strict"]["f1"] == 1
    half = diptych.evaluate([([0], [0]), ([1], [1])], [([0], [0]), ([1], [])])
    assert half["strict"]["precision"] == 0.5
    with pytest.raises(diptych.FileError, match=r"none\.tsv"):
        diptych.evaluate("none.tsv", gold)


@pytest.mark.parametrize(
    "name",
    ["lighthouse.tmx", "lighthouse.1.xlf", "lighthouse.2.xlf", "lighthouse.csv", "lighthouse.tsv", "lighthouse.xlsx"],
)
def test_read_bitext_and_convert(samples: Path, tmp_path: Path, name: str) -> None:
    path = samples / "formats" / name
    bitext = diptych.read_bitext(path, source_lang="en", target_lang="fr")
    assert len(bitext) > 5 and (bitext.source.language, bitext.target.language) == ("en", "fr")
    written = diptych.convert(path, tmp_path / "x.jsonl", source_lang="en", target_lang="fr")
    assert written == [str(tmp_path / "x.jsonl")]
    assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) >= len(bitext)
    assert len(diptych.convert(path, tmp_path / "x", to="moses", source_lang="en", target_lang="fr")) == 2


def test_a_bitext_of_ids_and_a_project(samples: Path, harbour: tuple[str, str], tmp_path: Path) -> None:
    alignment = diptych.align(*harbour)
    (links,) = alignment.write(tmp_path / "harbour.vecalign", to="vecalign")
    back = diptych.read_bitext(links, from_="vecalign", source=harbour[0], target=harbour[1])
    assert [bead.source_text for bead in back if bead.kind == "match"] == [
        bead.source_text for bead in alignment if bead.kind == "match"
    ]
    with pytest.raises(diptych.InputError, match="needs both texts"):
        diptych.read_bitext(links, from_="vecalign", source=harbour[0])


def test_convert_errors(samples: Path, tmp_path: Path) -> None:
    path = samples / "formats" / "lighthouse.tmx"
    with pytest.raises(diptych.InputError, match="this is what is read; write to another file"):
        diptych.convert(path, path)
    with pytest.raises(diptych.InputError, match="the name tells no format"):
        diptych.convert(path, tmp_path / "x.nope")
    with pytest.raises(diptych.InputError, match="min_confidence is -1"):
        diptych.convert(path, tmp_path / "x.tsv", min_confidence=-1)
    with pytest.raises(diptych.FileError):
        diptych.convert(tmp_path / "none.tmx", tmp_path / "x.tsv")


def test_nothing_that_was_read_is_written_over(samples: Path, tmp_path: Path) -> None:
    bitext, other = tmp_path / "a.tmx", tmp_path / "b.tmx"
    bitext.write_bytes((samples / "formats" / "lighthouse.tmx").read_bytes())
    other.symlink_to(bitext)
    with pytest.raises(diptych.InputError, match="the output would overwrite the input, .* by another name; write to another file"):
        diptych.convert(bitext, other)
    texts = [tmp_path / "one.tsv", tmp_path / "two.tsv"]
    for text, wording in zip(texts, ("The cat sleeps.", "Le chat dort.")):
        text.write_text(wording, encoding="utf-8")
    alignment = diptych.align(*(diptych.read(text, from_="text") for text in texts))
    with pytest.raises(diptych.InputError, match="would overwrite the input"):
        alignment.write(texts[0])
    assert texts[0].read_text(encoding="utf-8") == "The cat sleeps."
    assert bitext.read_bytes() == (samples / "formats" / "lighthouse.tmx").read_bytes()


def test_lexicon() -> None:
    lexicon = diptych.Lexicon.builtin("en", "fr")
    assert repr(lexicon) == "<Lexicon en-fr>" and len(lexicon) > 10_000
    words = lexicon.translations("House")
    assert words[0] == ("maison", round(words[0][1], 4)) and len(words) == 5
    assert words == lexicon.translations("house", n=5) and len(lexicon.translations("house", n=2)) == 2
    assert lexicon.translations("qqqqq") == [] == lexicon.translations("")
    assert "haus" in dict(diptych.Lexicon.builtin("fr", "de").translations("maison"))
    assert {"fr", "de", "zh"} <= set(diptych.Lexicon.languages())
    assert diptych.Lexicon.words("The cats' house, 2") == ["the", "cats", "house"] or diptych.Lexicon.words(
        "The cats"
    ) == ["the", "cats"]
    with pytest.raises(diptych.InputError, match="there is no built-in lexicon"):
        diptych.Lexicon.builtin("en", "tlh")
    with pytest.raises(diptych.InputError, match="goes by way of English and is built in: leave it out"):
        diptych.align("La maison.", "La casa.", lexicons=diptych.Lexicon.builtin("fr", "es"))
    with pytest.raises(diptych.FileError, match="none: cannot read"):
        diptych.Lexicon("none")


def test_train(tmp_path: Path) -> None:
    nouns = [("cat", "chat"), ("dog", "chien"), ("house", "maison"), ("bridge", "pont"), ("harbour", "port")]
    verbs = [("sleeps", "dort"), ("waits", "attend"), ("burns", "brûle"), ("sings", "chante")]
    pairs = [(f"the {noun} {verb}", f"le {nom} {verbe}") for noun, nom in nouns for verb, verbe in verbs] * 3
    pack = tmp_path / "own.pack"
    assert diptych.train(iter(pairs), pack, source_lang="en", target_lang="fr") == len(pairs)
    lexicon = diptych.Lexicon(pack)
    assert repr(lexicon) == "<Lexicon en-fr>"
    assert lexicon.translations("bridge")[0][0] == "pont"
    assert len(diptych.align("The bridge burns.", "Le pont brûle.", lexicons=pack, packs=False)) == 1
    wrong: Any = [("a", "b", "c")]
    with pytest.raises(diptych.InputError, match="pairs are tuples of two strings"):
        diptych.train(wrong, pack)
    with pytest.raises(diptych.InputError, match="there is nothing to learn from"):
        diptych.train([], pack)
    with pytest.raises(diptych.InputError, match="does not exist; create it first"):
        diptych.train(pairs, tmp_path / "none" / "own.pack")


def test_pool(sentences: tuple[list[str], list[str]]) -> None:
    import pyarrow as pa

    aligned = diptych.align(*sentences, source_lang="en", target_lang="fr")
    beads = [(bead.source_text, bead.target_text, bead.confidence) for bead in aligned if bead.kind == "match"]
    pool = diptych.Pool.learn(beads * 5, "en", "fr")
    assert pool.languages == ("en", "fr") and repr(pool) == "<Pool en-fr>"
    assert diptych.Pool.learn(beads * 5, "en", "fr", threads=1).to_bytes() == pool.to_bytes()
    again = pickle.loads(pickle.dumps(pool))
    assert again.languages == pool.languages and again.to_bytes() == pool.to_bytes()
    assert diptych.Pool.from_bytes(pool.to_bytes(), "en", "fr").to_bytes() == pool.to_bytes()
    pairs = pa.table({"source": [sentences[0]] * 3, "target": [sentences[1]] * 3})
    pooled = [diptych.align_batches(pairs, pools=[given]).read_all() for given in (pool, again)]
    assert pooled[0].equals(pooled[1]) and pooled[0].num_rows > 10
    with pytest.raises(diptych.InputError, match="these bytes are no pool of this version; learn it again"):
        diptych.Pool.from_bytes(b"nonsense", "en", "fr")
    wrong: Any = [("a", "b")]
    with pytest.raises(diptych.InputError, match="beads are tuples of a source text, a target text and a confidence"):
        diptych.Pool.learn(wrong, "en", "fr")
    with pytest.raises(diptych.InputError, match="is not a language code"):
        diptych.Pool.learn(beads, "english!", "fr")
