#!/bin/sh
# Makes the virtual environment $1, anew where an earlier try was cut short, with the first suitable Python, or says in one sentence what is missing.
set -eu
for python in python3.11 python3.12 python3.13 python3.14 python3; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed and none was found: install it (Debian, Ubuntu: apt install python3 python3-venv)." >&2
    exit 1
fi
if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv --clear "$1"
elif "$python" -m pip --version >/dev/null 2>&1; then
    # Some distributions part venv from pip: borrow the system's pip once.
    "$python" -m venv --clear --without-pip "$1"
    "$python" -m pip --python "$1/bin/python" --disable-pip-version-check install --quiet pip
else
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "Python $version here cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python$version-venv)." >&2
    exit 1
fi
