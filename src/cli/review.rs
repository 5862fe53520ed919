//! `diptych review`: opens a project, or two texts that become one, on a page to correct it.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use crate::align::Options;
use crate::formats::{table, tmx};
use crate::model::{Pair, Side, Split};
use crate::project::{self, EXTENSION, Outside, Project};
use crate::review::server::{Place, Server};
use crate::review::session::Session;
use crate::terminal;
use crate::write::Settings;

use super::align::{self, date};
use super::form::Form;
use super::memory::Memory;
use super::side::{Input, SplitArg, language, notice};
use super::usage;

const EXAMPLES: &str = "\
Examples:
  diptych review book.en.txt book.fr.txt                    align two texts and correct the result in a browser
  diptych review book.diptych                               go on with it
  diptych review book.diptych --read-only                   only look
  diptych review book.diptych --no-open --port 8000         print the address and open nothing";

/// Look at an alignment in a browser, correct it, lock what is right
///
/// Takes a project (.diptych), or two texts: then a project is made of them beside the first, named after it, and opened if it is there already. The page
/// shows the rows that deserve a look first; after every edit the program aligns the neighbourhood anew. Every edit is on disk before the page says so.
/// The page is served to this machine only, at an address that holds a random key; nothing leaves the machine.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// A project, or the text in one language
    #[arg(value_name = "PROJECT|SOURCE")]
    source: PathBuf,
    /// The text in the other language
    #[arg(value_name = "TARGET")]
    target: Option<PathBuf>,

    /// Language of the source [default: found out from the text]
    #[arg(long, value_name = "CODE", value_parser = language, requires = "target", help_heading = "Reading")]
    source_lang: Option<String>,
    /// Language of the target [default: found out from the text]
    #[arg(long, value_name = "CODE", value_parser = language, requires = "target", help_heading = "Reading")]
    target_lang: Option<String>,
    /// Encoding of the source [default: found out]
    #[arg(long, value_name = "NAME", requires = "target", help_heading = "Reading")]
    source_encoding: Option<String>,
    /// Encoding of the target [default: found out]
    #[arg(long, value_name = "NAME", requires = "target", help_heading = "Reading")]
    target_encoding: Option<String>,
    /// What to pair
    #[arg(long, value_enum, value_name = "UNIT", default_value_t, help_heading = "Reading")]
    split: SplitArg,
    #[command(flatten)]
    form: Form,
    /// Read what the project names outside of its folder even if it has changed since: for projects of your own
    #[arg(long, help_heading = "Reading")]
    allow_outside: bool,
    /// A lexicon of your own, believed before the built-in ones; may be repeated, the first before the second
    #[arg(long, value_name = "FILE", requires = "target", help_heading = "Aligning")]
    lexicon: Vec<PathBuf>,
    /// Do without the built-in lexicon packs
    #[arg(long, requires = "target", help_heading = "Aligning")]
    no_packs: bool,
    #[command(flatten)]
    memory: Memory,
    /// The project to make of the two texts, or to open if it is there [default: SOURCE with .diptych for its extension]
    #[arg(short, long, value_name = "FILE", requires = "target", help_heading = "Writing")]
    output: Option<PathBuf>,

    /// Only look: nothing can be edited, and another program may have the project open
    #[arg(long, help_heading = "Serving")]
    read_only: bool,
    /// Do not open a browser
    #[arg(long, help_heading = "Serving")]
    no_open: bool,
    /// Port to listen on [default: any that is free]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true, help_heading = "Serving")]
    port: u16,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), hide_default_value = true, help_heading = "Serving")]
    bind: IpAddr,
    /// Let other machines in: whoever on the network learns the address can read and change the project, and so can who listens in
    #[arg(long, help_heading = "Serving")]
    allow_remote: bool,

    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Aligns if there is no project yet, serves until it is told to end.
pub(super) fn run(args: Args) -> anyhow::Result<()> {
    super::threads::start(None)?;
    check_address(&args)?;
    let path = project_of(&args)?;
    let say = |message: &str| {
        if !args.quiet {
            notice(message)
        }
    };
    let outside = match args.target {
        _ if args.allow_outside => Outside::Anything,
        Some(_) => Outside::Texts,
        None => Outside::Unchanged,
    };
    let session = if args.read_only { Session::open_read_only(&path, outside)? } else { Session::open_with(&path, outside)? };
    let session = session.with_max_memory(args.memory.max_memory);
    session.notices().iter().for_each(|message| say(message));
    let paragraphs = session.project().origins.source.read.split == Split::Paragraphs;
    let settings = Settings {
        table: table::Layout::default(),
        tmx: tmx::Header { paragraphs, created: date()?, places: true, ..tmx::Header::default() },
        ..Settings::default()
    };
    let read_only = args.read_only.then(|| "Opened with --read-only: nothing can be edited here.".to_owned());
    let server = Server::new(session, Place { bind: args.bind, port: args.port, read_only, settings })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", server.address()).and_then(|()| out.flush())?;
    drop(out);
    let name = terminal::name(&path);
    if args.read_only {
        say(&format!("{name} is shown at this address, for reading only, until Ctrl-C"));
    } else {
        say(&format!("{name} is shown at this address until Ctrl-C; every edit is saved at once"));
    }
    if !args.no_open {
        match server.hand_over(&readable(&path)).and_then(open::that_detached) {
            Ok(()) => say("your browser should show it now; or open the address above"),
            Err(_) => {
                server.take_back();
                say("no browser could be opened; open the address yourself");
            }
        }
    }
    Ok(server.run()?)
}

/// Folders in which a browser can read a file, the best first. Browsers in the sandboxes of Linux see neither the folder for temporary files nor
/// hidden ones, but the user's own; elsewhere the folder for temporary files is the user's and does well.
fn readable(project: &Path) -> Vec<PathBuf> {
    let hidden = |folder: &PathBuf| folder.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let beside = project.canonicalize().ok().and_then(|project| project.parent().map(Path::to_owned));
    let own = std::env::home_dir().into_iter().chain(beside).filter(|folder| folder.is_absolute() && !hidden(folder));
    let mut folders = vec![std::env::temp_dir()];
    if cfg!(all(unix, not(target_os = "macos"))) {
        folders.splice(0..0, own);
    }
    folders
}

fn check_address(args: &Args) -> anyhow::Result<()> {
    if args.bind.is_loopback() {
        return Ok(());
    }
    let message = format!(
        "--bind {} lets other machines in: whoever on the network learns the address can read and change the project, and the connection is not \
         encrypted",
        args.bind
    );
    if args.allow_remote {
        notice(&format!("warning: {message}"));
        return Ok(());
    }
    Err(usage("review", format!("{message}; add --allow-remote if that is what you want, or leave out --bind")))
}

/// The project that was named, or that of the two texts, made if it is not there.
fn project_of(args: &Args) -> anyhow::Result<PathBuf> {
    let Some(target) = &args.target else {
        if args.source.exists() && !project::is_one(&args.source) {
            return Err(usage("review", format!("{}: this is no project; name its translation after it", terminal::name(&args.source))));
        }
        let form = &args.form;
        if args.split != SplitArg::default() || form.from.is_some() || form.column.is_some() || form.main_content {
            return Err(usage(
                "review",
                "a project says itself how its texts are read; leave out --split, --from, --column and --main-content",
            ));
        }
        return Ok(args.source.clone());
    };
    let path = args.output.clone().unwrap_or_else(|| args.source.with_extension(EXTENSION));
    if path.as_os_str() == "-" {
        return Err(usage("review", "a project is a file; name it with -o"));
    }
    if path.exists() {
        check_texts(&path, Pair::new(&args.source, target))?;
        if !args.quiet {
            notice(&format!("{}: this project is there already and is opened as it is", terminal::name(&path)));
        }
        return Ok(path);
    }
    if args.read_only {
        return Err(usage(
            "review",
            format!("{}: there is no such project to look at; leave out --read-only to make it", terminal::name(&path)),
        ));
    }
    make(args, target, &path)?;
    if !args.quiet {
        notice(&format!("made the project {}", terminal::name(&path)));
    }
    Ok(path)
}

/// A project found by its name must be one of the texts that were named.
fn check_texts(path: &Path, texts: Pair<&PathBuf>) -> anyhow::Result<()> {
    for (named, held) in texts.zip(Project::texts(path)?) {
        if named.canonicalize().ok() != held.canonicalize().ok() {
            let (path, named, held) = (terminal::name(path), terminal::name(named), terminal::name(&held));
            anyhow::bail!("{path}: this project holds {held}, not {named}; name another project with -o");
        }
    }
    Ok(())
}

/// The same as `diptych align SOURCE TARGET -o PROJECT`, by the same way.
fn make(args: &Args, target: &Path, path: &Path) -> anyhow::Result<()> {
    let side = |name, which, path: &Path, language: &Option<String>, encoding: &Option<String>| {
        let read = args.form.options(which, language.clone(), encoding.clone(), args.split.into());
        Input { name, path: path.to_owned(), language: language.clone(), read }
    };
    let source = side("source", Side::Source, &args.source, &args.source_lang, &args.source_encoding);
    let target = side("target", Side::Target, target, &args.target_lang, &args.target_encoding);
    let options = Options::default().packs(!args.no_packs);
    align::Plan::of_project(path.to_owned(), source, target, options, args.lexicon.clone(), args.memory.max_memory, args.quiet)?.run()
}
