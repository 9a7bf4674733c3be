"""A preview for authors: the site made anew at every save, shown in a browser that follows."""

from .renewing import Preview, State
from .server import serving

__all__ = ["Preview", "State", "serving"]
