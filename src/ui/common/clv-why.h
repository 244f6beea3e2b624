/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvWhy:
 *
 * The answer to "Why this number?": plain data that a page fills and
 * clv_why_present() shows. All texts are translated and plain, not markup.
 */
typedef struct
{
  char      *title;       /* the figure's name: "Portfolio value" */
  char      *value;       /* as shown on the card: "€18.4M" */
  char      *sentence;    /* what it says in plain words */
  char      *formula;     /* (nullable): with the user's own values in it */
  char      *convention;  /* (nullable): horizon, discounting, currency, past or future */
  GPtrArray *inputs;      /* (element-type ClvWhyInput) */
  GPtrArray *changes;     /* (element-type utf8): what would change it, a sentence each */
} ClvWhy;

typedef struct
{
  char *label;    /* "Margin" */
  char *value;    /* "32 %" */
  char *source;   /* "Value definition 3, 12 May 2026" */
} ClvWhyInput;

ClvWhy *clv_why_new (const char *title,
                     const char *value,
                     const char *sentence);
ClvWhy *clv_why_copy (const ClvWhy *self);
void    clv_why_free (ClvWhy *self);
void    clv_why_set_formula (ClvWhy     *self,
                             const char *formula);
void    clv_why_set_convention (ClvWhy     *self,
                                const char *convention);
void    clv_why_add_input (ClvWhy     *self,
                           const char *label,
                           const char *value,
                           const char *source);
void    clv_why_add_change (ClvWhy     *self,
                            const char *sentence);
void    clv_why_present (const ClvWhy *self,
                         GtkWidget    *relative_to);
/* Everything in lines of text, as the window's Copy button gives it. */
char   *clv_why_to_text (const ClvWhy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvWhy, clv_why_free)

G_END_DECLS
