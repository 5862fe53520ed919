//! How much memory there is for this process: that of the machine, less where a container or a limit of the shell allows less.
//!
//! Linux tells all of it in files; on other systems nothing is known, and nothing is limited unless somebody asks for it.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Bytes of memory that this process can have at most; `None` where the system does not tell.
pub fn memory() -> Option<u64> {
    static MEMORY: OnceLock<Option<u64>> = OnceLock::new();
    *MEMORY.get_or_init(|| of_root(Path::new("/")))
}

/// The most bytes that this process has held in memory so far; `None` where the system does not tell.
pub fn peak() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

fn of_root(root: &Path) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_default();
    let whole = kilobytes(&read("proc/meminfo"), "MemTotal:");
    [whole, of_groups(&read, &read("proc/self/cgroup")), of_shell(&read("proc/self/limits"))].into_iter().flatten().min()
}

/// A line of kilobytes.
fn kilobytes(table: &str, name: &str) -> Option<u64> {
    let value = table.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1 << 10)
}

/// The least limit of the control groups that a process is in, and of those around them. Inside a container the groups are seen from its own root.
fn of_groups(read: &impl Fn(&str) -> String, groups: &str) -> Option<u64> {
    let limits = groups.lines().filter_map(|line| {
        let mut fields = line.splitn(3, ':');
        let (_, controllers, group) = (fields.next()?, fields.next()?, fields.next()?);
        let (folder, file) = match controllers {
            "" => ("sys/fs/cgroup", "memory.max"),
            some if some.split(',').any(|controller| controller == "memory") => ("sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => return None,
        };
        let around = Path::new(group.trim_start_matches('/')).ancestors();
        around.filter_map(|group| read(&format!("{folder}/{}/{file}", group.display())).trim().parse::<u64>().ok()).min()
    });
    limits.min()
}

/// What `ulimit -v` allows.
fn of_shell(limits: &str) -> Option<u64> {
    limits.lines().find_map(|line| line.strip_prefix("Max address space"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Option<u64> {
        let root = tempfile::tempdir().unwrap();
        for (name, contents) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        of_root(root.path())
    }

    const MACHINE: (&str, &str) = ("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:         1000 kB\n");

    #[test]
    fn the_least_of_all_limits_counts() {
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[MACHINE]), Some(16_000_000 << 10));
        let unlimited = (
            "proc/self/limits",
            "Limit  Soft Limit  Hard Limit  Units\nMax address space         unlimited            unlimited            bytes\n",
        );
        let limited = ("proc/self/limits", "Max address space         2000000000           unlimited            bytes\n");
        assert_eq!(found(&[MACHINE, unlimited]), Some(16_000_000 << 10));
        assert_eq!(found(&[MACHINE, limited]), Some(2_000_000_000));
        let group = ("proc/self/cgroup", "0::/user.slice/run-7.scope\n");
        let outer = ("sys/fs/cgroup/user.slice/memory.max", "4000000000\n");
        let inner = ("sys/fs/cgroup/user.slice/run-7.scope/memory.max", "max\n");
        assert_eq!(found(&[MACHINE, group, outer, inner]), Some(4_000_000_000));
        assert_eq!(found(&[MACHINE, group, ("sys/fs/cgroup/memory.max", "1000000000\n")]), Some(1_000_000_000));
        let old = [
            MACHINE,
            ("proc/self/cgroup", "9:memory:/docker/x\n1:cpu:/\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "3000000000\n"),
        ];
        assert_eq!(found(&old), Some(3_000_000_000));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_machine_has_memory_and_this_process_holds_some() {
        assert!(memory().is_some_and(|bytes| bytes > 64 << 20));
        assert!(peak().is_some_and(|bytes| bytes > 1 << 20));
    }
}
