"""業務フロー: what a BPMN file holds, its geometry, its drawing, its steps."""

from .bpmn import BIOC, COLOR, DC, DD, DI, MODEL, Bpmn, Element, local
from .diagram import Bounds, Colours, Edge, Plane, Point, Shape, planes
from .drawing.draw import draw
from .drawing.onward import Onward
from .drawing.revised import Mark, Marks
from .drawing.style import Style, stylesheet
from .faults import faults
from .filling import characters, filled, length
from .layout.layout import CannotLayOut
from .steps import CIRCLED, Next, Step, steps
from .table.cells import COLUMNS, KIND, LANE_KIND, REQUIRED, Entry, Fault, TableProblem
from .table.doubts import doubts
from .table.example import EXAMPLE, MEANING, TITLE
from .table.flow import as_rows, from_table
from .table.kept import kept_lines
from .table.losses import losses
from .table.rows import KINDS
from .text import width, wrapped
from .writing import Unwritable, laid_out, with_layout, written

__all__ = [
    "BIOC",
    "CIRCLED",
    "COLOR",
    "COLUMNS",
    "DC",
    "DD",
    "DI",
    "EXAMPLE",
    "KIND",
    "KINDS",
    "LANE_KIND",
    "MEANING",
    "MODEL",
    "REQUIRED",
    "TITLE",
    "Bounds",
    "Bpmn",
    "CannotLayOut",
    "Colours",
    "Edge",
    "Element",
    "Entry",
    "Fault",
    "Mark",
    "Marks",
    "Next",
    "Onward",
    "Plane",
    "Point",
    "Shape",
    "Step",
    "Style",
    "TableProblem",
    "Unwritable",
    "as_rows",
    "characters",
    "doubts",
    "draw",
    "faults",
    "filled",
    "from_table",
    "kept_lines",
    "laid_out",
    "length",
    "local",
    "losses",
    "planes",
    "steps",
    "stylesheet",
    "width",
    "with_layout",
    "wrapped",
    "written",
]
