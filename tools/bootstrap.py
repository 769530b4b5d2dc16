"""Make the checkout ready to run: `python3 tools/bootstrap.py [--dev]`. Needs only Python's own library and its venv.

uv comes into .boot/, everything of the lock into .venv/, the project itself as editable; then page assets are built.
Each step leaves a stamp and is done again only when its input has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
PYTHON = VENV / SCRIPTS / f"python{EXE}"
UV = BOOT / SCRIPTS / f"uv{EXE}"
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "jingwei.stamp"
OLDEST = (3, 11)


def main(arguments: list[str]) -> None:
    """Bring everything up to date; with `--dev` also the tools for tests."""
    if sys.version_info < OLDEST:
        end(f"需要 Python 3.11 以上，这里是 {sys.version.split()[0]}。可用 make PYTHON=python3.12 指明。")
    if not runs(UV):
        make_boot()
    if not runs(PYTHON):
        say("建立运行环境 .venv …")
        run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, VENV, failing="运行环境没有建成")
    sync(dev="--dev" in arguments)
    run(PYTHON, ROOT / "tools" / "build_assets.py", failing="页面资源没有生成", shown=True)


def make_boot() -> None:
    """Make a small venv with uv; the machine itself needs no pip."""
    say("取安装工具 uv …")
    shutil.rmtree(BOOT, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(BOOT)], check=False, capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(BOOT, ignore_errors=True)
        end("Python 缺少 venv 模块。Debian、Ubuntu 上请先运行：apt install python3-venv")
    python = BOOT / SCRIPTS / f"python{EXE}"
    lock = REQUIREMENTS / "boot.lock"
    options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    run(python, "-m", "pip", "install", *options, failing="uv 没有装上，请检查网络或软件源设置")


def sync(*, dev: bool) -> None:
    """Put into .venv what the lock says, and the project. What is there for tests stays when only `demo` is wanted."""
    wanted = {name: stamp(name) for name in ("base", "dev")}
    present = STAMP.read_text("utf-8") if STAMP.exists() else ""
    if present == wanted["dev"] or (not dev and present == wanted["base"]):
        return
    name = "dev" if dev or present.startswith("dev") else "base"
    say("按锁定的版本安装依赖…")
    pip = (UV, "pip")
    options = ("--quiet", "--python", PYTHON)
    lock = REQUIREMENTS / f"{name}.lock"
    run(*pip, "sync", *options, "--require-hashes", lock, failing="依赖没有装全，请检查网络或软件源设置")
    constraint = ("--build-constraint", REQUIREMENTS / "dev.lock")
    run(*pip, "install", *options, "--no-deps", *constraint, "--editable", ROOT, failing="本项目没有装上")
    STAMP.write_text(wanted[name], "utf-8")
    say(f"依赖已装好。运行命令：{VENV.name}/{SCRIPTS}/jingwei …（或 uv run jingwei …，uv 在 {BOOT.name}/{SCRIPTS}）")


def stamp(name: str) -> str:
    """What an installation from one lock depends on."""
    digest = hashlib.sha256()
    for path in (REQUIREMENTS / f"{name}.lock", REQUIREMENTS / "base.in", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return f"{name} {digest.hexdigest()}"


def runs(program: Path) -> bool:
    """Whether a program is there and still runs (a venv dies with the Python it was made from)."""
    try:
        return subprocess.run([program, "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def run(*command: str | Path, failing: str, shown: bool = False) -> None:
    """Run a command in the checkout; ends with its output when it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    output = None if shown else subprocess.PIPE
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT if output else None
    )
    if done.returncode:
        end(f"{failing}（{command[0]} 代码 {done.returncode}）。", (done.stdout or b"").decode("utf-8", "replace"))


def say(text: str) -> None:
    """Tell what is being done."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def end(reason: str, details: str = "") -> None:
    """End with a reason."""
    sys.exit(f"{details}\n{reason}".strip())


if __name__ == "__main__":
    main(sys.argv[1:])
