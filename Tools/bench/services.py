"""What the contestants fetch from: nginx with signed links, the demo API, and a line to both."""

import collections
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request

from machine import BenchError, children, cpu_seconds, tail, wait_until

SECRET = "nginx-link-secret"

_NGINX = """
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/error.log;
{user}
events {{ worker_connections 1024; }}
http {{
    log_format bench '$status $request_method $uri $body_bytes_sent "$http_range" $connection';
    access_log {place}/access.log bench;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    sendfile on; tcp_nodelay on; keepalive_requests 1000000; keepalive_timeout 75s;
    types {{ video/mp4 mp4; }}
    default_type application/octet-stream;
    server {{
        listen 127.0.0.1:{http};
        listen 127.0.0.1:{https} ssl;
        ssl_certificate {place}/cert.pem;
        ssl_certificate_key {place}/key.pem;
        ssl_session_cache shared:bench:1m;
        # What services send with; older nginx stays at 1.2 unless told.
        ssl_protocols TLSv1.2 TLSv1.3;
        root {root};
        location /media/ {{
            secure_link $arg_md5,$arg_expires;
            secure_link_md5 "$secure_link_expires$uri {secret}";
            if ($secure_link = "") {{ return 403; }}
            if ($secure_link = "0") {{ return 410; }}
        }}
        # The same files without a signature, for contestants that know no links.
        location /tree/ {{ autoindex on; absolute_redirect off; }}
        location /open {{ alias {root}/media; autoindex on; absolute_redirect off; }}
    }}
}}
"""


class Nginx:
    """A CDN: http and https, signed under /media/, listed under /open/."""

    def __init__(self, workshop, root):
        self.place = workshop.directory("nginx")
        self.http, self.https = workshop.port(), workshop.port()
        self.certificate = f"{self.place}/cert.pem"
        _certificate(self.place)
        text = _NGINX.format(
            place=self.place, http=self.http, https=self.https, root=root, secret=SECRET,
            user="user root;" if os.geteuid() == 0 else "")
        with open(f"{self.place}/nginx.conf", "w") as file:
            file.write(text)
        path = os.environ.get("PATH", "") + ":/usr/sbin"
        self._process = workshop.start(
            ["nginx", "-c", f"{self.place}/nginx.conf", "-p", self.place], {**os.environ, "PATH": path})
        wait_until(lambda: os.path.exists(f"{self.place}/nginx.pid"), 10, "nginx listens")
        self._offset = 0

    def pids(self):
        return children(self._process.pid)

    def requests(self):
        """What was asked since the last call.

        A request is logged when it has ended; so this waits until nothing was added for 30 ms.
        """
        log = f"{self.place}/access.log"
        size, still = -1, 0
        while still < 3:
            now = os.path.getsize(log)
            still = still + 1 if now == size else 0
            size = now
            time.sleep(0.01)
        with open(log) as file:
            file.seek(self._offset)
            text = file.read()
        self._offset += len(text)
        found = re.findall(r'^(\d+) \S+ (\S+) (\d+) "(.*?)" (\d+)$', text, re.M)
        return [
            Request(int(status), path, int(sent), start_of(span), int(connection))
            for status, path, sent, span, connection in found]


Request = collections.namedtuple("Request", "status path sent start connection")


def start_of(span):
    """The first byte that a `Range` header asks for; what asks for the end of a file counts from 0."""
    match = re.match(r"bytes=(\d+)-", span)
    return int(match.group(1)) if match else 0


def distinct_bytes(requests):
    """How many different bytes of their files were sent."""
    total = 0
    for path in {request.path for request in requests}:
        reached = 0
        spans = sorted((r.start, r.start + r.sent) for r in requests if r.path == path)
        for start, end in spans:
            total += max(end - max(start, reached), 0)
            reached = max(reached, end)
    return total


def _certificate(place):
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{place}/key.pem", "-out", f"{place}/cert.pem"]
    made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if made.returncode != 0:
        raise BenchError("openssl made no certificate: " + made.stderr.decode(errors="replace")[-200:])


class Origin:
    """The demo API whose links point to one address of the CDN, or, with `bulk`, of a library by rule."""

    def __init__(self, workshop, program, root=None, cdn=None, link_life=30, bulk=None, request_limit=None):
        source = ["--bulk", bulk] if bulk else ["--library", root, "--cdn", cdn, "--secret", SECRET]
        limit = ["--request-limit", str(request_limit)] if request_limit else []
        self._workshop = workshop
        self._command = [
            program, "origin", *source, *limit, "--port", str(workshop.port()), "--link-life", str(link_life)]
        self.start()

    def start(self):
        """Starts the service, again at the same address if it was stopped."""
        self._process = self._workshop.start(self._command, output=subprocess.PIPE)
        self.environment = {}
        for _ in range(6):
            line = self._process.stdout.readline().decode()
            match = re.match(r"export (\w+)='(.*)'$", line.strip())
            if not match:
                raise BenchError("the demo API does not start: " + tail(self._process.log))
            self.environment[match.group(1)] = match.group(2)
        self.address = self.environment["VIDFS_API_URL"]
        self._token = None

    def pids(self):
        return [self._process.pid]

    def _ask(self, path, method="GET", data=None, headers=None):
        request = urllib.request.Request(self.address + path, data, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def token(self):
        """An access token, as a client that signed in has it."""
        if not self._token:
            fields = {
                "grant_type": "password", "client_id": self.environment["VIDFS_CLIENT_ID"],
                "client_secret": self.environment["VIDFS_CLIENT_SECRET"],
                "username": self.environment["VIDFS_USERNAME"],
                "password": self.environment["VIDFS_PASSWORD"]}
            answer = self._ask("/oauth/token", "POST", urllib.parse.urlencode(fields).encode())
            self._token = json.loads(answer)["access_token"]
        return self._token

    def link_path(self, film):
        return f"/videos/{film}/files?quality=720p&format=mp4"

    def link(self, film):
        """A fresh signed link to a film."""
        headers = {"Authorization": "Bearer " + self.token()}
        return json.loads(self._ask(self.link_path(film), headers=headers))[0]["_links"]["source"]["href"]

    def forget(self):
        """Empties the journal, so that counting starts at nothing."""
        self._ask("/_demo/journal", "DELETE")

    def links_asked(self):
        """How many links were asked for since the journal was emptied."""
        return sum(1 for entry in self._journal() if entry["path"].endswith("/files"))

    def counted(self):
        """How many requests were sent since then, of any kind that the service counts."""
        return len(self.answers())

    def answers(self):
        """The status of each of those; what was confirmed as unchanged is free."""
        entries = [entry for entry in self._journal() if not entry["path"].startswith("/oauth")]
        return [entry["status"] for entry in entries if entry["status"] != 304]

    def _journal(self):
        return [entry for entry in json.loads(self._ask("/_demo/journal")) if entry["service"] == "api"]

    def stop(self):
        """From now on nobody listens there."""
        self._workshop.end(self._process)


class Proxy:
    """A line with a delay, and a rate for each connection."""

    def __init__(self, workshop, program, target, round_trip_ms, rate_mbit=0):
        command = [
            program, "proxy", "--port", str(workshop.port()), "--target", str(target),
            "--round-trip", str(round_trip_ms), "--rate", str(rate_mbit)]
        self._process = workshop.start(command, output=subprocess.PIPE)
        line = self._process.stdout.readline().decode().strip()
        if not line.isdigit():
            raise BenchError("the proxy does not start: " + tail(self._process.log))
        self.port = int(line)

    def pids(self):
        return [self._process.pid]


class Site:
    """One way to the films: a scheme, near or far, with the API that gives links of that way.

    `cdn` is the base of signed links and of /open/; `api` what a mount is told to use.
    """

    def __init__(self, name, scheme, nginx, origin, cdn, api, proxies=()):
        self.name, self.scheme, self.nginx, self.origin = name, scheme, nginx, origin
        self.cdn, self.api, self.proxies = cdn, api, list(proxies)

    @property
    def is_far(self):
        return bool(self.proxies)

    @property
    def environment(self):
        return {**self.origin.environment, "VIDFS_API_URL": self.api}

    def server_cpu(self):
        return cpu_seconds(self.nginx.pids())

    def other_cpu(self):
        """Of what stands in for the world between: API and proxies."""
        pids = self.origin.pids() + [pid for proxy in self.proxies for pid in proxy.pids()]
        return cpu_seconds(pids)


class Tree:
    """Directories under nginx's autoindex: as many, and as they are nested, as in a library by rule.

    Empty, since only names are asked for, and on the disk in memory where the films are.
    """

    large = "Silent Pictures 1/Everything"

    def __init__(self, nginx, root, size):
        self.address = f"http://127.0.0.1:{nginx.http}/tree/"
        for site in range(size.sites):
            for package in range(size.packages // size.sites):
                folder = f"{root}/tree/{'Silent ' if site == 0 else ''}Pictures {site + 1}/Package {package}"
                os.makedirs(folder)
                for video in range(size.videos // size.packages):
                    os.mkdir(f"{folder}/{self.title(package * 1_000 + video)}")
        os.makedirs(f"{root}/tree/{self.large}")
        for video in range(size.largest):
            os.mkdir(f"{root}/tree/{self.large}/{self.title(video)}")

    @staticmethod
    def title(number):
        """As long as titles are: 36 bytes."""
        return f"The Patient Lighthouse at Noon ({number:05})"


class Services:
    """The CDN and every way to it, each started when it is first used."""

    def __init__(self, workshop, program, library, round_trip_ms, rate_mbit):
        self._workshop, self._program, self.library = workshop, program, library
        self.round_trip_ms, self.rate_mbit = round_trip_ms, rate_mbit
        self.nginx = Nginx(workshop, library.root)
        self._sites = {}

    def near(self, scheme, link_life=30):
        """On this machine, without a delay."""
        return self._site(f"{scheme}-{link_life}", lambda name: self._near(name, scheme, link_life))

    def far(self, scheme):
        """A round trip away, CDN and API; each connection to the CDN at its rate."""
        return self._site(f"far-{scheme}", lambda name: self._far(name, scheme))

    def silent(self):
        """A CDN whose first byte takes longer than any patience; the service is near."""
        return self._site("silent", self._silent)

    def _site(self, name, make):
        if name not in self._sites:
            self._sites[name] = make(name)
        return self._sites[name]

    def _port(self, scheme):
        return self.nginx.https if scheme == "https" else self.nginx.http

    def _near(self, name, scheme, link_life):
        cdn = f"{scheme}://127.0.0.1:{self._port(scheme)}"
        origin = Origin(self._workshop, self._program, self.library.root, cdn, link_life)
        return Site(name, scheme, self.nginx, origin, cdn, origin.address)

    def _silent(self, name):
        # The most that the proxy takes: ten seconds to connect, ten to the first byte.
        line = Proxy(self._workshop, self._program, self.nginx.http, 10_000)
        cdn = f"http://127.0.0.1:{line.port}"
        origin = Origin(self._workshop, self._program, self.library.root, cdn)
        return Site(name, "http", self.nginx, origin, cdn, origin.address, [line])

    def _far(self, name, scheme):
        line = Proxy(
            self._workshop, self._program, self._port(scheme), self.round_trip_ms, self.rate_mbit)
        cdn = f"{scheme}://127.0.0.1:{line.port}"
        origin = Origin(self._workshop, self._program, self.library.root, cdn)
        api = Proxy(
            self._workshop, self._program, urllib.parse.urlsplit(origin.address).port, self.round_trip_ms)
        return Site(name, scheme, self.nginx, origin, cdn, f"http://127.0.0.1:{api.port}", [line, api])
