"""`python -m benchmarks`: every measurement there is. Arguments are those of `sample`."""

import sys

from . import differences, sample, scale

sys.exit(sample.main() or scale.main([]) or differences.main([]))
