"""16 clients over HTTP on the processors of the service: word search with facets, trace, show, with the floor in the same run.

    python -m bench.http --home FOLDER [--seconds 8] [--clients 16] [--workers 2] [--json F]

The floor: a bare FastAPI service that answers a constant, and a bare FastAPI service over the same tantivy index with a plain query
(one boolean of the words, cut as the index's are; counted; ten stored documents; no facets, names or highlights). The clients
are one process on one uvloop, which takes little from the processors that they share. The processor time of the service per
request is given too: it does not hang on what else the machine has to do. Questions are different ones throughout, taken from
the corpus itself, fixed seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path
from typing import Any, cast

from bench.spine import _family, percentiles, queries

_DAY = "2026-11-01"
_PORT = 18440
_WARM_SECONDS = 2.0
_QUESTIONS = 4000


def constant() -> Any:
    """A service that does nothing."""
    from fastapi import FastAPI, Response

    app = FastAPI(openapi_url=None)
    content = b"{" + b" " * 8000 + b"}"

    @app.get("/ready")
    async def ready() -> Response:
        return Response(b"{}", media_type="application/json")

    @app.get("/search")
    async def search(q: str) -> Response:
        return Response(content, media_type="application/json")

    return app


def plain() -> Any:
    """A service that asks the index and nothing more."""
    import tantivy
    from fastapi import FastAPI, Response

    from text.cut import search_words

    releases = sorted((Path(os.environ["DINGFEN_HOME"]) / "search").glob("release-*"))
    index = tantivy.Index.open(str(releases[-1] / "index"))
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    schema, searcher = index.schema, index.searcher()
    app = FastAPI(openapi_url=None)

    @app.get("/ready")
    async def ready() -> Response:
        return Response(b"{}", media_type="application/json")

    @app.get("/search")
    async def search(q: str) -> Response:
        words = dict.fromkeys(search_words(q))
        # Words of two characters stand among the pairs.
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(schema, "bigrams" if len(word) == 2 else "words", word, index_option="freq"),
            )
            for word in words
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), 10, count=True)
        stored: list[bytes] = [searcher.doc(address)["stored"][0] for _, address in found.hits]
        return Response(b"[" + b",".join(stored) + b"]", media_type="application/json")

    return app


class _Client(asyncio.Protocol):
    """One connection that asks one thing after the other until told to stop."""

    def __init__(self, requests: list[bytes], first: int, step: int, until: float) -> None:
        self._requests, self._turn, self._step, self._until = requests, first, step, until
        self._data = bytearray()
        self._wanted = -1
        self.spent: list[float] = []
        self.errors = 0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none by inheritance.
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.errors += 1
            self.ended.set_result(None)

    def _ask(self) -> None:
        if time.perf_counter() >= self._until:
            if not self.ended.done():
                self.ended.set_result(None)
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(self._requests[self._turn % len(self._requests)])
        self._turn += self._step

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._wanted < 0:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._data[:end]).lower()
            length = head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
            self._wanted = end + 4 + int(length)
            self.errors += not head.startswith(b"http/1.1 200")
        if len(self._data) >= self._wanted:
            self.spent.append(time.perf_counter() - self._begun)
            self._data.clear()
            self._wanted = -1
            self._ask()


async def _drive(port: int, paths: list[str], clients: int, seconds: float) -> dict[str, Any]:
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() for path in paths]
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    made = [_Client(requests, number, clients, start + seconds) for number in range(clients)]
    for client in made:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.ended for client in made))
    elapsed = time.perf_counter() - start
    spent = [one for client in made for one in client.spent]
    return {
        "requests": len(spent),
        "per_second": round(len(spent) / elapsed, 1),
        "errors": sum(client.errors for client in made),
        **percentiles(spent),
    }


def _drive_here() -> None:
    """The client process: what to ask comes by standard input."""
    import uvloop

    task = json.load(sys.stdin)
    print(json.dumps(uvloop.run(_drive(task["port"], task["paths"], task["clients"], task["seconds"]))))


def _measured(server: int, port: int, paths: list[str], clients: int, seconds: float) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for length in (_WARM_SECONDS, seconds):
        task = {"port": port, "paths": paths, "clients": clients, "seconds": length}
        before = _processor_seconds(server)
        done = subprocess.run(
            [sys.executable, "-m", "bench.http", "--client"],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=True,
            timeout=length + 60,
        )
        answer = json.loads(done.stdout)
        spent = _processor_seconds(server) - before
        answer["server_ms"] = round(1000 * spent / max(answer["requests"], 1), 2)
    return answer


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    import http.client

    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("服务没有启动")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("服务没有启动")


def _processor_seconds(root: int) -> float:
    """User and system time of a process and its children so far."""
    ticks = 0
    for pid in _family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _served(command: list[str], home: Path, port: int, kinds: dict[str, list[str]], options: Any) -> dict[str, Any]:
    """Start a service, ask it each kind of question, stop it."""
    environment = {**os.environ, "DINGFEN_HOME": str(home)}
    server = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        return {
            name: _measured(server.pid, port, paths, options.clients, options.seconds) for name, paths in kinds.items()
        }
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        _drive_here()
        return
    if options.home is None:
        parser.error("--home 要写")
    words, identifiers = queries(options.home, {}, _QUESTIONS)
    asked = [urllib.parse.quote(word) for word in words]
    things = [urllib.parse.quote(identifier) for identifier in identifiers]
    base = f"/api/v1/{{}}?as_of={_DAY}"
    workers = ["--workers", str(options.workers)]

    def bare(name: str, port: int) -> list[str]:
        factory = [f"bench.http:{name}", "--factory", "--no-access-log", "--log-level", "warning"]
        return ["uvicorn", *factory, "--port", str(port), *workers]

    results = {
        "floor: constant": _served(
            bare("constant", _PORT), options.home, _PORT, {"search": [f"/search?q={word}" for word in asked]}, options
        ),
        "floor: tantivy": _served(
            bare("plain", _PORT + 1),
            options.home,
            _PORT + 1,
            {"search": [f"/search?q={word}" for word in asked]},
            options,
        ),
        "dingfen": _served(
            ["api.cli", "serve", "--port", str(_PORT + 2), *workers],
            options.home,
            _PORT + 2,
            {
                "health": ["/health"],
                "search": [f"{base.format('search')}&limit=10&q={word}" for word in asked],
                "search, no facets": [f"{base.format('search')}&limit=10&facets=false&q={word}" for word in asked],
                "trace": [f"{base.format('trace')}&id={thing}" for thing in things],
                "show": [f"{base.format('show')}&id={thing}" for thing in things],
            },
            options,
        ),
    }
    print(f"{options.clients} 个客户端，{options.workers} 个进程，每项 {options.seconds:g} 秒")
    print(f"{'':28}{'次/秒':>8}{'出错':>6}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'服务端 CPU ms/次':>14}")
    for service, kinds in results.items():
        for kind, told in kinds.items():
            row = f"{told['per_second']:>10}{told['errors']:>8}{told['p50']:>9}{told['p95']:>9}{told['p99']:>9}{told['server_ms']:>14}"
            print(f"{service + ', ' + kind:30}{row}")
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
