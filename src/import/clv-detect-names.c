/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-detect.h"
#include "clv-detect-names.h"

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
    "customer kunde kundin client buyer user member donor account shopper käufer kaeufer cliente "
    "klant klantnummer idcliente idclient numéroclient codeclient" },
  { CLV_FIELD_CUSTOMER, 80,
    "email customeremail emailaddress customeremailaddress kundenemail kundemail emailadresse mail "
    "fromemailaddress billingemail buyeremail useremail customermail courriel correoelectrónico" },
  { CLV_FIELD_CUSTOMER, 60,
    "customername kundenname accountname fullname buyername clientname billtoname" },
  { CLV_FIELD_DATE, 100,
    "date orderdate purchasedate invoicedate transactiondate saledate datum bestelldatum "
    "rechnungsdatum kaufdatum auftragsdatum orderedat purchasedat besteldatum datedecommande fecha "
    "fechadepedido dataordine" },
  { CLV_FIELD_DATE, 95, "createdat created createdutc datecreated belegdatum closedate tag" },
  { CLV_FIELD_DATE, 85, "timestamp datetime buchungsdatum postingdate day paymentdate "
                        "zahlungsdatum" },
  { CLV_FIELD_DATE, 70, "paidat paiddate time" },
  { CLV_FIELD_AMOUNT, 100, "ordertotal totalamount gesamtbetrag gesamtsumme gesamtpreis" },
  { CLV_FIELD_AMOUNT, 98, "amount orderamount transactionamount purchaseamount" },
  { CLV_FIELD_AMOUNT, 97,
    "grandtotal grandtotalbase grandtotalpurchased invoiceamount invoicetotal montanttotal" },
  { CLV_FIELD_AMOUNT, 96, "total totalprice totalcollected" },
  { CLV_FIELD_AMOUNT, 95,
    "betrag rechnungsbetrag dollarvalue paymentamount montant importe importo bedrag" },
  { CLV_FIELD_AMOUNT, 94, "revenue umsatz nrevenue netrevenue" },
  { CLV_FIELD_AMOUNT, 92, "ordervalue bestellwert auftragswert spend spent" },
  { CLV_FIELD_AMOUNT, 90, "sales summe" },
  /* Which of the two counts is asked. */
  { CLV_FIELD_AMOUNT, 88,
    "gross net brutto netto grosssales netsales grossamount netamount bruttobetrag nettobetrag "
    "bruttoumsatz nettoumsatz" },
  { CLV_FIELD_AMOUNT, 85, "value wert warenwert warenkorb nettowert bruttowert" },
  { CLV_FIELD_AMOUNT, 80, "linetotal lineamount positionswert monetaryvalue" },
  { CLV_FIELD_AMOUNT, 60, "subtotal zwischensumme itemprice" },
  { CLV_FIELD_AMOUNT, 52, "price preis unitprice einzelpreis stückpreis stueckpreis" },
  { CLV_FIELD_ORDER, 100,
    "orderid bestellnummer bestellnr bestellid auftragsnummer auftragsnr amazonorderid" },
  { CLV_FIELD_ORDER, 95, "ordernumber orderno ordernr orderref orderreference" },
  { CLV_FIELD_ORDER, 90,
    "invoice invoiceno invoicenumber invoiceid rechnungsnummer rechnungsnr belegnummer belegnr "
    "numérodecommande numerodecommande numerodepedido numeroordine" },
  { CLV_FIELD_ORDER, 80, "transactionid transaction order receiptnumber basketid paymentid" },
  { CLV_FIELD_PRODUCT, 100, "productid sku stockcode artikelnummer artikelnr productsku itemid" },
  { CLV_FIELD_PRODUCT, 90, "product produkt artikel item lineitemsku" },
  { CLV_FIELD_PRODUCT, 80, "productname itemname produktname artikelname lineitemname" },
  { CLV_FIELD_CURRENCY, 100, "currency währung waehrung currencycode ordercurrency währungscode" },
  { CLV_FIELD_STATUS, 100, "status orderstatus financialstatus bestellstatus auftragsstatus" },
  { CLV_FIELD_STATUS, 80, "paymentstatus zahlungsstatus" },
  { CLV_FIELD_TIME, 100, "time uhrzeit zeit ordertime bestellzeit transactiontime heure hora" },
  { CLV_FIELD_ZONE, 100, "timezone zeitzone tz" },
  { CLV_FIELD_QUANTITY, 100, "quantity qty menge anzahl stück stueck stückzahl stueckzahl units" },
  { CLV_FIELD_PRICE, 100,
    "unitprice einzelpreis stückpreis stueckpreis priceperunit preisprostück preisprostueck" },
  { CLV_FIELD_PRICE, 80, "price preis itemprice artikelpreis" },
  { CLV_FIELD_REFUNDED, 100,
    "refundedamount amountrefunded refundamount totalrefunded refundedtotal refundtotal refunded "
    "erstattet erstatteterbetrag erstattungsbetrag erstattung rückerstattet rueckerstattet "
    "rückerstattung" },
  { CLV_FIELD_CANCELLED, 100,
    "cancelledat canceledat cancelleddate canceleddate cancellationdate cancelledon canceledon "
    "storniertam stornodatum" },
  { CLV_FIELD_EVENT, 100,
    "eventtype transactiontype vorgangsart buchungsart belegart bewegungsart vorgang ordertype" },
  { CLV_FIELD_EVENT, 80, "type typ art" },
  { CLV_FIELD_TAX, 100,
    "tax taxes taxtotal totaltax taxamount salestax vat vatamount steuer steuern steuerbetrag mwst "
    "ust umsatzsteuer mehrwertsteuer" },
  { CLV_FIELD_SHIPPING, 100,
    "shipping shippingtotal shippingcost shippingamount shippingandhandling shippingprice versand "
    "versandkosten versandbetrag lieferkosten porto" },
};

/* Parts of names, for columns whose name only resembles. */
static const FieldNames field_parts[] = {
  { CLV_FIELD_CUSTOMER, CLV_NAME_SIMILAR, "customer kunde client buyer member" },
  { CLV_FIELD_DATE, CLV_NAME_SIMILAR, "date datum" },
  { CLV_FIELD_AMOUNT, CLV_NAME_SIMILAR, "amount total betrag summe revenue umsatz value umsätze" },
};

/* What a column of another meaning has in its name. */
static const FieldNames field_vetoes[] = {
  { CLV_FIELD_CUSTOMER, 0,
    "name type date datum group segment since seit age order note status count anzahl tag phone "
    "city country email stadt land channel kanal url service sku asin product produkt artikel item "
    "quantity menge price preis tax steuer promotion ship versand postal postcode zip plz method "
    "source quelle device location payment zahlung category kategorie discount rabatt currency "
    "währung warehouse store filiale region brand marke variant title titel description "
    "beschreibung color farbe size größe" },
  { CLV_FIELD_DATE, 0, "update birth geburt shipped fulfilled delivery liefer due expir until" },
  { CLV_FIELD_AMOUNT, 0,
    "quantity qty menge anzahl number numberof nummer count zip plz postal postleit phone telefon "
    "discount rabatt tax steuer fee gebühr shipping versand refund erstattet year jahr customer "
    "kunde items stück cost kosten percent rate" },
};

/* Parts of names of columns that tell who somebody is, or how they pay. */
static const char private_parts[] =
  "mail phone telefon mobil fax street strasse straße address adresse iban card firstname "
  "lastname vorname nachname fullname birth geburt zip plz postal note password passwort ipaddress "
  "ipadresse last4 pansuffix kreditkarte bankaccount kontonummer ssn taxid steuernummer useragent";

/*
 * clv_detect_plain_name:
 *
 * Returns: (transfer full): the name as names are compared: letters and digits in lower
 *   case
 */
char *
clv_detect_plain_name (const char *name)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (at));

      if (g_unichar_isalnum (c))
        g_string_append_unichar (plain, c);
    }

  return g_string_free (plain, FALSE);
}

/*
 * clv_detect_lists_word:
 * @names: words parted by blanks
 * @plain: of clv_detect_plain_name()
 * @as_part: whether it is enough that a word is part of @plain
 */
gboolean
clv_detect_lists_word (const char *names,
                       const char *plain,
                       gboolean    as_part)
{
  gsize size = strlen (plain);
  gsize length;

  for (const char *word = names; *word != '\0'; word += length + (word[length] == ' '))
    {
      length = strcspn (word, " ");
      if (length == 0 || length > size)
        continue;
      if (as_part ? memmem (plain, size, word, length) != NULL
          : length == size && memcmp (plain, word, length) == 0)
        return TRUE;
    }

  return FALSE;
}

/*
 * clv_detect_name_score:
 *
 * How well a name says @field: 0 is not at all.
 */
int
clv_detect_name_score (ClvField    field,
                       const char *name)
{
  g_autofree char *plain = clv_detect_plain_name (name);

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (field_names[i].field == field
          && clv_detect_lists_word (field_names[i].names, plain, FALSE))
        return field_names[i].score;
    }
  if (!clv_detect_can_hold (field, name))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (field_parts); i++)
    {
      if (field_parts[i].field == field
          && clv_detect_lists_word (field_parts[i].names, plain, TRUE))
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
  return clv_detect_name_score (CLV_FIELD_STATUS, name) > 0;
}

/*
 * clv_detect_is_date:
 *
 * Whether the name says that the column holds dates of what the rows are about.
 */
gboolean
clv_detect_is_date (const char *name)
{
  return clv_detect_name_score (CLV_FIELD_DATE, name) > 0;
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
  g_autofree char *plain = clv_detect_plain_name (name);

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (clv_detect_lists_word (field_names[i].names, plain, FALSE))
        {
          if (field_names[i].field == field)
            return TRUE;
          if (field == CLV_FIELD_AMOUNT || field == CLV_FIELD_DATE)
            return FALSE;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (field_vetoes); i++)
    {
      if (field_vetoes[i].field == field
          && clv_detect_lists_word (field_vetoes[i].names, plain, TRUE))
        return FALSE;
    }

  return TRUE;
}

/*
 * clv_detect_is_private:
 *
 * Whether a column of that name is nobody's business unless somebody asks for it.
 */
gboolean
clv_detect_is_private (const char *name)
{
  g_autofree char *plain = clv_detect_plain_name (name);

  return clv_detect_lists_word (private_parts, plain, TRUE);
}
