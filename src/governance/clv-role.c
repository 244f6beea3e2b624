/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-governance-private.h"

typedef struct
{
  const char *id;
  const char *label;
} Named;

static const Named roles[CLV_N_ROLES] = {
  [CLV_ROLE_VIEWER] = { "viewer", N_("Viewer") },
  [CLV_ROLE_ANALYST] = { "analyst", N_("Analyst") },
  [CLV_ROLE_FINANCE] = { "finance", N_("Finance") },
  [CLV_ROLE_REVIEWER] = { "reviewer", N_("Reviewer") },
  [CLV_ROLE_PRIVACY] = { "privacy", N_("Privacy steward") },
  [CLV_ROLE_ADMIN] = { "admin", N_("Administrator") },
};

static const Named states[] = {
  [CLV_STATE_DRAFT] = { "draft", N_("Draft") },
  [CLV_STATE_SUBMITTED] = { "submitted", N_("Submitted") },
  [CLV_STATE_UNDER_REVIEW] = { "under_review", N_("Under review") },
  [CLV_STATE_APPROVED] = { "approved", N_("Approved") },
  [CLV_STATE_REJECTED] = { "rejected", N_("Rejected") },
  [CLV_STATE_SUSPENDED] = { "suspended", N_("Suspended") },
  [CLV_STATE_SUPERSEDED] = { "superseded", N_("Superseded") },
  [CLV_STATE_RETIRED] = { "retired", N_("Retired") },
};

static const Named risks[] = {
  [CLV_RISK_LOW] = { "low", N_("Low risk") },
  [CLV_RISK_MEDIUM] = { "medium", N_("Medium risk") },
  [CLV_RISK_HIGH] = { "high", N_("High risk") },
};

/* The place of @id in a table of @n, or -1. */
static int
find_named (const Named *table,
            guint        n,
            const char  *id)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      if (g_strcmp0 (table[i].id, id) == 0)
        return (int) i;
    }

  return -1;
}

/**
 * clv_role_get_id:
 * @role: a role
 *
 * Returns: (transfer none): "reviewer" and so on
 */
const char *
clv_role_get_id (ClvRole role)
{
  g_return_val_if_fail (role < CLV_N_ROLES, "");

  return roles[role].id;
}

/**
 * clv_role_get_label:
 * @role: a role
 *
 * Returns: (transfer none): its name in the user's language
 */
const char *
clv_role_get_label (ClvRole role)
{
  g_return_val_if_fail (role < CLV_N_ROLES, "");

  return _(roles[role].label);
}

/**
 * clv_role_parse:
 * @text: a role's id
 * @role: (out): the role
 *
 * Returns: whether there is such a role
 */
gboolean
clv_role_parse (const char *text,
                ClvRole    *role)
{
  int i = find_named (roles, G_N_ELEMENTS (roles), text);

  g_return_val_if_fail (role != NULL, FALSE);

  if (i >= 0)
    *role = (ClvRole) i;

  return i >= 0;
}

/**
 * clv_package_state_get_id:
 * @state: a state
 *
 * Returns: (transfer none): "under_review" and so on, as in the ledger
 */
const char *
clv_package_state_get_id (ClvPackageState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");

  return states[state].id;
}

/**
 * clv_package_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): its name in the user's language
 */
const char *
clv_package_state_get_label (ClvPackageState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), "");

  return _(states[state].label);
}

/**
 * clv_package_state_parse:
 * @text: a state's id
 * @state: (out): the state
 *
 * Returns: whether there is such a state
 */
gboolean
clv_package_state_parse (const char      *text,
                         ClvPackageState *state)
{
  int i = find_named (states, G_N_ELEMENTS (states), text);

  g_return_val_if_fail (state != NULL, FALSE);

  if (i >= 0)
    *state = (ClvPackageState) i;

  return i >= 0;
}

/**
 * clv_risk_get_id:
 * @risk: a risk
 *
 * Returns: (transfer none): "low", "medium" or "high"
 */
const char *
clv_risk_get_id (ClvRisk risk)
{
  g_return_val_if_fail (risk < G_N_ELEMENTS (risks), "");

  return risks[risk].id;
}

/**
 * clv_risk_get_label:
 * @risk: a risk
 *
 * Returns: (transfer none): its name in the user's language
 */
const char *
clv_risk_get_label (ClvRisk risk)
{
  g_return_val_if_fail (risk < G_N_ELEMENTS (risks), "");

  return _(risks[risk].label);
}

/* The most careful one where the text is not known. */
ClvRisk
clv_risk_parse (const char *id)
{
  int i = find_named (risks, G_N_ELEMENTS (risks), id);

  return i >= 0 ? (ClvRisk) i : CLV_RISK_HIGH;
}
