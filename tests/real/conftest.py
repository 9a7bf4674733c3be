"""Where the real public material lies. It is no part of this repository: without it these tests skip."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[3] / "shared" / "real"


def material(name: str) -> Path:
    path = Path(os.environ.get("HYOJUN_REAL") or BESIDE) / name
    if not path.is_file():
        pytest.skip(f"実資料 {name} がありません（環境変数 HYOJUN_REAL に置き場所を指定すると実行します）")
    return path


@pytest.fixture(scope="session")
def item_definition() -> Path:
    """項目定義書 of 住登外者宛名番号管理 (031), デジタル庁."""
    return material("atenabango-kanri_item-definition.xlsx")


@pytest.fixture(scope="session")
def function_sections() -> Path:
    """The 143 function sections of 住民記録システム標準仕様書 第1.0版 (001), 総務省."""
    return material("jyuki_v1_functions.json")
