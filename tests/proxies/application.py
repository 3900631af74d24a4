"""Applications of a colour: they remember what reached them, and answer as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

DIES = 0

Answer = Callable[[], int]


@dataclass
class Application:
    """`answer` gives the status, or DIES: the connection is cut after the request was read."""

    colour: str
    answer: Answer = lambda: 200
    address: str = ""
    seen: list[tuple[str, bytes]] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    """Lets as many wait as a server of production does: of five, the kernel drops the sixth, which
    nginx takes for one that does not answer."""

    daemon_threads = True
    request_queue_size = 512


@contextmanager
def serving(application: Application) -> Iterator[Application]:
    """Serve it on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            application.seen.append((self.command, body))
            status = application.answer()
            if status == DIES:
                self.close_connection = True
                return
            said = application.colour.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = reply

        def log_message(self, format: str, *words: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        application.address = f"127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield application
        server.shutdown()
        thread.join()
