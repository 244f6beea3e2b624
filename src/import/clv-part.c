/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-byte-source.h"
#include "clv-error.h"
#include "clv-file-kind.h"
#include "clv-nested.h"
#include "clv-part-stream.h"
#include "clv-worksheet.h"
#include "clv-tag-scan.h"

#define HEAD_SIZE 6
#define TEXTS_MAX 200
#define SNIFF_SIZE (64 * 1024)
#define SNIFF_LINES 20

/*
 * clv_part_new:
 * @name: as people see it
 */
ClvPart *
clv_part_new (const char *name)
{
  ClvPart *self = g_new0 (ClvPart, 1);

  self->name = g_strdup (name);
  self->n_rows = -1;
  self->is_table = TRUE;

  return self;
}

/*
 * clv_part_copy:
 */
ClvPart *
clv_part_copy (const ClvPart *self)
{
  ClvPart *copy = g_new (ClvPart, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->member = g_strdup (self->member);
  copy->inner = g_strdup (self->inner);

  return copy;
}

/*
 * clv_part_free:
 */
void
clv_part_free (ClvPart *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->member);
  g_free (self->inner);
  g_free (self);
}

/**
 * clv_part_is_sheet:
 * @self: what is in the file
 * @part: (nullable): one of it
 *
 * Whether it is a sheet of a workbook, be it in an archive.
 */
gboolean
clv_part_is_sheet (const ClvPartList *self,
                   const ClvPart     *part)
{
  return clv_container_is_workbook (self->container) || (part != NULL && part->inner != NULL);
}

/**
 * clv_part_list_free:
 * @self: (nullable): a list
 */
void
clv_part_list_free (ClvPartList *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

/**
 * clv_container_from_head:
 * @head: the first bytes of a file
 * @size: how many
 *
 * What the file is packed as. Workbooks are ZIP archives until somebody looks inside.
 */
ClvContainer
clv_container_from_head (const void *head,
                         gsize       size)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    ClvContainer container;
  } marks[] = {
    { "\x1f\x8b", 2, CLV_CONTAINER_GZIP },
    { "PK\003\004", 4, CLV_CONTAINER_ZIP },
    { "PK\005\006", 4, CLV_CONTAINER_ZIP },
    { "\xfd" "7zXZ", 6, CLV_CONTAINER_XZ },
    { "\x28\xb5\x2f\xfd", 4, CLV_CONTAINER_ZSTD },
  };
  const char *bytes = head;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (size >= marks[i].size && memcmp (head, marks[i].bytes, marks[i].size) == 0)
        return marks[i].container;
    }

  /* A table may begin with three such letters, but then not with the block size. */
  if (size >= 5 && memcmp (head, "BZh", 3) == 0 && g_ascii_isdigit (bytes[3]) && bytes[4] == '1')
    return CLV_CONTAINER_BZIP2;

  return CLV_CONTAINER_TEXT;
}

/**
 * clv_container_get_id:
 *
 * Returns: its word on the command line: "text" …
 */
const char *
clv_container_get_id (ClvContainer container)
{
  static const char * const ids[] = {
    "text", "gzip", "zip", "xlsx", "ods", "bzip2", "xz", "zstd",
  };

  g_return_val_if_fail ((guint) container < G_N_ELEMENTS (ids), NULL);

  return ids[container];
}

/**
 * clv_container_is_workbook:
 *
 * Whether its parts are sheets: encoding, delimiter and quotes are not asked then.
 */
gboolean
clv_container_is_workbook (ClvContainer container)
{
  return container == CLV_CONTAINER_XLSX || container == CLV_CONTAINER_ODS;
}

static gboolean
has_prefix (GPtrArray  *members,
            const char *prefix)
{
  for (guint i = 0; i < members->len; i++)
    {
      const ClvArchiveMember *member = g_ptr_array_index (members, i);

      if (g_str_has_prefix (member->name, prefix))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_suffix (GPtrArray  *members,
            const char *suffix)
{
  for (guint i = 0; i < members->len; i++)
    {
      const ClvArchiveMember *member = g_ptr_array_index (members, i);

      if (g_str_has_suffix (member->name, suffix))
        return TRUE;
    }

  return FALSE;
}

static gboolean
see_encryption_cb (const ClvTag *tag,
                   gpointer      user_data)
{
  gboolean *is_encrypted = user_data;

  *is_encrypted |= clv_tag_is (tag, "encryption-data");

  return !*is_encrypted;
}

static gboolean
check_ods (const char  *path,
           GPtrArray   *members,
           GError     **error)
{
  gboolean is_encrypted = FALSE;
  gboolean is_readable = FALSE;

  if (clv_archive_find (members, "META-INF/manifest.xml") == NULL)
    return TRUE;
  if (!clv_tag_scan (path, "META-INF/manifest.xml", see_encryption_cb, &is_encrypted,
                     &is_readable, error))
    return FALSE;
  if (is_encrypted)
    clv_archive_set_encrypted (error, path);

  return !is_encrypted;
}

static char *
read_mime_type (const char *path,
                GPtrArray  *members)
{
  g_autoptr(ClvUnpacker) unpacker = NULL;
  char text[101] = "";
  gsize n = 0;

  if (clv_archive_find (members, "mimetype") == NULL)
    return g_strdup ("");

  unpacker = clv_unpacker_new_for_member (path, "mimetype", NULL);
  if (unpacker != NULL && clv_unpacker_read (unpacker, text, 100, &n, NULL))
    text[n] = '\0';

  return g_strdup (text);
}

/* What the archive is, by the files that each kind must have. */
static gboolean
find_container (const char    *path,
                GPtrArray     *members,
                ClvContainer  *container,
                GError       **error)
{
  g_autofree char *type = read_mime_type (path, members);
  const char *what = NULL;
  const char *repair = N_("Export the table as CSV text and open that file.");

  *container = CLV_CONTAINER_ZIP;
  if (g_str_has_prefix (type, "application/vnd.oasis.opendocument.spreadsheet"))
    *container = CLV_CONTAINER_ODS;
  else if (g_str_has_prefix (type, "application/vnd.oasis.opendocument."))
    what = N_("an OpenDocument text, drawing or presentation");
  else if (has_suffix (members, ".iwa") || clv_archive_find (members, "Index.zip") != NULL
           || clv_archive_find (members, "index.apxl") != NULL
           || clv_archive_find (members, "buildVersionHistory.plist") != NULL)
    {
      what = N_("a document of Apple Numbers, Pages or Keynote");
      repair = N_("In Numbers choose File, Export To, CSV, and open that file.");
    }
  else if (clv_archive_find (members, "[Content_Types].xml") == NULL)
    {
      /* Some programs leave the type out. */
      if (clv_archive_find (members, "content.xml") == NULL
          || clv_archive_find (members, "META-INF/manifest.xml") == NULL)
        return TRUE;
      *container = CLV_CONTAINER_ODS;
    }
  else if (clv_archive_find (members, "xl/workbook.bin") != NULL)
    {
      what = N_("a binary Excel workbook (.xlsb)");
      repair = N_("In a spreadsheet program save it as an Excel workbook (.xlsx) and open that "
                  "file.");
    }
  else if (has_prefix (members, "word/"))
    what = N_("a Word document");
  else if (has_prefix (members, "ppt/"))
    what = N_("a PowerPoint presentation");
  else
    *container = CLV_CONTAINER_XLSX;

  if (what != NULL)
    clv_file_kind_set_wrong (error, path, what, repair);

  return what == NULL && (*container != CLV_CONTAINER_ODS || check_ods (path, members, error));
}

static gboolean
is_text_name (const char *name)
{
  static const char * const endings[] = {
    ".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv", ".dat", ".asc",
  };
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *lower = g_ascii_strdown (base, -1);

  /* What archivers of other systems leave beside the files. */
  if (*base == '.' || g_str_has_prefix (name, "__MACOSX/"))
    return FALSE;
  if (strchr (lower, '.') == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      if (g_str_has_suffix (lower, endings[i]))
        return TRUE;
    }

  return FALSE;
}

/* Whether the first lines agree on a delimiter; prose has commas in some. */
static gboolean
looks_like_table (const char *text,
                  gsize       length)
{
  static const char delimiters[] = ",;\t|";
  guint n_with[4] = { 0, 0, 0, 0 };
  guint n_lines = 0;
  const char *at = text;
  const char *end = text + length;

  /* UTF-16: look at it no further. */
  if (memchr (text, '\0', MIN (length, 16)) != NULL)
    return TRUE;

  while (at < end && n_lines < SNIFF_LINES)
    {
      gsize n = 0;

      while (at + n < end && at[n] != '\n' && at[n] != '\r')
        n++;
      if (n > 0)
        {
          n_lines++;
          for (guint i = 0; i < 4; i++)
            n_with[i] += memchr (at, delimiters[i], n) != NULL;
        }
      at += MIN (n + 1, (gsize) (end - at));
    }
  for (guint i = 0; i < 4; i++)
    {
      if (n_lines > 0 && n_with[i] * 10 >= n_lines * 8)
        return TRUE;
    }

  return FALSE;
}

/* Counts lines that are not empty, up to @enough. */
static gboolean
look_at_text (const char  *path,
              ClvPart     *part,
              gint64       enough,
              GError     **error)
{
  g_autoptr(ClvUnpacker) unpacker = clv_unpacker_new_for_member (path, part->member, error);
  g_autofree char *text = g_malloc (SNIFF_SIZE);
  gboolean is_first = TRUE;
  char last = '\n';
  gsize n = 1;

  if (unpacker == NULL)
    return FALSE;

  part->n_rows = 0;
  while (n > 0 && part->n_rows < enough)
    {
      if (!clv_unpacker_read (unpacker, text, SNIFF_SIZE, &n, error))
        return FALSE;
      if (is_first)
        part->is_table = looks_like_table (text, n);
      is_first = FALSE;
      for (gsize i = 0; i < n; i++)
        {
          gboolean is_end = text[i] == '\n' || text[i] == '\r';

          part->n_rows += !is_end && (last == '\n' || last == '\r');
          last = text[i];
        }
    }

  return TRUE;
}

static void
set_no_text (GError     **error,
             const char  *path,
             GPtrArray   *members)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr(GString) inside = g_string_new (NULL);

  for (guint i = 0; i < MIN (members->len, 5); i++)
    {
      const ClvArchiveMember *member = g_ptr_array_index (members, i);
      g_autofree char *base = g_path_get_basename (member->name);

      g_string_append_printf (inside, "%s%s", i > 0 ? ", " : "", base);
    }
  if (members->len > 5)
    g_string_append (inside, " …");

  if (members->len == 0)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                 _("The archive “%s” has no files. Nothing was imported. Pack it again."), name);
  else
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
                 _("The archive “%s” has no CSV, TSV or text file; in it are: %s. Nothing was "
                   "imported. Unpack it and open the table inside, or export the table as CSV."),
                 name, inside->str);
}

/* The sheets of a workbook in the archive; of one that cannot be read, none. */
static gboolean
list_book (ClvPartList             *self,
           const char              *path,
           const ClvArchiveMember  *member,
           guint                    index,
           gint64                   enough,
           GError                 **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(ClvNested) nested = clv_nested_new (path, member->name, &failure);
  g_autoptr(ClvPartList) inside = NULL;

  if (nested != NULL)
    inside = clv_part_list_new (nested->path, enough, &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  for (guint i = 0; inside != NULL && clv_container_is_workbook (inside->container)
       && i < inside->parts->len; i++)
    {
      ClvPart *part = clv_part_copy (g_ptr_array_index (inside->parts, i));

      part->inner = g_steal_pointer (&part->name);
      part->name = inside->parts->len == 1 ? g_strdup (member->name)
                   : g_strdup_printf ("%s/%s", member->name, part->inner);
      g_free (part->member);
      part->member = g_strdup (member->name);
      part->book = inside->container;
      part->index = index;
      g_ptr_array_add (self->parts, part);
    }

  return TRUE;
}

static gboolean
list_texts (ClvPartList  *self,
            const char   *path,
            gint64        enough,
            GError      **error)
{
  for (guint i = 0; i < self->members->len && self->parts->len < TEXTS_MAX; i++)
    {
      const ClvArchiveMember *member = g_ptr_array_index (self->members, i);
      ClvPart *part;

      if (!is_text_name (member->name) && !clv_nested_is_book (member->name))
        continue;
      if (member->is_encrypted)
        {
          clv_archive_set_encrypted (error, path);
          return FALSE;
        }
      if (clv_nested_is_book (member->name))
        {
          if (!list_book (self, path, member, i, enough, error))
            return FALSE;
          continue;
        }
      part = clv_part_new (member->name);
      part->member = g_strdup (member->name);
      part->index = i;
      g_ptr_array_add (self->parts, part);
    }
  if (self->parts->len == 0)
    {
      set_no_text (error, path, self->members);
      return FALSE;
    }

  for (guint i = 0; self->parts->len > 1 && i < self->parts->len; i++)
    {
      ClvPart *part = g_ptr_array_index (self->parts, i);

      if (part->inner == NULL && !look_at_text (path, part, enough, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
list_archive (ClvPartList  *self,
              const char   *path,
              gint64        enough,
              GError      **error)
{
  self->members = clv_archive_list (path, error);
  if (self->members == NULL || !find_container (path, self->members, &self->container, error))
    return FALSE;

  if (self->container == CLV_CONTAINER_XLSX)
    return clv_xlsx_list (path, self->members, self->parts, error)
           && (self->parts->len < 2 || clv_xlsx_count (path, self->parts, enough, error));
  if (self->container == CLV_CONTAINER_ODS)
    return clv_ods_list (path, self->members, self->parts, error);

  return list_texts (self, path, enough, error);
}

/**
 * clv_part_list_new:
 * @path: a file
 * @enough: where there are several parts, count rows up to this; 2 says which
 *   are empty, 0 is for who knows the name
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds out what @path is a container of. May read the whole file; obeys the
 * thread's current cancellable.
 *
 * Returns: (transfer full) (nullable): the parts
 */
ClvPartList *
clv_part_list_new (const char  *path,
                   gint64       enough,
                   GError     **error)
{
  g_autoptr(ClvPartList) self = g_new0 (ClvPartList, 1);
  char head[HEAD_SIZE] = "";
  gsize n_head = 0;

  g_return_val_if_fail (path != NULL, NULL);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_part_free);
  if (!clv_byte_source_read_raw (path, head, HEAD_SIZE, &n_head, error))
    return NULL;

  self->container = clv_container_from_head (head, n_head);
  if (self->container != CLV_CONTAINER_ZIP)
    return g_steal_pointer (&self);
  if (head[2] == '\005')
    {
      g_autoptr(GPtrArray) nothing = g_ptr_array_new ();

      set_no_text (error, path, nothing);
      return NULL;
    }
  if (!list_archive (self, path, enough, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
has_rows (const ClvPart *part,
          gint64         n)
{
  return part->n_rows < 0 || part->n_rows >= n;
}

/* The first rule that some part meets is the rule for all. */
static guint
find_rule (const ClvPartList *self)
{
  guint best = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const ClvPart *part = g_ptr_array_index (self->parts, i);
      guint rule = has_rows (part, 2) && part->is_table ? 2 : has_rows (part, 1) ? 1 : 0;

      if (rule > 0 && !part->is_hidden)
        rule += 2;
      best = MAX (best, rule);
    }

  return best;
}

/**
 * clv_part_is_candidate:
 * @self: what is in the file
 * @part: one of it
 *
 * Whether the part may be what is meant: shown, with rows below a header, and
 * looking like a table, as far as any part is so.
 */
gboolean
clv_part_is_candidate (const ClvPartList *self,
                       const ClvPart     *part)
{
  guint rule = find_rule (self);
  guint own = has_rows (part, 2) && part->is_table ? 2 : has_rows (part, 1) ? 1 : 0;

  if (own > 0 && !part->is_hidden)
    own += 2;

  return own > 0 && own == rule;
}

static char *
join_names (const ClvPartList *self,
            gboolean           only_candidates)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const ClvPart *part = g_ptr_array_index (self->parts, i);

      if (!only_candidates || clv_part_is_candidate (self, part))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", part->name);
    }

  return g_string_free (names, FALSE);
}

/**
 * clv_part_list_has:
 * @self: what is in the file
 * @name: as people see it
 *
 * Whether a part is called so.
 */
gboolean
clv_part_list_has (const ClvPartList *self,
                   const char        *name)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const ClvPart *part = g_ptr_array_index (self->parts, i);

      if (g_str_equal (part->name, name))
        return TRUE;
    }

  return FALSE;
}

/**
 * clv_part_list_dup_candidates:
 * @self: what is in the file
 *
 * What #CLV_PART_ALL stands for.
 *
 * Returns: (transfer container) (nullable) (element-type ClvPart): each candidate, in the order
 *   of the list that owns them; %NULL where a part is called so itself
 */
GPtrArray *
clv_part_list_dup_candidates (const ClvPartList *self)
{
  g_autoptr(GPtrArray) candidates = g_ptr_array_new ();

  if (clv_part_list_has (self, CLV_PART_ALL))
    return NULL;

  for (guint i = 0; i < self->parts->len; i++)
    {
      ClvPart *part = g_ptr_array_index (self->parts, i);

      if (clv_part_is_candidate (self, part))
        g_ptr_array_add (candidates, part);
    }

  return g_steal_pointer (&candidates);
}

static gboolean
choose_named (const ClvPartList  *self,
              const char         *path,
              const char         *name,
              const ClvPart     **part,
              GError            **error)
{
  g_autofree char *display = g_filename_display_basename (path);
  g_autofree char *names = join_names (self, FALSE);

  for (guint i = 0; i < self->parts->len; i++)
    {
      *part = g_ptr_array_index (self->parts, i);
      if (g_str_equal ((*part)->name, name))
        return TRUE;
    }

  *part = NULL;
  if (self->parts->len == 0)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                 _("“%s” is one table and has no sheets or files inside, so there is no “%s”. "
                   "Nothing was imported. Leave the name out."), display, name);
  else
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                 _("“%s” has no “%s” inside; it has: %s. Nothing was imported. Choose one of "
                   "them."), display, name, names);

  return FALSE;
}

/**
 * clv_part_list_choose:
 * @self: what is in the file
 * @path: the file's name, for messages
 * @name: (nullable): which part is wanted
 * @part: (out) (transfer none) (nullable): the part to read; %NULL for a text file
 * @is_open: (out) (nullable): whether several fit equally well; then @part is the
 *   one with most rows. Without this argument that is an error
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Finds the part of that name, or the only one that can be meant.
 */
gboolean
clv_part_list_choose (const ClvPartList  *self,
                      const char         *path,
                      const char         *name,
                      const ClvPart     **part,
                      gboolean           *is_open,
                      GError            **error)
{
  g_autofree char *display = g_filename_display_basename (path);
  guint n = 0;

  *part = NULL;
  if (is_open != NULL)
    *is_open = FALSE;
  if (name != NULL)
    return choose_named (self, path, name, part, error);
  if (self->members == NULL)
    return TRUE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const ClvPart *candidate = g_ptr_array_index (self->parts, i);

      if (!clv_part_is_candidate (self, candidate))
        continue;
      n++;
      if (*part == NULL || candidate->n_rows > (*part)->n_rows)
        *part = candidate;
    }
  if (n == 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                   _("“%s” has no rows. Nothing was imported. Export it again."), display);
      return FALSE;
    }
  if (n > 1 && is_open == NULL)
    {
      g_autofree char *names = join_names (self, TRUE);

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_AMBIGUOUS,
                   _("“%s” has several tables: %s. Nothing was imported. Say which one to read."),
                   display, names);
      return FALSE;
    }
  if (is_open != NULL)
    *is_open = n > 1;

  return TRUE;
}
