/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-detect-map.h"
#include "clv-detect-names.h"

#define GROUPS_MAX 3

/* A file of this kind has a column of each group of names, and none of the others. */
typedef struct
{
  ClvImportKind kind;
  const char *groups[GROUPS_MAX];
  const char *others;
  gboolean has_customers;      /* it must name them; else it must not */
  gboolean is_either;          /* it may or may not */
} KindNames;

#define DAYS "date day datum tag month monat week woche time timestamp"
#define STARTS "start startdate started startedat startedon begin begindate beginn startdatum " \
               "vertragsbeginn abobeginn currentperiodstart subscriptionstart createdat activatedat"
#define MONEY "amount ordertotal total betrag gesamtbetrag umsatz revenue grandtotal"

/* The first that fits counts. */
static const KindNames kind_names[] = {
  { CLV_IMPORT_KIND_SUMMARY, { "frequency häufigkeit", "recency", "t age tenure" },
    "orderid date", FALSE, TRUE },
  { CLV_IMPORT_KIND_REFUNDS,
    { "refundid refundnumber refundno refunddate refundedat refundcreatedat creditnote "
      "creditnotenumber erstattungsnummer erstattungsid erstattungsdatum erstattetam "
      "gutschriftnummer gutschriftsnummer gutschriftsdatum",
      "orderid ordernumber order originalorder originalorderid originalorderno orderreference "
      "originaltransactionid referencetxnid paymentid chargeid charge reference invoice "
      "invoicenumber bestellnummer auftragsnummer rechnungsnummer",
      "amount refundamount refundedamount refundtotal total betrag erstattungsbetrag "
      "erstatteterbetrag gutschriftbetrag gutschriftsbetrag" },
    "ordertotal totalamount grandtotal gesamtbetrag orderdate bestelldatum", FALSE, TRUE },
  { CLV_IMPORT_KIND_TICKETS,
    { "ticketid ticketnumber ticketno ticketnummer ticketnr ticket conversationid caseid "
      "casenumber supportid",
      DAYS " createdat created opened openedat openedon erstelltam angelegtam eröffnetam "
           "eingang eingangsdatum" },
    MONEY, TRUE, FALSE },
  { CLV_IMPORT_KIND_SPEND,
    { "spend cost costs amountspent adspend mediaspend kosten ausgaben werbekosten spendeur "
      "spendusd",
      "channel campaign campaignname source kanal kampagne kampagnenname plattform platform medium "
      "utmsource utmcampaign",
      DAYS },
    "orderid bestellnummer ordertotal", FALSE, FALSE },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS,
    { "subscriptionid subscription aboid abonummer abo vertragsnummer contractid contractnumber "
      "plan planid planname tarif",
      STARTS },
    "orderid ordernumber bestellnummer invoiceid", TRUE, FALSE },
  { CLV_IMPORT_KIND_EVENTS,
    { "event eventname eventtype ereignis aktion action", DAYS " eventtime occurredat createdat" },
    MONEY " orderid bestellnummer", TRUE, FALSE },
  { CLV_IMPORT_KIND_PRODUCTS,
    { "sku productid artikelnummer artikelnr stockcode product produkt itemid",
      "price preis unitprice einzelpreis verkaufspreis vk cost kosten einkaufspreis ek marge "
      "margin costperitem" },
    DAYS " orderid orderdate bestellnummer bestelldatum invoicedate quantity menge", FALSE, FALSE },
};

typedef struct
{
  ClvImportKind kind;
  ClvField field;
  const char *names;   /* the first that the file has */
} KindField;

/* Besides the names that the field has in files of orders. */
static const KindField kind_fields[] = {
  { CLV_IMPORT_KIND_SUMMARY, CLV_FIELD_FREQUENCY, "frequency häufigkeit" },
  { CLV_IMPORT_KIND_SUMMARY, CLV_FIELD_RECENCY, "recency" },
  { CLV_IMPORT_KIND_SUMMARY, CLV_FIELD_AGE, "t age tenure" },
  { CLV_IMPORT_KIND_SUMMARY, CLV_FIELD_AMOUNT, "monetaryvalue monetary averagevalue" },
  { CLV_IMPORT_KIND_REFUNDS, CLV_FIELD_REFERENCE,
    "originalorderid originalorder originalorderno originaltransactionid referencetxnid orderid "
    "ordernumber order orderreference paymentid chargeid charge reference bestellnummer "
    "auftragsnummer rechnungsnummer invoicenumber invoice" },
  { CLV_IMPORT_KIND_REFUNDS, CLV_FIELD_DATE,
    "refunddate refundedat refundcreatedat erstattungsdatum erstattetam gutschriftsdatum" },
  { CLV_IMPORT_KIND_REFUNDS, CLV_FIELD_AMOUNT,
    "refundamount refundedamount refundtotal erstattungsbetrag erstatteterbetrag gutschriftbetrag "
    "gutschriftsbetrag" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_ORDER,
    "ticketid ticketnumber ticketno ticketnummer ticketnr ticket conversationid caseid casenumber "
    "supportid" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_DATE,
    "createdat created opened openedat openedon erstelltam angelegtam eröffnetam eingang "
    "eingangsdatum" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_ENDED,
    "closedat closed solvedat solved resolvedat geschlossenam gelöstam erledigtam" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_CHANNEL, "channel via source kanal" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_CATEGORY,
    "category type topic tickettype reason kategorie thema grund" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_RATING,
    "rating satisfaction satisfactionscore csat bewertung zufriedenheit" },
  { CLV_IMPORT_KIND_TICKETS, CLV_FIELD_CUSTOMER,
    "requesteremail requesterid requester contactemail contact" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_AMOUNT,
    "spend cost costs amountspent adspend mediaspend kosten ausgaben werbekosten spendeur "
    "spendusd" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_CHANNEL,
    "channel kanal platform plattform source utmsource medium campaign campaignname kampagne "
    "kampagnenname utmcampaign" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_CAMPAIGN,
    "campaign campaignname kampagne kampagnenname utmcampaign" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_DATE, "month monat week woche" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_IMPRESSIONS, "impressions impr impressionen" },
  { CLV_IMPORT_KIND_SPEND, CLV_FIELD_CLICKS, "clicks klicks" },
  { CLV_IMPORT_KIND_EVENTS, CLV_FIELD_EVENT,
    "event eventname eventtype ereignis aktion action" },
  { CLV_IMPORT_KIND_EVENTS, CLV_FIELD_DATE,
    "eventtime occurredat timestamp date day datum tag time" },
  { CLV_IMPORT_KIND_EVENTS, CLV_FIELD_CHANNEL, "channel source platform kanal" },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_ORDER,
    "subscriptionid aboid abonummer vertragsnummer contractid contractnumber subscription" },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_PRODUCT, "plan planid planname tarif abo" },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_DATE, STARTS },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_ENDED,
    "end enddate ended endedat endedon cancelledat canceledat cancelledon ende enddatum "
    "gekündigtam kündigungsdatum vertragsende" },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_AMOUNT, "mrr planamount monthlyamount monatsbetrag" },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, CLV_FIELD_INTERVAL,
    "interval billinginterval billingperiod intervall abrechnungszeitraum" },
  { CLV_IMPORT_KIND_PRODUCTS, CLV_FIELD_NAME,
    "name title productname bezeichnung artikelname produktname titel" },
  { CLV_IMPORT_KIND_PRODUCTS, CLV_FIELD_CATEGORY,
    "category producttype type kategorie warengruppe" },
  { CLV_IMPORT_KIND_PRODUCTS, CLV_FIELD_PRICE,
    "price sellingprice preis verkaufspreis vk unitprice einzelpreis" },
  { CLV_IMPORT_KIND_PRODUCTS, CLV_FIELD_COST,
    "cost costperitem unitcost kosten einkaufspreis ek selbstkosten" },
  { CLV_IMPORT_KIND_PRODUCTS, CLV_FIELD_MARGIN, "margin marge" },
};

/* The first column of the first of the names that the file has, or -1. */
static int
find_named (const ClvDetectContext *self,
            const char             *names)
{
  g_auto(GStrv) words = g_strsplit (names, " ", -1);

  for (guint k = 0; words[k] != NULL; k++)
    {
      for (guint i = 0; i < self->names->len; i++)
        {
          g_autofree char *plain = clv_detect_plain_name (g_ptr_array_index (self->names, i));

          if (g_str_equal (plain, words[k]))
            return (int) i;
        }
    }

  return -1;
}

static gboolean
names_customers (const ClvDetectContext *self)
{
  for (guint i = 0; i < self->names->len; i++)
    {
      if (clv_detect_name_score (CLV_FIELD_CUSTOMER, g_ptr_array_index (self->names, i))
          >= CLV_NAME_EXACT)
        return TRUE;
    }

  return find_named (self, "requesteremail requesterid requester contactemail distinctid "
                           "anonymousid") >= 0;
}

/*
 * clv_detect_guess_kind:
 * @kind: (out): what the rows are
 *
 * Whether the names of the columns say that the file holds neither orders nor customers.
 */
gboolean
clv_detect_guess_kind (const ClvDetectContext *self,
                       ClvImportKind          *kind)
{
  gboolean has_customers;

  if (self->detection->plan->header_row < 0)
    return FALSE;

  has_customers = names_customers (self);
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    {
      const KindNames *names = &kind_names[i];
      gboolean fits = (names->is_either || names->has_customers == has_customers)
                      && find_named (self, names->others) < 0;

      for (guint k = 0; fits && k < GROUPS_MAX && names->groups[k] != NULL; k++)
        fits = find_named (self, names->groups[k]) >= 0;
      if (fits)
        {
          *kind = names->kind;
          return TRUE;
        }
    }

  return FALSE;
}

static int
find_field (const ClvDetectContext *self,
            ClvImportKind           kind,
            ClvField                field)
{
  int best = -1;
  int best_score = CLV_NAME_EXACT - 1;

  for (guint i = 0; i < G_N_ELEMENTS (kind_fields); i++)
    {
      if (kind_fields[i].kind == kind && kind_fields[i].field == field)
        best = find_named (self, kind_fields[i].names);
    }
  for (guint i = 0; best < 0 && i < self->names->len; i++)
    {
      int score = clv_detect_name_score (field, g_ptr_array_index (self->names, i));

      if (score > best_score)
        {
          best = (int) i;
          best_score = score;
        }
    }

  return best;
}

/* A column named "time" may be the date itself, and a date may have its own clock. */
static gboolean
is_clock_of_date (const ClvDetectContext *self,
                  int                     index)
{
  int date = clv_header_find (self->names, self->detection->plan->columns[CLV_FIELD_DATE]);
  GPtrArray *samples = date >= 0 ? self->columns[date].samples : NULL;

  return date >= 0 && date != index
         && (samples->len == 0 || strchr (g_ptr_array_index (samples, 0), ':') == NULL);
}

/*
 * clv_detect_map_kind:
 *
 * Columns of a file that holds neither orders nor customers, by their names.
 */
void
clv_detect_map_kind (const ClvDetectContext *self)
{
  ClvImportPlan *plan = self->detection->plan;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      ClvField field = (ClvField) i;
      int index = clv_import_field_get_use (field, plan->kind) == CLV_FIELD_UNUSED
                  ? -1 : find_field (self, plan->kind, field);

      if (field == CLV_FIELD_TIME && !is_clock_of_date (self, index))
        index = -1;
      clv_import_plan_set_column (plan, field,
                                  index >= 0 ? g_ptr_array_index (self->names, index) : NULL);
      if (index < 0)
        continue;
      self->detection->confidence[field] = CLV_CONFIDENCE_HIGH;
      clv_detection_add_reason (self->detection, CLV_TOPIC_MAPPING, plan->columns[field],
                                g_strdup_printf (_("%s: the column's name says so"),
                                                 clv_import_field_get_label (field)));
    }
}

/*
 * clv_detect_tell_kind:
 * @because: translated clause
 */
void
clv_detect_tell_kind (const ClvDetectContext *self,
                      const char             *because)
{
  clv_detection_add_reason (self->detection, CLV_TOPIC_KIND,
                            clv_import_kind_get_label (self->detection->plan->kind),
                            g_strdup (because));
}
