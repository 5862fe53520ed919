//! `--max-memory`, for all subcommands that align, and sizes as they are typed.

/// How much memory may be taken, as typed.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct Memory {
    /// Do not align texts that would take more memory than so many bytes; K, M and G are understood [default: three quarters of the machine's]
    ///
    /// It is estimated before it is taken, within some 30 %, and what is too much is refused with a message. Of the machine's memory a container or the
    /// shell may allow less. Pairs that are aligned side by side share the limit: one that finds too little is aligned alone.
    #[arg(long, value_name = "BYTES", value_parser = size, help_heading = "Aligning")]
    pub max_memory: Option<u64>,
}

/// Reads `64M`.
pub(super) fn size(typed: &str) -> Result<u64, String> {
    let units = [(['K', 'k'], 10), (['M', 'm'], 20), (['G', 'g'], 30), (['T', 't'], 40)];
    let (digits, shift) = units.iter().find_map(|(unit, shift)| Some((typed.strip_suffix(*unit)?, *shift))).unwrap_or((typed, 0));
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    number.filter(|&number| number > 0).ok_or_else(|| "not a number of bytes like 512M or 4G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        let read = |typed| size(typed).ok();
        assert_eq!(["7", "3k", "64M", "4G", "1t"].map(read), [7, 3 << 10, 64 << 20, 4 << 30, 1 << 40].map(Some));
        assert_eq!(["", "0", "G", "4GB", "-1", "99999999999G"].map(read), [None; 6]);
    }
}
