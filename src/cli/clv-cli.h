/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "clv-export.h"
#include "clv-fit.h"
#include "clv-progress.h"
#include "clv-value-definition.h"

G_BEGIN_DECLS

/* The environment variable with the passphrase of who acts. */
#define CLV_CLI_PASSPHRASE "PERENNIAL_PASSPHRASE"

/* What the process says to its caller; the numbers are promised. */
typedef enum
{
  CLV_EXIT_DONE = 0,
  CLV_EXIT_NO = 1,
  CLV_EXIT_USAGE = 2,
  CLV_EXIT_NEWER = 3,
  CLV_EXIT_CANCELLED = 4
} ClvExit;

typedef struct _ClvCli ClvCli;

/**
 * ClvVerb:
 *
 * One word of the command line. The function parses its options, does the work
 * and prints; it returns a #ClvExit.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  int (*run)(ClvCli *cli);
} ClvVerb;

struct _ClvCli
{
  const ClvVerb *verb;
  int argc;
  char **argv;              /* [0] is the verb; options go as they are parsed */
  gboolean is_json;
  gboolean is_quiet;
  int n_threads;            /* --threads; 0 = as many as the machine has */
  char *actor;              /* (nullable): --as */
  GCancellable *cancellable;
  ClvProgress progress;
  gint64 shown_at;          /* when the progress bar was drawn last */
  gboolean bar_is_shown;
  char *passphrase;         /* (nullable): that was typed */
  ClvWorkspace *workspace;  /* (nullable) */
  JsonBuilder *json;
};

extern const ClvVerb clv_verbs[];

/* Options and arguments. */
gboolean      clv_cli_parse (ClvCli             *cli,
                             const GOptionEntry *entries,
                             int                 n_min,
                             int                 n_max,
                             GError            **error);
ClvWorkspace *clv_cli_open (ClvCli       *cli,
                            ClvOpenMode   mode,
                            GError      **error);
const char   *clv_cli_get_passphrase (ClvCli *cli);
int           clv_cli_fail (ClvCli        *cli,
                            const GError  *error);
gboolean      clv_cli_parse_date (const char  *text,
                                  const char  *option,
                                  ClvDate     *date,
                                  GError     **error);
gboolean      clv_cli_parse_id (const char  *text,
                                const char  *what,
                                gint64      *id,
                                GError     **error);
gboolean      clv_cli_set_spec (ClvModelSpec  *spec,
                                const char    *kind,
                                const char    *spend,
                                const char    *until,
                                const char    *unit,
                                GError       **error);
gboolean      clv_cli_check_unit (const ClvModelSpec *spec,
                                  const char         *unit,
                                  GError            **error);

/* Output. */
void          clv_cli_print (ClvCli     *cli,
                             const char *format,
                             ...) G_GNUC_PRINTF (2, 3);
int           clv_cli_finish (ClvCli *cli);
void          clv_cli_add_warnings (ClvCli    *cli,
                                    GPtrArray *warnings);
void          clv_json_number (JsonBuilder *json,
                               const char  *name,
                               double       value);
void          clv_json_int (JsonBuilder *json,
                            const char  *name,
                            gint64       value);
void          clv_json_text (JsonBuilder *json,
                             const char  *name,
                             const char  *value);
void          clv_json_bool (JsonBuilder *json,
                             const char  *name,
                             gboolean     value);
void          clv_json_date (JsonBuilder *json,
                             const char  *name,
                             ClvDate      value);
void          clv_json_money (JsonBuilder *json,
                              const char  *name,
                              gint64       minor,
                              const char  *currency);
void          clv_json_parameters (JsonBuilder        *json,
                                   const char         *name,
                                   guint               n,
                                   const char * const *names,
                                   const double       *values);
void          clv_json_texts (JsonBuilder     *json,
                              const char      *name,
                              const GPtrArray *texts);

/* Verbs, one file each or one file a family. */
int clv_verb_new (ClvCli *cli);
int clv_verb_sample (ClvCli *cli);
int clv_verb_detect (ClvCli *cli);
int clv_verb_import (ClvCli *cli);
int clv_verb_batches (ClvCli *cli);
int clv_verb_undo (ClvCli *cli);
int clv_verb_quality (ClvCli *cli);
int clv_verb_define (ClvCli *cli);
int clv_verb_fit (ClvCli *cli);
int clv_verb_score (ClvCli *cli);
int clv_verb_customer (ClvCli *cli);
int clv_verb_interval (ClvCli *cli);
int clv_verb_bootstrap (ClvCli *cli);
int clv_verb_backtest (ClvCli *cli);
int clv_verb_compare (ClvCli *cli);
int clv_verb_shrink (ClvCli *cli);
int clv_verb_choose (ClvCli *cli);
int clv_verb_as_r (ClvCli *cli);
int clv_verb_calc (ClvCli *cli);
int clv_verb_tiers (ClvCli *cli);
int clv_verb_migration (ClvCli *cli);
int clv_verb_audit (ClvCli *cli);
int clv_verb_person (ClvCli *cli);
int clv_verb_propose (ClvCli *cli);
int clv_verb_submit (ClvCli *cli);
int clv_verb_vote (ClvCli *cli);
int clv_verb_packages (ClvCli *cli);
int clv_verb_export (ClvCli *cli);
int clv_verb_chart (ClvCli *cli);
int clv_verb_verify (ClvCli *cli);

G_END_DECLS
