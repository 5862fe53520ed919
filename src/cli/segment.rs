//! `diptych segment`: one sentence a line, a blank line between paragraphs.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::model::Side;
use crate::model::{Split, Text};
use crate::source::Touched;
use crate::terminal;
use crate::write::flat;

use super::form::Form;
use super::output::Destination;
use super::side::{Input, language, notice};

/// Split a text into sentences, one a line
///
/// Prints one sentence a line, and a blank line between paragraphs. Line ends inside a sentence become a space.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diptych segment story.txt
  diptych segment --lang ja story.txt -o story.sentences.txt
  some-program | diptych segment -")]
pub(super) struct Args {
    /// A file of any format that --from names; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its language [default: found out from the text]
    ///
    /// Any BCP 47 or ISO 639 code: en, fra, zh-Hant, pt-BR.
    #[arg(long, value_name = "CODE", value_parser = language)]
    lang: Option<String>,
    /// Its encoding [default: found out]
    ///
    /// Any name that web pages use: utf-8, utf-16, latin1, windows-1251, shift_jis, gb18030.
    #[arg(long, value_name = "NAME", alias = "source-encoding")]
    encoding: Option<String>,
    #[command(flatten)]
    form: Form,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Prints the sentences.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let side = Input {
        name: "text",
        path: args.file.clone(),
        language: args.lang.clone(),
        read: args.form.options(Side::Source, args.lang.clone(), args.encoding.clone(), Split::Sentences),
    };
    let destination = Destination::sparing(args.output.clone(), &Touched::default().reading("text", &side.path))?;
    let text = side.load(args.quiet)?;
    if text.is_empty() {
        anyhow::bail!("{}: there is no text in it; name a file with text", terminal::name(&side.path));
    }
    if !args.quiet {
        notice(&side.notice(&text));
    }
    destination.write(|out| write(out, &text))
}

fn write(out: &mut dyn Write, text: &Text) -> io::Result<()> {
    let mut block = None;
    for (id, sentence) in text.sentences().iter().enumerate() {
        if block.is_some_and(|block| block != sentence.block) {
            writeln!(out)?;
        }
        block = Some(sentence.block);
        writeln!(out, "{}", flat::line_of(text.sentence(id)))?;
    }
    Ok(())
}
