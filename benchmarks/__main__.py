"""`python -m benchmarks`: every measurement there is."""

import sys

from .sample import main

sys.exit(main())
