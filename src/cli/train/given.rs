//! Files to learn from as they are named on the command line: `corpus.tsv,weight=2,licence=CC0`.

use std::path::{Path, PathBuf};

use crate::lexicon::train::files::Form;

/// A file, or two, to learn from.
#[derive(Debug, PartialEq)]
pub(super) struct Given {
    pub name: String,
    pub licence: String,
    pub weight: f32,
    pub dictionary: bool,
    pub form: Form,
}

impl Given {
    /// Everything that was named. `languages`, of source and target, pick the sides of translation memories.
    pub fn all(pairs: &[String], lines: &[String], dictionaries: &[String], languages: (&str, &str)) -> Result<Vec<Self>, String> {
        let parallel = |path: PathBuf| {
            let name = path.to_string_lossy().to_ascii_lowercase();
            if name.ends_with(".tmx") || name.ends_with(".tmx.gz") {
                return Form::Tmx { path, source: languages.0.to_owned(), target: languages.1.to_owned() };
            }
            Form::Columns { path, source: 0, target: 1 }
        };
        let columns = |path: PathBuf| Form::Columns { path, source: 0, target: 1 };
        let mut all = Vec::new();
        for typed in pairs {
            all.push(Self::new(typed, false, parallel)?);
        }
        for two in lines.as_chunks::<2>().0 {
            let source = PathBuf::from(&two[0]);
            all.push(Self::new(&two[1], false, |target| Form::Lines { source, target })?);
        }
        for typed in dictionaries {
            let hunalign = typed.split(',').next().is_some_and(|path| Path::new(path).extension().is_some_and(|end| end == "dic"));
            all.push(Self::new(typed, true, |path| if hunalign { Form::Hunalign(path) } else { columns(path) })?);
        }
        Ok(all)
    }

    fn new(typed: &str, dictionary: bool, form: impl FnOnce(PathBuf) -> Form) -> Result<Self, String> {
        let mut parts = typed.split(',').peekable();
        let mut path = parts.next().unwrap_or("").to_owned();
        // A comma may belong to the name.
        while let Some(part) = parts.next_if(|part| !part.starts_with("weight=") && !part.starts_with("licence=")) {
            path = format!("{path},{part}");
        }
        let (mut weight, mut licence) = (1.0, "not stated".to_owned());
        for part in parts {
            match part.split_once('=') {
                Some(("weight", value)) => {
                    weight = value
                        .parse()
                        .ok()
                        .filter(|w: &f32| *w > 0.0 && w.is_finite())
                        .ok_or_else(|| format!("`{part}` is not a positive weight"))?;
                }
                Some(("licence", value)) => licence = value.to_owned(),
                _ => licence = format!("{licence},{part}"),
            }
        }
        let name = Path::new(&path).file_name().map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        Ok(Self { name, licence, weight, dictionary, form: form(path.into()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: (&str, &str) = ("en", "fr");

    #[test]
    fn weights_and_licences_stand_after_the_name() {
        let given = Given::all(
            &["a,b.tsv,weight=2.5,licence=CC BY, with thanks".into()],
            &["x.en".into(), "x.fr".into()],
            &["d.dic".into()],
            LANGUAGES,
        )
        .unwrap();
        assert_eq!((given[0].name.as_str(), given[0].weight, given[0].licence.as_str()), ("a,b.tsv", 2.5, "CC BY, with thanks"));
        assert_eq!(given[1].form, Form::Lines { source: "x.en".into(), target: "x.fr".into() });
        assert_eq!(given[2].form, Form::Hunalign("d.dic".into()));
        let memory = Given::all(&["m.TMX,weight=2".into()], &[], &[], LANGUAGES).unwrap();
        assert_eq!(memory[0].form, Form::Tmx { path: "m.TMX".into(), source: "en".into(), target: "fr".into() });
        assert!(Given::all(&["a,weight=-1".into()], &[], &[], LANGUAGES).is_err());
    }
}
