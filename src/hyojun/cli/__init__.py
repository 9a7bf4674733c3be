"""Arguments in, one call, report out. No logic lives here."""

import os
import sys

from .app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; whatever happens, the last line is for people and the exit code is honest."""
    try:
        app()
    except KeyboardInterrupt:
        print("中断しました。出力は元のままです。", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        _explain(
            f"ファイルを扱えませんでした（{error.strerror}: {error.filename}）。権限と空き容量を確かめてください。"
        )
    except SystemExit:
        raise
    except BaseException as error:  # a panic of a Rust library is no Exception
        _explain(
            f"hyojun の不具合で続けられませんでした（{type(error).__name__}: {error}）。"
            "環境変数 HYOJUN_DEBUG=1 を付けて実行すると詳細が出ます。"
        )


def _explain(message: str) -> None:
    if os.environ.get("HYOJUN_DEBUG"):
        raise
    print(message, file=sys.stderr)
    sys.exit(2)
