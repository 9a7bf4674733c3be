"""The HTML site: Sphinx and MyST for prose, the model through Jinja2 for tables; static, read whole without scripts.

Its parts are imported by name: drawings cost nothing, the writer loads all that makes pages.
"""
