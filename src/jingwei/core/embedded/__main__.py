"""Run a keeper: `python -m jingwei.core.embedded HOME`. The server itself is used through `ensure_running`."""

import sys
import time
from pathlib import Path

from jingwei.core.embedded import programs
from jingwei.core.embedded.errors import EmbeddedError
from jingwei.core.embedded.keeper import BEAT, Keeper, say
from jingwei.core.embedded.layout import layout
from jingwei.core.embedded.locks import FileLock


def main(home: Path) -> int:
    """Keep the server below a folder, unless another keeper does."""
    try:
        where = layout(home)
        lock = FileLock(where.keeper_lock())
        if not _take_patiently(lock):
            return 0
        if where.bin_dir != where.source_bin and where.account is not None:
            programs.ensure_reachable(where.source_bin, where.bin_dir, where.account)
        return Keeper(where).run()
    except (EmbeddedError, OSError) as error:
        say(f"错误：{error}")
        return 1


def _take_patiently(lock: FileLock) -> bool:
    # Whoever asks whether there is a keeper holds the lock for that moment.
    for _ in range(5):
        if lock.try_take():
            return True
        time.sleep(BEAT / 10)
    return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
