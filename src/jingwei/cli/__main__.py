"""Run as `python -m jingwei.cli`."""

import sys

from jingwei.cli import main

sys.exit(main())
