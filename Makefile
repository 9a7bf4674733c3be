# One virtual environment, .venv, made from pyproject.toml and constraints.txt.
# Every path is relative, so the repository may lie in a folder with spaces or Japanese in its name.

BIN := .venv/bin
# What make publish needs, and what make test and make lint need on top of it.
USER_STAMP := .venv/user.stamp
DEV_STAMP := .venv/dev.stamp

# Set PYTHON to use a particular one; otherwise the first of these that is new enough.
PYTHON ?=
PYTHONS := $(PYTHON) python3 python3.13 python3.12 python3.11

# For each target of make fuzz.
FUZZ_SECONDS ?= 600

# -qq also hides pip's warnings about registry settings of the machine; errors still show.
PIP := $(BIN)/python -m pip install -qq --no-build-isolation -c constraints.txt
PIP_FAILED := echo '必要な部品を入れられませんでした。上の ERROR の行と、ネットワーク（プロキシ）の設定を確かめてください。' >&2; exit 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# pip would put its cache into the root directory.
ifeq ($(strip $(HOME)),)
export PIP_NO_CACHE_DIR := 1
endif
# Python 3.11 reads the path of the tree in the encoding of the locale.
export LC_ALL := C.UTF-8
# Settings of the caller's shell that would let foreign packages in.
unexport PIP_USER PIP_TARGET PIP_PREFIX PYTHONHOME PYTHONPATH

# A moved or copied tree has scripts and an import path that still point to the old place.
ifneq "$(shell cat .venv/place 2>/dev/null)" "$(CURDIR)"
.PHONY: $(USER_STAMP)
endif

.DEFAULT_GOAL := help
.PHONY: help publish test lint bench soak fuzz clean distclean

help: ## この一覧を表示する
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

publish: $(USER_STAMP) ## 仕様書を検査し、サイト・PDF・Excel・スナップショットを build/ に作る
	@$(BIN)/hyojun build all
	@echo ''
	@echo 'できました。次をご覧ください。'
	@echo '  サイト            build/site/index.html（ブラウザで開く）'
	@echo '  PDF               build/pdf/'
	@echo '  Excel             build/excel/'
	@echo '  スナップショット  build/snapshot/'
	@echo '  作ったものの一覧  build/manifest.json'

test: $(DEV_STAMP) ## すべてのテストを実行する（引数は ARGS="-k 名前" など）
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(DEV_STAMP) ## 書き方、型、部屋どうしの依存の向きを検査する
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(DEV_STAMP) ## 全業務規模の資料を作り、時間と記憶量を測る
	@$(BIN)/python -m benchmarks $(ARGS)

soak: $(DEV_STAMP) ## 書込みの途中で命令を100回止め、見本を時計も変えて5回作って比べ、働きかける文字列を全ての欄に書く（6～30分ほど）
	@$(BIN)/python tests/soak/kills.py $(ARGS)
	@$(BIN)/python tests/soak/same_bytes.py
	@HYOJUN_ROUNDS=10 $(BIN)/python -m pytest -p no:xdist tests/hostile/test_strings.py

fuzz: $(DEV_STAMP) ## 読込みの部分に壊れた入力を与え続ける（対象ごとに FUZZ_SECONDS 秒、省くと10分）
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) -e '.[fuzz]' || { $(PIP_FAILED); }
	@$(BIN)/python tests/fuzz/fuzzing.py --seconds $(FUZZ_SECONDS) $(ARGS)

clean: ## 作ったものとキャッシュを消す（.venv は残す）
	@rm -rf build dist .hyojun-cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

distclean: clean ## .venv も含めて消す
	@rm -rf .venv

$(USER_STAMP): pyproject.toml constraints.txt
	@python=$$(for p in $(PYTHONS); do \
	    "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done); \
	if [ -z "$$python" ]; then \
	    echo 'Python 3.11 以上が見つかりません。次を入力してから、もう一度実行してください。' >&2; \
	    echo '  sudo apt install python3 python3-venv make' >&2; \
	    echo '入っている python3 が 3.11 より古いときは、次を入力してください。' >&2; \
	    echo '  sudo apt install python3.11 python3.11-venv make' >&2; \
	    exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "Python $$version に venv（仮想環境）が入っていません。次を入力してから、もう一度実行してください。" >&2; \
	    echo "  sudo apt install python3 python3-venv python$$version-venv make" >&2; \
	    exit 1; \
	fi; \
	if [ "$$(cat .venv/place 2>/dev/null)" != "$(CURDIR)" ] || ! $(BIN)/python -c '' 2>/dev/null; then \
	    echo '.venv を作っています（初回は1分ほどかかります）…'; \
	    "$$python" -m venv --clear .venv; \
	fi
	@$(PIP) hatchling editables && $(PIP) -e . || { $(PIP_FAILED); }
	@printf '%s\n' "$(CURDIR)" > .venv/place
	@touch $@

$(DEV_STAMP): $(USER_STAMP)
	@$(PIP) -e '.[dev]' || { $(PIP_FAILED); }
	@touch $@
