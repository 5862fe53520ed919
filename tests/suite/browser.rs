//! The review page in a real browser: what people do with it, by mouse and by key, on a server that is started and killed as theirs is.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use diptych::internal::segment::segment;
use diptych::model::{Alignment, Bead, Pair, Split, Text};
use diptych::project::{Origin, Project};
use diptych::read::ReadOptions;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;
use crate::support::browser::{Browser, Page};
use crate::support::judges;
use crate::support::serving::Serving;

/// A folder with a sample pair in it, `a.txt` and `b.txt`.
fn sample(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::copy(samples.join(format!("{name}.en.txt")), folder.path().join("a.txt")).unwrap();
    fs::copy(samples.join(format!("{name}.fr.txt")), folder.path().join("b.txt")).unwrap();
    folder
}

fn pair(source: &str, target: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), source).unwrap();
    fs::write(folder.path().join("b.txt"), target).unwrap();
    folder
}

const TEXTS: [&str; 2] = ["a.txt", "b.txt"];

/// Every row as the server has it.
fn rows(page: &Page) -> Value {
    page.eval("fetch('api/rows?from=0&to=500').then(answer => answer.json()).then(answer => answer.rows)")
}

fn queue(page: &Page) -> Vec<u64> {
    let queue = page.eval("fetch('api/queue').then(answer => answer.json()).then(answer => answer.rows)");
    queue.as_array().unwrap().iter().map(|row| row.as_u64().unwrap()).collect()
}

fn selected(page: &Page) -> u64 {
    page.eval("Number(document.querySelector('.row.selected').dataset.row)").as_u64().unwrap()
}

/// Goes to a row, counted from 0.
fn go_to(page: &Page, row: usize) {
    page.key("g");
    page.wait("document.getElementById('goto').open");
    page.write(&(row + 1).to_string());
    page.key("Enter");
    page.wait(&format!("document.querySelector('.row.selected')?.dataset.row === '{row}'"));
}

/// Waits until the page says that something was done.
fn said(page: &Page, words: &str) {
    page.wait(&format!("document.getElementById('live').textContent.includes({})", json!(words)));
    page.wait("document.getElementById('saved').textContent === 'All changes saved'");
}

fn count(page: &Page) -> u64 {
    page.eval("Number(document.getElementById('scroller').getAttribute('aria-rowcount'))").as_u64().unwrap()
}

/// What the program learned is there: from now on edits align their neighbourhood anew.
fn learned(page: &Page) {
    page.wait("document.querySelector('.row.selected .word')");
}

#[test]
fn somebody_who_has_never_seen_it_merges_and_locks_by_mouse() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("harbour");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    let before = count(&page);
    page.hover("#row-3");
    assert_eq!(page.text("#row-3 [data-command=merge]"), "Merge ↓", "what can be done is written there");
    page.click("#row-3 [data-command=merge]");
    said(&page, "Merged.");
    assert_eq!(count(&page), before - 1);
    assert_eq!(page.text("#row-3 .status"), "✓ checked");
    page.hover("#row-3");
    page.click("#row-3 [data-command=lock]");
    said(&page, "Locked.");
    assert_eq!(page.text("#row-3 .status"), "locked");
    page.key("m");
    page.wait("document.getElementById('live').textContent.includes('unlock it first')");
    assert_eq!(count(&page), before - 1, "what is locked stays");
    page.click("#undo");
    said(&page, "Undone.");
    page.wait("document.querySelector('#row-3 .status').textContent === '✓ checked'");
    let elsewhere: Vec<_> =
        browser.requested().into_iter().filter(|url| !url.starts_with(&serving.address) && !url.starts_with("data:")).collect();
    assert!(elsewhere.is_empty(), "asked elsewhere: {elsewhere:?}");
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn the_queue_is_walked_by_key() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("harbour");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    let promise = page.text("#promise").replace('\u{a0}', " ");
    assert!(promise.starts_with("Check these ") && promise.contains(" and 99 % are right"), "{promise}");
    let queue_before = queue(&page);
    for (at, &row) in queue_before.iter().take(3).enumerate() {
        page.key("n");
        said(&page, &format!("{} of {}", at + 1, queue_before.len()));
        assert_eq!(selected(&page), row);
    }
    page.key("p");
    said(&page, "2 of ");
    assert_eq!(selected(&page), queue_before[1]);
    page.key(" ");
    said(&page, &format!("of {} rows", queue_before.len() - 1));
    let queue_after = queue(&page);
    assert!(!queue_after.contains(&queue_before[1]), "what is accepted is out of the queue");
    assert_eq!(selected(&page), queue_after[1], "and the next one is there");
    assert_eq!(rows(&page)[queue_before[1] as usize]["status"], "checked");
}

#[test]
fn every_edit_is_undone_and_survives_a_reload() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("harbour");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    let beginning = rows(&page);
    let before = count(&page);

    go_to(&page, 3);
    page.key("m");
    said(&page, "Merged.");
    page.key("s");
    page.wait("document.querySelectorAll('.splitting .cut-here').length === 2");
    page.key("Enter");
    said(&page, "Split.");
    assert_eq!(count(&page), before);

    // A sentence of its own, cut at the cursor: the number of rows stays, the row has one more.
    go_to(&page, 5);
    page.key("e");
    page.wait("document.activeElement.tagName === 'TEXTAREA'");
    page.eval("document.activeElement.setSelectionRange(...Array(2).fill(document.activeElement.value.indexOf('according')))");
    page.key("Control+Enter");
    said(&page, "Cut in two");
    assert_eq!(rows(&page)[5]["source"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&page)[5]["source"][1]["text"].as_str().unwrap().split(' ').next(), Some("according"));

    // Its second half to the row below and back.
    page.key("ArrowRight");
    page.key("ArrowRight");
    page.key("]");
    said(&page, "Moved to the row below.");
    let moved = rows(&page);
    let holder = moved.as_array().unwrap().iter().position(|row| row["source"].to_string().contains("according to the engineers")).unwrap();
    assert!(!moved[5]["source"].to_string().contains("according to the engineers") && holder == 6);
    go_to(&page, 6);
    page.key("[");
    said(&page, "above");

    // Another wording, by double click.
    go_to(&page, 3);
    let row = "row-3";
    page.double_click(&format!("#{row} .target .sentence"));
    page.wait("document.activeElement.tagName === 'TEXTAREA'");
    page.eval("document.activeElement.select()");
    page.write("Une autre <b>phrase</b>.");
    page.key("Enter");
    said(&page, "Corrected.");
    assert_eq!(page.text(&format!("#{row} .target .corrected")).trim_end_matches(['↑', '↓', '\n']), "Une autre <b>phrase</b>.");

    go_to(&page, 8);
    page.key("l");
    said(&page, "Locked.");
    go_to(&page, 9);
    page.key("u");
    said(&page, "Taken apart.");
    go_to(&page, 1);
    page.key("k");
    page.wait("document.querySelector('#row-1.linking')");
    go_to(&page, 4);
    page.key("k");
    said(&page, "Linked.");

    let end = rows(&page);
    page.reload();
    assert_eq!(rows(&page), end, "a reload keeps everything");
    assert_eq!(page.eval("Number(document.querySelectorAll('.row').length > 0)"), 1);
    let mut steps = 0;
    while page.eval("document.getElementById('undo').getAttribute('aria-disabled')") == "false" {
        page.eval("document.getElementById('live').textContent = ''");
        page.key(["z", "Control+z"][steps % 2]);
        said(&page, "Undone.");
        steps += 1;
    }
    assert!(steps >= 9, "{steps} steps");
    assert_eq!(rows(&page), beginning, "back at the beginning");
    for _ in 0..steps {
        page.eval("document.getElementById('live').textContent = ''");
        page.key("y");
        said(&page, "Done again.");
    }
    assert_eq!(rows(&page), end, "and all of it again");
}

#[test]
fn what_the_program_aligns_anew_lights_up() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("kitchen");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    learned(&page);
    page.prefers("light", "reduce");
    go_to(&page, 16);
    let top = page.eval("document.querySelector('.row.selected').getBoundingClientRect().top").as_f64().unwrap();
    page.key("k");
    page.key("ArrowDown");
    page.key("ArrowDown");
    page.key("k");
    page.wait("document.getElementById('live').textContent.includes('aligned anew')");
    assert!(page.eval("document.querySelectorAll('.row.flash').length").as_u64().unwrap() >= 2, "they light up");
    assert_eq!(
        page.eval("getComputedStyle(document.querySelector('.row.flash')).animationName"),
        "none",
        "without motion for those who want none"
    );
    let shown = page.eval("document.querySelector('.row.selected').getBoundingClientRect().top").as_f64().unwrap();
    assert!((shown - top).abs() < 200.0, "the place is kept: {top} and {shown}");
    page.wait("document.querySelectorAll('.row.flash').length === 0");
}

#[test]
fn a_server_that_is_killed_loses_nothing_and_is_missed() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("kitchen");
    let mut serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    for step in 0..3 {
        page.key("m");
        page.wait(&format!("document.getElementById('undo').title.includes(', {} to take back')", step + 1));
    }
    let kept = rows(&page);
    serving.kill();
    page.key("m");
    page.wait("document.getElementById('saved').textContent === 'Not connected'");
    assert!(
        page.text("#message").starts_with("! Not saved") || page.text("#message").starts_with("Not saved"),
        "{}",
        page.text("#message")
    );
    assert!(page.text("#notices").contains("The server does not answer"));
    assert_eq!(count(&page), kept.as_array().unwrap().len() as u64, "nothing unsaved is shown");

    let serving = Serving::start(folder.path(), &["a.diptych"]);
    page.go(&serving.address);
    assert_eq!(rows(&page), kept, "every edit that was acknowledged is there");
    page.key("z");
    said(&page, "Undone.");
}

#[test]
fn the_page_exports_a_valid_translation_memory() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("lighthouse");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    let downloads = tempfile::tempdir().unwrap();
    browser.download_to(downloads.path());
    page.key("m");
    said(&page, "Merged.");
    page.click("#export summary");
    page.click("#formats a[href='api/export?to=tmx']");
    let path = downloads.path().join("a.tmx");
    let start = Instant::now();
    while !path.exists() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "no download: {:?}",
            fs::read_dir(downloads.path()).unwrap().collect::<Vec<_>>()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let tmx = fs::read_to_string(&path).unwrap();
    assert!(tmx.contains("<tuv"), "{tmx}");
    assert!(!page.text("#formats").contains("undefined"));
    let Some(schema) = support::shared("schemas/tmx14.dtd") else { return };
    let Some(mut xmllint) = judges::xmllint() else { return };
    let (valid, said) = judges::verdict(xmllint.arg("--dtdvalid").arg(schema).arg(&path));
    assert!(valid, "{said}");
}

#[test]
fn hostile_texts_are_only_texts() {
    let Some(browser) = Browser::start() else { return };
    let hostile = "<script>window.hacked = 1</script> came first. <img src=x onerror=\"window.hacked = 2\"> stood in the second sentence.\n\n\
                   \"'><svg onload=window.hacked=3> was a title.\n\nAn end with &lt;b&gt; and </p></div></body>.\n";
    let folder = pair(hostile, &hostile.replace("came first", "vint d'abord").replace("was a title", "fut un titre"));
    let serving = Serving::start(folder.path(), &["a.txt", "b.txt", "-o", "<img src=x onerror=window.hacked=4>.diptych"]);
    let page = browser.open(&serving.address);
    page.wait("document.querySelectorAll('.sentence').length > 4");
    assert!(page.text("#rows").contains("<script>window.hacked = 1</script> came first."));
    page.key("e");
    page.wait("document.activeElement.tagName === 'TEXTAREA'");
    page.key("Escape");
    page.key("/");
    page.write("<img");
    page.wait("document.querySelector('mark.hit')");
    page.eval("new Promise(done => setTimeout(done, 300))");
    assert_eq!(page.eval("String(window.hacked)"), "undefined");
    assert_eq!(page.eval("document.querySelectorAll('#rows script, #rows img, #rows svg:not(.padlock), h1 img').length"), 0);
    assert!(page.text("h1").contains("<img src=x"), "{}", page.text("h1"));
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn of_two_tabs_one_holds_the_pen() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("kitchen");
    let serving = Serving::start(folder.path(), &TEXTS);
    let first = browser.open(&serving.address);
    let second = browser.open(&serving.address);
    let before = count(&first);
    assert!(second.text("#notices").contains("Another tab holds the pen"));
    assert!(!first.text("#notices").contains("Another tab"));
    second.key("m");
    second.wait("document.getElementById('live').textContent.includes('Another tab')");
    assert_eq!(count(&second), before, "the second cannot edit");
    second.click("#notices button");
    second.wait("!document.body.classList.contains('read-only')");
    second.key("m");
    said(&second, "Merged.");
    first.front();
    first.wait("document.getElementById('notices').textContent.includes('Another tab holds the pen')");
    first.wait(&format!("document.getElementById('scroller').getAttribute('aria-rowcount') === '{}'", before - 1));
    assert_eq!(rows(&first), rows(&second), "and the first sees what was done");
}

#[test]
fn a_second_program_is_told() {
    let folder = sample("kitchen");
    let _serving = Serving::start(folder.path(), &TEXTS);
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_diptych"));
    let output =
        command.current_dir(folder.path()).args(["review", "--no-open", "a.diptych"]).timeout(Duration::from_secs(20)).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("has this project open"), "{error}");
    let looking = Serving::start(folder.path(), &["--read-only", "a.diptych"]);
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&looking.address);
    assert!(page.text("#notices").contains("--read-only"), "{}", page.text("#notices"));
}

#[test]
fn hebrew_runs_from_right_to_left() {
    let Some(browser) = Browser::start() else { return };
    let english = "The lighthouse keeper woke before dawn. He counted 14 boats in the bay.\n\nNobody answered the radio.\n";
    let hebrew = "שומר המגדלור התעורר לפני עלות השחר. הוא ספר 14 סירות במפרץ.\n\nאיש לא ענה במכשיר הקשר.\n";
    let folder = pair(english, hebrew);
    let serving = Serving::start(folder.path(), &["a.txt", "b.txt", "--source-lang", "en", "--target-lang", "he"]);
    let page = browser.open(&serving.address);
    let cell = |side: &str, what: &str| page.eval(&format!("(cell => {what})(document.querySelector('.row .cell.{side}:not(.none)'))"));
    assert_eq!(cell("target", "getComputedStyle(cell).direction + ' ' + cell.lang"), "rtl he");
    assert_eq!(cell("source", "getComputedStyle(cell).direction + ' ' + cell.lang"), "ltr en");
    // The first letter stands at the right edge of its side.
    let first = "(() => { const range = document.createRange(); const text = document.createTreeWalker(cell.querySelector('.sentence'), 4).nextNode(); \
                 range.setStart(text, 0); range.setEnd(text, 1); const letter = range.getBoundingClientRect(), box = cell.getBoundingClientRect(); \
                 return (letter.left - box.left) / box.width; })()";
    assert!(cell("target", first).as_f64().unwrap() > 0.8 && cell("source", first).as_f64().unwrap() < 0.2);
    page.key("m");
    said(&page, "Merged.");
}

#[test]
fn rows_are_found_filtered_and_read_on_a_phone() {
    let Some(browser) = Browser::start() else { return };
    let folder = sample("harbour");
    let serving = Serving::start(folder.path(), &TEXTS);
    let page = browser.open(&serving.address);
    page.key("/");
    page.write("(b)ridge|pont t");
    page.wait("document.querySelector('#hits').value.startsWith('1 of ')");
    page.key("Enter");
    page.wait("document.querySelector('#hits').value.startsWith('2 of ')");
    let current = page.eval("[...document.querySelectorAll('mark.current')].map(mark => mark.textContent).join('')");
    assert!(["bridge", "pont t"].contains(&current.as_str().unwrap().to_lowercase().as_str()), "{current}");
    page.write("(");
    page.wait("document.querySelector('#hits').classList.contains('wrong')");
    page.key("Escape");
    page.eval("(f => { f.value = 'single'; f.dispatchEvent(new Event('change')); })(document.getElementById('filter'))");
    page.wait("document.querySelectorAll('.row').length === document.querySelectorAll('.row.omitted, .row.added').length");
    let single = rows(&page).as_array().unwrap().iter().filter(|row| row["kind"] == "omitted" || row["kind"] == "added").count();
    let shown = page.eval("document.querySelectorAll('.row').length").as_u64().unwrap();
    assert!(shown as usize >= single.min(8) && shown as usize <= single + 1, "{shown} of {single}");
    page.eval("(f => { f.value = 'all'; f.dispatchEvent(new Event('change')); })(document.getElementById('filter'))");
    page.key("?");
    page.wait("document.getElementById('help').open");
    page.key("Escape");
    // The picture of the whole leads to a place in it.
    page.key("Home");
    page.click("#map");
    page.wait("Number(document.querySelector('.row.selected').dataset.row) > 5");

    page.size(390, 844);
    go_to(&page, 3);
    let tops = page.eval("['source', 'target'].map(side => document.querySelector('#row-3 .cell.' + side).getBoundingClientRect().top)");
    assert!(tops[1].as_f64() > tops[0].as_f64(), "one below the other");
    assert_eq!(page.eval("document.documentElement.scrollWidth <= 390"), true, "nothing sticks out");
    page.size(1280, 800);

    // What a screen reader needs: every control has a name, and the chosen row is pointed at.
    let nameless = page.eval(
        "[...document.querySelectorAll('button, input, select, a, canvas, [role=grid], [role=toolbar]')].filter(e => \
         !(e.ariaLabel || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)",
    );
    assert_eq!(nameless, json!([]), "without a name");
    assert_eq!(
        page.eval("Boolean(document.getElementById(document.getElementById('scroller').getAttribute('aria-activedescendant')))"),
        true
    );
    for _ in 0..4 {
        page.key("Tab");
        assert_ne!(page.eval("getComputedStyle(document.activeElement).outlineStyle"), "none", "the focus is seen");
    }
    page.prefers("dark", "no-preference");
    let dark = page.eval("getComputedStyle(document.body).backgroundColor");
    page.click("#theme");
    assert_ne!(page.eval("getComputedStyle(document.body).backgroundColor"), dark, "the switch overrules the system");
}

/// A project of so many rows, without aligning: each line of the one text with that of the other.
fn long_project(folder: &Path, rows: usize) {
    let (mut source, mut target) = (String::new(), String::new());
    for at in 0..rows {
        let more = [
            "",
            " and waited for the tide to turn again",
            " while the bells rang in the old town behind the harbour wall, where nobody slept",
        ][at % 3];
        let _ = writeln!(source, "Boat number {at} left the harbour{more}.");
        let _ = writeln!(target, "Le bateau numéro {at} quitta le port{more}.");
    }
    let text = |name: &str, contents: &str, language: &str| -> (Origin, Text) {
        let path = folder.join(name);
        fs::write(&path, contents).unwrap();
        let options = ReadOptions { split: Split::Lines, language: Some(language.into()), ..ReadOptions::default() };
        let (document, origin) = Origin::read(&path, Some(language), options).unwrap();
        (origin, segment(document, language, Split::Lines).unwrap())
    };
    let ((one, source), (other, target)) = (text("a.txt", &source, "en"), text("b.txt", &target, "fr"));
    let beads = (0..rows).map(|id| Bead::new(vec![id], vec![id], if id % 500 == 7 { 0.4 } else { 0.98 })).collect();
    let alignment = Alignment::new(beads, rows, rows).unwrap();
    Project::new(&folder.join("long.diptych"), Pair::new(one, other), Pair::new(source, target), &alignment).unwrap().write().unwrap();
}

#[test]
fn a_hundred_thousand_rows_scroll() {
    const ROWS: usize = 100_000;
    let Some(browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    long_project(folder.path(), ROWS);
    let start = Instant::now();
    let serving = Serving::start(folder.path(), &["long.diptych"]);
    let opened = start.elapsed();
    let page = browser.tab();
    let start = Instant::now();
    page.go(&serving.address);
    let shown = start.elapsed();
    assert_eq!(count(&page), ROWS as u64);
    let paint = page.eval("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1").as_f64().unwrap();
    let frames = page.eval(
        "new Promise(done => { const scroller = document.getElementById('scroller'); const times = []; let last; \
         const frame = now => { if (last) times.push(now - last); last = now; scroller.scrollTop += 120; \
         if (times.length < 120) requestAnimationFrame(frame); else { times.sort((a, b) => a - b); \
         done([times.reduce((a, b) => a + b, 0) / times.length, times[Math.floor(times.length * .95)], document.querySelectorAll('.row').length]); } }; \
         requestAnimationFrame(frame); })",
    );
    let (mean, late, drawn) = (frames[0].as_f64().unwrap(), frames[1].as_f64().unwrap(), frames[2].as_u64().unwrap());
    let _ = writeln!(
        std::io::stderr(),
        "{ROWS} rows: opened in {:.2} s, first paint {paint:.0} ms, ready {:.2} s; scrolling {:.0} frames a second, 95 % of frames within {late:.0} ms; \
         {drawn} rows in the page",
        opened.as_secs_f64(),
        shown.as_secs_f64(),
        1000.0 / mean
    );
    assert!(drawn < 100, "only what is seen is in the page");
    assert!(1000.0 / mean > 15.0, "{mean} ms a frame");
    // Far away and back, exactly.
    go_to(&page, 87_654);
    page.wait("document.querySelector('#row-87654 .source')?.textContent.includes('Boat number 87654 ')");
    page.key("a");
    said(&page, "Accepted.");
    page.key("End");
    page.wait(&format!("document.querySelector('#row-{} .source')?.textContent.includes('Boat number {} ')", ROWS - 1, ROWS - 1));
    page.key("Home");
    page.wait("document.querySelector('#row-0 .source')?.textContent.includes('Boat number 0 ')");
    assert!(shown < Duration::from_secs(15), "{shown:?}");
}
