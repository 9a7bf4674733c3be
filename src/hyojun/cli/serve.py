"""`serve`: the site while it is being written."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from hyojun import source
from hyojun.model import SEVERITY_WORDS

from .app import RootOption, _fail, _where, app

if TYPE_CHECKING:
    from hyojun.publish import preview


@app.command()
def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="ポート（0 なら空いているもの）")
    ] = 8000,
    root: RootOption = None,
) -> None:
    """書きながら見るためのサイトを、この端末だけに開きます。保存するたびに作り直し、指摘も示します。"""
    from hyojun.publish import preview

    try:
        where = _where(root)
        source.load_common(where)
    except source.NoRepository as error:
        _fail(str(error))
    shown = preview.Preview(where.resolve())
    try:
        server = preview.serving(shown, port)
    except OSError as error:
        _fail(f"ポート {port} を使えません（{source.reason(error)}）。--port で別の番号を指定してください。")
    _tell(shown.renew())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(
        f"http://127.0.0.1:{server.server_port}/ をブラウザで開いてください。終えるには Ctrl+C を押します。",
        flush=True,
    )
    try:
        for state in shown.changes():
            _tell(state)
    except KeyboardInterrupt:
        print("終わりました。")
    finally:
        server.shutdown()


def _tell(state: "preview.State") -> None:
    counts = {w: sum(f.severity is s for f in state.findings) for s, w in SEVERITY_WORDS.items()}
    words = "、".join(f"{word} {n}件" for word, n in counts.items() if n) or "指摘なし"
    made = "作りました（{:.1f}秒）" if state.version == 1 else "作り直しました（保存から{:.1f}秒）"
    print(f"{made.format(state.seconds)}: {words}", flush=True)
    for problem in state.problems:
        print(f"  {problem}", flush=True)
