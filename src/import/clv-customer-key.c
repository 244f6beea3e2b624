/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-key.h"

/*
 * clv_customer_key_init:
 * @plan: outlives @self
 * @column: (nullable): name of the column of customers
 *
 * Prepares. Where the plan hashes, the caller sets the secret.
 */
void
clv_customer_key_init (ClvCustomerKey      *self,
                       const ClvImportPlan *plan,
                       const char          *column)
{
  g_autofree char *lower = g_utf8_strdown (column != NULL ? column : "", -1);

  memset (self, 0, sizeof *self);
  self->rule = plan->key;
  self->guests = plan->guests;
  self->is_mail = strstr (lower, "mail") != NULL;
  self->text = g_string_new (NULL);
}

/*
 * clv_customer_key_clear:
 */
void
clv_customer_key_clear (ClvCustomerKey *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  self->text = NULL;
}

/*
 * clv_customer_key_clean:
 * @cell: any id: of a customer, an order, a product
 *
 * Without blanks around it, what keeps spreadsheets from running it as a formula,
 * and what turns a whole number into "17850.0".
 */
ClvCell
clv_customer_key_clean (ClvCell cell)
{
  cell = clv_cell_trim (cell);
  if (cell.length >= 2 && cell.text[0] == '\''
      && strchr ("=+-@\t\r0123456789", cell.text[1]) != NULL)
    {
      cell.text++;
      cell.length--;
    }
  if (cell.length > 2 && memcmp (cell.text + cell.length - 2, ".0", 2) == 0)
    {
      guint32 i = 0;

      while (i < cell.length - 2 && g_ascii_isdigit (cell.text[i]))
        i++;
      if (i == cell.length - 2)
        cell.length -= 2;
    }

  return cell;
}

/*
 * clv_customer_key_find_guest:
 * @cell: cleaned
 *
 * The word of the plan by which this is nobody in particular, or %NULL.
 */
const char *
clv_customer_key_find_guest (const ClvCustomerKey *self,
                             ClvCell               cell)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      const char *guest = g_ptr_array_index (self->guests, i);

      if (strlen (guest) == cell.length
          && g_ascii_strncasecmp (guest, cell.text, cell.length) == 0)
        return guest;
    }

  return NULL;
}

/*
 * clv_customer_key_is_guest:
 * @cell: cleaned
 *
 * Whether the plan says that this is nobody in particular.
 */
gboolean
clv_customer_key_is_guest (const ClvCustomerKey *self,
                           ClvCell               cell)
{
  return clv_customer_key_find_guest (self, cell) != NULL;
}

/* Mail programs put what follows a plus sign into the same box. */
static void
drop_tag (GString *text)
{
  const char *at = strrchr (text->str, '@');
  const char *plus = at != NULL ? memchr (text->str, '+', (gsize) (at - text->str)) : NULL;

  if (plus != NULL && plus > text->str)
    g_string_erase (text, plus - text->str, at - plus);
}

/*
 * clv_customer_key_make:
 * @cell: cleaned, and not empty
 *
 * The key: @cell itself, or a text that lasts until the next call.
 */
ClvCell
clv_customer_key_make (ClvCustomerKey *self,
                       ClvCell         cell)
{
  gboolean is_mail = self->is_mail || clv_customer_key_looks_like_mail (cell);

  if (!is_mail && self->rule != CLV_KEY_HASHED)
    return cell;

  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, cell.text, cell.length);
  if (is_mail)
    g_string_ascii_down (self->text);
  if (is_mail && self->rule != CLV_KEY_AS_WRITTEN)
    drop_tag (self->text);
  if (self->rule == CLV_KEY_HASHED && self->secret != NULL)
    {
      char pseudonym[CLV_PSEUDONYM_LENGTH + 1];

      clv_pseudonym_write (self->secret, self->text->str, self->text->len, pseudonym);
      g_string_assign (self->text, pseudonym);
    }

  return (ClvCell) { self->text->str, (guint32) self->text->len };
}
