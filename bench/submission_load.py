"""The load: ready-made requests from a file, sent by so many clients at once or at an even rate, each timed from when it was due.

`python -m bench.submission_load REQUESTS PORT CLIENTS RATE`: RATE 0 is as fast as they are answered. A connection each, as the
pages serve them. Prints one JSON list a request: seconds it took (null when no answer came), the status, and where it led.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

Answer = tuple[float | None, int, str]
NO_ANSWER: Answer = (None, 0, "")
LONGEST = 60  # seconds


async def send(port: int, request: bytes) -> tuple[int, bytes]:
    """Status and the whole answer; (0, b"") when the server went away."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(-1), LONGEST)
        writer.close()
        return (int(answer[9:12]), answer) if answer[:5] == b"HTTP/" and b"\r\n\r\n" in answer else (0, b"")
    except (OSError, ValueError, TimeoutError):
        return 0, b""


def leads_to(answer: bytes) -> str:
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line.lower().startswith(b"location:"):
            return line[9:].strip().decode()
    return ""


async def load(requests: list[bytes], port: int, clients: int, rate: float) -> list[Answer]:
    began = perf_counter() + 0.05
    waiting = iter(enumerate(requests))
    answers: list[Answer] = [NO_ANSWER] * len(requests)
    await asyncio.gather(*(_client(waiting, answers, port, began, rate) for _ in range(clients)))
    return answers


async def _client(
    waiting: Iterator[Any], answers: list[Answer], port: int, began: float, rate: float
) -> None:
    for number, request in waiting:
        due = began + number / rate if rate else perf_counter()
        await asyncio.sleep(max(0.0, due - perf_counter()))
        status, answer = await send(port, request)
        # From when it was due, not from when a client had time for it: a server that stalls delays those behind too.
        answers[number] = (perf_counter() - due if status else None, status, leads_to(answer))


def main(path: str, port: str, clients: str, rate: str) -> None:
    requests = [request.encode() for request in json.loads(Path(path).read_text())]
    began = perf_counter()
    answers = asyncio.run(load(requests, int(port), int(clients), float(rate)))
    print(json.dumps({"took": perf_counter() - began - 0.05, "answers": answers}))


if __name__ == "__main__":
    main(*sys.argv[1:])
