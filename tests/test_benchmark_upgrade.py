"""People notice what a service does not answer, in the part of the upgrade in which that was."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from benchmarks.upgrading.people import People
from tests.waiting import wait_for


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing of it."""


@contextmanager
def served() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_people_notice_each_answer_that_is_a_failure() -> None:
    with served() as port:
        people = People(port, "a token")
        people.begin("good")
        with people.at_work([lambda _: ("GET", {"good": "/200"}.get(people.parts[-1].name, "/500"), None)]):
            wait_for(lambda: len(people.parts[-1].answers) > 1)
            people.begin("bad")
            wait_for(lambda: len(people.parts[-1].answers) > 1)
    gone = People(port, "a token")

    good, bad = people.parts
    assert (good.failures, set(bad.failures)) == ([], {"GET /500: 500 "})
    assert not gone.are_served()
