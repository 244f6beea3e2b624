/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"

G_BEGIN_DECLS

/**
 * ClvPreset:
 *
 * What is known of the exports of one program: how to tell such a file by its header,
 * what its columns mean, which rules apply, and what the file cannot tell. A plain
 * value that is read from a key file; presets/README says what can stand there.
 *
 * Names of columns are compared without regard to case, blanks and punctuation. An
 * entry "Date|Datum" of the signature is a column of either name.
 */
typedef struct
{
  char      *id;             /* "shopify-orders"; of a saved one "my:NAME" */
  char      *name;           /* in English; clv_preset_get_name() translates */
  char      *how;            /* (nullable): how to export such a file */
  char      *refusal;        /* (nullable): why it cannot be read, and where the right one is */
  GPtrArray *notes;          /* (element-type utf8): what the user should know */
  GPtrArray *needed;         /* (element-type utf8): columns without which it is another file */
  GPtrArray *absent;         /* (element-type utf8): columns with which it is another file */
  GPtrArray *known;          /* (element-type utf8): all columns, as the vendor writes them */
  gboolean is_closed;        /* a column beyond @known makes it another file */
  GPtrArray *won;            /* (element-type utf8): statuses of which one alone is revenue */
  ClvImportKind kind;
  GPtrArray *columns[CLV_N_FIELDS]; /* (nullable) (element-type utf8): first choice first */
  GPtrArray *rule_keys;      /* (element-type utf8): keys of a plan's text */
  GPtrArray *rule_values;    /* (element-type utf8): as they stand there */
  gboolean is_saved;         /* by the user: nothing of it is translated */
} ClvPreset;

/**
 * ClvPresetMatch:
 *
 * How a file's header compares to the one of a preset.
 */
typedef struct
{
  const ClvPreset *preset;   /* (unowned): lives as long as the program */
  gboolean fits;             /* every needed column is there, none that must not */
  gboolean is_exact;         /* the columns are the known ones, in whatever order */
  double score;              /* 0 to 1: how much of both headers is common */
  GPtrArray *missing;        /* (element-type utf8): known columns that the file lacks */
  GPtrArray *lacking;        /* (element-type utf8): of these the needed ones */
  GPtrArray *added;          /* (element-type utf8): columns of the file that are not known */
  GPtrArray *renamed;        /* (element-type utf8): pairs of a missing and a new column that
                              * stand at the same place */
} ClvPresetMatch;

ClvPreset      *clv_preset_from_text (const char  *text,
                                      GError     **error);
char           *clv_preset_to_text (const ClvPreset *self);
ClvPreset      *clv_preset_new_from_plan (const ClvImportPlan *plan,
                                          const char          *name,
                                          GPtrArray           *header);
void            clv_preset_free (ClvPreset *self);
const char     *clv_preset_get_name (const ClvPreset *self);
const char     *clv_preset_get_how (const ClvPreset *self);
const char     *clv_preset_get_refusal (const ClvPreset *self);
GPtrArray      *clv_preset_get_notes (const ClvPreset *self);

/* clv-preset-match.c */
ClvPresetMatch *clv_preset_match (const ClvPreset *self,
                                  GPtrArray       *header);
ClvPresetMatch *clv_preset_match_best (GPtrArray *header);
void            clv_preset_match_free (ClvPresetMatch *self);
GPtrArray      *clv_preset_match_describe (const ClvPresetMatch *self);
int             clv_preset_find_column (const ClvPreset *self,
                                        ClvField         field,
                                        GPtrArray       *header,
                                        guint            nth);
gboolean        clv_preset_holds (const ClvPreset *self,
                                  ClvField         field,
                                  GPtrArray       *header,
                                  guint            column);
void            clv_preset_apply_rules (const ClvPreset  *self,
                                        GPtrArray        *header,
                                        ClvImportPlan   **plan,
                                        const char       *except);

/* clv-preset-list.c */
GPtrArray      *clv_preset_list (void);
const ClvPreset *clv_preset_find (const char *id);
gboolean        clv_preset_load_folder (const char  *folder,
                                        GError     **error);
const ClvPreset *clv_preset_load_file (const char  *path,
                                       GError     **error);
gboolean        clv_preset_save (const ClvPreset  *self,
                                 const char       *folder,
                                 GError          **error);
char           *clv_preset_get_folder (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPreset, clv_preset_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPresetMatch, clv_preset_match_free)

G_END_DECLS
