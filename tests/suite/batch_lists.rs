//! `diptych batch`: lists in every form, what they hold beside the pairs, and parts for job arrays.

use std::fs;

use crate::support::folder::{ENGLISH, FRENCH, Folder};
use crate::support::judges;

/// A pair of texts, and a list of it and of one that is not there, with two columns more.
fn corpus() -> (Folder, &'static str) {
    let folder = Folder::new();
    folder.put("b.en", ENGLISH);
    folder.put("b.fr", FRENCH);
    (
        folder,
        "url\tsource\ttarget\toutput\ttarget_lang\tn\nhttp://a/\ta.en\ta.fr\tx/a.tsv\tfra\t7\n=1+A1\tb.en\tnone\t\t\t\n\tb.en\tb.fr\t\t\t8\n",
    )
}

#[test]
fn what_a_list_holds_beside_its_pairs_is_passed_through() {
    let (folder, list) = corpus();
    folder.put("list.tsv", list);
    let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "out", "--pooled", "all.tsv"]);
    assert_eq!(code, 1, "{error}");
    let rows: Vec<Vec<String>> = folder.get("out/results.tsv").lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 16), "{rows:?}");
    let passed: Vec<&[String]> = rows.iter().map(|row| &row[14..]).collect();
    assert_eq!(passed, [["url", "n"], ["http://a/", "7"], ["'=1+A1", ""], ["", "8"]]);
    assert_eq!((rows[1][3].as_str(), rows[1][5].as_str(), rows[3][3].as_str()), ("x/a.tsv", "fr", "b.tsv"));
    let pooled = folder.get("all.tsv");
    let lines: Vec<Vec<&str>> = pooled.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0][5..], ["provenance", "url", "n"]);
    assert_eq!(lines[1][5..], ["x/a.tsv:1", "http://a/", "7"]);
    assert_eq!(lines[lines.len() - 1][5..], ["b.tsv:3", "", "8"]);

    // Other columns, or another form, make no pair done again.
    folder.put("list.jsonl", "{\"n\": [1, 2], \"source\": \"a.en\", \"target\": \"a.fr\", \"output\": \"x/a.tsv\", \"target_lang\": \"fr\"}\n{\"source\": \"b.en\", \"target\": \"b.fr\", \"error\": 3}\n");
    let (code, _, error) = folder.run(&["batch", "list.jsonl", "-o", "out", "--pooled", "all.jsonl"]);
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("list.jsonl: the column error is not passed through, because results have one of that name"), "{error}");
    assert!(error.contains("aligned 2 pairs, 2 of them by an earlier run"), "{error}");
    let pooled = folder.get("all.jsonl");
    assert!(pooled.lines().next().unwrap().ends_with("\"provenance\":\"x/a.tsv:1\",\"n\":[1, 2]}"), "{pooled}");
    assert!(pooled.ends_with("\"provenance\":\"b.tsv:3\",\"n\":null}\n"), "{pooled}");
    assert!(folder.get("out/results.tsv").contains("\t[1, 2]\n"), "{}", folder.get("out/results.tsv"));
}

#[test]
fn a_list_has_the_same_results_in_every_form() {
    let (folder, list) = corpus();
    folder.put("list.tsv", list);
    let csv = "import csv\nrows = [line.rstrip('\\n').split('\\t') for line in open('list.tsv')]\n";
    let columns = "import pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather\n\
        table = pa.table({name: [row[at] or None for row in rows[1:]] for at, name in enumerate(rows[0])})\n\
        pq.write_table(table, 'list.parquet')\nfeather.write_feather(table, 'list.feather')\n";
    let mut forms = vec!["list.csv"];
    folder.put("list.csv", list.replace('\t', ","));
    if let Some(mut python) = judges::python("pyarrow") {
        let (good, said) = judges::verdict(python.args(["-c", &format!("{csv}{columns}")]).current_dir(folder.path()));
        assert!(good, "{said}");
        forms.extend(["list.parquet", "list.feather"]);
    }
    folder.run(&["batch", "list.tsv", "-o", "out"]);
    for form in forms {
        let (code, _, error) = folder.run(&["batch", form, "-o", form.rsplit('.').next().unwrap()]);
        assert_eq!(code, 1, "{error}");
        let made = folder.get(&format!("{}/results.tsv", form.rsplit('.').next().unwrap()));
        assert_eq!(made, folder.get("out/results.tsv"), "{form}");
        let from_input = folder.command(&["batch", "-", "-o", "piped"]).pipe_stdin(folder.path().join(form)).unwrap().output().unwrap();
        assert_eq!(from_input.status.code(), Some(1));
        assert_eq!(folder.get("piped/results.tsv"), made, "{form}");
    }
}

#[test]
fn the_parts_of_a_job_array_are_the_whole() {
    let (folder, list) = corpus();
    folder.put("list.tsv", list.replace("none", "a.fr"));
    folder.run(&["batch", "list.tsv", "-o", "whole"]);
    for part in ["0/3", "1/3", "2/3"] {
        let (code, _, error) = folder.run(&["batch", "list.tsv", "-o", "parts", "--shard", part, "--shard-from", "0"]);
        assert_eq!(code, 0, "{error}");
    }
    let table = |name: &str| folder.get(name).lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let mut parts: Vec<String> = (1..=3).flat_map(|part| table(&format!("parts/results.{part}-of-3.tsv"))).collect();
    parts.sort();
    assert_eq!(parts, table("whole/results.tsv"));
    assert_eq!(fs::read(folder.path().join("whole/x/a.tsv")).unwrap(), fs::read(folder.path().join("parts/x/a.tsv")).unwrap());
    folder.misused(&["batch", "list.tsv", "-o", "parts", "--shard", "0/3"], "say --shard-from 0 if they are 0/3 to 2/3");
    folder.misused(&["batch", "list.tsv", "-o", "parts", "--shard", "3/3", "--shard-from", "0"], "the last part is 2/3");
    let slurm = [("SLURM_ARRAY_TASK_ID", "1"), ("SLURM_ARRAY_TASK_COUNT", "3"), ("SLURM_ARRAY_TASK_MIN", "0")];
    let output = folder.command(&["batch", "list.tsv", "-o", "parts", "--shard", "1/3"]).envs(slurm).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("the tasks of this job array count from 0") && error.contains("say --shard-from 0"), "{error}");
}
