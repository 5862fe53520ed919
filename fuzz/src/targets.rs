//! What the fuzz targets do with the bytes that they are given, and the bytes to begin with.
//!
//! Each target holds a promise for any bytes at all: a reader gives a document whose ranges lie in its text or an error of one sentence, the stream
//! answers every line, the aligner puts every sentence into one bead; nothing panics and nothing hangs. The same functions run for a while under
//! `cargo test` (`tests/suite/fuzzing.rs` includes this file), on seeds that are damaged at random, so that what they promise is checked by a
//! stable compiler as well.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diptych::align::Options;
use diptych::bitext;
use diptych::check;
use diptych::corpus::{self, stream};
use diptych::eval;
use diptych::formats::{self, Format};
use diptych::internal::review::protocol::Edit;
use diptych::internal::review::session::Session;
use diptych::internal::segment::segment;
use diptych::internal::source::Begun;
use diptych::lexicon::prior;
use diptych::lexicon::train::files;
use diptych::model::{Alignment, Document, Pair, Side, Split, Text};
use diptych::project::{Opened, Origin, Project, journal};
use diptych::read::{self, ReadOptions};
use diptych::write::{Bitext, Parts, Settings};

/// Something that is fuzzed.
pub struct Target {
    /// The name of its program.
    pub name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! readers {
    ($($name:literal: $seeds:expr;)*) => {
        [$(Target { name: $name, run: |data| read_as(Some(named($name)), concat!("x.", $name), data), seeds: || samples(&$seeds) },)*]
    };
}

const READERS: [Target; 15] = readers! {
    "text": ["lighthouse.en.txt", "kitchen.fr.txt", "formats/harbour.ar.txt"];
    "markdown": ["formats/lighthouse.en.md", "formats/lighthouse.fr.md"];
    "html": ["formats/lighthouse.en.html", "formats/lighthouse.fr.html"];
    "docx": ["formats/lighthouse.en.docx", "formats/lighthouse.fr.docx"];
    "odt": ["formats/lighthouse.en.odt", "formats/lighthouse.fr.odt"];
    "epub": ["formats/lighthouse.en.epub", "formats/lighthouse.fr.epub"];
    "pdf": ["formats/lighthouse.en.pdf", "formats/harbour.ar.pdf", "formats/harbour.he.pdf"];
    "srt": ["formats/lighthouse.en.srt", "formats/lighthouse.fr.srt"];
    "vtt": ["formats/lighthouse.en.vtt", "formats/lighthouse.fr.vtt"];
    "tmx": ["formats/lighthouse.tmx"];
    "xliff": ["formats/lighthouse.1.xlf", "formats/lighthouse.2.xlf"];
    "po": ["formats/lighthouse.po"];
    "csv": ["formats/lighthouse.csv"];
    "tsv": ["formats/lighthouse.tsv"];
    "xlsx": ["formats/lighthouse.xlsx"];
};

const OTHERS: [Target; 13] = [
    Target { name: "gzip", run: |data| read_as(None, "x.txt.gz", data), seeds: || samples(&["formats/lighthouse.en.txt.gz"]) },
    Target { name: "zstd", run: |data| read_as(None, "x.txt.zst", data), seeds: || samples(&["formats/lighthouse.en.txt.zst"]) },
    Target { name: "bitext", run: bitext, seeds: bitext_seeds },
    Target { name: "project", run: project, seeds: || vec![made_once().1.clone()] },
    Target { name: "journal", run: journal, seeds: journal_seeds },
    Target { name: "stream", run: stream, seeds: stream_seeds },
    Target { name: "batch", run: batch, seeds: batch_seeds },
    Target { name: "list", run: list, seeds: list_seeds },
    Target { name: "lexicon", run: lexicon, seeds: lexicon_seeds },
    Target { name: "links", run: links, seeds: links_seeds },
    Target { name: "form", run: form, seeds: form_seeds },
    Target { name: "written", run: written, seeds: || samples(&["formats/lighthouse.en.html", "formats/lighthouse.fr.html"]) },
    Target { name: "align", run: align, seeds: align_seeds },
];

/// Every target: the readers of texts, then the others.
pub fn targets() -> impl Iterator<Item = &'static Target> {
    READERS.iter().chain(&OTHERS)
}

fn target(name: &str) -> &'static Target {
    targets().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}"))
}

/// Does with the bytes what the target of this name does; panics if a promise is broken.
pub fn run(name: &str, data: &[u8]) {
    (target(name).run)(data);
}

/// Bytes to begin with: made from samples, and what fuzzing has found before, `seeds/TARGET`.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    let mut seeds = (target(name).seeds)();
    let mut found: Vec<PathBuf> =
        fs::read_dir(root().join("fuzz/seeds").join(name)).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort_unstable();
    seeds.extend(found.iter().map(|path| fs::read(path).unwrap()));
    seeds
}

fn named(name: &str) -> Format {
    formats::named(name).unwrap_or_else(|| panic!("no format {name}"))
}

/// The folder of the project: the parent of this one, or this one where the tests include the file.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("samples").exists() { here.to_owned() } else { here.join("..") }
}

fn sample(name: &str) -> PathBuf {
    root().join("samples").join(name)
}

fn samples(names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| fs::read(sample(name)).unwrap()).collect()
}

/// Whether an error is one sentence that can be shown in a terminal, and names the file.
pub fn assert_sentence(name: &str, said: &str) {
    assert!(said.contains(name) && !said.contains(char::is_control) && said.chars().count() < 600, "{said:?} is no sentence");
}

/// Whether all ranges of a document lie in its text.
pub fn assert_valid(document: &Document) {
    let inside = |range: &Range<usize>| document.text().get(range.clone()).is_some();
    let mut end = 0;
    for block in document.blocks() {
        assert!(block.range.start >= end && inside(&block.range), "{:?}", block.range);
        end = block.range.end;
        let source = document.source_range(&block.range);
        assert!(source.start <= source.end);
    }
    let rest = document.boilerplate().iter().map(|block| &block.range).chain(document.cues().iter().map(|cue| &cue.range));
    for range in rest {
        assert!(inside(range), "{range:?}");
    }
}

/// Reads bytes as a file of this name, and of this format if one is said: a document, or a sentence.
pub fn read_as(format: Option<Format>, name: &str, data: &[u8]) {
    for which in Side::BOTH {
        match read::bytes(name, data, &ReadOptions { from: format, which, ..ReadOptions::default() }) {
            Ok(document) => assert_valid(&document),
            Err(error) => assert_sentence(name, &error.to_string()),
        }
        if !format.and_then(|format| format.reading).is_some_and(|reading| reading.is_bilingual) {
            break;
        }
    }
}

fn options() -> Options {
    Options::default().packs(false)
}

/// The first paragraphs of a sample: small seeds are fuzzed faster.
fn opening(name: &str) -> String {
    let text = fs::read_to_string(sample(name)).unwrap();
    text.split_inclusive("\n\n").take(4).collect()
}

fn text(name: &str, contents: String, language: &str, split: Split) -> Text {
    segment(read::from_text(name, contents, split).unwrap(), language, split).unwrap()
}

/// Two short texts and their alignment, made without packs, once.
fn aligned() -> &'static (Text, Text, Alignment) {
    static ALIGNED: OnceLock<(Text, Text, Alignment)> = OnceLock::new();
    ALIGNED.get_or_init(|| {
        let side = |name: &str| text(name, opening(name), &name[8..10], Split::Sentences);
        let (source, target) = (side("harbour.en.txt"), side("harbour.fr.txt"));
        let alignment = diptych::align(&source, &target, &options()).unwrap();
        (source, target, alignment)
    })
}

/// What stands between the files of a bitext of several.
const NEXT: &[u8] = b"\0\0NEXT\0\0";

/// Formats that hold a bitext, and the files that one is written to in a folder.
fn bitext_formats(folder: &Path) -> Vec<(Format, Parts)> {
    let formats = formats::ALL.iter().copied().filter(|format| format.bitext.is_ok() && format.writing.is_some());
    formats.map(|format| (format, Parts::new(&folder.join("bitext"), format, Pair::new("en", "fr")))).collect()
}

/// The first byte chooses the format, the rest is its file or its files. Where these hold nothing but ids, the texts are known.
fn bitext(data: &[u8]) {
    let Some((&which, mut rest)) = data.split_first() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut formats = bitext_formats(folder.path());
    let (format, parts) = formats.swap_remove(usize::from(which) % formats.len());
    for path in parts.paths() {
        let end = rest.windows(NEXT.len()).position(|window| window == NEXT);
        fs::write(path, &rest[..end.unwrap_or(rest.len())]).unwrap();
        rest = end.map_or(&[][..], |end| &rest[end + NEXT.len()..]);
    }
    let (source, target, _) = aligned();
    let options =
        bitext::Options { format: Some(format), texts: Some(Pair::new(source.clone(), target.clone())), ..bitext::Options::default() };
    let name = if format.name == "moses" { folder.path().join("bitext") } else { parts.paths()[0].clone() };
    match bitext::read(name, &options) {
        Ok(read) => {
            let alignment = &read.alignment;
            assert_eq!((alignment.source_len(), alignment.target_len()), (read.source.len(), read.target.len()));
        }
        // It may be about a file that the links name, whatever they call it; but it names one.
        Err(error) => {
            assert!(!error.path.as_os_str().is_empty(), "{error} names no file");
            assert_sentence(": ", &error.to_string());
        }
    }
}

fn bitext_seeds() -> Vec<Vec<u8>> {
    let (source, target, alignment) = aligned();
    let bitext = Bitext::new(source, target, alignment).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let seed = |(number, (_, parts)): (usize, (Format, Parts))| {
        parts.write(&bitext, &Settings::default(), None).unwrap();
        let files: Vec<Vec<u8>> = parts.paths().iter().map(|path| fs::read(path).unwrap()).collect();
        [vec![number as u8], files.join(NEXT)].concat()
    };
    bitext_formats(folder.path()).into_iter().enumerate().map(seed).collect()
}

/// The two texts of a project and its file, made once.
fn new_project() -> NewProject {
    let texts = ["harbour.en.txt", "harbour.fr.txt"].map(|name| (name, opening(name)));
    let folder = tempfile::tempdir().unwrap();
    let path = write_project(folder.path(), &texts, None);
    let (origins, sides): (Vec<_>, Vec<_>) = texts
        .iter()
        .map(|(name, contents)| {
            let language = &name[8..10];
            let side = text(name, contents.clone(), language, Split::Sentences);
            let (_, origin) = Origin::read(&folder.path().join(name), Some(language), ReadOptions::default()).unwrap();
            (origin, side)
        })
        .unzip();
    let ([one, other], [source, target]) = (<[Origin; 2]>::try_from(origins).unwrap(), <[Text; 2]>::try_from(sides).unwrap());
    let alignment = diptych::align(&source, &target, &options()).unwrap();
    let made = Project::new(&path, Pair::new(one, other), Pair::new(source, target), &alignment).unwrap();
    Project { options: options(), ..made }.write().unwrap();
    (texts, fs::read(path).unwrap())
}

/// Writes the texts of a project into a folder, and its file if it is given; gives the path of the latter.
fn write_project(folder: &Path, texts: &[(&str, String)], project: Option<&[u8]>) -> PathBuf {
    for (name, contents) in texts {
        fs::write(folder.join(name), contents).unwrap();
    }
    let path = folder.join("x.diptych");
    if let Some(project) = project {
        fs::write(&path, project).unwrap();
    }
    path
}

/// Two texts, each with the name of its file, and the project file that aligns them.
type NewProject = ([(&'static str, String); 2], Vec<u8>);

fn made_once() -> &'static NewProject {
    static MADE: OnceLock<NewProject> = OnceLock::new();
    MADE.get_or_init(new_project)
}

/// Opens a project, and reads it as a bitext.
fn open(path: &Path) {
    match Project::open(path).and_then(Opened::up_to_date) {
        Ok(opened) => {
            let state = &opened.project.state;
            let alignment = state.alignment().unwrap();
            assert_eq!((alignment.source_len(), alignment.target_len()), (state.texts.source.len(), state.texts.target.len()));
        }
        Err(error) => assert_sentence("", &error.to_string()),
    }
}

/// A project file beside texts that it may or may not be of.
fn project(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    open(&write_project(folder.path(), &made_once().0, Some(data)));
}

/// The journal of a project.
fn journal(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let (texts, contents) = made_once();
    let path = write_project(folder.path(), texts, Some(contents));
    fs::write(journal::path_of(&path), data).unwrap();
    open(&path);
}

/// What some edits, one of them undone, leave in a journal.
fn journal_seeds() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (texts, contents) = made_once();
    let path = write_project(folder.path(), texts, Some(contents));
    let mut session = Session::open(&path).unwrap();
    let edits = [Edit::Merge { row: 1 }, Edit::Accept { row: 0, count: 2 }, Edit::Unlink { row: 2 }, Edit::Lock { row: 0, count: 1 }];
    for edit in edits {
        session.edit(session.version(), &edit).unwrap();
    }
    session.undo(session.version()).unwrap();
    vec![fs::read(journal::path_of(&path)).unwrap()]
}

/// Lines of whatever form; each gets one line as its answer, empty lines do not.
fn stream(data: &[u8]) {
    let settings = stream::Settings {
        form: None,
        split: None,
        languages: Pair::default(),
        options: options(),
        lexicons: Vec::new(),
        min_confidence: 0.0,
        min_related: 0.0,
        flat: None,
        dedup: false,
        max_bytes: 1 << 20,
        max_memory: None,
        max_sentences: Some(200),
        threads: 1,
    };
    let begun = Begun::of(Cursor::new(data.to_vec())).unwrap();
    let input = match stream::Input::of(Path::new("f"), begun) {
        Ok(input) => input,
        Err(error) => return assert_sentence("", &error.to_string()),
    };
    let mut out = Vec::new();
    let summary = stream::run(input, &mut out, settings, |_, _, _| ()).unwrap();
    match summary {
        Ok(summary) => assert!(summary.failed <= summary.lines, "{summary:?}"),
        Err(error) => assert_sentence("", &error.to_string()),
    }
    // Not always text: the addresses of bleualign are passed on as they come.
    assert!(out.is_empty() || out.ends_with(b"\n"), "the last line is not whole");
}

fn stream_seeds() -> Vec<Vec<u8>> {
    let [source, target] = ["harbour.en.txt", "harbour.fr.txt"].map(opening);
    let mut lines = String::new();
    for (id, (source, target)) in source.split("\n\n").zip(target.split("\n\n")).enumerate() {
        let quoted = |text: &str| text.replace('\n', " ").replace('\\', "\\\\").replace('"', "\\\"");
        let _ =
            writeln!(lines, "{{\"id\":{id},\"source\":\"{}\",\"target\":\"{}\",\"source_lang\":\"en\"}}", quoted(source), quoted(target));
    }
    vec![
        lines.into_bytes(),
        b"src_url\ttrg_url\tsrc_text\ttrg_text\na\tb\tSGkuCg==\tU2FsdXQuCg==\n".to_vec(),
        b"a\tb\tSGkuCg==\tU2FsdXQuCg==\n".to_vec(),
    ]
}

/// The journal of a batch: whatever it holds, it opens, and names nothing outside its folder.
fn batch(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    fs::write(&path, data).unwrap();
    match corpus::journal::Journal::open(&path) {
        Ok((_, entries)) => entries.values().for_each(|entry| {
            entry.holds(0, folder.path());
        }),
        Err(error) => assert_sentence("journal.jsonl", &error.to_string()),
    }
}

fn batch_seeds() -> Vec<Vec<u8>> {
    let done = r#"{"output":"one.tsv","key":9067782763308369310,"seconds":0.003118245,"files":[{"name":"one.tsv","size":116,"modified":1796058078227387744}],"outcome":{"Aligned":{"languages":["en","fr"],"sentences":[2,2],"beads":2,"confidence":"0.9905","related":"1.0000","left_out":[0,0]}}}"#;
    let failed = r#"{"output":"sub/two.tsv","key":8284301834120485246,"seconds":0.00001267,"files":[],"outcome":{"Failed":{"error":"missing.en.txt: cannot read: No such file or directory (os error 2); check the name and the folder","again":true}}}"#;
    vec![format!("{done}\n{failed}\n").into_bytes()]
}

/// A list of pairs for a batch: no result lies outside the folder.
fn list(data: &[u8]) {
    let begun = Begun::of(Cursor::new(data.to_vec())).unwrap();
    match corpus::listed::read(Path::new("pairs.tsv"), begun, named("tsv")) {
        Ok(list) => {
            for pair in &list.pairs {
                assert!(pair.output.split('/').all(|part| !["", ".", ".."].contains(&part)), "{:?}", pair.output);
            }
        }
        Err(error) => assert_sentence("pairs.tsv", &error.to_string()),
    }
}

fn list_seeds() -> Vec<Vec<u8>> {
    vec![
        b"a.en.txt\ta.fr.txt\na.en.txt\ta.fr.txt\tsub/a.tsv\ten\tfr\t0.9\nb.docx\tb.pdf\t\tzh-Hant\n".to_vec(),
        b"url\tsource\ttarget\toutput\nhttp://a/\ta.en.txt\ta.fr.txt\tsub/a.tsv\n".to_vec(),
        b"source,target,site\na.en.txt,a.fr.txt,\"a \"\"b\"\"\"\n".to_vec(),
        b"{\"source\":\"a.en.txt\",\"target\":\"a.fr.txt\",\"n\":[1]}\n".to_vec(),
    ]
}

/// A lexicon of the user's, a dictionary or a pack; and the same as something to learn from.
fn lexicon(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lexicon");
    fs::write(&path, data).unwrap();
    if let Err(error) = prior::read(&path) {
        assert_sentence("lexicon", &error.to_string());
    }
    let form = files::Form::Tmx { path, source: "en".into(), target: "fr".into() };
    if let Err(error) = files::read(&form) {
        assert_sentence("lexicon", &error.to_string());
    }
}

fn lexicon_seeds() -> Vec<Vec<u8>> {
    let pairs: Vec<(String, String)> =
        [("house", "maison"), ("lighthouse", "phare"), ("sea", "mer"), ("the sea", "la mer")].map(|(a, b)| (a.into(), b.into())).into();
    vec![
        diptych::lexicon::train::dictionary(&pairs, &diptych::lexicon::pack::Notes::default()).unwrap(),
        b"maison @ house\nla mer @ the sea\n".to_vec(),
        b"house\tmaison\n# a remark\nthe sea\tla mer\n".to_vec(),
        fs::read(sample("formats/lighthouse.tmx")).unwrap(),
    ]
}

/// Two files of links, one measured against the other: rates are rates.
fn links(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (result, gold) = text.split_once('\0').unwrap_or((&text, ""));
    let [result, gold] = [("result", result), ("gold", gold)].map(|(name, text)| {
        let links = eval::parse_scored(name, text);
        links.map_err(|error| assert_sentence(name, &error.to_string())).ok()
    });
    let (Some(result), Some(gold)) = (result, gold) else { return };
    let links = |scored: Vec<eval::Scored>| scored.into_iter().map(|(link, _)| link).collect::<Vec<_>>();
    let (result, gold) = (links(result), links(gold));
    let figures = eval::score([(result.as_slice(), gold.as_slice())]);
    for rate in [figures.strict.precision, figures.strict.recall, figures.lax.precision, figures.lax.recall] {
        assert!((0.0..=1.0).contains(&rate), "{figures:?}");
    }
}

fn links_seeds() -> Vec<Vec<u8>> {
    vec![
        b"[0]:[0]:0.1\n[1, 2]:[1]:0.25\n[]:[2]\n\0[0]:[0]\n[1]:[1]\n[2]:[]\n".to_vec(),
        b"0\t0\t0.5\n1\t1\t-0.3\n3\t2\t1\n\x000\t0\t1\n1\t2\t1\n".to_vec(),
        b"source_ids\ttarget_ids\tconfidence\n0,1\t0\t0.9\n\0{\"source_ids\":[0,1],\"target_ids\":[0],\"confidence\":0.5}\n".to_vec(),
    ]
}

/// The first byte chooses a format that has rules, the rest is the file held to them.
fn form(data: &[u8]) {
    let Some((&which, rest)) = data.split_first() else { return };
    let checked: Vec<Format> = formats::ALL.iter().copied().filter(|format| format.check.is_some()).collect();
    let format = checked[usize::from(which) % checked.len()];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form");
    fs::write(&path, rest).unwrap();
    if let Err(error) = check::form::faults(&path, format) {
        assert!(!error.path.as_os_str().is_empty(), "{error} names no file");
        assert_sentence(": ", &error.to_string());
    }
}

fn form_seeds() -> Vec<Vec<u8>> {
    let (source, target, alignment) = aligned();
    let bitext = Bitext::new(source, target, alignment).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let checked = formats::ALL.iter().copied().filter(|format| format.check.is_some());
    let seed = |(number, format): (usize, Format)| {
        let parts = Parts::new(&folder.path().join("form"), format, Pair::new("en", "fr"));
        parts.write(&bitext, &Settings::default(), None).unwrap();
        [vec![number as u8], fs::read(&parts.paths()[0]).unwrap()].concat()
    };
    checked.enumerate().map(seed).collect()
}

/// A page beside a text that does not change: whatever it holds, each format that is one file can be written, and none of its sentences is
/// lost on the way through a format that holds all of them.
fn written(data: &[u8]) {
    let Ok(document) = read::bytes("x.html", data, &ReadOptions { from: Some(named("html")), ..ReadOptions::default() }) else { return };
    let source = segment(document, "en", Split::Sentences).unwrap();
    if source.len() > 200 {
        return;
    }
    let (_, target, _) = aligned();
    let alignment = diptych::align(&source, target, &options().rounds(0)).unwrap();
    let bitext = Bitext::new(&source, target, &alignment).unwrap();
    check::translation(&bitext);
    for (format, writing) in formats::written() {
        if matches!(writing.files, formats::Files::Text(_) | formats::Files::Binary(_)) && format.fits(source.document()).is_ok() {
            let mut out = Vec::new();
            let wrote = diptych::write::write(&mut out, &bitext, format, &Settings::default());
            assert!(wrote.is_ok(), "{format:?}: {wrote:?}");
        }
    }
}

/// Three bytes of options, then two texts with a zero byte between them: every sentence of both is in exactly one bead.
fn align(data: &[u8]) {
    let Some((&[beads, rounds, flags], texts)) = data.split_first_chunk() else { return };
    let texts: String = String::from_utf8_lossy(texts).chars().take(4000).collect();
    let (source, target) = texts.split_once('\0').unwrap_or((&texts, ""));
    let split = if flags & 1 == 0 { Split::Lines } else { Split::Sentences };
    let side = |contents: &str, language: &str| text("x", contents.replace('\0', " "), language, split);
    let (source, target) = (side(source, "en"), side(target, "fr"));
    let settings =
        Options::default().max_bead(1 + usize::from(beads % 8)).rounds(usize::from(rounds % 4)).moved(flags & 2 == 0).packs(flags & 4 != 0);
    let alignment = diptych::align(&source, &target, &settings).unwrap();
    let mut seen = [vec![0; source.len()], vec![0; target.len()]];
    for bead in alignment.beads() {
        bead.source.iter().for_each(|&id| seen[0][id] += 1);
        bead.target.iter().for_each(|&id| seen[1][id] += 1);
        assert!((0.0..=1.0).contains(&bead.confidence), "{bead:?}");
    }
    assert!(seen.iter().flatten().all(|&times| times == 1), "{seen:?}");
}

fn align_seeds() -> Vec<Vec<u8>> {
    let seed = |flags: u8, name: &str| {
        let texts = [format!("{name}.en.txt"), format!("{name}.fr.txt")].map(|name| opening(&name));
        [&[3, 2, flags][..], texts.join("\0").as_bytes()].concat()
    };
    vec![seed(0, "harbour"), seed(1, "kitchen"), seed(7, "lighthouse")]
}
