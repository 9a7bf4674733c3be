"""CPU seconds and memory of importing a Word document of invented functions under class labels.

python -m benchmarks.word_coming_in 400
"""

import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from hyojun.source.importing import import_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "申請の内容を入力し、受付番号を付け、処理した日時及び操作者とともに履歴として保持できること。"


def document(path: Path, headings: int) -> None:
    """A .docx of so many numbered headings, each with two functions of five paragraphs."""
    lines = ["第1章 機能要件"]
    for number in range(headings):
        lines.append(f"{number // 50 + 1}.{number % 50 + 1} 受付の管理")
        for label in ("【実装すべき機能】", "【実装しない機能】"):
            lines += [label, *[TEXT] * 5]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )


def main(headings: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "spec").mkdir()
        (root / "pyproject.toml").write_text("[tool.hyojun]\n")
        document(root / "a.docx", headings)
        before = time.process_time()
        report = import_word(root / "a.docx", root, "002")
        spent = time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        counts = report.counts
        print(
            f"段落 {counts.paragraphs:,}、文字 {counts.characters:,}、機能 {report.converted.functions:,}: "
            f"{spent:.1f} CPU秒、最大 {memory} MiB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
