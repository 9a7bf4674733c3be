"""What all tests share. Being here also puts this folder on the path, so that any test finds `casefiles`."""

from hypothesis import settings

# The same examples on every machine; how long one takes says nothing on a busy one.
settings.register_profile("hyojun", derandomize=True, deadline=None)
settings.load_profile("hyojun")
