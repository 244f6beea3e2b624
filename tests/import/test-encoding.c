/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-byte-source.h"
#include "clv-error.h"
#include "clv-mojibake.h"
#include "import-fixture.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
  guint n_damaged;
} MojibakeCase;

static const MojibakeCase mojibake_cases[] = {
  { "umlauts", "WÃ¤hrung;MÃ¼ller;GrÃ¶ÃŸe;12,50 â‚¬", "Währung;Müller;Größe;12,50 €", 4 },
  { "times", "1Ã— A, 2Ã— B", "1× A, 2× B", 2 },
  { "undefined-bytes", "Ã\xc2\x81rpÃ¡d Ã\xc2\x8d", "Árpád Í", 3 },
  { "read-as-latin-1", "12 â\xc2\x82¬", "12 €", 1 },
  { "twice", "MÃƒÂ¼ller", "Müller", 1 },
  { "cyrillic", "Ð\xc2\x98Ð²Ð°Ð½Ð¾Ð²", "Иванов", 1 },
  { "japanese", "å±±ç”°å¤ªéƒŽ", "山田太郎", 1 },
  { "no-break-space", "1Â\u00a0234", "1\u00a0234", 1 },
  { "sound", "Währung;Müller;Größe;12,50 €;“CAFÉ”;„MENÜ“;Ã;Â;São Tomé;山田", NULL, 0 },
  { "both", "MÃ¼ller;Müller", "Müller;Müller", 1 },
  { "half", "MÃ¼ller;Ã;â‚", "Müller;Ã;â‚", 1 },
  { "ascii", "plain text, nothing else here", NULL, 0 },
  { "empty", "", NULL, 0 },
  { "no-utf8", "M\xfcller;MÃ¼ller;\xff", "M\xfcller;Müller;\xff", 1 },
};

static void
test_mojibake (gconstpointer data)
{
  const MojibakeCase *row = data;
  g_autofree char *text = g_strdup (row->text);
  ClvMojibakeCount count = { 0 };
  gsize length;

  clv_mojibake_count (&count, text, strlen (text));
  g_assert_cmpuint (count.n_damaged, ==, row->n_damaged);
  length = clv_mojibake_repair (text, strlen (text));
  text[length] = '\0';
  g_assert_cmpstr (text, ==, row->expected != NULL ? row->expected : row->text);
}

static char *
read_repaired (const char *path,
               const char *encoding,
               gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvByteSource) source = clv_byte_source_new (path, NULL, encoding, &error);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *bytes = g_malloc (size);
  gsize n = 1;

  g_assert_no_error (error);
  clv_byte_source_set_repair (source);
  while (n > 0)
    {
      g_assert_true (clv_byte_source_read (source, bytes, size, &n, &error));
      g_string_append_len (text, bytes, (gssize) n);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Runs are repaired wherever the file is cut into pieces. */
static void
test_repair_anywhere (void)
{
  g_autoptr(GString) damaged = g_string_new (NULL);
  g_autoptr(GString) sound = g_string_new (NULL);
  g_autofree char *path = NULL;
  gsize sizes[] = { 64, 100, 4096, 1 << 20 };

  for (guint i = 0; i < 60000; i++)
    {
      g_string_append_printf (damaged, "%u,å±±ç”°å¤ªéƒŽ,x\n", i);
      g_string_append_printf (sound, "%u,山田太郎,x\n", i);
    }
  g_string_append (damaged, "Ã¤");
  g_string_append (sound, "ä");
  path = fixture_write ("long.csv", damaged->str, (gssize) damaged->len);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = read_repaired (path, "UTF-8", sizes[i]);

      g_assert_true (g_str_equal (text, sound->str));
    }
}

/* Whatever the bytes: it never grows, ASCII stays, valid text stays valid, and where
 * the file is cut makes no difference. */
static void
test_repair_any (void)
{
  static const char * const pieces[] = {
    "Ã¤", "Ã", "¤", "â‚¬", "é", "”", "a", ",", "\n", "\xff", "\xc3", "\x80", "å±±", "ÃƒÂ¼",
    "\"", "1",
  };

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(GRand) random = g_rand_new_with_seed (i);
      g_autoptr(GString) text = g_string_new ("x");
      g_autofree char *path = NULL;
      g_autofree char *repaired = NULL;
      g_autofree char *in_pieces = NULL;
      guint n = (guint) g_rand_int_range (random, 1, 60);
      gsize length;

      for (guint k = 0; k < n; k++)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      repaired = g_strdup (text->str);
      length = clv_mojibake_repair (repaired, text->len);
      g_assert_cmpuint (length, <=, text->len);
      repaired[length] = '\0';
      g_assert_cmpuint (strlen (repaired), ==, length);
      if (g_utf8_validate (text->str, -1, NULL))
        g_assert_true (g_utf8_validate (repaired, -1, NULL));
      if (i % 20 > 0)
        continue;

      path = fixture_write ("any.csv", text->str, (gssize) text->len);
      in_pieces = read_repaired (path, "UTF-8", 64);
      g_assert_cmpstr (in_pieces, ==, repaired);
    }
}

static void
test_repair_one_run (void)
{
  g_autofree char *path = fixture_write ("run.csv", "Ã¤Ã¶", -1);
  g_autofree char *text = read_repaired (path, "UTF-8", 64);
  g_autofree char *mixed = fixture_write ("mixed.csv", "M\xfcller,M\xc3\xbcller", -1);
  g_autofree char *other = read_repaired (mixed, "windows-1252", 64);

  g_assert_cmpstr (text, ==, "äö");
  g_assert_cmpstr (other, ==, "Müller,Müller");
}

typedef struct
{
  const char *name;
  const char *text;        /* UTF-8 */
  const char *charset;     /* in which the file is written */
  const char *mark;        /* before it; NULL: that of UTF-32 */
  const char *encoding;    /* expected */
  const char *samples;     /* in the reason */
} EncodingCase;

#define GERMAN "Kundin;Datum;Betrag;Währung\nMüller;05.03.2025;12,50;EUR\n" \
               "Größe;16.03.2025;1.234,56;EUR\nWeiß;27.03.2025;7,00;EUR\n"
#define EUROS "Kundin;Datum;Betrag\nMüller;05.03.2025;12,50 €\nGröße;16.03.2025;1.234,56 €\n"
#define FRENCH "client,date,montant\nSœur Cœur,2025-03-05,12.50\nŒuvre,2025-03-16,7.00\n"
#define FRACTIONS "customer,date,amount,item\nMüller,2025-03-05,12.50,½ kg\n" \
                  "b,2025-03-06,1.00,1½kg\nc,2025-03-06,1.00,¼ lb\n"
#define JAPANESE "order_id,date,amount,customer\n1,2025-03-01,1000,山田太郎\n" \
                 "2,2025-03-02,1001,佐藤花子\n3,2025-03-03,1002,髙橋①ソ表能\n"      \
                 "4,2025-03-04,1003,鈴木一郎\n"

static const EncodingCase encoding_cases[] = {
  { "utf-8", GERMAN, "UTF-8", "", "UTF-8", "“Währung”, “Müller”, “Größe”" },
  { "utf-8-bom", GERMAN, "UTF-8", "\xef\xbb\xbf", "UTF-8", "“Währung”, “Müller”, “Größe”" },
  { "utf-16le", GERMAN, "UTF-16LE", "", "UTF-16LE", "“Währung”, “Müller”, “Größe”" },
  { "utf-16be", GERMAN, "UTF-16BE", "", "UTF-16BE", "“Währung”, “Müller”, “Größe”" },
  { "utf-16le-bom", GERMAN, "UTF-16LE", "\xff\xfe", "UTF-16LE", "“Währung”, “Müller”, “Größe”" },
  { "utf-16be-bom", GERMAN, "UTF-16BE", "\xfe\xff", "UTF-16BE", "“Währung”, “Müller”, “Größe”" },
  { "utf-32le-bom", GERMAN, "UTF-32LE", NULL, "UTF-32LE", "“Währung”, “Müller”, “Größe”" },
  { "windows-1252", GERMAN, "WINDOWS-1252", "", "windows-1252", "“Währung”, “Müller”, “Größe”" },
  { "windows-1252-euro", EUROS, "WINDOWS-1252", "", "windows-1252", "“12,50 €”" },
  { "iso-8859-15-euro", EUROS, "ISO-8859-15", "", "ISO-8859-15", "“12,50 €”" },
  { "iso-8859-15-words", FRENCH, "ISO-8859-15", "", "ISO-8859-15", "“Sœur Cœur”, “Œuvre”" },
  { "windows-1252-words", FRENCH, "WINDOWS-1252", "", "windows-1252", "“Sœur Cœur”, “Œuvre”" },
  { "fractions", FRACTIONS, "WINDOWS-1252", "", "windows-1252", "“½ kg”" },
  { "shift-jis", JAPANESE, "CP932", "", "SHIFT_JIS", "“髙橋①ソ表能”" },
};

static void
test_encoding (gconstpointer data)
{
  const EncodingCase *row = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) bytes = g_string_new (row->mark);
  g_autofree char *path = NULL;
  g_autofree char *converted = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  const ClvReason *reason;
  gsize size = 0;

  converted = g_convert (row->text, -1, row->charset, "UTF-8", NULL, &size, &error);
  g_assert_no_error (error);
  if (row->mark == NULL)
    g_string_append_len (bytes, "\xff\xfe\0\0", 4);
  g_string_append_len (bytes, converted, (gssize) size);
  path = fixture_write ("encoding.csv", bytes->str, (gssize) bytes->len);
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->encoding, ==, row->encoding);
  g_assert_false (detection->has_mojibake);
  g_assert_cmpuint (detection->warnings->len, ==, 0);
  reason = clv_detection_get_reason (detection, CLV_TOPIC_ENCODING);
  if (strstr (reason->because, row->samples) == NULL)
    g_error ("“%s” lacks %s", reason->because, row->samples);
}

/* Where one cell comes again and again, that is the sample, whatever the length. */
static void
test_samples_few (void)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount,city\n");
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr(ClvDetection) detection = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "c%u,2025-03-05,1.50,\"Köln\nam  Rhein\"\n", i);
  g_string_append (text, "Müller,2025-03-05,1.50,x\n");
  path = fixture_write ("few.csv", text->str, (gssize) text->len);
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (clv_detection_get_reason (detection,
                                                             CLV_TOPIC_ENCODING)->because,
                                   "; read so: “Köln am  Rhein”"));
}

/* Files that were joined keep the mark of each, and what is lost is said. */
static void
test_joined_and_lost (void)
{
  static const char text[] =
    "customer,date,amount\nM\xef\xbf\xbdller,2025-03-05,1.00\n\xef\xbb\xbfM\xef\xbf\xbdller,"
    "2025-03-06,2.00\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("joined.csv", text, -1);
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autoptr(ClvImportResult) result = NULL;
  FixtureSink sink;

  g_assert_no_error (error);
  g_assert_cmpuint (detection->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0),
                            "line 2 has “M\xef\xbf\xbdller”"));
  fixture_sink_init (&sink);
  result = clv_import_run (path, detection->plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->customers, ==, 1);
  fixture_sink_clear (&sink);
}

/* A NUL byte damages one row and says nothing about the encoding. */
static void
test_nul (void)
{
  static const char text[] = "customer,date,amount\nMüller,2025-03-05,1.00\na\0b,2025-03-06,2.00\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("nul.csv", text, sizeof text - 1);
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->encoding, ==, "UTF-8");
}

#define DAMAGED "Kundin;Datum;Betrag;WÃ¤hrung\nMÃ¼ller;05.03.2025;12,50 â‚¬;EUR\n" \
                "GrÃ¶ÃŸe;16.03.2025;1.234,56 â‚¬;EUR\n"

static void
test_repair_detected (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("damaged.csv", DAMAGED, -1);
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autoptr(ClvDetection) repaired = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;

  g_assert_no_error (error);
  g_assert_true (detection->has_mojibake);
  g_assert_cmpuint (detection->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0),
                            "line 1 has “WÃ¤hrung”, which was “Währung”"));
  g_assert_null (detection->plan->columns[CLV_FIELD_AMOUNT]);

  plan = clv_import_plan_copy (detection->plan);
  plan->repair_mojibake = TRUE;
  repaired = clv_detection_new (path, plan, 1u << CLV_TOPIC_ENCODING, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (repaired->has_mojibake);
  g_assert_true (repaired->plan->repair_mojibake);
  g_assert_cmpuint (repaired->warnings->len, ==, 0);
  g_assert_cmpuint (repaired->questions->len, ==, 0);
  g_assert_cmpstr (repaired->plan->columns[CLV_FIELD_CURRENCY], ==, "Währung");
  g_assert_cmpstr (repaired->plan->columns[CLV_FIELD_AMOUNT], ==, "Betrag");
  g_assert_cmpstr (((char **) g_ptr_array_index (repaired->preview, 0))[0], ==, "Müller");
}

/* Months in two encodings, joined. */
static void
test_two_encodings (void)
{
  static const char text[] =
    "Kundin;Datum;Betrag\nM\xc3\xbcller;05.03.2025;12,50\nM\xfcller;06.03.2025;7,00\n"
    "Wei\xdf;07.03.2025;1,00\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("two.csv", text, -1);
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->encoding, ==, "windows-1252");
  g_assert_true (detection->has_mojibake);
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0),
                            "parts of it are in UTF-8"));
}

/* Another encoding spells headers otherwise, and the columns stay mapped. */
static void
test_mapping_kept (void)
{
  static const char text[] = "Kundin;Datum;Betr\xe4ge;Gr\xf6\xdf" "e\nM;05.03.2025;12,50;X\n"
                                                                  "N;16.03.2025;1,50;X\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("kept.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("Kundin", "Datum", "Betrag");
  g_autoptr(ClvDetection) detection = NULL;

  g_free (plan->encoding);
  plan->encoding = g_strdup ("windows-1252");
  plan->decimal = ',';
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "Betr\xef\xbf\xbdge");
  detection = clv_detection_new (path, plan, 1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_MAPPING,
                                 NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->columns[CLV_FIELD_AMOUNT], ==, "Beträge");
  g_assert_cmpstr (detection->plan->columns[CLV_FIELD_CUSTOMER], ==, "Kundin");
}

/* What is written to meanwhile is half of one state and half of another. */
static void
test_changed (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_write ("changed.csv", "a,b\n1,2\n", -1);
  g_autoptr(ClvByteSource) source = clv_byte_source_new (path, NULL, "UTF-8", &error);
  char bytes[64];
  FILE *file = NULL;
  gsize n = 0;

  g_assert_no_error (error);
  g_assert_true (clv_byte_source_read (source, bytes, sizeof bytes, &n, &error));
  file = g_fopen (path, "a");
  g_assert_cmpint (fputs ("3,4\n", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  while (n > 0 && clv_byte_source_read (source, bytes, sizeof bytes, &n, &error))
    continue;
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "was changed while it was read"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mojibake_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/encoding/mojibake/%s",
                                               mojibake_cases[i].name);

      g_test_add_data_func (name, &mojibake_cases[i], test_mojibake);
    }
  for (guint i = 0; i < G_N_ELEMENTS (encoding_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/encoding/found/%s",
                                               encoding_cases[i].name);

      g_test_add_data_func (name, &encoding_cases[i], test_encoding);
    }
  g_test_add_func ("/import/encoding/repair-anywhere", test_repair_anywhere);
  g_test_add_func ("/import/encoding/repair-any", test_repair_any);
  g_test_add_func ("/import/encoding/repair-one-run", test_repair_one_run);
  g_test_add_func ("/import/encoding/samples-few", test_samples_few);
  g_test_add_func ("/import/encoding/joined-and-lost", test_joined_and_lost);
  g_test_add_func ("/import/encoding/nul", test_nul);
  g_test_add_func ("/import/encoding/repair-detected", test_repair_detected);
  g_test_add_func ("/import/encoding/two-encodings", test_two_encodings);
  g_test_add_func ("/import/encoding/mapping-kept", test_mapping_kept);
  g_test_add_func ("/import/encoding/changed-while-read", test_changed);

  return g_test_run ();
}
