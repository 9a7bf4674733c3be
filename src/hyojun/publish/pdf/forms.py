"""帳票要件 as data for the templates: the list, then each 帳票 with layout and 諸元表."""

from collections.abc import Callable

from hyojun.model import (
    ALL_BODIES,
    AttachedLayout,
    DrawnLayout,
    Form,
    FormItem,
    ImplementationClass,
    Kind,
)

from ..declared import cited
from ..sheet import paper
from .item_widths import item_widths
from .sheets import described, pages
from .text import Data, rich
from .words import Place, at, noted, one_line, referrers, state

Attached = Callable[[str, int], tuple[str, float, float]]
"""Path of an attached file inside the folder of the 業務, and page → its name for the template, and
its width and height in any one unit."""


def forms(place: Place, attached: Attached) -> Data:
    return {
        "k": "forms",
        "title": "帳票要件",
        "forms": [_form(place, form, attached) for form in place.document.contents.forms],
    }


def _form(place: Place, form: Form, attached: Attached) -> Data:
    layout = form.layout
    return {
        "at": at(Kind.FORM, form.id),
        "id": form.id,
        "name": form.name,
        "gap": place.gap(Kind.FORM, form.retired),
        "state": state(Kind.FORM, form.id),
        "audience": form.audience.value,
        "paper": paper(form),
        "class": one_line(place, _classes(form)) if form.retired is None else "",
        "functions": referrers(place, Kind.FORM, form.id, (Kind.FUNCTION,)),
        "facts": [
            [title, text]
            for title, text in (
                ("用途", rich(form.purpose)),
                ("根拠", rich(form.basis)),
                ("外部仕様", rich(cited(form.outside))),
                ("職員向けの理由", rich(form.staff_reason)),
                ("データ要件で代替", rich(form.replaced_by_data)),
                place.taken(Kind.FORM, form.replaces),
                ("備考", rich(form.note)),
                ("レイアウト", described(form, layout) if isinstance(layout, DrawnLayout) else None),
            )
            if text is not None
        ],
        "items": [_item(place, item) for item in form.items],
        "widths": item_widths(form, [_data_item(place, item) for item in form.items]),
        "drawn": pages(form, layout) if isinstance(layout, DrawnLayout) else None,
        "attached": _picture(form, layout, attached) if isinstance(layout, AttachedLayout) else None,
    }


def _classes(form: Form) -> dict[str, ImplementationClass]:
    found = form.classes
    return dict(found) if isinstance(found, dict) else {ALL_BODIES: found}


def _data_item(place: Place, item: FormItem) -> str:
    """The データ項目 as it is printed."""
    return "" if item.data_item is None else place.named(Kind.DATA_ITEM, item.data_item)["t"]


def _item(place: Place, item: FormItem) -> Data:
    """One row of the 諸元表."""
    return {
        "number": str(item.number),
        "name": item.name,
        "text": noted(rich(item.text), (("算出方法", rich(item.computed)),)),
        "fixed": rich(item.fixed),
        "data": place.named(Kind.DATA_ITEM, item.data_item) if item.data_item else None,
        "length": None if item.length is None else str(item.length),
        "lines": None if item.lines is None else str(item.lines),
        "font": item.font,
        "required": item.required,
        "overflow": rich(item.overflow),
        "sample": rich(item.sample),
        "note": rich(item.note),
        "size": max(
            len(t or "")
            for t in (item.text, item.computed, item.fixed, item.overflow, item.sample, item.note)
        ),
    }


def _picture(form: Form, layout: AttachedLayout, attached: Attached) -> Data:
    names = {item.number: item.name for item in form.items}
    file, width, height = attached(layout.file, layout.page)
    return {
        "file": file,
        "width": width,
        "height": height,
        "alt": layout.alternative.replace("\n", ""),
        "words": rich(layout.alternative),
        "fields": [
            {"label": f.label, "number": str(f.item), "name": names.get(f.item, ""), "note": rich(f.note)}
            for f in layout.fields
        ],
    }
