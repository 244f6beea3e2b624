/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-governance.h"

G_BEGIN_DECLS

/**
 * ClvContent:
 *
 * What a package covers: one hash an item, the manifest that says it in words,
 * and who had a hand in it.
 */
typedef struct
{
  char       *title;
  char       *manifest;       /* JSON */
  char       *content_hash;
  GHashTable *items;          /* item kind → hash */
  GHashTable *contributors;   /* login → part */
  gint64 fit_id;
  gint64 score_set_id;
  gint64 definition_id;
} ClvContent;

/* clv-content.c */
ClvContent *clv_content_new (void);
void        clv_content_free (ClvContent          *self);
void        clv_content_seal (ClvContent          *self);
char       *clv_items_hash (GHashTable          *items);
char       *clv_mapping_hash (GPtrArray           *batches);

/* clv-digest.c */
char       *clv_data_digest (ClvWorkspace        *workspace,
                             GError             **error);
char       *clv_fit_identity (const ClvFit        *fit);

/* clv-gather.c */
ClvContent *clv_content_gather (ClvWorkspace        *workspace,
                                const char          *author,
                                const ClvTierScheme *scheme,
                                GError             **error);

/* clv-stale.c */
gboolean    clv_content_explain (ClvWorkspace        *workspace,
                                 const char          *manifest,
                                 GPtrArray           *reasons,
                                 GError             **error);

/* clv-person.c */
gboolean    clv_person_check (ClvWorkspace        *workspace,
                              const char          *login,
                              const char          *passphrase,
                              GError             **error);
gboolean    clv_person_has_role (ClvWorkspace        *workspace,
                                 const char          *login,
                                 const char          *role,
                                 gboolean            *has,
                                 GError             **error);

/* clv-package.c */
typedef struct
{
  gint64 id;
  char *state;
  char *risk;
  char *content_hash;
  char *created_at;
  int votes_needed;
  int days;
} ClvPackageRow;

gboolean    clv_package_row_load (ClvWorkspace        *workspace,
                                  gint64               package,
                                  ClvPackageRow       *row,
                                  GError             **error);
void        clv_package_row_clear (ClvPackageRow       *row);
ClvRisk     clv_risk_parse (const char          *id);

/* clv-act.c: the choke point. Everything that changes the state of a package
 * goes through it. */
typedef struct
{
  const char *act;
  const char *meaning;
  const char *reason;
  const char *payload;
} ClvAct;

gboolean    clv_governance_apply (ClvWorkspace        *workspace,
                                  const char          *acting,
                                  gint64               package,
                                  const ClvAct        *act,
                                  gint64              *seq,
                                  GError             **error);
gint64      clv_governance_store (ClvWorkspace        *workspace,
                                  const char          *acting,
                                  ClvRisk              risk,
                                  const ClvContent    *content,
                                  GError             **error);

/* clv-gate.c */
char       *clv_export_payload (const char          *file_name,
                                const char          *sha256,
                                guint64              rows);

/* clv-prove.c: the rules proved again from the ledger, and the tables held
 * against it; one sentence a contradiction goes to @findings. */
gboolean    clv_governance_prove (ClvWorkspace        *workspace,
                                  GPtrArray           *findings,
                                  gint64              *n_events,
                                  GError             **error);

/* Small helpers over a statement. */
gboolean    clv_query_count (ClvWorkspace        *workspace,
                             const char          *sql,
                             gint64               package,
                             const char          *text,
                             gint64              *count,
                             GError             **error);
char       *clv_governance_now (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvContent, clv_content_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvPackageRow, clv_package_row_clear)

G_END_DECLS
