"""The HTML site: Sphinx and MyST for prose, the model through Jinja2 for tables; static, read whole without scripts."""

from .configuration import sphinx_configuration
from .problems import SiteError
from .write import write_site

__all__ = ["SiteError", "sphinx_configuration", "write_site"]
