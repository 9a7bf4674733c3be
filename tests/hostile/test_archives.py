"""Archives that come in: nothing in one is unpacked to the disk, whatever its parts are called.

What a workbook and a document may hold is tested in tests/source/test_import.py, test_import_word_hostile.py and
test_editing_hostile.py: bombs, DTD, formulas, external links, macros, truncated and foreign files.
"""

import stat
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import workbooks
import yaml
from commands import Command, digest
from official_document import official

CASES = yaml.safe_load((Path(__file__).parent / "cases_archives.yaml").read_text("utf-8"))


def with_parts(path: Path, case: dict[str, Any]) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that are there already
        for name in case["部分"]:
            for number in range(case.get("個数", 1)):
                folder = "xl" if path.suffix == ".xlsx" else "word"
                info = zipfile.ZipInfo(f"{name.format(folder=folder)}{number or ''}")
                info.create_system = 3
                if case.get("種類") == "リンク":
                    info.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(info, "../../../secret")
    if case.get("種類") == "暗号":
        data = bytearray(path.read_bytes())
        at = data.rindex(b"PK\1\2")
        data[at + 8] |= 1
        path.write_bytes(bytes(data))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("case", CASES, ids=[c["名前"] for c in CASES])
def test_no_part_leads_out(hyojun: Command, tmp_path: Path, case: dict[str, Any], kind: str) -> None:
    root = tmp_path / "r"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", "utf-8")
    (tmp_path / "secret").write_text("秘密の語", "utf-8")
    book = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        workbooks.build(book).save(book)
    else:
        official(book)
    with_parts(book, case)
    before = digest(tmp_path)
    code, out, err = hyojun("import", book, *(("--spec", "002") if kind == "docx" else ()), cwd=root)
    message = case[kind]
    assert (code, message in err) == (2 if message else 0, True), err
    assert "秘密の語" not in out + err
    after = digest(tmp_path)
    if message:
        assert after == before
    allowed = ("r/spec/0", "r/templates")  # the legends of a publisher become templates
    assert [n for n in after if n not in before and (not n.startswith(allowed) or "evil" in n)] == []
    assert not Path("/hyojun-evil.txt").exists()
