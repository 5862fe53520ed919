//! Projects: `diptych align A B -o book.diptych` makes one, `diptych align book.diptych` aligns it anew around what was checked.

use std::path::{Path, PathBuf};

use crate::model::{Alignment, Pair, Split, Text};
use crate::project::journal::path_of;
use crate::project::lock::Lock;
use crate::project::{self, Lexicon, Open, Opened, Origin, Outside, Project};
use crate::source::Touched;
use crate::source::touched::same_file;
use crate::terminal;

use super::super::side::{Input, SplitArg};
use super::super::usage;
use super::Plan;
use super::args::Args;
use super::resolve::options;

impl Plan {
    /// Writes a project of two texts that were just aligned.
    pub(super) fn write_project(&self, path: &Path, origins: Pair<Origin>, texts: Pair<Text>, alignment: &Alignment) -> anyhow::Result<()> {
        let _lock = Lock::take(path)?;
        refuse_losing_work(path)?;
        let project = Project::new(path, origins, texts, alignment)?;
        let project = Project { options: self.options.clone(), lexicons: lexicons(&self.lexicons)?, ..project };
        Ok(project.write()?)
    }
}

/// What stands beside a project for a while is none of the files that are read, either.
pub(super) fn spare_beside(project: &Path, touched: &Touched) -> anyhow::Result<()> {
    for extension in [".lock", ".journal", ".before"] {
        let mut name = project.as_os_str().to_owned();
        name.push(extension);
        touched.spares(Path::new(&name))?;
    }
    Ok(())
}

fn lexicons(files: &[PathBuf]) -> anyhow::Result<Vec<Lexicon>> {
    Ok(files.iter().map(|path| Lexicon::new(path)).collect::<Result<_, _>>()?)
}

/// A project that holds a person's decisions is not overwritten.
fn refuse_losing_work(path: &Path) -> anyhow::Result<()> {
    if !project::holds_work(path) {
        return Ok(());
    }
    let (name, journal) = (terminal::name(path), path_of(path));
    if journal.exists() {
        anyhow::bail!("{name}: a review of this project was not saved; align it with `diptych align {name}`, or write to another file");
    }
    anyhow::bail!("{name}: this project holds beads that somebody checked; align it with `diptych align {name}`, or write to another file");
}

/// Aligns a project anew but for what was checked or locked.
pub(super) fn again(mut args: Args) -> anyhow::Result<()> {
    if !project::is_one(&args.source) {
        return Err(usage(
            "align",
            "name the text and its translation, or a project that `diptych align SOURCE TARGET -o NAME.diptych` wrote",
        ));
    }
    let form = &args.form;
    let typed = [&args.source_lang, &args.target_lang, &args.source_encoding, &args.target_encoding, &form.column];
    if typed.iter().any(|typed| typed.is_some()) || form.from.is_some() || form.main_content || args.split != SplitArg::default() {
        return Err(usage("align", "a project says itself how its texts are read; change its head, or make a new one"));
    }
    if args.explain.is_some() {
        return Err(usage("align", "what a project holds is not explained; name its two texts"));
    }
    let path = args.source.clone();
    let to_other = args.output.as_ref().is_some_and(|output| !same_file(&path, output));
    let back = args.to.is_none() && !to_other;
    let outside = if args.allow_outside { Outside::Anything } else { Outside::default() };
    let mut lock = if back { Some(Lock::take(&path)?) } else { None };
    let (Open { mut project, mut journal, notices, .. }, outdated) = match Project::open_with(&path, outside)? {
        Opened::Current(open) => (open, false),
        Opened::Outdated(open) => (open, true),
    };
    args.split = match project.origins.source.read.split {
        Split::Sentences => SplitArg::Sentences,
        Split::Lines => SplitArg::Lines,
        Split::Paragraphs => SplitArg::Paragraphs,
    };
    project.options = options(&args, project.options);
    if !args.lexicon.is_empty() {
        project.lexicons = lexicons(&args.lexicon)?;
    }
    if back {
        args.output = Some(path.clone());
    }
    let side = |name, origin: &Origin| Input {
        name,
        path: origin.path.clone(),
        language: Some(origin.language.clone()),
        read: origin.read.clone(),
    };
    let mut touched = Touched::default();
    if !back {
        touched = touched.reading("project", &path).reading("unsaved review", &path_of(&path));
    }
    let touched = project.lexicons.iter().fold(touched, |touched, lexicon| touched.reading("lexicon", &lexicon.path));
    let plan = Plan::of(args, side("source", &project.origins.source), side("target", &project.origins.target), touched)?;
    notices.iter().for_each(|said| plan.say(said));
    let bar = plan.bar(project.state.texts.source.len() + project.state.texts.target.len())?;
    let stats = project.realign(plan.builder(&bar))?;
    bar.finish_and_clear();
    plan.tell_stats(&stats);
    let fixed = project.state.rows.iter().filter(|row| row.status.is_fixed()).count();
    plan.say(&format!("{fixed} of {} beads were checked or locked and are kept", project.state.rows.len()));
    let alignment = project.state.alignment()?.with_related(project.related);
    let Some(output) = &plan.project else {
        return plan.finish(&project.state.texts.source, &project.state.texts.target, &alignment);
    };
    plan.warn_if_unrelated(&alignment);
    plan.tell_stretches(&alignment);
    if let Some(lock) = &mut lock {
        if outdated {
            plan.say(&format!("the project as it was is kept in {}", terminal::name(&project.keep_before()?)));
        }
        return Ok(project.save(&mut journal, lock)?);
    }
    let _lock = Lock::take(output)?;
    refuse_losing_work(output)?;
    Ok(Project { path: output.clone(), ..project }.write()?)
}
