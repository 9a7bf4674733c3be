"""Packages going out: a zip for each 業務 as its sources are, and one for each 組合せ."""

from pathlib import Path

from hyojun.model import Business

from ..archive import archive
from ..job import Job, Published, drafts_marked
from ..problems import CannotPublish
from .bundles import Bundle, Fresh, bundles
from .contents import parts
from .names import CUT, faults, file_name, told_apart


class PackageError(CannotPublish):
    """A package cannot be made; the message says what to change, in Japanese."""


def write_packages(job: Job, business: Business, out: Path, fresh: Fresh = lambda _: None) -> list[Published]:
    """`package/002_印鑑登録.zip` and its 組合せ; raises PackageError, ExcelError and UnreadableVersion.

    `fresh`: what this build wrote already, which need not be made twice.
    """
    (out / "package").mkdir(parents=True, exist_ok=True)
    written = []
    found = tuple(bundles(job, business, fresh))
    for bundle, name in zip(found, told_apart(package_name(b, business) for b in found), strict=True):
        inside = parts(bundle, job.draft, fresh)
        for part in inside:
            if wrong := next(faults(part.name), None):
                raise PackageError(
                    f"業務{business.id}の一式「{name}」の中の「{part.name}」は、Windows で開けません（{wrong}）。"
                    "元になったファイル又は文書の名前を改めてください。"
                )
        path = f"package/{name}"
        (out / path).write_bytes(archive(inside))
        written.append(Published(path, "package", business.id))
    return written


def package_name(bundle: Bundle, business: Business) -> str:
    """002_印鑑登録_第1.0版の組合せ（機能は正誤2まで反映）.zip."""
    own = f"{business.id}_{business.name}"
    combination = bundle.combination
    name = f"{own}_{combination.name}" if combination else own
    draft = "" if "案" in name else drafts_marked(p.document for p in bundle.own)
    # What has a 正誤 more in it are other bytes, so it has another name, as its documents have.
    told = bundle.corrected
    ending = f"{draft}（{told}）.zip" if told else f"{draft}.zip"
    return file_name(name, ending if len(ending) <= CUT else f"{draft}（正誤{bundle.errata}件を反映）.zip")
