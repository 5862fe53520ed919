//! `diptych completions SHELL`: the script that makes a shell complete this program's options.

use clap::CommandFactory;
use clap_complete::Shell;

use super::output::Destination;

/// Print a script that completes options in your shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  diptych completions bash > ~/.local/share/bash-completion/completions/diptych
  diptych completions zsh > ~/.zfunc/_diptych
  diptych completions fish > ~/.config/fish/completions/diptych.fish")]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "diptych", &mut script);
    Destination::Stdout.write(|out| out.write_all(&script))
}
