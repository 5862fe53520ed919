//! Files that are small and made to do harm: what they hold unpacks, repeats or nests without measure.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use flate2::write::{GzEncoder, ZlibEncoder};
use flate2::{Compression, FlushCompress};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Megabytes of one letter, packed by deflate without a header. Each takes the same thousand bytes, because nothing reaches back into another.
fn deflated(letter: u8, megabytes: usize) -> Vec<u8> {
    let part = vec![letter; 1 << 20];
    let mut packer = flate2::Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(1 << 16);
    packer.compress_vec(&part, &mut packed, FlushCompress::Full).unwrap();
    let mut all = packed.repeat(megabytes);
    // The last block, with nothing in it.
    all.extend([3, 0]);
    all
}

/// Megabytes of one letter behind the header of zlib.
pub fn spread(letter: u8, megabytes: usize) -> Vec<u8> {
    [&[0x78, 0x9C][..], &deflated(letter, megabytes)].concat()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// An archive of these parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word file of this document.
pub fn docx(document: &[u8]) -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])
}

/// An object with a stream.
fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary}/Length {}>>stream\n", content.len()).as_bytes(), content, b"\nendstream"].concat()
}

/// A PDF of these objects, from number 1.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    for (at, object) in objects.iter().enumerate() {
        pdf.extend(format!("{} 0 obj", at + 1).bytes());
        pdf.extend(object);
        pdf.extend(b"endobj\n");
    }
    pdf.extend(b"trailer<</Root 1 0 R>>\n%%EOF");
    pdf
}

/// A PDF of one page that draws this, object 4, with these resources and more objects from number 5.
pub fn page(contents: Vec<u8>, resources: &str, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<{resources}>>>>");
    let first = [&b"<</Type/Catalog/Pages 2 0 R>>"[..], b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page.as_bytes()].map(<[u8]>::to_vec);
    pdf(&[first.to_vec(), vec![contents], more].concat())
}

/// A PDF of one page with this text on it.
pub fn plain_pdf(text: &str) -> Vec<u8> {
    let font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec();
    page(stream("", format!("BT /F 12 Tf 72 700 Td ({text}) Tj ET").as_bytes()), "/Font<</F 5 0 R>>", vec![font])
}

/// What a PDF makes its reader do without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// Unpack into memory.
    Memory,
    /// Compute.
    Time,
    /// Write text.
    Text,
    /// Go deeper, or do much; readers may well get to the end of it.
    Depth,
}

/// PDFs made to do harm, with their names.
pub fn pdfs() -> Vec<(&'static str, Harm, Vec<u8>)> {
    let mut all = Vec::new();
    all.extend(packed_streams().into_iter().map(|(name, pdf)| (name, Harm::Memory, pdf)));
    all.extend(endless_work().into_iter().map(|(name, pdf)| (name, Harm::Time, pdf)));
    all.extend(endless_text().into_iter().map(|(name, pdf)| (name, Harm::Text, pdf)));
    all.extend(deep_nesting().into_iter().map(|(name, pdf)| (name, Harm::Depth, pdf)));
    all
}

/// Two gigabytes in streams, in every disguise.
fn packed_streams() -> Vec<(&'static str, Vec<u8>)> {
    let once = spread(b' ', 2048);
    let (twice, thrice) = (zlib(&once), zlib(&zlib(&once)));
    let hex: String = twice.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02X}");
        hex
    });
    // A block of nine bytes that is stored as it is.
    let stored = [&[0x78, 0x9C, 0, 9, 0, 0xF6, 0xFF][..], b"endstream", &deflated(b' ', 2048)].concat();
    let runs = zlib(&zlib(&b"\x81 ".repeat(16 << 20)));
    let font = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 6 0 R>>>>";
    let drawn = |dictionary: &str, content: &[u8]| page(stream(dictionary, content), "", Vec::new());
    vec![
        ("one-layer", drawn("/Filter/FlateDecode", &once)),
        ("two-layers", drawn("/Filter[/Fl/Fl]", &twice)),
        ("three-layers", drawn("/Filter[/FlateDecode/FlateDecode/FlateDecode]", &thrice)),
        ("escaped-names", drawn("/Filter[/#46lateDecode/Fl#61teDecode]", &twice)),
        ("no-picture", drawn("/X/Image/Filter[/FlateDecode/FlateDecode]", &twice)),
        ("hexadecimal", drawn("/Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]", hex.as_bytes())),
        ("stored-end", drawn("/Filter/FlateDecode", &stored)),
        ("run-lengths", drawn("/Filter[/FlateDecode/FlateDecode/RunLengthDecode]", &runs)),
        (
            "objects",
            pdf(&[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                b"<</Type/Pages/Kids[5 0 R]/Count 1>>".to_vec(),
                stream("/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode/FlateDecode]", &thrice),
            ]),
        ),
        ("references", references(&thrice)),
        (
            "font",
            page(
                stream("", b"BT /F 9 Tf 9 9 Td (text) Tj ET"),
                "/Font<</F 5 0 R>>",
                vec![font.to_vec(), stream("/Filter[/Fl/Fl]", &twice)],
            ),
        ),
    ]
}

/// A PDF whose table of objects is a bomb.
fn references(table: &[u8]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n".to_vec();
    let start = pdf.len();
    let dictionary = "/Type/XRef/Root 1 0 R/Size 4294967295/W[1 4 2]/Index[0 4294967295]/Filter[/FlateDecode/FlateDecode/FlateDecode]";
    pdf.extend([&b"3 0 obj"[..], &stream(dictionary, table), format!("endobj\nstartxref\n{start}\n%%EOF").as_bytes()].concat());
    pdf
}

fn endless_work() -> Vec<(&'static str, Vec<u8>)> {
    // Each form draws the next one ten times, and the last one nothing.
    let form = |number: usize| {
        let resources = format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>", number + 1);
        stream(&resources, "/F Do ".repeat(if number < 60 { 10 } else { 0 }).as_bytes())
    };
    vec![("forms", page(stream("", b"/F Do"), "/XObject<</F 5 0 R>>", (5..=60).map(form).collect()))]
}

fn endless_text() -> Vec<(&'static str, Vec<u8>)> {
    let map = format!(
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{}> endbfchar endcmap",
        "0041".repeat(100_000)
    );
    let draw = |text: &str| stream("/Filter/FlateDecode", &zlib(format!("BT /F 1 Tf 9 9 Td ({text}) Tj ET").as_bytes()));
    let named = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>".to_vec();
    let map = stream("/Filter/FlateDecode", &zlib(map.as_bytes()));
    // Thousands of pages that draw the same: pages are told apart by their objects.
    let kids: String = (5..400).map(|number| format!("{number} 0 R ")).collect();
    let one = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>".to_vec();
    let mut pages = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count 395>>").into_bytes(),
        draw(&"All work and no play. ".repeat(15_000)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    pages.extend((5..400).map(|_| one.clone()));
    vec![("characters", page(draw(&"A".repeat(40_000)), "/Font<</F 5 0 R>>", vec![named, map])), ("pages", pdf(&pages))]
}

fn deep_nesting() -> Vec<(&'static str, Vec<u8>)> {
    let deeper: Vec<Vec<u8>> = (5..30_000).map(|number| format!("<</Type/Pages/Kids[{} 0 R]/Count 1>>", number + 1).into_bytes()).collect();
    let tree = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[5 0 R]/Count 1>>".to_vec(), Vec::new(), Vec::new()];
    let triangles = stream(
        "/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 1/BitsPerComponent 1/BitsPerFlag 2/Decode[0 1 0 1 0 1 0 1 0 1]\
         /Filter/FlateDecode",
        &spread(0, 20),
    );
    let itself = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[1]\
        /Encoding<</Differences[65/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>";
    let letter = b"1 0 d0 BT /F 1 Tf (AAAAAAAAAA) Tj ET";
    let pattern = "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .00001/YStep .00001/Resources<</Pattern<</P 5 0 R>>>>";
    vec![
        ("arrays", page(stream("", &b"[".repeat(1 << 20)), "", Vec::new())),
        ("dictionaries", [&b"%PDF-1.7\n1 0 obj"[..], &b"<</A".repeat(1 << 18)].concat()),
        ("tree", pdf(&[tree.to_vec(), deeper].concat())),
        ("triangles", page(stream("", b"/S sh"), "/Shading<</S 5 0 R>>", vec![triangles])),
        ("loop", pdf(&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>".to_vec()])),
        ("letters", page(stream("", b"BT /F 1 Tf (AAAAAAAAAA) Tj ET"), "/Font<</F 5 0 R>>", vec![itself.to_vec(), stream("", letter)])),
        (
            "patterns",
            page(
                stream("", b"/Pattern cs /P scn 0 0 600 700 re f"),
                "/Pattern<</P 5 0 R>>",
                vec![stream(pattern, b"/Pattern cs /P scn 0 0 600 700 re f")],
            ),
        ),
        ("colours", page(stream("", b"/C cs 0 sc 0 0 9 9 re f"), "/ColorSpace<</C 5 0 R>>", vec![b"[/Indexed 5 0 R 255 (aaa)]".to_vec()])),
    ]
}

/// Files of other formats made to do harm, with their names.
pub fn others() -> Vec<(&'static str, Vec<u8>)> {
    let laughs =
        "<?xml version='1.0'?><!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><w:document><w:p><w:t>&b;</w:t></w:p></w:document>";
    let attributes: String = (0..100_000).map(|at| format!("a{at}=1 ")).collect();
    let strings = format!("<sst><si><t>{}</t></si></sst>", "long ".repeat(200_000));
    let cells: String = (1..=2_000).map(|row| format!("<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>")).collect();
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let far = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>";
    let book = |strings: &str, sheet: &str| {
        zip(&[
            ("xl/workbook.xml", b"<workbook><sheets><sheet r:id='r1'/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    };
    let gzip_of = |megabytes| [&b"\x1F\x8B\x08\0\0\0\0\0\0\x03"[..], &deflated(b'a', megabytes)].concat();
    // A frame of blocks of one byte each, 128 KB long.
    let block = [0x02_u8, 0x00, 0x10, b'a'];
    let mut zstd = [&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58][..], &block.repeat(8192)].concat();
    zstd.extend([0x03, 0, 0, b'a']);
    let container = "<container><rootfiles><rootfile full-path='META-INF/container.xml'/></rootfiles></container>";
    vec![
        ("bomb.txt.gz", gzip_of(1024)),
        ("twice.txt.gz", gzip(&gzip_of(1024))),
        ("bomb.html.gz", gzip_of(200)),
        ("bomb.txt.zst", zstd),
        ("cut.txt.gz", b"\x1F\x8B\x08\0\0\0\0\0\0\x03abc".to_vec()),
        ("cut.txt.zst", b"\x28\xB5\x2F\xFD\x24".to_vec()),
        ("bomb.docx", docx(&vec![b'a'; 130 << 20])),
        ("laughs.docx", docx(laughs.as_bytes())),
        ("deep.docx", docx("<a>".repeat(200_000).as_bytes())),
        ("cut.docx", docx(b"<w:document/>")[..60].to_vec()),
        ("out.docx", zip(&[("../../etc/cron.d/x", b"x"), ("word/document.xml", b"<a/>")])),
        ("loop.epub", zip(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container.as_bytes())])),
        ("any.zip", zip(&[("a.txt", b"text")])),
        ("nested.zip", zip(&[("a.zip", &zip(&[("b.zip", &zip(&[("c.txt", &vec![b' '; 1 << 20])]))]))])),
        ("strings.xlsx", book(&strings, &sheet)),
        ("far.xlsx", book("<sst/>", far)),
        ("deep.html", "<div>".repeat(300_000).into_bytes()),
        ("inline.html", "<b><i>".repeat(100_000).into_bytes()),
        ("tables.html", "<table><tr><td>".repeat(50_000).into_bytes()),
        ("attributes.html", format!("<div {attributes}>x</div>").into_bytes()),
        ("deep.tmx", format!("<tmx><body>{}", "<tu>".repeat(100_000)).into_bytes()),
        (
            "entity.tmx",
            b"<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><tmx><body><tu><tuv><seg>&x;</seg></tuv></tu></body></tmx>".to_vec(),
        ),
        ("deep.xlf", format!("<xliff version='2.0'>{}", "<group>".repeat(100_000)).into_bytes()),
        ("deep.md", format!("{}text", ">".repeat(20_000)).into_bytes()),
        ("brackets.md", "[".repeat(20_000).into_bytes()),
        ("nothing.txt", Vec::new()),
        ("zeros.txt", vec![0; 1 << 20]),
        ("picture.docx", b"\x89PNG\r\n\x1a\nnothing".to_vec()),
    ]
}
