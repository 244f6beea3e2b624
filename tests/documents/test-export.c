/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clv-export-writer.h"
#include "clv-hash.h"
#include "documents-fixture.h"

#define ATTESTATION "Self-attested — not independently reviewed"

static ClvExportResult *
export_file (Fixture          *fixture,
             ClvExportKind     kind,
             const char       *path,
             ClvExportFormat   format,
             GError          **error)
{
  return clv_export_run (fixture->workspace, kind, path, format, NULL, NULL, 1, "sol", NULL, NULL,
                         error);
}

/* Names in the folder that begin with @prefix, so that leftovers are seen. */
static guint
count_files (const char *folder,
             const char *prefix)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, prefix);

  return n;
}

/* One line of a CSV file without line breaks in its cells. */
static GPtrArray *
split_csv (const char *line)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  GString *cell = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *p = line; *p != '\0'; p++)
    {
      if (*p == '"' && is_quoted && p[1] == '"')
        g_string_append_c (cell, *p++);
      else if (*p == '"')
        is_quoted = !is_quoted;
      else if (*p == ',' && !is_quoted)
        {
          g_ptr_array_add (cells, g_strdup (cell->str));
          g_string_truncate (cell, 0);
        }
      else
        g_string_append_c (cell, *p);
    }
  g_ptr_array_add (cells, g_string_free (cell, FALSE));

  return cells;
}

static const char *
get_cell (GPtrArray  *head,
          GPtrArray  *row,
          const char *name)
{
  for (guint i = 0; i < head->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (head, i), name))
        return g_ptr_array_index (row, i);
    }

  g_error ("no column %s", name);
}

static void
test_closed (void)
{
  g_auto(Fixture) fixture = { 0 };
  static const ClvExportKind kinds[] = { CLV_EXPORT_SCORES, CLV_EXPORT_AUDIENCE };

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (kinds) * 2; i++)
    {
      g_autofree char *path = fixture_path (&fixture, "out.csv");
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvExportResult) result = export_file (&fixture, kinds[i / 2], path,
                                                       i % 2 ? CLV_EXPORT_XLSX : CLV_EXPORT_CSV,
                                                       &error);

      g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE);
      g_assert_null (result);
      g_assert_nonnull (strstr (error->message, "No file was written."));
      g_assert_cmpuint (count_files (fixture.folder, "out"), ==, 0);
    }
}

static void
check_row (Fixture   *fixture,
           GPtrArray *head,
           GPtrArray *row)
{
  static const char * const numbers[] = {
    "clv", "clv_low", "clv_high", "past_value", "p_active", "expected_purchases",
    "discounted_purchases", "expected_spend", "repeat_purchases", NULL
  };
  const char *approved = get_cell (head, row, "approved_on");
  const char *until = get_cell (head, row, "valid_until");

  g_assert_cmpuint (row->len, ==, head->len);
  g_assert_true (g_str_has_prefix (get_cell (head, row, "model_version"), "bg-nbd #1 "));
  g_assert_cmpint (clv_date_parse (approved), !=, CLV_DATE_INVALID);
  g_assert_cmpstr (until, >, approved);
  g_assert_cmpstr (get_cell (head, row, "attestation"), ==, ATTESTATION);
  g_assert_nonnull (strstr (get_cell (head, row, "convention"), "40"));
  for (guint i = 0; numbers[i] != NULL; i++)
    {
      const char *text = get_cell (head, row, numbers[i]);
      char *end = NULL;
      double value = g_ascii_strtod (text, &end);

      g_assert_true (*text != '\0' && *end == '\0');
      g_assert_true (value > -1e9 && value < 1e9);
    }
}

/* Whether the quoting of the ids is what a spreadsheet leaves alone. */
static void
check_ids (GHashTable *ids)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_ids); i++)
    {
      gboolean is_bare = g_str_equal (fixture_ids[i], "-12.50") || fixture_ids[i][0] == 'M';
      g_autofree char *wanted = g_strconcat (is_bare ? "" : "'", fixture_ids[i], NULL);

      g_test_message ("%s", wanted);
      g_assert_true (g_hash_table_contains (ids, wanted));
    }
}

static void
check_manifest (const ClvExportResult *result,
                const char            *path,
                guint64                rows)
{
  g_autofree char *text = NULL;
  g_autofree char *digest = clv_sha256_file (path, NULL);
  g_autofree char *line = g_strdup_printf ("\"sha256\" : \"%s\"", digest);
  g_autofree char *count = g_strdup_printf ("\"rows\" : %" G_GUINT64_FORMAT, rows);

  g_assert_cmpstr (result->sha256, ==, digest);
  g_assert_true (g_file_get_contents (result->manifest, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, line));
  g_assert_nonnull (strstr (text, count));
  g_assert_nonnull (strstr (text, ATTESTATION));
  g_assert_nonnull (strstr (text, "The 80 % interval is about chance"));
}

static void
test_scores (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) head = NULL;
  g_auto(GStrv) lines = NULL;
  guint n;

  fixture_init (&fixture);
  fixture_approve (&fixture);
  path = fixture_path (&fixture, "out.csv");
  result = export_file (&fixture, CLV_EXPORT_SCORES, path, CLV_EXPORT_CSV, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows, ==, fixture.scores->n);
  check_manifest (result, path, result->rows);
  g_assert_cmpuint (count_files (fixture.folder, "out"), ==, 2);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  g_assert_cmpuint (n, ==, result->rows + 2);
  head = split_csv (lines[0]);
  for (guint i = 1; i <= result->rows; i++)
    {
      g_autoptr(GPtrArray) row = split_csv (lines[i]);

      check_row (&fixture, head, row);
      g_hash_table_add (ids, g_strdup (get_cell (head, row, "customer_id")));
    }
  check_ids (ids);
}

/* What was approved is a way to cut, too. */
static void
test_other_tiers (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  fixture_approve (&fixture);
  path = fixture_path (&fixture, "out.csv");
  result = clv_export_run (fixture.workspace, CLV_EXPORT_AUDIENCE, path, CLV_EXPORT_CSV, NULL,
                           clv_tier_scheme_find ("platinum"), 1, "sol", NULL, NULL, &error);
  g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE);
  g_assert_null (result);
  g_assert_cmpuint (count_files (fixture.folder, "out"), ==, 0);
}

/* A day after the end nothing leaves, whatever the clock of the machine says. */
static void
test_ended (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  fixture_approve (&fixture);
  path = fixture_path (&fixture, "out.csv");
  result = clv_export_run (fixture.workspace, CLV_EXPORT_SCORES, path, CLV_EXPORT_CSV, NULL, NULL,
                           0, "sol", "2999-01-01", NULL, &error);
  g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE);
  g_assert_null (result);
  g_assert_cmpuint (count_files (fixture.folder, "out"), ==, 0);
}

static void
test_transactions (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_init (&fixture);
  path = fixture_path (&fixture, "rows.csv");
  result = export_file (&fixture, CLV_EXPORT_TRANSACTIONS, path, CLV_EXPORT_CSV, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\n'=1+1,2025-06-01,20.00,EUR\n"));
  g_assert_nonnull (strstr (text, "\n'=1+1,2025-07-20,-12.50,EUR\n"));
  g_assert_nonnull (strstr (text, "\n-12.50,2025-07-20,-12.50,EUR\n"));
  g_assert_nonnull (strstr (text, "\n\"Müller, \"\"Jo\"\"\",2025-07-20,-12.50,EUR\n"));
}

/* What has to be in the sheet: the id as text, the value as a number. */
static void
test_xlsx (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *unzip = g_find_program_in_path ("unzip");
  g_autofree char *command = NULL;
  g_autofree char *sheet = NULL;
  g_autofree char *number = NULL;
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  guint rows = 0;
  int status = -1;

  fixture_init (&fixture);
  if (unzip == NULL)
    {
      g_test_skip ("unzip is not installed");
      return;
    }
  fixture_approve (&fixture);
  path = fixture_path (&fixture, "out.xlsx");
  result = export_file (&fixture, CLV_EXPORT_SCORES, path, CLV_EXPORT_XLSX, &error);
  g_assert_no_error (error);
  check_manifest (result, path, result->rows);

  command = g_strdup_printf ("%s -p %s xl/worksheets/sheet1.xml", unzip, path);
  g_assert_true (g_spawn_command_line_sync (command, &sheet, NULL, &status, &error));
  g_assert_cmpint (status, ==, 0);
  for (const char *p = sheet; (p = strstr (p, "<row ")) != NULL; p++)
    rows++;
  g_assert_cmpuint (rows, ==, result->rows + 1);
  g_assert_null (strstr (sheet, "<f>"));
  /* The second column of the first customer. */
  g_ascii_formatd (digits, sizeof digits, "%.16g", fixture.scores->clv[0]);
  number = g_strdup_printf ("<c r=\"B2\"><v>%s</v>", digits);
  g_assert_nonnull (strstr (sheet, number));
  g_assert_nonnull (strstr (sheet, "<c r=\"A2\" t=\"inlineStr\">"));
}

static void
check_refused (Fixture         *fixture,
               const char      *path,
               ClvExportFormat  format,
               const char      *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvExportResult) result = export_file (fixture, CLV_EXPORT_SCORES, path, format,
                                                   &error);

  g_assert_null (result);
  g_assert_nonnull (error);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_cmpuint (count_files (folder, "out"), ==, 0);
}

static gint64
count_events (Fixture *fixture)
{
  g_autoptr(ClvVerification) report = clv_governance_verify (fixture->workspace, NULL, NULL, NULL);

  g_assert_true (report->is_clean);

  return report->n_events;
}

static void
test_unwritable (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *absent = NULL;
  g_autofree char *taken = NULL;
  gint64 before;

  fixture_init (&fixture);
  fixture_approve (&fixture);
  before = count_events (&fixture);
  absent = fixture_path (&fixture, "absent/out.csv");
  check_refused (&fixture, absent, CLV_EXPORT_CSV, fixture.folder);
  check_refused (&fixture, absent, CLV_EXPORT_XLSX, fixture.folder);
  /* A folder stands where the file would be: seen when it gets its name. */
  taken = fixture_path (&fixture, "taken.csv");
  g_assert_cmpint (g_mkdir (taken, 0700), ==, 0);
  check_refused (&fixture, taken, CLV_EXPORT_CSV, fixture.folder);
  g_assert_cmpuint (count_files (fixture.folder, "taken"), ==, 1);
  g_rmdir (taken);
  g_assert_cmpint (count_events (&fixture), ==, before);
}

/* No file may grow beyond a limit, as on a full disk. */
static void
test_full (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *path = NULL;
  struct rlimit before;
  static const rlim_t limits[] = { 0, 512, 4096, 65536, 131072 };

  fixture_init (&fixture);
  fixture_approve (&fixture);
  path = fixture_path (&fixture, "out.csv");
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  for (guint i = 0; i < G_N_ELEMENTS (limits) * 2; i++)
    {
      struct rlimit limit = { limits[i / 2], before.rlim_max };

      g_test_message ("limit %u, format %u", (guint) limits[i / 2], i % 2);
      setrlimit (RLIMIT_FSIZE, &limit);
      check_refused (&fixture, path, i % 2 ? CLV_EXPORT_XLSX : CLV_EXPORT_CSV, fixture.folder);
      setrlimit (RLIMIT_FSIZE, &before);
    }
}

/* A sheet shrinks so much in its container that the file fits where the rows,
 * kept in a temporary file meanwhile, did not. */
static void
test_full_while_writing (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-documents-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.xlsx", NULL);
  struct rlimit before;
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  for (guint is_tight = 0; is_tight < 2; is_tight++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvExportWriter) writer = NULL;
      gboolean is_whole;

      limit = before;
      if (is_tight)
        limit.rlim_cur = 200000;
      setrlimit (RLIMIT_FSIZE, &limit);
      writer = clv_export_writer_new (path, CLV_EXPORT_XLSX, &error);
      g_assert_no_error (error);
      for (guint row = 0; row < 20000; row++)
        {
          clv_export_writer_add_text (writer, "</row> & the same for everybody");
          clv_export_writer_add_number (writer, 1.0);
          clv_export_writer_end_row (writer);
        }
      is_whole = clv_export_writer_finish (writer, &error);
      setrlimit (RLIMIT_FSIZE, &before);
      if (is_tight)
        g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FULL);
      else
        g_assert_no_error (error);
      g_assert_cmpint (is_whole, ==, !is_tight);
    }
  g_unlink (path);
  g_rmdir (folder);
}

typedef struct
{
  const char *text;
  gboolean is_quoted;
} QuoteRow;

static const QuoteRow quote_rows[] = {
  { "=1", TRUE }, { "+1", TRUE }, { "-x", TRUE }, { "@a", TRUE }, { "\t=1", TRUE },
  { "\r=1", TRUE }, { " =1", TRUE }, { "\n=1", TRUE }, { "\xc2\xa0=1", TRUE },
  { "\xe3\x80\x80=1", TRUE }, { "\xef\xbb\xbf=1", TRUE }, { "\xe2\x80\x8b@a", TRUE },
  { " \t x", TRUE }, { "\xef\xbc\x9d" "1", TRUE }, { " \xef\xbc\x8b" "1", TRUE },
  { "-12.50", FALSE }, { "-1", FALSE }, { "-1.", TRUE }, { "-1.2.3", TRUE }, { "-1e5", TRUE },
  { "- 1", TRUE }, { "--1", TRUE }, { "12", FALSE }, { "a=1", FALSE }, { "", FALSE },
  { " a", FALSE }, { "'=1", FALSE }, { "\xff\xfe", FALSE },
};

/* What a spreadsheet would evaluate, and what it would not. */
static void
test_quote (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (quote_rows); i++)
    {
      g_autofree char *quoted = clv_export_quote (quote_rows[i].text);
      g_autofree char *wanted = g_strconcat (quote_rows[i].is_quoted ? "'" : "",
                                             quote_rows[i].text, NULL);

      g_assert_cmpstr (quoted, ==, wanted);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/documents/export/quote", test_quote);
  g_test_add_func ("/documents/export/closed", test_closed);
  g_test_add_func ("/documents/export/scores", test_scores);
  g_test_add_func ("/documents/export/other-tiers", test_other_tiers);
  g_test_add_func ("/documents/export/ended", test_ended);
  g_test_add_func ("/documents/export/transactions", test_transactions);
  g_test_add_func ("/documents/export/xlsx", test_xlsx);
  g_test_add_func ("/documents/export/unwritable", test_unwritable);
  g_test_add_func ("/documents/export/full", test_full);
  g_test_add_func ("/documents/export/full-while-writing", test_full_while_writing);

  return g_test_run ();
}
