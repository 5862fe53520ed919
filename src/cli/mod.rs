//! The command line: what was typed, what is printed, and the exit code.
//!
//! Each subcommand is a file and goes in two steps, as in ripgrep: its `Args` hold what was typed and nothing else; `Plan` holds what that
//! means, with defaults, file names and formats resolved and contradictions refused. `run` then carries it out.

use std::ffi::OsString;
use std::io::Write;

use crate::terminal;
use anstyle::{AnsiColor, Style};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

mod align;
mod batch;
mod check;
mod completions;
#[cfg(feature = "pdf")]
mod contained;
mod convert;
mod eval;
mod form;
mod lexicon;
mod man;
mod matching;
mod memory;
mod output;
#[cfg(feature = "review")]
mod review;
mod segment;
mod side;
mod signals;
mod stream;
mod threads;
mod train;

/// All went well (a reader that closed the pipe early included).
const EXIT_SUCCESS: u8 = 0;
/// The input is bad or the output could not be written.
const EXIT_FAILURE: u8 = 1;
/// The command line makes no sense.
const EXIT_USAGE: u8 = 2;

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Pairs two copies of a text in two languages, sentence by sentence, and says how sure it is of each pair.
#[derive(Debug, Parser)]
#[command(name = "diptych", version, arg_required_else_help = true, propagate_version = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  diptych align book.en.txt book.fr.txt                  show the two texts side by side
  diptych align book.en.txt book.fr.txt -o book.tmx      make a translation memory
  diptych review book.en.txt book.fr.txt                 look at it in a browser and correct it
  diptych batch pairs.tsv -o aligned                     align every pair of a list
  diptych help align                                     all options, with more examples";

#[derive(Debug, Subcommand)]
enum Command {
    Align(align::Args),
    Batch(batch::Args),
    Convert(convert::Args),
    Check(check::Args),
    #[cfg(feature = "review")]
    Review(review::Args),
    Match(matching::Args),
    Stream(stream::Args),
    Segment(segment::Args),
    Eval(eval::Args),
    Lexicon(lexicon::Args),
    Train(train::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Does what was typed, the name of the program first, and gives the exit code. For the program and for Python's `diptych`, which is the same.
pub fn main(typed: Vec<OsString>) -> u8 {
    #[cfg(feature = "pdf")]
    if let Some(code) = contained::begin(&typed) {
        return code;
    }
    match Cli::try_parse_from(&typed).map_err(anyhow::Error::from).and_then(run) {
        Ok(()) => EXIT_SUCCESS,
        Err(error) => report(&error, &typed),
    }
}

/// Runs what was typed.
fn run(cli: Cli) -> anyhow::Result<()> {
    signals::prepare();
    match cli.command {
        Command::Align(args) => align::run(args),
        Command::Batch(args) => batch::Plan::new(args)?.run(),
        Command::Convert(args) => convert::run(args),
        Command::Check(args) => check::run(args),
        #[cfg(feature = "review")]
        Command::Review(args) => review::run(args),
        Command::Match(args) => matching::run(args),
        Command::Stream(args) => stream::run(&args),
        Command::Segment(args) => segment::run(&args),
        Command::Eval(args) => eval::Plan::new(args)?.run(),
        Command::Lexicon(args) => lexicon::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// Says on standard error what went wrong, and gives the exit code for it.
fn report(error: &anyhow::Error, typed: &[OsString]) -> u8 {
    if let Some(usage) = error.downcast_ref::<clap::Error>() {
        return refuse(usage, typed);
    }
    // There is nowhere to report that standard error is closed.
    let _ = writeln!(anstream::stderr(), "{ERROR}error:{ERROR:#} {}", output::message(&format!("{error:#}")));
    EXIT_FAILURE
}

/// Says what is wrong with the command line, or what it asked for (help, version). What was typed is quoted, and `*` types names of files: what a
/// terminal would act on is spelled out before the sentence is made, because in the sentence it cannot be told from clap's own colours.
fn refuse(usage: &clap::Error, typed: &[OsString]) -> u8 {
    let typed: Vec<String> = typed.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let spelled: Vec<String> = typed.iter().map(|argument| terminal::spelled(argument)).collect();
    let same = || Cli::try_parse_from(&spelled).err().filter(|error| error.kind() == usage.kind());
    let _ = match same() {
        _ if typed == spelled => usage.print(),
        Some(error) => error.print(),
        // What is wrong was found later, in what all that means.
        None => write!(anstream::stderr(), "{}", output::message(&usage.to_string())),
    };
    if usage.use_stderr() { EXIT_USAGE } else { EXIT_SUCCESS }
}

/// An error of usage: exit code 2, with the usage of the subcommand.
fn usage(subcommand: &str, message: impl std::fmt::Display) -> anyhow::Error {
    let mut command = Cli::command();
    command.build();
    let message = output::message(&message.to_string());
    match command.find_subcommand_mut(subcommand) {
        Some(subcommand) => subcommand.error(ErrorKind::ValueValidation, message).into(),
        None => command.error(ErrorKind::ValueValidation, message).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
