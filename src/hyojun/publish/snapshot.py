"""Snapshots going out: one JSON per document, with the JSON Schema they keep."""

import json
import shutil
from pathlib import Path
from typing import Any

from hyojun.model import AttachedLayout, Business, Document, Snapshot, snapshot

from .job import Job, Published

SCHEMA = "hyojun-snapshot-1.schema.json"


def write_snapshots(job: Job, business: Business, out: Path) -> list[Published]:
    """`snapshot/002-機能-1.1.json` for every document of a 業務."""
    folder = out / "snapshot"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in business.documents:
        path = f"snapshot/{business.id}-{document.name}-{document.edition}.json"
        (out / path).write_text(_json(snapshot(business, document).plain()), encoding="utf-8", newline="\n")
        written.append(Published(path, "snapshot", business.id, document.name, document.edition))
        written.extend(_assets(job, business, document, out))
    return list(dict.fromkeys(written))


def _assets(job: Job, business: Business, document: Document, out: Path) -> list[Published]:
    """The attached pages and pictures a document refers to, named by the digest it gives them."""
    inside = document.contents
    layouts = [f.layout for f in inside.forms if isinstance(f.layout, AttachedLayout)]
    wanted = {f"spec/{business.id}/{x.file}": x.sha256 for x in layouts if x.sha256}
    wanted |= {i.file: i.sha256 for c in inside.chapters for i in c.images}
    written = []
    for file, digest in wanted.items():
        path = f"snapshot/assets/{digest}{Path(file).suffix.lower()}"
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(job.assets[file], out / path)
        written.append(Published(path, "snapshot", business.id, document.name, document.edition))
    return written


def write_schema(out: Path) -> Published:
    """The JSON Schema of snapshots, for those who read them with other programs."""
    path = f"snapshot/{SCHEMA}"
    (out / "snapshot").mkdir(parents=True, exist_ok=True)
    (out / path).write_text(_json(schema()), encoding="utf-8", newline="\n")
    return Published(path, "snapshot")


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a snapshot under the published words, described in Japanese."""
    plain = _without_docstrings(Snapshot.model_json_schema(by_alias=True, mode="serialization"))
    for word, description in _DESCRIPTIONS.items():
        plain["properties"][word]["description"] = description
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:hyojun:{SCHEMA}",
        **plain,
        "title": "hyojun スナップショット 第1版",
        "description": "1つの文書の、ある時点の全内容。値の無い項目は、キーごと省く。"
        "図と添付のページは、sha256 を名前とする assets フォルダーのファイルである。",
    }


_DESCRIPTIONS = {
    "業務": "業務の台帳にある、この業務の記載。",
    "業務の宣言": "業務.yaml に書かれた、文書に共通する事項。",
    "文書": "表紙の事項と内容。適合基準日の無い機能は、文書の適合基準日による。項番は、見出しの順に番号を振って得る。",
    "要約値": "項目ごとの要約値。「d1:」に続く64字は、規範となる項目だけを、キーを符号位置の順に並べ、"
    "空白を入れずに書いたJSON（UTF-8）のSHA-256である。値の無い項目は含めない。",
}


def _without_docstrings(node: Any) -> Any:
    """Descriptions that pydantic takes from docstrings are for those who read the code."""
    if isinstance(node, dict):
        return {
            k: _without_docstrings(v)
            for k, v in node.items()
            if not (k == "description" and isinstance(v, str))
        }
    return [_without_docstrings(v) for v in node] if isinstance(node, list) else node


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
