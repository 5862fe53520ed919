//! Formatting, carried from the files of the texts into what is written of them, run as people run it.

use crate::support::folder::Folder;

const ENGLISH: &str = "<!DOCTYPE html><html lang=en><main><h1>The harbour</h1><p>The <b>harbour</b> was quiet. Nobody saw the <i>old boat come in. It \
    rained</i> all night.<p>See <a href='http://example.org/?a=1&amp;b=2'>the map</a> of the coast.</main>";
const FRENCH: &str = "<!DOCTYPE html><html lang=fr><main><h1>Le port</h1><p>Le <strong>port</strong> était calme. Personne ne vit arriver le <em>vieux \
    bateau. Il plut</em> toute la nuit.<p>Voir <a href='http://example.org/?a=1&amp;b=2'>la carte</a> de la côte.</main>";

fn pages() -> Folder {
    let folder = Folder::empty();
    folder.put("a.html", ENGLISH);
    folder.put("b.html", FRENCH);
    folder
}

fn runs(folder: &Folder, arguments: &[&str]) {
    let (code, _, error) = folder.run(arguments);
    assert_eq!(code, 0, "{arguments:?}: {error}");
}

fn lines_of<'a>(text: &'a str, what: &str) -> Vec<&'a str> {
    text.lines().map(str::trim).filter(|line| line.contains(what)).collect()
}

#[test]
fn a_memory_holds_the_codes_of_both_sides() {
    let folder = pages();
    runs(&folder, &["align", "a.html", "b.html", "-q", "-o", "a.tmx", "--source-lang", "en-GB", "--target-lang", "fr-CA"]);
    let tmx = folder.get("a.tmx");
    assert!(tmx.contains("srclang=\"en-GB\" datatype=\"html\""), "{tmx}");
    let expected = [
        r#"<tuv xml:lang="en-GB"><seg>The harbour</seg></tuv>"#,
        r#"<tuv xml:lang="en-GB"><seg>The <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>harbour<ept i="1">&lt;/b&gt;</ept> was quiet.</seg></tuv>"#,
        r#"<tuv xml:lang="en-GB"><seg>Nobody saw the <it pos="begin" x="1" type="italic">&lt;i&gt;</it>old boat come in.</seg></tuv>"#,
        r#"<tuv xml:lang="en-GB"><seg>It rained<it pos="end" x="1" type="italic">&lt;/i&gt;</it> all night.</seg></tuv>"#,
        r#"<tuv xml:lang="en-GB"><seg>See <bpt i="1" x="1" type="link">&lt;a href=&quot;http://example.org/?a=1&amp;amp;b=2&quot;&gt;</bpt>the map<ept i="1">&lt;/a&gt;</ept> of the coast.</seg></tuv>"#,
    ];
    assert_eq!(lines_of(&tmx, "<tuv xml:lang=\"en-GB\">"), expected);
    let target = lines_of(&tmx, "<tuv xml:lang=\"fr-CA\">");
    assert_eq!(
        target[1],
        r#"<tuv xml:lang="fr-CA"><seg>Le <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>port<ept i="1">&lt;/b&gt;</ept> était calme.</seg></tuv>"#
    );
    // The places are those that JSON lines say.
    let (_, json, _) = folder.run(&["align", "a.html", "b.html", "-q", "--to", "jsonl"]);
    assert!(json.contains(r#""source_ranges":[[12,34]]"#), "{json}");
    assert_eq!(lines_of(&tmx, "x-source-ranges")[1], r#"<prop type="x-source-ranges">12-34</prop>"#);
    assert_eq!(lines_of(&tmx, "x-target-file")[1], r#"<prop type="x-target-file">b.html</prop>"#);
}

#[test]
fn level_1_is_plain_text() {
    let folder = pages();
    runs(&folder, &["align", "a.html", "b.html", "-q", "-o", "a.tmx", "--tmx-level", "1"]);
    let tmx = folder.get("a.tmx");
    assert!(tmx.contains("datatype=\"plaintext\"") && tmx.contains("<seg>The harbour was quiet.</seg>"), "{tmx}");
    assert!(!tmx.contains("<bpt") && !tmx.contains("<it "), "{tmx}");
    folder.misused(&["align", "a.html", "b.html", "--tmx-level", "3"], "--tmx-level");
}

#[test]
fn texts_without_formatting_give_the_same_bytes_at_both_levels() {
    let folder = Folder::new();
    let tmx = |level| folder.run(&["align", "a.en", "a.fr", "-q", "--to", "tmx", "--tmx-level", level]).1;
    assert_eq!(tmx("1"), tmx("2"));
}

#[test]
fn what_is_read_back_is_the_text() {
    let folder = pages();
    for name in ["a.tmx", "a.xlf", "c.html", "a.epub"] {
        runs(&folder, &["align", "a.html", "b.html", "-q", "-o", name]);
    }
    let (_, whole, _) = folder.run(&["align", "a.html", "b.html", "-q", "--to", "tsv"]);
    for name in ["a.tmx", "a.xlf", "c.html", "a.epub"] {
        let (_, read, _) = folder.run(&["convert", name, "--to", "tsv"]);
        assert_eq!(read, whole, "{name}");
    }
    // As one of two texts to be aligned, too.
    let (_, again, _) = folder.run(&["align", "a.tmx", "a.tmx", "-q", "--to", "tsv"]);
    assert!(again.contains("\tThe harbour was quiet.\tLe port était calme.\n"), "{again}");
    assert!(
        folder.get("a.xlf").contains(r#"<pc id="1" type="fmt" subType="xlf:b" dispStart="&lt;b&gt;" dispEnd="&lt;/b&gt;">harbour</pc>"#)
    );
    assert!(folder.get("c.html").contains(">The <b>harbour</b> was quiet.</span>"));
}

#[test]
fn every_reader_of_documents_knows_formatting() {
    let folder = Folder::empty();
    folder.put("a.md", "The **harbour** was quiet.\n\nNobody saw *the boat*.\n");
    folder.put("b.html", "<html><main><p>Le <b>port</b> était calme.<p>Personne ne vit <i>le bateau</i>.</main>");
    runs(&folder, &["align", "a.md", "b.html", "-q", "-o", "a.tmx"]);
    let tmx = folder.get("a.tmx");
    assert_eq!(tmx.matches("type=\"bold\"").count(), 2, "{tmx}");
    assert_eq!(tmx.matches("type=\"italic\"").count(), 2, "{tmx}");
}

#[test]
fn a_batch_takes_the_level() {
    let folder = pages();
    folder.put("pairs.tsv", "a.html\tb.html\n");
    runs(&folder, &["batch", "pairs.tsv", "-o", "out", "--to", "tmx", "-q"]);
    let tmx = || {
        std::fs::read_to_string(
            std::fs::read_dir(folder.path().join("out"))
                .unwrap()
                .map(|e| e.unwrap().path())
                .find(|p| p.extension().is_some_and(|e| e == "tmx"))
                .unwrap(),
        )
        .unwrap()
    };
    assert!(tmx().contains("<bpt"));
    runs(&folder, &["batch", "pairs.tsv", "-o", "out", "--to", "tmx", "-q", "--tmx-level", "1"]);
    assert!(!tmx().contains("<bpt"));
}
