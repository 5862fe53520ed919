//! Names and texts made to take over a terminal: whatever is said for people holds nothing that a terminal acts on.

use crate::support::folder::Folder;

/// A title, a clipboard, colours, a screen wiped by one byte of C1, and a name turned round.
const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}]52;c;eA==\u{7}\u{1b}[31m\u{9b}2J\u{9d}0;x\u{9c}\u{202e}txt.exe\u{7f}";

/// Whether nothing in it is acted on.
fn is_clean(said: &str) -> bool {
    !said.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

#[test]
fn reports_are_clean_whatever_the_texts() {
    let folder = Folder::empty();
    // Two numbers that differ, for a finding of `check`. Plain text with such characters is refused; here they are written as references.
    let (source, target) = (format!("It rained 12 days {EVIL} in the harbour."), format!("Il plut 13 jours {EVIL} dans le port."));
    folder.put("a.jsonl", serde_json::json!({ "source_text": source, "target_text": target }).to_string() + "\n");
    let page = |text: &str| format!("<p>{}</p>", text.replace('\u{1b}', "&#27;").replace('\u{7}', "&#7;"));
    folder.put("a.html", page(&source));
    folder.put("b.html", page(&target));
    for (arguments, holds) in [
        (vec!["check", "a.jsonl"], "owned"),
        (vec!["check", "a.jsonl", "-o", "report.txt"], ""),
        (vec!["convert", "a.jsonl", "--to", "table"], "owned"),
        (vec!["align", "a.html", "b.html", "--explain", "1", "--source-lang", "en", "--target-lang", "fr"], "owned"),
    ] {
        let (code, out, err) = folder.run(&arguments);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains(holds) && is_clean(&out) && is_clean(&err), "{arguments:?}: {out:?} {err:?}");
    }
    let report = folder.get("report.txt");
    assert!(report.contains("owned") && is_clean(&report), "{report:?}");
    // Data in a pipe are what was read.
    let (_, out, _) = folder.run(&["convert", "a.jsonl", "--to", "tsv"]);
    assert!(out.contains(EVIL), "{out:?}");
}

#[cfg(unix)]
#[test]
fn names_are_spelled_out() {
    let folder = Folder::new();
    let name = format!("x{}", EVIL.replace('/', ""));
    folder.put(&name, "");
    let missing = format!("{name}\n.missing");
    let gold = format!("{name}.gold");
    folder.put(&gold, "[0]:[0]:0\n");
    folder.put("list", format!("{name}\ta.fr\tout.tsv\n"));
    let mut named = 0;
    for arguments in [
        vec!["align", &missing, "a.fr"],
        vec!["align", &name, "a.fr"],
        vec!["align", "a.en", "a.fr", "-o", &name],
        vec!["check", &name],
        vec!["convert", &name],
        vec!["convert", &missing, "-o", "o.tsv"],
        vec!["segment", &name],
        vec!["eval", &gold, &gold, "--per-document"],
        vec!["eval", &gold],
        vec!["match", &missing, &name],
        vec!["match", &name, &name],
        vec!["batch", "list", "-o", "out"],
        vec!["batch", &name, "-o", "out"],
        vec!["review", &name, "--no-open"],
        vec!["review", &missing, "--no-open"],
        vec!["lexicon", "show", &name],
        // As `*` would type it.
        vec!["align", "--to", &name],
        vec!["align", &format!("--{name}")],
        vec![&name],
    ] {
        let (_, out, err) = folder.run(&arguments);
        assert!(is_clean(&out) && is_clean(&err), "{arguments:?}: {out:?} {err:?}");
        let said = out + &err;
        let spelled = said.contains(r"\u{1b}]0;owned\u{7}");
        assert!(spelled || !said.contains("owned"), "{arguments:?}: {said}");
        named += usize::from(spelled);
    }
    assert!(named >= 12, "{named}");
    let results = folder.get("out/results.tsv");
    assert!(results.contains(r"\u{202e}txt.exe\u{7f}") && is_clean(&results), "{results:?}");
}

#[test]
fn usage_errors_are_clean_on_a_terminal_too() {
    let folder = Folder::new();
    for arguments in [
        vec!["align", "a.en", "a.fr", EVIL],
        vec![EVIL],
        vec!["align", &format!("--{EVIL}")],
        vec!["align", "a.en", "a.fr", "--to", EVIL],
        vec!["align", "a.en", "a.fr", "--threads", EVIL],
        vec!["review", "a.en", "a.fr", "-o", "-", "--lexicon", EVIL],
    ] {
        let output = folder.command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && output.stdout.is_empty(), "{arguments:?}: {said:?}");
        // Colours of clap's own are all that is left.
        let mut plain = said.clone();
        for own in ["\u{1b}[1m\u{1b}[31m", "\u{1b}[0m", "\u{1b}[1m", "\u{1b}[4m", "\u{1b}[32m", "\u{1b}[33m"] {
            plain = plain.replace(own, "");
        }
        assert!(is_clean(&plain), "{arguments:?}: {said:?}");
        // What is found after all is read does not tell of this.
        let told = said.starts_with("\u{1b}[1m") && plain.contains(r"\u{1b}]0;owned\u{7}");
        assert!(told || arguments.contains(&"review"), "{arguments:?}: {said:?}");
    }
}
