//! The cells of the lattice that are searched.
//!
//! Cell (i, j) stands between sentences: `i` source and `j` target sentences lie before it. A band keeps one range of columns for every
//! row, so that memory is bounded by its area and never by the product of the two lengths.

use std::ops::Range;

/// One range of columns for each row 0..=n of the lattice; both ends of the ranges never decrease from row to row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    rows: Vec<Range<u32>>,
}

impl Band {
    /// Every cell of an `n` by `m` lattice.
    pub fn full(n: usize, m: usize) -> Self {
        Self { rows: vec![0..m as u32 + 1; n + 1] }
    }

    /// The smallest band that holds these rectangles (rows and columns of cells, half-open), for an `n` by `m` lattice, with its corners
    /// and every gap between rectangles filled so that a monotone path leads through.
    pub fn covering(n: usize, m: usize, rectangles: impl IntoIterator<Item = (Range<usize>, Range<usize>)>) -> Self {
        // Nothing yet: any range that is added is wider.
        let mut rows = vec![Range { start: u32::MAX, end: 0 }; n + 1];
        let mut add = |i: usize, columns: Range<usize>| {
            if let Some(row) = rows.get_mut(i) {
                row.start = row.start.min(columns.start as u32);
                row.end = row.end.max(columns.end.min(m + 1) as u32);
            }
        };
        add(0, 0..1);
        add(n, m..m + 1);
        for (i, columns) in rectangles {
            for i in i {
                add(i, columns.clone());
            }
        }
        let mut end = 1;
        for row in &mut rows {
            end = end.max(row.end);
            row.end = end;
        }
        let mut start = m as u32;
        for row in rows.iter_mut().rev() {
            start = start.min(row.start).min(row.end - 1);
            row.start = start;
        }
        // A path steps down a column that both rows hold.
        let mut next = m as u32;
        for row in rows.iter_mut().rev() {
            row.end = row.end.max(next + 1);
            next = row.start;
        }
        Self { rows }
    }

    /// Number of source sentences.
    pub fn n(&self) -> usize {
        self.rows.len() - 1
    }

    /// Columns of row `i`.
    pub fn row(&self, i: usize) -> Range<usize> {
        let row = &self.rows[i];
        row.start as usize..row.end as usize
    }

    /// Whether the band holds this cell.
    pub fn contains(&self, i: usize, j: usize) -> bool {
        self.rows.get(i).is_some_and(|row| row.contains(&(j as u32)))
    }

    /// Number of cells.
    pub fn area(&self) -> usize {
        self.rows.iter().map(|row| (row.end - row.start) as usize).sum()
    }

    /// Where the cells of each row begin when they are laid out row after row, and their number at the end.
    pub fn offsets(&self) -> Vec<usize> {
        let mut total = 0;
        let mut offsets = Vec::with_capacity(self.rows.len() + 1);
        for row in &self.rows {
            offsets.push(total);
            total += (row.end - row.start) as usize;
        }
        offsets.push(total);
        offsets
    }

    /// The same band with rows and columns changed over, for `m` target sentences.
    pub fn transposed(&self, m: usize) -> Self {
        let mut rows = vec![0..0; m + 1];
        let (mut first, mut last) = (0, 0);
        for (j, row) in rows.iter_mut().enumerate() {
            while first + 1 < self.rows.len() && self.rows[first].end <= j as u32 {
                first += 1;
            }
            while last < self.rows.len() && self.rows[last].start <= j as u32 {
                last += 1;
            }
            *row = first as u32..last as u32;
        }
        Self { rows }
    }

    /// The union of two bands of the same lattice.
    pub fn union(&self, other: &Self) -> Self {
        let rows = self.rows.iter().zip(&other.rows).map(|(a, b)| a.start.min(b.start)..a.end.max(b.end)).collect();
        Self { rows }
    }
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn a_path_leads_through_any_band() {
        let band = Band::covering(5, 9, [(2..4, 3..5)]);
        assert_eq!((band.row(0).start, band.row(5).end), (0, 10));
        for i in 0..5 {
            let (here, next) = (band.row(i), band.row(i + 1));
            assert!(here.start < here.end && here.start <= next.start && here.end <= next.end, "row {i}");
            assert!(next.start < here.end, "rows {i} and {} do not meet", i + 1);
        }
        let transposed = band.transposed(9);
        for i in 0..=5 {
            for j in 0..=9 {
                assert_eq!(band.contains(i, j), transposed.contains(j, i), "{i},{j}");
            }
        }
    }
}
