//! A bilingual book made of two books: chapters, headings and pictures of the source, judged by epubcheck where it is installed.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

use crate::support::folder::Folder;
use crate::support::judges;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats").join(name)
}

fn part(book: &Path, name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn page(book: &Path, name: &str) -> String {
    String::from_utf8(part(book, name)).unwrap()
}

fn names(book: &Path) -> Vec<String> {
    let zip = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    zip.file_names().map(|name| name.unwrap().into_owned()).collect()
}

/// epubcheck passes a book, where it is there.
fn passes(book: &Path) {
    let Some(mut epubcheck) = judges::epubcheck() else { return };
    let (_, said) = judges::verdict(epubcheck.arg(book));
    assert!(said.contains("0 errors / 0 warnings"), "{said}");
}

#[test]
fn pictures_and_chapters_of_the_source_are_kept() {
    let (folder, source, target) = (Folder::empty(), sample("lighthouse.en.epub"), sample("lighthouse.fr.epub"));
    let made = folder.path().join("o.epub");
    for layout in ["alternating", "columns", "tap"] {
        let arguments = ["align", source.to_str().unwrap(), target.to_str().unwrap(), "-q", "-o", "o.epub", "--epub-layout", layout];
        assert_eq!(folder.run(&arguments).0, 0);
        assert_eq!(part(&made, "EPUB/p1.png"), part(&source, "EPUB/media/file0.png"));
        let drawing = page(&made, "EPUB/p2.svg");
        assert!(page(&source, "EPUB/media/file1.svg").contains("<path d=\"") && drawing.contains("<path d=\""), "{drawing}");
        let chapter = page(&made, "EPUB/c2.xhtml");
        let place = |what: &str| chapter.find(what).unwrap_or_else(|| panic!("{layout}: {what} is not in {chapter}"));
        let order = [
            "The Fog Bell</span>",
            r#"<img src="p1.png" alt="The lamp"/>"#,
            "The keeper of the Skarra light",
            r#"<img src="p2.svg" alt="The stairs"/>"#,
            "The supply boat should have come",
        ];
        assert!(order.is_sorted_by_key(|what| place(what)), "{layout}: {chapter}");
        let contents = page(&made, "EPUB/nav.xhtml");
        assert!(contents.contains(r#"<a href="c1.xhtml">CHAPTER III.</a>"#) && contents.contains(r#"<a href="c2.xhtml">The Fog Bell</a>"#));
        passes(&made);
        let (code, again, _) = folder.run(&["convert", "o.epub", "--to", "tsv"]);
        assert!(code == 0 && again.contains("The supply boat should have come on the twentieth."));
    }
}

/// A book of these pages and files.
fn book(pages: &[&str], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    put("mimetype", b"application/epub+zip");
    put("META-INF/container.xml", b"<container><rootfiles><rootfile full-path='b/p.opf'/></rootfiles></container>");
    let (mut items, mut spine) = (String::new(), String::new());
    for (number, page) in pages.iter().enumerate() {
        items += &format!("<item id='c{number}' href='c{number}.xhtml' media-type='application/xhtml+xml'/>");
        spine += &format!("<itemref idref='c{number}'/>");
        put(&format!("b/c{number}.xhtml"), format!("<html xmlns='http://www.w3.org/1999/xhtml'><body>{page}</body></html>").as_bytes());
    }
    for (number, (name, media, bytes)) in files.iter().enumerate() {
        items += &format!("<item id='f{number}' href='{name}' media-type='{media}'/>");
        put(&format!("b/{name}"), bytes);
    }
    put("b/p.opf", format!("<package><manifest>{items}</manifest><spine>{spine}</spine></package>").as_bytes());
    zip.finish().unwrap().into_inner()
}

#[test]
fn pictures_are_what_they_hold_and_not_what_they_are_called() {
    let folder = Folder::empty();
    let png = part(&sample("lighthouse.en.epub"), "EPUB/media/file0.png");
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let files: [(&str, &str, &[u8]); 4] = [
        ("a b&c.JPEG", "image/jpeg", &png),
        ("evil.svg", "image/svg+xml", script),
        ("note.png", "image/png", b"not a picture"),
        ("twice.bin", "application/octet-stream", &png),
    ];
    let pages = [
        "<svg><image xlink:href='a%20b&amp;c.JPEG'/></svg>",
        "<p>The harbour was quiet.</p><p>It <img src='twice.bin' alt='rain &amp; \"wind\"'/> rained.</p><img src='twice.bin'/>",
        "<img src='evil.svg'/><img src='note.png'/><img src='http://example.org/x.png'/><img src='../../gone.png'/><p>Nobody saw the boat come in.</p>",
    ];
    folder.put("a.epub", book(&pages, &files));
    folder.put("b.epub", book(&["<p>Le port était calme.</p><p>Il pleuvait.</p>", "<p>Personne ne vit arriver le bateau.</p>"], &[]));
    assert_eq!(folder.run(&["align", "a.epub", "b.epub", "-q", "-o", "o.epub", "--source-lang", "en", "--target-lang", "fr"]).0, 0);
    let made = folder.path().join("o.epub");
    let pictures: Vec<String> = names(&made).into_iter().filter(|name| name.starts_with("EPUB/p") && !name.ends_with(".opf")).collect();
    assert_eq!(pictures, ["EPUB/p1.png", "EPUB/p2.png"]);
    // The cover, the picture within a paragraph after it, the last one still in its chapter.
    let first = page(&made, "EPUB/c1.xhtml");
    let order =
        ["p1.png", "quiet.", "rained.", r#"<img src="p2.png" alt="rain &amp; &quot;wind&quot;"/>"#, r#"<img src="p2.png" alt=""/>"#];
    let places: Vec<Option<usize>> = order.iter().map(|what| first.find(what)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {first}");
    assert!(page(&made, "EPUB/c2.xhtml").contains("Nobody saw the boat come in."));
    passes(&made);
}
