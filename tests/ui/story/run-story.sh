#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a story in the real window: a screen and a session bus of its own, the accessibility bus on.
set -eu
for tool in xvfb-run dbus-run-session xdotool; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done
if ! /usr/bin/python3 -c 'import pyatspi' 2>/dev/null; then
  echo "1..0 # SKIP python3-pyatspi is not installed"
  exit 0
fi
export GSK_RENDERER=cairo GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=0
unset GTK_A11Y GTK_THEME WAYLAND_DISPLAY AT_SPI_BUS_ADDRESS G_DEBUG
# The bus talks a lot on both outputs; the story alone may speak, on standard output.
exec 3>&1
exec xvfb-run -a -s "-screen 0 1400x1000x24 -noreset" \
  dbus-run-session -- sh -c 'exec /usr/bin/python3 "$@" >&3' story "$@" >/dev/null 2>&1
