#!/bin/sh
# Installs or upgrades Jingwei without a network: sh install.sh [FOLDER]
# Programs go to FOLDER/versions/VERSION, data to FOLDER/var; FOLDER/bin/jingwei runs the present version.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" = 0 ]; then default=/opt/jingwei; else default="$HOME/jingwei"; fi
target=${1:-$default}
wanted=$(cat "$here/python.txt")

for python in "${PYTHON:-}" "python$wanted" python3; do
    [ -n "$python" ] || continue
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    [ "$found" = "$wanted" ] && break
    python=
done
if [ -z "$python" ]; then
    echo "本安装包需要 Python $wanted，没有找到。可用 PYTHON=路径 指明。" >&2
    exit 1
fi
system=$("$python" -c 'import platform, sys; print(sys.platform, platform.machine())')
if [ "$system" != "$(cat "$here/platform.txt")" ]; then
    echo "本安装包用于 $(cat "$here/platform.txt")，这台机器是 $system。" >&2
    exit 1
fi
wheel=$(ls "$here"/jingwei/jingwei-*.whl)
version=$(basename "$wheel" | cut -d- -f2)

mkdir -p "$target/versions" "$target/bin"
target=$(cd "$target" && pwd)
place="$target/versions/$version"
echo "安装 $version 到 $place …"
rm -rf "$place"
if ! "$python" -m venv "$place" >/dev/null 2>&1; then
    rm -rf "$place"
    echo "Python 缺少 venv 模块，请先安装系统光盘或本地源里的 python3-venv。" >&2
    exit 1
fi
pip="$place/bin/python -m pip --quiet --disable-pip-version-check install --no-index"
if ! $pip --find-links "$here/wheels" --require-hashes -r "$here/base.lock" || ! $pip --no-deps "$wheel"; then
    rm -rf "$place"
    echo "没有装上，原来的版本不受影响。" >&2
    exit 1
fi

cat >"$target/bin/jingwei.new" <<SCRIPT
#!/bin/sh
JINGWEI_HOME="\${JINGWEI_HOME:-$target/var}"
export JINGWEI_HOME
exec "$place/bin/jingwei" "\$@"
SCRIPT
chmod 755 "$target/bin/jingwei.new"
mv "$target/bin/jingwei.new" "$target/bin/jingwei"
echo "已装好 $version。"
echo "看演示：$target/bin/jingwei demo"
echo "正式用：$target/bin/jingwei serve（数据在 $target/var，启动时自动更新表结构；升级前请先 backup）"
