/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CLV_IMPORT_ERROR:
 *
 * What can be wrong with a file that a person wants to read. Codes say what the person can do.
 */
#define CLV_IMPORT_ERROR (clv_import_error_quark ())

typedef enum
{
  CLV_IMPORT_ERROR_UNREADABLE,   /* choose another file or get the right to read it */
  CLV_IMPORT_ERROR_EMPTY,        /* export the file again: there is nothing in it */
  CLV_IMPORT_ERROR_WRONG_KIND,   /* this is not a table of orders or customers */
  CLV_IMPORT_ERROR_MAPPING,      /* a needed column is missing or does not hold what it should */
  CLV_IMPORT_ERROR_AMBIGUOUS,    /* a question must be answered first */
  CLV_IMPORT_ERROR_PLAN,         /* the saved plan does not fit this file */
  CLV_IMPORT_ERROR_TOO_LARGE     /* a line, cell or column count beyond the limit */
} ClvImportError;

/**
 * CLV_WORKSPACE_ERROR:
 *
 * What can be wrong with the one workspace file.
 */
#define CLV_WORKSPACE_ERROR (clv_workspace_error_quark ())

typedef enum
{
  CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE, /* choose another file */
  CLV_WORKSPACE_ERROR_DAMAGED,         /* restore a backup */
  CLV_WORKSPACE_ERROR_NEWER,           /* install a newer version */
  CLV_WORKSPACE_ERROR_BUSY,            /* close the other program or wait */
  CLV_WORKSPACE_ERROR_FULL,            /* make room on the disk */
  CLV_WORKSPACE_ERROR_READ_ONLY,       /* the file or folder may not be written */
  CLV_WORKSPACE_ERROR_NOT_FOUND,       /* no such batch, fit, package, customer */
  CLV_WORKSPACE_ERROR_EXISTS,          /* choose another name */
  CLV_WORKSPACE_ERROR_OLDER,           /* make it again: an older version stored it */
  CLV_WORKSPACE_ERROR_FAILED           /* anything else SQLite reports */
} ClvWorkspaceError;

/**
 * CLV_MODEL_ERROR:
 *
 * Why a model cannot be fitted or used.
 */
#define CLV_MODEL_ERROR (clv_model_error_quark ())

typedef enum
{
  CLV_MODEL_ERROR_NO_DATA,        /* import first */
  CLV_MODEL_ERROR_GATE,           /* a data gate failed: value against need is in the message */
  CLV_MODEL_ERROR_NOT_CONVERGED,  /* the fit ended in a state that may not be used */
  CLV_MODEL_ERROR_SPEC,           /* the settings do not make sense */
  CLV_MODEL_ERROR_UNSUPPORTED     /* this kind cannot do that */
} ClvModelError;

/**
 * CLV_GOVERNANCE_ERROR:
 *
 * Why an act is refused. The message names who can fix it.
 */
#define CLV_GOVERNANCE_ERROR (clv_governance_error_quark ())

typedef enum
{
  CLV_GOVERNANCE_ERROR_REFUSED,   /* role, state or separation of duties forbids it */
  CLV_GOVERNANCE_ERROR_GATE,      /* the export gate is closed */
  CLV_GOVERNANCE_ERROR_TAMPERED   /* the ledger does not verify */
} ClvGovernanceError;

/**
 * CLV_PLOT_ERROR:
 *
 * Why a chart cannot be drawn or saved.
 */
#define CLV_PLOT_ERROR (clv_plot_error_quark ())

typedef enum
{
  CLV_PLOT_ERROR_FORMAT,
  CLV_PLOT_ERROR_WRITE,
  CLV_PLOT_ERROR_SPEC
} ClvPlotError;

/**
 * CLV_TEXT_ERROR:
 *
 * A text (date, duration, rate, saved settings) that cannot be understood.
 */
#define CLV_TEXT_ERROR (clv_text_error_quark ())

typedef enum
{
  CLV_TEXT_ERROR_INVALID
} ClvTextError;

GQuark clv_import_error_quark (void);
GQuark clv_workspace_error_quark (void);
GQuark clv_model_error_quark (void);
GQuark clv_governance_error_quark (void);
GQuark clv_plot_error_quark (void);
GQuark clv_text_error_quark (void);

G_END_DECLS
