//! `diptych stream`: what is passed through, one bead a line, and pairs from tables that other programs write.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::folder::{ENGLISH, FRENCH, Folder, Outcome};
use crate::support::judges;

fn stream(folder: &Folder, arguments: &[&str], input: &str) -> Outcome {
    let mut all = vec!["stream", "--source-lang", "en", "--target-lang", "fr"];
    all.extend(arguments);
    let output = folder.command(&all).write_stdin(input).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Three pairs of which the second is wrong, with more than is read.
fn lines() -> String {
    let source: Vec<String> = ENGLISH.split(". ").map(str::to_owned).collect();
    [
        json!({"id": 1, "url": "http://a/\t", "source": ENGLISH, "target": FRENCH, "score": 0.5, "tags": ["x"]}),
        json!({"id": 2, "url": "http://b/", "source": ENGLISH, "target": 3, "error": "mine"}),
        json!({"id": 3, "source": source, "target": FRENCH, "more": null}),
    ]
    .map(|line| line.to_string() + "\n")
    .concat()
}

#[test]
fn what_is_not_read_is_passed_through_byte_for_byte() {
    let folder = Folder::empty();
    let line = r#"{"b":  1e400, "source": "One.", "beads": 3, "target": "Un.", "id":[ 1 ], "\u0061": {"x" : "\u00e9"}}"#;
    let input = format!("{line}\n{}\n", line.replace("\"Un.\"", "3"));
    let (code, out, error) = stream(&folder, &["-q"], &input);
    assert_eq!(code, 1, "{error}");
    let [good, bad] = out.lines().collect::<Vec<_>>()[..] else { panic!("{out}") };
    let start = r#"{"id":[ 1 ],"source_lang":"en","target_lang":"fr","related":"#;
    assert!(good.starts_with(start) && good.contains(r#","b":1e400,"\u0061":{"x" : "\u00e9"},"beads":[{"source_ids""#), "{good}");
    let start = r#"{"id":[ 1 ],"line":2,"b":1e400,"\u0061":{"x" : "\u00e9"},"error":"\"target\": expected a string or a list"#;
    assert!(bad.starts_with(start), "{bad}");
}

#[test]
fn a_text_may_be_a_list_of_its_sentences() {
    let folder = Folder::empty();
    let source = ["One. Two.", "", "Nobody saw\nthe boat."];
    let input = json!({"source": source, "target": "Un. Deux.\n\nPersonne ne vit le bateau."}).to_string();
    let (code, out, error) = stream(&folder, &["-q"], &input);
    assert_eq!(code, 0, "{error}");
    let joined = source.join("\n");
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for bead in objects(&out)[0]["beads"].as_array().unwrap() {
        let pairs = bead["source_ranges"].as_array().unwrap().iter();
        ranges.extend(pairs.map(|range| (range[0].as_u64().unwrap() as usize, range[1].as_u64().unwrap() as usize)));
    }
    ranges.sort_unstable();
    assert_eq!(ranges.iter().map(|&(start, end)| &joined[start..end]).collect::<Vec<_>>(), source);
}

#[test]
fn flat_is_one_bead_a_line() {
    let folder = Folder::empty();
    let (code, nested, _) = stream(&folder, &["-q"], &lines());
    assert_eq!(code, 1);
    let (code, out, error) = stream(&folder, &["--flat", "--ignore-errors"], &lines());
    assert_eq!(code, 0, "{error}");
    let (nested, rows) = (objects(&nested), objects(&out));
    let beads = |row: usize| nested[row]["beads"].as_array().unwrap();
    assert_eq!(rows.len(), beads(0).len() + 1 + beads(2).len());
    let of_first = &rows[..beads(0).len()];
    for (at, (row, bead)) in of_first.iter().zip(beads(0)).enumerate() {
        assert_eq!((&row["row"], &row["bead"]), (&json!(0), &json!(at)));
        for key in ["kind", "confidence", "source_ids", "target_ids", "source_text", "target_text"] {
            assert_eq!(row[key], bead[key], "{key}");
        }
        let starts: Vec<&Value> = bead["source_ranges"].as_array().unwrap().iter().map(|range| &range[0]).collect();
        assert_eq!(row["source_starts"].as_array().unwrap().iter().collect::<Vec<_>>(), starts);
        assert_eq!((&row["url"], &row["tags"], &row["error"]), (&json!("http://a/\t"), &json!(["x"]), &Value::Null));
        assert_eq!((&row["related"], &row["source_lang"]), (&nested[0]["related"], &json!("en")));
    }
    let failed = &rows[beads(0).len()];
    assert_eq!((&failed["row"], &failed["bead"], &failed["url"]), (&json!(1), &Value::Null, &json!("http://b/")));
    assert!(failed["error"].as_str().unwrap().starts_with("\"target\": expected a string"), "{failed}");

    let (_, tsv, error) = stream(&folder, &["--flat", "--to", "tsv", "--ignore-errors"], &lines());
    assert!(error.contains("2 lines have a key without a column, the first is line 1 with `tags`"), "{error}");
    let table: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(table[0][..5], ["id", "score", "url", "row", "bead"]);
    assert!(table.iter().all(|row| row.len() == 19), "{tsv}");
    assert_eq!(table.len(), rows.len() + 1);
    assert_eq!(table[1][..5], ["1", "0.5", "http://a/", "0", "0"]);
    assert_eq!(table[table.len() - 1][..4], ["3", "", "", "2"]);
    folder.misused(&["stream", "--dedup"], "--flat");
    folder.misused(&["stream", "--to", "tsv"], "--flat");
}

#[test]
fn flat_rows_of_bleualign_begin_with_the_addresses() {
    use base64::Engine;
    let folder = Folder::empty();
    let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let input = format!("http://a/\thttp://b/\t{}\t{}\n", encoded("The harbour was quiet.\n"), encoded("Le port était calme.\n"));
    let (code, out, error) = stream(&folder, &["-q", "--flat", "--to", "tsv"], &input);
    assert_eq!(code, 0, "{error}");
    assert!(out.starts_with("src_url\ttrg_url\trow\tbead\t"), "{out}");
    assert!(out.contains("\nhttp://a/\thttp://b/\t0\t0\tmatch\t"), "{out}");
}

#[test]
fn of_what_comes_again_only_the_first_is_written() {
    let folder = Folder::empty();
    let pair = |id: usize, source: &str| json!({"id": id, "source": source, "target": FRENCH}).to_string() + "\n";
    let unrelated = json!({"id": 9, "source": ENGLISH, "target": "Le marché aux poissons ouvre tous les matins à six heures précises."});
    let input = [pair(0, ENGLISH), pair(1, &ENGLISH.to_uppercase()), pair(2, ENGLISH), unrelated.to_string()].concat();
    let (_, all, _) = stream(&folder, &["-q", "--flat"], &input);
    for threads in ["1", "3"] {
        let (code, out, error) = stream(&folder, &["--flat", "--dedup", "--threads", threads], &input);
        assert_eq!(code, 0, "{error}");
        let two_sided = |row: &&Value| row["kind"] == "match" || row["kind"] == "moved";
        let (all, out) = (objects(&all), objects(&out));
        let of = |rows: &[Value], id: usize| rows.iter().filter(two_sided).filter(|row| row["id"] == id).count();
        assert_eq!((of(&out, 0), of(&out, 2)), (of(&all, 0), 0));
        let left = all.len() - out.len();
        assert!(error.contains(&format!("{left} beads were left out because they were there already")), "{error}");
        // One-sided beads are no pairs.
        assert_eq!(all.iter().filter(|row| row["kind"] == "omitted").count(), out.iter().filter(|row| row["kind"] == "omitted").count());
    }
    for flat in [&["--flat"][..], &[]] {
        let (code, out, error) = stream(&folder, &[&["--min-related", "0.5"], flat].concat(), &input);
        assert_eq!(code, 0, "{error}");
        assert!(error.contains("1 of 4 pairs have no beads: they are below --min-related"), "{error}");
        let nine: Vec<Value> = objects(&out).into_iter().filter(|row| row["id"] == 9).collect();
        assert!(nine.is_empty() || nine[0]["beads"] == json!([]), "{nine:?}");
    }
}

/// A program of a judge that writes the rows of `pairs.jsonl` in some form.
fn written(folder: &Folder, package: &str, program: &str) -> bool {
    let Some(mut python) = judges::python(package) else { return false };
    let (good, said) = judges::verdict(python.args(["-c", program]).current_dir(folder.path()).env("SPARK_LOCAL_IP", "127.0.0.1"));
    assert!(good, "{said}");
    true
}

const READ: &str = "import json\nrows = [json.loads(line) for line in open('pairs.jsonl', encoding='utf-8')]\n";
const PYARROW: &str = "import pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather
table = pa.Table.from_pylist(rows)
pq.write_table(table, 'a.parquet', row_group_size=2)
pq.write_table(table, 'zstd.parquet', compression='zstd', data_page_version='2.0', use_dictionary=False)
feather.write_feather(table, 'a.feather')
feather.write_feather(table, 'zstd.feather', compression='zstd', chunksize=2)
with pa.OSFile('a.arrows', 'wb') as sink, pa.ipc.new_stream(sink, table.schema) as writer:
    writer.write_table(table, max_chunksize=2)
";
const POLARS: &str = "import polars as pl
frame = pl.DataFrame(rows)
frame.write_parquet('polars.parquet')
frame.write_ipc('polars.arrow')
frame.write_ipc('packed.arrow', compression='zstd')
frame.write_ipc_stream('polars.arrows')
";
const SPARK: &str = "from pyspark.sql import SparkSession
spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').getOrCreate()
frame = spark.createDataFrame([(r['id'], r['url'], r['source'], r['target'], r['score']) for r in rows], 'id long, url string, source string, target string, score double')
frame.coalesce(1).write.parquet('spark.d')
";

#[test]
fn tables_that_other_programs_write_are_read() {
    let folder = Folder::empty();
    let pair =
        |id: usize| json!({"id": id, "url": format!("http://{id}/é"), "source": ENGLISH, "target": FRENCH, "score": id as f64 + 0.5});
    let lines: String = (0..5).map(|id| pair(id).to_string() + "\n").collect();
    folder.put("pairs.jsonl", &lines);
    // The keys in the order in which a table has them.
    let ordered = |id: usize| {
        let [source, target] = [ENGLISH, FRENCH].map(|text| json!(text).to_string());
        format!("{{\"id\":{id},\"url\":\"http://{id}/é\",\"source\":{source},\"target\":{target},\"score\":{id}.5}}\n")
    };
    let (code, expected, error) = stream(&folder, &["-q"], &(0..5).map(ordered).collect::<String>());
    assert_eq!(code, 0, "{error}");
    let sorted = "rows = [{key: row[key] for key in ('id', 'url', 'source', 'target', 'score')} for row in rows]\n";
    let mut tables = Vec::new();
    if written(&folder, "pyarrow", &format!("{READ}{sorted}{PYARROW}")) {
        tables.extend(["a.parquet", "zstd.parquet", "a.feather", "zstd.feather", "a.arrows"].map(str::to_owned));
    }
    if written(&folder, "polars", &format!("{READ}{sorted}{POLARS}")) {
        tables.extend(["polars.parquet", "polars.arrow", "packed.arrow", "polars.arrows"].map(str::to_owned));
    }
    if written(&folder, "pyspark", &format!("{READ}{sorted}{SPARK}")) {
        let parts = fs::read_dir(folder.path().join("spark.d")).unwrap().map(|part| part.unwrap().file_name().into_string().unwrap());
        tables.extend(parts.filter(|part| part.ends_with(".parquet")).map(|part| format!("spark.d/{part}")));
    }
    for table in tables {
        let (code, out, error) = stream(&folder, &["-q", &table], "");
        assert_eq!((code, out.as_str()), (0, expected.as_str()), "{table}: {error}");
        for from in [Stdio::from(fs::File::open(folder.path().join(&table)).unwrap()), piped(&folder.path().join(&table))] {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_diptych"));
            let output = command.args(["stream", "-q", "--source-lang", "en", "--target-lang", "fr"]).stdin(from).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{table}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// The contents of a file, from a pipe.
fn piped(path: &Path) -> Stdio {
    let (from, mut to) = std::io::pipe().unwrap();
    let bytes = fs::read(path).unwrap();
    std::thread::spawn(move || to.write_all(&bytes));
    from.into()
}

#[test]
fn what_is_no_table_of_pairs_is_one_sentence() {
    let folder = Folder::new();
    let (code, _, error) = folder.run(&["align", "a.en", "a.fr", "-o", "a.parquet"]);
    assert_eq!(code, 0, "{error}");
    let whole = fs::read(folder.path().join("a.parquet")).unwrap();
    folder.put("cut.parquet", &whole[..whole.len() - 9]);
    folder.put("cut.arrow", b"ARROW1\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F");
    folder.put("a.jsonl.gz", b"\x1F\x8B\x08\0");
    for (file, words) in [
        ("a.parquet", "a.parquet: there is no column source in it (there are source_ids, target_ids, kind"),
        ("cut.parquet", "cut.parquet: this table cannot be read (it is damaged or cut off); write it again"),
        ("cut.arrow", "cut.arrow: this table cannot be read ("),
        ("a.jsonl.gz", "a.jsonl.gz: this is packed with gzip; unpack it first: `gzip -dc FILE | diptych stream`"),
        ("none", "none: cannot read"),
    ] {
        let (code, out, error) = folder.run(&["stream", "-q", file]);
        assert_eq!((code, out.as_str()), (1, ""), "{error}");
        assert!(error.starts_with(&format!("error: {words}")) && error.lines().count() == 1, "{error}");
    }
}
