"""What can go wrong. Every message is one sentence that names the file, the place and the remedy."""

from __future__ import annotations

__all__ = ["DiptychError", "FileError", "InputError", "TooLargeError"]


class DiptychError(Exception):
    """The base of all errors of this package."""


class InputError(DiptychError, ValueError):
    """What was given cannot be used: a damaged file, an unknown language, an option out of its range."""


class FileError(DiptychError, OSError):
    """A file cannot be read or written."""


class TooLargeError(DiptychError, MemoryError):
    """Two texts cannot be aligned in the memory that there may be for it."""
