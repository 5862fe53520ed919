"""The cases: for each what is made, what is run, and how harm would show."""

import http.client
import json
import os
import pty
import re
import shutil
import signal
import socket
import stat
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import inputs
from inputs import MEGABYTE, cell, written
from run import ended, run, start

PRECIOUS = "precious\n"
# What a terminal obeys, and what turns the reading direction round: nothing of it may come out of a file.
OBEYED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


@dataclass
class Case:
    point: int
    name: str
    make: Callable
    run: Callable


CASES = []


def case(point, name, make, *command, harm=lambda folder, outcome: "", **how):
    """A command after some input was made; `harm` says what else became of it."""

    def runs(folder, program):
        outcome = run(folder, [program, *command], **how)
        return outcome, harm(folder, outcome)

    CASES.append(Case(point, name, lambda folder, program: make(folder), runs))


def whole(*names):
    """Whether files still hold what they held."""

    def harm(folder, _):
        lost = [name for name in names if not (folder / name).exists() or PRECIOUS not in (folder / name).read_text(errors="replace")]
        return f"**{', '.join(lost)} lost**" if lost else "none: " + ", ".join(names) + " unharmed"

    return harm


def leftovers(folder, _=None):
    found = [path.name for path in folder.rglob(".diptych-*")]
    return f"**left behind: {len(found)} files**" if found else "none: nothing left behind"


# 1. Foreign projects.

def project(folder, program):
    inputs.texts(folder)
    subprocess.run([program, "align", "a.en", "a.fr", "-q", "-o", "p.diptych"], cwd=folder, check=True)
    (folder / "victim").write_text(PRECIOUS)


def serving(folder, program, then=lambda address: "", **how):
    """Starts a review and ends it; `then` is asked in between, with its address."""
    began = time.monotonic()
    child = start(folder, [program, "review", "--no-open", "p.diptych"], **how)
    printed = folder.parent / "stdout"
    while time.monotonic() - began < 20 and not (printed.exists() and printed.read_text().endswith("\n")):
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
        time.sleep(0.01)
    address = printed.read_text().strip()
    found = then(address) if address else ""
    if address:
        os.kill(child, signal.SIGTERM)
    return ended(child, folder, began, 20), found


def asked(address, path, body=None, seconds=10):
    """Asks the page for something; gives the status and the seconds."""
    host, key = re.match(r"http://([^/]+)/([^/]+)/", address).groups()
    began = time.monotonic()
    try:
        connection = http.client.HTTPConnection(host, timeout=seconds)
        if body is None:
            connection.request("GET", f"/{key}/{path}")
        else:
            connection.request("POST", f"/{key}/{path}", json.dumps(body), {"Content-Type": "application/json", "Origin": f"http://{host}"})
        status = connection.getresponse().status
    except OSError as error:
        status = type(error).__name__
    return status, time.monotonic() - began


def of_project(point, name, make, runs):
    def makes(folder, program):
        project(folder, program)
        make(folder)

    CASES.append(Case(point, name, makes, runs))


def linked(kind):
    def make(folder):
        os.symlink("victim", folder / f"p.diptych.{kind}")
        with open(folder / "a.fr", "a") as file:
            file.write("Une phrase de plus.\n")

    return make


def aligned(folder, program):
    outcome = run(folder, [program, "align", "p.diptych"])
    return outcome, whole("victim")(folder, outcome)


def reviewed(folder, program):
    outcome, _ = serving(folder, program)
    return outcome, whole("victim")(folder, outcome)


of_project(1, "a project whose .before is a link to a file of the user's", linked("before"), aligned)
of_project(1, "a project whose .lock is a link to a file of the user's", linked("lock"), reviewed)
of_project(1, "a project whose .journal is a link to a file of the user's", linked("journal"), reviewed)


# 2. Foreign folders of results.

def foreign_journal(name):
    def make(folder):
        inputs.texts(folder)
        (folder / "victim").write_text(PRECIOUS)
        (folder / "list.tsv").write_text("a.en\ta.fr\ta.tsv\n")
        (folder / "out").mkdir()
        entry = {"output": "a.tsv", "key": 1, "seconds": 0.1, "files": [{"name": name(folder), "size": 9, "modified": 1}],
                 "outcome": {"Failed": {"error": "no", "again": False}}}
        (folder / "out/journal.jsonl").write_text(json.dumps(entry) + "\n")

    return make


BATCH = ["batch", "list.tsv", "-o", "out", "-q"]
case(2, "a journal that names a file absolutely", foreign_journal(lambda folder: str(folder / "victim")), *BATCH, harm=whole("victim"))
case(2, "a journal that names a file with ..", foreign_journal(lambda folder: "../victim"), *BATCH, harm=whole("victim"))

# 3. PDF.

for name, make in [
    ("three layers of Flate", inputs.pdf_layers), ("/Fl/Fl", inputs.pdf_abbreviated), ("escaped names", inputs.pdf_escaped),
    ("a fake /Image", inputs.pdf_picture), ("ASCIIHex over Flate", inputs.pdf_hex),
    ("endstream in a stored block", inputs.pdf_endstream), ("a ToUnicode of 100,000 characters used 40,000 times", inputs.pdf_to_unicode),
]:
    case(3, f"pdf: {name}", make, "segment", "bomb.pdf")


# 4. Tiny bitexts.

def of_texts(name, contents):
    def make(folder):
        inputs.texts(folder)
        (folder / name).write_text(contents)

    return make


NUMBERS = ["--source", "a.en", "--target", "a.fr", "--to", "tsv"]
case(4, "a ladder to 10000000000000 (convert)", of_texts("a.ladder", "0 0 1\n10000000000000 0 1\n"), "convert", "a.ladder", *NUMBERS)
case(4, "a ladder to 10000000000000 (eval)", of_texts("a.ladder", "0 0 1\n10000000000000 0 1\n"), "eval", "a.ladder", "a.ladder")
case(4, "a bead of 30,000 x 30,000 (eval)", inputs.links, "eval", "a.links", "a.links")
case(4, "a map 0:9999999 forty times", of_texts("a.sketch", "0:9999999\t0:9999999\n" * 40), "convert", "a.sketch", *NUMBERS)
case(4, "a map 0,9999999 forty times", of_texts("a.sketch", "0,9999999\t0,9999999\n" * 40), "convert", "a.sketch", *NUMBERS)
case(4, "a sheet with cells A1 and XFD1048576", lambda folder: inputs.xlsx(folder / "a.xlsx", "<row r='1'>" + cell("A1", "Yes.") + "</row><row r='1048576'>" + cell("XFD1048576", "No.") + "</row>"), "convert", "a.xlsx", "--to", "tsv")
case(4, "a shared string of 20 MB used 2,000 times", lambda folder: inputs.xlsx(folder / "a.xlsx", "".join(f"<row r='{at}'><c r='A{at}' t='s'><v>0</v></c><c r='B{at}' t='s'><v>0</v></c></row>" for at in range(1, 2001)), "<si><t>" + "long " * (4 * MEGABYTE) + "</t></si>"), "convert", "a.xlsx", "--to", "tsv")
case(4, "Parquet: 20 million rows", lambda folder: inputs.parquet(folder / "a.parquet", b"Yes.", 20_000_000), "convert", "a.parquet", "--to", "tsv", "-o", "a.tsv")
case(4, "Parquet: a string of 1 MB 5,000 times", lambda folder: inputs.parquet(folder / "a.parquet", b"long " * 200_000, 5_000), "convert", "a.parquet", "--to", "tsv", "-o", "a.tsv")


# 5. Inputs as outputs.

def own_input(folder):
    inputs.tsv(folder / "a.tsv", [("Precious: precious\r".strip(), "Précieux.")])
    for name in ["a.en", "a.fr"]:
        (folder / name).write_text("One is here. Another is precious\n")
    (folder / "en").mkdir(), (folder / "fr").mkdir()
    (folder / "en/a.txt").write_text(PRECIOUS + inputs.ENGLISH), (folder / "fr/a.txt").write_text(PRECIOUS + inputs.FRENCH)
    (folder / "list.tsv").write_text("en/a.txt\tfr/a.txt\ta.tsv\n")
    (folder / "en.list").write_text("en/a.txt\n"), (folder / "fr.list").write_text("fr/a.txt\n")


def unchanged(name):
    """Whether an input is what it was; its bytes before are kept beside the folder."""

    def harm(folder, _):
        before = (folder.parent / "before").read_bytes()
        same = (folder / name).exists() and (folder / name).read_bytes() == before
        return f"none: {name} unharmed" if same else f"**{name} overwritten**"

    return harm


def keeping(name, make=own_input):
    def makes(folder):
        make(folder)
        shutil.copy(folder / name, folder.parent / "before")

    return makes


def opus(folder):
    own_input(folder)
    sentences = "<?xml version='1.0'?><text><p id='1'><s id='s1.1'>%s</s></p></text>"
    for name in ["a.en.xml", "a.fr.xml"]:
        (folder / name).write_text(sentences % PRECIOUS.strip())
    (folder / "a.xces").write_text("<cesAlign version='1.0'><linkGrp fromDoc='a.en.xml' toDoc='a.fr.xml'><link xtargets='s1.1;s1.1'/></linkGrp></cesAlign>")


def journal_there(folder):
    own_input(folder)
    (folder / "out").mkdir()
    (folder / "out/journal.jsonl").write_text("{}\n")


case(5, "convert -o its input", keeping("a.tsv"), "convert", "a.tsv", "--to", "jsonl", "-o", "a.tsv", harm=unchanged("a.tsv"))
case(5, "convert -o a sentence file of its input", keeping("a.en.xml", opus), "convert", "a.xces", "--to", "tsv", "-o", "a.en.xml", harm=unchanged("a.en.xml"))
case(5, "convert to XCES whose parts are the input's", keeping("a.en.xml", opus), "convert", "a.xces", "--source-lang", "en", "--target-lang", "fr", "--to", "xces", "-o", "a.ces", harm=unchanged("a.en.xml"))
case(5, "segment A -o A", keeping("a.en"), "segment", "a.en", "-o", "a.en", harm=unchanged("a.en"))
case(5, "match -o a document", keeping("en/a.txt"), "match", "en", "fr", "-o", "en/a.txt", harm=unchanged("en/a.txt"))
case(5, "match -o a list", keeping("en.list"), "match", "en.list", "fr.list", "-o", "en.list", harm=unchanged("en.list"))
case(5, "batch --pooled the list", keeping("list.tsv"), *BATCH, "--pooled", "list.tsv", harm=unchanged("list.tsv"))
case(5, "batch --pooled a text", keeping("en/a.txt"), *BATCH, "--pooled", "en/a.txt", harm=unchanged("en/a.txt"))
case(5, "batch --pooled the journal", keeping("out/journal.jsonl", journal_there), *BATCH, "--pooled", "out/journal.jsonl",
     harm=lambda folder, _: "**the journal is not one any more**" if "source_text" in (folder / "out/journal.jsonl").read_text() else "none: the journal is one still")
case(5, "train -o its pairs", keeping("a.tsv"), "train", "--lang", "en-fr", "--pairs", "a.tsv", "-o", "a.tsv", harm=unchanged("a.tsv"))
case(5, "check -o its input", keeping("a.tsv"), "check", "a.tsv", "-o", "a.tsv", harm=unchanged("a.tsv"))
case(5, "check --report its input", keeping("a.tsv"), "check", "a.tsv", "--report", "a.tsv", harm=unchanged("a.tsv"))


# 6. Parts of results.

def clash(folder):
    inputs.texts(folder)
    (folder / "list.tsv").write_text("a.en\ta.fr\tk.1\ten\tfr\na.en\ta.fr\tk.2\ten\tfr\n")


for format in ["xces", "tei", "intertext"]:
    case(6, f"batch --to {format}: k.1 and k.2", clash, *BATCH, "--to", format,
         harm=lambda folder, outcome: "**one pair's sentences stand for another's**" if outcome.code == 0 and len(list(folder.glob("out/k*.en.xml"))) == 1 else "none")

# 7. Escapes.

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202eevil"


def evil_names(folder):
    inputs.texts(folder)
    (folder / f"a{EVIL}.txt").write_text("")
    (folder / "list.tsv").write_text(f"a{EVIL}.txt\ta.fr\ta.tsv\nb{EVIL}.txt\ta.fr\tb.tsv\n")


def evil_cells(folder):
    inputs.tsv(folder / "a.tsv", [(f"It is {at} {EVIL} o'clock.", f"Il est {at + 1} {EVIL} heures.") for at in range(9)])


def on_terminal(point, name, make, *command, file=None):
    """The same with a terminal for both outputs: everything that arrives there is looked at."""

    def runs(folder, program):
        shown = bytearray()
        master, slave = pty.openpty()
        began = time.monotonic()
        child = start(folder, [program, *command], output=slave)
        os.close(slave)

        def read():
            try:
                while piece := os.read(master, 65536):
                    shown.extend(piece)
            except OSError:
                pass

        reader = threading.Thread(target=read)
        reader.start()
        outcome = ended(child, folder, began)
        reader.join()
        os.close(master)
        outcome.said = shown.decode("utf-8", "replace")
        looked_at = (folder / file).read_text() if file else outcome.said
        found = {f"U+{ord(c):04X}" for c in OBEYED.findall(looked_at)}
        return outcome, f"**raw: {', '.join(sorted(found))}**" if found else "none: nothing raw"

    CASES.append(Case(point, name, lambda folder, program: make(folder), runs))


on_terminal(7, "escapes in a name: the error", evil_names, "segment", f"a{EVIL}.txt")
on_terminal(7, "escapes in a name: usage", evil_names, "segment", "a.en", f"--{EVIL}")
on_terminal(7, "escapes in a list: batch", evil_names, "batch", "list.tsv", "-q", "-o", "out")
on_terminal(7, "escapes in a list: results.tsv", evil_names, "batch", "list.tsv", "-q", "-o", "out", file="out/results.tsv")
on_terminal(7, "escapes in segments: check", evil_cells, "check", "a.tsv")
on_terminal(7, "escapes in segments: convert to a table", evil_cells, "convert", "a.tsv")
on_terminal(7, "escapes in a text: segment", lambda folder: written(folder / "a.en", [f"One {EVIL} two.\n"]), "segment", "a.en")


# 8. The key of one visit.

def browser(folder):
    """A browser that notes what others see of it."""
    (folder / "bin").mkdir()
    for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"]:
        tool = folder / "bin" / name
        tool.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" > "{folder}/seen.part" && mv "{folder}/seen.part" "{folder}/seen"\n')
        tool.chmod(0o755)


def opened(folder, program):
    began = time.monotonic()
    child = start(folder, [program, "review", "p.diptych"], environment={"PATH": f"{folder}/bin:{os.environ['PATH']}"})
    seen = folder / "seen"
    while time.monotonic() - began < 10 and not seen.exists():
        time.sleep(0.02)
    argument = seen.read_text().strip() if seen.exists() else ""
    harm = "no browser was started"
    if argument.startswith("http"):
        harm = "**an address with a key is in the arguments of the browser**"
    elif argument:
        path = Path(argument.removeprefix("file://"))
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0
        harm = f"none: the browser gets a file of mode {mode:04o}" if mode == 0o600 else f"**a file of mode {mode:04o}**"
    os.kill(child, signal.SIGTERM)
    return ended(child, folder, began, 20), harm


of_project(8, "what other users see of the browser's arguments", browser, opened)


# 9. Connections.

def crowded(address):
    host, port = re.match(r"http://([^/:]+):(\d+)", address).groups()
    crowd = []
    try:
        for _ in range(1100):
            one = socket.create_connection((host, int(port)), timeout=2)
            one.sendall(b"GET / HTTP/1.1\r\nHost: ")
            crowd.append(one)
    except OSError:
        pass
    status, seconds = asked(address, "")
    for one in crowd:
        one.close()
    return f"{'none' if status == 200 else '**locked out**'}: beside {len(crowd)} half requests the page answers {status} after {seconds:.2f} s"


of_project(9, "1,100 half-sent requests", lambda folder: None, lambda folder, program: serving(folder, program, crowded, descriptors=1024))


# 10. Lexicons and attributes.

def lexicon_bomb(folder):
    inputs.texts(folder)
    inputs.gzip_bomb(folder / "l.tsv.gz", 2)


def endless_lexicon(folder):
    path = folder / "p.diptych"
    head, rest = path.read_text().split("\n\n", 1)
    path.write_text(f"{head}\nlexicon: /dev/zero\n\n{rest}")


def named_like(folder, name, head, tail, element, depth):
    inputs.deep_languages(folder, (name, head), tail, element, depth)


case(10, "a lexicon of 2 GB in a gzip file", lexicon_bomb, "align", "a.en", "a.fr", "--lexicon", "l.tsv.gz", "--to", "tsv")
case(10, "a lexicon of 2 GB in a gzip file (match)", lambda folder: (own_input(folder), lexicon_bomb(folder)), "match", "en", "fr", "--lexicon", "l.tsv.gz")
of_project(10, "a project whose lexicon is /dev/zero", endless_lexicon, lambda folder, program: (run(folder, [program, "align", "p.diptych", "--to", "tsv"]), ""))
case(10, "a pack that is /dev/zero", inputs.texts, "align", "a.en", "a.fr", "--lexicon", "/dev/zero", "--to", "tsv")
case(10, "20 MB of lang on 390 elements (HTML)", lambda folder: named_like(folder, "html", "<html><body>", "</body></html>", "div", 390), "segment", "a.html")
case(10, "20 MB of lang on 490 elements (XLIFF)", lambda folder: named_like(folder, "xlf", "<xliff version='2.0' srcLang='en' trgLang='fr'><file id='f'>", "</file></xliff>", "group", 490), "convert", "a.xlf", "--to", "tsv")
case(10, "20 MB of lang on 490 elements (TMX)", lambda folder: named_like(folder, "tmx", "<tmx version='1.4'><header srclang='en'/><body><tu><tuv><seg>", "</seg></tuv></tu></body></tmx>", "hi", 490), "convert", "a.tmx", "--to", "tsv")

# 11. Drawings.

DRAWINGS = {
    "url(#a) and another": "<path fill='url(#a);x:url(http://x/y)'/>",
    "URL( in capitals": "<path fill='URL(http://x/y)'/>",
    "@IMPORT in capitals": "<style>@IMPORT 'http://x/y';</style>",
    "\\75rl( spelled out": "<path style='fill:\\75rl(http://x/y)'/>",
    "image-set": "<path style='fill:image-set(\"http://x/y\" 1x)'/>",
    "entities": "<path fill='&#117;rl(http://x/y)'/>",
    "url( after a line end": "<style>p{fill:u\\\nrl(http://x/y)}</style>",
}


def drawn(what):
    def make(folder):
        inputs.texts(folder)
        drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>{what}</svg>"
        page = "<p>The harbour was quiet.</p><p><img src='a.svg' alt='x'/></p><p>Nobody saw the boat come in. It rained.</p>"
        inputs.epub(folder / "a.epub", page, {"a.svg": drawing})

    return make


def fetched(folder, outcome):
    book = folder / "o.epub"
    if not book.exists():
        return "no book was made"
    import zipfile
    with zipfile.ZipFile(book) as archive:
        kept = [name for name in archive.namelist() if name.endswith(".svg") and b"http://x" in archive.read(name)]
    return "**the drawing is kept, and fetches**" if kept else "none: nothing is fetched"


for name, what in DRAWINGS.items():
    case(11, f"a drawing with {name}", drawn(what), "align", "a.epub", "a.fr", "-q", "-o", "o.epub", harm=fetched)


# 12. Time.

# Around a long paragraph, and its words: with others beside it and words of its own it is paired, and so written.
AROUND = ["The harbour was quiet.", "Nobody saw the boat come in."]
WORDS = "harbour quiet boat night rain letter window table river stone garden winter".split()


def of_runs(path, runs, relation=""):
    ends = [f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in AROUND]
    inputs.docx(path, [ends[0], "<w:p>", *runs, "</w:p>", ends[1]], relation)
    shutil.copy(path, path.with_name("b.docx"))


def linked_runs_docx(folder):
    address = "http://x/" + "a" * 5 * MEGABYTE
    relation = f"<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink' TargetMode='External' Target='{address}'/>"
    of_runs(folder / "a.docx", (f"<w:hyperlink r:id='r1'><w:r><w:t>{WORDS[at % 12]}{at} </w:t></w:r></w:hyperlink>" for at in range(200_000)), relation)


def linked_runs_html(folder):
    address = "http://x/" + "a" * 5 * MEGABYTE
    runs = (f"<b>{WORDS[at % 12]}{at} </b>x " for at in range(200_000))
    written(folder / "a.html", [f"<html><body><p>{AROUND[0]}</p><p><a href='{address}'>", *runs, f"</a></p><p>{AROUND[1]}</p></body></html>"])
    shutil.copy(folder / "a.html", folder / "b.html")


def bold_runs(folder):
    of_runs(folder / "a.docx", (f"<w:r><w:rPr><w:b/></w:rPr><w:t>{WORDS[at % 12]}{at} </w:t></w:r><w:r><w:t>and on </w:t></w:r>" for at in range(300_000)))


def one_bead(folder):
    written(folder / "a.en", ("Yes.\n" for _ in range(60_000)))
    written(folder / "a.fr", ("Oui.\n" for _ in range(60_000)))
    (folder / "a.vecalign").write_text("[0]:[0]:0.1\n")


NAMES = " ".join(f"Ab{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}{chr(97 + at // 676 % 26)}{chr(97 + at // 17576)}" for at in range(20_000))
TAGGED = ["--to", "tmx", "-o", "o.tmx"]
case(12, "check: 8,000 numbers in a cell", lambda folder: inputs.tsv(folder / "a.tsv", [(" ".join(map(str, range(8_000))), " ".join(map(str, range(8_001, 16_001))))]), "check", "a.tsv")
case(12, "check: 20,000 names in a cell", lambda folder: inputs.tsv(folder / "a.tsv", [("He saw " + NAMES, "Il vit " + NAMES[::-1].title())]), "check", "a.tsv")
case(12, "DOCX: a link of 5 MB on 200,000 runs", linked_runs_docx, "align", "a.docx", "b.docx", "--source-lang", "en", "--target-lang", "en", "--split", "paragraphs", *TAGGED, harm=lambda folder, _: f"{size_of(folder / 'o.tmx')} written")
case(12, "HTML: a link of 5 MB on 200,000 runs", linked_runs_html, "align", "a.html", "b.html", "--source-lang", "en", "--target-lang", "en", "--split", "paragraphs", *TAGGED, harm=lambda folder, _: f"{size_of(folder / 'o.tmx')} written")
case(12, "HTML: the same, by sentences", linked_runs_html, "align", "a.html", "b.html", "--source-lang", "en", "--target-lang", "en", *TAGGED, harm=lambda folder, _: f"{size_of(folder / 'o.tmx')} written")
case(12, "DOCX: 600,000 runs, every other bold, to TMX", bold_runs, "align", "a.docx", "b.docx", "--source-lang", "en", "--target-lang", "en", "--split", "paragraphs", *TAGGED, harm=lambda folder, _: f"{size_of(folder / 'o.tmx')} written")
case(12, "a file of one bead over 60,000 lines", one_bead, "convert", "a.vecalign", "--source", "a.en", "--target", "a.fr", "--split", "lines", "--to", "tsv", "-o", "o.tsv")


def size_of(path):
    return f"{path.stat().st_size / 1e6:.1f} MB" if path.exists() else "nothing"


# 13. Memory.

def lines(count, line):
    def make(folder):
        for side, word in zip(["a.en", "a.fr"], line):
            written(folder / side, (f"{word}\n" * 1000 for _ in range(count // 1000)))

    return make


def letters(folder):
    for side in ["a.en", "a.fr"]:
        written(folder / side, ("\n".join("abcdefghijklmnopqrstuvwxyz"[(at * 7 + step) % 26] for step in range(1000)) + "\n" for at in range(10_000)))


case(13, "ten million lines of one letter", letters, "align", "a.en", "a.fr", "--split", "lines", "--to", "tsv", "-o", "o.tsv")
case(13, "a million equal lines", lines(1_000_000, ["Yes.", "Oui."]), "align", "a.en", "a.fr", "--split", "lines", "--to", "tsv", "-o", "o.tsv")


# 14. A source replaced while it is read.

def replaced(folder, program):
    """Thirty alignments beside a thread that puts one of two texts in the place of the source, over and over."""
    for name, word in [("one", "quiet"), ("two", "silent")]:
        (folder / name).write_text(inputs.ENGLISH.replace("quiet", word) * 400)
    (folder / "a.fr").write_text(inputs.FRENCH * 400)
    shutil.copy(folder / "one", folder / "a.en")
    over, torn = threading.Event(), 0

    def replace():
        at = 0
        while not over.is_set():
            shutil.copy(folder / ("two", "one")[at % 2], folder / "new")
            os.rename(folder / "new", folder / "a.en")
            at += 1
            time.sleep(0.001)

    worker = threading.Thread(target=replace)
    worker.start()
    for _ in range(30):
        outcome = run(folder, [program, "align", "a.en", "a.fr", "-q", "--no-packs", "--rounds", "0", "-o", "p.diptych"])
        head = (folder / "p.diptych").read_text().split("\n\n")[0] if (folder / "p.diptych").exists() else ""
        hashes = dict(line.split(": ", 1) for line in head.splitlines() if "sha256" in line)
        torn += hashes.get("source-sha256") != hashes.get("source-text-sha256")
        (folder / "p.diptych").unlink(missing_ok=True)
    over.set()
    worker.join()
    return outcome, f"**{torn} of 30 projects have two hashes of one text**" if torn else "none: 30 projects with one hash of one text"


CASES.append(Case(14, "a source replaced while it is read", lambda folder, program: None, replaced))


# 15. Others.

def pipes(folder):
    inputs.texts(folder)
    os.mkfifo(folder / "pipe")
    (folder / "list.tsv").write_text("pipe\ta.fr\tp.tsv\na.en\ta.fr\ta.tsv\n")
    (folder / "docs").mkdir()
    os.mkfifo(folder / "docs/pipe.txt")
    (folder / "docs/a.txt").write_text(inputs.FRENCH)


def second_review(folder, program):
    def then(_):
        (folder / "p.diptych.lock").unlink(missing_ok=True)
        (folder / "again").mkdir()
        began = time.monotonic()
        child = start(folder / "again", [program, "review", "--no-open", "../p.diptych"])
        time.sleep(2)
        going_on = not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        os.kill(child, signal.SIGTERM)
        ended(child, folder / "again", began, 10)
        return "**a second review has the project open**" if going_on else "none: the second review was refused"

    return serving(folder, program, then)


def armed(folder, _):
    cells = [cell for line in (folder / "o.tsv").read_text().splitlines()[1:] for cell in line.split("\t")]
    return "**a cell begins a formula**" if any(cell[:1] in "=+-@" for cell in cells if cell) else "none: no cell begins a formula"


case(15, "a pipe for a text", pipes, "align", "pipe", "a.fr")
case(15, "a pipe for a bitext", pipes, "convert", "pipe", "--from", "tsv", "--to", "jsonl")
case(15, "a pipe in a list", pipes, "batch", "list.tsv", "-o", "out")
case(15, "a pipe in a folder of documents", pipes, "match", "docs", "docs")
case(15, "a pipe for a list", pipes, "batch", "pipe", "-o", "out")
of_project(15, "a pipe for the journal of a project", lambda folder: os.mkfifo(folder / "p.diptych.journal"), lambda folder, program: (run(folder, [program, "convert", "p.diptych", "--to", "tsv"]), ""))
of_project(15, "a second review after the lock was deleted", lambda folder: None, second_review)
case(15, "files of at most 4 kB (SIGXFSZ)", lambda folder: inputs.tsv(folder / "a.tsv", [(f"Line {at}.", f"Ligne {at}.") for at in range(5_000)]), "convert", "a.tsv", "-o", "o.tmx", file=4096, harm=leftovers)
case(15, "cells that begin formulas, to TSV", lambda folder: inputs.tsv(folder / "a.tsv", [("=cmd|' /C calc'!A0", "@SUM(A1)"), ("+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0")]), "convert", "a.tsv", "--to", "tsv", "-o", "o.tsv", harm=armed)
case(15, "--threads 1000", inputs.texts, "align", "a.en", "a.fr", "--threads", "1000", "--to", "tsv")
case(15, "--threads 65535", inputs.texts, "align", "a.en", "a.fr", "--threads", "65535", "--to", "tsv")
case(15, "match --threads 65535", own_input, "match", "en", "fr", "--threads", "65535")
case(15, "stream --threads 65535", inputs.texts, "stream", "--threads", "65535")
case(15, "batch --threads 65535", lambda folder: (inputs.texts(folder), (folder / "list.tsv").write_text("a.en\ta.fr\n")), *BATCH, "--threads", "65535")
