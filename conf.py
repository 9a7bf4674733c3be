"""For those who run Sphinx themselves: sphinx-build -c . build/source build/html

`hyojun build site` uses the same configuration but never runs this file.
"""

from hyojun.publish import sphinx_configuration

globals().update(sphinx_configuration())
