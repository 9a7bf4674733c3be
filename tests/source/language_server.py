"""The real yaml-language-server, spoken to as an editor does: over stdio, with the settings of `.vscode/`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

VERSION = "1.25.0"
FOLDER = Path(sys.prefix) / "share" / f"yaml-language-server-{VERSION}"
PROGRAM = "node_modules/yaml-language-server/bin/yaml-language-server"
SECONDS = 60


class Missing(Exception):
    """The server is not there and cannot be fetched; says why."""


def installed() -> list[str]:
    """The command of the server, fetched once into the virtual environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        raise Missing("node がありません")
    if not (FOLDER / PROGRAM).exists():
        if npm is None:
            raise Missing("npm がありません")
        package = f"yaml-language-server@{VERSION}"
        install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", FOLDER, package]
        try:
            done = subprocess.run(install, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise Missing(f"npm が {SECONDS} 秒で終わりません") from None
        if done.returncode:
            raise Missing(f"npm で入れられません: {done.stderr.strip()[-200:]}")
    return [node, str(FOLDER / PROGRAM), "--stdio"]


class LanguageServer:
    """One server for one workspace. A server that stays silent is ended, and the test fails."""

    def __init__(self, command: list[str], root: Path) -> None:
        self.root = root
        self.settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.watch = Timer(SECONDS, self.process.kill)
        self.watch.start()
        self.last = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}

    def __enter__(self) -> Self:
        folder = {"uri": self.root.as_uri(), "name": self.root.name}
        wants = {"workspace": {"configuration": True, "workspaceFolders": True}}
        wants["textDocument"] = {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}}
        given = {"processId": None, "rootUri": self.root.as_uri(), "workspaceFolders": [folder]}
        self.request("initialize", {**given, "capabilities": wants})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.configuration()})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.watch.cancel()
        self.process.kill()
        self.process.communicate()

    def configuration(self) -> dict[str, Any]:
        """What VS Code makes of `yaml.validate: true` and its like."""
        found: dict[str, Any] = {}
        for name, value in self.settings.items():
            *above, last = name.split(".")
            if above and above[0] in ("yaml", "redhat"):
                place = found
                for part in above:
                    place = place.setdefault(part, {})
                place[last] = value
        return found

    def open(self, file: str) -> list[dict[str, Any]]:
        """Open a file as it stands on disk; the diagnostics the server has for it."""
        uri = (self.root / file).as_uri()
        text = (self.root / file).read_text("utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while uri not in self.diagnostics:
            self._take()
        return self.diagnostics[uri]

    def complete(self, file: str, line: int, character: int) -> list[dict[str, Any]]:
        """What the server offers at a place (from 0)."""
        where = {"textDocument": {"uri": (self.root / file).as_uri()}}
        given = {**where, "position": {"line": line, "character": character}}
        offered = self.request("textDocument/completion", given)
        return list(offered["items"] if isinstance(offered, dict) else offered)

    def request(self, method: str, params: Any) -> Any:
        self.last += 1
        own = self.last
        self._send({"id": own, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == own and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _take(self) -> dict[str, Any]:
        """The next message; what the server asks meanwhile is answered."""
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server ended or stayed silent"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            case "workspace/configuration":
                known = self.configuration()
                asked = [i.get("section") or "" for i in message["params"]["items"]]
                self._send({"id": message["id"], "result": [known.get(section) for section in asked]})
            case str() if "id" in message:
                self._send({"id": message["id"], "result": None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()
