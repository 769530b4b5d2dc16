"""Make dist/jingwei-VERSION-bundle.tar.gz: everything to install or upgrade without a network, for machines like this.

`python tools/bundle.py [--out FOLDER]`, run by the Python of .venv; the page assets must have been built.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
PIP = [str(ROOT / ".boot" / SCRIPTS / "python"), "-m", "pip", "--disable-pip-version-check"]
UV = str(ROOT / ".boot" / SCRIPTS / "uv")
LOCK = ROOT / "requirements" / "base.lock"
KEPT = ROOT / "var" / "wheelhouse"
INSTALLERS = ROOT / "tools" / "bundle_files"
# Office servers run old systems too: wheels for the oldest C library that all of the lock can be had for.
OLDEST_GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux1")


def main() -> None:
    """Build the wheel, gather the wheelhouse, pack both with the installers."""
    parser = argparse.ArgumentParser(description="生成离线安装包")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="写到哪个文件夹")
    out: Path = parser.parse_args().out.absolute()
    if not (ROOT / "src" / "jingwei" / "static" / "built" / "manifest.json").is_file():
        sys.exit("页面资源没有生成，请先运行 make setup。")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    name = f"jingwei-{version}-bundle"
    wheels = wheelhouse()
    with tempfile.TemporaryDirectory(prefix="jingwei-bundle-") as folder:
        top = Path(folder) / name
        shutil.copytree(wheels, top / "wheels")
        constraint = ["--build-constraint", str(ROOT / "requirements" / "dev.lock")]
        run([UV, "build", "--quiet", "--wheel", *constraint, "--out-dir", str(top / "jingwei"), str(ROOT)])
        (top / "jingwei" / ".gitignore").unlink(missing_ok=True)
        shutil.copy(LOCK, top / "base.lock")
        for path in sorted(INSTALLERS.iterdir()):
            shutil.copy(path, top / path.name)
        (top / "python.txt").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n", "ascii")
        (top / "platform.txt").write_text(f"{sys.platform} {platform.machine()}\n", "ascii")
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{name}.tar.gz"
        # Not compressed a second time: wheels are.
        with tarfile.open(target, "w:gz", compresslevel=0) as tar:
            tar.add(top, name)
    sys.stdout.write(f"{target}({target.stat().st_size / (1 << 20):.0f} MB)\n")


def wheelhouse() -> Path:
    """The wheels of the lock for this Python and platform, fetched once per lock and checked by hash."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{sys.platform}-{platform.machine()}-{digest}"
    folder = KEPT / tag
    if folder.is_dir():
        return folder
    fresh = KEPT / f"{tag}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    options = ["--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK), "-d", str(fresh)]
    run([*PIP, "download", *_platform(), *options])
    fresh.rename(folder)
    return folder


def _platform() -> list[str]:
    if sys.platform != "linux":
        return []
    tags = [f"{tag}_{platform.machine()}" for tag in OLDEST_GLIBC]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [*(option for tag in tags for option in ("--platform", tag)), "--python-version", version]


def run(command: list[str]) -> None:
    """Run a command; ends with its output when it fails."""
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n离线安装包没有生成。")


if __name__ == "__main__":
    main()
