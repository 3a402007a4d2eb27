"""Processes, their CPU time and memory, and a place that is cleared whatever happens."""

import ctypes
import mmap
import os
import re
import shutil
import signal
import subprocess
import time

PREFIX = "vidfs-bench-"
_libc = ctypes.CDLL(None, use_errno=True)


class BenchError(Exception):
    """Why something could not be measured, in a sentence."""


def cpu_seconds(pids):
    """CPU time so far of processes, ended threads included, in seconds: clock_getcpuclockid(3)."""
    total = 0.0
    for pid in pids:
        try:
            total += time.clock_gettime((~pid << 3) | 2)
        except OSError:
            pass
    return total


def children(pid):
    """The process and all its descendants."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                for child in file.read().split():
                    found += children(int(child))
    except OSError:
        pass
    return found


def memory_mib(pid, field="VmHWM"):
    """Resident memory in MiB: VmHWM is the peak, VmRSS what is used now. proc_pid_status(5)."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return int(re.search(field + r":\s+(\d+)", file.read()).group(1)) / 1024
    except (OSError, AttributeError):
        return float("nan")


def reset_peak(pid):
    """Lets the peak start anew from what is resident now: proc_pid_clear_refs(5)."""
    try:
        with open(f"/proc/{pid}/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass  # Then the peak is the whole process's, which can only be more.


def touch_memory(mib):
    """Touches so much free memory, at most half of what there is, and gives it back to the kernel; returns the
    MiB touched.

    A virtual machine may have lent its free memory to its host, and pays for each page that it wants back. What
    is measured right after this finds its pages here.
    """
    with open("/proc/meminfo") as file:
        available = int(re.search(r"MemAvailable:\s+(\d+)", file.read()).group(1)) >> 10
    mib = min(mib, available // 2)
    if mib > 0:
        with mmap.mmap(-1, mib << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
            for place in range(0, mib << 20, mmap.PAGESIZE):
                memory[place] = 1
    return mib


def is_mounted(path):
    with open("/proc/self/mounts") as file:
        return any(line.split(" ")[1] == path for line in file)


def unmount(path):
    """Takes off what is mounted at a path, even if nobody answers behind it."""
    for command in (["fusermount3", "-u", "-q"], ["umount", "-l"], ["fusermount3", "-uzq"]):
        if not is_mounted(path):
            return
        subprocess.run(command + [path], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def busy_seconds():
    """CPU time that the whole machine has used, interrupts included: proc_stat(5). In ticks of 10 ms."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupts, deferred = (int(word) for word in file.readline().split()[1:8])
    return (user + nice + system + interrupts + deferred) / os.sysconf("SC_CLK_TCK")


def wait_until(condition, seconds, what):
    """Polls, for there is no event to wait for: mount tables and logs of others."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise BenchError(f"{what}: not within {seconds} s")
        time.sleep(0.005)


def _die_with_parent():
    _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Workshop:
    """Directories, processes and mounts of one run. Leaving it ends and removes all of them."""

    def __init__(self, ports):
        self.path = f"/tmp/{PREFIX}{os.getpid()}"
        self.media = f"/dev/shm/{PREFIX}{os.getpid()}"
        self._ports = iter(ports)
        self._processes = []
        self._mounts = set()
        self._number = 0

    def __enter__(self):
        clear_leftovers()
        os.makedirs(self.path)
        os.makedirs(self.media)
        return self

    def __exit__(self, *_):
        # A second Ctrl-C would leave a part behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for place in list(self._mounts):
            unmount(place)
        for process in reversed(self._processes):
            end(process)
        for folder in (self.path, self.media):
            shutil.rmtree(folder, ignore_errors=True)

    def directory(self, name):
        """A new directory whose name begins so."""
        self._number += 1
        path = f"{self.path}/{name}-{self._number}"
        os.makedirs(path)
        return path

    def port(self):
        """A port that nobody listens on."""
        import socket

        for port in self._ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port
        raise BenchError("all ports are taken; choose others with --ports")

    def start(self, arguments, environment=None, log=None, output=None):
        """Starts a program that runs beside the measurement."""
        log = log or f"{self.path}/{os.path.basename(arguments[0])}.log"
        with open(log, "ab") as errors:
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output or errors, stderr=errors,
                env=environment, start_new_session=True, preexec_fn=_die_with_parent, close_fds=True)
        process.log = log
        self._processes.append(process)
        return process

    def end(self, process):
        end(process)
        if process in self._processes:
            self._processes.remove(process)

    def mounting(self, path):
        self._mounts.add(path)

    def unmounted(self, path):
        self._mounts.discard(path)
        if not is_mounted(path):
            shutil.rmtree(path, ignore_errors=True)


def end(process):
    """Ends a process: asked first, then made to."""
    for ask, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        try:
            process.send_signal(ask)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def clear_leftovers():
    """Takes away what a run that was killed has left: its process is gone, its number is in the names."""
    with open("/proc/self/mounts") as file:
        mounts = [line.split(" ")[1] for line in file]
    for root in ("/tmp", "/dev/shm"):
        for name in os.listdir(root):
            owner = name.removeprefix(PREFIX)
            if name == owner or not owner.isdigit() or os.path.exists(f"/proc/{owner}"):
                continue
            for place in mounts:
                if place.startswith(f"{root}/{name}/"):
                    unmount(place)
            shutil.rmtree(f"{root}/{name}", ignore_errors=True)


def tail(path, lines=5):
    try:
        with open(path, errors="replace") as file:
            return " / ".join(line.strip() for line in file.readlines()[-lines:])
    except OSError:
        return ""


def describe():
    """The machine, for the report."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"MemTotal:\s+(\d+)", file.read()).group(1)) / (1 << 20)
    return {
        "processors": os.cpu_count(), "model": model.group(1) if model else "unknown",
        "memory_gib": round(memory, 1), "kernel": os.uname().release, "load": list(os.getloadavg()),
    }
