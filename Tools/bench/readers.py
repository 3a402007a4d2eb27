"""Programs that read from a mount, each in a process of its own.

As a program of its own it reads as the JSON in its argument says, and prints what it saw as JSON:
`reads` (places in one file), `opens` (one read of each file), `paced` (players at a rate).
"""

import json
import os
import random
import subprocess
import sys
import threading
import time

from machine import BenchError

KIB, MIB = 1 << 10, 1 << 20


class Outcome:
    """What a reader did: seconds on the clock, seconds of CPU, and what it printed."""

    def __init__(self, seconds, cpu, text):
        self.seconds, self.cpu, self.text = seconds, cpu, text

    @property
    def json(self):
        return json.loads(self.text)


def run(commands, seconds=300):
    """Runs programs side by side to their end; the CPU is the sum of theirs.

    A reader that hangs is killed: in a mount that is stuck it would wait for ever.
    """
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True)
        for command in commands]
    late = threading.Timer(seconds, lambda: [process.kill() for process in running])
    late.start()
    try:
        cpu, text = 0.0, b""
        for process in running:
            text += process.stdout.read()
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu += usage.ru_utime + usage.ru_stime
            if process.returncode != 0:
                raise BenchError(f"{process.args[0]}: {errors.decode(errors='replace').strip()[-300:]}")
        return Outcome(time.perf_counter() - start, cpu, text.decode())
    finally:
        late.cancel()
        for process in running:
            if process.returncode is None:
                process.kill()
                process.wait()
            process.stdout.close()
            process.stderr.close()


def copy_command(path, mib=None):
    """`dd` to nowhere: the least that a reader does."""
    limit = [f"count={mib}"] if mib else []
    return ["dd", f"if={path}", "of=/dev/null", "bs=1M", "iflag=fullblock", "status=none", *limit]


def command(kind, **given):
    return [sys.executable, os.path.abspath(__file__), json.dumps({"kind": kind, **given})]


def random_places(size, count, length, seed, first=4 * MIB):
    """Places all over a file, at multiples of 64 KiB, none in its head."""
    chance = random.Random(seed)
    last = size - length - MIB
    return [[chance.randrange(first, last) // (64 * KIB) * (64 * KIB), length] for _ in range(count)]


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


# In the process that reads


def _open(path, direct):
    return os.open(path, os.O_RDONLY | (os.O_DIRECT if direct else 0))


def _read(file, length, offset, buffer):
    done = 0
    while done < length:
        count = os.preadv(file, [buffer[done:length]], offset + done)
        if count == 0:
            # Nothing here reads past the end of a film: less than was asked for measures something else.
            raise SystemExit(f"{length} bytes at {offset} end after {done}")
        done += count
    return done


def _buffer(length):
    import mmap

    # A page's alignment, for reads past the kernel's cache. Touched, so that no page is new in a measurement.
    memory = mmap.mmap(-1, length)
    memory.write(b"\0" * length)
    return memoryview(memory)


def _reads(given):
    """Reads places one after another; `warm` reads as many bytes from the start before, untimed."""
    clock = time.perf_counter
    buffer = _buffer(max([length for _, length in given["places"]] + [MIB]))
    start = clock()
    file = _open(given["path"], False)
    for offset in range(0, given.get("warm", 0), MIB):
        _read(file, MIB, offset, buffer)
    time.sleep(given.get("settle", 0))
    source = _open(given["path"], True) if given.get("direct") else file
    times, total = [], 0
    begin = clock()
    for offset, length in given["places"]:
        at = clock()
        total += _read(source, length, offset, buffer)
        times.append((clock() - at) * 1000)
        if given.get("pause"):
            time.sleep(given["pause"])
    return {"ms": times, "bytes": total, "seconds": clock() - begin, "from_open": clock() - start}


def _opens(given):
    clock, buffer, times = time.perf_counter, _buffer(given["length"]), []
    for path in given["paths"]:
        at = clock()
        file = _open(path, False)
        _read(file, given["length"], 0, buffer)
        times.append((clock() - at) * 1000)
        os.close(file)
        time.sleep(given.get("pause", 0))
    return {"ms": times}


def _play(path, rate, seconds, chunk, outcome):
    """Reads at a rate, as a player with a small buffer does; being late is made up for."""
    clock, buffer = time.perf_counter, _buffer(chunk)
    file = _open(path, False)
    done, latest = _read(file, chunk, 0, buffer), 0.0
    start = clock()
    goal = int(rate * seconds)
    while done < goal:
        due = start + done / rate
        now = clock()
        if due > now:
            time.sleep(due - now)
        count = _read(file, chunk, done, buffer)
        done += count
        latest = max(latest, clock() - due)
    outcome.append({"bytes": done - chunk, "seconds": clock() - start, "late": latest})


def _paced(given):
    outcomes = []
    players = [
        threading.Thread(
            target=_play, args=(path, given["rate"], given["seconds"], given["chunk"], outcomes))
        for path in given["paths"]]
    for player in players:
        player.start()
    for player in players:
        player.join()
    if len(outcomes) != len(players):
        raise SystemExit("a player failed")
    return {"players": outcomes, "late": max(outcome["late"] for outcome in outcomes)}


def _names(path, stat, forget, is_last):
    """The number of names in a directory, and the directories among them unless it is the last level.

    - forget: the kernel is to throw away what it has read of the directory before.
    """
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if forget:
            os.posix_fadvise(folder, 0, 0, os.POSIX_FADV_DONTNEED)
        if is_last and not stat:
            return len(os.listdir(folder)), []
        count, folders = 0, []
        with os.scandir(folder) as entries:
            for entry in entries:
                count += 1
                if stat:
                    entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/{entry.name}")
        return count, folders
    finally:
        os.close(folder)


def _walk(given):
    """Lists directories down to a depth; `bears` counts what cannot be listed in place of failing."""
    begin, total, refused = time.perf_counter(), 0, 0
    level = [given["path"]]
    for depth in range(given["depth"]):
        below = []
        for path in level:
            if path == given.get("without"):
                continue
            try:
                is_last = depth + 1 == given["depth"]
                count, folders = _names(path, given.get("stat"), given.get("forget"), is_last)
            except OSError:
                if not given.get("bears"):
                    raise
                refused += 1
                continue
            total += count
            below += folders
        level = below
    return {"ms": (time.perf_counter() - begin) * 1000, "entries": total, "refused": refused}


def _scan(given):
    """Reads the given places of each file, which is opened once."""
    for path, places in zip(given["paths"], given["places"]):
        file = _open(path, False)
        for offset, length in places:
            _read(file, length, offset, _buffer(length))
        os.close(file)
    return {}


def _lookups(given):
    """Looks up names that are not there while readers wait for bytes that do not come."""
    begun = []

    def wait(number):
        file = _open(given["path"], True)
        begun.append(number)
        try:
            os.preadv(file, [_buffer(4 * KIB)], number * given["size"] // given["readers"] // 4096 * 4096)
        except OSError:
            pass

    threading.stack_size(256 * KIB)
    for number in range(given["readers"]):
        threading.Thread(target=wait, args=[number], daemon=True).start()
    # Until all have opened and had a second to reach the kernel.
    while len(begun) < given["readers"]:
        time.sleep(0.01)
    time.sleep(1)
    times = []
    for number in range(500):
        at = time.perf_counter()
        if os.path.exists(f"{given['folder']}/no name {number}"):
            raise SystemExit("a name is there that should not be")
        times.append((time.perf_counter() - at) * 1000)
    print(json.dumps({"ms": times, "waiting": threading.active_count() - 1}), flush=True)
    # The readers would wait on.
    os._exit(0)


if __name__ == "__main__":
    task = json.loads(sys.argv[1])
    kinds = {
        "reads": _reads, "opens": _opens, "paced": _paced, "walk": _walk, "scan": _scan, "lookups": _lookups}
    print(json.dumps(kinds[task["kind"]](task)))
