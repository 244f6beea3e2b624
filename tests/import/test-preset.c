/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-preset.h"
#include "import-fixture.h"

static GPtrArray *
split_names (const char *names)
{
  GPtrArray *header = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) words = g_strsplit (names, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (header, g_strdup (words[i]));

  return header;
}

/* The header of a preset as the vendor writes it: of other names the first. */
static GPtrArray *
own_header (const ClvPreset *preset)
{
  GPtrArray *header = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < preset->known->len; i++)
    {
      g_auto(GStrv) names = g_strsplit (g_ptr_array_index (preset->known, i), "|", -1);

      g_ptr_array_add (header, g_strdup (names[0]));
    }

  return header;
}

/* Every file of the program is read, and says what it must. */
static void
test_files (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "src", "import",
                                              "presets", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) list = clv_preset_list ();
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *id = g_strndup (name, strlen (name) - strlen (".preset"));
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvPreset) preset = NULL;

      g_test_message ("%s", name);
      g_assert_true (g_str_has_suffix (name, ".preset"));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      preset = clv_preset_from_text (text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (preset->id, ==, id);
      g_assert_false (preset->is_saved);
      /* A file that is in the folder is also in the program. */
      g_assert_nonnull (clv_preset_find (id));
      g_assert_null (strstr (preset->name, "_("));
      g_assert_true ((preset->how != NULL) != (preset->refusal != NULL));
      g_assert_cmpuint (preset->known->len, >=, preset->needed->len);
      g_assert_true (preset->refusal != NULL
                     || preset->columns[CLV_FIELD_CUSTOMER] != NULL
                     || preset->kind == CLV_IMPORT_KIND_PRODUCTS
                     || preset->kind == CLV_IMPORT_KIND_SPEND);
      n++;
    }
  g_assert_cmpuint (n, ==, list->len);
}

static const struct
{
  const char *name;
  const char *text;
} refused[] = {
  { "no-group", "[Something]\nname=x\n" },
  { "no-name", "[Preset]\nid=a\n[Signature]\nneeded=a\n" },
  { "no-columns", "[Preset]\nid=a\nname=b\n[Signature]\nknown=a\n" },
  { "key", "[Preset]\nid=a\nname=b\nwhat=c\n[Signature]\nneeded=a\n" },
  { "signature", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\nwanted=b\n" },
  { "field", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\n[Columns]\nbuyer=a\n" },
  { "rule", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\n[Import plan]\nlimit=3\n" },
  { "value", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\n[Import plan]\nlines=twice\n" },
  { "kind", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\n[Import plan]\nkind=cows\n" },
  { "group", "[Preset]\nid=a\nname=b\n[Signature]\nneeded=a\n[Rules]\nlines=once\n" },
};

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", refused[i].name);
      g_assert_null (clv_preset_from_text (refused[i].text, &error));
      g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
    }
}

/* No file of one vendor is taken for one of another. */
static void
test_signatures (void)
{
  g_autoptr(GPtrArray) list = clv_preset_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const ClvPreset *preset = g_ptr_array_index (list, i);
      g_autoptr(GPtrArray) header = own_header (preset);
      g_autoptr(ClvPresetMatch) best = clv_preset_match_best (header);
      g_autoptr(ClvPresetMatch) own = clv_preset_match (preset, header);
      g_autoptr(GPtrArray) diff = clv_preset_match_describe (own);

      g_test_message ("%s", preset->id);
      g_assert_nonnull (best);
      g_assert_cmpstr (best->preset->id, ==, preset->id);
      g_assert_true (own->fits);
      g_assert_true (own->is_exact);
      g_assert_cmpfloat (own->score, >, 0.999);
      g_assert_cmpuint (diff->len, ==, 0);
      for (guint k = 0; k < list->len; k++)
        {
          g_autoptr(ClvPresetMatch) other = clv_preset_match (g_ptr_array_index (list, k), header);

          if (k != i && other->fits)
            g_assert_cmpfloat (other->score, <, own->score);
        }
    }
}

static const struct
{
  const char *header;
  const char *id;       /* NULL: no preset */
} headers[] = {
  { "id,Created (UTC),Amount,Currency,Status,Customer ID", "stripe-payments" },
  { "ID,CREATED  (utc),amount,currency,status,customer email,my metadata", "stripe-payments" },
  { "Deal Name,Deal Stage,Amount,Close Date,Associated Company", "hubspot-deals" },
  { "customer_id,date,amount", "generic-minimal" },
  { "customer,date,amount", "generic-minimal" },
  { "customer_id,date,amount,order_id", NULL },
  { "customer_id,date", NULL },
  { "id,frequency,recency,T", "rfm-summary" },
  { "#1,#2,#3", NULL },
  { "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
    "uci-online-retail" },
  { "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Absender E-Mail-Adresse,"
    "Empfänger E-Mail-Adresse,Transaktionscode", "paypal-activity" },
  { "Bestellnummer,Datum,Kundenemail,Gesamtbetrag,Bruttobetrag", NULL },
};

static void
test_headers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(GPtrArray) header = split_names (headers[i].header);
      g_autoptr(ClvPresetMatch) match = clv_preset_match_best (header);

      g_test_message ("%s", headers[i].header);
      g_assert_cmpstr (match != NULL ? match->preset->id : NULL, ==, headers[i].id);
    }
}

static void
test_diff (void)
{
  const ClvPreset *preset = clv_preset_find ("etsy-orders");
  g_autoptr(GPtrArray) header = own_header (preset);
  g_autoptr(ClvPresetMatch) match = NULL;
  g_autoptr(GPtrArray) diff = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < header->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (header, i), "Coupon Details"))
        {
          g_free (header->pdata[i]);
          header->pdata[i] = g_strdup ("Voucher");
        }
    }
  g_ptr_array_add (header, g_strdup ("Gift wrap"));
  match = clv_preset_match (preset, header);
  g_assert_true (match->fits);
  g_assert_false (match->is_exact);
  diff = clv_preset_match_describe (match);
  g_ptr_array_add (diff, NULL);
  text = g_strjoinv ("|", (char **) diff->pdata);
  g_assert_cmpstr (text, ==, "Columns that are missing: “Coupon Details”.|"
                             "Columns that are new: “Voucher”, “Gift wrap”.|"
                             "“Coupon Details” is perhaps “Voucher” now: it stands at the same "
                             "place.");
}

static ClvImportPlan *
own_plan (void)
{
  ClvImportPlan *plan = fixture_plan ("Wer", "Wann", "Wie viel; netto");
  ClvImportFilter *filter = clv_import_filter_new ("Art", FALSE);

  g_ptr_array_add (filter->values, g_strdup ("Muster"));
  g_ptr_array_add (plan->filters, filter);
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("tot"));
  plan->lines = CLV_LINES_ONCE;
  plan->date_order = CLV_DATE_ORDER_DMY;
  g_free (plan->encoding);
  plan->encoding = g_strdup ("windows-1252");

  return plan;
}

static const char next_text[] = "Neu,Art,WANN,Wie viel; netto,Wer\n"
                                "x,Ware,03/04/2025,\"1,50\",K1\n"
                                "x,Muster,05/06/2025,\"2,50\",K2\n";
static const char lacking_text[] = "Wer,Wann,Betrag,Art,Rest\n"
                                   "K1,2025-04-30,1.50,Ware,a\nK2,2025-05-01,2.50,Ware,b\n";

/* A plan is kept for next month's file, whose columns stand otherwise. */
static void
test_saved (void)
{
  g_autoptr(ClvImportPlan) plan = own_plan ();
  g_autoptr(GPtrArray) header = split_names ("Wer,Wann,Wie viel; netto,Art,Rest");
  g_autoptr(ClvPreset) preset = clv_preset_new_from_plan (plan, "Mein Laden", header);
  g_autofree char *folder = g_dir_make_tmp ("presets-XXXXXX", NULL);
  g_autofree char *text = clv_preset_to_text (preset);
  g_autofree char *text_again = NULL;
  g_autofree char *path = NULL;
  g_autoptr(ClvPreset) again = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;

  again = clv_preset_from_text (text, &error);
  g_assert_no_error (error);
  text_again = clv_preset_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_true (clv_preset_save (preset, folder, &error));
  g_assert_no_error (error);
  g_assert_true (clv_preset_load_folder (folder, &error));
  g_assert_nonnull (clv_preset_find ("Mein Laden"));

  path = fixture_write ("next.csv", next_text, -1);
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (detection->preset, ==, "Mein Laden");
  g_assert_cmpstr (detection->plan->preset, ==, "my:Mein Laden");
  g_assert_cmpstr (detection->plan->columns[CLV_FIELD_DATE], ==, "WANN");
  g_assert_cmpstr (detection->plan->columns[CLV_FIELD_AMOUNT], ==, "Wie viel; netto");
  g_assert_cmpint (detection->plan->lines, ==, CLV_LINES_ONCE);
  g_assert_cmpint (detection->plan->date_order, ==, CLV_DATE_ORDER_DMY);
  g_assert_cmpstr (detection->plan->encoding, ==, "UTF-8");
  g_assert_cmpuint (detection->plan->filters->len, ==, 1);
  /* Which number is the day was known, so that nothing is asked. */
  g_assert_cmpuint (detection->questions->len, ==, 0);
  g_assert_cmpuint (detection->preset_diff->len, ==, 2);
}

/* A saved preset that lacks a column is not used, and the file says why. */
static void
test_lacking (void)
{
  g_autofree char *path = fixture_write ("lacking.csv", lacking_text, -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  const char *warning;

  g_assert_no_error (error);
  g_assert_null (detection->preset);
  g_assert_cmpuint (detection->warnings->len, ==, 1);
  warning = g_ptr_array_index (detection->warnings, 0);
  g_assert_nonnull (strstr (warning, "Mein Laden"));
  g_assert_nonnull (strstr (warning, "missing: “Wie viel; netto”"));
  g_assert_nonnull (strstr (warning, "new: “Betrag”"));
}

static ClvDetection *
detect_fixed (const char *text,
              ClvTopic    topic,
              const char *preset)
{
  g_autofree char *path = fixture_write ("fixed.csv", text, -1);
  g_autoptr(ClvImportPlan) fixed = clv_import_plan_new ();
  g_autoptr(GError) error = NULL;
  ClvDetection *detection;

  fixed->preset = g_strdup (preset);
  fixed->lines = CLV_LINES_SUM;
  detection = clv_detection_new (path, fixed, 1u << topic, NULL, &error);
  g_assert_no_error (error);

  return detection;
}

/* What the user chose is theirs. */
static void
test_fixed (void)
{
  static const char text[] = "Sale Date,Order ID,Buyer User ID,Order Value,Order Total\n"
                             "09/23/26,1,u1,5.00,6.00\n09/24/26,2,u2,7.00,8.00\n";
  g_autoptr(ClvDetection) found = detect_fixed (text, CLV_TOPIC_QUOTE, NULL);
  g_autoptr(ClvDetection) none = detect_fixed (text, CLV_TOPIC_PRESET, NULL);
  g_autoptr(ClvDetection) rules = detect_fixed (text, CLV_TOPIC_RULES, NULL);
  g_autoptr(ClvDetection) chosen = detect_fixed (text, CLV_TOPIC_PRESET, "etsy-orders");

  g_assert_cmpstr (found->plan->preset, ==, "etsy-orders");
  g_assert_cmpint (found->plan->lines, ==, CLV_LINES_ONCE);
  g_assert_null (none->preset);
  g_assert_null (none->plan->preset);
  g_assert_cmpint (rules->plan->lines, ==, CLV_LINES_SUM);
  g_assert_cmpstr (rules->plan->columns[CLV_FIELD_AMOUNT], ==, "Order Total");
  g_assert_cmpint (chosen->plan->lines, ==, CLV_LINES_ONCE);
}

/* A preset does not make dates of what are none. */
static void
test_values (void)
{
  g_autoptr(ClvDetection) detection = detect_fixed (
    "Sale Date,Order ID,Buyer User ID,Order Value,Order Total\nsoon,1,u1,5.00,6.00\n"
    "later,2,u2,7.00,8.00\n", CLV_TOPIC_QUOTE, NULL);
  const ClvQuestion *question = clv_detection_get_question (detection, CLV_TOPIC_MAPPING);

  g_assert_nonnull (question);
  g_assert_cmpint (question->field, ==, CLV_FIELD_DATE);
  g_assert_nonnull (strstr (question->text, "soon"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/preset/files", test_files);
  g_test_add_func ("/import/preset/refuses", test_refuses);
  g_test_add_func ("/import/preset/signatures", test_signatures);
  g_test_add_func ("/import/preset/headers", test_headers);
  g_test_add_func ("/import/preset/diff", test_diff);
  g_test_add_func ("/import/preset/fixed", test_fixed);
  g_test_add_func ("/import/preset/values", test_values);
  g_test_add_func ("/import/preset/saved", test_saved);
  g_test_add_func ("/import/preset/lacking", test_lacking);

  return g_test_run ();
}
