"""Run all measurements, or those named: `python -m bench [import_ledger] [list_page] …`."""

import subprocess
import sys
from pathlib import Path

ALL = ("import_ledger", "list_page", "map_view", "facets", "indicators", "api_actions", "read_reports")


def main() -> int:
    """Each measurement runs in a process of its own, so that none warms the next."""
    wanted = sys.argv[1:] or ALL
    unknown = [name for name in wanted if not (Path(__file__).parent / f"{name}.py").exists()]
    if unknown:
        sys.stderr.write(f"no such measurement: {', '.join(unknown)}\n")
        return 2
    return max(subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in wanted)


if __name__ == "__main__":
    sys.exit(main())
