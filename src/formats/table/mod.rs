//! A table for people: two columns side by side.
//!
//! Every sentence begins a line of its own with its number (counted from 1, as people count), so that a 2-1 bead shows its members. Beads
//! that need attention are marked twice, by a sign at the left margin and by colour, because not every terminal has colour and not every
//! eye sees it: `-` omitted, `+` added, `~` moved, `?` doubtful. The confidence stands at the right margin.

mod wrapped;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::formats::descriptor::{Descriptor, Files};
use crate::formats::output::Bitext;
use crate::formats::table::wrapped::{padded, wrap};
use crate::lang;
use crate::model::{Bead, BeadKind, Text};

/// Two columns side by side, for people.
pub static FORMAT: Descriptor = Descriptor::new("table").no_bitext("a table is for people").write(
    "Two columns side by side, for people",
    &["txt"],
    Files::Text(|out, bitext, settings| write(out, bitext, &settings.table)),
);

/// Narrowest table: below that a column has no room for a word.
const MIN_WIDTH: usize = 40;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
const OMITTED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const MOVED: Style = AnsiColor::Cyan.on_default();

/// How the table is laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Columns of the terminal, at least 40.
    pub width: usize,
    /// Whether to write ANSI colours.
    pub colour: bool,
    /// Beads below this confidence, in [0, 1], are marked as doubtful.
    pub doubtful: f32,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 100, colour: false, doubtful: crate::formats::output::DOUBTFUL }
    }
}

/// Writes all beads, those below the smallest confidence too: here they are marked, not left out.
///
/// # Errors
/// Errors of the writer.
pub fn write(out: &mut dyn Write, bitext: &Bitext, layout: &Layout) -> io::Result<()> {
    let table = Table::new(bitext, layout);
    table.head(out)?;
    let mut before = 1;
    for (at, bead) in bitext.all_beads().iter().enumerate() {
        let cells = table.cells(bead);
        let height = cells.0.len().max(cells.1.len());
        // Between two beads of a line each, a rule would only double the length of the table.
        if at > 0 && height.max(before) > 1 {
            table.rule(out, "┈", "┼")?;
        }
        table.bead(out, bead, cells)?;
        before = height;
    }
    table.rule(out, "─", "┴")?;
    writeln!(out, "{}", table.painted(BOLD, &summary(bitext.all_beads(), layout.doubtful)))
}

/// What was found, in one line, with the signs of the table: `16 beads: 9 match, 5 omitted (-), 2 added (+); 3 doubtful (?, below 0.6)`.
fn summary(beads: &[Bead], doubtful: f32) -> String {
    said(beads, doubtful, true)
}

/// The same without the signs, for a page, which shows colours instead.
pub(super) fn plain_summary(beads: &[Bead], doubtful: f32) -> String {
    said(beads, doubtful, false)
}

fn said(beads: &[Bead], doubtful: f32, signs: bool) -> String {
    let count = |kind| beads.iter().filter(|bead| bead.kind == kind).count();
    let mut parts = vec![format!("{} match", count(BeadKind::Match))];
    for kind in [BeadKind::Moved, BeadKind::Omitted, BeadKind::Added] {
        match count(kind) {
            0 => {}
            some if signs => parts.push(format!("{some} {kind} ({})", sign(kind))),
            some => parts.push(format!("{some} {kind}")),
        }
    }
    let noun = if beads.len() == 1 { "bead" } else { "beads" };
    let doubts = match beads.iter().filter(|bead| bead.confidence < doubtful).count() {
        0 => format!("none doubtful (below {doubtful})"),
        some => format!("{some} doubtful ({}below {doubtful})", if signs { "?, " } else { "" }),
    };
    format!("{} {noun}: {}; {doubts}", beads.len(), parts.join(", "))
}

fn sign(kind: BeadKind) -> char {
    match kind {
        BeadKind::Match => ' ',
        BeadKind::Omitted => '-',
        BeadKind::Added => '+',
        BeadKind::Moved => '~',
    }
}

fn style(kind: BeadKind) -> Style {
    match kind {
        BeadKind::Match => Style::new(),
        BeadKind::Omitted => OMITTED,
        BeadKind::Added => ADDED,
        BeadKind::Moved => MOVED,
    }
}

/// A line of a cell: the number of the sentence that begins here, and text.
struct CellLine {
    number: Option<usize>,
    text: String,
}

struct Table<'a> {
    bitext: &'a Bitext<'a>,
    layout: &'a Layout,
    /// Columns of a sentence's number.
    numbers: usize,
    /// Columns of the text on either side.
    columns: usize,
}

impl<'a> Table<'a> {
    fn new(bitext: &'a Bitext<'a>, layout: &'a Layout) -> Self {
        let numbers = bitext.source.len().max(bitext.target.len()).max(1).ilog10() as usize + 1;
        // Signs and a space, numbers and a space on either side, ` │ ` between, a space and the confidence at the end.
        let frame = 3 + 2 * (numbers + 1) + 3 + 5;
        let columns = (layout.width.max(MIN_WIDTH).saturating_sub(frame) / 2).max(4);
        Self { bitext, layout, numbers, columns }
    }

    fn painted(&self, style: Style, text: &str) -> String {
        if !self.layout.colour || style == Style::new() || text.is_empty() {
            return text.to_owned();
        }
        format!("{style}{text}{style:#}")
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let room = self.numbers + 1 + self.columns;
        let source = wrap(&title(self.bitext.source), room);
        let target = wrap(&title(self.bitext.target), room);
        let empty = String::new();
        for at in 0..source.len().max(target.len()) {
            let (left, right) = (source.get(at).unwrap_or(&empty), target.get(at).unwrap_or(&empty));
            let left = self.painted(BOLD, &padded(left, room));
            writeln!(out, "   {left} {} {}", self.painted(DIM, "│"), self.painted(BOLD, right))?;
        }
        self.rule(out, "─", "┼")
    }

    fn rule(&self, out: &mut dyn Write, line: &str, crossing: &str) -> io::Result<()> {
        let (left, right) = (3 + self.numbers + 1 + self.columns + 1, 1 + self.numbers + 1 + self.columns + 5);
        writeln!(out, "{}", self.painted(DIM, &format!("{}{crossing}{}", line.repeat(left), line.repeat(right))))
    }

    fn cells(&self, bead: &Bead) -> (Vec<CellLine>, Vec<CellLine>) {
        (self.cell(self.bitext.source, &bead.source, bead.kind), self.cell(self.bitext.target, &bead.target, bead.kind))
    }

    fn bead(&self, out: &mut dyn Write, bead: &Bead, (source, target): (Vec<CellLine>, Vec<CellLine>)) -> io::Result<()> {
        let doubtful = bead.confidence < self.layout.doubtful;
        for at in 0..source.len().max(target.len()) {
            let (mut margin, mut confidence) = ("   ".to_owned(), String::new());
            if at == 0 {
                let doubt = if doubtful { self.painted(DOUBT, "?") } else { " ".into() };
                margin = format!("{}{doubt} ", self.painted(style(bead.kind).bold(), &sign(bead.kind).to_string()));
                // Rounded down: only what is certain is 100 %.
                let percent = format!(" {:3.0}%", (100.0 * bead.confidence + 1e-3).floor());
                confidence = self.painted(if doubtful { DOUBT } else { DIM }, &percent);
            }
            let left = self.line(source.get(at), bead.kind, true);
            let right = self.line(target.get(at), bead.kind, at == 0);
            let row = format!("{margin}{left} {} {right}{confidence}", self.painted(DIM, "│"));
            writeln!(out, "{}", row.trim_end())?;
        }
        Ok(())
    }

    /// A cell's line, padded if something stands to its right.
    fn line(&self, line: Option<&CellLine>, kind: BeadKind, pad: bool) -> String {
        let width = self.numbers + 1 + self.columns;
        let Some(line) = line else { return if pad { " ".repeat(width) } else { String::new() } };
        let room = self.numbers;
        let number = line.number.map_or_else(|| " ".repeat(room), |number| format!("{number:room$}"));
        let text = if pad { padded(&line.text, self.columns) } else { line.text.clone() };
        let (text, spaces) = text.split_at(text.trim_end().len());
        format!("{} {}{spaces}", self.painted(DIM, &number), self.painted(style(kind), text))
    }

    fn cell(&self, text: &Text, ids: &[usize], kind: BeadKind) -> Vec<CellLine> {
        if ids.is_empty() {
            return vec![CellLine { number: None, text: format!("({kind})") }];
        }
        let mut cell = Vec::new();
        for &id in ids {
            for (at, text) in wrap(text.sentence(id), self.columns).into_iter().enumerate() {
                cell.push(CellLine { number: (at == 0).then_some(id + 1), text });
            }
        }
        cell
    }
}

/// The file's name and the language.
fn title(text: &Text) -> String {
    let path = text.document().path();
    let name = match path.file_name() {
        _ if path.as_os_str() == "-" => "standard input".into(),
        Some(name) => name.to_string_lossy(),
        None => path.to_string_lossy(),
    };
    match text.language() {
        "und" => name.into_owned(),
        tag => format!("{name} · {}", lang::name(tag).unwrap_or(tag)),
    }
}
