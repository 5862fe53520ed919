//! The hand-made alignments that the benches measure and fit on, found through `DIPTYCH_SHARED` or beside the checkout.
#![allow(dead_code, missing_docs)]

use std::path::{Path, PathBuf};

use diptych::model::{Split, Text};

pub struct GoldDocument {
    pub corpus: String,
    pub name: String,
    pub block: bool,
    pub source: Text,
    pub target: Text,
    pub links: Vec<(Vec<usize>, Vec<usize>)>,
}

pub fn shared() -> PathBuf {
    std::env::var_os("DIPTYCH_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

fn json_field<'a>(json: &'a serde_json::Value, name: &str) -> &'a str {
    json.get(name).and_then(|v| v.as_str()).unwrap_or("")
}

fn text(path: &Path, language: &str) -> Text {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let document = diptych::read::from_text(path, text, Split::Lines).unwrap();
    diptych::segment::segment(document, language, Split::Lines).unwrap()
}

pub fn documents(only: Option<&str>) -> Vec<GoldDocument> {
    let root = shared().join("gold");
    let mut corpora: Vec<PathBuf> = std::fs::read_dir(&root)
        .unwrap_or_else(|e| panic!("{}: {e}", root.display()))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("meta.json").exists())
        .collect();
    corpora.sort();
    let mut documents = Vec::new();
    for corpus in corpora {
        let name = corpus.file_name().unwrap().to_string_lossy().into_owned();
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let meta: serde_json::Value = serde_json::from_slice(&std::fs::read(corpus.join("meta.json")).unwrap()).unwrap();
        let (left, right) = (json_field(&meta, "left").to_owned(), json_field(&meta, "right").to_owned());
        for document in meta["docs"].as_array().unwrap() {
            let stem = document.as_str().unwrap();
            let gold = std::fs::read_to_string(corpus.join(format!("{stem}.gold"))).unwrap();
            documents.push(GoldDocument {
                corpus: name.clone(),
                name: stem.to_owned(),
                block: json_field(&meta, "kind") == "block",
                source: text(&corpus.join(format!("{stem}.{left}")), &left),
                target: text(&corpus.join(format!("{stem}.{right}")), &right),
                links: gold.lines().filter(|line| !line.trim().is_empty()).map(link).collect(),
            });
        }
    }
    documents
}

fn link(line: &str) -> (Vec<usize>, Vec<usize>) {
    let ids = |field: &str| {
        let mut ids: Vec<usize> = field
            .trim()
            .trim_matches(['[', ']'])
            .split(',')
            .filter(|id| !id.trim().is_empty())
            .map(|id| id.trim().parse().unwrap())
            .collect();
        ids.sort_unstable();
        ids
    };
    let mut fields = line.split(':');
    (ids(fields.next().unwrap()), ids(fields.next().unwrap()))
}
