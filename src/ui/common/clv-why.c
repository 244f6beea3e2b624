/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-why.h"

#include "clv-why-window.h"

static void
clv_why_input_free (gpointer data)
{
  ClvWhyInput *input = data;

  g_free (input->label);
  g_free (input->value);
  g_free (input->source);
  g_free (input);
}

/**
 * clv_why_new:
 * @title: the figure's name
 * @value: the figure as shown
 * @sentence: what it says in plain words
 *
 * Returns: (transfer full): an answer to be filled
 */
ClvWhy *
clv_why_new (const char *title,
             const char *value,
             const char *sentence)
{
  ClvWhy *self = g_new0 (ClvWhy, 1);

  self->title = g_strdup (title);
  self->value = g_strdup (value);
  self->sentence = g_strdup (sentence);
  self->inputs = g_ptr_array_new_with_free_func (clv_why_input_free);
  self->changes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * clv_why_copy:
 *
 * Returns: (transfer full): a copy
 */
ClvWhy *
clv_why_copy (const ClvWhy *self)
{
  ClvWhy *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = clv_why_new (self->title, self->value, self->sentence);
  copy->formula = g_strdup (self->formula);
  copy->convention = g_strdup (self->convention);
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ClvWhyInput *input = g_ptr_array_index (self->inputs, i);

      clv_why_add_input (copy, input->label, input->value, input->source);
    }
  for (guint i = 0; i < self->changes->len; i++)
    clv_why_add_change (copy, g_ptr_array_index (self->changes, i));

  return copy;
}

/**
 * clv_why_free:
 * @self: (transfer full): an answer
 */
void
clv_why_free (ClvWhy *self)
{
  g_free (self->title);
  g_free (self->value);
  g_free (self->sentence);
  g_free (self->formula);
  g_free (self->convention);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->changes);
  g_free (self);
}

/**
 * clv_why_set_formula:
 * @formula: "0.32 × Σ expected spend ÷ 1.08^(t/365)"
 */
void
clv_why_set_formula (ClvWhy     *self,
                     const char *formula)
{
  g_return_if_fail (self != NULL);

  g_free (self->formula);
  self->formula = g_strdup (formula);
}

/**
 * clv_why_set_convention:
 * @convention: horizon, discounting, currency, past or future
 */
void
clv_why_set_convention (ClvWhy     *self,
                        const char *convention)
{
  g_return_if_fail (self != NULL);

  g_free (self->convention);
  self->convention = g_strdup (convention);
}

/**
 * clv_why_add_input:
 * @label: what went in
 * @value: how much
 * @source: (nullable): where it comes from
 */
void
clv_why_add_input (ClvWhy     *self,
                   const char *label,
                   const char *value,
                   const char *source)
{
  ClvWhyInput *input = NULL;

  g_return_if_fail (self != NULL);

  input = g_new0 (ClvWhyInput, 1);
  input->label = g_strdup (label);
  input->value = g_strdup (value);
  input->source = g_strdup (source);
  g_ptr_array_add (self->inputs, input);
}

/**
 * clv_why_add_change:
 * @sentence: what would change the figure: "One point of margin moves it by €120,000."
 */
void
clv_why_add_change (ClvWhy     *self,
                    const char *sentence)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_add (self->changes, g_strdup (sentence));
}

/**
 * clv_why_to_text:
 *
 * Returns: (transfer full): everything in lines of text
 */
char *
clv_why_to_text (const ClvWhy *self)
{
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "%s: %s\n%s\n", self->title, self->value, self->sentence);
  if (self->formula != NULL)
    g_string_append_printf (text, "%s\n", self->formula);
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const ClvWhyInput *input = g_ptr_array_index (self->inputs, i);

      g_string_append_printf (text, "%s: %s", input->label, input->value);
      if (input->source != NULL)
        g_string_append_printf (text, " (%s)", input->source);
      g_string_append_c (text, '\n');
    }
  if (self->convention != NULL)
    g_string_append_printf (text, "%s\n", self->convention);
  for (guint i = 0; i < self->changes->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (self->changes, i));

  return g_string_free (text, FALSE);
}

/**
 * clv_why_present:
 * @relative_to: a widget in the window that asks
 *
 * Shows the answer in a window of its own.
 */
void
clv_why_present (const ClvWhy *self,
                 GtkWidget    *relative_to)
{
  GtkRoot *root = NULL;
  GtkWindow *window = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_WIDGET (relative_to));

  root = gtk_widget_get_root (relative_to);
  window = GTK_WINDOW (clv_why_window_new (self));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (window, GTK_WINDOW (root));
  gtk_window_present (window);
}
