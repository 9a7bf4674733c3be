"""The full-scale corpus: a repository as large as all 20 業務, made from word lists.

The same arguments give the same bytes. Every artefact has one function that returns plain dicts
under the published words, so that a new field is one line there; `write` turns them into files.
"""

from .editions import Edit, earlier
from .plan import Share, shares
from .sources import Sources, sources
from .write import write

__all__ = ["Edit", "Share", "Sources", "earlier", "shares", "sources", "write"]
