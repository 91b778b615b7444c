"""Serve a site that lies in memory to this machine alone, and let the next one take its place."""

import mimetypes
import sys
import threading
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
SECONDS_OF_SILENCE = 60
"""How long a connection stays open on which nothing is asked."""

FAVICON = "favicon.ico"
"""What browsers ask every site for; not to have one is no error."""


PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing that is opened by itself runs no script; pages bring their own policy."""


class _Shelf:
    """What is served now."""

    def __init__(self) -> None:
        self.site: Mapping[str, bytes] = {}


class _Handler(BaseHTTPRequestHandler):
    """Answers with the files of the shelf, and to this machine's own names only."""

    timeout = SECONDS_OF_SILENCE

    def __init__(self, shelf: _Shelf, *arguments: object) -> None:
        self._shelf = shelf
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send the file of the path; another site that borrows our address gets nothing."""
        host = self.headers.get("Host", "").rpartition(":")[0]
        site = self._shelf.site
        name = self.path.partition("?")[0].lstrip("/") or "index.html"
        if host not in {LOOPBACK, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif name == FAVICON and name not in site:
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        elif name in site:
            self._send(mimetypes.guess_type(name)[0] or "application/octet-stream", site[name])
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Stay silent: only build.py prints."""

    def _send(self, kind: str, content: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        if kind != "text/html":
            self.send_header("Content-Security-Policy", PICTURE_POLICY)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    """A server that takes it without a word when a browser stops listening."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a connection that is gone; anything else is a bug of ours, and is told."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class PreviewServer:
    """A server on loopback that runs while its `with` block does. Raises OSError."""

    def __init__(self, port: int) -> None:
        self._shelf = _Shelf()
        self._server = _Server((LOOPBACK, port), partial(_Handler, self._shelf))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def address(self) -> str:
        """Return where a browser finds the site."""
        return f"http://{LOOPBACK}:{self._server.server_port}/"

    def show(self, site: Mapping[str, bytes]) -> None:
        """Serve the files of a site, by their paths, in the place of what was served."""
        self._shelf.site = site

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
