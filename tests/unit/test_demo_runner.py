"""The demo's supervisor: what ends is started again, what is stopped is gone, children too."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from localoffer import supervisor
from localoffer.supervisor import GivenUp, Part, Supervisor

SLEEP = "import time; time.sleep(300)"
# A program with a child, as a web server has, that does not care about a polite request.
STUBBORN = f"""
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal, time; "
                  "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"])
print("up", flush=True)
{SLEEP}
"""
WAIT_SECONDS = 20


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 1)


@pytest.fixture
def supervise(tmp_path, said, impatient) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def make(**programs: str) -> Supervisor:
        parts = [
            Part(name, [sys.executable, "-c", code], tmp_path / f"{name}.log", dict(os.environ))
            for name, code in programs.items()
        ]
        made.append(Supervisor(parts, tmp_path / "record.json", said.append))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def pid_of(part: Part) -> int:
    assert part.process is not None
    return part.process.pid


def test_a_killed_part_is_started_again_and_the_others_are_left_alone(supervise, said):
    keeper = supervise(web=SLEEP, worker=SLEEP)
    keeper.start()
    web, worker = keeper.parts
    before, other = pid_of(web), pid_of(worker)
    os.kill(before, signal.SIGKILL)
    keeper.watch(until=lambda: pid_of(web) != before)
    assert not is_gone(pid_of(web))
    assert pid_of(worker) == other
    assert said == ["web ended by signal 9.", "web was started again."]


def test_what_a_killed_part_leaves_behind_is_ended_before_it_is_started_again(supervise):
    keeper = supervise(web=STUBBORN)
    keeper.start()
    [web] = keeper.parts
    before = psutil.Process(pid_of(web))
    wait_until(before.children)
    [child] = before.children()
    before.kill()
    keeper.watch(until=lambda: pid_of(web) != before.pid)
    wait_until(lambda: is_gone(child.pid))


def test_stopping_leaves_nobody_even_of_those_that_do_not_listen(supervise):
    keeper = supervise(web=STUBBORN, worker=SLEEP)
    keeper.start()
    web, worker = (psutil.Process(pid_of(part)) for part in keeper.parts)
    wait_until(web.children)
    everybody = [web, worker, *web.children()]
    keeper.stop()
    wait_until(lambda: all(is_gone(process.pid) for process in everybody))
    assert not keeper.record.exists()


def test_a_part_that_cannot_run_is_given_up_with_the_place_where_it_says_why(
    supervise, monkeypatch
):
    monkeypatch.setattr(supervisor, "MOST_QUICK_ENDS", 1)
    keeper = supervise(web="import sys; sys.exit('no such setting')")
    keeper.start()
    with pytest.raises(GivenUp, match=r"web does not keep running: see .*web.log"):
        keeper.watch()
    assert "no such setting" in keeper.parts[0].log.read_text()


def test_a_keeper_is_asked_at_every_turn_and_heard(supervise, said):
    answers = iter(["", "database was started again."])
    keeper = supervise()
    keeper.keepers.append(lambda: next(answers))
    keeper.watch(until=lambda: bool(said))
    assert said == ["database was started again."]


def test_what_a_killed_supervisor_left_running_is_ended_by_the_next(supervise):
    keeper = supervise(web=STUBBORN, worker=SLEEP)
    keeper.start()
    web, worker = (psutil.Process(pid_of(part)) for part in keeper.parts)
    wait_until(web.children)
    everybody = [web, worker, *web.children()]
    assert supervisor.end_leftovers(keeper.record) == 2
    wait_until(lambda: all(is_gone(process.pid) for process in everybody))
    assert supervisor.end_leftovers(keeper.record) == 0


def test_a_number_that_now_belongs_to_somebody_else_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True)
    try:
        record = tmp_path / "record.json"
        record.write_text(json.dumps([{"pid": stranger.pid, "began": 1.0}]))
        assert supervisor.end_leftovers(record) == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_record_is_no_obstacle(tmp_path, content):
    record = tmp_path / "record.json"
    record.write_text(content)
    assert supervisor.end_leftovers(record) == 0
    assert supervisor.end_leftovers(tmp_path / "missing.json") == 0
