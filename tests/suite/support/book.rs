//! A small project on disk, and random edits of it.

use std::fs;
use std::path::{Path, PathBuf};

use diptych::align::Options;
use diptych::internal::review::protocol::Edit;
use diptych::internal::review::session::Session;
use diptych::internal::segment;
use diptych::model::{Pair, Side, Split};
use diptych::project::{Origin, Project};
use diptych::read::ReadOptions;

pub const ENGLISH: &str = "The captain left the harbour at dawn. Nobody saw him go, and 3 boats followed. The lighthouse was dark.\n\n\
    A storm came from the west. The 12 ships were lost! Their names are carved in stone. 😀 Children read them aloud.\n\n\
    The village remembered it for years. Every winter they light a lamp. It burns until the morning.";
pub const FRENCH: &str = "Le capitaine quitta le port à l'aube. Personne ne le vit partir, et 3 bateaux le suivirent. Le phare était sombre.\n\n\
    Une tempête vint de l'ouest. Les 12 navires furent perdus ! Leurs noms sont gravés dans la pierre. Les enfants les lisent à voix haute.\n\n\
    Le village s'en souvint pendant des années. Chaque hiver on allume une lampe. Elle brûle jusqu'au matin. Personne ne l'éteint.";

/// Writes two texts and the project of them, `book.diptych`, into a folder.
pub fn make(folder: &Path, source: &str, target: &str) -> PathBuf {
    let path = folder.join("book.diptych");
    let load = |name: &str, text: &str, language: &str, which| {
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        let read = ReadOptions { which, language: Some(language.into()), ..ReadOptions::default() };
        let (document, origin) = Origin::read(&file, Some(language), read).unwrap();
        (origin, segment::segment(document, language, Split::Sentences).unwrap())
    };
    let (one, source) = load("book.en.txt", source, "en", Side::Source);
    let (other, target) = load("book.fr.txt", target, "fr", Side::Target);
    let options = Options::default().packs(false);
    let alignment = diptych::align(&source, &target, &options).unwrap();
    let project = Project::new(&path, Pair::new(one, other), Pair::new(source, target), &alignment).unwrap();
    Project { options, ..project }.write().unwrap();
    path
}

/// Something that is done to a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Edit(Edit),
    Undo,
    Redo,
    Save,
    Learn,
}

/// An action from any four numbers, mostly one that can be done.
pub fn action(session: &Session, [what, a, b, c]: [usize; 4]) -> Action {
    let state = &session.project().state;
    let rows = state.rows.len();
    let row = a % (rows + 1);
    let panel = if b % 2 == 0 { Side::Source } else { Side::Target };
    let text = if b % 2 == 0 { &state.texts.source } else { &state.texts.target };
    let sentence = a % (text.len() + 1);
    let sides = state.rows.get(row).map_or((0, 0), |row| (row.bead.source.len(), row.bead.target.len()));
    Action::Edit(match what % 16 {
        0 => Edit::Merge { row },
        1 => Edit::Split { row, source: b % (sides.0 + 1), target: c % (sides.1 + 1) },
        2 | 3 => Edit::Cut { panel, sentence, at: c % (text.sentence(sentence).encode_utf16().count() + 2) },
        4 => Edit::Join { panel, sentence },
        5 | 6 => Edit::Move { row, panel, up: c % 2 == 0 },
        7 => Edit::Link { row, other: c % (rows + 1) },
        8 => Edit::Unlink { row },
        9 => Edit::Accept { row, count: 1 + c % 3 },
        10 => Edit::Lock { row, count: 1 },
        11 => Edit::Release { row, count: 1 + c % 9 },
        12 => {
            Edit::Correct {
                panel, sentence, text: if c % 3 == 0 { text.original(sentence).into() } else { format!("Corrected “{c}”.") }
            }
        }
        13 => return Action::Undo,
        14 => return Action::Redo,
        _ => return if c % 4 == 0 { Action::Save } else { Action::Learn },
    })
}
