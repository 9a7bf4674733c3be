"""The preview in a browser: files of the site, and a page that follows what is saved.

Only this machine is answered, and only under its own names: another site open in the browser could otherwise
have its name lead here. Nothing but files of the site is read, nothing is written.
"""

import json
import time
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hyojun.model import SEVERITY_WORDS

from ..job import template_folders
from .renewing import Preview, State

HOST = "127.0.0.1"
LIVE = "/_live"
"""Addresses below are the preview's own: `/_live.json` waits for the next version."""
_WAIT = 20.0
_NAMES = (HOST, "localhost")
_POLICY = "script-src 'self' file:;"
_TYPES = {"js": "text/javascript", "css": "text/css"}
_INSTEAD = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>仕様書の下見</title></head>
<body><main><h1>仕様書の下見</h1><p>このページは、今の内容にはありません。</p><p><a href="/">業務一覧</a></p></main></body>
</html>
"""
"""In the place of a page that is not there: it follows too, and comes back when the page does."""


def serving(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server of a preview, not started yet. OSError if the port is taken; port 0: any that is free."""
    server = ThreadingHTTPServer((HOST, port), partial(_Handler, preview))
    server.daemon_threads = True
    return server


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, preview: Preview, *args: Any) -> None:
        self.preview = preview
        super().__init__(*args, directory=str(preview.site))

    def do_GET(self) -> None:
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        if name not in _NAMES:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        address = urlsplit(self.path)
        match address.path:
            case "/_live.json":
                given = parse_qs(address.query).get("after", ["0"])[0]
                self._send(
                    _told(self.preview.after(int(given) if given.isdigit() else 0, _WAIT)), "application/json"
                )
            case "/_live.js" | "/_live.css" as path:
                kind = path.rpartition(".")[2]
                self._send((_folder(self.preview.root) / f"live.{kind}").read_bytes(), _TYPES[kind])
            case path:
                self._page(path)

    do_HEAD = do_GET  # noqa: N815  the name is the library's

    def _page(self, path: str) -> None:
        file = Path(self.translate_path(path))
        if file.is_dir() or path.endswith("/"):
            file /= "index.html"
        data = _read(file)
        if data is None and file.suffix == ".html":
            self._send(_followed(_INSTEAD).encode(), "text/html", HTTPStatus.NOT_FOUND)
        elif data is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif file.suffix == ".html":
            self._send(_followed(data.decode("utf-8")).encode(), "text/html")
        else:
            self._send(data, self.guess_type(str(file)))

    def _send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        text = "; charset=utf-8" if kind.startswith("text/") or kind.endswith("json") else ""
        self.send_header("Content-Type", kind + text)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what counts is told when the site is renewed."""


def _read(file: Path) -> bytes | None:
    """A file of the site; once more a little later, since a renewed site is swapped in between two moments."""
    for _ in range(3):
        try:
            return file.read_bytes()
        except OSError:
            time.sleep(0.05)
    return None


def _followed(page: str) -> str:
    """A page that follows: it may ask this server, and shows what was found."""
    page = page.replace(_POLICY, f"{_POLICY} connect-src 'self';", 1)
    own = f'<link rel="stylesheet" href="{LIVE}.css"><script src="{LIVE}.js" defer></script>'
    return page.replace("</head>", f"{own}</head>", 1)


def _told(state: State) -> bytes:
    findings = [
        {
            "severity": SEVERITY_WORDS[f.severity],
            "place": str(f.place or f.origin.file),
            "code": f.code,
            "message": f.message,
        }
        for f in state.findings
    ]
    told = {"version": state.version, "problems": list(state.problems), "findings": findings}
    return json.dumps(told, ensure_ascii=False).encode()


def _folder(root: Path) -> Path:
    return next(f / "live" for f in template_folders(root, "html") if (f / "live").is_dir())
