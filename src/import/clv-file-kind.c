/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "clv-error.h"
#include "clv-file-kind.h"

typedef struct
{
  const char *bytes;
  gsize size;
  const char *what;   /* fits "This is …" */
  const char *repair;
} FileMagic;

/* An old binary document begins with a directory of streams. */
#define COMPOUND "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define DIRECTORY_SIZE 4096
#define TAR_MAGIC_AT 257

#define EXPORT_CSV N_("Export the table as CSV text and open that file.")
#define SAVE_AS_XLSX N_("In a spreadsheet program save it as an Excel workbook (.xlsx) and open " \
                        "that file.")
#define UNPACK N_("Unpack it and open the table inside.")
#define SIGN_IN N_("Often a shop's page, such as the one to sign in, is saved in place of the " \
                   "file: sign in and export again, as CSV.")
#define EXPORT_FROM_IT N_("In the program that made it, export the table as CSV text and open " \
                          "that file.")
#define EXPORT_ORDERS N_("Ask the program or the shop for an export of orders as CSV or Excel " \
                         "(.xlsx), and open that file.")

static const FileMagic magics[] = {
  { "\x89PNG\r\n", 6, N_("a PNG picture"), EXPORT_CSV },
  { "\xff\xd8\xff", 3, N_("a JPEG picture"), EXPORT_CSV },
  { "GIF8", 4, N_("a GIF picture"), EXPORT_CSV },
  { "%PDF-", 5, N_("a PDF document"), EXPORT_CSV },
  { "PK\003\004", 4, N_("a ZIP archive in another archive"), UNPACK },
  { "PK\005\006", 4, N_("an empty ZIP archive"), EXPORT_CSV },
  { "SQLite format 3", 16, N_("an SQLite database"), EXPORT_CSV },
  { "\x1f\x8b", 2, N_("a gzip file in another archive"), UNPACK },
  { "7z\xbc\xaf\x27\x1c", 6, N_("a 7-Zip archive"), UNPACK },
  { "Rar!\x1a\x07", 6, N_("a RAR archive"), UNPACK },
  { "\xfd" "7zXZ", 5, N_("an xz archive"), UNPACK },
  { "BZh91AY&SY", 10, N_("a bzip2 archive"), UNPACK },
  { "\x28\xb5\x2f\xfd", 4, N_("a Zstandard archive"), UNPACK },
  { "PAR1", 4, N_("a Parquet file"), EXPORT_CSV },
  { "ARROW1", 6, N_("an Arrow file"), EXPORT_CSV },
  { "\000\001\000\000Standard", 12, N_("an Access database"), EXPORT_FROM_IT },
  { "$FL2", 4, N_("a data file of SPSS"), EXPORT_FROM_IT },
  { "<stata_dta>", 11, N_("a data file of Stata"), EXPORT_FROM_IT },
  { "II*\000", 4, N_("a TIFF picture"), EXPORT_CSV },
  { "MM\000*", 4, N_("a TIFF picture"), EXPORT_CSV },
  { "\x7f" "ELF", 4, N_("a program"), EXPORT_CSV },
  { "{\\rtf", 5, N_("a formatted text document"), EXPORT_CSV },

  /* Before 1997 a workbook was one stream, which begins with its version. */
  { "\x09\x08\x10\x00", 4, N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
  { "\x09\x08\x08\x00", 4, N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
  { "\x09\x04\x06\x00", 4, N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
  { "\x09\x02\x06\x00", 4, N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
};

/* In the text, at its begin; where a name of Excel promises something else, its own
 * program opens it all the same. */
static const FileMagic texts[] = {
  { "<!doctype html", 14, N_("a web page"), SIGN_IN },
  { "<html", 5, N_("a web page"), SIGN_IN },
  { "<head", 5, N_("a web page"), SIGN_IN },
  { "<meta", 5, N_("a web page"), SIGN_IN },
  { "<style", 6, N_("a web page"), SIGN_IN },
  { "<body", 5, N_("a web page"), SIGN_IN },
  { "<table", 6, N_("a web page"), SIGN_IN },
  { "<?xml", 5, N_("an XML document"), EXPORT_ORDERS },
  { "MIME-Version:", 13, N_("an e-mail message or a saved web page"), EXPORT_ORDERS },
  { "BEGIN:VCARD", 11, N_("a file of contacts"), EXPORT_ORDERS },
  { "BEGIN:VCALENDAR", 15, N_("a calendar"), EXPORT_ORDERS },
};

/* Streams of a compound file, by which it is known. */
static const struct
{
  const char *stream;
  const char *what;
  const char *repair;
} compounds[] = {
  { "EncryptedPackage", N_("an Excel workbook with a password"),
    N_("Save it without a password and open that file.") },
  { "Workbook", N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
  { "Book", N_("an old Excel workbook (.xls)"), SAVE_AS_XLSX },
  { "WordDocument", N_("an old Word document"), EXPORT_CSV },
  { "PowerPoint Document", N_("an old PowerPoint presentation"), EXPORT_CSV },
};

/*
 * clv_file_kind_set_wrong:
 * @path: the file's name
 * @what: untranslated, fits "This is …"
 * @repair: untranslated sentence
 *
 * Says that a file is something else.
 */
void
clv_file_kind_set_wrong (GError     **error,
                         const char  *path,
                         const char  *what,
                         const char  *repair)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
               _("“%s” is %s, not a table that can be read here. Nothing was imported. %s"),
               name, _(what), _(repair));
}

static gboolean
begins_with (const char *head,
             gsize       size,
             const char *text,
             gsize       length)
{
  return size >= length && g_ascii_strncasecmp (head, text, length) == 0;
}

/* Whether an entry of the directory, 128 bytes with a name in UTF-16, is @name. */
static gboolean
entry_is (const char *entry,
          const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 0; i <= length; i++)
    {
      if (entry[2 * i] != name[i] || entry[2 * i + 1] != '\0')
        return FALSE;
    }

  return TRUE;
}

/* The directory's first sector is named in the header ([MS-CFB] 2.2). */
static gsize
read_directory (const char   *path,
                const guchar *head,
                gsize         size,
                char         *directory)
{
  guint64 at;
  ssize_t n;
  int fd;

  if (size < 52)
    return 0;

  at = (guint64) head[48] | (guint64) head[49] << 8 | (guint64) head[50] << 16
       | (guint64) head[51] << 24;
  at = (at + 1) << (head[30] == 12 ? 12 : 9);
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    return 0;

  n = pread (fd, directory, DIRECTORY_SIZE, (off_t) at);
  close (fd);

  return n > 0 ? (gsize) n : 0;
}

static void
refuse_compound (const char    *path,
                 const guchar  *head,
                 gsize          size,
                 GError       **error)
{
  g_autofree char *directory = g_malloc (DIRECTORY_SIZE);
  gsize n = read_directory (path, head, size, directory);

  for (guint i = 0; i < G_N_ELEMENTS (compounds); i++)
    {
      for (gsize at = 0; at + 128 <= n; at += 128)
        {
          if (entry_is (directory + at, compounds[i].stream))
            {
              clv_file_kind_set_wrong (error, path, compounds[i].what, compounds[i].repair);
              return;
            }
        }
    }

  clv_file_kind_set_wrong (error, path, N_("an old Excel or Word file"), SAVE_AS_XLSX);
}

static gboolean
is_wide (const guchar *head,
         gsize         size)
{
  return size >= 2 && ((head[0] == 0xff && head[1] == 0xfe)
                       || (head[0] == 0xfe && head[1] == 0xff));
}

/* Bytes that no text has. UTF-16 is full of NUL bytes, on one side of each pair, and
 * of small ones where it is not Latin. */
static gboolean
is_binary (const guchar *head,
           gsize         size)
{
  gsize n_nul[2] = { 0, 0 };
  gsize n_control = 0;

  for (gsize i = 0; i < size; i++)
    {
      n_nul[i & 1] += head[i] == 0;
      n_control += head[i] != 0 && head[i] < 0x20 && strchr ("\t\n\v\f\r\x1a\x1b", head[i]) == NULL;
    }

  return n_control > 16 && n_control * 20 > size - n_nul[0] - n_nul[1];
}

/* A document of names and values begins with a bracket and, but for blanks, with
 * what such a document can go on with. */
static gboolean
is_json (const char *text,
         gsize       size)
{
  gsize at = 1;

  if (size < 2 || (*text != '{' && *text != '['))
    return FALSE;

  while (at < size && g_ascii_isspace (text[at]))
    at++;

  return at < size && strchr (*text == '{' ? "\"}" : "{[\"]", text[at]) != NULL;
}

/* "<orders>", but not "<none>,2025-03-05": nothing but a tag on the first line. */
static gboolean
is_xml (const char *text,
        gsize       size)
{
  const char *end = text + size;
  const char *close;

  if (size < 4 || *text != '<' || !(g_ascii_isalpha (text[1]) || text[1] == '!'))
    return FALSE;

  close = memchr (text, '>', size);
  for (const char *at = text; close != NULL && at < close; at++)
    {
      if (strchr (",;|\t\n", *at) != NULL)
        return FALSE;
    }
  do
    close = close != NULL ? close + 1 : NULL;
  while (close != NULL && close < end && (*close == ' ' || *close == '\r'));

  return close != NULL && close < end && (*close == '\n' || *close == '<');
}

static gboolean
is_sql (const char *text,
        gsize       size)
{
  static const char * const words[] = {
    "-- MySQL dump", "-- MariaDB dump", "-- PostgreSQL", "--\n-- PostgreSQL", "-- phpMyAdmin",
    "CREATE TABLE ", "DROP TABLE ", "INSERT INTO ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (begins_with (text, size, words[i], strlen (words[i])))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_named_excel (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".xls") || g_str_has_suffix (lower, ".xlsx");
}

/* Text that is no table, but something that people save in its place. */
static gboolean
check_text (const char  *path,
            const char  *text,
            gsize        size,
            GError     **error)
{
  gboolean is_excel = is_named_excel (path);

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }
  while (size > 0 && (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r'))
    {
      text++;
      size--;
    }

  if (is_excel && (begins_with (text, size, "<", 1) || begins_with (text, size, "MIME-", 5)))
    {
      clv_file_kind_set_wrong (error, path, N_("a web page or an XML file under an Excel name"),
                               SAVE_AS_XLSX);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (begins_with (text, size, texts[i].bytes, texts[i].size))
        {
          clv_file_kind_set_wrong (error, path, texts[i].what, texts[i].repair);
          return FALSE;
        }
    }
  if (is_json (text, size))
    clv_file_kind_set_wrong (error, path, N_("a JSON document"), EXPORT_ORDERS);
  else if (is_xml (text, size))
    clv_file_kind_set_wrong (error, path, N_("an XML document"), EXPORT_ORDERS);
  else if (is_sql (text, size))
    clv_file_kind_set_wrong (error, path, N_("a file of database commands (SQL)"), EXPORT_ORDERS);
  else
    return TRUE;

  return FALSE;
}

/* The same in UTF-16, of which every second byte is looked at. */
static gboolean
check_wide_text (const char    *path,
                 const guchar  *head,
                 gsize          size,
                 GError       **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (gsize i = 2; i + 1 < MIN (size, 1024); i += 2)
    g_string_append_c (text, (char) (head[0] == 0xff ? head[i] : head[i + 1]));

  return check_text (path, text->str, text->len, error);
}

/*
 * clv_file_kind_check:
 * @path: the file's name, for the message
 * @head: its first bytes
 * @size: how many
 * @error: return location, %CLV_IMPORT_ERROR_WRONG_KIND
 *
 * Refuses what is no text table, naming what it is.
 */
gboolean
clv_file_kind_check (const char     *path,
                     gconstpointer   head,
                     gsize           size,
                     GError        **error)
{
  const char *text = head;

  if (size >= 8 && memcmp (head, COMPOUND, 8) == 0)
    {
      refuse_compound (path, head, size, error);
      return FALSE;
    }
  if (size >= TAR_MAGIC_AT + 5 && memcmp (text + TAR_MAGIC_AT, "ustar", 5) == 0)
    {
      clv_file_kind_set_wrong (error, path, N_("a TAR archive"), UNPACK);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (size >= magics[i].size && memcmp (head, magics[i].bytes, magics[i].size) == 0)
        {
          clv_file_kind_set_wrong (error, path, magics[i].what, magics[i].repair);
          return FALSE;
        }
    }

  if (is_wide ((const guchar *) text, size))
    return check_wide_text (path, (const guchar *) text, size, error);
  if (!check_text (path, text, size, error))
    return FALSE;
  if (is_binary ((const guchar *) text, size))
    {
      clv_file_kind_set_wrong (error, path, N_("a binary file"), EXPORT_CSV);
      return FALSE;
    }

  return TRUE;
}
