//! Beads, and the alignment they form: every sentence of two texts in exactly one bead, which is checked when an alignment is built.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Pair, Side};

/// What a bead says of its sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BeadKind {
    /// Source and target sentences that translate each other, in order.
    Match,
    /// Source sentences without a translation (1-0).
    Omitted,
    /// Target sentences that translate nothing (0-1).
    Added,
    /// Sentences that translate each other but stand elsewhere than their neighbours: the bead crosses another one.
    Moved,
}

impl BeadKind {
    /// The word written to files: `match`, `omitted`, `added`, `moved`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Omitted => "omitted",
            Self::Added => "added",
            Self::Moved => "moved",
        }
    }
}

impl std::str::FromStr for BeadKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Match, Self::Omitted, Self::Added, Self::Moved].into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

impl std::fmt::Display for BeadKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A minimal group of sentences that translate each other. The ids need not be contiguous: a caption may stand inside a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bead {
    /// Ascending zero-based ids of source sentences; empty when added.
    pub source: Vec<usize>,
    /// Ascending zero-based ids of target sentences; empty when omitted.
    pub target: Vec<usize>,
    /// What it says.
    pub kind: BeadKind,
    /// Probability in [0, 1] that exactly this bead is right.
    pub confidence: f32,
}

impl Bead {
    /// A bead of these sentences; the kind follows from which side is empty (never [`BeadKind::Moved`]).
    pub fn new(source: Vec<usize>, target: Vec<usize>, confidence: f32) -> Self {
        let kind = match (source.is_empty(), target.is_empty()) {
            (_, true) => BeadKind::Omitted,
            (true, _) => BeadKind::Added,
            _ => BeadKind::Match,
        };
        Self { source, target, kind, confidence }
    }

    /// The ids of one side.
    pub fn ids(&self, side: Side) -> &Vec<usize> {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The ids of one side, to be changed.
    pub fn ids_mut(&mut self, side: Side) -> &mut Vec<usize> {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }
}

/// The beads of two texts, every sentence of both in exactly one of them.
///
/// Beads stand in reading order: those that hold source sentences by their first one, added ones where their target sentences stand
/// between the targets of their neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    beads: Vec<Bead>,
    source_len: usize,
    target_len: usize,
    related: Option<f32>,
}

/// Two texts that are less probably related than this do not look like translations of each other.
pub const UNRELATED: f32 = 0.1;

impl Alignment {
    /// Builds an alignment of `source_len` with `target_len` sentences and checks it.
    ///
    /// # Errors
    /// [`ErrorKind::BadAlignment`] if a sentence is in no bead or in two, an id is out of range or out of order within its bead, a
    /// confidence is outside [0, 1], a bead is empty on both sides, or a kind contradicts the sides.
    pub fn new(beads: Vec<Bead>, source_len: usize, target_len: usize) -> Result<Self> {
        let alignment = Self { beads, source_len, target_len, related: None };
        alignment.verify()?;
        Ok(alignment)
    }

    /// Sets the probability, in [0, 1], that the two texts translate each other at all, if it is known.
    #[must_use]
    pub fn with_related(self, related: Option<f32>) -> Self {
        Self { related, ..self }
    }

    /// Probability that the two texts translate each other at all; `None` where nothing is known of it: no lexicon, no look-alikes, and too little
    /// text to learn from; or nobody has asked.
    pub fn related(&self) -> Option<f32> {
        self.related
    }

    /// Whether the two texts do not look like translations of each other, which is worth a warning.
    pub fn is_doubtful(&self) -> bool {
        self.related.is_some_and(|related| related < UNRELATED)
    }

    /// The beads, in reading order.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }

    /// Number of source sentences.
    pub fn source_len(&self) -> usize {
        self.source_len
    }

    /// Number of target sentences.
    pub fn target_len(&self) -> usize {
        self.target_len
    }

    fn verify(&self) -> Result<()> {
        let mut seen = Pair::new(vec![false; self.source_len], vec![false; self.target_len]);
        for (at, bead) in self.beads.iter().enumerate() {
            let kind_fits = match bead.kind {
                BeadKind::Match | BeadKind::Moved => !bead.source.is_empty() && !bead.target.is_empty(),
                BeadKind::Omitted => !bead.source.is_empty() && bead.target.is_empty(),
                BeadKind::Added => bead.source.is_empty() && !bead.target.is_empty(),
            };
            if !kind_fits {
                return Err(bad(format!("bead {at} is called {} but holds {bead:?}", bead.kind)));
            }
            if !(0.0..=1.0).contains(&bead.confidence) {
                return Err(bad(format!("bead {at} has confidence {}", bead.confidence)));
            }
            for side in Side::BOTH {
                let (ids, seen, mut last) = (bead.ids(side), &mut seen[side], None);
                for &id in ids {
                    if last >= Some(id) {
                        return Err(bad(format!("bead {at} has {side} ids out of order: {ids:?}")));
                    }
                    last = Some(id);
                    match seen.get_mut(id) {
                        None => return Err(bad(format!("bead {at} names {side} sentence {id}, of {}", seen.len()))),
                        Some(true) => return Err(bad(format!("{side} sentence {id} is in two beads"))),
                        Some(slot) => *slot = true,
                    }
                }
            }
        }
        for (side, seen) in seen.as_ref().sides() {
            if let Some(id) = seen.iter().position(|&seen| !seen) {
                return Err(bad(format!("{side} sentence {id} is in no bead")));
            }
        }
        Ok(())
    }
}

/// As JSON: the numbers of sentences, how probable it is that the texts belong together, and the beads with the keys and the four decimals of the
/// format `jsonl`.
impl Serialize for Alignment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            source_ids: &'a [usize],
            target_ids: &'a [usize],
            kind: BeadKind,
            confidence: f64,
        }
        fn rounded(value: f32) -> f64 {
            (f64::from(value) * 1e4).round() / 1e4
        }
        fn row(bead: &Bead) -> Row<'_> {
            Row { source_ids: &bead.source, target_ids: &bead.target, kind: bead.kind, confidence: rounded(bead.confidence) }
        }
        let mut alignment = serializer.serialize_struct("Alignment", 4)?;
        alignment.serialize_field("source_sentences", &self.source_len)?;
        alignment.serialize_field("target_sentences", &self.target_len)?;
        alignment.serialize_field("related", &self.related.map(rounded))?;
        alignment.serialize_field("beads", &self.beads.iter().map(row).collect::<Vec<_>>())?;
        alignment.end()
    }
}

fn bad(what: String) -> Error {
    Error::new("alignment", ErrorKind::BadAlignment { what, remedy: "report this as a bug in diptych".into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: &[usize], target: &[usize]) -> Bead {
        Bead::new(source.to_vec(), target.to_vec(), 0.5)
    }

    #[test]
    fn the_sides_of_a_bead_say_its_kind() {
        let kinds = [bead(&[0], &[0]), bead(&[0], &[]), bead(&[], &[0])].map(|bead| bead.kind);
        assert_eq!(kinds, [BeadKind::Match, BeadKind::Omitted, BeadKind::Added]);
        for kind in [BeadKind::Match, BeadKind::Omitted, BeadKind::Added, BeadKind::Moved] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!("Match".parse::<BeadKind>(), Err(()));
    }

    #[test]
    fn every_sentence_is_in_one_bead_or_it_is_no_alignment() {
        let moved = |source: &[usize], target: &[usize]| Bead { kind: BeadKind::Moved, ..bead(source, target) };
        let good = vec![bead(&[0, 2], &[1]), moved(&[1], &[0, 2]), bead(&[], &[3])];
        let alignment = Alignment::new(good.clone(), 3, 4).unwrap();
        assert_eq!((alignment.beads(), alignment.source_len(), alignment.target_len()), (&good[..], 3, 4));
        assert!(alignment.related().is_none() && !alignment.is_doubtful());
        assert!(alignment.clone().with_related(Some(UNRELATED / 2.0)).is_doubtful() && !alignment.with_related(Some(0.9)).is_doubtful());
        assert!(Alignment::new(Vec::new(), 0, 0).is_ok());

        let sure = |confidence| Bead { confidence, ..bead(&[0], &[0]) };
        for (beads, what) in [
            (vec![bead(&[0], &[0])], "target sentence 1 is in no bead"),
            (vec![bead(&[0], &[0, 1]), bead(&[0], &[])], "source sentence 0 is in two beads"),
            (vec![bead(&[0, 1], &[0, 1])], "names source sentence 1, of 1"),
            (vec![bead(&[0], &[1, 0])], "target ids out of order"),
            (vec![bead(&[0], &[0, 0, 1])], "target ids out of order"),
            (vec![bead(&[0], &[0, 1]), bead(&[], &[])], "is called omitted"),
            (vec![bead(&[0], &[0]), moved(&[], &[1])], "is called moved"),
            (vec![Bead { kind: BeadKind::Match, ..bead(&[0], &[]) }, bead(&[], &[0, 1])], "is called match"),
            (vec![sure(1.1), bead(&[], &[1])], "has confidence 1.1"),
            (vec![sure(f32::NAN), bead(&[], &[1])], "has confidence NaN"),
        ] {
            let said = Alignment::new(beads, 1, 2).unwrap_err().to_string();
            assert!(said.contains(what), "{said}");
        }
    }

    #[test]
    fn json_has_the_keys_of_jsonl() {
        let alignment = Alignment::new(vec![bead(&[0, 1], &[0]), bead(&[], &[1])], 2, 2).unwrap().with_related(Some(0.5));
        assert_eq!(
            serde_json::to_string(&alignment).unwrap(),
            r#"{"source_sentences":2,"target_sentences":2,"related":0.5,"beads":[{"source_ids":[0,1],"target_ids":[0],"kind":"match","confidence":0.5},{"source_ids":[],"target_ids":[1],"kind":"added","confidence":0.5}]}"#
        );
    }
}
