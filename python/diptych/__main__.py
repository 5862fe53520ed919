"""The command line: ``python -m diptych align book.en.txt book.fr.txt``, or ``diptych`` alone."""

from __future__ import annotations

import signal
import sys

from diptych import _diptych


def main() -> int:
    """Run the command line.

    Returns
    -------
    int
        The exit code: 0 if all went well, 1 for bad input or output, 2 if the command line makes no sense.
    """
    # Nothing of Python is left to be cleaned up: a key and a closed pipe end it as they end any program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _diptych.main(["diptych", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
