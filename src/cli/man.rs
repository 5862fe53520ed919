//! `diptych man`: the manual pages, made from the same text as `--help`.

use std::path::PathBuf;

use anyhow::Context;
use clap::CommandFactory;

use crate::terminal;

use super::output::Destination;

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diptych man | man -l -                     read it
  diptych man --dir ~/.local/share/man/man1  install one page for each subcommand")]
pub(super) struct Args {
    /// Write one page for each subcommand into this folder instead
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// Prints the page, or writes them all.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let command = super::Cli::command();
    match &args.dir {
        Some(dir) => clap_mangen::generate_to(command, dir).with_context(|| format!("{}: cannot write the pages", terminal::name(dir))),
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            Destination::Stdout.write(|out| out.write_all(&page))
        }
    }
}
