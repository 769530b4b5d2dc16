# Every target is one command. Windows has no make: run the command itself.
PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) tools/bootstrap.py

.PHONY: help setup demo test lint types soak bundle bench screenshots clean
.DEFAULT_GOAL := help

help: ## 列出全部目标
	@sed -n 's/^\([a-z]*\):.*## /  \1	/p' Makefile | expand -t 16

setup: ## 准备运行环境与页面资源
	$(BOOTSTRAP)

demo: setup ## 启动演示：http://127.0.0.1:8000（选项：ARGS="--port 8001"；测算街道：STREET=3）
	@.venv/bin/jingwei demo $(if $(STREET),--street $(STREET)) $(ARGS)

test: ## 全部检查与测试
	$(BOOTSTRAP) --dev
	@.venv/bin/python tools/check.py all

lint: ## 代码规范与分层
	$(BOOTSTRAP) --dev
	@.venv/bin/python tools/check.py lint

types: ## 类型检查
	$(BOOTSTRAP) --dev
	@.venv/bin/python tools/check.py types

soak: ## 长时间的测试
	$(BOOTSTRAP) --dev
	@.venv/bin/python tools/check.py soak

bundle: setup ## 生成离线安装包 dist/jingwei-版本-bundle.tar.gz
	@.venv/bin/python tools/bundle.py

bench: ## 性能测量
	$(BOOTSTRAP) --dev
	@.venv/bin/python -m bench

screenshots: ## 从演示数据生成页面截图
	$(BOOTSTRAP) --dev
	@.venv/bin/python tools/screenshots.py

clean: ## 删除生成物（数据文件夹 var 保留）
	@rm -rf build dist node_modules src/jingwei/static/built .boot .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
