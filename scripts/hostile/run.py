#!/usr/bin/env python3
"""Runs diptych on files, folders and requests that were made to do harm, and prints a table of what became of it.

    scripts/hostile/run.py target/release/diptych            all cases
    scripts/hostile/run.py OLD NEW --only pdf                cases whose names hold `pdf`, with two programs
    scripts/hostile/run.py --list                            what there is

Each case makes its input anew (inputs.py), runs the program with 12 GB of address space, files of at most 4 GB and a minute of the processor, and says
exit code, sentence, seconds (of the clock, of the processor), peak memory, and, where harm can be seen, whether any was done. Linux only.
"""

import argparse
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

MEMORY, FILE, PROCESSOR, SECONDS = 12 << 30, 4 << 30, 60, 240


class Run:
    """A run of the program that ended."""

    def __init__(self, status, usage, seconds, said, printed):
        self.seconds, self.cpu = seconds, usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024 * 1.048576
        self.said, self.printed = said, printed
        if seconds > SECONDS or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            self.code = "stopped"
        elif os.WIFSIGNALED(status):
            self.code = signal.Signals(os.WTERMSIG(status)).name
        else:
            self.code = os.WEXITSTATUS(status)

    def sentence(self):
        """The error, or else the first line of what it said, for a cell of the table."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        line = next((line for line in lines if line.startswith("error: ")), lines[0] if lines else "")
        shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line).replace("|", "\\|")
        return shown if len(shown) < 170 else shown[:110] + " … " + shown[-55:]


def limited(memory=MEMORY, file=FILE, descriptors=None):
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    if descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


def start(folder, command, environment=None, output=None, **limits):
    """Starts a program in a folder; what it says goes to files there, or to this descriptor."""
    child = os.fork()
    if child:
        return child
    try:
        limited(**limits)
        # Python ignores these two, and children inherit that.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        for number, name in [(1, "stdout"), (2, "stderr")]:
            os.dup2(output or os.open(folder.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.chdir(folder)
        os.execve(command[0], list(map(str, command)), {**os.environ, "NO_COLOR": "1", **(environment or {})})
    finally:
        os._exit(127)


def ended(child, folder, began, limit=SECONDS):
    """Waits for it, or stops it after a while."""
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        seconds = time.monotonic() - began
        if pid:
            break
        if seconds > limit:
            os.kill(child, signal.SIGKILL)
            _, status, usage = os.wait4(child, 0)
            break
        time.sleep(0.002 if seconds < 1 else 0.02)
    read = lambda name: (folder.parent / name).read_bytes()[:MEMORY >> 12].decode("utf-8", "replace") if (folder.parent / name).exists() else ""
    return Run(status, usage, seconds, read("stderr"), read("stdout"))


def run(folder, command, **how):
    began = time.monotonic()
    return ended(start(folder, command, **how), folder, began)


def apart(work, *arguments):
    """Does work in a process of its own: what this one held once would count as memory of the programs it starts."""
    child = os.fork()
    if not child:
        try:
            work(*arguments)
            os._exit(0)
        except BaseException as error:
            print(f"cannot make the input: {error!r}", file=sys.stderr)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def size(folder):
    """Bytes of the largest file that was made."""
    sizes = [path.lstat().st_size for path in folder.rglob("*") if path.is_file()]
    return max(sizes, default=0)


def human(number):
    return f"{number} B" if number < 10_000 else f"{number / 1e3:.0f} kB" if number < 1e6 else f"{number / 1e6:.1f} MB"


def row(case, program, place):
    folder = place / "case"
    folder.mkdir()
    try:
        if not apart(case.make, folder, program):
            return [case.point, case.name, "", "", "", "", "", "the input could not be made"]
        bytes_in = human(size(folder))
        outcome, harm = case.run(folder, program)
        time_used = f"{outcome.seconds:.2f} ({outcome.cpu:.2f})"
        return [case.point, case.name, bytes_in, str(outcome.code), outcome.sentence(), time_used, f"{outcome.peak:.0f}", harm]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    # Imported late, because the cases use this file.
    from cases import CASES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM")
    parser.add_argument("--only", default="", metavar="WORD", help="cases whose names hold this, or of the point with this number")
    parser.add_argument("--list", action="store_true", help="print the names of all cases")
    options = parser.parse_args()
    by_number = options.only.isdigit()
    chosen = [case for case in CASES if (options.only == str(case.point) if by_number else options.only in case.name)]
    if options.list or not options.programs:
        print("\n".join(f"{case.point:>2}  {case.name}" for case in chosen))
        return
    for program in map(lambda name: Path(name).resolve(), options.programs):
        print(f"\n## {program.name}\n\n| point | input | largest file | exit | sentence | seconds (processor) | peak MB | harm |\n|---|---|---|---|---|---|---|---|")
        for case in chosen:
            with tempfile.TemporaryDirectory(prefix="hostile-") as place:
                print("| " + " | ".join(map(str, row(case, program, Path(place)))) + " |", flush=True)


if __name__ == "__main__":
    main()
