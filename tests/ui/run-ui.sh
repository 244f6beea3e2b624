#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one test program on a screen of its own, drawn by the cairo renderer. Without GL no graphics
# driver is loaded, whose leaks LeakSanitizer could not name after it was unloaded.
set -eu
export GTK_A11Y="${GTK_A11Y:-test}" GSK_RENDERER=cairo GDK_BACKEND=x11 GDK_DEBUG=gl-disable
export GTK_THEME="" NO_AT_BRIDGE=1
unset GTK_THEME WAYLAND_DISPLAY
if ! command -v xvfb-run >/dev/null; then
  echo "1..0 # SKIP xvfb-run is not installed"
  exit 0
fi
exec xvfb-run -a -s "-screen 0 1400x1000x24" "$@"
