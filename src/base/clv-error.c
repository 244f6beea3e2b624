/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-error.h"

G_DEFINE_QUARK (clv-import-error-quark, clv_import_error)
G_DEFINE_QUARK (clv-workspace-error-quark, clv_workspace_error)
G_DEFINE_QUARK (clv-model-error-quark, clv_model_error)
G_DEFINE_QUARK (clv-governance-error-quark, clv_governance_error)
G_DEFINE_QUARK (clv-plot-error-quark, clv_plot_error)
G_DEFINE_QUARK (clv-text-error-quark, clv_text_error)
