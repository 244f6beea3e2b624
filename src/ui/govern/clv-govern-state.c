/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-govern-state.h"

/**
 * clv_govern_state_load:
 * @input: (nullable): ISO date to look from, %NULL = today
 *
 * Reads everything. Runs on the workspace's worker.
 *
 * Returns: (transfer full): a #ClvGovernState
 */
gpointer
clv_govern_state_load (ClvWorkspace       *workspace,
                       gpointer            input,
                       const ClvProgress  *progress,
                       GError            **error)
{
  g_autoptr(ClvGovernState) self = g_new0 (ClvGovernState, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->gate = clv_governance_check_gate (workspace, input, error);
  if (self->gate == NULL)
    return NULL;
  self->packages = clv_governance_list_packages (workspace, input, error);
  if (self->packages == NULL)
    return NULL;
  self->persons = clv_governance_list_persons (workspace, error);
  if (self->persons == NULL)
    return NULL;
  self->events = clv_ledger_list (workspace, 0, error);
  if (self->events == NULL)
    return NULL;

  self->anchor = clv_ledger_dup_anchor (workspace);
  self->is_solo = clv_governance_is_solo (workspace);

  return g_steal_pointer (&self);
}

/**
 * clv_govern_state_ref:
 *
 * Returns: (transfer full): @self
 */
ClvGovernState *
clv_govern_state_ref (ClvGovernState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * clv_govern_state_unref:
 * @self: (nullable) (transfer full): a state
 */
void
clv_govern_state_unref (ClvGovernState *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  clv_gate_free (self->gate);
  g_clear_pointer (&self->packages, g_ptr_array_unref);
  g_clear_pointer (&self->persons, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->anchor);
  g_free (self);
}

/**
 * clv_govern_state_find_person:
 * @login: (nullable): a person's name
 *
 * Returns: (transfer none) (nullable): the person, %NULL where the workspace
 *   knows nobody of that name
 */
const ClvPerson *
clv_govern_state_find_person (const ClvGovernState *self,
                              const char           *login)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->persons->len; i++)
    {
      const ClvPerson *person = g_ptr_array_index (self->persons, i);

      if (g_strcmp0 (person->login, login) == 0)
        return person;
    }

  return NULL;
}

/**
 * clv_govern_act_new:
 * @id: what, a static string
 * @package: on which package, 0 for a proposal
 * @acting: who
 *
 * Returns: (transfer full): an act to be run
 */
ClvGovernAct *
clv_govern_act_new (const char *id,
                    gint64      package,
                    const char *acting)
{
  ClvGovernAct *self = g_new0 (ClvGovernAct, 1);

  self->id = g_intern_string (id);
  self->package = package;
  self->acting = g_strdup (acting);

  return self;
}

/**
 * clv_govern_act_free:
 * @self: (nullable): an act; its passphrase is wiped
 */
void
clv_govern_act_free (ClvGovernAct *self)
{
  if (self == NULL)
    return;

  if (self->passphrase != NULL)
    explicit_bzero (self->passphrase, strlen (self->passphrase));
  g_free (self->passphrase);
  g_free (self->acting);
  g_free (self->reason);
  g_free (self);
}

/* In the order of ClvStep. */
static const char * const steps[] = { "ask-changes", "suspend", "reinstate", "retire" };

/**
 * clv_govern_act_run:
 *
 * Does the act. Runs on the workspace's worker.
 *
 * Returns: the package's number as a pointer; %NULL and @error when refused
 */
gpointer
clv_govern_act_run (ClvWorkspace       *workspace,
                    gpointer            input,
                    const ClvProgress  *progress,
                    GError            **error)
{
  const ClvGovernAct *act = input;
  gint64 package = act->package;

  if (g_str_equal (act->id, "propose"))
    package = clv_governance_propose (workspace, act->acting, act->risk, act->scheme,
                                      act->passphrase, error);
  else if (g_str_equal (act->id, "submit"))
    clv_governance_submit (workspace, package, act->acting, act->passphrase, error);
  else if (g_str_equal (act->id, "approve") || g_str_equal (act->id, "reject"))
    clv_governance_vote (workspace, package, act->acting, g_str_equal (act->id, "approve"),
                         act->reason, act->passphrase, error);
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
        if (g_str_equal (act->id, steps[i]))
          clv_governance_step (workspace, package, (ClvStep) i, act->acting, act->reason,
                               act->passphrase, error);
    }

  return GSIZE_TO_POINTER ((gsize) package);
}
