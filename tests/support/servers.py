"""Real servers for tests and measurements: Neo4j (bolt), Elasticsearch (http), PostgreSQL, on free ports of the loopback.

The two Java servers run from their published Maven jars, which are fetched once into a cache folder
(``DINGFEN_TEST_CACHE``, default ``.cache/servers`` in the checkout); PostgreSQL comes from the operating system's package.
A server's data live in a temporary folder and go with it. Every server ends when the process that started it ends, even by
kill -9: it watches its standard input, a pipe that closes then.

``python -m tests.support.servers install`` fetches what is missing (jars, and as root on Debian the packages);
``python -m tests.support.servers neo4j|elasticsearch|postgresql`` runs one in the foreground and prints its URL.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

JAVA_SOURCES = Path(__file__).parent / "java"
CHECKOUT = Path(__file__).parents[2]
VERSIONS = {"neo4j": "5.26.0", "elasticsearch": "9.5.3"}
NAMES = ("neo4j", "elasticsearch", "postgresql")
# Neo4j 5 is supported on Java 17 and 21; Elasticsearch 9 needs 21 and runs on what came later.
JAVA_RELEASES = {"neo4j": (17, 21), "elasticsearch": (21, 99)}
DEBIAN_PACKAGES = {
    "neo4j": ("openjdk-17-jdk-headless", "maven"),
    "elasticsearch": ("maven",),
    "postgresql": ("postgresql",),
}
START_SECONDS = 120


class MissingError(Exception):
    """Something a server needs is not on this machine; the message says what and how to get it."""


def cache_folder() -> Path:
    """Where the jars are kept."""
    return Path(os.environ.get("DINGFEN_TEST_CACHE") or CHECKOUT / ".cache" / "servers")


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_java(name: str) -> str:
    """The Java (with a compiler in it) that ``name`` runs on. Raises MissingError."""
    lowest, highest = JAVA_RELEASES[name]
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/opt").glob("*j*"))
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parents[1])
    for home in homes:
        java, described = home / "bin" / "java", home / "release"
        if java.is_file() and (home / "bin" / "javac").is_file() and described.is_file():
            found = re.search(r'JAVA_VERSION="(\d+)', described.read_text(encoding="utf-8"))
            if found and lowest <= int(found[1]) <= highest:
                return str(java)
    raise MissingError(
        f"{name} 需要 JDK {lowest}–{highest}（needs a JDK {lowest} to {highest}），本机没有；可设 JAVA_HOME"
    )


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetch(name: str) -> Path:
    """The folder with a Java server's jars in ``lib``, fetched with Maven when it is not there yet. Raises MissingError."""
    version = VERSIONS[name]
    folder = cache_folder() / f"{name}-{version}"
    with _locked(folder):
        if folder.is_dir():
            return folder
        maven = shutil.which("mvn")
        if maven is None:
            raise MissingError(f"取 {name} 的程序包需要 Maven（mvn），本机没有（Maven is missing）")
        aside = folder.with_name(folder.name + ".part")
        shutil.rmtree(aside, ignore_errors=True)
        command = [maven, "-q", "-B", "-f", str(JAVA_SOURCES / f"{name}.pom.xml"), f"-Dserver.version={version}"]
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={aside / 'lib'}"]
        done = subprocess.run(command + goal, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingError(
                f"取不到 {name} {version} 的程序包（Maven failed）：{(done.stdout + done.stderr)[-800:]}"
            )
        if name == "elasticsearch":
            _lay_out_transport(aside, version)
        aside.rename(folder)
    return folder


def _lay_out_transport(folder: Path, version: str) -> None:
    """Elasticsearch loads its HTTP transport as a module, from a folder of its own with a descriptor; in Maven both lie
    in one jar. Without a module name in the descriptor it is loaded from the class path, which is how we run."""
    module = folder / "modules" / "transport-netty4"
    module.mkdir(parents=True)
    for pattern in ("transport-netty4-*.jar", "netty-*.jar", "elasticsearch-ssl-config-*.jar"):
        for jar in (folder / "lib").glob(pattern):
            jar.rename(module / jar.name)
    with zipfile.ZipFile(module / f"transport-netty4-{version}.jar") as jar_file:
        inside = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties"
        lines = jar_file.read(inside).decode("utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("modulename"))
    (module / "plugin-descriptor.properties").write_text(kept, encoding="utf-8")


class Server:
    """A running server: ``url`` to reach it, :meth:`stop` to end it and forget its data."""

    def __init__(self, name: str, url: str, process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
        self.name, self.url, self.folder, self.log = name, url, folder, log
        self._process = process
        atexit.register(self.stop)

    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the server in good order (at most 20 seconds), then by force; its data folder goes."""
        atexit.unregister(self.stop)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def await_ready(self, ready: str) -> Server:
        """Wait until the log holds ``ready``; when the server ends before, or is late, tell its last words."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            said = self.log.read_text(encoding="utf-8", errors="replace")
            if ready in said:
                return self
            if not self.alive():
                break
            time.sleep(0.1)
        said = self.log.read_text(encoding="utf-8", errors="replace")
        self.stop()
        raise RuntimeError(f"{self.name} 没有启动起来（did not start）：{said[-3000:]}")


def _spawn(name: str, url: str, command: list[str], folder: Path, user: str | None = None) -> Server:
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            # Ctrl-C in the terminal is for the tests; they end their servers themselves.
            start_new_session=True,
        )
    return Server(name, url, process, folder, log)


def start_neo4j() -> Server:
    """Neo4j Community, no authentication; the URL is bolt://127.0.0.1:PORT."""
    java, jars = find_java("neo4j"), fetch("neo4j")
    folder = Path(tempfile.mkdtemp(prefix="dingfen-neo4j-"))
    port = free_port()
    opened = [
        f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch", "java.lang")
    ]
    command = [java, "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", *opened, "-cp", f"{jars / 'lib'}/*"]
    command += [str(JAVA_SOURCES / "Neo4jLauncher.java"), str(folder / "home"), str(port)]
    return _spawn("neo4j", f"bolt://127.0.0.1:{port}", command, folder).await_ready("ready")


def start_elasticsearch() -> Server:
    """One Elasticsearch node, no security; the URL is http://127.0.0.1:PORT."""
    java, jars = find_java("elasticsearch"), fetch("elasticsearch")
    folder = Path(tempfile.mkdtemp(prefix="dingfen-elasticsearch-"))
    for name in ("config", "plugins", "logs", "data", "modules"):
        (folder / name).mkdir()
    (folder / "config" / "log4j2.properties").write_text(
        "rootLogger.level = warn\nrootLogger.appenderRef.out.ref = out\nappender.out.type = Console\nappender.out.name = out\n"
        "appender.out.layout.type = PatternLayout\nappender.out.layout.pattern = %p %c{1} %m%n\n",
        encoding="utf-8",
    )
    port, transport = free_port(), free_port()
    command = [java, "-Xms512m", "-Xmx768m", "--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"]
    command += ["-cp", f"{jars / 'lib'}/*", str(JAVA_SOURCES / "ElasticsearchLauncher.java"), str(jars), str(folder)]
    command += [str(port), str(transport)]
    server = _spawn("elasticsearch", f"http://127.0.0.1:{port}", command, folder).await_ready("ready")
    for _ in range(600):
        try:
            health = f"{server.url}/_cluster/health?wait_for_status=yellow&timeout=30s"
            with urllib.request.urlopen(health, timeout=40) as answer:
                if answer.status == 200:
                    return server
        except urllib.error.URLError:
            time.sleep(0.1)
    server.stop()
    raise RuntimeError("elasticsearch 启动后没有应答（started but does not answer）")


def find_postgresql() -> Path:
    """The folder of PostgreSQL's programs. Raises MissingError."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise MissingError(
        "本机没有 PostgreSQL 的服务程序（initdb、postgres）；Debian 上安装 postgresql 包（not installed）"
    )


def start_postgresql() -> Server:
    """PostgreSQL with trust on the loopback; the URL is postgresql+psycopg://dingfen@127.0.0.1:PORT/postgres."""
    programs = find_postgresql()
    user = None
    if os.geteuid() == 0:
        # It refuses to run as root.
        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in known), None)
        if user is None:
            raise MissingError("以 root 运行时需要 postgres 或 nobody 用户来启动 PostgreSQL（no unprivileged user）")
    folder = Path(tempfile.mkdtemp(prefix="dingfen-postgresql-"))
    data = folder / "data"
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    group = None if user is None else pwd.getpwnam(user).pw_gid
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "dingfen",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    done = subprocess.run(
        initdb,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
    )
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb 失败（failed）：{done.stderr[-2000:]}")
    port = free_port()
    options = [
        "-D",
        str(data),
        "-p",
        str(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"unix_socket_directories={folder}",
    ]
    options += ["-c", "shared_buffers=32MB", "-c", "max_connections=50", "-c", "lc_messages=C"]
    # PostgreSQL does not watch its standard input; this shell does so for it.
    watch = '"$@" & server=$!; (cat >/dev/null; kill -INT $server) <&3 & wait $server'
    command = ["/bin/sh", "-c", f"exec 3<&0; {watch}", "sh", str(programs / "postgres"), *options]
    url = f"postgresql+psycopg://dingfen@127.0.0.1:{port}/postgres"
    return _spawn("postgresql", url, command, folder, user).await_ready("ready to accept connections")


STARTERS = {"neo4j": start_neo4j, "elasticsearch": start_elasticsearch, "postgresql": start_postgresql}


def start(name: str) -> Server:
    """Start ``name`` (one of NAMES). Raises MissingError when the machine lacks something, RuntimeError when it fails."""
    return STARTERS[name]()


def install() -> None:
    """Fetch the jars; as root on Debian, first install the packages whose programs are missing. Raises MissingError."""
    wanted: list[str] = []
    for name in NAMES:
        try:
            if name == "postgresql":
                find_postgresql()
                continue
            find_java(name)
            if shutil.which("mvn") is None:
                raise MissingError("mvn")
        except MissingError:
            wanted += [package for package in DEBIAN_PACKAGES[name] if package not in wanted]
    apt = shutil.which("apt-get")
    if wanted and apt and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in ([apt, "update", "-q"], [apt, "install", "-q", "-y", "--no-install-recommends", *wanted]):
            subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
    find_postgresql()
    for name in ("neo4j", "elasticsearch"):
        find_java(name)
        print(f"{name} {VERSIONS[name]}: {fetch(name)}")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in (*NAMES, "install"):
        print("用法：python -m tests.support.servers neo4j|elasticsearch|postgresql|install", file=sys.stderr)
        return 2
    try:
        if arguments[0] == "install":
            install()
            return 0
        server = start(arguments[0])
    except (MissingError, RuntimeError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(server.url, flush=True)
    try:
        while server.alive():
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
