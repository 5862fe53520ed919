#!/usr/bin/env python3
"""Writes the pair `lighthouse` in every format that diptych reads, from ../lighthouse.{en,fr}.txt.

Needs pandoc (odt, epub), LibreOffice (docx, odt and pdf, which it saves from pandoc's odt) and openpyxl (xlsx). The files are in the
repository, so this is run only when a format is added: python3 samples/formats/make.py
"""

import csv
import gzip
import html
import pathlib
import re
import struct
import subprocess
import tempfile
import zlib

HERE = pathlib.Path(__file__).parent
LANGUAGES = ["en", "fr"]
HEADINGS = 2


def blocks(language):
    text = (HERE.parent / f"lighthouse.{language}.txt").read_text(encoding="utf-8")
    return [" ".join(block.split("\n")) for block in re.split(r"\n\n+", text.strip())]


def write(name, text):
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")


def markdown(language):
    heading = [f"# {block}" for block in blocks(language)[:HEADINGS]]
    escaped = [re.sub(r"^(\d+)\.", r"\1\\.", block) for block in blocks(language)[HEADINGS:]]
    return "\n\n".join(heading + escaped) + "\n"


def web_page(language):
    body = [f"<h1>{html.escape(block)}</h1>" for block in blocks(language)[:HEADINGS]]
    body += [f"<p>{html.escape(block)}</p>" for block in blocks(language)[HEADINGS:]]
    lines = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>Skarra</title>'
        "<style>p { margin: 1em }</style></head>\n<body>\n"
        '<nav><ul><li><a href="/">Skarra</a><li><a href="/2">Holm</a></ul></nav>\n'
        '<div class="cookie-banner">Cookies! <button>OK</button></div>\n'
        f'<main>\n{lines}\n<div class="share-buttons"><a href="#">Mail</a></div>\n</main>\n'
        "<footer>Skarra, 1898</footer>\n</body>\n</html>\n"
    )


def clock(milliseconds, mark):
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def cues(language):
    """Cuts paragraphs into cues of two lines, wherever a sentence happens to be."""
    start = 1000
    for block in blocks(language):
        lines = [""]
        for word in block.split(" "):
            if len(lines[-1]) + len(word) > 42:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        for at in range(0, len(lines), 2):
            cue = lines[at : at + 2]
            end = start + 60 * len(" ".join(cue))
            yield start, end, cue
            start = end + 100
        start += 1000


def subtitles(language):
    srt, vtt = [], ["WEBVTT\n"]
    for number, (start, end, lines) in enumerate(cues(language), 1):
        text = "\n".join(lines)
        srt.append(f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{text}\n")
        vtt.append(f"{clock(start, '.')} --> {clock(end, '.')}\n{html.escape(text, quote=False)}\n")
    write(f"lighthouse.{language}.srt", "\n".join(srt))
    write(f"lighthouse.{language}.vtt", "\n".join(vtt))


def rows():
    """The paragraphs of both sides, as they stand: where one side has fewer, its cell is empty."""
    source, target = blocks("en"), blocks("fr")
    length = max(len(source), len(target))
    return zip(source + [""] * (length - len(source)), target + [""] * (length - len(target)))


def bilingual():
    escape = lambda text: html.escape(text, quote=False)
    tmx, xliff1, xliff2, po = [], [], [], []
    quoted = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for number, (source, target) in enumerate(rows(), 1):
        sides = [("en", source), ("fr", target)]
        tmx.append("<tu>" + "".join(f'<tuv xml:lang="{tag}"><seg>{escape(text)}</seg></tuv>' for tag, text in sides if text) + "</tu>")
        source_element = f"<source>{escape(source)}</source>"
        target_element = f"<target>{escape(target)}</target>" if target else ""
        xliff1.append(f'<trans-unit id="{number}">{source_element}{target_element}</trans-unit>')
        xliff2.append(f'<unit id="u{number}"><segment>{source_element}{target_element}</segment></unit>')
        po.append(f'msgctxt "{number}"\nmsgid {quoted(source)}\nmsgstr {quoted(target)}\n')
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    header = (
        '<header creationtool="make.py" creationtoolversion="1" segtype="paragraph" o-tmf="none" adminlang="en" srclang="en" datatype="plaintext"/>'
    )
    join = "\n".join
    write("lighthouse.tmx", f'{declaration}<tmx version="1.4">\n{header}\n<body>\n{join(tmx)}\n</body>\n</tmx>\n')
    write(
        "lighthouse.1.xlf",
        f'{declaration}<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n<file original="a.txt" datatype="plaintext" '
        f'source-language="en" target-language="fr">\n<body>\n{join(xliff1)}\n</body>\n</file>\n</xliff>\n',
    )
    write(
        "lighthouse.2.xlf",
        f'{declaration}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr">\n<file id="f">\n'
        f"{join(xliff2)}\n</file>\n</xliff>\n",
    )
    po_header = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    write("lighthouse.po", join([po_header] + po))
    for name, dialect in [("lighthouse.csv", "excel"), ("lighthouse.tsv", "excel-tab")]:
        with open(HERE / name, "w", encoding="utf-8", newline="") as file:
            options = {"quoting": csv.QUOTE_NONE, "quotechar": None} if dialect == "excel-tab" else {}
            writer = csv.writer(file, dialect=dialect, lineterminator="\n", **options)
            writer.writerow(["id", "en", "fr"])
            writer.writerows([number, *row] for number, row in enumerate(rows(), 1))
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["id", "English", "French"])
    for number, row in enumerate(rows(), 1):
        book.active.append([number, *row])
    book.save(HERE / "lighthouse.xlsx")


def lamp():
    """A light in the dark as PNG, 24 by 16."""
    rows = bytearray()
    for y in range(16):
        rows.append(0)
        for x in range(24):
            far = (2 * x - 23) ** 2 + (2 * y - 15) ** 2
            rows += bytes([255, 220, 120] if far < 40 else [20, 30, max(40, 110 - far // 8)])
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")


STAIRS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 8V6h2V4h2V2h2V0h2v8z" fill="#456"/></svg>\n'
PICTURES = {"en": ["The lamp", "The stairs"], "fr": ["La lampe", "L'escalier"]}


def book(language, folder):
    name = f"lighthouse.{language}.epub"
    # pandoc writes a page for the title, which is the first heading.
    title, heading, first, *rest = markdown(language).split("\n\n")
    (folder / "lamp.png").write_bytes(lamp())
    (folder / "stairs.svg").write_text(STAIRS, encoding="utf-8")
    lamp_at_night, stairs = PICTURES[language]
    chapter = [heading, f"![{lamp_at_night}](lamp.png)", first, f"![{stairs}](stairs.svg)", *rest]
    (folder / "book.md").write_text("\n\n".join(chapter), encoding="utf-8")
    version = "epub3" if language == "en" else "epub2"
    options = ["-f", "markdown-implicit_figures", "-t", version, "-M", f"lang={language}", "-M", f"title={title[2:]}"]
    subprocess.run(["pandoc", "book.md", "-o", name, *options], check=True, cwd=folder)
    (HERE / name).write_bytes((folder / name).read_bytes())


def office(language, folder):
    name = f"lighthouse.{language}"
    (folder / f"{name}.md").write_text(markdown(language), encoding="utf-8")
    run = lambda *command: subprocess.run(command, check=True, cwd=folder)
    run("pandoc", f"{name}.md", "-o", f"{name}.odt", "-M", f"lang={language}")
    saved = folder / "saved"
    for extension in ["docx", "odt", "pdf"]:
        run("soffice", "--headless", "--convert-to", extension, "--outdir", str(saved), f"{name}.odt")
        (HERE / f"{name}.{extension}").write_bytes((saved / f"{name}.{extension}").read_bytes())


FLAT_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles><style:style style:name="P" style:family="paragraph">
<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="end" fo:margin-bottom="0.4cm"/>
<style:text-properties style:language-complex="{language}"/></style:style></office:automatic-styles>
<office:body><office:text>
{lines}</office:text></office:body></office:document>
"""


def right_to_left():
    """The PDFs of the texts harbour.ar.txt and harbour.he.txt, which are read in the order of the eye from nothing but places."""
    for language in ["ar", "he"]:
        with tempfile.TemporaryDirectory() as folder:
            run = lambda *command: subprocess.run(command, check=True, cwd=folder)
            text = (HERE / f"harbour.{language}.txt").read_text(encoding="utf-8")
            lines = "".join(f'<text:p text:style-name="P">{html.escape(line)}</text:p>\n' for line in text.splitlines())
            (pathlib.Path(folder) / "text.fodt").write_text(FLAT_ODT.format(lines=lines, language=language), encoding="utf-8")
            run("soffice", "--headless", "--convert-to", "pdf", "text.fodt")
            (HERE / f"harbour.{language}.pdf").write_bytes((pathlib.Path(folder) / "text.pdf").read_bytes())


def main():
    for language in LANGUAGES:
        write(f"lighthouse.{language}.md", markdown(language))
        write(f"lighthouse.{language}.html", web_page(language))
        subtitles(language)
        plain = (HERE.parent / f"lighthouse.{language}.txt").read_bytes()
        (HERE / f"lighthouse.{language}.txt.gz").write_bytes(gzip.compress(plain, mtime=0))
        subprocess.run(["zstd", "-19", "-q", "-f", "-o", str(HERE / f"lighthouse.{language}.txt.zst")], input=plain, check=True)
        with tempfile.TemporaryDirectory() as folder:
            office(language, pathlib.Path(folder))
            book(language, pathlib.Path(folder))
    bilingual()
    right_to_left()


if __name__ == "__main__":
    main()
