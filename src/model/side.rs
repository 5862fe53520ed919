//! Which of the two texts something belongs to, and pairs of things of which one belongs to each.
//!
//! Nearly everything here exists twice, once for the source and once for the target. A tuple, an array or a boolean does not say which is
//! which; [`Pair`] names both, and [`Side`] chooses between them.

use std::ops::{Index, IndexMut};

/// One of the two texts of a bitext.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The text that was translated, or the one named first.
    #[default]
    Source,
    /// Its translation.
    Target,
}

impl Side {
    /// Both sides, the source first.
    pub const BOTH: [Self; 2] = [Self::Source, Self::Target];

    /// The opposite side.
    #[must_use]
    #[inline]
    pub fn other(self) -> Self {
        match self {
            Self::Source => Self::Target,
            Self::Target => Self::Source,
        }
    }

    /// The word that messages and files use: `source`, `target`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Two things of one kind: one of the source, one of the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Pair<T> {
    /// What belongs to the source.
    pub source: T,
    /// What belongs to the target.
    pub target: T,
}

impl<T> Pair<T> {
    /// A pair of these two.
    #[inline]
    pub const fn new(source: T, target: T) -> Self {
        Self { source, target }
    }

    /// A pair of what `make` makes for each side, the source first.
    #[inline]
    pub fn from_fn(mut make: impl FnMut(Side) -> T) -> Self {
        let source = make(Side::Source);
        Self { source, target: make(Side::Target) }
    }

    /// The same where it may fail; the error is the first one.
    ///
    /// # Errors
    /// What `make` returns.
    #[inline]
    pub fn try_from_fn<E>(mut make: impl FnMut(Side) -> Result<T, E>) -> Result<Self, E> {
        let source = make(Side::Source)?;
        Ok(Self { source, target: make(Side::Target)? })
    }

    /// References to both.
    #[must_use]
    #[inline]
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { source: &self.source, target: &self.target }
    }

    /// Mutable references to both.
    #[must_use]
    #[inline]
    pub fn as_mut(&mut self) -> Pair<&mut T> {
        Pair { source: &mut self.source, target: &mut self.target }
    }

    /// What `with` makes of each, the source first.
    #[inline]
    pub fn map<U>(self, mut with: impl FnMut(T) -> U) -> Pair<U> {
        let source = with(self.source);
        Pair { source, target: with(self.target) }
    }

    /// What `with` makes of each, the source first, or its first error.
    ///
    /// # Errors
    /// What `with` returns.
    #[inline]
    pub fn try_map<U, E>(self, mut with: impl FnMut(T) -> Result<U, E>) -> Result<Pair<U>, E> {
        let source = with(self.source)?;
        Ok(Pair { source, target: with(self.target)? })
    }

    /// Each with its counterpart of another pair.
    #[inline]
    pub fn zip<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair { source: (self.source, other.source), target: (self.target, other.target) }
    }

    /// The pair as it is where source and target have changed places.
    #[must_use]
    #[inline]
    pub fn swapped(self) -> Self {
        Self { source: self.target, target: self.source }
    }

    /// Both in turn, the source first.
    #[inline]
    pub fn iter(&self) -> std::array::IntoIter<&T, 2> {
        [&self.source, &self.target].into_iter()
    }

    /// Both in turn with their sides, the source first.
    #[inline]
    pub fn sides(self) -> std::array::IntoIter<(Side, T), 2> {
        [(Side::Source, self.source), (Side::Target, self.target)].into_iter()
    }
}

impl<T> Index<Side> for Pair<T> {
    type Output = T;

    #[inline]
    fn index(&self, side: Side) -> &T {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }
}

impl<T> IndexMut<Side> for Pair<T> {
    #[inline]
    fn index_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }
}

impl<T> IntoIterator for Pair<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        [self.source, self.target].into_iter()
    }
}

impl<'p, T> IntoIterator for &'p Pair<T> {
    type Item = &'p T;
    type IntoIter = std::array::IntoIter<&'p T, 2>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<(T, T)> for Pair<T> {
    #[inline]
    fn from((source, target): (T, T)) -> Self {
        Self { source, target }
    }
}

impl<T> From<Pair<T>> for (T, T) {
    #[inline]
    fn from(pair: Pair<T>) -> Self {
        (pair.source, pair.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_finds_its_own() {
        let mut pair = Pair::from_fn(|side| side.to_string());
        assert_eq!(pair, Pair::new("source".to_owned(), "target".to_owned()));
        for side in Side::BOTH {
            assert_eq!(pair[side], side.as_str());
            assert_ne!(side.other(), side);
            assert_eq!(side.other().other(), side);
        }
        pair[Side::Target].push('s');
        pair.as_mut().source.push('s');
        assert_eq!(pair.iter().map(String::len).collect::<Vec<_>>(), [7, 7]);
        assert_eq!(pair.as_ref().map(|name| name.len()), Pair::new(7, 7));
    }

    #[test]
    fn the_source_comes_first_until_both_are_swapped() {
        let pair = Pair::new(1, 2);
        assert_eq!(pair.into_iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(pair.swapped().sides().collect::<Vec<_>>(), [(Side::Source, 2), (Side::Target, 1)]);
        assert_eq!(pair.zip(pair.swapped()), Pair::new((1, 2), (2, 1)));
        assert_eq!(pair.try_map(|n| if n < 2 { Ok(n) } else { Err(n) }), Err(2));
        assert_eq!(<(i32, i32)>::from(Pair::from((1, 2))), (1, 2));
        assert!(Side::Source < Side::Target);
        assert_eq!(serde_json::to_string(&Side::BOTH).unwrap(), r#"["source","target"]"#);
    }
}
