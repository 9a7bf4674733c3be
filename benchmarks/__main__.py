"""`python -m benchmarks`: the sample, then everything over the corpus of all 業務. Arguments are those of `full`."""

import sys

from . import full, sample

sys.exit(sample.main([]) or full.main())
