"""The preview: what is saved is seen, what is wrong is said, and nobody else is answered."""

import http.client
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hyojun.publish import preview

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> preview.Preview:
    root = tmp_path_factory.mktemp("preview") / "仕様書"
    for folder in ("spec", "bpmn"):
        shutil.copytree(ROOT / folder / "007", root / folder / "007")
    shutil.copy(ROOT / "pyproject.toml", root)
    found = preview.Preview(root)
    found.renew()
    return found


@pytest.fixture(scope="module")
def port(shown: preview.Preview) -> Iterator[int]:
    server = preview.serving(shown, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def asked(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def state(port: int, after: int = 0) -> dict[str, Any]:
    return json.loads(asked(port, f"/_live.json?after={after}")[1])  # type: ignore[no-any-return]


def test_pages_follow(port: int) -> None:
    status, page = asked(port, "/007/index.html")
    assert status == 200
    assert '<script src="/_live.js" defer></script></head>' in page
    assert "connect-src 'self';" in page
    assert asked(port, "/")[1] == asked(port, "/index.html")[1]
    assert asked(port, "/_live.js")[0] == asked(port, "/_live.css")[0] == 200


def test_a_save_is_seen_and_told_to_who_waits(shown: preview.Preview, port: int) -> None:
    before = state(port)["version"]
    told: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: told.append(state(port, before)))
    waiting.start()
    path = next((shown.root / "spec/007/機能").glob("*.yaml"))
    path.write_text(path.read_text("utf-8").replace("できること。", "下見でできること。", 1), "utf-8")
    assert next(shown.changes()).version == before + 1
    waiting.join(10)
    assert [t["version"] for t in told] == [before + 1]
    pages = [
        asked(port, f"/007/functions/{p.name}")[1] for p in (shown.site / "007/functions").glob("*.html")
    ]
    assert any("下見でできること。" in page for page in pages)


def test_an_error_is_said_and_the_page_stays(shown: preview.Preview, port: int) -> None:
    path = next((shown.root / "spec/007/機能").glob("*.yaml"))
    whole = path.read_text("utf-8")
    path.write_text(whole + '余計: "\n', "utf-8")
    pages = sorted(p.name for p in (shown.site / "007/functions").glob("*.html"))
    shown.renew()
    told = state(port)
    assert "誤り" in {f["severity"] for f in told["findings"]}
    assert any(f["place"].startswith("spec/007/機能/") for f in told["findings"])
    assert told["problems"]
    assert sorted(p.name for p in (shown.site / "007/functions").glob("*.html")) == pages
    path.write_text(whole, "utf-8")
    shown.renew()
    assert state(port)["problems"] == []


def test_a_page_that_is_gone_follows_too(port: int) -> None:
    status, page = asked(port, "/007/nai.html")
    assert status == 404
    assert "_live.js" in page


@pytest.mark.parametrize(
    "path", ["/../manifest.json", "/%2e%2e/manifest.json", "/..%2fmanifest.json", "/007/nai.css"]
)
def test_nothing_but_the_site_is_read(port: int, path: str) -> None:
    assert asked(port, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example:80", "127.0.0.1.evil.example:1", ""])
def test_only_its_own_names_are_answered(port: int, host: str) -> None:
    assert asked(port, "/index.html", Host=host)[0] == 403


def test_only_this_machine_is_answered(port: int) -> None:
    address = socket.gethostbyname(socket.gethostname())
    if address.startswith("127."):
        pytest.skip("この機械には、ほかの名前がありません。")
    with pytest.raises(OSError):
        socket.create_connection((address, port), timeout=3)


def test_what_is_no_repository_any_more_is_said(shown: preview.Preview, port: int) -> None:
    settings = shown.root / "pyproject.toml"
    whole = settings.read_text("utf-8")
    settings.write_text("[tool.hyojun]\nなにか = 1\n", "utf-8")
    shown.renew()
    assert "pyproject.toml" in state(port)["problems"][0]
    assert asked(port, "/007/index.html")[0] == 200
    settings.write_text(whole, "utf-8")
    shown.renew()
