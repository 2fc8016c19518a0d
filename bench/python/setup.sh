#!/usr/bin/env bash
# Installs the environments of the peers: Python in .venv, and TensorFlow.js in bench/peers/node_modules.
# It can run again and changes only what is out of date. PYTHON=python3.12 chooses another interpreter, and LOG=FILE saves the log.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=bench/python
log=${LOG:-$(mktemp)}
: >"$log"

fail() {
  echo "bench/python/setup.sh: $1 (log: $log)" >&2
  exit 1
}

digest() { cat "$@" | cksum; }

python_environment() {
  local python=${PYTHON:-python3} stamp=.venv/requirements.cksum wanted
  wanted=$(digest $here/requirements.txt $here/requirements-torch.txt)
  if [[ -x .venv/bin/python && -f $stamp && $(<$stamp) == "$wanted" ]]; then
    echo ".venv is up to date"
    return
  fi
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>>"$log" ||
    fail "needs Python 3.11 or newer: set PYTHON to one"
  echo "making .venv (about 3 GB to download) ..."
  "$python" -m venv .venv >>"$log" 2>&1 || fail "could not make .venv; on Debian install python3-venv"
  local pip=".venv/bin/pip --disable-pip-version-check --no-input"
  $pip install -r $here/requirements.txt >>"$log" 2>&1 || fail "pip could not install requirements.txt"
  $pip install --no-deps -r $here/requirements-torch.txt >>"$log" 2>&1 || fail "pip could not install requirements-torch.txt"
  .venv/bin/python $here/versions.py >>"$log" 2>&1 || fail "the environment is installed but does not import"
  echo "$wanted" >$stamp
}

node_environment() {
  local peers=bench/peers stamp=bench/peers/node_modules/.cksum wanted
  wanted=$(digest $peers/package.json $peers/package-lock.json)
  if [[ -f $stamp && $(<$stamp) == "$wanted" ]]; then
    echo "$peers/node_modules is up to date"
    return
  fi
  echo "making $peers/node_modules ..."
  (cd $peers && npm ci) >>"$log" 2>&1 || fail "npm could not install bench/peers"
  echo "$wanted" >$stamp
}

python_environment
node_environment
.venv/bin/python $here/versions.py 2>>"$log" || fail "a peer does not import"
