//! Links of OPUS (XCES): files that exist, sentences that exist in them, and the order of their sides.

use std::path::Path;

use crate::error::Result;
use crate::formats::bitext::linked::{self, Named};
use crate::formats::bitext::{Stored, text};
use crate::formats::faults::Faults;
use crate::hash::Set;
use crate::source::walk::{Step, walk};

/// The names of the sentences of a file, `None` if it cannot be read.
type Ids = Option<Set<String>>;

/// Checks a whole file.
pub(in crate::formats) fn check(faults: &mut Faults, path: &Path, text: &str) -> Result<()> {
    let mut sides: [(String, Ids); 2] = Default::default();
    let mut known = Named::default();
    let (mut root, mut groups) = (false, 0);
    walk(path, text, |step| {
        let Step::Open(element) = step else { return Ok(()) };
        match element.name.as_str() {
            "cesAlign" => root = true,
            "linkGrp" => {
                groups += 1;
                faults.required(&element, &["fromDoc", "toDoc"]);
                for (attribute, side) in ["fromDoc", "toDoc"].into_iter().zip(&mut sides) {
                    let name = element.get(attribute).unwrap_or_default();
                    if groups > 1 && side.0 == name {
                        continue;
                    }
                    *side = (name.to_owned(), ids(path, name, &mut known));
                    if side.1.is_none() && !name.is_empty() {
                        faults.at(&element, format!("{attribute} names {name}, which cannot be read"), "put that file beside the links");
                    }
                }
            }
            "link" => {
                let Some((from, to)) = element.get("xtargets").and_then(|targets| targets.split_once(';')) else {
                    faults.at(
                        &element,
                        "<link> needs xtargets with a semicolon",
                        "write xtargets=\"ids;ids\", either of which may be empty",
                    );
                    return Ok(());
                };
                if element.get("certainty").is_some_and(|number| number.parse::<f64>().is_err()) {
                    faults.at(&element, "certainty is not a number", "write it as 0.88");
                }
                named(faults, element.line, [from, to], &sides);
            }
            _ => {}
        }
        Ok(())
    })?;
    if !root {
        faults.add(1, "cesAlign", "the root element must be <cesAlign>", "name a file of links of OPUS");
    } else if groups == 0 {
        faults.add(1, "linkGrp", "<cesAlign> needs a <linkGrp>", "put the links into one");
    }
    Ok(())
}

/// Faults of links to sentences that are not there; if they are in the other file, the sides are reversed.
fn named(faults: &mut Faults, line: usize, targets: [&str; 2], sides: &[(String, Ids); 2]) {
    let [from, to] = sides;
    for (targets, (name, ids), (_, others)) in targets.into_iter().zip([from, to]).zip([to, from]).map(|((a, b), c)| (a, b, c)) {
        let Some(ids) = ids else { continue };
        if let Some(id) = targets.split_whitespace().find(|id| !ids.contains(*id)) {
            let reversed = others.as_ref().is_some_and(|others| others.contains(id));
            let remedy = if reversed {
                "write the sentences of fromDoc first (InterText has them the other way round)"
            } else {
                "link a sentence that is in that file"
            };
            let (name, id) = (shown(name), shown(id));
            faults.add(line, "link", format!("{name} has no sentence {id}"), remedy);
        }
    }
}

/// What there is room for in a message.
fn shown(name: &str) -> &str {
    name.char_indices().nth(200).map_or(name, |(end, _)| name.get(..end).unwrap_or_default())
}

fn ids(links: &Path, name: &str, known: &mut Named) -> Ids {
    let path = linked::place(links, name).ok()?;
    let mut ids = Set::default();
    let text = text(&Stored::file(&path)).ok()?;
    known.note(name, text.len())?;
    walk(&path, &text, |step| {
        if let Step::Open(element) = step
            && element.name == "s"
            && let Some(id) = element.get("id").or(element.get("xml:id"))
        {
            ids.insert(id.to_owned());
        }
        Ok(())
    })
    .ok()?;
    Some(ids)
}
