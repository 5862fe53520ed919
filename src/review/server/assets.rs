//! The files of the page, built into the program.

/// A file of the page.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// What it is called below the page's address; nothing for the page itself.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub contents: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! script {
    ($name:literal) => {
        Asset { name: $name, media_type: SCRIPT, contents: include_str!(concat!("../page/", $name)) }
    };
}

/// All of them.
pub const ASSETS: &[Asset] = &[
    Asset { name: "", media_type: "text/html; charset=utf-8", contents: include_str!("../page/index.html") },
    Asset { name: "style.css", media_type: "text/css; charset=utf-8", contents: include_str!("../page/style.css") },
    script!("api.js"),
    script!("app.js"),
    script!("book.js"),
    script!("commands.js"),
    script!("connection.js"),
    script!("dom.js"),
    script!("editor.js"),
    script!("frame.js"),
    script!("heights.js"),
    script!("input.js"),
    script!("list.js"),
    script!("map.js"),
    script!("queue.js"),
    script!("row.js"),
    script!("search.js"),
    script!("split.js"),
    script!("words.js"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_in_the_program() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/review/page");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let served = if name == "index.html" { "" } else { &name };
            assert!(ASSETS.iter().any(|asset| asset.name == served), "{name} is not served");
        }
    }

    #[test]
    fn modules_import_only_what_is_served() {
        for asset in ASSETS.iter().filter(|asset| asset.media_type == SCRIPT) {
            for (_, rest) in asset.contents.lines().filter_map(|line| line.split_once(" from \"")) {
                let name = rest.strip_prefix("./").and_then(|rest| rest.split('"').next()).unwrap();
                assert!(ASSETS.iter().any(|other| other.name == name), "{} imports {name}", asset.name);
            }
        }
    }

    #[test]
    fn nothing_in_the_page_leads_elsewhere_or_becomes_markup() {
        for asset in ASSETS {
            for banned in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "https://"] {
                assert!(!asset.contents.contains(banned), "{} has {banned}", asset.name);
            }
            let elsewhere =
                asset.contents.match_indices("http://").any(|(at, _)| !asset.contents[at..].starts_with("http://www.w3.org/2000/svg"));
            assert!(!elsewhere, "{} leads elsewhere", asset.name);
        }
        let page = ASSETS[0].contents;
        assert!(!page.contains(" style=") && !page.contains(" onclick=") && !page.contains("<style"), "inline style or script");
    }
}
