"""`hyojun`, and `python -m hyojun`: Ctrl-C is answered while the parts are still being loaded, too."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Load the commands and run the one that is asked for."""
    try:
        from hyojun.cli import main as run
    except KeyboardInterrupt:
        print("中断しました。まだ何もしていません。", file=sys.stderr)
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
