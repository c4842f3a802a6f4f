"""The kernel in Node against the kernel under wasmtime, from the question to the columns."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from contestants import BASE, setup_of
from rounds import Row, by_processor, ratios

from escalation_sim.engines.columns import Columns
from escalation_sim.engines.kernel.engine import play_block
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.running.describing import described
from escalation_sim.running.setups import Setup

ROUNDS = {1_000: 31, 10_000: 11, 100_000: 5}


class Node:
    """A process of Node that has a scenario in its hand: node.mjs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, line: str) -> None:
        """Say a line."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def play(self, n: int) -> tuple[float, int]:
        """The processor seconds of so many histories, and the sum of their final stages."""
        assert self._process.stdout
        self.tell(str(n))
        answer = json.loads(self._process.stdout.readline())
        return answer["seconds"], answer["final"]


@contextmanager
def node_with(setup: Setup) -> Iterator[Node]:
    """A process of Node that plays a scenario."""
    found = shutil.which("node")
    if found is None:
        sys.exit("this section needs Node.js: install it, or name the other sections")
    program = [found, str(Path(__file__).with_suffix(".mjs"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        node = Node(process)
        node.tell(json.dumps(described(setup.scenario)))
        yield node
        assert process.stdin
        process.stdin.close()


def against_wasmtime() -> Iterator[Row]:
    """Ratios of processor time. During the first call V8 compiles the kernel a second time, with more care: it stands apart."""
    setup = setup_of(BASE)
    play = partial(play_block, tables_of(setup.programme), setup.values, 1)
    with node_with(setup) as node:
        yield Row("the first 1,000 histories in Node", [1e3 * node.play(1_000)[0]], unit="ms")
        node.play(1_000), play(np.arange(1_000))  # both warm
        for n, rounds in ROUNDS.items():
            there, here = list[float](), list[float]()
            for _ in range(rounds):
                before = by_processor()
                columns: Columns = play(np.arange(n))
                here.append(by_processor() - before)
                seconds, final = node.play(n)
                there.append(seconds)
                assert final == columns.final.sum(), "they do not tell the same"
            yield Row(f"{n:,} histories: Node / wasmtime, in time", ratios(there, here), at_most=1.2)
