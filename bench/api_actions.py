"""One action by API, recording an entry: requests per second with 4 clients, and how long one takes when it is alone.

    python -m bench.api_actions [--seconds 10] [--clients 4] [--profile]

The server is the one that `jingwei serve` runs. The floor beside it: the same two rows inserted by bare SQL, one
transaction per entry, with as many clients.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

from bench.scratch import scratch_database

AT_LEAST = 250
ALONE_AT_MOST = 12
STREET = "990101001"


def prepare() -> tuple[str, str]:
    """A street with a ledger of houses; gives a token and the code of a microgrid."""
    from jingwei.api.tests.calling import token_for
    from jingwei.core.scope import open_scope
    from jingwei.people.tests.street import make_street
    from jingwei.registers.tests.ledgers import define_houses, house, record

    street = make_street(STREET, communities=12, grids=6, micro=3)
    with open_scope(street.scope("office")):
        record(define_houses(), [house(0, street.micro().code)])
    return token_for(street, "office"), street.micro().code


@contextmanager
def server(url: str):
    """The web server on a free port; gives its port."""
    from jingwei.cli.web import WebOptions, default_workers

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = WebOptions("127.0.0.1", port, default_workers())
    env = {**os.environ, "DATABASE_URL": url}
    process = subprocess.Popen(options.command(), stdin=subprocess.PIPE, env=env)
    # It loads the application at once, and serves when it is told to.
    process.stdin.write(b"\n")
    process.stdin.flush()
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.stdin.close()
        process.wait(20)


def client(_: int, port: int, token: str, grid: str, until: float, out) -> None:
    """Record entries until the time is over; puts the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    took = []
    while time.time() < until:
        key = f"C{os.getpid()}-{len(took)}"
        row = {"number": key, "address": f"示例路{len(took)}号", "grid": grid, "use": "住宅", "residents": 3}
        start = time.perf_counter()
        connection.request("POST", "/api/v1/registers/houses/entries", json.dumps({"rows": [row]}), headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body.decode()
        took.append(time.perf_counter() - start)
    out.put(took)


def bare(number: int, url: str, until: float, out) -> None:
    """Insert the same two rows by bare SQL until the time is over."""
    import uuid

    import psycopg

    took = []
    with psycopg.connect(url, options="-c role=jingwei_street", autocommit=True) as connection:
        connection.execute("SELECT set_config('jingwei.subdistrict', %s, false)", [STREET])
        columns = ("subdistrict", "revision", "register_id", "key", "place_id", "ended_reason")
        sample = connection.execute("SELECT * FROM registers_entry LIMIT 1").description
        assert {c.name for c in sample} >= set(columns)
        names = [c.name for c in connection.execute("SELECT * FROM registers_version LIMIT 1").description]
        kept = [name for name in names if name not in ("id", "entry_id", "data")]
        row = connection.execute(f"SELECT {', '.join(kept)} FROM registers_version LIMIT 1").fetchone()
        data = connection.execute("SELECT data::text FROM registers_version LIMIT 1").fetchone()[0]
        entry = connection.execute("SELECT register_id, place_id FROM registers_entry LIMIT 1").fetchone()
        version = (
            f"INSERT INTO registers_version (id, entry_id, data, {', '.join(kept)}) VALUES (%s, %s, %s::jsonb"
            f"{', %s' * len(kept)})"
        )
        while time.time() < until:
            start = time.perf_counter()
            key = uuid.uuid4()
            with connection.transaction():
                connection.execute(
                    "INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason) "
                    "VALUES (%s, %s, 1, %s, %s, %s, '')",
                    [key, STREET, entry[0], f"B{number}-{len(took)}", entry[1]],
                )
                connection.execute(version, [uuid.uuid4(), key, data, *row])
            took.append(time.perf_counter() - start)
    out.put(took)


def together(work, clients: int, seconds: float, *given) -> tuple[float, list[float]]:
    """Run `work` in as many processes; gives the number per second, and the seconds each took, in order."""
    out: multiprocessing.Queue = multiprocessing.Queue()
    until = time.time() + seconds
    processes = [multiprocessing.Process(target=work, args=(n, *given, until, out)) for n in range(clients)]
    for process in processes:
        process.start()
    took = [one for _ in processes for one in out.get(timeout=seconds + 60)]
    for process in processes:
        process.join()
    return len(took) / seconds, sorted(took)


def statements(token: str, grid: str) -> list[str]:
    """What one creation says to the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    caller = Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
    said = []
    for number in range(3):
        row = {"number": f"Q{number}", "address": "示例路1号", "grid": grid}
        with CaptureQueriesContext(connection) as queries:
            answer = caller.post("/api/v1/registers/houses/entries", {"rows": [row]}, content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        said = [q["sql"][:100].replace("\n", " ") for q in queries.captured_queries]
    return said


def profile(token: str, grid: str) -> None:
    """Where the time of one creation goes, in this process."""
    import cProfile
    import pstats

    from django.test import Client

    caller = Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})

    def run(start: int, count: int) -> None:
        for number in range(start, start + count):
            row = {"number": f"P{number}", "address": "示例路1号", "grid": grid, "use": "住宅", "residents": 3}
            caller.post("/api/v1/registers/houses/entries", {"rows": [row]}, content_type="application/json")

    run(0, 20)
    watched = cProfile.Profile()
    watched.runcall(run, 20, 300)
    pstats.Stats(watched).sort_stats("cumulative").print_stats(60)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with scratch_database() as url:
        token, grid = prepare()
        said = statements(token, grid)
        if arguments.profile:
            print("\n".join(said))
            profile(token, grid)
            return 0
        with server(url) as port:
            together(client, 2, 2, port, token, grid)
            _, alone = together(client, 1, 3, port, token, grid)
            rate, took = together(client, arguments.clients, arguments.seconds, port, token, grid)
        floor, _ = together(bare, arguments.clients, min(5, arguments.seconds), url)
    print(f"one action by API, {arguments.clients} clients: {rate:8.0f} /s   (at least {AT_LEAST})")
    print(f"the same rows by bare SQL, {arguments.clients} clients: {floor:8.0f} /s   ratio {floor / rate:.1f} ×")
    p95 = took[int(len(took) * 0.95)]
    print(f"median {statistics.median(took) * 1000:.1f} ms, 95 % within {p95 * 1000:.1f} ms")
    print(f"alone {statistics.median(alone) * 1000:8.1f} ms   (at most {ALONE_AT_MOST})")
    print(f"statements per creation: {len(said)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
