# Installs or upgrades Jingwei without a network: powershell -File install.ps1 [FOLDER]
param([string]$Target = "$env:LOCALAPPDATA\jingwei")
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$wanted = (Get-Content "$here\python.txt").Trim()
$found = & py "-$wanted" -c "import sys; print('%d.%d' % sys.version_info[:2])"
if ($found -ne $wanted) { Write-Error "本安装包需要 Python $wanted，没有找到。"; exit 1 }
$wheel = Get-ChildItem "$here\jingwei\jingwei-*.whl" | Select-Object -First 1
$version = $wheel.Name.Split("-")[1]
$place = "$Target\versions\$version"
if (Test-Path $place) { Remove-Item -Recurse -Force $place }
& py "-$wanted" -m venv $place
& "$place\Scripts\python" -m pip --quiet --disable-pip-version-check install --no-index --find-links "$here\wheels" --require-hashes -r "$here\base.lock"
if ($LASTEXITCODE -ne 0) { Remove-Item -Recurse -Force $place; Write-Error "没有装上，原来的版本不受影响。"; exit 1 }
& "$place\Scripts\python" -m pip --quiet --disable-pip-version-check install --no-index --no-deps $wheel.FullName
if ($LASTEXITCODE -ne 0) { Remove-Item -Recurse -Force $place; Write-Error "没有装上，原来的版本不受影响。"; exit 1 }
New-Item -ItemType Directory -Force "$Target\bin" | Out-Null
@"
@echo off
if not defined JINGWEI_HOME set JINGWEI_HOME=$Target\var
"$place\Scripts\jingwei.exe" %*
"@ | Set-Content -Encoding ascii "$Target\bin\jingwei.cmd"
Write-Output "已装好 $version。看演示：$Target\bin\jingwei demo；正式用：$Target\bin\jingwei serve"
