#!/bin/sh
# Find a Python that is new enough and hand over to set_up.py.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -x .venv/bin/python ] && new_enough .venv/bin/python; then
    exec .venv/bin/python tools/set_up.py "$@"
fi
for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
    if new_enough "$python"; then
        if [ "$python" != python3 ]; then
            echo "Using $python, because python3 is missing or older than 3.11."
        fi
        exec "$python" tools/set_up.py "$@"
    fi
done
echo "CRM Desktop needs Python 3.11 or newer, and none was found on this machine." >&2
if command -v apt-get >/dev/null 2>&1; then
    echo "Install it, then run the same command again:  sudo apt-get install python3 python3-venv" >&2
else
    echo "Install it from python.org or your system's package manager, then run the same command again." >&2
fi
exit 1
