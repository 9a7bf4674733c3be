"""Configuration of Sphinx for the `conf.py` of a repository; what depends on the sources is set by `extension`."""

from typing import Any


def sphinx_configuration() -> dict[str, Any]:
    """The values for `globals()` of conf.py. What comes after them there wins."""
    return {
        "extensions": ["myst_parser", "hyojun.publish.site.extension"],
        "language": "ja",
        "primary_domain": "hyojun",
        "source_suffix": {".md": "markdown"},
        "exclude_patterns": [],
        # What authors may write is decided when sources are read (source.markdown).
        "myst_enable_extensions": ["colon_fence", "deflist"],
        "myst_heading_anchors": 0,
        "myst_disable_syntax": ["front_matter"],
        # Pages are found through the map of the site, not through Sphinx's own table of contents.
        "suppress_warnings": ["toc.not_included"],
        "smartquotes": False,
        "nitpicky": True,
        "pygments_style": "none",
        "html_theme": "hyojun",
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_last_updated_fmt": None,
        "html_use_index": False,
        "html_use_opensearch": "",
        "html_permalinks_icon": "#",
        "html_domain_indices": True,
        "html_secnumber_suffix": " ",
        "toc_object_entries": False,
    }
