//! Prints wall seconds and peak memory for one pair of line files: `cargo bench --bench speed -- SOURCE TARGET`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

mod gold;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let options = diptych::align::Options { rounds: std::env::var("ROUNDS").map_or(2, |r| r.parse().unwrap()), ..Default::default() };
    let read = |path: &str| {
        let document = diptych::read::from_text(path, std::fs::read_to_string(path).unwrap(), diptych::model::Split::Lines).unwrap();
        diptych::segment::segment(document, "und", diptych::model::Split::Lines).unwrap()
    };
    let (source, target) = (read(&args[0]), read(&args[1]));
    let start = std::time::Instant::now();
    let alignment = diptych::align::align(&source, &target, &options).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    println!("{} {} sentences, {} beads, {seconds:.2} s, {peak}", source.len(), target.len(), alignment.beads().len());
    if let Some(out) = args.get(2) {
        let text: String = alignment.beads().iter().map(|b| format!("{:?}:{:?}:{:.4}\n", b.source, b.target, 1.0 - b.confidence)).collect();
        std::fs::write(out, text).unwrap();
    }
}
