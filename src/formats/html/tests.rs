//! Pages and what is read of them.

use super::read::*;
use std::path::Path;

use crate::model::{BlockKind, Document, MarkKind};

fn page(html: &str, main_content: bool) -> Document {
    document(Path::new("f"), html.as_bytes().to_vec(), None, main_content).unwrap()
}

fn blocks(html: &str) -> Vec<(BlockKind, String)> {
    let page = page(html, false);
    page.blocks().iter().map(|block| (block.kind, page.text()[block.range.clone()].to_owned())).collect()
}

fn texts(html: &str) -> Vec<String> {
    blocks(html).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn blocks_have_their_kinds() {
    use BlockKind::{Caption, Heading, ListItem, Note, Paragraph, TableCell};
    let html = "<!doctype html><html><head><title>T</title><style>p{}</style></head><body><h1>One &amp; <em>two</em></h1>\
        <p>A\n  para&shy;graph<script>if (a < b) {}</script> of&nbsp;text.<p>Another<ul><li>first<li><p>second</p><p>more</ul>\
        <table><caption>Cap</caption><tr><th>a<td>b<tr><td>c</table><figure><img alt='x'><figcaption>A quay</figcaption></figure>\
        <div>bare text<br>second line<br><br>third</div><aside class='footnote'>A note.</aside></body></html>";
    let expected = [
        (Heading, "One & two"),
        (Paragraph, "A paragraph of\u{a0}text."),
        (Paragraph, "Another"),
        (ListItem, "first"),
        (ListItem, "second"),
        (ListItem, "more"),
        (Caption, "Cap"),
        (TableCell, "a"),
        (TableCell, "b"),
        (TableCell, "c"),
        (Caption, "A quay"),
        (Paragraph, "bare text\nsecond line"),
        (Paragraph, "third"),
        (Note, "A note."),
    ];
    let html = html.replace("<aside class='footnote'>A note.</aside>", "<section class='footnotes'>A note.</section>");
    let found = blocks(&html);
    assert_eq!(found.iter().map(|(kind, text)| (*kind, text.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn boilerplate_is_kept_apart() {
    let html = "<!doctype html><body class='with-sidebar'><header><a href=/>Logo</a><h1>Title</h1></header><nav><ul><li><a href=a>Home</a></ul></nav>\
        <div id='cookie-banner'>We use cookies <button>Accept</button></div><article><p>The text, and more of the text, and still more of it.</p>\
        <div class='share-buttons'>Share</div></article><ul><li><a href=b>One</a><li><a href=c>Two</a><li><a href=d>Three</a></ul>\
        <p>Outside</p><footer>Contact</footer>";
    assert_eq!(texts(html), ["Title", "The text, and more of the text, and still more of it.", "Outside"]);
    let whole = page(html, false);
    let boilerplate: Vec<&str> = whole.boilerplate().iter().map(|block| &whole.text()[block.range.clone()]).collect();
    assert_eq!(boilerplate, ["Logo", "Home", "We use cookies", "Accept", "Share", "One", "Two", "Three", "Contact"]);
    let main = page(html, true);
    assert_eq!(main.text(), "The text, and more of the text, and still more of it.\n");
    assert!(main.boilerplate().is_empty());
}

#[test]
fn a_class_never_takes_the_whole_page() {
    let html = "<div class='sidebar-layout widget'><p>All of the text is in here, whatever the class is called.</p></div><p>End</p>";
    assert_eq!(texts(html).len(), 2);
}

#[test]
fn marks_of_notes_and_ruby_are_no_text() {
    let html =
        "<p>Word<a href='#fn1' class='footnote-ref' role='doc-noteref'><sup>1</sup></a> and <ruby>漢<rp>(</rp><rt>kan</rt></ruby>.</p>";
    assert_eq!(texts(html), ["Word and 漢."]);
}

#[test]
fn xhtml_may_close_at_once() {
    let html = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml' xml:lang='fr'><head><title/><script src='a'/></head>\
        <body><p>Le port était calme.</p></body></html>";
    let page = page(html, false);
    assert_eq!(page.text(), "Le port était calme.\n");
    assert_eq!(page.language(), Some("fr"));
}

#[test]
fn encodings_are_those_declared() {
    let html = b"<html><meta charset='iso-8859-2'><p>\xB1</p>";
    assert_eq!(document(Path::new("f"), html.to_vec(), None, false).unwrap().text(), "ą\n");
}

#[test]
fn deep_nesting_is_refused() {
    let html = "<div>".repeat(100_000);
    assert!(document(Path::new("f"), html.into_bytes(), None, false).unwrap_err().to_string().contains("400 deep"));
}

#[test]
fn inline_elements_are_marks() {
    use MarkKind::{Bold, Code, Italic, Link, Subscript};
    let page = page(
        "<!doctype html><main><p>A <b>bold <i>and</b> slanted</i> <a href='/x?a&amp;b'>link</a>, <code>code</code>.<p><em> </em>H<sub>2</sub>O \
         <span style='font-weight: bold'>really</span><p>and <b>left open</main>",
        true,
    );
    assert_eq!(page.text(), "A bold and slanted link, code.\nH2O really\nand left open\n");
    let found: Vec<_> = page.marks().iter().map(|mark| (mark.kind, &page.text()[mark.range.clone()])).collect();
    let expected = [
        (Bold, "bold and"),
        (Italic, "and"),
        (Italic, "slanted"),
        (Link, "link"),
        (Code, "code"),
        (Subscript, "2"),
        (Bold, "really"),
        (Bold, "left open"),
    ];
    assert_eq!(found, expected);
    assert_eq!(page.marks()[3].address.as_deref(), Some("/x?a&b"));
}
