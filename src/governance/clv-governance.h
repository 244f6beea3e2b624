/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-ledger.h"
#include "clv-score-set.h"
#include "clv-tiers.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_ROLE_VIEWER,
  CLV_ROLE_ANALYST,
  CLV_ROLE_FINANCE,
  CLV_ROLE_REVIEWER,
  CLV_ROLE_PRIVACY,
  CLV_ROLE_ADMIN,
  CLV_N_ROLES
} ClvRole;

typedef enum
{
  CLV_STATE_DRAFT,
  CLV_STATE_SUBMITTED,
  CLV_STATE_UNDER_REVIEW,
  CLV_STATE_APPROVED,
  CLV_STATE_REJECTED,
  CLV_STATE_SUSPENDED,
  CLV_STATE_SUPERSEDED,
  CLV_STATE_RETIRED
} ClvPackageState;

typedef enum
{
  CLV_RISK_LOW,    /* 1 vote, scores live 180 days */
  CLV_RISK_MEDIUM, /* 2 votes, 90 days */
  CLV_RISK_HIGH    /* 3 votes, 30 days */
} ClvRisk;

/* What one person alone may do to a package beside voting. */
typedef enum
{
  CLV_STEP_ASK_CHANGES, /* a reviewer hands it back to its author: a draft again */
  CLV_STEP_SUSPEND,     /* stopping is cheap: one reviewer stops its use */
  CLV_STEP_REINSTATE,   /* a new round of votes, in which the old ones do not count */
  CLV_STEP_RETIRE       /* out of use for good, or withdrawn before a decision */
} ClvStep;

typedef struct
{
  char  *login;
  guint roles;        /* bit set of 1 << ClvRole, held now */
  char  *since;
  gboolean has_passphrase;
} ClvPerson;

typedef struct
{
  gint64 id;
  char           *title;         /* "BG/NBD until 30 Sep 1997, 12 months" */
  char           *content_hash;
  char           *manifest;      /* JSON: what the hash covers, item by item */
  ClvRisk risk;
  char           *created_by;
  char           *created_at;
  ClvPackageState state;         /* derived from the ledger, never stored */
  gint64 fit_id;
  gint64 score_set_id;
  gint64 definition_id;
  char           *approved_on;   /* (nullable) ISO date */
  char           *valid_until;   /* (nullable) ISO date */
  gboolean is_self_attested;        /* one person alone: nobody else could look */
  gboolean is_stale;
  gboolean is_expired;
  gboolean is_usable;            /* approved, fresh, in date */
  GPtrArray      *stale_because; /* (element-type utf8): what changed, in words */
  GPtrArray      *votes;         /* (element-type ClvEvent) of this package, all rounds */
  GPtrArray      *contributors;  /* (element-type utf8): logins; none of them may vote */
  int votes_needed;
} ClvPackage;

void        clv_person_free (ClvPerson     *self);
void        clv_package_free (ClvPackage    *self);

/* The line that goes on every page, screen and exported row of a self-attested
 * package. Translated. */
const char *clv_package_get_attestation (const ClvPackage *self);  /* NULL = reviewed */
gboolean    clv_package_covers (const ClvPackage *self,
                                const char       *kind,    /* "tiers", "fit" … */
                                const char       *hash);
/* NULL where it is not one that this program knows. */
const ClvTierScheme *clv_package_get_scheme (const ClvPackage *self);
const char *clv_role_get_id (ClvRole role);                    /* "reviewer" */
const char *clv_role_get_label (ClvRole role);                 /* translated */
gboolean    clv_role_parse (const char    *text,
                            ClvRole       *role);
const char *clv_package_state_get_id (ClvPackageState state);
const char *clv_package_state_get_label (ClvPackageState state);
gboolean    clv_package_state_parse (const char      *text,
                                     ClvPackageState *state);
const char *clv_risk_get_id (ClvRisk risk);                    /* "low" */
const char *clv_risk_get_label (ClvRisk risk);                 /* translated */

/* Persons. The first person ever added may add themself (bootstrap); afterwards
 * an admin acts, where there is one. @acting: (nullable) */
gboolean    clv_governance_add_person (ClvWorkspace  *workspace,
                                       const char    *acting,
                                       const char    *login,
                                       ClvRole        role,
                                       const char    *passphrase,  /* (nullable) */
                                       GError       **error);
GPtrArray  *clv_governance_list_persons (ClvWorkspace  *workspace,
                                         GError       **error);
gboolean    clv_governance_revoke_role (ClvWorkspace  *workspace,
                                        const char    *acting,
                                        const char    *login,
                                        ClvRole        role,
                                        GError       **error);
/* Whether exactly one person holds a role here, so that their vote can only be
 * a self-attestation. Say so before they cast it. */
gboolean    clv_governance_is_solo (ClvWorkspace  *workspace);

/* Packages. All acts pass one choke point that checks role, state, separation
 * of duties and passphrase, and appends to the ledger in the same transaction;
 * triggers in the file are the second line. Refusals are sentences. */
gint64      clv_governance_propose (ClvWorkspace         *workspace,
                                    const char           *acting,
                                    ClvRisk               risk,
                                    const ClvTierScheme  *scheme,      /* NULL = 20-60-20 */
                                    const char           *passphrase,
                                    GError              **error);
gboolean    clv_governance_submit (ClvWorkspace  *workspace,
                                   gint64         package,
                                   const char    *acting,
                                   const char    *passphrase,
                                   GError       **error);
gboolean    clv_governance_vote (ClvWorkspace  *workspace,
                                 gint64         package,
                                 const char    *acting,
                                 gboolean       approve,
                                 const char    *reason,
                                 const char    *passphrase,
                                 GError       **error);
gboolean    clv_governance_step (ClvWorkspace  *workspace,
                                 gint64         package,
                                 ClvStep        step,
                                 const char    *acting,
                                 const char    *reason,
                                 const char    *passphrase,
                                 GError       **error);
/* @today: ISO date, passed in so that tests need no clock; NULL = today. */
GPtrArray  *clv_governance_list_packages (ClvWorkspace  *workspace,
                                          const char    *today,
                                          GError       **error);
ClvPackage *clv_governance_load_package (ClvWorkspace  *workspace,
                                         gint64         package,
                                         const char    *today,
                                         GError       **error);

/**
 * ClvGate:
 *
 * Whether scores may leave the house now, and if not why and who can mend it.
 */
typedef struct
{
  gboolean is_open;
  ClvPackage *package;      /* (nullable): the approved one, or the nearest to it */
  GPtrArray  *reasons;      /* (element-type utf8): translated; empty when open */
  char       *who;          /* (nullable): translated, "A reviewer other than Anna …" */
} ClvGate;

ClvGate    *clv_governance_check_gate (ClvWorkspace  *workspace,
                                       const char    *today,
                                       GError       **error);
void        clv_gate_free (ClvGate       *self);
/* Writes the export into the register and the ledger, in one transaction. */
/* @acting: an analyst. */
gboolean    clv_governance_register_export (ClvWorkspace  *workspace,
                                            const char    *acting,
                                            gint64         package,
                                            const char    *file_name,
                                            const char    *sha256,
                                            guint64        rows,
                                            GError       **error);

/**
 * ClvVerification:
 *
 * What verify looked at, what it could not look at, and what it found.
 */
typedef struct
{
  gboolean is_clean;
  gint64 n_events;
  GPtrArray *checked;      /* (element-type utf8) translated */
  GPtrArray *not_checked;
  GPtrArray *findings;
} ClvVerification;

ClvVerification *clv_governance_verify (ClvWorkspace      *workspace,
                                        const char        *anchor, /* (nullable) */
                                        const ClvProgress *progress,
                                        GError           **error);
void        clv_verification_free (ClvVerification *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPerson, clv_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPackage, clv_package_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGate, clv_gate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvVerification, clv_verification_free)

G_END_DECLS
