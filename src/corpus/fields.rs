//! The fields of a bead that is a row: of a record batch, or of a line of its own.

/// Their names, after those that are passed through.
pub const FIELDS: [&str; 16] = [
    "row",
    "bead",
    "kind",
    "confidence",
    "related",
    "source_ids",
    "target_ids",
    "source_starts",
    "source_ends",
    "target_starts",
    "target_ends",
    "source_text",
    "target_text",
    "source_lang",
    "target_lang",
    "error",
];
