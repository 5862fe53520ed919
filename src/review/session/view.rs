//! What the page shows of a session: rows, an overview of all of them, and the effect of a change.

use std::ops::Range;

use super::super::protocol::{Book, Change, Overview, Row, Sentence};
use super::{Outcome, Session};
use crate::formats::output::is_right_to_left;
use crate::formats::{self, Format};
use crate::model::{BeadKind, BlockKind, Side, Text};
use crate::project::state::Cut;
use crate::project::{Marked, Project, Status};

/// What a page needs to know once.
pub(super) fn book(project: &Project, read_only: bool) -> Book {
    let texts = project.state.texts.as_ref();
    let named = |format: Format| {
        let several = format.several_files().is_some();
        let extension = if several { "zip" } else { format.extension().unwrap_or_default() };
        (format.name.to_owned(), extension.to_owned(), several)
    };
    Book {
        name: project.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        languages: texts.map(|text| text.language().to_owned()).into(),
        right_to_left: texts.map(|text| is_right_to_left(text.language())).into(),
        files: project.origins.as_ref().map(|origin| origin.path.display().to_string()).into(),
        sentences: texts.map(Text::len).into(),
        formats: formats::written()
            .filter(|(_, writing)| (writing.refuses)(texts.source.document()).is_none())
            .map(|(format, _)| named(format))
            .collect(),
        read_only: read_only.then(|| "another program has this project open".to_owned()),
    }
}

/// An overview of all rows.
pub(super) fn overview(session: &Session) -> Overview {
    let rows = &session.project.state.rows;
    let kind = |row: &Marked| match row.bead.kind {
        BeadKind::Match => 'm',
        BeadKind::Moved => 'v',
        BeadKind::Omitted => 'o',
        BeadKind::Added => 'a',
    };
    let status = |row: &Marked| match row.status {
        Status::Auto => '-',
        Status::Checked => 'c',
        Status::Locked => 'l',
    };
    Overview {
        version: session.version,
        kinds: rows.iter().map(kind).collect(),
        statuses: rows.iter().map(status).collect(),
        // Rounded down: nothing but certainty is shown as such.
        confidences: rows.iter().map(|row| (f64::from(row.confidence()) * 100.0 + 1e-6) as u8).collect(),
        numbers: session.overviews.iter().map(|row| if row.numbers { '1' } else { '0' }).collect(),
        lengths: session.overviews.iter().map(|row| row.length).collect(),
        undo: session.steps.done.len(),
        redo: session.steps.undone.len(),
    }
}

/// Some rows, clipped to what there is.
pub(super) fn rows(session: &Session, rows: Range<usize>) -> Vec<Row> {
    let end = rows.end.min(session.project.state.rows.len());
    (rows.start.min(end)..end).filter_map(|at| row(session, at)).collect()
}

fn row(session: &Session, at: usize) -> Option<Row> {
    let state = &session.project.state;
    let marked = state.rows.get(at)?;
    let sentences = |side: Side| marked.ids(side).iter().map(|&id| sentence(&state.texts[side], id)).collect();
    Some(Row {
        kind: marked.bead.kind,
        status: marked.status,
        confidence: marked.confidence(),
        numbers: session.overviews.get(at).is_some_and(|row| row.numbers),
        source: sentences(Side::Source),
        target: sentences(Side::Target),
    })
}

fn sentence(text: &Text, id: usize) -> Sentence {
    let block_of = |id: usize| text.sentences().get(id).map(|sentence| sentence.block);
    let block = block_of(id);
    let kind = block.and_then(|block| text.document().blocks().get(block)).map_or(BlockKind::Line, |block| block.kind);
    Sentence {
        id,
        text: text.sentence(id).to_owned(),
        corrected: text.correction(id).is_some(),
        first: id.checked_sub(1).and_then(block_of) != block,
        block: match kind {
            BlockKind::Heading => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "item",
            BlockKind::TableCell => "cell",
            BlockKind::Caption => "caption",
            BlockKind::Note => "note",
            BlockKind::Line => "line",
        },
    }
}

/// What a cut or join did to the ids after it.
pub(super) fn shifted(cut: &Cut) -> (Side, usize, i64) {
    (cut.text, cut.at + cut.out.len(), cut.new.len() as i64 - cut.out.len() as i64)
}

/// What a change did: the rows of its span before are now those of its span after.
pub(super) fn change(
    session: &Session,
    (before, after): &(Range<usize>, Range<usize>),
    shifted: Option<(Side, usize, i64)>,
    outcome: &Outcome,
) -> Change {
    let all = &session.project.state.rows;
    let realigned = |at: &usize| all.get(*at).is_some_and(|row| !row.status.is_fixed() && outcome.realigned.contains(&row.bead));
    let holds = |at: &usize| outcome.focus.is_some_and(|(side, id)| all.get(*at).is_some_and(|row| row.ids(side).contains(&id)));
    Change {
        version: session.version,
        from: before.start,
        removed: before.len(),
        rows: rows(session, after.clone()),
        focus: after.clone().find(holds).unwrap_or(after.start).min(all.len().saturating_sub(1)),
        realigned: after.clone().filter(realigned).collect(),
        looked: outcome.looked,
        shifted,
        undo: session.steps.done.len(),
        redo: session.steps.undone.len(),
    }
}
