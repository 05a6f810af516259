"""The child that is ready before there is work for it, with small Python programs in place of the solver."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.adapters.child import Child, End
from app.adapters.spare import Spare
from tests.logged import logged
from tests.waiting import is_alive, wait_for


@dataclass
class Program:
    """One that notes that it has begun, waits for its work, and ends by what that says."""

    spare: Spare
    notes: Path

    @property
    def begun(self) -> list[int]:
        return [int(line) for line in self.notes.read_text().splitlines()] if self.notes.exists() else []


def a_program(folder: Path, waits: str = "code = int(input())", **seconds: float) -> Program:
    notes = folder / "begun"
    program = f"import os, sys; open({str(notes)!r}, 'a').write(f'{{os.getpid()}}\\n'); {waits}; sys.exit(code)"

    def start() -> Child:
        return Child([sys.executable, "-c", program], environment={}, memory_bytes=1 << 30)

    return Program(Spare(start=start, noun="run", **{"head_start_seconds": 0.0} | seconds), notes)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = a_program(tmp_path)
    yield program
    program.spare.close()


def ended(child: Child) -> End:
    wait_for(child.end)
    end = child.end()
    child.close()
    assert end is not None
    return end


def test_work_is_told_to_the_one_that_is_ready(program: Program) -> None:
    program.spare.keep()
    wait_for(lambda: program.begun)
    ready = program.begun

    child = program.spare.begin("3", limit_seconds=60)

    assert (ready, ended(child)) == ([child.pid], End(3))
    assert (program.begun, program.spare.child) == ([child.pid], None)


def test_work_does_not_wait_until_one_is_ready(program: Program) -> None:
    child = program.spare.begin("4", limit_seconds=60)

    assert (ended(child), program.begun) == (End(4), [child.pid])


def test_there_is_one_at_a_time_and_the_next_for_the_next(program: Program) -> None:
    for _ in range(3):
        program.spare.keep()
    first = program.spare.begin("0", limit_seconds=60)
    program.spare.keep()
    second = program.spare.begin("0", limit_seconds=60)

    assert (ended(first), ended(second)) == (End(0), End(0))
    assert sorted(program.begun) == sorted([first.pid, second.pid])


def test_next_one_gives_who_has_begun_a_head_start(tmp_path: Path) -> None:
    program = a_program(tmp_path, head_start_seconds=3600.0)

    first = program.spare.begin("0", limit_seconds=60)
    program.spare.keep()

    assert (program.spare.child, ended(first)) == (None, End(0))


def test_work_is_done_though_the_one_that_was_ready_is_gone(program: Program) -> None:
    program.spare.keep()
    assert program.spare.child is not None
    program.spare.child.kill()

    with logged() as lines:
        child = program.spare.begin("5", limit_seconds=60)

    assert ended(child) == End(5)
    assert [line["exit_code"] for line in lines.of("run's spare process ended")] == [-9]


@pytest.mark.parametrize(("rest_seconds", "begun"), [(3600.0, 1), (0.0, 2)])
def test_one_that_dies_is_replaced_after_a_rest(tmp_path: Path, rest_seconds: float, begun: int) -> None:
    first_dies = f"code = 6 if len(open({str(tmp_path / 'begun')!r}).readlines()) == 1 else int(input())"
    program = a_program(tmp_path, waits=first_dies, rest_seconds=rest_seconds)
    program.spare.keep()
    assert program.spare.child is not None
    wait_for(program.spare.child.end)

    with logged() as lines:
        program.spare.keep()
    program.spare.keep()

    assert [line["exit_code"] for line in lines.of("run's spare process ended")] == [6]
    wait_for(lambda: len(program.begun) == begun)
    assert (program.spare.child is None) == (begun == 1)
    program.spare.close()


def test_one_that_cannot_be_started_is_told_once_and_keeps_nobody_from_trying() -> None:
    def start() -> Child:
        return Child(["/nowhere/solver"], environment={}, memory_bytes=1 << 30)

    none = Spare(start=start, noun="run")

    with logged() as lines:
        for _ in range(3):
            none.keep()

    assert [line["errno"] for line in lines.of("run's spare process can't be started")] == [2]
    with pytest.raises(FileNotFoundError):
        none.begin("0", limit_seconds=60)


def test_one_that_is_ready_ends_with_who_keeps_it(program: Program) -> None:
    program.spare.keep()
    wait_for(lambda: program.begun)

    program.spare.close()

    assert (is_alive(program.begun[0]), program.spare.child) == (False, None)
