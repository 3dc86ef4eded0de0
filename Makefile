# make demo: 示例数据，从安装到网页一步到位。make test: 全部检查。其余目标见 make help。
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME := .dingfen-demo
UV_COMPILE = uv pip compile pyproject.toml --universal --no-emit-index-url --generate-hashes -q

# Chinese output and input whatever the locale of the machine is.
export PYTHONUTF8 = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs lock clean

help: ## 列出各目标
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(VENV)/.runtime ## 安装、载入 examples、演示检索与溯源，然后提供服务（PORT=8000）
	$(BIN)/dingfen demo examples --home $(DEMO_HOME) --port $(PORT)

test: lint ## 全部检查：ruff、mypy、分层、pytest
	$(BIN)/python -m pytest

lint: $(VENV)/.development ## 只做静态检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

docs: $(VENV)/.development ## 由词表重新生成 ontologies 下的 tables.json、schemes.json、functions.json、lay.json 和 docs/vocabulary.md
	$(BIN)/python -m ontologies.turtle
	$(BIN)/python -m ontologies.schemes
	$(BIN)/python -m ontologies.functions
	$(BIN)/python -m ontologies.lay
	$(BIN)/python -m ontologies.page > docs/vocabulary.md.new
	mv docs/vocabulary.md.new docs/vocabulary.md

lock: ## 按 pyproject.toml 重新锁定依赖（需要 uv）
	$(UV_COMPILE) --extra dev -o requirements-dev.lock
	$(UV_COMPILE) --extra servers -c requirements-dev.lock -o requirements.lock

clean: ## 删除虚拟环境、示例数据和各种缓存
	rm -rf $(VENV) $(DEMO_HOME) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A stamp for each kind of installation. The development one holds everything that the other does, at the same versions.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps -e .
	touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --no-deps -e .
	touch $@ $(VENV)/.runtime

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '需要 Python 3.11 或更高版本（needs Python 3.11 or later）；可用 make PYTHON=python3.12 … 指定' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo '不能建立虚拟环境；在 Debian、Ubuntu 上先安装 python3-venv' >&2; exit 1; }
