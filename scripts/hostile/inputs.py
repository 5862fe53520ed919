"""Makes files that ask for far more than they should: a bomb is small here and large where it is read.

Everything comes from code, so that no bomb lies in the repository. Standard library only.
"""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

ENGLISH = "The harbour was quiet.\n\nNobody saw the boat come in. It rained.\n"
FRENCH = "Le port était calme.\n\nPersonne ne vit arriver le bateau. Il pleuvait.\n"
MEGABYTE = 1 << 20


def flate(parts):
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(part) for part in parts] + [packer.flush()])


def gigabyte(byte=b" "):
    """A gigabyte of one byte, packed: a megabyte."""
    return flate(byte * MEGABYTE for _ in range(1024))


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in parts.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as part:
                for piece in [contents] if isinstance(contents, (bytes, str)) else contents:
                    part.write(piece.encode() if isinstance(piece, str) else piece)


def docx(path, paragraphs, relations=""):
    zipped(path, {
        "[Content_Types].xml": "<Types/>",
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "word/document.xml": ["<w:document><w:body>", *paragraphs, "</w:body></w:document>"],
    })


def xlsx(path, rows, strings=""):
    zipped(path, {
        "xl/workbook.xml": "<workbook><sheets><sheet r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
    })


def cell(at, text):
    return f"<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>"


def epub(path, page, files):
    items = "".join(f"<item id='f{at}' href='{name}' media-type='image/svg+xml'/>" for at, name in enumerate(files))
    zipped(path, {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>",
        "b.opf": "<package version='3.0'><metadata/><manifest><item id='p' href='p.xhtml' media-type='application/xhtml+xml'/>"
                 f"{items}</manifest><spine><itemref idref='p'/></spine></package>",
        "p.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{page}</body></html>",
        **files,
    })


# PDF.

def pdf(path, content, dictionary, resources="", objects=b""):
    """A page of one stream, with the filters that the dictionary names."""
    with open(path, "wb") as file:
        file.write(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n")
        file.write(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<%s>>/Contents 4 0 R>>endobj\n" % resources.encode())
        file.write(b"4 0 obj<<%s/Length %d>>stream\n" % (dictionary.encode(), len(content)))
        file.write(content + b"\nendstream endobj\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF\n")


def pdf_layers(folder):
    packed = flate([flate([gigabyte()])])
    pdf(folder / "bomb.pdf", packed, "/Filter[/FlateDecode/FlateDecode/FlateDecode]")


def pdf_abbreviated(folder):
    pdf(folder / "bomb.pdf", flate([gigabyte()]), "/Filter[/Fl/Fl]")


def pdf_escaped(folder):
    pdf(folder / "bomb.pdf", flate([gigabyte()]), "/Filter[/Fl#61teDecode/Fl#61teDecode]")


def pdf_picture(folder):
    pdf(folder / "bomb.pdf", gigabyte(), "/Was/Image/Filter/FlateDecode")


def pdf_hex(folder):
    pdf(folder / "bomb.pdf", gigabyte().hex().encode() + b">", "/Filter[/ASCIIHexDecode/FlateDecode]")


def pdf_endstream(folder):
    word = b" endstream "
    stored = b"\0" + len(word).to_bytes(2, "little") + (len(word) ^ 0xFFFF).to_bytes(2, "little") + word
    packed = gigabyte()
    pdf(folder / "bomb.pdf", packed[:2] + stored + packed[2:], "/Filter/FlateDecode")


def pdf_to_unicode(folder):
    characters = "0041" * 100_000
    table = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <01> <{characters}> endbfchar endcmap".encode()
    packed = flate([table])
    font = (b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>endobj\n"
            b"6 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)) + packed + b"\nendstream endobj\n"
    drawn = flate([b"BT /F 9 Tf 9 50 Td " + b"(\\001) Tj " * 40_000 + b"ET"])
    pdf(folder / "bomb.pdf", drawn, "/Filter/FlateDecode", "/Font<</F 5 0 R>>", font)


# Parquet, by hand: the compact notation of Thrift, dictionary pages, runs.

def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


class Int(int):
    """An i32; a plain int is an i64."""


def thrift(value):
    """Type and bytes of a value: a dict of numbered fields is a structure."""
    if isinstance(value, int):
        return (5 if isinstance(value, Int) else 6), varint(value << 1)
    if isinstance(value, bytes):
        return 8, varint(len(value)) + value
    if isinstance(value, list):
        members = [thrift(member) for member in value]
        size = bytes([len(members) << 4 | members[0][0]])
        return 9, size + b"".join(member for _, member in members)
    out, last = b"", 0
    for number, member in value.items():
        kind, contents = thrift(member)
        out, last = out + bytes([(number - last) << 4 | kind]) + contents, number
    return 12, out + b"\0"


def parquet(path, value, rows):
    """Two columns of texts: one value, said once, in this many rows."""
    text, plain, runs = Int(6), Int(0), Int(8)
    body, chunks = b"PAR1", []
    for name in [b"source_text", b"target_text"]:
        start = len(body)
        word = len(value).to_bytes(4, "little") + value
        head = {1: Int(2), 2: Int(len(word)), 3: Int(len(word)), 7: {1: Int(1), 2: plain}}
        body += thrift(head)[1] + word
        page, data = len(body), b"\1" + varint(rows << 1) + b"\0"
        head = {1: Int(0), 2: Int(len(data)), 3: Int(len(data)), 5: {1: Int(rows), 2: runs, 3: Int(3), 4: Int(3)}}
        body += thrift(head)[1] + data
        size = len(body) - start
        column = {1: text, 2: [plain, runs], 3: [name], 4: Int(0), 5: rows, 6: size, 7: size, 9: page, 11: start}
        chunks.append({2: start, 3: column})
    columns = [{1: text, 3: Int(0), 4: name, 6: Int(0)} for name in [b"source_text", b"target_text"]]
    group = {1: chunks, 2: len(body), 3: rows}
    footer = thrift({1: Int(1), 2: [{4: b"bitext", 5: Int(2)}, *columns], 3: rows, 4: [group]})[1]
    path.write_bytes(body + footer + len(footer).to_bytes(4, "little") + b"PAR1")


# Bitexts and texts.

def texts(folder):
    (folder / "a.en").write_text(ENGLISH)
    (folder / "a.fr").write_text(FRENCH)


def links(folder):
    """A bead of 30,000 x 30,000."""
    ids = ",".join(map(str, range(30_000)))
    (folder / "a.links").write_text(f"[{ids}]:[{ids}]\n")


def tsv(path, rows):
    with open(path, "w") as file:
        for source, target in rows:
            file.write(f"{source}\t{target}\n")


def gzip_bomb(path, gigabytes):
    with gzip.open(path, "wb", 9) as file:
        for _ in range(gigabytes * 64):
            file.write(b"hello\tbonjour\n" * (16 * MEGABYTE // 14))


def deep_languages(folder, head, tail, element, depth):
    """Ten megabytes of `lang`, inherited by every element below."""
    with open(folder / ("a." + head[0]), "w") as file:
        file.write(head[1] + f"<{element} xml:lang='{'x' * 10 * MEGABYTE}' lang='{'y' * 10 * MEGABYTE}'>")
        file.write(f"<{element}>" * depth + "Text." + f"</{element}>" * (depth + 1) + tail)


def written(path, pieces):
    with open(path, "w") as file:
        for piece in pieces:
            file.write(piece)


def archive_member(path, name):
    return zipfile.ZipFile(io.BytesIO(Path(path).read_bytes())).read(name)
