# `make run` starts everything from a fresh clone; `make test` tests everything from a fresh clone.
# Both bring what they need: the README says what each target does.

SHELL := /bin/bash
.DELETE_ON_ERROR:

# Settings, each listed in the README. A value in the environment goes first.
export HOST ?= 127.0.0.1
export PORT ?= 8000
export PUBLIC_URL ?=
export RASA_PORT ?= 5005
export ACTIONS_PORT ?= 5055
export RASA_URL ?= http://127.0.0.1:$(RASA_PORT)
export ACTIONS_URL ?= http://127.0.0.1:$(ACTIONS_PORT)/webhook
export DATABASE_URL ?= sqlite:///var/conversations.db
export KNOWLEDGE_DB ?= var/knowledge.db
export KEEP_DAYS ?= 7

# Rasa sends usage data and listens on every interface unless it is told not to.
export RASA_TELEMETRY_ENABLED := false
export SANIC_HOST := 127.0.0.1
export RASA_CACHE_DIRECTORY := var/rasa-cache
# TensorFlow and the old SQLAlchemy chatter on every start.
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export LOG_LEVEL ?= WARNING
export MPLBACKEND := Agg

PYTHON := .venv/bin/python
MODEL := var/models/guide.tar.gz
GUIDANCE := $(shell find knowledge -regex '.*\.\(yml\|md\|py\|j2\|png\|jpe?g\|webp\)')
SMALL_ENCODER := var/encoders/small/encoder.onnx
LARGE_ENCODER := var/encoders/large/encoder.onnx
DANGER_MODEL := var/danger.joblib
TUNED := web_widget/danger_tuned.safetensors
SIGNS := web_widget/red_flags.py web_widget/red_flags.yml web_widget/danger_model.py web_widget/danger_lessons.py web_widget/danger_training.py requirements.lock $(TUNED) $(wildcard web_widget/danger_examples/*.txt)
TRAINING := config.yml domain.yml knowledge/encoder.py $(shell find bot/data bot/components -type f -not -path '*/__pycache__/*')
UV := $(or $(shell command -v uv),.uv/bin/uv)

.PHONY: run test check lint evaluate tune lock guidance clean

run: .venv/.ready var/channel-secret $(KNOWLEDGE_DB) $(LARGE_ENCODER) $(DANGER_MODEL) $(MODEL)
	@$(PYTHON) -m web_widget.ports
	@echo "Starting the processes. This takes about half a minute. The bot's logs are var/rasa.log and var/actions.log."
	@export WEB_PORT="$(PORT)" CHANNEL_SECRET="$${CHANNEL_SECRET:-$$(cat var/channel-secret)}"; \
		exec .venv/bin/honcho start --no-colour

test: .venv/.ready $(KNOWLEDGE_DB) $(LARGE_ENCODER) $(DANGER_MODEL) $(MODEL)
	@echo "Testing each room, the API, the pages and whole conversations."
	@$(PYTHON) -m pytest
	@echo "Testing the dialogue model on written conversations."
	@.venv/bin/rasa test core --model $(MODEL) --stories tests/conversations/test_stories.yml \
		--out var/test-core --fail-on-prediction-errors > var/test-core.log 2>&1 \
		|| { tail -n 30 var/test-core.log; echo "A written conversation went another way: see var/test-core."; exit 1; }
	@echo "All written conversations went as written."

# The linter, the type checker, the content checks and Rasa's own check of its data.
lint: .venv/.ready
	@.venv/bin/ruff check . && .venv/bin/ruff format --check --quiet . \
		|| { echo "Mend the style: .venv/bin/ruff check --fix . ; .venv/bin/ruff format ."; exit 1; }
	@$(PYTHON) -m mypy
	@$(PYTHON) -m knowledge check
	@mkdir -p var && .venv/bin/rasa data validate --domain domain.yml --config config.yml --data bot/data > var/validate.log 2>&1 \
		|| { tail -n 30 var/validate.log; exit 1; }

# How well it understands messages that nobody trained on; the report goes to var/evaluation.
evaluate: .venv/.ready $(KNOWLEDGE_DB) $(LARGE_ENCODER) $(DANGER_MODEL) $(MODEL)
	@$(PYTHON) -m tests.nlu.evaluate --model $(MODEL) --danger-model $(DANGER_MODEL) --out var/evaluation

# What the larger encoder learns of danger lies in the repository, since it takes long. AFRESH=1 forgets what it knew.
tune: .venv/.ready
	@$(PYTHON) -m web_widget.danger_tuning --ordinary bot/data/nlu/*.yml --out $(TUNED) $(if $(AFRESH),--afresh)

# Put edited guidance in place; a running service uses it from the next message on.
guidance: .venv/.ready
	@$(PYTHON) -m knowledge build --database $(KNOWLEDGE_DB)

# Choose the versions anew from pyproject.toml.
lock: $(UV)
	@$(UV) pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes --no-emit-index-url \
		--no-header --quiet --upgrade --output-file requirements.lock

clean:
	@rm -rf .venv .uv var

.uv/bin/uv:
	@echo "Fetching uv, which installs the rest."
	@mkdir -p .uv 2>/dev/null || { echo "This folder can't be written to: $(CURDIR). Free some space or choose another."; exit 1; }
	@python3 -m pip --version >/dev/null 2>&1 \
		|| { echo "Python's pip is missing. Install it (on Debian: apt install python3-pip), or install uv."; exit 1; }
	@python3 -m pip install --quiet --disable-pip-version-check --target .uv uv 2> .uv/fetch.log \
		|| { tail -n 2 .uv/fetch.log; echo "uv could not be fetched. Check the network and the free disk space, then start again."; exit 1; }

.venv/.ready: requirements.lock .python-version | $(UV)
	@test -w . || { echo "This folder can't be written to: $(CURDIR)."; exit 1; }
	@echo "Making the Python 3.10 environment. The first time this takes a minute or two."
	@$(UV) venv --quiet --allow-existing .venv \
		|| { echo "No Python 3.10 was found, and uv could not bring one. Install Python 3.10, then start again."; exit 1; }
	@$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements.lock \
		|| { echo "The packages could not be installed. Check the network and the free disk space, then start again."; exit 1; }
	@touch $@

var/channel-secret: | .venv/.ready
	@mkdir -p var 2>/dev/null || { echo "The folder var/ can't be written to. Check the disk."; exit 1; }
	@umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(32))" > $@

# A mistake in a file is named, and the last good guidance stays in use.
$(KNOWLEDGE_DB): $(GUIDANCE) | .venv/.ready
	@echo "Building the knowledge base."
	@$(PYTHON) -m knowledge build --database $@ \
		|| { test -f $@ && echo "The last good guidance stays in use until this is mended."; }

$(SMALL_ENCODER): knowledge/weights.py knowledge/encoder_graph.py requirements.lock | .venv/.ready
	@echo "Making the smaller sentence encoder ready."
	@$(PYTHON) -m knowledge.weights small --out $(@D)

$(LARGE_ENCODER): knowledge/weights.py knowledge/encoder_graph.py requirements.lock $(TUNED) | .venv/.ready
	@echo "Making the larger sentence encoder ready."
	@$(PYTHON) -m knowledge.weights large --changes $(TUNED) --out $(@D)

$(DANGER_MODEL): $(SIGNS) $(wildcard bot/data/nlu/*.yml) | .venv/.ready
	@echo "Learning to tell signs of danger from everyday worries. This takes about three minutes."
	@mkdir -p var && $(PYTHON) -m web_widget.danger_training learn --ordinary bot/data/nlu/*.yml --out $@

# `make lint` checks the data; here it would take another three quarters of a minute.
$(MODEL): $(TRAINING) $(SMALL_ENCODER) | .venv/.ready
	@echo "Training the dialogue model. This takes two or three minutes; the log is var/train.log."
	@mkdir -p var/models && .venv/bin/rasa train --domain domain.yml --config config.yml --data bot/data \
		--out var/models --fixed-model-name guide --skip-validation > var/train.log 2>&1 \
		|| { tail -n 20 var/train.log; echo "The model could not be trained: the whole log is var/train.log."; exit 1; }
	@touch $@
