/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names for screen readers, given in one place to every control of the program.
 *
 * GTK 4.8 reads a button with a mnemonic as "_Open… Open…", and one with an icon
 * alone as "GtkImage". From clv_accessible_install() on, each control that comes
 * into sight is read as a person would call it: a button by its label, one with
 * an icon by its tooltip, a switch or entry by the title of its row or by its
 * placeholder. A name that a page gave itself stays. */

void  clv_accessible_install (void);
void  clv_accessible_mend (GtkWidget *widget);
/* "Import a sales file (Ctrl+I)" → "Import a sales file" */
char *clv_accessible_dup_name_from_tooltip (const char *tooltip);

G_END_DECLS
