//! All integration tests in one program, which is linked (with the packs in it) once: a module for each command, each room and each promise.
//!
//! `cargo test --test suite` runs them all, `cargo test --test suite stream::` those of one module.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

/// F1 on every gold corpus against its floor. Whatever can change which beads come out is measured here.
mod accuracy;
/// `diptych batch`: lists, folders, failures as rows, interrupted runs.
mod batch;
mod batch_lists;
/// Small files that mean terabytes: bitexts, tables, lexicons.
mod bombs;
/// Two e-books become a bilingual one: chapters, headings, pictures.
mod books;
/// Sentence boundaries against their floors.
mod boundaries;
/// The review page in Chromium: what people do with mouse and keys.
#[cfg(feature = "review")]
mod browser;
/// `diptych check`: planted errors, false alarms, faults of form.
mod check;
/// What every command has in common: exit codes, output files, one clear sentence for bad input.
mod cli;
/// `--min-confidence` and calibration.
mod confidence;
/// The review server among connections that want nothing.
#[cfg(all(feature = "review", unix))]
mod connections;
/// `diptych convert`: round trips of every format.
mod convert;
/// Time and memory on texts in which all lines are equal.
#[cfg(target_os = "linux")]
mod equal_lines;
/// `--explain`.
mod explain;
/// Full disks, kills, limits of the system: every command that writes against every fault.
mod faults;
/// Project folders from strangers: every file that can be in one, every trick that leads out of it.
#[cfg(unix)]
mod foreign;
/// What each format looks like, and that its links can be read back.
mod formats;
/// The fuzz targets, without a fuzzer, for a minute.
mod fuzzing;
/// Large gaps and the text around them.
mod gaps;
/// Time that grows with the input and not with its square.
#[cfg(target_os = "linux")]
mod growth;
/// Files made to do harm: bombs, deep nesting, endless lines. One for each bound of the readers.
mod hostile;
/// Inline formatting from the files of the texts into what is written.
mod inline;
/// Reviews that are killed in the middle of an edit.
mod journal;
/// The order of imports and the size of source files.
mod layers;
/// `diptych lexicon` and `align --lexicon`.
#[cfg(feature = "packs")]
mod lexicon;
/// `diptych match`.
mod matching;
/// `--max-memory`: estimates, refusals, a limit that pairs share.
mod memory;
/// Folders that somebody else has made: nothing outside them is read, written or removed.
mod outside;
/// No result is put over what is read.
mod overwriting;
/// PDFs that unpack, draw and write without end, and the child process that reads them.
#[cfg(feature = "pdf")]
mod pdf_bombs;
/// Pairs that teach each other are aligned as well as alone.
mod piped;
mod pooling;
/// Project files on the command line.
mod project;
/// What holds of the alignment of any two texts.
mod properties_align;
/// Any bytes through the whole program.
mod properties_io;
/// Any bytes and damaged samples through every reader.
mod properties_read;
/// Any text through the segmenter.
mod properties_segment;
/// The same pair in every format gives the same beads.
mod readers;
/// Review sessions: any actions in any order, and what is on the disk.
mod review;
/// The guards of the review server.
#[cfg(feature = "review")]
mod review_security;
/// Whole outputs of the samples, to the letter.
mod samples;
/// `diptych eval` against the scorer of the field.
mod scorer;
/// Texts and names that a spreadsheet would run.
mod spreadsheets;
/// A batch with every kind of bomb among its pairs.
#[cfg(feature = "pdf")]
mod strangers;
/// `diptych stream`.
mod stream;
mod stream_rows;
/// Time codes as evidence.
mod subtitles;
/// What several modules need: folders, browsers, shared data, the generator of random numbers. No tests.
mod support;
/// Escape sequences in names and texts.
mod terminal;
/// `diptych train`.
mod train;
/// What we write, judged by other programs.
mod validate;
/// Texts that are no translations of each other.
mod verdict;
