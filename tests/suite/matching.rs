//! `diptych match` from outside: which file is the translation of which, what it says of files it cannot read, and that `batch` takes what it prints.

use std::fs;

use crate::support::folder::Folder;

/// Texts and their translations.
const TEXTS: [(&str, &str, &str); 6] = [
    (
        "lighthouse",
        "The keeper lit the lamp every evening. In winter the storm broke two windows, and the sea came up to the door.",
        "Le gardien allumait la lampe chaque soir. En hiver la tempête brisa deux fenêtres, et la mer monta jusqu'à la porte.",
    ),
    (
        "bread",
        "Mix the flour with warm water and salt. Let the dough rest for an hour, then bake the bread in a hot oven.",
        "Mélangez la farine avec de l'eau chaude et du sel. Laissez reposer la pâte une heure, puis cuisez le pain dans un four chaud.",
    ),
    (
        "vote",
        "The council voted on Tuesday to close the school. Parents said that the decision was a mistake and asked for money.",
        "Le conseil a voté mardi la fermeture de l'école. Les parents ont dit que la décision était une erreur et ont demandé de l'argent.",
    ),
    (
        "garden",
        "My grandmother planted apple trees behind the house. The birds ate the fruit before we could pick it.",
        "Ma grand-mère a planté des pommiers derrière la maison. Les oiseaux mangeaient les fruits avant que nous puissions les cueillir.",
    ),
    (
        "law",
        "Every person has the right to freedom of thought and religion. No law may limit this right.",
        "Toute personne a droit à la liberté de pensée et de religion. Aucune loi ne peut limiter ce droit.",
    ),
    (
        "train",
        "The train to Lyon leaves at 8.45 from platform 12. Tickets cost 35 euros and are sold at the station.",
        "Le train pour Lyon part à 8h45 du quai 12. Les billets coûtent 35 euros et sont vendus à la gare.",
    ),
];

/// The texts in two folders, the translations under names in another order and one level deeper.
fn heaps() -> Folder {
    let folder = Folder::empty();
    for inner in ["en", "fr", "fr/deep", "fr/.hidden"] {
        fs::create_dir(folder.path().join(inner)).unwrap();
    }
    for (at, (name, english, french)) in TEXTS.iter().enumerate() {
        folder.put(&format!("en/{name}.txt"), english);
        folder.put(&format!("fr/deep/{}.txt", (at * 5 + 2) % 7), french);
    }
    folder.put("fr/.hidden/x.txt", TEXTS[0].2);
    folder
}

/// The first two fields of the rows that are expected.
fn expected() -> Vec<[String; 2]> {
    let mut expected: Vec<[String; 2]> =
        (0..TEXTS.len()).map(|at| [format!("en/{}.txt", TEXTS[at].0), format!("fr/deep/{}.txt", (at * 5 + 2) % 7)]).collect();
    expected.sort();
    expected
}

fn rows(out: &str) -> Vec<Vec<String>> {
    out.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn documents_find_their_translations_and_batch_takes_them() {
    let folder = heaps();
    let (code, out, error) = folder.run(&["match", "en", "fr", "-o", "pairs.tsv", "--threads", "1"]);
    assert_eq!((code, out.as_str()), (0, ""), "{error}");
    assert!(error.starts_with("6 pairs of 6 sources and 6 targets in "), "{error}");
    let text = folder.get("pairs.tsv");
    let rows = rows(&text);
    assert_eq!(rows.iter().map(|row| [row[0].clone(), row[1].clone()]).collect::<Vec<_>>(), expected(), "{text}");
    assert!(rows.iter().all(|row| row.len() == 6 && (0.1..=1.0).contains(&row[5].parse::<f32>().unwrap())), "{text}");
    assert_eq!((rows[0][3].as_str(), rows[0][4].as_str()), ("en", "fr"));
    assert_eq!(folder.run(&["match", "en", "fr", "--threads", "3", "-q"]), (0, text, String::new()));

    let (code, _, error) = folder.run(&["batch", "pairs.tsv", "-o", "out"]);
    assert_eq!((code, error.as_str()), (0, "aligned 6 pairs; see out/results.tsv\n"));
    let results = folder.get("out/results.tsv");
    assert!(results.contains("\tbread--0.tsv\ten\tfr\t2\t2\t2\t"), "{results}");
}

#[test]
fn lists_name_documents_and_who_has_no_partner_stays_alone() {
    let folder = heaps();
    folder.put("en.list", "\u{feff}en/vote.txt\tmore\r\n\nen/bread.txt\nen/law.txt\n");
    folder.put("fr.list", "fr/deep/0.txt\nfr/deep/5.txt\n");
    let (code, out, error) =
        folder.run(&["match", "en.list", "fr.list", "--source-lang", "en", "--target-lang", "fr", "--min-score", "0.2"]);
    assert_eq!(code, 0, "{error}");
    let found: Vec<[String; 2]> = rows(&out).into_iter().map(|row| [row[0].clone(), row[1].clone()]).collect();
    assert_eq!(found, [["en/vote.txt", "fr/deep/5.txt"], ["en/bread.txt", "fr/deep/0.txt"]].map(|pair| pair.map(str::to_owned)), "{out}");
    let (code, out, _) = folder.run(&["match", "en.list", "fr.list", "-q", "--min-score", "1"]);
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn what_cannot_be_read_is_said_and_stops_nothing() {
    let folder = heaps();
    folder.put("en/broken.txt", [0, 159, 146, 150, 0, 1]);
    folder.put("en/empty.txt", "");
    let (code, out, error) = folder.run(&["match", "en", "fr", "-q"]);
    assert_eq!((code, rows(&out).len()), (1, 6), "{error}");
    assert!(error.contains("1 of 14 documents could not be read") && error.contains("\n  en/broken.txt: "), "{error}");
    assert_eq!(folder.run(&["match", "en", "fr", "-q", "--ignore-errors"]).0, 0);

    fs::create_dir(folder.path().join("nothing")).unwrap();
    folder.refuses(&["match", "en", "nothing"], &["nothing: there is no document in it"]);
    folder.refuses(&["match", "en", "none"], &["none: cannot read"]);
    folder.refuses(&["match", "en/broken.txt", "fr"], &["no list of files"]);
    folder.misused(&["match", "en", "fr", "--min-score", "2"], "--min-score");
}
