"""Which of the files to download is for whom, in words: for a reader who has never seen any of them."""

from collections.abc import Collection, Iterable, Iterator

from hyojun.model import Business, Status, edition_words

from ..binding import EDITION_IN_FORCE
from .downloads import Download

OPEN = (Status.DRAFT, Status.CONSULTATION)


def advice(business: Business, kinds: Collection[str], has_in_force: bool) -> tuple[tuple[str, str], ...]:
    """What one wants to do, and what to take for it. `kinds` are those of `downloads.WORDS` that are offered;
    `has_in_force`: files of an edition in force are among them, beside what the sources say."""
    return tuple(_advice(business, kinds, has_in_force))


def _advice(business: Business, kinds: Collection[str], has_in_force: bool) -> Iterator[tuple[str, str]]:
    if "pdf" in kinds:
        yield "迷ったら", "".join(_first_choice(business, has_in_force))
        yield "読む、印刷する", "PDF"
    if "lines" in kinds:
        yield (
            "案への意見をまとめる",
            "行番号とIDの表（CSV）。案のPDFの行番号が、どのIDについてのものかを示します。読むだけなら要りません。",
        )
    if "excel" in kinds:
        yield "表計算ソフトで調べる、集計する", "Excel"
    if "conformity" in kinds:
        yield (
            "記入して答える",
            "適合確認様式（事業者が、製品の適合を機能ごとに記入）、FIT&GAP様式（団体が、現行との差異を機能ごとに記入）",
        )
    if "redline" in kinds or "table" in kinds:
        merged = (
            "、見え消し版（前の版から変わったところを文書の全体に示したもの）。"
            "次の版のPDFは、変更を全て溶け込ませたもの（溶け込み版）です。"
        )
        yield "版の違いを確かめる", f"新旧対照表など{merged if 'redline' in kinds else ''}"
    if "package" in kinds:
        yield "まとめて持ち込む、プログラムで扱う", "".join(_packages(business))


def _first_choice(business: Business, has_in_force: bool) -> Iterator[str]:
    open_ones = [d for d in business.documents if d.status in OPEN]
    if has_in_force:
        yield f"「{EDITION_IN_FORCE}」のPDFを選んでください。（案）とあるものは、まだ決まっていない次の版です。"
    elif len(open_ones) == len(business.documents):
        yield "「PDF（閲覧・印刷用）」を選んでください。どの文書も（案）で、まだ決まった版はありません。"
    else:
        yield "「PDF（閲覧・印刷用）」を選んでください。"
        if open_ones:
            yield "（案）とあるものは、まだ決まっていない版です。"
    if open_ones:
        yield "（案）のPDFには、意見を出すときに指せるよう、行番号があります。"


def heading(business: Business, use: str, found: Iterable[Download], has_in_force: bool) -> str:
    """Above files of one use: that they are of the next edition, where one in force stands beside them."""
    editions = [edition_of(business, d) for d in found]
    are_next = has_in_force and all("案" in edition for edition in editions)
    return f"次の版（案）：{use}" if are_next else use


def _packages(business: Business) -> Iterator[str]:
    yield "一式（zip）。事業者や、閉じたネットワークで使う方のためのものです。"
    yield "JSON、機械可読の表、業務フロー（BPMN）及び図を収めています。読むだけなら要りません。"
    if business.head.combinations:
        yield "調達や適合の確認には、版の「組合せ」を名前に持つもののうち、使う版のものを選んでください。"
    drafts = "（案を含みます）" if any(d.status in OPEN for d in business.documents) else ""
    yield f"名前が業務だけのものは、このサイトの今の内容{drafts}です。"


def edition_of(business: Business, download: Download) -> str:
    """第1.1版（案）; empty for a file of no edition."""
    if not download.edition:
        return ""
    document = business.document(download.document or "")
    is_open = document and document.edition == download.edition and document.status in OPEN
    return f"{edition_words(download.edition)}{'（案）' if is_open and '案' not in download.edition else ''}"
