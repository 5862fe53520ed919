//! Time grows with the input and not with its square: each shape of text that once made something compare each with each is read, checked
//! or written at two sizes, and the processor time of both is compared. Time of the thread, not of the clock, so that a busy machine does
//! not matter.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use diptych::bitext;
use diptych::check::{self, Finding, Rule};
use diptych::corpus::{self, list};
use diptych::formats::{Format, html, tmx, vecalign, vtt, xliff};
use diptych::model::{Alignment, Bead, Pair, Split, Text};
use diptych::project::carry::{self, Old, OldText};
use diptych::project::{Marked, Status};
use diptych::read::{self, ReadOptions};
use diptych::write::{self, Bitext, Settings};

use crate::support::bombs::zip;

/// How many times as large the larger input is.
const LARGER: usize = 8;
/// How many times as long it may take: what compares each with each takes 64 times as long.
const LONGER: u32 = 24;
/// Shorter times are noise.
const NOISE: Duration = Duration::from_millis(3);

/// Processor time of this thread so far.
fn spent() -> Duration {
    let said = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(said.split_whitespace().next().unwrap().parse().unwrap())
}

/// Does some work on an input of a size, and on one that is larger.
fn grows<I>(what: &str, size: usize, make: impl Fn(usize) -> I, work: impl Fn(I)) {
    let time = |size: usize| {
        let input = make(size);
        let began = spent();
        work(input);
        spent().saturating_sub(began).max(NOISE)
    };
    let (small, large) = (time(size), time(size * LARGER));
    eprintln!("  {:7.3} s {:7.3} s  {what}", small.as_secs_f64(), large.as_secs_f64());
    assert!(large < LONGER * small, "{what}: {size} takes {small:?}, {} takes {large:?}", size * LARGER);
}

/// This many pieces.
fn pieces(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// Pairs of lines, English and French, the first with the first.
fn pairs(source: &str, target: &str) -> (Text, Text, Alignment) {
    let lines = |contents: &str, language| diptych::text("f", contents, Some(language), Split::Lines).unwrap();
    one_to_one(lines(source, "en"), lines(target, "fr"))
}

fn one_to_one(source: Text, target: Text) -> (Text, Text, Alignment) {
    let beads = (0..source.len()).map(|id| Bead::new(vec![id], vec![id], 1.0)).collect();
    let alignment = Alignment::new(beads, source.len(), target.len()).unwrap();
    (source, target, alignment)
}

fn checked((source, target, alignment): (Text, Text, Alignment)) {
    check::translation(&Bitext::new(&source, &target, &alignment).unwrap());
}

fn written((source, target, alignment): &(Text, Text, Alignment), format: Format, settings: &Settings) {
    write::write(&mut Vec::new(), &Bitext::new(source, target, alignment).unwrap(), format, settings).unwrap();
}

fn document(name: &str, contents: Vec<u8>) -> Text {
    let document = read::bytes(name, contents, &ReadOptions::default()).unwrap();
    diptych::segment(document, "en", Split::Sentences).unwrap()
}

/// A made-up name.
fn name(number: usize) -> String {
    let mut name = String::from("Ba");
    let mut rest = number.wrapping_mul(0x9E37_79B9) % 17_850_625;
    for _ in 0..4 {
        name.extend([b"bcdfgklmnprst"[rest % 13], b"aeiou"[rest / 13 % 5]].map(char::from));
        rest /= 65;
    }
    name
}

type Piece = fn(usize) -> String;

#[test]
fn every_rule_of_check_on_one_long_cell() {
    let shapes: [(&str, usize, Piece, Piece); 9] = [
        ("numbers", 500, |at| format!("{} ", at * 7 + 13), |at| format!("{} ", at * 7 + 14)),
        ("miles", 400, |at| format!("{} miles, ", at * 7 + 13), |at| format!("{} km, ", at * 91 + 14)),
        ("dates", 700, |at| format!("{} may ", at % 28), |at| format!("{} mars ", at % 28)),
        ("versions", 2_000, |_| "1.2.".to_owned(), |_| "1.3.".to_owned()),
        ("names", 120, |at| format!("{} and ", name(at)), |at| format!("{} et ", name(at + 1))),
        ("addresses", 1_000, |at| format!("http://a.b/{at} "), |at| format!("http://c.d/{at} ")),
        ("placeholders", 2_000, |at| format!("{{{at}}} "), |at| format!("{{a{at}}} ")),
        ("open brackets", 1_500, |_| "{%(${<a".to_owned(), |_| "{%(".to_owned()),
        ("open quotation marks", 1_500, |_| "“`«a ".to_owned(), |_| "the “`«a ".to_owned()),
    ];
    for (what, size, source, target) in shapes {
        grows(what, size, |size| pairs(&pieces(size, source), &pieces(size, target)), checked);
    }
}

#[test]
fn one_source_translated_again_and_again() {
    let target = |size: usize| format!("{}\n{}", "Long. ".repeat(5 * size), pieces(size - 1, |at| format!("Un autre {at:9}.\n")));
    grows("one source", 200, |size| pairs(&"The same old story.\n".repeat(size), &target(size)), checked);
}

#[test]
fn a_page_with_a_finding_at_each_row() {
    let finding = |at: usize| {
        let (what, source_text, target_text) = ("9 is missing".to_owned(), String::new(), String::new());
        Finding { rule: Rule::Number, bead: at + 1, source_ids: vec![at], target_ids: vec![at], what, source_text, target_text }
    };
    let make = |size| {
        let lines = pieces(size, |at| format!("{at}\n"));
        (pairs(&lines, &lines), Some((0..size).map(|at| finding(at).remark()).collect()))
    };
    grows("remarks", 1_000, make, |(texts, remarks)| written(&texts, &html::FORMAT, &Settings { remarks, ..Settings::default() }));
}

#[test]
fn formatting_of_one_long_sentence() {
    let page = |size, element: &str| document("f.html", format!("<p>{}</p>", format!("<{element}>ab</{element}> c ").repeat(size)).into());
    for (what, format) in [("bold in tmx", &tmx::FORMAT), ("bold in xliff", &xliff::FORMAT)] {
        let make = |size| one_to_one(page(size, "b"), page(size, "i"));
        grows(what, 1_000, make, |texts| written(&texts, format, &Settings::default()));
    }
}

#[test]
fn one_link_on_many_runs() {
    let address = |size: usize| "x".repeat(500 * size);
    let html = |size| format!("<p><a href='{}'>{}</a></p>", address(size), "<b>ab</b> c ".repeat(size)).into_bytes();
    grows("link in html", 1_000, html, |page| drop(document("f.html", page)));
    let word = |size, linked: &str| {
        let relations = format!("<Relationships><Relationship Id='l' Type='x/hyperlink' Target='{}'/></Relationships>", address(size));
        let body = format!("<w:document><w:body><w:p>{}</w:p></w:body></w:document>", linked.repeat(size));
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", body.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
        ])
    };
    let runs = "<w:hyperlink r:id='l'><w:r><w:rPr><w:b/></w:rPr><w:t>ab</w:t></w:r></w:hyperlink><w:r><w:t> c </w:t></w:r>";
    grows("link in docx", 400, |size| word(size, runs), |file| drop(document("f.docx", file)));
}

#[test]
fn one_note_referred_to_again_and_again() {
    let file = |size: usize| {
        let relations = "<Relationships><Relationship Id='n' Type='x/footnotes' Target='footnotes.xml'/></Relationships>";
        let note = "<w:r><w:t>note </w:t></w:r>".repeat(size);
        let notes = format!("<w:footnotes><w:footnote w:id='1'><w:p>{note}</w:p></w:footnote></w:footnotes>");
        let body = "<w:r><w:t>ab</w:t><w:footnoteReference w:id='1'/></w:r>".repeat(size);
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", format!("<w:document><w:body><w:p>{body}</w:p></w:body></w:document>").as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
            ("word/footnotes.xml", notes.as_bytes()),
        ])
    };
    grows("notes", 150, file, |file| drop(document("f.docx", file)));
}

fn subtitles(cues: usize, line: &str) -> Vec<u8> {
    let cue = |at: usize| {
        format!(
            "{:02}:{:02}:{:02}.000 --> {:02}:{:02}:{:02}.900\n{line}\n\n",
            at / 3600,
            at / 60 % 60,
            at % 60,
            at / 3600,
            at / 60 % 60,
            at % 60
        )
    };
    format!("WEBVTT\n\n{}", pieces(cues, cue)).into_bytes()
}

#[test]
fn subtitles_with_open_markup_and_quotation_marks() {
    grows("open tags", 1_000, |size| subtitles(1, &"<a {\\".repeat(size)), |file| drop(document("f.vtt", file)));
    grows("quotation marks", 2_000, |size| subtitles(size, "\""), |file| drop(document("f.vtt", file)));
}

#[test]
fn one_word_over_many_cues() {
    let make = |size: usize| {
        let source = document("f.vtt", subtitles(size, "and"));
        let target = diptych::text("t", &"b".repeat(20 * size), Some("fr"), Split::Lines).unwrap();
        one_to_one(source, target)
    };
    grows("one word", 300, make, |texts| written(&texts, &vtt::FORMAT, &Settings::default()));
}

#[test]
fn links_that_leave_most_sentences_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.vecalign");
    fs::write(&path, "[0]:[0]\n").unwrap();
    let make = |size| pairs(&"ab\n".repeat(size), &"c\n".repeat(size));
    grows("sentences without links", 2_000, make, |(source, target, _)| {
        let options = bitext::Options { format: Some(&vecalign::FORMAT), texts: Some(Pair::new(source, target)), ..Default::default() };
        bitext::read(&path, &options).unwrap();
    });
}

#[test]
fn sentences_that_a_changed_text_has_lost() {
    let make = |size: usize| {
        let text = |contents: &str| diptych::text("f", contents, Some("en"), Split::Lines).unwrap();
        let old = OldText { sentences: (0..size).map(|at| (2 * at..2 * at + 1, Some(0))).collect(), corrections: Vec::new() };
        let row = |id: usize| Marked { bead: Bead::new(vec![id], vec![id], 1.0), status: Status::Locked };
        let old = Old { texts: Pair::new(old.clone(), old), rows: (0..size).map(row).collect() };
        (old, Pair::new(text("Short."), text("Court.")))
    };
    grows("locked sentences that are gone", 1_000, make, |(old, new)| {
        carry::over(&old, new);
    });
}

#[test]
fn results_of_files_that_all_have_one_name() {
    let file = |side: &str, at: usize| PathBuf::from(format!("{side}/{at}/index.html"));
    let pair = |at| corpus::Pair { source: file("en", at), target: file("fr", at), output: String::new(), languages: Pair::default() };
    grows(
        "pages with one name",
        500,
        |size| (0..size).map(pair).collect::<Vec<_>>(),
        |mut pairs| {
            list::name_results(pairs.iter_mut());
            assert!(pairs.iter().skip(1).zip(2..).all(|(pair, number)| pair.output == format!("index.{number}.tsv")));
        },
    );
}
