/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-detect.h"

/* From here on a name says exactly what the column is. */
#define SCORE_EXACT 50
#define SCORE_SIMILAR 40
#define SCORE_VALUES 10
/* Names that mean nothing but the date or the amount of a purchase. */
#define SCORE_DATE_NAME 100
#define SCORE_AMOUNT_NAME 94

/* A header name in lower case without anything but letters and digits. Names
 * that shops, payment services and bookkeeping programs use, English and German;
 * of two in one file the higher wins, equal ones are asked about. */
typedef struct
{
  ClvField field;
  int score;
  const char *names;   /* parted by blanks */
} FieldNames;

static const FieldNames field_names[] = {
  { CLV_FIELD_CUSTOMER, 100,
    "customerid custid customerno customernumber customernr customercode customerkey kundennummer "
    "kundennr kundenid kdnr kundenr clientid clientno userid buyeruserid buyerid memberid "
    "membernumber donorid contactid shopperid cardnumber loyaltyid householdkey householdid" },
  { CLV_FIELD_CUSTOMER, 95, "accountid accountnumber debitor debitorennummer debitornr" },
  { CLV_FIELD_CUSTOMER, 90,
    "customer kunde kundin client buyer user member donor account shopper käufer kaeufer" },
  { CLV_FIELD_CUSTOMER, 80,
    "email customeremail emailaddress customeremailaddress kundenemail kundemail emailadresse mail "
    "fromemailaddress billingemail buyeremail useremail customermail" },
  { CLV_FIELD_CUSTOMER, 60,
    "customername kundenname accountname fullname buyername clientname billtoname" },
  { CLV_FIELD_DATE, 100,
    "date orderdate purchasedate invoicedate transactiondate saledate datum bestelldatum "
    "rechnungsdatum kaufdatum auftragsdatum orderedat purchasedat" },
  { CLV_FIELD_DATE, 95, "createdat created createdutc datecreated belegdatum closedate tag" },
  { CLV_FIELD_DATE, 85, "timestamp datetime buchungsdatum postingdate day paymentdate "
                        "zahlungsdatum" },
  { CLV_FIELD_DATE, 70, "paidat paiddate time" },
  { CLV_FIELD_AMOUNT, 100, "ordertotal totalamount gesamtbetrag gesamtsumme gesamtpreis" },
  { CLV_FIELD_AMOUNT, 98, "amount orderamount transactionamount purchaseamount" },
  { CLV_FIELD_AMOUNT, 97, "grandtotal grandtotalbase invoiceamount invoicetotal" },
  { CLV_FIELD_AMOUNT, 96, "total totalprice totalcollected" },
  { CLV_FIELD_AMOUNT, 95, "betrag rechnungsbetrag dollarvalue paymentamount" },
  { CLV_FIELD_AMOUNT, 94, "revenue umsatz nrevenue netrevenue" },
  { CLV_FIELD_AMOUNT, 92, "ordervalue bestellwert auftragswert spend spent" },
  { CLV_FIELD_AMOUNT, 90, "sales gross summe grosssales" },
  { CLV_FIELD_AMOUNT, 88, "netsales nettobetrag netamount bruttobetrag" },
  { CLV_FIELD_AMOUNT, 85, "value wert warenwert warenkorb nettowert bruttowert" },
  { CLV_FIELD_AMOUNT, 80, "linetotal lineamount positionswert monetaryvalue" },
  { CLV_FIELD_AMOUNT, 60, "subtotal zwischensumme net itemprice" },
  { CLV_FIELD_AMOUNT, 52, "price preis unitprice einzelpreis stückpreis stueckpreis" },
  { CLV_FIELD_ORDER, 100,
    "orderid bestellnummer bestellnr bestellid auftragsnummer auftragsnr amazonorderid" },
  { CLV_FIELD_ORDER, 95, "ordernumber orderno ordernr orderref orderreference" },
  { CLV_FIELD_ORDER, 90,
    "invoice invoiceno invoicenumber invoiceid rechnungsnummer rechnungsnr belegnummer belegnr" },
  { CLV_FIELD_ORDER, 80, "transactionid transaction order receiptnumber basketid paymentid" },
  { CLV_FIELD_PRODUCT, 100, "productid sku stockcode artikelnummer artikelnr productsku itemid" },
  { CLV_FIELD_PRODUCT, 90, "product produkt artikel item lineitemsku" },
  { CLV_FIELD_PRODUCT, 80, "productname itemname produktname artikelname lineitemname" },
  { CLV_FIELD_CURRENCY, 100, "currency währung waehrung currencycode ordercurrency währungscode" },
  { CLV_FIELD_STATUS, 100, "status orderstatus financialstatus bestellstatus auftragsstatus" },
  { CLV_FIELD_STATUS, 80, "paymentstatus zahlungsstatus" },
};

/* Parts of names, for columns whose name only resembles. */
static const FieldNames field_parts[] = {
  { CLV_FIELD_CUSTOMER, SCORE_SIMILAR, "customer kunde client buyer member" },
  { CLV_FIELD_DATE, SCORE_SIMILAR, "date datum" },
  { CLV_FIELD_AMOUNT, SCORE_SIMILAR, "amount total betrag summe revenue umsatz value umsätze" },
};

/* What a column of another meaning has in its name. */
static const FieldNames field_vetoes[] = {
  { CLV_FIELD_CUSTOMER, 0,
    "name type date datum group segment since seit age order note status count anzahl tag phone "
    "city country email stadt land" },
  { CLV_FIELD_DATE, 0, "update birth geburt shipped fulfilled delivery liefer due expir until" },
  { CLV_FIELD_AMOUNT, 0,
    "quantity qty menge anzahl number numberof nummer count zip plz postal postleit phone telefon "
    "discount rabatt tax steuer fee gebühr shipping versand refund erstattet year jahr customer "
    "kunde items stück cost kosten percent rate" },
};

static char *
plain_name (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  GString *plain = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (plain, c);
    }

  return g_string_free (plain, FALSE);
}

static gboolean
lists_word (const char *names,
            const char *plain,
            gboolean    as_part)
{
  g_auto(GStrv) words = g_strsplit (names, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (as_part ? strstr (plain, words[i]) != NULL : g_str_equal (plain, words[i]))
        return TRUE;
    }

  return FALSE;
}

/* How well a name says @field: 0 is not at all. */
static int
name_score (ClvField    field,
            const char *name)
{
  g_autofree char *plain = plain_name (name);

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (field_names[i].field == field && lists_word (field_names[i].names, plain, FALSE))
        return field_names[i].score;
    }
  if (!clv_detect_can_hold (field, name))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (field_parts); i++)
    {
      if (field_parts[i].field == field && lists_word (field_parts[i].names, plain, TRUE))
        return field_parts[i].score;
    }

  return 0;
}

/*
 * clv_detect_is_status:
 *
 * Whether the name says that the column may be mapped to the status.
 */
gboolean
clv_detect_is_status (const char *name)
{
  return name_score (CLV_FIELD_STATUS, name) > 0;
}

/*
 * clv_detect_is_date:
 *
 * Whether the name says that the column holds dates of what the rows are about.
 */
gboolean
clv_detect_is_date (const char *name)
{
  return name_score (CLV_FIELD_DATE, name) > 0;
}

/*
 * clv_detect_can_hold:
 *
 * Whether nothing in the name speaks against the field.
 */
gboolean
clv_detect_can_hold (ClvField    field,
                     const char *name)
{
  g_autofree char *plain = plain_name (name);

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (lists_word (field_names[i].names, plain, FALSE))
        {
          if (field_names[i].field == field)
            return TRUE;
          if (field == CLV_FIELD_AMOUNT || field == CLV_FIELD_DATE)
            return FALSE;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (field_vetoes); i++)
    {
      if (field_vetoes[i].field == field && lists_word (field_vetoes[i].names, plain, TRUE))
        return FALSE;
    }

  return TRUE;
}

static gboolean
values_fit (ClvField              field,
            const ClvColumnFacts *facts)
{
  if (facts->n_filled == 0)
    return FALSE;
  if (field == CLV_FIELD_DATE)
    return facts->type == CLV_COLUMN_DATE;
  if (field == CLV_FIELD_AMOUNT)
    return facts->type == CLV_COLUMN_NUMBER;
  if (field == CLV_FIELD_CUSTOMER)
    return facts->type != CLV_COLUMN_DATE || facts->n_fractions == 0;

  return TRUE;
}

/* Whether the values alone make the column a guess worth offering. */
static gboolean
values_suggest (ClvField              field,
                const ClvColumnFacts *facts,
                const char           *name)
{
  if (!clv_detect_can_hold (field, name) || !values_fit (field, facts))
    return FALSE;
  if (field == CLV_FIELD_DATE)
    return TRUE;
  if (field == CLV_FIELD_AMOUNT)
    return facts->n_fractions > 0;

  return field == CLV_FIELD_CUSTOMER && facts->type != CLV_COLUMN_DATE && facts->n_fractions == 0
         && facts->n_distinct > 1;
}

static void
add_collision (ClvDetection         *detection,
               ClvField              field,
               GPtrArray            *names,
               const ClvColumnFacts *columns,
               const int            *scores,
               int                   best)
{
  const char *label = clv_import_field_get_label (field);
  ClvQuestion *question;

  question = clv_detection_add_question (detection, CLV_TOPIC_MAPPING, field,
                                         g_strdup_printf (_("Which column holds this: %s? "
                                                            "Several fit equally well."), label));
  for (guint i = 0; i < names->len; i++)
    {
      GPtrArray *samples = columns[i].samples;
      GString *example;

      if (scores[i] != best)
        continue;
      example = g_string_new (NULL);
      for (guint k = 0; k < samples->len; k++)
        g_string_append_printf (example, k > 0 ? ", %s" : "%s",
                                (const char *) g_ptr_array_index (samples, k));
      clv_question_add_answer (question, g_ptr_array_index (names, i),
                               g_string_free (example, FALSE));
    }
}

/* The column whose name alone says that it holds a date or an amount, whatever
 * its values: -1 where there is none. Only names that mean nothing else. */
static int
find_named (ClvField   field,
            GPtrArray *names)
{
  int best = field == CLV_FIELD_DATE ? SCORE_DATE_NAME : SCORE_AMOUNT_NAME;
  int index = -1;

  for (guint i = 0; i < names->len; i++)
    {
      int score = name_score (field, g_ptr_array_index (names, i));

      if (score > best || (score == best && index < 0))
        {
          best = score;
          index = (int) i;
        }
    }

  return index;
}

/* A column that should hold dates or amounts and does not is no reason to take
 * the rows for customers: it is asked about by its name. */
static void
ask_about_unreadable (ClvDetection         *detection,
                      ClvField              field,
                      GPtrArray            *names,
                      const ClvColumnFacts *columns)
{
  int index = find_named (field, names);
  const char *name;
  const char *example;
  char *text;
  ClvQuestion *question;

  if (detection->plan->columns[field] != NULL || index < 0)
    return;
  for (guint i = 0; i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      /* Another column would do, or several and that is asked already. */
      if (column->field_is_candidate[field])
        return;
    }

  name = g_ptr_array_index (names, (guint) index);
  example = field == CLV_FIELD_DATE ? columns[index].not_date : columns[index].not_number;
  if (example == NULL)
    {
      example = _("(empty)");
      text = g_strdup_printf (_("The column “%s” is empty. Which column holds this: %s?"), name,
                              clv_import_field_get_label (field));
    }
  else
    text = g_strdup_printf (field == CLV_FIELD_DATE
                            ? _("The column “%s” has cells that cannot be read as dates, such as "
                                "“%s”. Which column holds this: %s?")
                            : _("The column “%s” has cells that cannot be read as amounts, such as "
                                "“%s”. Which column holds this: %s?"), name, example,
                            clv_import_field_get_label (field));
  question = clv_detection_add_question (detection, CLV_TOPIC_MAPPING, field, text);
  clv_question_add_answer (question, name, g_strdup (example));
}

static ClvConfidence
confidence_of (int score)
{
  if (score >= SCORE_EXACT)
    return CLV_CONFIDENCE_HIGH;

  return score >= SCORE_SIMILAR ? CLV_CONFIDENCE_MEDIUM : CLV_CONFIDENCE_LOW;
}

static void
map_field (ClvDetection         *detection,
           ClvField              field,
           GPtrArray            *names,
           const ClvColumnFacts *columns)
{
  gboolean is_needed = clv_import_field_is_needed (field, CLV_IMPORT_KIND_ORDERS);
  g_autofree int *scores = g_new0 (int, names->len);
  int best = 0;
  guint n_best = 0;
  guint at = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      scores[i] = values_fit (field, &columns[i]) ? name_score (field, name) : 0;
      if (scores[i] == 0 && is_needed && values_suggest (field, &columns[i], name))
        scores[i] = SCORE_VALUES;
      column->field_is_candidate[field] = scores[i] > 0;
      if (scores[i] > best)
        {
          best = scores[i];
          n_best = 0;
          at = i;
        }
      n_best += scores[i] > 0 && scores[i] == best;
    }
  if (best == 0)
    return;
  if (n_best > 1)
    {
      add_collision (detection, field, names, columns, scores, best);
      return;
    }

  clv_import_plan_set_column (detection->plan, field, g_ptr_array_index (names, at));
  detection->confidence[field] = confidence_of (best);
  clv_detection_add_reason (detection, CLV_TOPIC_MAPPING, g_ptr_array_index (names, at),
                            g_strdup_printf (best >= SCORE_SIMILAR
                                             ? _("%s: the column's name says so and its values fit")
                                             : _("%s: it is the only column whose values fit"),
                                             clv_import_field_get_label (field)));
}

static gboolean
is_private (const char *name)
{
  g_autofree char *plain = plain_name (name);

  return lists_word ("mail phone telefon mobil fax street strasse straße address adresse iban card "
                     "firstname lastname vorname nachname fullname birth geburt zip plz postal "
                     "note "
                     "password", plain, TRUE);
}

static void
choose_kind (ClvDetection         *detection,
             GPtrArray            *names,
             const ClvColumnFacts *columns,
             gboolean              is_kind_fixed)
{
  ClvImportPlan *plan = detection->plan;
  gboolean has_money = FALSE;
  gboolean has_date = FALSE;
  gboolean is_named = FALSE;
  const char *value;

  for (guint i = 0; i < names->len; i++)
    {
      ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      has_money |= column->field_is_candidate[CLV_FIELD_AMOUNT];
      has_date |= column->field_is_candidate[CLV_FIELD_DATE];
    }
  is_named = (has_date || find_named (CLV_FIELD_DATE, names) >= 0)
             && (has_money || find_named (CLV_FIELD_AMOUNT, names) >= 0);
  if (!is_kind_fixed)
    plan->kind = is_named ? CLV_IMPORT_KIND_ORDERS : CLV_IMPORT_KIND_CUSTOMERS;

  value = plan->kind == CLV_IMPORT_KIND_ORDERS ? _("Orders") : _("Customers");
  if (is_kind_fixed)
    clv_detection_add_reason (detection, CLV_TOPIC_KIND, value, g_strdup (_("you chose it")));
  else if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    clv_detection_add_reason (detection, CLV_TOPIC_KIND, value,
                              has_date && has_money
                              ? g_strdup (_("the rows have a date and an amount"))
                              : g_strdup (_("the columns are named like a date and an amount")));
  else
    clv_detection_add_reason (detection, CLV_TOPIC_KIND, value,
                              has_date ? g_strdup (_("the rows have no amount"))
                              : g_strdup (_("the rows have no date of a purchase")));
}

static void
choose_attributes (ClvDetection         *detection,
                   GPtrArray            *names,
                   const ClvColumnFacts *columns)
{
  ClvImportPlan *plan = detection->plan;
  int customer = clv_header_find (names, plan->columns[CLV_FIELD_CUSTOMER]);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if ((int) i != customer && columns[i].n_filled > 0 && !is_private (name))
        g_ptr_array_add (plan->attributes, g_strdup (name));
    }
}

static void
drop_questions (ClvDetection *detection,
                ClvField      kept)
{
  for (guint i = detection->questions->len; i > 0; i--)
    {
      ClvQuestion *question = g_ptr_array_index (detection->questions, i - 1);

      if (question->topic == CLV_TOPIC_MAPPING && question->field != kept)
        g_ptr_array_remove_index (detection->questions, i - 1);
    }
}

/* Statuses of orders that came to nothing. */
static void
choose_statuses (ClvDetection         *detection,
                 GPtrArray            *names,
                 const ClvColumnFacts *columns)
{
  static const char nothing[] = "cancelled canceled voided failed storniert abgebrochen "
                                "fehlgeschlagen wccancelled wcfailed expired declined abgelehnt";
  int index = clv_header_find (names, detection->plan->columns[CLV_FIELD_STATUS]);

  if (index < 0 || columns[index].distinct == NULL)
    return;

  for (guint32 i = 0; i < clv_dictionary_get_n (columns[index].distinct); i++)
    {
      gsize length = 0;
      const char *text = clv_dictionary_get (columns[index].distinct, i, &length);
      g_autofree char *status = g_utf8_make_valid (text, (gssize) length);
      g_autofree char *plain = plain_name (status);

      if (*plain != '\0' && lists_word (nothing, plain, FALSE))
        g_ptr_array_add (detection->plan->excluded_statuses, g_steal_pointer (&status));
    }
}

/*
 * clv_detect_map:
 * @detection: with its columns
 * @names: (element-type utf8): their names
 * @columns: what is known of them
 * @is_fixed: the user chose the columns
 * @is_kind_fixed: the user chose what the rows are
 *
 * Decides what the rows are and which column holds what. Two columns that fit
 * equally well become a question.
 */
void
clv_detect_map (ClvDetection         *detection,
                GPtrArray            *names,
                const ClvColumnFacts *columns,
                gboolean              is_fixed,
                gboolean              is_kind_fixed)
{
  ClvImportPlan *plan = detection->plan;
  g_autoptr(ClvImportPlan) chosen = is_fixed ? clv_import_plan_copy (plan) : NULL;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    map_field (detection, (ClvField) i, names, columns);
  choose_kind (detection, names, columns, is_kind_fixed);

  if (is_fixed)
    {
      drop_questions (detection, CLV_N_FIELDS);
      for (guint i = 0; i < CLV_N_FIELDS; i++)
        clv_import_plan_set_column (plan, (ClvField) i, chosen->columns[i]);
      return;
    }

  if (plan->kind == CLV_IMPORT_KIND_CUSTOMERS)
    {
      drop_questions (detection, CLV_FIELD_CUSTOMER);
      for (guint i = CLV_FIELD_CUSTOMER + 1; i < CLV_N_FIELDS; i++)
        clv_import_plan_set_column (plan, (ClvField) i, NULL);
      choose_attributes (detection, names, columns);
      return;
    }

  choose_statuses (detection, names, columns);
  ask_about_unreadable (detection, CLV_FIELD_DATE, names, columns);
  ask_about_unreadable (detection, CLV_FIELD_AMOUNT, names, columns);
}
