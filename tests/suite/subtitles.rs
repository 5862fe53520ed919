//! Subtitles: where the words cannot tell which of many equal lines is missing, the time codes can.

use std::fmt::Write as _;

use crate::support::folder::Folder;

const LINES: [(&str, &str); 4] = [("Yes.", "Oui."), ("No.", "Non."), ("Yes.", "Oui."), ("Why not?", "Pourquoi pas ?")];

/// Subtitles in which line `at` is said at its own time, moved by `shift` milliseconds on a clock that runs at `rate`; some lines left out.
fn subtitles(french: bool, left_out: &[usize], shift: u64, rate: f64) -> String {
    let mut text = String::new();
    let clock = |ms: u64| format!("{:02}:{:02}:{:02},{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    for at in (0..120).filter(|at| !left_out.contains(at)) {
        let start = 2_500 * at as u64 + (at * at * 7_919 % 1_400) as u64;
        let shifted = |ms: u64| clock(((ms + shift) as f64 * rate) as u64);
        let (english, other) = LINES[at % LINES.len()];
        let line = if french { other } else { english };
        write!(text, "{}\n{} --> {}\n{line}\n\n", at + 1, shifted(start), shifted(start + 1_100)).unwrap();
    }
    text
}

fn omitted(shift: u64, rate: f64) -> Vec<usize> {
    let folder = Folder::empty();
    folder.put("film.en.srt", subtitles(false, &[], 0, 1.0));
    folder.put("film.fr.srt", subtitles(true, &[12, 13, 46, 90], shift, rate));
    folder.command(&["align", "--quiet", "film.en.srt", "film.fr.srt", "-o", "film.jsonl"]).assert().success();
    let beads = folder.get("film.jsonl");
    let beads = beads.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let omitted = beads.filter(|bead| bead["kind"] == "omitted");
    omitted
        .flat_map(|bead| bead["source_ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as usize).collect::<Vec<_>>())
        .collect()
}

#[test]
fn time_codes_tell_which_of_equal_lines_is_missing() {
    assert_eq!(omitted(0, 1.0), [12, 13, 46, 90]);
}

#[test]
fn a_film_with_another_opening_or_speed_has_other_times() {
    assert_eq!(omitted(41_300, 1.0), [12, 13, 46, 90]);
    assert_eq!(omitted(9_000, 24.0 / 25.0), [12, 13, 46, 90]);
}
